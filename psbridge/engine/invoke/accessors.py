"""The methods behind properties: .NET has get_Name() and set_Name(value); scripts call them where a key or a note hides the property."""

from __future__ import annotations

from psbridge.engine.members.table import IndexedProperty
from psbridge.objects.adapted import Method, Property, members_of
from psbridge.objects.nettypes import NetType

_PREFIXES = ("get_", "set_")


def find_accessor(net: NetType, key: str, *, static: bool = False) -> Method | None:
    """The accessor of that lower-case name; None when the type has no such property."""
    if not key.startswith(_PREFIXES):
        return None
    members = members_of(net)
    own = (members.static_properties if static else members.properties).get(key[4:])
    if isinstance(own, Property):
        return _of_static(own, key[:3], net) if static else _of_property(own, key[:3])
    indexed = members.methods.get(key[4:])
    return _of_indexed(indexed, key[:3]) if isinstance(indexed, IndexedProperty) and not static else None


def _of_property(own: Property, side: str) -> Method | None:
    name = f"{side}_{own.name}"
    if side == "get":
        return Method(name, own.get, (f"{own.type_name} {name}()",))
    return None if own.set is None else Method(name, own.set, (f"void {name}({own.type_name} value)",))


def _of_static(own: Property, side: str, net: NetType) -> Method | None:
    name = f"{side}_{own.name}"
    if side == "get":
        return Method(name, lambda: own.get(net), (f"static {own.type_name} {name}()",))
    put = own.set
    return None if put is None else Method(name, lambda value: put(net, value), (f"static void {name}({own.type_name} value)",))


def _of_indexed(own: IndexedProperty, side: str) -> Method | None:
    name = f"{side}_{own.name}"
    result, _, arguments = own.definitions[0].partition("(")
    kind = result.split()[0]
    arguments = arguments.partition(")")[0]
    if side == "get":
        return Method(name, own.call, (f"{kind} {name}({arguments})",))
    return None if own.assign is None else Method(name, own.assign, (f"void {name}({arguments}, {kind} value)",))
