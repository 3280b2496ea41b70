"""How PowerShell sees XML: child elements and attributes are properties of a node.

Decides what such a property gives (text, a node, an array) and what may be set; the members of System.Xml's classes stay reachable by name
but are not listed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from psbridge.objects.access import register_adapter
from psbridge.objects.adapted import Method, Property
from psbridge.objects.convert.text import register_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.scalars import XmlText as XmlSource
from psbridge.objects.xml.members import METHODS, PROPERTIES
from psbridge.objects.xml.nodes import XmlDocument, XmlElement, XmlNode, XmlNodeList
from psbridge.objects.xml.reading import parse_document

_NODE = "System.Object"


def nodes_named(node: XmlNode, key: str) -> list[XmlNode]:
    """Attributes and children whose local name is `key`, case apart."""
    found: list[XmlNode] = []
    if isinstance(node, XmlElement):
        found += [one for one in node.attributes if one.local_name.lower() == key]
    return found + [child for child in node.children if child.local_name.lower() == key]


def simplified(node: XmlNode) -> Any:
    """A node as a value: its text where it has nothing else."""
    if node.NODE_TYPE in (2, 3):
        return node.inner_text
    if isinstance(node, XmlElement) and node.attributes:
        return node
    if not node.children or (len(node.children) == 1 and node.children[0].NODE_TYPE == 3):
        return node.inner_text
    return node


class XmlAdapter:
    """Finds the properties of one node."""

    def find(self, value: XmlNode, name: str) -> Property | Method | None:
        if nodes_named(value, name):
            return _property(name)
        return PROPERTIES.get(name) or METHODS.get(name)

    def properties(self, value: XmlNode) -> list[Property]:
        names: dict[str, str] = {}
        attributes = value.attributes if isinstance(value, XmlElement) else []
        for node in (*attributes, *value.children):
            names.setdefault(node.local_name.lower(), node.local_name)
        return [_property(name) for name in names.values()]


@lru_cache(maxsize=1024)
def _property(name: str) -> Property:
    key = name.lower()

    def get(node: XmlNode) -> Any:
        found = [simplified(one) for one in nodes_named(node, key)]
        return found[0] if len(found) == 1 else found or None

    def put(node: XmlNode, value: Any) -> None:
        _set(nodes_named(node, key), name, value)

    return Property(name, get, put, _NODE)


def _set(found: list[XmlNode], name: str, value: Any) -> None:
    if not isinstance(value, str):
        text = f'Cannot set "{name}" because only strings can be used as values to set XmlNode properties.'
        raise _refusal(text, "XmlNodeSetShouldBeAString")
    node = found[0]
    if len(found) > 1:
        text = f'Cannot set "{name}" because there is more than one node with that name.'
        raise _refusal(text, "XmlNodeSetRestrictionsMoreThanOneChild")
    if len(node.children) > 1 or (node.children and node.children[0].NODE_TYPE != 3):
        text = f'Cannot set "{name}" because the node has other content than text.'
        raise _refusal(text, "XmlNodeSetRestrictionsNodeType")
    node.inner_text = value


def _refusal(text: str, error_id: str) -> NetError:
    return NetError.of("System.Management.Automation.SetValueException", text, error_id=error_id)


class SourceAdapter:
    """The same for a document that came as text over a wire."""

    def find(self, value: XmlSource, name: str) -> Property | Method | None:
        found = XmlAdapter().find(_parsed(value.text), name)
        return _of_source(found) if isinstance(found, Property) else _call_of_source(found) if found is not None else None

    def properties(self, value: XmlSource) -> list[Property]:
        return [_of_source(one) for one in XmlAdapter().properties(_parsed(value.text))]


def _of_source(found: Property) -> Property:
    def get(source: XmlSource) -> Any:
        return found.get(_parsed(source.text))

    return Property(found.name, get, None, found.type_name)


def _call_of_source(found: Method) -> Method:
    def call(source: XmlSource, *rest: Any) -> Any:
        return found.call(_parsed(source.text), *rest)

    return Method(found.name, call, found.definitions)


@lru_cache(maxsize=32)
def _parsed(text: str) -> XmlDocument:
    return parse_document(text)


register_adapter(XmlNode, XmlAdapter())
register_text(XmlNode, lambda value, culture: value.local_name)
register_text(XmlNodeList, lambda value, culture: "".join(node.outer_xml for node in value))
