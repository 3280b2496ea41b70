"""The properties and methods of System.Xml's classes, by lower-case name."""

from __future__ import annotations

from typing import Any

from psbridge.objects.adapted import Method, Property, declare
from psbridge.objects.exceptions import NetError
from psbridge.objects.xml.nodes import (
    XmlAttribute,
    XmlAttributeCollection,
    XmlCDataSection,
    XmlComment,
    XmlDeclaration,
    XmlDocument,
    XmlElement,
    XmlNode,
    XmlNodeList,
    XmlProcessingInstruction,
    XmlText,
)
from psbridge.objects.xml.reading import parse_document
from psbridge.objects.xml.xpath import select


def _value(node: XmlNode) -> str | None:
    return node.content


def _set_value(node: XmlNode, text: str) -> None:
    if node.content is None:
        raise NetError.of("System.InvalidOperationException", "Cannot set a value on node type '" + node.node_type.label + "'.")
    node.content = text


def _set_text(node: XmlNode, text: str) -> None:
    node.inner_text = text


def _set_inner(node: XmlNode, text: str) -> None:
    """Replace the children by what a text holds."""
    made = parse_document(f"<x>{text}</x>" if not isinstance(node, XmlDocument) else text)
    source: XmlNode = made if isinstance(node, XmlDocument) else made.element or made
    node.remove_children()
    for child in list(source.children):
        child.adopt(_owner(node))
        node.append(child)


def _owner(node: XmlNode) -> XmlDocument:
    owner = node if isinstance(node, XmlDocument) else node.document
    assert owner is not None
    return owner


def _attributes(node: XmlNode) -> Any:
    return XmlAttributeCollection(node.attributes) if isinstance(node, XmlElement) else None


def _end(node: XmlNode, place: int) -> XmlNode | None:
    return node.children[place] if node.children else None


_READ: tuple[tuple[str, str, Any, Any], ...] = (
    ("Name", "string", lambda node: node.name, None),
    ("LocalName", "string", lambda node: node.local_name, None),
    ("Prefix", "string", lambda node: node.prefix, None),
    ("NamespaceURI", "string", lambda node: node.namespace, None),
    ("NodeType", "System.Xml.XmlNodeType", lambda node: node.node_type, None),
    ("Value", "string", _value, _set_value),
    ("InnerText", "string", lambda node: node.inner_text, _set_text),
    ("InnerXml", "string", lambda node: node.inner_xml, _set_inner),
    ("OuterXml", "string", lambda node: node.outer_xml, None),
    ("Attributes", "System.Xml.XmlAttributeCollection", _attributes, None),
    ("HasAttributes", "bool", lambda node: bool(getattr(node, "attributes", ())), None),
    ("HasChildNodes", "bool", lambda node: bool(node.children), None),
    ("IsEmpty", "bool", lambda node: not node.children, None),
    ("ChildNodes", "System.Xml.XmlNodeList", lambda node: XmlNodeList(node.children), None),
    ("FirstChild", "System.Xml.XmlNode", lambda node: _end(node, 0), None),
    ("LastChild", "System.Xml.XmlNode", lambda node: _end(node, -1), None),
    ("NextSibling", "System.Xml.XmlNode", lambda node: node.sibling(1), None),
    ("PreviousSibling", "System.Xml.XmlNode", lambda node: node.sibling(-1), None),
    ("ParentNode", "System.Xml.XmlNode", lambda node: None if isinstance(node, XmlAttribute) else node.parent, None),
    ("OwnerElement", "System.Xml.XmlElement", lambda node: node.parent if isinstance(node, XmlAttribute) else None, None),
    ("OwnerDocument", "System.Xml.XmlDocument", lambda node: node.document, None),
    ("DocumentElement", "System.Xml.XmlElement", lambda node: getattr(node, "element", None), None),
)
PROPERTIES: dict[str, Property] = {name.lower(): Property(name, get, put, kind) for name, kind, get, put in _READ}


def _insert(node: XmlNode, new: XmlNode, reference: XmlNode | None, after: bool) -> XmlNode:
    if reference is None:
        return node.insert(0 if after else len(node.children), new)
    return node.insert(node.place_of(reference) + after, new)


def _replace(node: XmlNode, new: XmlNode, old: XmlNode) -> XmlNode:
    place = node.place_of(old)
    node.remove_child(old)
    node.insert(place, new)
    return old


def _clear(node: XmlNode) -> None:
    node.remove_children()
    if isinstance(node, XmlElement):
        node.attributes = []


def _by_tag(node: XmlNode, name: str) -> XmlNodeList:
    return XmlNodeList(one for one in node.descendants() if isinstance(one, XmlElement) and name in ("*", one.name))


def _create_element(node: XmlNode, name: str, *rest: str) -> XmlElement:
    """(name), (qualifiedName, namespace) or (prefix, localName, namespace)."""
    if len(rest) == 2:
        return XmlElement(_owner(node), f"{name}:{rest[0]}" if name else rest[0], rest[1] or "")
    return XmlElement(_owner(node), name, rest[0] or "" if rest else "")


def _import(node: XmlNode, other: XmlNode, deep: bool) -> XmlNode:
    made = other.clone(deep)
    made.adopt(_owner(node))
    return made


def _load(node: XmlNode, text: str) -> None:
    assert isinstance(node, XmlDocument)
    made = parse_document(text, node.preserve_whitespace)
    node.remove_children()
    for child in list(made.children):
        child.adopt(node)
        node.append(child)


def _declaration(node: XmlNode, version: str, encoding: str | None, standalone: str | None) -> XmlNode:
    parts = [f'version="{version}"', f'encoding="{encoding}"' if encoding else "", f'standalone="{standalone}"' if standalone else ""]
    return XmlDeclaration(_owner(node), "xml", " ".join(filter(None, parts)))


def _set_attribute_node(node: Any, attribute: XmlAttribute) -> XmlAttribute | None:
    old: XmlAttribute | None = node.attribute(attribute.name)
    node.add_attribute(attribute)
    return old


def _first(node: XmlNode, path: str, names: Any = None) -> Any:
    found = select(node, path, names)
    return found[0] if found else None


_N, _E = "System.Xml.XmlNode", "System.Xml.XmlElement"
_CALL: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "SelectNodes",
        lambda node, path, names=None: XmlNodeList(select(node, path, names)),
        ("System.Xml.XmlNodeList SelectNodes(string xpath)", "System.Xml.XmlNodeList SelectNodes(string xpath, System.Object nsmgr)"),
    ),
    ("SelectSingleNode", _first, (f"{_N} SelectSingleNode(string xpath)", f"{_N} SelectSingleNode(string xpath, System.Object nsmgr)")),
    ("AppendChild", lambda node, new: node.append(new), (f"{_N} AppendChild({_N} newChild)",)),
    ("PrependChild", lambda node, new: node.insert(0, new), (f"{_N} PrependChild({_N} newChild)",)),
    ("InsertBefore", lambda node, new, ref: _insert(node, new, ref, False), (f"{_N} InsertBefore({_N} newChild, {_N} refChild)",)),
    ("InsertAfter", lambda node, new, ref: _insert(node, new, ref, True), (f"{_N} InsertAfter({_N} newChild, {_N} refChild)",)),
    ("RemoveChild", lambda node, old: node.remove_child(old), (f"{_N} RemoveChild({_N} oldChild)",)),
    ("ReplaceChild", _replace, (f"{_N} ReplaceChild({_N} newChild, {_N} oldChild)",)),
    ("RemoveAll", _clear, ("void RemoveAll()",)),
    ("CloneNode", lambda node, deep: node.clone(deep), (f"{_N} CloneNode(bool deep)",)),
    ("Clone", lambda node: node.clone(True), (f"{_N} Clone()",)),
    (
        "GetAttribute",
        lambda node, name, space=None: node.get_attribute(name, space),
        ("string GetAttribute(string name)", "string GetAttribute(string localName, string namespaceURI)"),
    ),
    (
        "SetAttribute",
        lambda node, *rest: node.set_attribute(*rest),
        ("void SetAttribute(string name, string value)", "string SetAttribute(string localName, string namespaceURI, string value)"),
    ),
    ("HasAttribute", lambda node, name: node.attribute(name) is not None, ("bool HasAttribute(string name)",)),
    ("RemoveAttribute", lambda node, name: node.remove_attribute(name), ("void RemoveAttribute(string name)",)),
    ("GetAttributeNode", lambda node, name: node.attribute(name), ("System.Xml.XmlAttribute GetAttributeNode(string name)",)),
    ("SetAttributeNode", _set_attribute_node, ("System.Xml.XmlAttribute SetAttributeNode(System.Xml.XmlAttribute newAttr)",)),
    ("GetElementsByTagName", _by_tag, ("System.Xml.XmlNodeList GetElementsByTagName(string name)",)),
    (
        "CreateElement",
        _create_element,
        (
            f"{_E} CreateElement(string name)",
            f"{_E} CreateElement(string qualifiedName, string namespaceURI)",
            f"{_E} CreateElement(string prefix, string localName, string namespaceURI)",
        ),
    ),
    ("CreateAttribute", lambda node, name: XmlAttribute(_owner(node), name, ""), ("System.Xml.XmlAttribute CreateAttribute(string name)",)),
    ("CreateTextNode", lambda node, text: XmlText(_owner(node), text), ("System.Xml.XmlText CreateTextNode(string text)",)),
    ("CreateComment", lambda node, text: XmlComment(_owner(node), "#comment", text), ("System.Xml.XmlComment CreateComment(string data)",)),
    (
        "CreateCDataSection",
        lambda node, text: XmlCDataSection(_owner(node), "#cdata-section", text),
        ("System.Xml.XmlCDataSection CreateCDataSection(string data)",),
    ),
    (
        "CreateProcessingInstruction",
        lambda node, target, data: XmlProcessingInstruction(_owner(node), target, data),
        ("System.Xml.XmlProcessingInstruction CreateProcessingInstruction(string target, string data)",),
    ),
    (
        "CreateXmlDeclaration",
        _declaration,
        ("System.Xml.XmlDeclaration CreateXmlDeclaration(string version, string encoding, string standalone)",),
    ),
    ("ImportNode", _import, (f"{_N} ImportNode({_N} node, bool deep)",)),
    ("LoadXml", _load, ("void LoadXml(string xml)",)),
)
METHODS: dict[str, Method] = {name.lower(): Method(name, call, lines) for name, call, lines in _CALL}

_list = declare(XmlNodeList.net_type)
_list.properties["count"] = Property("Count", lambda found: found.count, None, "int")
_list.methods["item"] = Method("Item", lambda found, key: found.item(key), ("System.Xml.XmlNode Item(int index)",))
_map = declare(XmlAttributeCollection.net_type)
_map.properties["count"] = _list.properties["count"]
_map.methods["append"] = Method(
    "Append", lambda found, node: found.nodes.append(node), ("System.Xml.XmlAttribute Append(System.Xml.XmlAttribute node)",)
)
_map.methods["getnameditem"] = Method("GetNamedItem", lambda found, key: found.item(key), ("System.Xml.XmlNode GetNamedItem(string name)",))
_document = declare(XmlDocument.net_type)
_document.constructor = Method("XmlDocument", XmlDocument, ("new()",))
