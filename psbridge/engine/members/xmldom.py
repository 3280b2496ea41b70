"""The nodes of System.Xml.XmlDocument: a small DOM, reading and writing.

Decides structure and text form (as .NET writes it); PowerShell's view of nodes as properties is `xmladapter`'s.
No DTD is processed, no entity is defined, nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from psbridge.engine.members.xmlfaults import OpenTag, undeclared, xml_error
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.scalars import XmlText as Document

ELEMENT, ATTRIBUTE, TEXT, CDATA, INSTRUCTION, COMMENT, DOCUMENT, DECLARATION, FRAGMENT, WHITESPACE = 1, 2, 3, 4, 7, 8, 9, 17, 11, 13
_X = "System.Xml."
_KINDS = {
    ELEMENT: ("XmlElement", "XmlLinkedNode"),
    ATTRIBUTE: ("XmlAttribute", "XmlNode"),
    TEXT: ("XmlText", "XmlCharacterData"),
    CDATA: ("XmlCDataSection", "XmlCharacterData"),
    INSTRUCTION: ("XmlProcessingInstruction", "XmlLinkedNode"),
    COMMENT: ("XmlComment", "XmlCharacterData"),
    DECLARATION: ("XmlDeclaration", "XmlLinkedNode"),
    FRAGMENT: ("XmlDocumentFragment", "XmlNode"),
    WHITESPACE: ("XmlWhitespace", "XmlCharacterData"),
}
define(_X + "XmlCharacterData", _X + "XmlLinkedNode")
_TYPES: dict[int, NetType] = {kind: define(_X + name, _X + base) for kind, (name, base) in _KINDS.items()}
_TYPES[DOCUMENT] = find_type(_X + "XmlDocument")
_NAMES = {TEXT: "#text", CDATA: "#cdata-section", COMMENT: "#comment", FRAGMENT: "#document-fragment", WHITESPACE: "#whitespace",
          DECLARATION: "xml"}  # fmt: skip
_LOOSE = (TEXT, CDATA, WHITESPACE)


class Node:
    """A node other than the document.  ``value`` is the text of what has no children."""

    __slots__ = ("__weakref__", "attributes", "children", "kind", "name", "namespace", "owner", "parent", "value")

    def __init__(self, owner: XmlDocument, kind: int, name: str = "", value: str | None = None, namespace: str = "") -> None:
        self.owner, self.kind, self.name, self.value, self.namespace = owner, kind, name or _NAMES.get(kind, ""), value, namespace
        self.parent: Any = None
        self.children: list[Node] = []
        self.attributes: list[Node] = []

    @property
    def net_type(self) -> NetType:
        return _TYPES[self.kind]

    @property
    def local_name(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        return self.name.rpartition(":")[0]

    def __str__(self) -> str:
        return self.local_name

    def __iter__(self) -> Iterator[Node]:
        return iter(list(self.children))


class XmlDocument(Document):
    """The document: children like a node, and what belongs to all."""

    __slots__ = ("attributes", "children", "parent", "preserve", "uri", "value")
    kind, name, namespace, local_name, prefix = DOCUMENT, "#document", "", "#document", ""

    def __init__(self, source: str | None = None) -> None:
        self.children: list[Node] = []
        self.attributes: list[Node] = []
        self.parent: Any = None
        self.value: str | None = None
        self.preserve = False
        self.uri = ""
        if source is not None:
            load(self, source)

    @property
    def owner(self) -> XmlDocument:
        return self

    @property
    def text(self) -> str:  # type: ignore[override]
        return outer(self)

    @property
    def root(self) -> Node | None:
        return next((child for child in self.children if child.kind == ELEMENT), None)

    def __iter__(self) -> Iterator[Node]:
        return iter(list(self.children))

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is Document and other.text == self.text)

    def __hash__(self) -> int:
        return id(self)


# -- reading


class Builder:
    """Handlers of expat that fill a document."""

    def __init__(self, document: XmlDocument) -> None:
        self.document = document
        self.here: Any = document
        self.pending: list[str] = []
        self.in_cdata = False
        self.open: list[OpenTag] = []
        self.parser = expat.ParserCreate("utf-8")

    def around(self, data: str) -> None:
        """What stands beside the root."""
        if self.here.kind == DOCUMENT and data.isspace():
            append(self.here, Node(self.document, WHITESPACE, "", data))

    def flush(self) -> None:
        if not self.pending:
            return
        content = "".join(self.pending)
        self.pending = []
        blank = not content.strip(" \t\r\n")
        if self.here.kind == DOCUMENT or (blank and not self.document.preserve):
            return
        append(self.here, Node(self.document, WHITESPACE if blank else TEXT, "", content))

    def start(self, name: str, attributes: list[str]) -> None:
        self.flush()
        self.open.append(OpenTag(name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 2))
        made = Node(self.document, ELEMENT, name)
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            set_attribute(made, key, value)
        append(self.here, made)
        made.namespace = namespace_of(made, made.prefix)
        if made.prefix and not made.namespace:
            raise undeclared(made.prefix, self.open[-1], 0)
        ahead = len(name) + 1
        for attribute in made.attributes:
            attribute.namespace = namespace_of(made, attribute.prefix) if attribute.prefix else ""
            if attribute.prefix and not attribute.namespace:
                raise undeclared(attribute.prefix, self.open[-1], ahead)
            ahead += len(attribute.name) + len(attribute.value or "") + 4
        self.here = made

    def end(self, name: str) -> None:
        self.flush()
        self.open.pop()
        self.here = self.here.parent

    def chars(self, data: str) -> None:
        self.pending.append(data)

    def start_cdata(self) -> None:
        self.flush()
        self.in_cdata = True

    def end_cdata(self) -> None:
        append(self.here, Node(self.document, CDATA, "", "".join(self.pending)))
        self.pending, self.in_cdata = [], False

    def comment(self, data: str) -> None:
        self.flush()
        append(self.here, Node(self.document, COMMENT, "", data))

    def instruction(self, target: str, data: str) -> None:
        self.flush()
        append(self.here, Node(self.document, INSTRUCTION, target, data))

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        parts = [f'version="{version}"']
        parts += [f'encoding="{encoding}"'] if encoding else []
        parts += [f'standalone="{"yes" if standalone else "no"}"'] if standalone >= 0 else []
        append(self.document, Node(self.document, DECLARATION, "xml", " ".join(parts)))


def load(document: XmlDocument, source: str) -> None:
    """Fill a document from text; XmlException for what is no XML."""
    document.children.clear()
    parse(Builder(document), source)


def parse(builder: Builder, source: str) -> None:
    """Have a builder hear what is in a text."""
    parser = builder.parser
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler, parser.CommentHandler = builder.chars, builder.comment
    parser.StartCdataSectionHandler, parser.EndCdataSectionHandler = builder.start_cdata, builder.end_cdata
    parser.ProcessingInstructionHandler, parser.XmlDeclHandler = builder.instruction, builder.declaration
    parser.EntityDeclHandler = _no_entities
    if builder.document.preserve:
        parser.DefaultHandlerExpand = builder.around
    try:
        parser.Parse(source.lstrip("\ufeff").encode("utf-8", "replace"), True)
    except expat.ExpatError as problem:
        raise xml_error(problem, source, builder.open) from None


def _no_entities(*args: Any) -> None:
    text = (
        "For security reasons DTD is prohibited in this XML document. To enable DTD processing set the DtdProcessing property on "
        "XmlReaderSettings to Parse and pass the settings into XmlReader.Create method."
    )
    raise NetError.of("System.Xml.XmlException", text)


# -- changing


def append(parent: Any, child: Node, at: int | None = None) -> Node:
    """Put a node (or the nodes of a fragment) below another; it leaves the place where it was."""
    if child.kind == FRAGMENT:
        for one in list(child.children):
            append(parent, one, at)
            at = None if at is None else at + 1
        return child
    if child.parent is not None and child in child.parent.children:
        child.parent.children.remove(child)
    child.parent = parent
    if at is None:
        parent.children.append(child)
    else:
        parent.children.insert(at, child)
    return child


def set_attribute(element: Any, name: str, value: str, namespace: str = "") -> Node:
    found = attribute_of(element, name)
    if found is None:
        found = Node(element.owner, ATTRIBUTE, name, value, namespace)
        found.parent = element
        element.attributes.append(found)
    else:
        found.value = value
    return found


def attribute_of(element: Any, name: str) -> Node | None:
    return next((a for a in element.attributes if a.name == name), None)


def namespace_of(node: Any, prefix: str) -> str:
    """The namespace that a prefix stands for at a node."""
    key = f"xmlns:{prefix}" if prefix else "xmlns"
    while node is not None and node.kind == ELEMENT:
        found = attribute_of(node, key)
        if found is not None:
            return found.value or ""
        node = node.parent
    return {"xml": "http://www.w3.org/XML/1998/namespace", "xmlns": "http://www.w3.org/2000/xmlns/"}.get(prefix, "")


# -- writing


def inner_text(node: Any) -> str:
    if node.kind in (ELEMENT, DOCUMENT, FRAGMENT):
        return "".join(inner_text(child) for child in node.children if child.kind not in (COMMENT, INSTRUCTION, DECLARATION))
    return node.value or ""


def set_inner_text(node: Any, content: str) -> None:
    if node.kind in (ELEMENT, FRAGMENT):
        node.children.clear()
        if content != "":
            append(node, Node(node.owner, TEXT, "", content))
    else:
        node.value = content


def escape(text: str, quote: bool = False) -> str:
    made = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return made.replace('"', "&quot;").replace("\n", "&#xA;").replace("\r", "&#xD;") if quote else made.replace("\r", "&#xD;")


def outer(node: Any) -> str:
    """OuterXml."""
    return "".join(_write(node, None, 0))


def inner(node: Any) -> str:
    """InnerXml."""
    return "".join(piece for child in node.children for piece in _write(child, None, 0))


def indented(node: Any, unit: str = "  ", line: str = "\n") -> str:
    """As XmlDocument.Save writes it."""
    return "".join(_write(node, (unit, line), 0))


def _write(node: Any, layout: tuple[str, str] | None, depth: int) -> Iterator[str]:
    plain = _PLAIN.get(node.kind)
    if plain is not None:
        yield plain(node)
    elif node.kind == ELEMENT:
        yield from _element(node, layout, depth)
    else:
        for i, child in enumerate(node.children):
            if layout is not None and i:
                yield layout[1]
            yield from _write(child, layout, depth)


def _element(node: Node, layout: tuple[str, str] | None, depth: int) -> Iterator[str]:
    yield "<" + node.name
    for attribute in node.attributes:
        yield f' {attribute.name}="{escape(attribute.value or "", True)}"'
    if not node.children:
        yield " />"
        return
    yield ">"
    broken = layout is not None and not any(child.kind in _LOOSE for child in node.children)
    for child in node.children:
        if broken and layout is not None:
            yield layout[1] + layout[0] * (depth + 1)
        yield from _write(child, layout if broken else None, depth + 1)
    if broken and layout is not None:
        yield layout[1] + layout[0] * depth
    yield f"</{node.name}>"


_PLAIN: dict[int, Any] = {
    TEXT: lambda node: escape(node.value or ""),
    WHITESPACE: lambda node: node.value or "",
    CDATA: lambda node: f"<![CDATA[{node.value or ''}]]>",
    COMMENT: lambda node: f"<!--{node.value or ''}-->",
    INSTRUCTION: lambda node: f"<?{node.name} {node.value or ''}?>",
    DECLARATION: lambda node: f"<?xml {node.value or ''}?>",
    ATTRIBUTE: lambda node: f'{node.name}="{escape(node.value or "", True)}"',
}
