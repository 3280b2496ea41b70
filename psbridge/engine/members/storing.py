"""What Array.SetValue takes: values of the element's type, and numbers that widen to it."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.defaults import default_value
from psbridge.objects import convert as conversion
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.psobject import unwrap

_WIDER = {
    "Char": "UInt16 Int32 UInt32 Int64 UInt64 Single Double",
    "SByte": "Int16 Int32 Int64 Single Double",
    "Byte": "Char UInt16 Int16 Int32 UInt32 Int64 UInt64 Single Double",
    "Int16": "Int32 Int64 Single Double",
    "UInt16": "Char Int32 UInt32 Int64 UInt64 Single Double",
    "Int32": "Int64 Single Double",
    "UInt32": "Int64 UInt64 Single Double",
    "Int64": "Single Double",
    "UInt64": "Single Double",
    "Single": "Double",
    "Double": "",
    "Boolean": "",
}
_NO_WIDENING = (
    "Cannot widen from source type to target type either because the source type is a not a primitive type or the conversion "
    "cannot be accomplished."
)


def stored(value: Any, element: NetType) -> Any:
    """The value as an array of `element` keeps it."""
    raw = unwrap(value)
    if raw is None:
        return default_value(element)
    kind = type_of(raw)
    if kind.is_subtype_of(element):
        return raw
    number = raw.UNDERLYING(raw) if isinstance(raw, PSEnum) else raw
    wider = _WIDER.get(type_of(number).name)
    if wider is None or element.name not in _WIDER:
        raise NetError.of("System.InvalidCastException", "Object cannot be stored in an array of this type.")
    if element.name not in (type_of(number).name, *wider.split()):
        raise NetError.of("System.ArgumentException", _NO_WIDENING)
    return conversion.convert(number, element)
