"""System.Xml: PowerShell's view of nodes as properties, and what documents, elements and attributes can do."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import xmldom
from psbridge.engine.members.arguments import bad_argument
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import IndexedProperty, WithContext, fill, register_types
from psbridge.engine.members.xmldom import ATTRIBUTE, CDATA, COMMENT, DECLARATION, DOCUMENT, ELEMENT, INSTRUCTION, TEXT, WHITESPACE, Node, XmlDocument
from psbridge.objects.access import register_adapter
from psbridge.objects.adapted import Property, declare
from psbridge.objects.convert import register_enumerable
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type, represent
from psbridge.objects.psobject import NetObject

_X = "System.Xml."
represent(XmlDocument, find_type(_X + "XmlDocument"))
find_type(_X + "XmlDocument").python = XmlDocument
register_types(
    """
    System.Xml.XmlNodeList | System.Object | class | System.Collections.IEnumerable
    System.Xml.XmlAttributeCollection | System.Object | class | System.Collections.ICollection
    System.Xml.XmlNamespaceManager | System.Object | class
    System.Xml.XmlWriterSettings
    System.Xml.XmlReaderSettings
    """
)


# -- nodes as properties


def shown(node: Node) -> Any:
    """What a property gives for a node: text for attributes and for elements that are nothing but text."""
    if node.kind in (TEXT, CDATA, ATTRIBUTE, COMMENT):
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


def _property(name: str) -> Property:
    def get(node: Any) -> Any:
        found = [shown(one) for one in _named(node, name)]
        return found[0] if len(found) == 1 else found

    def put(node: Any, value: Any) -> None:
        found = _named(node, name)
        if len(found) != 1:
            raise NetError.of("System.Management.Automation.SetValueException", f'Cannot set "{name}" because multiple elements have this name.')
        if not isinstance(value, str):
            text = f'Cannot set "{name}" because only strings can be used as values to set XmlNode properties.'
            raise NetError.of("System.Management.Automation.SetValueException", text)
        xmldom.set_inner_text(found[0], value)

    return Property(name, get, put, "System.Object")


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
        return [_property(name) for name in names.values()]


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
    nodes = found if isinstance(found, list) else []
    return [n for n in (_original(one, table) for one in nodes) if n is not None]


def _absolute(path: str) -> str:
    """Paths from the document begin at its root."""
    return path if path.startswith(("/", "(")) else "/" + path


def _xpath_text(path: str, problem: str) -> str:
    if "Undefined namespace prefix" in problem:
        return "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."
    return f"'{path}' has an invalid token."


# -- nodes


def by_name(node: Any, name: str) -> list[Node]:
    made: list[Node] = []
    for child in node.children:
        if child.kind == ELEMENT:
            if name in ("*", child.name):
                made.append(child)
            made += by_name(child, name)
    return made


def sibling(node: Any, step: int) -> Any:
    if node.parent is None or node.kind == ATTRIBUTE:
        return None
    at = node.parent.children.index(node) + step
    return node.parent.children[at] if 0 <= at < len(node.parent.children) else None


def insert(node: Any, new: Node, beside: Any, after: bool) -> Node:
    if beside is None:
        return xmldom.append(node, new, 0 if after else None)
    if beside not in node.children:
        raise bad_argument("The reference node is not a child of this node.")
    if new.parent is node:
        node.children.remove(new)
        new.parent = None
    return xmldom.append(node, new, node.children.index(beside) + after)


def remove_child(node: Any, child: Any) -> Any:
    if child not in node.children:
        raise bad_argument("The node to be removed is not a child of this node.")
    node.children.remove(child)
    child.parent = None
    return child


def replace_child(node: Any, new: Node, old: Node) -> Node:
    at = node.children.index(old)
    remove_child(node, old)
    xmldom.append(node, new, at)
    return old


def copy(node: Any, deep: bool = True, owner: Any = None) -> Any:
    target = owner or node.owner
    if isinstance(node, XmlDocument):
        made: Any = XmlDocument()
        target = made
    else:
        made = Node(target, node.kind, node.name, node.value, node.namespace)
        for a in node.attributes:
            xmldom.set_attribute(made, a.name, a.value or "", a.namespace)
    for child in node.children if deep else ():
        xmldom.append(made, copy(child, True, target))
    return made


def set_inner_xml(node: Any, content: str) -> None:
    if isinstance(node, XmlDocument):
        xmldom.load(node, content)
        return
    held = XmlDocument()
    held.preserve = True
    xmldom.load(held, f"<x>{content}</x>")
    node.children.clear()
    for child in list(held.root.children) if held.root is not None else ():
        xmldom.append(node, copy(child, True, node.owner))


def _value(node: Any) -> str | None:
    return None if node.kind in (ELEMENT, DOCUMENT) else node.value


def _set_value(node: Any, value: str) -> None:
    node.value = value


_N = _X + "XmlNode"
fill(
    _N,
    f"""
    {_X}XmlAttributeCollection Attributes {{get;}}
    string BaseURI {{get;}}
    {_X}XmlNodeList ChildNodes {{get;}}
    {_N} FirstChild {{get;}}
    bool HasChildNodes {{get;}}
    string InnerText {{get;set;}}
    string InnerXml {{get;set;}}
    bool IsReadOnly {{get;}}
    {_N} LastChild {{get;}}
    string LocalName {{get;}}
    string Name {{get;}}
    string NamespaceURI {{get;}}
    {_N} NextSibling {{get;}}
    {_X}XmlNodeType NodeType {{get;}}
    string OuterXml {{get;}}
    {_X}XmlDocument OwnerDocument {{get;}}
    {_N} ParentNode {{get;}}
    string Prefix {{get;}}
    {_N} PreviousSibling {{get;}}
    string Value {{get;set;}}
    {_N} Item(string name) {{get;}}
    {_N} AppendChild({_N} newChild)
    {_N} Clone()
    {_N} CloneNode(bool deep)
    System.Collections.IEnumerator GetEnumerator()
    string GetNamespaceOfPrefix(string prefix)
    {_N} InsertAfter({_N} newChild, {_N} refChild)
    {_N} InsertBefore({_N} newChild, {_N} refChild)
    void Normalize()
    {_N} PrependChild({_N} newChild)
    void RemoveAll()
    {_N} RemoveChild({_N} oldChild)
    {_N} ReplaceChild({_N} newChild, {_N} oldChild)
    {_X}XmlNodeList SelectNodes(string xpath)
    {_X}XmlNodeList SelectNodes(string xpath, {_X}XmlNamespaceManager nsmgr)
    {_N} SelectSingleNode(string xpath)
    {_N} SelectSingleNode(string xpath, {_X}XmlNamespaceManager nsmgr)
    string ToString()
    """,
    {
        "Attributes": lambda n: AttributeList(n) if n.kind == ELEMENT else None,
        "BaseURI": lambda n: n.owner.uri,
        "ChildNodes": lambda n: NodeList(list(n.children)),
        "FirstChild": lambda n: n.children[0] if n.children else None,
        "HasChildNodes": lambda n: bool(n.children),
        "InnerText": xmldom.inner_text,
        "InnerText=": xmldom.set_inner_text,
        "InnerXml": xmldom.inner,
        "InnerXml=": set_inner_xml,
        "IsReadOnly": lambda n: False,
        "LastChild": lambda n: n.children[-1] if n.children else None,
        "LocalName": "local_name",
        "Name": "name",
        "NamespaceURI": "namespace",
        "NextSibling": lambda n: sibling(n, 1),
        "NodeType": "kind",
        "OuterXml": xmldom.outer,
        "OwnerDocument": lambda n: None if n.kind == DOCUMENT else n.owner,
        "ParentNode": lambda n: None if n.kind == ATTRIBUTE else n.parent,
        "Prefix": "prefix",
        "PreviousSibling": lambda n: sibling(n, -1),
        "Value": _value,
        "Value=": _set_value,
        "Item": lambda n, name: next((c for c in n.children if c.name == name), None),
        "AppendChild": xmldom.append,
        "Clone": copy,
        "CloneNode": copy,
        "GetEnumerator": lambda n: enumerator_of(list(n.children)),
        "GetNamespaceOfPrefix": xmldom.namespace_of,
        "InsertAfter": lambda n, new, old: insert(n, new, old, True),
        "InsertBefore": lambda n, new, old: insert(n, new, old, False),
        "Normalize": lambda n: None,
        "PrependChild": lambda n, new: xmldom.append(n, new, 0),
        "RemoveAll": lambda n: (n.children.clear(), n.attributes.clear())[0],
        "RemoveChild": remove_child,
        "ReplaceChild": replace_child,
        "SelectNodes": lambda n, path, manager=None: NodeList(select(n, path, manager)),
        "SelectSingleNode": lambda n, path, manager=None: next(iter(select(n, path, manager)), None),
        "ToString": lambda n: n.local_name,
    },
)


def _set_attribute(element: Any, name: str, *rest: Any) -> Any:
    """SetAttribute(name, value), SetAttribute(name, namespace, value)."""
    if len(rest) == 2:
        xmldom.set_attribute(element, name, rest[1] or "", rest[0])
        return rest[1]
    xmldom.set_attribute(element, name, rest[0] or "")
    return None


def _remove_attribute(element: Any, name: str, *rest: Any) -> None:
    found = xmldom.attribute_of(element, name)
    if found is not None:
        element.attributes.remove(found)


def _attribute_text(element: Any, name: str, *rest: Any) -> str:
    found = xmldom.attribute_of(element, name)
    return "" if found is None else found.value or ""


fill(
    _X + "XmlElement",
    f"""
    bool HasAttributes {{get;}}
    bool IsEmpty {{get;set;}}
    string GetAttribute(string name)
    string GetAttribute(string localName, string namespaceURI)
    {_X}XmlAttribute GetAttributeNode(string name)
    {_X}XmlNodeList GetElementsByTagName(string name)
    bool HasAttribute(string name)
    void RemoveAllAttributes()
    void RemoveAttribute(string name)
    void SetAttribute(string name, string value)
    string SetAttribute(string localName, string namespaceURI, string value)
    {_X}XmlAttribute SetAttributeNode({_X}XmlAttribute newAttr)
    """,
    {
        "HasAttributes": lambda e: bool(e.attributes),
        "IsEmpty": lambda e: not e.children,
        "IsEmpty=": lambda e, value: None,
        "GetAttribute": _attribute_text,
        "GetAttributeNode": xmldom.attribute_of,
        "GetElementsByTagName": lambda e, name: NodeList(by_name(e, name)),
        "HasAttribute": lambda e, name: xmldom.attribute_of(e, name) is not None,
        "RemoveAllAttributes": lambda e: e.attributes.clear(),
        "RemoveAttribute": _remove_attribute,
        "SetAttribute": _set_attribute,
        "SetAttributeNode": lambda e, a: AttributeList(e).append(a),
    },
)
fill(
    _X + "XmlAttribute",
    f"{_X}XmlElement OwnerElement {{get;}}\nbool Specified {{get;}}",
    {"OwnerElement": "parent", "Specified": lambda a: True},
)
fill(_X + "XmlCharacterData", "string Data {get;set;}\nint Length {get;}", {"Data": "value", "Length": lambda n: len(n.value or "")})
fill(
    _X + "XmlDeclaration",
    "string Version {get;}\nstring Encoding {get;set;}\nstring Standalone {get;}",
    {
        "Version": lambda n: _part(n, "version"),
        "Encoding": lambda n: _part(n, "encoding"),
        "Encoding=": lambda n, value: setattr(n, "value", f'version="{_part(n, "version")}" encoding="{value}"'),
        "Standalone": lambda n: _part(n, "standalone"),
    },
)


def _part(node: Node, name: str) -> str:
    _, found, rest = (node.value or "").partition(f'{name}="')
    return rest.partition('"')[0] if found else ""


# -- the document


def _save(ctx: Any, document: XmlDocument, target: Any) -> None:
    """To a path, a writer or a stream, indented; with a declaration its encoding counts."""
    from psbridge.engine.members import files
    from psbridge.engine.members.streams import Stream, TextWriter
    from psbridge.engine.members.texts import get_encoding

    first = document.children[0] if document.children else None
    name = _part(first, "encoding") if first is not None and first.kind == DECLARATION else ""
    content = xmldom.outer(document) if document.preserve else xmldom.indented(document)
    if isinstance(target, TextWriter):
        target.put(content)
        return
    chosen = get_encoding(name or "utf-8")
    data = (chosen.preamble if name else b"") + chosen.encode(content)
    if isinstance(target, Stream):
        target.live.write(data)
    else:
        files.write_bytes(ctx, target, data)


def _load_file(ctx: Any, document: XmlDocument, source: Any) -> None:
    from psbridge.engine.members import files
    from psbridge.engine.members.streams import Stream, TextReader

    if isinstance(source, TextReader):
        xmldom.load(document, source.read_to_end())
    else:
        data = source.live.read() if isinstance(source, Stream) else files.read_bytes(ctx, source)
        xmldom.load(document, files.decode(data))


def _declaration(document: XmlDocument, version: str, encoding: Any, standalone: Any) -> Node:
    parts = [f'version="{version}"']
    parts += [f'encoding="{encoding}"'] if encoding else []
    parts += [f'standalone="{standalone}"'] if standalone else []
    return Node(document, DECLARATION, "xml", " ".join(parts))


def _element(document: XmlDocument, *names: Any) -> Node:
    """CreateElement(name), (name, namespace), (prefix, name, namespace)."""
    if len(names) == 3:
        return Node(document, ELEMENT, f"{names[0]}:{names[1]}" if names[0] else names[1], None, names[2] or "")
    made = Node(document, ELEMENT, names[0], None, names[1] if len(names) > 1 and names[1] else "")
    if len(names) > 1 and names[1]:
        xmldom.set_attribute(made, "xmlns", names[1])
    return made


fill(
    _X + "XmlDocument",
    f"""
    new()
    {_X}XmlElement DocumentElement {{get;}}
    System.Object NameTable {{get;}}
    bool PreserveWhitespace {{get;set;}}
    System.Object XmlResolver {{get;set;}}
    {_X}XmlAttribute CreateAttribute(string name)
    {_X}XmlAttribute CreateAttribute(string qualifiedName, string namespaceURI)
    {_X}XmlCDataSection CreateCDataSection(string data)
    {_X}XmlComment CreateComment(string data)
    {_X}XmlDocumentFragment CreateDocumentFragment()
    {_X}XmlElement CreateElement(string name)
    {_X}XmlElement CreateElement(string qualifiedName, string namespaceURI)
    {_X}XmlElement CreateElement(string prefix, string localName, string namespaceURI)
    {_N} CreateNode(string nodeTypeString, string name, string namespaceURI)
    {_X}XmlProcessingInstruction CreateProcessingInstruction(string target, string data)
    {_X}XmlText CreateTextNode(string text)
    {_X}XmlDeclaration CreateXmlDeclaration(string version, string encoding, string standalone)
    {_X}XmlNodeList GetElementsByTagName(string name)
    {_N} ImportNode({_N} node, bool deep)
    void Load(string filename)
    void Load(System.IO.Stream inStream)
    void Load(System.IO.TextReader txtReader)
    void LoadXml(string xml)
    void Save(string filename)
    void Save(System.IO.Stream outStream)
    void Save(System.IO.TextWriter writer)
    """,
    {
        "new": XmlDocument,
        "DocumentElement": "root",
        "NameTable": lambda d: d.name,
        "PreserveWhitespace": "preserve",
        "XmlResolver": lambda d: None,
        "XmlResolver=": lambda d, value: None,
        "CreateAttribute": lambda d, name, namespace="": Node(d, ATTRIBUTE, name, "", namespace or ""),
        "CreateCDataSection": lambda d, data: Node(d, CDATA, "", data),
        "CreateComment": lambda d, data: Node(d, COMMENT, "", data),
        "CreateDocumentFragment": lambda d: Node(d, xmldom.FRAGMENT),
        "CreateElement": _element,
        "CreateNode": lambda d, kind, name, namespace: Node(d, {"element": ELEMENT, "attribute": ATTRIBUTE, "text": TEXT}[kind.lower()], name, None, namespace or ""),
        "CreateProcessingInstruction": lambda d, target, data: Node(d, INSTRUCTION, target, data),
        "CreateTextNode": lambda d, data: Node(d, TEXT, "", data),
        "CreateXmlDeclaration": _declaration,
        "GetElementsByTagName": lambda d, name: NodeList(by_name(d, name)),
        "ImportNode": lambda d, node, deep: copy(node, deep, d),
        "Load": WithContext(_load_file),
        "LoadXml": xmldom.load,
        "Save": WithContext(_save),
    },
)
