"""Members of System.Object, which every value has: GetType, ToString, Equals, GetHashCode."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.adapted import Method
from psbridge.objects.culture import current_culture
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.numbers import Char, SizedInt
from psbridge.objects.psobject import ADAPTED, NetObject, PSObject, unwrap


def get_type(value: Any) -> NetType:
    """The type; an object that had another one before it travelled, and properties of it, is a PSObject."""
    if value.__class__ is not PSObject or value.base is not None or ADAPTED not in value.shape.kinds:
        return type_of(value)
    if value.type_names[0].startswith("Deserialized."):
        return find_type("System.Management.Automation.PSObject")
    from psbridge.clixml.rehydration import live_type

    return live_type(value) or type_of(value)


def to_string(value: Any) -> str:
    """As .NET's ToString: numbers and dates in the current culture."""
    if isinstance(value, NetType):
        return value.full_name
    if value.__class__ is PSObject and value.base is None and value.text is None:
        return ""  # PSCustomObject.ToString(); what the language writes of such an object is another matter
    if isinstance(value, list | tuple | bytes | bytearray):
        return conversion.dotnet_text(value, current_culture())
    return conversion.to_text(value, current_culture())


def equals(a: Any, b: Any) -> bool:
    """As .NET's Equals: the same type and the same value; reference types by identity unless they compare by value."""
    a, b = unwrap(a), unwrap(b)
    if a is b:
        return True
    if a is None or b is None or type_of(a) is not type_of(b):
        return False
    if isinstance(a, PSObject | list):
        return False
    return bool(a == b)


def get_hash_code(value: Any) -> int:
    """A number that equal values share; not the one that .NET would give."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Char):
        return ord(value) | ord(value) << 16
    if isinstance(value, int) and (not isinstance(value, SizedInt) or -0x8000_0000 <= value <= 0x7FFF_FFFF):
        return int(value)
    try:
        number = hash(value)
    except TypeError:
        number = id(value)
    return ((number ^ number >> 32) & 0xFFFF_FFFF) - 0x8000_0000


def reference_equals(a: Any, b: Any) -> bool:
    return unwrap(a) is unwrap(b)


class PlainObject(NetObject):
    """An object with nothing but identity."""

    __slots__ = ()
    net_type = find_type("System.Object")

    def __str__(self) -> str:
        return "System.Object"


_TABLE = fill(
    "System.Object",
    """
    new()
    bool Equals(System.Object obj)
    int GetHashCode()
    type GetType()
    string ToString()
    static bool Equals(System.Object objA, System.Object objB)
    static bool ReferenceEquals(System.Object objA, System.Object objB)
    """,
    {
        "new": PlainObject,
        "Equals": equals,
        "GetHashCode": get_hash_code,
        "GetType": get_type,
        "ToString": to_string,
        "::Equals": equals,
        "::ReferenceEquals": reference_equals,
    },
)
OBJECT_METHODS: dict[str, Method] = _TABLE.methods
OBJECT_STATICS: dict[str, Method] = _TABLE.static_methods
