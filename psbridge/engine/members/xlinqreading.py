"""Text to the tree of System.Xml.Linq, by way of the reader of XmlDocument, whose errors are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members import xmldom
from psbridge.engine.members.arguments import needed
from psbridge.engine.members.xlinq import (
    XMLNS,
    XAttribute,
    XCData,
    XComment,
    XDeclaration,
    XDocument,
    XElement,
    XInstruction,
    XName,
    XText,
)

PRESERVE = 1  # LoadOptions.PreserveWhitespace


def parse(text: Any, options: Any = 0) -> XDocument:
    """A document; blanks between elements stay when the options say so."""
    read = xmldom.XmlDocument()
    read.preserve = bool(int(options) & PRESERVE)
    xmldom.load(read, needed(text, "text"))
    made = XDocument()
    for child in read.children:
        if child.kind == xmldom.DECLARATION:
            made.declaration = _declaration(child.value or "")
        elif child.kind not in (xmldom.TEXT, xmldom.WHITESPACE):
            _put(made, _node(child))
    return made


def _put(parent: Any, node: Any) -> None:
    node.parent = parent
    parent.nodes.append(node)


def _declaration(text: str) -> XDeclaration:
    found = dict(part.split("=", 1) for part in text.split())
    return XDeclaration(*(found[name].strip('"') if name in found else None for name in ("version", "encoding", "standalone")))


def _element(node: xmldom.Node) -> XElement:
    made = XElement(XName(node.name.rpartition(":")[2], node.namespace or ""))
    for one in node.attributes:
        made.take_attribute(XAttribute(_attribute_name(one), one.value or ""))
    for child in node.children:
        _put(made, _node(child))
    return made


def _attribute_name(one: xmldom.Node) -> XName:
    prefix, _, local = one.name.rpartition(":")
    if prefix == "xmlns":
        return XName(local, XMLNS)
    return XName(local, (one.namespace or "") if prefix else "")


_MAKERS: dict[int, Callable[[xmldom.Node], Any]] = {
    xmldom.ELEMENT: _element,
    xmldom.TEXT: lambda node: XText(node.value or ""),
    xmldom.WHITESPACE: lambda node: XText(node.value or ""),
    xmldom.CDATA: lambda node: XCData(node.value or ""),
    xmldom.COMMENT: lambda node: XComment(node.value or ""),
    xmldom.INSTRUCTION: lambda node: XInstruction(node.name, node.value or ""),
}


def _node(node: xmldom.Node) -> Any:
    return _MAKERS[node.kind](node)
