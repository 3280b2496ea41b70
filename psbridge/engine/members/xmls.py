"""System.Xml: PowerShell's view of nodes as properties, and what documents, elements and attributes can do."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import xmldom
from psbridge.engine.members.arguments import bad_argument
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.xmldom import (
    ATTRIBUTE,
    CDATA,
    COMMENT,
    DECLARATION,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    Node,
    XmlDocument,
)
from psbridge.engine.members.xmlviews import AttributeList, NodeList, select

_X = "System.Xml."


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
    void WriteContentTo(System.Xml.XmlWriter w)
    void WriteTo(System.Xml.XmlWriter w)
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
        "WriteContentTo": lambda n, writer: writer.write_content(n),
        "WriteTo": lambda n, writer: writer.write_node(n),
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
    if hasattr(target, "write_node"):
        target.save(document)
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
    void Save(System.Xml.XmlWriter w)
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
        "CreateNode": lambda d, kind, name, namespace: Node(
            d, {"element": ELEMENT, "attribute": ATTRIBUTE, "text": TEXT}[kind.lower()], name, None, namespace or ""
        ),
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
