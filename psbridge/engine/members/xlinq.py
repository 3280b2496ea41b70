"""The tree of System.Xml.Linq: names, attributes, nodes, and how they are written.

Decides what content becomes (texts, nodes, attributes, collections of these) and which prefixes are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from psbridge.engine.members.arguments import bad_argument, invalid_operation, needed
from psbridge.engine.members.xmldom import escape
from psbridge.objects.convert import dotnet_text, enumerate_value
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import DateTime

L = "System.Xml.Linq."
XML, XMLNS = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"
NO_FORMATTING = 1  # SaveOptions.DisableFormatting


class XNamespace(NetObject):
    __slots__ = ("uri",)
    net_type = define(L + "XNamespace")

    def __init__(self, uri: str) -> None:
        super().__init__()
        self.uri = uri

    def __eq__(self, other: object) -> bool:
        return isinstance(other, XNamespace) and other.uri == self.uri

    def __hash__(self) -> int:
        return hash(self.uri)

    def __str__(self) -> str:
        return self.uri


class XName(NetObject):
    """A local name with the namespace that it belongs to."""

    __slots__ = ("local", "uri")
    net_type = define(L + "XName")

    def __init__(self, local: str, uri: str = "") -> None:
        super().__init__()
        self.local, self.uri = local, uri

    @classmethod
    def of(cls, text: Any, uri: str = "") -> XName:  # type: ignore[override]
        """From "local" or "{namespace}local"."""
        if isinstance(text, XName):
            return text
        if not needed(text, "expandedName"):
            raise bad_argument("The value cannot be an empty string.", "expandedName")
        if text.startswith("{"):
            uri, _, text = text[1:].rpartition("}")
        mark = next((c for c in text if not (c.isalnum() or c in "_-.")), None)
        if mark is None and (text[:1].isdigit() or text[:1] in "-."):
            mark = text[0]
        if mark is not None:
            which = f"'{mark}' character, hexadecimal value 0x{ord(mark):02X}"
            told = f"Name cannot begin with the {which}." if text[0] == mark else f"The {which}, cannot be included in a name."
            raise NetError.of("System.Xml.XmlException", told)
        return cls(text, uri)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, XName) and (other.local, other.uri) == (self.local, self.uri)

    def __hash__(self) -> int:
        return hash((self.local, self.uri))

    def __str__(self) -> str:
        return f"{{{self.uri}}}{self.local}" if self.uri else self.local


class XObject(NetObject):
    """What may have a parent."""

    __slots__ = ("parent",)
    net_type = define(L + "XObject")
    node_type: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.parent: Any = None

    @property
    def document(self) -> Any:
        here: Any = self
        while here.parent is not None:
            here = here.parent
        return here if isinstance(here, XDocument) else None

    @property
    def parent_element(self) -> Any:
        return self.parent if isinstance(self.parent, XElement) else None


class XAttribute(XObject):
    __slots__ = ("content", "name")
    net_type = define(L + "XAttribute", L + "XObject")
    node_type = 2

    def __init__(self, name: Any, content: Any) -> None:
        super().__init__()
        self.name, self.content = XName.of(name), written(needed(content, "value"))

    @property
    def is_declaration(self) -> bool:
        return self.name.uri == XMLNS or (self.name.local == "xmlns" and not self.name.uri)

    def detach(self) -> None:
        if self.parent is None:
            raise invalid_operation("The parent is missing.")
        self.parent.attributes.remove(self)
        self.parent = None

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __str__(self) -> str:
        prefix = {XML: "xml:", XMLNS: "xmlns:"}.get(self.name.uri, "")
        return f'{prefix}{self.name.local}="{escape(self.content, True)}"'


class XNode(XObject):
    """What stands among the children of an element."""

    __slots__ = ()
    net_type = define(L + "XNode", L + "XObject")

    @property
    def place(self) -> int:
        if self.parent is None:
            raise invalid_operation("The parent is missing.")
        return next(i for i, node in enumerate(self.parent.nodes) if node is self)

    def beside(self, step: int) -> Any:
        if self.parent is None:
            return None
        at = self.place + step
        return self.parent.nodes[at] if 0 <= at < len(self.parent.nodes) else None

    def detach(self) -> None:
        at = self.place
        del self.parent.nodes[at]
        self.parent = None

    def insert(self, step: int, *content: Any) -> None:
        self.parent.put(self.place + step, *content)

    def replace(self, *content: Any) -> None:
        parent, at = self.parent, self.place
        self.detach()
        parent.put(at, *content)

    def ancestors(self, name: Any = None) -> list[Any]:
        return named(_lineage(self.parent), name)

    def copy_node(self) -> Any:
        raise NotImplementedError

    def shown(self, options: Any = 0) -> str:
        layout = None if int(options) & NO_FORMATTING else 0
        return "".join(_node(self, {"xml": XML}, layout))

    def __str__(self) -> str:
        return self.shown()

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


class XText(XNode):
    __slots__ = ("content",)
    net_type = define(L + "XText", L + "XNode")
    node_type = 3

    def __init__(self, content: str) -> None:
        super().__init__()
        self.content = needed(content, "value")

    def copy_node(self) -> Any:
        return type(self)(self.content)


class XCData(XText):
    __slots__ = ()
    net_type = define(L + "XCData", L + "XText")
    node_type = 4


class XComment(XText):
    __slots__ = ()
    net_type = define(L + "XComment", L + "XNode")
    node_type = 8


class XInstruction(XNode):
    __slots__ = ("data", "target")
    net_type = define(L + "XProcessingInstruction", L + "XNode")
    node_type = 7

    def __init__(self, target: str, data: str) -> None:
        super().__init__()
        self.target, self.data = needed(target, "target"), needed(data, "data")

    def copy_node(self) -> Any:
        return XInstruction(self.target, self.data)


class XDeclaration(NetObject):
    __slots__ = ("encoding", "standalone", "version")
    net_type = define(L + "XDeclaration")

    def __init__(self, version: Any, encoding: Any, standalone: Any) -> None:
        super().__init__()
        self.version, self.encoding, self.standalone = version, encoding, standalone

    def __str__(self) -> str:
        parts = [("version", self.version), ("encoding", self.encoding), ("standalone", self.standalone)]
        return "<?xml" + "".join(f' {name}="{value}"' for name, value in parts if value) + "?>"


class XContainer(XNode):
    """An element or a document."""

    __slots__ = ("nodes",)
    net_type = define(L + "XContainer", L + "XNode")

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[Any] = []

    def put(self, at: int | None, *content: Any) -> None:
        """Add content at a place; None: at the end."""
        for item in _flat(content):
            place = len(self.nodes) if at is None else at
            if isinstance(item, XAttribute):
                self.take_attribute(item)
                continue
            node = item if isinstance(item, XNode) else XText(written(item))
            before = self.nodes[place - 1] if place else None
            if node.__class__ is XText and before.__class__ is XText:
                before.content += node.content
                continue
            if node.parent is not None or node is self:
                node = node.copy_node()
            node.parent = self
            self.nodes.insert(place, node)
            at = None if at is None else at + 1

    def take_attribute(self, attribute: XAttribute) -> None:
        raise bad_argument("An attribute cannot be added to content.")

    def elements(self, name: Any = None) -> list[Any]:
        return named([node for node in self.nodes if isinstance(node, XElement)], name)

    def element(self, name: Any) -> Any:
        found = self.elements(name)
        return found[0] if found else None

    def walk(self) -> Iterator[Any]:
        for node in self.nodes:
            yield node
            if isinstance(node, XElement):
                yield from node.walk()

    def descendants(self, name: Any = None) -> list[Any]:
        return named([node for node in self.walk() if isinstance(node, XElement)], name)

    def clear_nodes(self) -> None:
        for node in self.nodes:
            node.parent = None
        self.nodes = []


class XElement(XContainer):
    __slots__ = ("attributes", "name")
    net_type = define(L + "XElement", L + "XContainer")
    node_type = 1

    def __init__(self, name: Any, *content: Any) -> None:
        super().__init__()
        self.name = XName.of(name)
        self.attributes: list[XAttribute] = []
        self.put(None, *content)

    def take_attribute(self, attribute: XAttribute) -> None:
        if self.attribute(attribute.name) is not None:
            raise invalid_operation("Duplicate attribute.")
        made = attribute if attribute.parent is None else XAttribute(attribute.name, attribute.content)
        made.parent = self
        self.attributes.append(made)

    def attribute(self, name: Any) -> Any:
        wanted = XName.of(name)
        return next((one for one in self.attributes if one.name == wanted), None)

    @property
    def content(self) -> str:
        return "".join(node.content for node in self.walk() if isinstance(node, XText) and not isinstance(node, XComment))

    @content.setter
    def content(self, value: Any) -> None:
        self.clear_nodes()
        self.nodes = [XText(written(needed(value, "value")))]
        self.nodes[0].parent = self

    def set_attribute(self, name: Any, value: Any) -> None:
        found = self.attribute(name)
        if value is None:
            if found is not None:
                found.detach()
        elif found is not None:
            found.content = written(value)
        else:
            self.take_attribute(XAttribute(name, value))

    def set_element(self, name: Any, value: Any) -> None:
        found = self.element(name)
        if value is None:
            if found is not None:
                found.detach()
        elif found is not None:
            found.content = value
        else:
            self.put(None, XElement(name, value))

    def copy_node(self) -> Any:
        made = XElement(self.name)
        for one in self.attributes:
            made.take_attribute(XAttribute(one.name, one.content))
        made.put(None, [node.copy_node() for node in self.nodes])
        return made

    def namespace_of(self, prefix: str) -> str | None:
        name = XName(prefix, XMLNS) if prefix else XName("xmlns")
        found = next((one for here in _lineage(self) if (one := here.attribute(name)) is not None), None)
        if found is not None:
            return str(found.content)
        return XML if prefix == "xml" else None

    def prefix_of(self, uri: str) -> str | None:
        declared = (one for here in _lineage(self) for one in here.attributes if one.name.uri == XMLNS and one.content == uri)
        found = next(declared, None)
        if found is not None:
            return str(found.name.local)
        return "xml" if uri == XML else None


class XDocument(XContainer):
    __slots__ = ("declaration",)
    net_type = define(L + "XDocument", L + "XContainer")
    node_type = 9

    def __init__(self, *content: Any) -> None:
        super().__init__()
        self.declaration: XDeclaration | None = None
        for item in _flat(content):
            if isinstance(item, XDeclaration):
                self.declaration = item
            elif isinstance(item, XElement) and self.root is not None:
                raise invalid_operation("This operation would create an incorrectly structured document.")
            else:
                self.put(None, item)

    @property
    def root(self) -> Any:
        return next((node for node in self.nodes if isinstance(node, XElement)), None)

    def copy_node(self) -> Any:
        return XDocument(self.declaration, [node.copy_node() for node in self.nodes])


def _lineage(node: Any) -> list[Any]:
    """An element and those around it, the nearest first."""
    found = []
    while isinstance(node, XElement):
        found.append(node)
        node = node.parent
    return found


def named(found: list[Any], name: Any) -> list[Any]:
    if name is None:
        return found
    wanted = XName.of(name)
    return [one for one in found if one.name == wanted]


def _flat(content: Any) -> Iterator[Any]:
    """Content as it is added: collections one by one, null not at all."""
    for item in content:
        plain = unwrap(item)
        if plain is None:
            continue
        walk = None if isinstance(plain, str | NetObject) else enumerate_value(plain)
        if walk is None:
            yield plain
        else:
            yield from _flat(walk)


def written(value: Any) -> str:
    """A value as XML writes it."""
    plain = unwrap(value)
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, DateTime):
        from psbridge.objects.convert import format_value

        return format_value(plain, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK")
    return dotnet_text(plain)


# -- writing


def _node(node: Any, scope: dict[str, str], depth: int | None) -> Iterator[str]:
    plain = _PLAIN.get(node.__class__)
    if plain is not None:
        yield plain(node)
    elif isinstance(node, XElement):
        yield from _element(node, scope, depth)
    else:
        for i, child in enumerate(node.nodes):
            yield "\n" if i and depth is not None else ""
            yield from _node(child, scope, depth)


_PLAIN: dict[type, Callable[[Any], str]] = {
    XText: lambda node: escape(node.content),
    XCData: lambda node: f"<![CDATA[{node.content}]]>",
    XComment: lambda node: f"<!--{node.content}-->",
    XInstruction: lambda node: f"<?{node.target}{' ' if node.data else ''}{node.data}?>",
}


def _element(node: XElement, outer: dict[str, str], depth: int | None) -> Iterator[str]:
    scope = dict(outer)
    for one in node.attributes:
        if one.is_declaration:
            scope["" if one.name.local == "xmlns" and not one.name.uri else one.name.local] = one.content
    more: list[str] = []
    name = _qualified(node.name, scope, more, True)
    told = [f' {_qualified(one.name, scope, more, False)}="{escape(one.content, True)}"' for one in node.attributes]
    yield f"<{name}{''.join(more)}{''.join(told)}"
    if not node.nodes:
        yield " />"
        return
    yield ">"
    broken = depth is not None and not any(isinstance(child, XText) and not isinstance(child, XComment) for child in node.nodes)
    for child in node.nodes:
        yield "\n" + "  " * ((depth or 0) + 1) if broken else ""
        yield from _node(child, scope, (depth or 0) + 1 if broken else None)
    yield ("\n" + "  " * (depth or 0) if broken else "") + f"</{name}>"


def _qualified(name: XName, scope: dict[str, str], more: list[str], element: bool) -> str:
    """A name with the prefix of its namespace; what must be declared for it goes to `more`."""
    if name.uri == XMLNS:
        return f"xmlns:{name.local}"
    if element and scope.get("", "") == name.uri:
        return name.local
    if not name.uri:
        if element:
            more.append(' xmlns=""')
            scope[""] = ""
        return name.local
    prefix = next((key for key, uri in scope.items() if uri == name.uri and key), None)
    if prefix is None and element:
        more.append(f' xmlns="{escape(name.uri, True)}"')
        scope[""] = name.uri
        return name.local
    if prefix is None:
        prefix = next(f"p{i}" for i in range(1, 99) if f"p{i}" not in scope)
        more.append(f' xmlns:{prefix}="{escape(name.uri, True)}"')
        scope[prefix] = name.uri
    return f"{prefix}:{name.local}"
