"""PowerShell's view of XML: nodes as properties, lists of nodes, and searching with XPath."""

from __future__ import annotations

import re
from typing import Any

from psbridge.engine.members import xmldom
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import IndexedProperty, fill, register_types
from psbridge.engine.members.xmldom import (
    ATTRIBUTE,
    CDATA,
    COMMENT,
    DECLARATION,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    WHITESPACE,
    Node,
    XmlDocument,
)
from psbridge.engine.running import running
from psbridge.objects.access import register_adapter
from psbridge.objects.adapted import Property, declare
from psbridge.objects.convert import register_enumerable, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type, represent
from psbridge.objects.psobject import NetObject, type_names_of

_X = "System.Xml."
represent(XmlDocument, find_type(_X + "XmlDocument"))
find_type(_X + "XmlDocument").python = XmlDocument
register_types(
    """
    System.Xml.XmlNodeList | System.Object | class | System.Collections.IEnumerable
    System.Xml.XmlAttributeCollection | System.Object | class | System.Collections.ICollection
    System.Xml.XmlNamespaceManager | System.Object | class
    System.Xml.XmlReaderSettings
    """
)

# -- nodes as properties


_TEXTUAL = frozenset({TEXT, CDATA, ATTRIBUTE, COMMENT, DECLARATION, INSTRUCTION})


def shown(node: Node) -> Any:
    """What a property gives for a node: text for attributes and for elements that are nothing but text."""
    if node.kind in _TEXTUAL:
        return node.value or ""
    if node.kind == ELEMENT and not node.attributes:
        if not node.children:
            return ""
        if len(node.children) == 1 and node.children[0].kind == TEXT:
            return xmldom.inner_text(node)
    return node


def _named(node: Any, name: str) -> list[Node]:
    key = name.lower()
    found = [a for a in node.attributes if a.name.lower() == key]
    return found + [c for c in node.children if c.kind != WHITESPACE and c.name.lower() == key]


def _is_desktop() -> bool:
    """Whether the session is one of Windows PowerShell, which takes texts only."""
    session = running()
    return session is not None and str(session.version).startswith("5.")


def _property(name: str) -> Property:
    def get(node: Any) -> Any:
        found = [shown(one) for one in _named(node, name)]
        return found[0] if len(found) == 1 else found

    def put(node: Any, value: Any) -> None:
        found = _named(node, name)
        if len(found) != 1:
            raise NetError.of(
                "System.Management.Automation.SetValueException", f'Cannot set "{name}" because multiple elements have this name.'
            )
        if not isinstance(value, str) and not _is_desktop():
            value = to_text(value)
        if not isinstance(value, str):
            text = f'Cannot set "{name}" because only strings can be used as values to set XmlNode properties.'
            raise NetError.of("System.Management.Automation.SetValueException", text)
        xmldom.set_inner_text(found[0], value)

    return Property(name, get, put, "System.Object")


def _declared(owner: Node, name: str) -> Property:
    """The property as it is listed: of the type that its value has, to be set where it is one text."""
    found, listed = _named(owner, name), _property(name)
    kind = type_names_of(shown(found[0]))[0] if len(found) == 1 else "System.Object[]"
    return Property(name, listed.get, listed.set if len(found) == 1 and _is_one_text(found[0]) else None, kind)


def _is_one_text(node: Node) -> bool:
    if node.kind in (TEXT, ATTRIBUTE):
        return True
    return not node.attributes and (not node.children or [child.kind for child in node.children] == [TEXT])


class _Adapter:
    """Attributes and children of a node as its properties; they hide those of the type in lists."""

    exclusive = True

    def find(self, value: Any, name: str) -> Property | None:
        found = _named(value, name)
        return _property(found[0].name) if found else None

    def properties(self, value: Any) -> list[Property]:
        names: dict[str, str] = {}
        for node in (*value.attributes, *value.children):
            if node.kind != WHITESPACE:
                names.setdefault(node.name.lower(), node.name)
        return [_declared(value, name) for name in names.values()]


register_adapter(Node, _Adapter())
register_adapter(XmlDocument, _Adapter())


# -- lists


class NodeList(NetObject):
    """The result of a search, or the children of a node."""

    __slots__ = ("nodes",)
    net_type = find_type(_X + "XmlNodeList")

    def __init__(self, nodes: list[Node]) -> None:
        super().__init__()
        self.nodes = nodes

    def __iter__(self) -> Any:
        return iter(self.nodes)

    def item(self, index: int) -> Node | None:
        return self.nodes[index] if 0 <= index < len(self.nodes) else None


class AttributeList(NetObject):
    """The attributes of an element."""

    __slots__ = ("element",)
    net_type = find_type(_X + "XmlAttributeCollection")

    def __init__(self, element: Any) -> None:
        super().__init__()
        self.element = element

    def __iter__(self) -> Any:
        return iter(list(self.element.attributes))

    def item(self, key: Any) -> Node | None:
        if isinstance(key, str):
            return xmldom.attribute_of(self.element, key)
        return self.element.attributes[key] if 0 <= key < len(self.element.attributes) else None

    def append(self, attribute: Node) -> Node:
        self.drop(attribute)
        attribute.parent = self.element
        self.element.attributes.append(attribute)
        return attribute

    def drop(self, attribute: Node) -> Node | None:
        found = xmldom.attribute_of(self.element, attribute.name)
        if found is not None:
            self.element.attributes.remove(found)
        return found


register_enumerable(NodeList, iter)
register_enumerable(AttributeList, iter)
for _list, _name in ((NodeList, "XmlNodeList"), (AttributeList, "XmlAttributeCollection")):
    fill(
        _X + _name,
        f"int Count {{get;}}\n{_X}XmlNode Item(int index)\n{_X}XmlNode ItemOf(int index) {{get;}}\nSystem.Collections.IEnumerator GetEnumerator()",
        {
            "Count": lambda found: len(list(found)),
            "Item": _list.item,
            "ItemOf": _list.item,
            "GetEnumerator": lambda found: enumerator_of(found),
        },
    )
for _net, _list in ((NodeList.net_type, NodeList), (AttributeList.net_type, AttributeList)):
    declare(_net).methods["item"] = IndexedProperty("Item", _list.item, ("System.Xml.XmlNode Item(System.Object index) {get;}",))
fill(
    AttributeList.net_type,
    f"""
    {_X}XmlAttribute Append({_X}XmlAttribute node)
    {_X}XmlAttribute GetNamedItem(string name)
    {_X}XmlAttribute Remove({_X}XmlAttribute node)
    void RemoveAll()
    {_X}XmlAttribute RemoveNamedItem(string name)
    {_X}XmlAttribute SetNamedItem({_X}XmlNode node)
    """,
    {
        "Append": AttributeList.append,
        "GetNamedItem": AttributeList.item,
        "Remove": AttributeList.drop,
        "RemoveAll": lambda found: found.element.attributes.clear(),
        "RemoveNamedItem": lambda found, name: found.drop(Node(found.element.owner, ATTRIBUTE, name)),
        "SetNamedItem": AttributeList.append,
    },
)


# -- XPath


class NamespaceManager(NetObject):
    """Prefixes for XPath."""

    __slots__ = ("prefixes",)
    net_type = find_type(_X + "XmlNamespaceManager")

    def __init__(self, *args: Any) -> None:
        super().__init__()
        self.prefixes: dict[str, str] = {}


fill(
    NamespaceManager.net_type,
    "new(System.Object nameTable)\nvoid AddNamespace(string prefix, string uri)\nbool HasNamespace(string prefix)\n"
    "string LookupNamespace(string prefix)\nvoid RemoveNamespace(string prefix, string uri)",
    {
        "new": NamespaceManager,
        "AddNamespace": lambda m, prefix, uri: m.prefixes.__setitem__(prefix, uri),
        "HasNamespace": lambda m, prefix: prefix in m.prefixes,
        "LookupNamespace": lambda m, prefix: m.prefixes.get(prefix),
        "RemoveNamespace": lambda m, prefix, uri: m.prefixes.pop(prefix, None) and None,
    },
)


def _mirror(node: Any, table: dict[Any, Any], etree: Any) -> Any:
    """The lxml twin of an element."""

    def tag(one: Any, name: str) -> str:
        return f"{{{one.namespace}}}{name}" if one.namespace else name

    twin = etree.Element(tag(node, node.local_name))
    table[twin] = node
    for a in node.attributes:
        if a.prefix != "xmlns" and a.name != "xmlns":
            twin.set(tag(a, a.local_name) if a.prefix else a.name, a.value or "")
    last = None
    for child in node.children:
        if child.kind == ELEMENT:
            last = _mirror(child, table, etree)
            twin.append(last)
        elif child.kind == COMMENT:
            last = etree.Comment(child.value or "")
            table[last] = child
            twin.append(last)
        elif child.kind in (TEXT, CDATA, WHITESPACE):
            if last is None:
                twin.text = (twin.text or "") + (child.value or "")
            else:
                last.tail = (last.tail or "") + (child.value or "")
    return twin


def _original(found: Any, table: dict[Any, Any]) -> Any:
    """The node behind a result of XPath: an element, an attribute or a text."""
    if found in table:
        return table[found]
    parent = getattr(found, "getparent", lambda: None)()
    node = table.get(parent)
    if node is None:
        return None
    if getattr(found, "is_attribute", False):
        name = found.attrname.rpartition("}")[2]
        return next((a for a in node.attributes if a.local_name == name), None)
    holder = node if getattr(found, "is_text", False) else node.parent
    return next((c for c in holder.children if c.kind in (TEXT, CDATA, WHITESPACE) and c.value == str(found)), None)


def select(node: Any, path: str, manager: Any = None) -> list[Node]:
    """The nodes that an XPath finds from a node."""
    from lxml import etree

    root = node.owner.root
    if root is None:
        return []
    table: dict[Any, Any] = {}
    twin = _mirror(root, table, etree)
    prefixes = manager.prefixes if isinstance(manager, NamespaceManager) else {}
    here = next((t for t, n in table.items() if n is node), twin)
    start = here if node.kind == ELEMENT else etree.ElementTree(twin)
    try:
        found = start.xpath(path if node.kind == ELEMENT else _absolute(path), namespaces={k: v for k, v in prefixes.items() if k})
    except etree.XPathError as problem:
        raise NetError.of("System.Xml.XPath.XPathException", _xpath_text(path, str(problem))) from None
    if not isinstance(found, list):
        raise NetError.of("System.Xml.XPath.XPathException", _NO_NODES)
    return [n for n in (_original(one, table) for one in found) if n is not None]


def _absolute(path: str) -> str:
    """Paths from the document begin at its root."""
    return path if path.startswith(("/", "(")) or _CALL.match(path) else "/" + path


def _xpath_text(path: str, problem: str) -> str:
    if "Undefined namespace prefix" in problem:
        return "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."
    if _NO_STEP.search(path):
        return _NO_NODES
    return f"'{path}' has an invalid token."


_NO_NODES = "Expression must evaluate to a node-set."
_CALL = re.compile(r"(?!(?:node|text|comment|processing-instruction)\()[\w-]+\(|[\d\"']")  # what gives no nodes anyway, or finds its own
_NO_STEP = re.compile(r"/\s*(?:$|[^\w*@.:/\s])")  # behind a slash something must stand that names nodes
