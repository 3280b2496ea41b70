"""Members of System.Xml.Linq, declared over the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members import files
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.streams import Stream, TextReader, TextWriter
from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.texts import get_encoding
from psbridge.engine.members.xlinq import (
    XML,
    XMLNS,
    L,
    XAttribute,
    XCData,
    XComment,
    XContainer,
    XDeclaration,
    XDocument,
    XElement,
    XInstruction,
    XName,
    XNamespace,
    XNode,
    XObject,
    XText,
    named,
)
from psbridge.engine.members.xlinqreading import parse


def _node_type(node: XObject) -> Any:
    return enum_type("System.Xml.XmlNodeType")(node.node_type)


def _load(ctx: Any, source: Any, options: Any = 0) -> XDocument:
    """From a path, a reader or a stream."""
    if isinstance(source, TextReader):
        return parse(source.read_to_end(), options)
    return parse(files.decode(source.live.read() if isinstance(source, Stream) else files.read_bytes(ctx, source)), options)


def _root_of(document: XDocument) -> XElement:
    root: XElement = document.root
    root.detach()
    return root


def _save(ctx: Any, node: Any, target: Any, options: Any = 0) -> None:
    """With a declaration; its encoding counts."""
    told = getattr(node, "declaration", None)
    name = (told.encoding if told is not None else None) or "utf-8"
    if isinstance(target, TextWriter):
        name = "utf-16" if target.stream is None else "utf-8"
    standalone = told.standalone if told is not None else None
    content = f"{XDeclaration('1.0', name, standalone)}\n{node.shown(options)}"
    if isinstance(target, TextWriter):
        target.put(content)
        return
    chosen = get_encoding(name)
    data = chosen.preamble + chosen.encode(content)
    if isinstance(target, Stream):
        target.live.write(data)
    else:
        files.write_bytes(ctx, target, data)


fill(
    XNamespace.net_type,
    f"""
    string NamespaceName {{get;}}
    static {L}XNamespace None {{get;}}
    static {L}XNamespace Xml {{get;}}
    static {L}XNamespace Xmlns {{get;}}
    {L}XName GetName(string localName)
    string ToString()
    static {L}XNamespace Get(string namespaceName)
    static {L}XName op_Addition({L}XNamespace ns, string localName)
    static {L}XNamespace op_Implicit(string namespaceName)
    """,
    {
        "NamespaceName": "uri",
        "::None": lambda net: XNamespace(""),
        "::Xml": lambda net: XNamespace(XML),
        "::Xmlns": lambda net: XNamespace(XMLNS),
        "GetName": lambda own, local: XName.of(local, own.uri),
        "ToString": str,
        "::Get": XNamespace,
        "::op_Addition": lambda own, local: XName.of(local, own.uri),
        "::op_Implicit": XNamespace,
    },
)
fill(
    XName.net_type,
    f"""
    string LocalName {{get;}}
    {L}XNamespace Namespace {{get;}}
    string NamespaceName {{get;}}
    bool Equals(System.Object obj)
    string ToString()
    static {L}XName Get(string expandedName)
    static {L}XName Get(string localName, string namespaceName)
    static {L}XName op_Implicit(string expandedName)
    """,
    {
        "LocalName": "local",
        "Namespace": lambda name: XNamespace(name.uri),
        "NamespaceName": "uri",
        "Equals": XName.__eq__,
        "ToString": str,
        "::Get": XName.of,
        "::op_Implicit": XName.of,
    },
)
fill(
    XObject.net_type,
    f"{L}XDocument Document {{get;}}\nSystem.Xml.XmlNodeType NodeType {{get;}}\n{L}XElement Parent {{get;}}\nstring BaseUri {{get;}}",
    {"Document": "document", "NodeType": _node_type, "Parent": "parent_element", "BaseUri": lambda node: ""},
)


def _neighbours(step: int) -> Callable[[XAttribute], Any]:
    def run(attribute: XAttribute) -> Any:
        known = attribute.parent.attributes if attribute.parent is not None else [attribute]
        at = known.index(attribute) + step
        return known[at] if 0 <= at < len(known) else None

    return run


fill(
    XAttribute.net_type,
    f"""
    new({L}XName name, System.Object value)
    new({L}XAttribute other)
    bool IsNamespaceDeclaration {{get;}}
    {L}XName Name {{get;}}
    {L}XAttribute NextAttribute {{get;}}
    {L}XAttribute PreviousAttribute {{get;}}
    string Value {{get;set;}}
    void Remove()
    void SetValue(System.Object value)
    string ToString()
    """,
    {
        "new": lambda first, *rest: XAttribute(first, *rest) if rest else XAttribute(first.name, first.content),
        "IsNamespaceDeclaration": "is_declaration",
        "Name": "name",
        "NextAttribute": _neighbours(1),
        "PreviousAttribute": _neighbours(-1),
        "Value": "content",
        "Remove": XAttribute.detach,
        "SetValue": lambda own, value: setattr(own, "content", XAttribute(own.name, value).content),
        "ToString": str,
    },
)
_NODES = f"{L}XNode[]"
_ELEMENTS = f"{L}XElement[]"


def _siblings(after: bool) -> Callable[..., list[Any]]:
    def run(node: XNode, name: Any = None) -> list[Any]:
        if node.parent is None:
            return []
        known = node.parent.nodes[node.place + 1 :] if after else node.parent.nodes[: node.place]
        return named([one for one in known if isinstance(one, XElement)], name)

    return run


fill(
    XNode.net_type,
    f"""
    {L}XNode NextNode {{get;}}
    {L}XNode PreviousNode {{get;}}
    void AddAfterSelf(params System.Object[] content)
    void AddBeforeSelf(params System.Object[] content)
    {_ELEMENTS} Ancestors()
    {_ELEMENTS} Ancestors({L}XName name)
    {_ELEMENTS} ElementsAfterSelf()
    {_ELEMENTS} ElementsAfterSelf({L}XName name)
    {_ELEMENTS} ElementsBeforeSelf()
    {_ELEMENTS} ElementsBeforeSelf({L}XName name)
    void Remove()
    void ReplaceWith(params System.Object[] content)
    string ToString()
    string ToString({L}SaveOptions options)
    """,
    {
        "NextNode": lambda node: node.beside(1),
        "PreviousNode": lambda node: node.beside(-1),
        "AddAfterSelf": lambda node, *content: node.insert(1, *content),
        "AddBeforeSelf": lambda node, *content: node.insert(0, *content),
        "Ancestors": XNode.ancestors,
        "ElementsAfterSelf": _siblings(True),
        "ElementsBeforeSelf": _siblings(False),
        "Remove": XNode.detach,
        "ReplaceWith": XNode.replace,
        "ToString": XNode.shown,
    },
)
for _made in (XText, XCData, XComment):
    _other = f"new({_made.net_type.full_name} other)"
    fill(
        _made.net_type,
        f"new(string value)\n{_other}\nstring Value {{get;set;}}",
        {"new": lambda value, made=_made: made(value.content if isinstance(value, made) else value), "Value": "content"},
    )
fill(
    XInstruction.net_type,
    "new(string target, string data)\nstring Data {get;set;}\nstring Target {get;set;}",
    {"new": XInstruction, "Data": "data", "Target": "target"},
)
fill(
    XDeclaration.net_type,
    "new(string version, string encoding, string standalone)\nstring Encoding {get;set;}\nstring Standalone {get;set;}\n"
    "string Version {get;set;}\nstring ToString()",
    {"new": XDeclaration, "Encoding": "encoding", "Standalone": "standalone", "Version": "version", "ToString": str},
)


def _replace_nodes(own: XContainer, *content: Any) -> None:
    own.clear_nodes()
    own.put(None, *content)


fill(
    XContainer.net_type,
    f"""
    {L}XNode FirstNode {{get;}}
    {L}XNode LastNode {{get;}}
    void Add(params System.Object[] content)
    void AddFirst(params System.Object[] content)
    {_NODES} DescendantNodes()
    {_ELEMENTS} Descendants()
    {_ELEMENTS} Descendants({L}XName name)
    {L}XElement Element({L}XName name)
    {_ELEMENTS} Elements()
    {_ELEMENTS} Elements({L}XName name)
    {_NODES} Nodes()
    void RemoveNodes()
    void ReplaceNodes(params System.Object[] content)
    """,
    {
        "FirstNode": lambda own: own.nodes[0] if own.nodes else None,
        "LastNode": lambda own: own.nodes[-1] if own.nodes else None,
        "Add": lambda own, *content: own.put(None, *content),
        "AddFirst": lambda own, *content: own.put(0, *content),
        "DescendantNodes": lambda own: list(own.walk()),
        "Descendants": XContainer.descendants,
        "Element": XContainer.element,
        "Elements": XContainer.elements,
        "Nodes": lambda own: list(own.nodes),
        "RemoveNodes": XContainer.clear_nodes,
        "ReplaceNodes": _replace_nodes,
    },
)


def _new_element(first: Any, *content: Any) -> XElement:
    found: XElement = first.copy_node() if isinstance(first, XElement) else XElement(first, *content)
    return found


def _drop_attributes(own: XElement) -> None:
    for one in list(own.attributes):
        one.detach()


def _drop_all(own: XElement) -> None:
    _drop_attributes(own)
    own.clear_nodes()


def _attributes(own: XElement, name: Any = None) -> list[Any]:
    return named(list(own.attributes), name)


def _namespace(own: XElement, prefix: str) -> Any:
    found = own.namespace_of(prefix)
    return None if found is None else XNamespace(found)


_SAVES = f"""
void Save(string fileName)
void Save(System.IO.Stream stream)
void Save(System.IO.TextWriter textWriter)
void Save(string fileName, {L}SaveOptions options)
"""
_LOADS = "\n".join(
    f"static {{}} Load({source}{more})"
    for source in ("string uri", "System.IO.Stream stream", "System.IO.TextReader textReader")
    for more in ("", f", {L}LoadOptions options")
)
fill(
    XElement.net_type,
    f"""
    new({L}XElement other)
    new({L}XName name)
    new({L}XName name, params System.Object[] content)
    {L}XAttribute FirstAttribute {{get;}}
    bool HasAttributes {{get;}}
    bool HasElements {{get;}}
    bool IsEmpty {{get;}}
    {L}XAttribute LastAttribute {{get;}}
    {L}XName Name {{get;set;}}
    string Value {{get;set;}}
    {_ELEMENTS} AncestorsAndSelf()
    {_ELEMENTS} AncestorsAndSelf({L}XName name)
    {L}XAttribute Attribute({L}XName name)
    {L}XAttribute[] Attributes()
    {L}XAttribute[] Attributes({L}XName name)
    {_ELEMENTS} DescendantsAndSelf()
    {_ELEMENTS} DescendantsAndSelf({L}XName name)
    {L}XNamespace GetDefaultNamespace()
    {L}XNamespace GetNamespaceOfPrefix(string prefix)
    string GetPrefixOfNamespace({L}XNamespace ns)
    void RemoveAll()
    void RemoveAttributes()
    void SetAttributeValue({L}XName name, System.Object value)
    void SetElementValue({L}XName name, System.Object value)
    void SetValue(System.Object value)
    static {L}XElement Parse(string text)
    static {L}XElement Parse(string text, {L}LoadOptions options)
    """
    + _SAVES
    + _LOADS.replace("{}", f"{L}XElement"),
    {
        "new": _new_element,
        "FirstAttribute": lambda own: own.attributes[0] if own.attributes else None,
        "HasAttributes": lambda own: bool(own.attributes),
        "HasElements": lambda own: bool(own.elements()),
        "IsEmpty": lambda own: not own.nodes,
        "LastAttribute": lambda own: own.attributes[-1] if own.attributes else None,
        "Name": "name",
        "Value": "content",
        "AncestorsAndSelf": lambda own, name=None: named([own], name) + own.ancestors(name),
        "Attribute": XElement.attribute,
        "Attributes": _attributes,
        "DescendantsAndSelf": lambda own, name=None: named([own], name) + own.descendants(name),
        "GetDefaultNamespace": lambda own: XNamespace(own.namespace_of("") or ""),
        "GetNamespaceOfPrefix": _namespace,
        "GetPrefixOfNamespace": lambda own, namespace: own.prefix_of(namespace.uri),
        "RemoveAll": _drop_all,
        "RemoveAttributes": _drop_attributes,
        "SetAttributeValue": XElement.set_attribute,
        "SetElementValue": XElement.set_element,
        "SetValue": lambda own, value: setattr(own, "content", value),
        "::Parse": lambda text, options=0: _root_of(parse(text, options)),
        "Save": WithContext(_save),
        "::Load": WithContext(lambda ctx, source, options=0: _root_of(_load(ctx, source, options))),
    },
)
fill(
    XDocument.net_type,
    f"""
    new()
    new(params System.Object[] content)
    new({L}XDeclaration declaration, params System.Object[] content)
    {L}XDeclaration Declaration {{get;set;}}
    {L}XElement Root {{get;}}
    static {L}XDocument Parse(string text)
    static {L}XDocument Parse(string text, {L}LoadOptions options)
    """
    + _SAVES
    + _LOADS.replace("{}", f"{L}XDocument"),
    {
        "new": XDocument,
        "Declaration": "declaration",
        "Root": "root",
        "::Parse": parse,
        "Save": WithContext(_save),
        "::Load": WithContext(_load),
    },
)
