"""The nodes of an XML document: elements, attributes, texts, and how they hang together.

Decides the tree and its changes, names and namespaces, and the text of nodes (InnerText, InnerXml, OuterXml).  PowerShell's view of it,
where child elements are properties, is `adapter`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from psbridge.objects.convert.enumeration import register_enumerable
from psbridge.objects.convert.truth import register_list
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import XmlText as XmlSource

_X = "System.Xml."
XmlNodeType = define_enum(
    _X + "XmlNodeType",
    "None Element Attribute Text CDATA EntityReference Entity ProcessingInstruction Comment Document DocumentType DocumentFragment "
    "Notation Whitespace SignificantWhitespace EndElement EndEntity XmlDeclaration",
)
XMLNS = "http://www.w3.org/2000/xmlns/"
XML = "http://www.w3.org/XML/1998/namespace"


def escape_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#xA;").replace("\r", "&#xD;").replace("\t", "&#x9;")


class XmlNode(NetObject):
    """Base of all nodes."""

    __slots__ = ("children", "content", "document", "name", "namespace", "parent")
    net_type = find_type(_X + "XmlNode")
    NODE_TYPE: ClassVar[int] = 0

    def __init__(self, document: XmlDocument | None, name: str, content: str | None = None, namespace: str = "") -> None:
        super().__init__()
        self.document, self.name, self.content, self.namespace = document, name, content, namespace
        self.parent: XmlNode | None = None
        self.children: list[XmlNode] = []

    @property
    def node_type(self) -> Any:
        return XmlNodeType(self.NODE_TYPE)

    @property
    def local_name(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        return self.name.rpartition(":")[0]

    @property
    def inner_text(self) -> str:
        if self.content is not None:
            return self.content
        return "".join(child.inner_text for child in self.children if child.NODE_TYPE not in (7, 8))

    @inner_text.setter
    def inner_text(self, text: str) -> None:
        if self.content is not None:
            self.content = text
            return
        self.remove_children()
        if text:
            self.append(XmlText(self.document, text))

    @property
    def inner_xml(self) -> str:
        return "".join(child.outer_xml for child in self.children)

    @property
    def outer_xml(self) -> str:
        return self.inner_xml

    @property
    def siblings(self) -> list[XmlNode]:
        return self.parent.children if self.parent is not None else [self]

    def sibling(self, step: int) -> XmlNode | None:
        around = self.siblings
        place = next((i for i, node in enumerate(around) if node is self), 0) + step
        return around[place] if 0 <= place < len(around) else None

    # -- changes

    def insert(self, place: int, node: XmlNode) -> XmlNode:
        """Put a node among the children; it leaves where it was."""
        if node is self or any(ancestor is node for ancestor in self.ancestors()):
            raise NetError.of("System.ArgumentException", "Cannot insert a node or any ancestor of that node as a child of itself.")
        if node.parent is not None:
            node.parent.remove_child(node)
        self.children.insert(place, node)
        node.parent = self
        return node

    def append(self, node: XmlNode) -> XmlNode:
        return self.insert(len(self.children), node)

    def ancestors(self) -> Iterator[XmlNode]:
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def place_of(self, node: XmlNode) -> int:
        for i, child in enumerate(self.children):
            if child is node:
                return i
        raise NetError.of("System.ArgumentException", "The node to be removed is not a child of this node.")

    def remove_child(self, node: XmlNode) -> XmlNode:
        del self.children[self.place_of(node)]
        node.parent = None
        return node

    def remove_children(self) -> None:
        for child in self.children:
            child.parent = None
        self.children.clear()

    def descendants(self) -> Iterator[XmlNode]:
        for child in self.children:
            yield child
            yield from child.descendants()

    def clone(self, deep: bool = True) -> XmlNode:
        made: XmlNode = self.__class__.__new__(self.__class__)
        XmlNode.__init__(made, self.document, self.name, self.content, self.namespace)
        if deep:
            for child in self.children:
                made.append(child.clone())
        return made

    def adopt(self, document: XmlDocument) -> None:
        """Belong to another document, with everything below."""
        self.document = document
        for child in self.children:
            child.adopt(document)

    def __str__(self) -> str:
        return self.local_name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


class XmlAttribute(XmlNode):
    __slots__ = ()
    net_type = find_type(_X + "XmlAttribute")
    NODE_TYPE = 2

    @property
    def inner_xml(self) -> str:
        return escape_attribute(self.content or "")

    @property
    def outer_xml(self) -> str:
        return f'{self.name}="{self.inner_xml}"'


class XmlElement(XmlNode):
    """An element; ``attributes`` in document order."""

    __slots__ = ("attributes",)
    net_type = find_type(_X + "XmlElement")
    NODE_TYPE = 1

    def __init__(self, document: XmlDocument | None, name: str, namespace: str = "") -> None:
        super().__init__(document, name, None, namespace)
        self.attributes: list[XmlAttribute] = []

    def attribute(self, name: str) -> XmlAttribute | None:
        return next((one for one in self.attributes if one.name == name), None)

    def get_attribute(self, name: str, namespace: str | None = None) -> str:
        for one in self.attributes:
            if (one.name == name) if namespace is None else (one.local_name == name and one.namespace == namespace):
                return one.content or ""
        return ""

    def set_attribute(self, name: str, value: Any, *rest: Any) -> Any:
        """SetAttribute(name, value) or (localName, namespace, value)."""
        text = str(rest[0] if rest else value)
        found = self.attribute(name)
        if found is None:
            found = XmlAttribute(self.document, name, text, str(value) if rest else "")
            found.parent = self
            self.attributes.append(found)
        found.content = text
        return found.content if rest else None

    def remove_attribute(self, name: str) -> None:
        self.attributes = [one for one in self.attributes if one.name != name]

    def add_attribute(self, node: XmlAttribute) -> None:
        """Append an attribute node, in place of one of its name."""
        self.remove_attribute(node.name)
        node.parent = self
        self.attributes.append(node)

    @property
    def outer_xml(self) -> str:
        head = self.name + "".join(f" {one.outer_xml}" for one in (*self._missing_namespace(), *self.attributes))
        if not self.children:
            return f"<{head} />"
        return f"<{head}>{self.inner_xml}</{self.name}>"

    def _missing_namespace(self) -> Iterable[XmlAttribute]:
        """The declaration that an element made by code needs for its namespace."""
        name = f"xmlns:{self.prefix}" if self.prefix else "xmlns"
        if self.attribute(name) is not None or self.namespace_of(self.prefix, self.parent) == self.namespace or self.prefix == "xml":
            return ()
        return (XmlAttribute(self.document, name, self.namespace, XMLNS),)

    @staticmethod
    def namespace_of(prefix: str, start: XmlNode | None) -> str:
        """The namespace that a prefix has at a node."""
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        here = start
        while isinstance(here, XmlElement):
            found = here.attribute(name)
            if found is not None:
                return found.content or ""
            if here.prefix == prefix:
                return here.namespace
            here = here.parent
        return XML if prefix == "xml" else ""

    def clone(self, deep: bool = True) -> XmlNode:
        made = XmlElement(self.document, self.name, self.namespace)
        for one in self.attributes:
            made.add_attribute(XmlAttribute(self.document, one.name, one.content, one.namespace))
        if deep:
            for child in self.children:
                made.append(child.clone())
        return made


class XmlText(XmlNode):
    __slots__ = ()
    net_type = define(_X + "XmlText", define(_X + "XmlCharacterData", _X + "XmlLinkedNode"))
    NODE_TYPE = 3

    def __init__(self, document: XmlDocument | None, content: str) -> None:
        super().__init__(document, "#text", content)

    @property
    def outer_xml(self) -> str:
        return escape_text(self.content or "")


class XmlCDataSection(XmlNode):
    __slots__ = ()
    net_type = define(_X + "XmlCDataSection", _X + "XmlCharacterData")
    NODE_TYPE = 4

    @property
    def outer_xml(self) -> str:
        return f"<![CDATA[{self.content}]]>"


class XmlComment(XmlNode):
    __slots__ = ()
    net_type = define(_X + "XmlComment", _X + "XmlCharacterData")
    NODE_TYPE = 8

    @property
    def outer_xml(self) -> str:
        return f"<!--{self.content}-->"


class XmlProcessingInstruction(XmlNode):
    __slots__ = ()
    net_type = define(_X + "XmlProcessingInstruction", _X + "XmlLinkedNode")
    NODE_TYPE = 7

    @property
    def outer_xml(self) -> str:
        return f"<?{self.name} {self.content}?>" if self.content else f"<?{self.name}?>"


class XmlDeclaration(XmlProcessingInstruction):
    __slots__ = ()
    net_type = define(_X + "XmlDeclaration", _X + "XmlLinkedNode")
    NODE_TYPE = 17


class XmlDocument(XmlNode):
    """The document: at most one element among comments and instructions."""

    __slots__ = ("preserve_whitespace",)
    net_type = find_type(_X + "XmlDocument")
    NODE_TYPE = 9

    def __init__(self) -> None:
        super().__init__(None, "#document")
        self.preserve_whitespace = False

    def as_xml_text(self) -> XmlSource:
        """The document as CLIXML carries it."""
        return XmlSource(self.outer_xml)

    @property
    def element(self) -> XmlElement | None:
        return next((child for child in self.children if isinstance(child, XmlElement)), None)

    def insert(self, place: int, node: XmlNode) -> XmlNode:
        if isinstance(node, XmlElement) and self.element not in (None, node):
            raise NetError.of("System.InvalidOperationException", "This document already has a 'DocumentElement' node.")
        return super().insert(place, node)

    def clone(self, deep: bool = True) -> XmlNode:
        made = XmlDocument()
        for child in self.children if deep else ():
            copy = child.clone()
            copy.adopt(made)
            made.append(copy)
        return made


class XmlNodeList(NetObject):
    """What ChildNodes, SelectNodes and Attributes give."""

    __slots__ = ("nodes",)
    net_type = define(_X + "XmlNodeList", interfaces=["System.Collections.IEnumerable"])

    def __init__(self, nodes: Iterable[XmlNode]) -> None:
        super().__init__()
        self.nodes = list(nodes)

    @property
    def count(self) -> int:
        return len(self.nodes)

    def item(self, key: Any) -> XmlNode | None:
        """By position, or by name."""
        if isinstance(key, str):
            return next((node for node in self.nodes if node.name == key), None)
        return self.nodes[key] if 0 <= key < len(self.nodes) else None

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[XmlNode]:
        return iter(self.nodes)

    def __getitem__(self, key: Any) -> Any:
        return self.item(key)


class XmlAttributeCollection(XmlNodeList):
    __slots__ = ()
    net_type = define(_X + "XmlAttributeCollection", define(_X + "XmlNamedNodeMap"), interfaces=["System.Collections.ICollection"])


register_enumerable(XmlNodeList, iter)
register_list(XmlAttributeCollection)
