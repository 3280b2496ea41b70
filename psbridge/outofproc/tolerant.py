"""The slow reader for lines that are not written the usual way.

PowerShell reads each line with an XML reader in fragment mode: several elements a line, either kind of quotes, comments
and processing instructions are fine; text, CDATA or blanks between elements are not. Which node follows which decides,
so a line becomes a list of nodes first, then elements. No DTD, no entity but the five of XML.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from psbridge.errors import OutOfProcError
from psbridge.outofproc.elements import (
    BAD_BASE64,
    Element,
    Kind,
    no_text,
    parse_guid,
    parse_stream,
    unknown_element,
    wrong_attributes,
    wrong_node,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS: dict[str, Kind] = {kind.value: kind for kind in Kind}
_ROOT = b"<_>"
_BLANKS = b" \t\r\n"


@dataclass(slots=True)
class _Node:
    """What an XML reader would stop at."""

    type: str
    name: str = ""
    value: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def scan_tolerantly(line: bytes) -> tuple[list[Element], OutOfProcError | None]:
    """The elements of a line up to the first error, and that error."""
    if not line:
        return [], unknown_element("")
    nodes, failure = _nodes(line)
    elements: list[Element] = []
    try:
        rest = iter(nodes)
        for node in rest:
            element = _take(node, rest, line, failure)
            if element is not None:
                elements.append(element)
    except OutOfProcError as error:
        return elements, error
    return elements, failure


def _take(node: _Node, rest: Iterator[_Node], line: bytes, failure: OutOfProcError | None) -> Element | None:
    if node.type == "Element":
        return _element(node, rest, failure)
    if node.type == "EndElement":
        return None
    if node.type == "Text":
        # What a program prints by mistake is the best error message there is: PowerShell passes the line on as it is.
        raise OutOfProcError(line.decode("utf-8", "replace"))
    raise wrong_node(node.type)


def _element(node: _Node, rest: Iterator[_Node], failure: OutOfProcError | None) -> Element:
    kind = _KINDS.get(node.name.rpartition(":")[2])
    if kind is None:
        raise unknown_element(node.name)
    if len(node.attributes) != (2 if kind is Kind.DATA else 1):
        raise wrong_attributes(kind.value)
    guid = node.attributes.get("PSGuid")
    if guid is None:
        raise OutOfProcError("Value cannot be null. (Parameter 'g')", where=f"attribute PSGuid of {kind.value}")
    if kind is not Kind.DATA:
        return Element(kind, parse_guid(guid))
    identity = parse_guid(guid)
    content = next(rest, None)
    if content is None:
        raise failure or OutOfProcError("Not enough data is available to process the Data element.")
    if content.type != "Text":
        raise no_text(content.type)
    return Element(kind, identity, _decode(content.value), parse_stream(node.attributes.get("Stream", "")))


def _decode(text: str) -> bytes:
    """Base 64 with blanks allowed anywhere, as .NET allows them, and nothing else."""
    compact = "".join(text.split())
    try:
        return binascii.a2b_base64(compact, strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise OutOfProcError(BAD_BASE64) from error


class _Collector:
    """Turns expat's callbacks into nodes."""

    def __init__(self) -> None:
        self.nodes: list[_Node] = []
        self.open: list[str] = []
        self._cdata = False
        self._split = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append(name)
        if len(self.open) > 1:
            self.nodes.append(_Node("Element", name, attributes=attributes))

    def end(self, name: str) -> None:
        self.open.pop()
        self.nodes.append(_Node("EndElement", name))

    def text(self, value: str) -> None:
        previous = self.nodes[-1] if self.nodes else None
        if self._cdata and previous is not None:
            previous.value += value
        elif previous is not None and previous.type in {"Text", "Whitespace"} and not self._split:
            previous.value += value
            previous.type = "Text" if previous.value.strip() else "Whitespace"
        else:
            self.nodes.append(_Node("Text" if value.strip() else "Whitespace", value=value))
        self._split = False

    def skip(self, *_: str) -> None:
        """A comment or a processing instruction is no node, but it ends a text."""
        self._split = True

    def start_cdata(self) -> None:
        self._cdata = True
        self.nodes.append(_Node("CDATA"))

    def end_cdata(self) -> None:
        self._cdata = False


def _nodes(line: bytes) -> tuple[list[_Node], OutOfProcError | None]:
    """The nodes of a line, and where its XML is broken."""
    collector = _Collector()
    if line.lstrip(_BLANKS).startswith(b"<?xml"):
        return [_Node("XmlDeclaration")], None
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartCdataSectionHandler = collector.start_cdata
    parser.EndCdataSectionHandler = collector.end_cdata
    parser.CommentHandler = collector.skip
    parser.ProcessingInstructionHandler = collector.skip
    failure: OutOfProcError | None = None
    try:
        # At once: newer expats wait for more before they look at an unfinished tag again. What follows the line makes expat hand over
        # the text that it would hold back; the line itself is complete.
        parser.Parse(_ROOT + line + b"<?_?>", False)
    except expat.ExpatError as error:
        column = max(error.offset - len(_ROOT), 0) + 1
        failure = OutOfProcError(f"{_reason(error)}. Line 1, position {column}.")
    if failure is None and len(collector.open) != 1:
        names = ", ".join(reversed(collector.open[1:])) or "_"
        failure = OutOfProcError(
            f"Unexpected end of file has occurred. The following elements are not closed: {names}. "
            f"Line 1, position {len(line.decode('utf-8', 'replace')) + 1}."
        )
    return collector.nodes, failure


def _reason(error: expat.ExpatError) -> str:
    return f"The line is not well-formed XML: {expat.ErrorString(error.code)}"
