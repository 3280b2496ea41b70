"""System.Array: what arrays of every kind can do, and the statics of [array]."""

from __future__ import annotations

import copy
from typing import Any

from psbridge.objects.containers import MultiArray, TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type

_BYTE = find_type("System.Byte")
_OBJECT = find_type("System.Object")


def default_of(net: NetType | None) -> Any:
    """The value that .NET gives an element that nobody set."""
    from psbridge.engine.members.defaults import default_value

    return default_value(net)


def create_array(element: NetType | None, *lengths: int) -> Any:
    """A new array of that element type; several lengths make a rectangular one."""
    kind = element or _OBJECT
    if any(length < 0 for length in lengths):
        raise NetError.of("System.OverflowException", "Arithmetic operation resulted in an overflow.")
    if len(lengths) > 1:
        size = 1
        for length in lengths:
            size *= length
        return MultiArray(kind, tuple(lengths), [default_of(kind) for _ in range(size)])
    if kind is _BYTE:
        return bytearray(lengths[0])
    if kind is _OBJECT:
        return [None] * lengths[0]
    return TypedArray(kind, [default_of(kind)] * lengths[0])


def clone(array: Any) -> Any:
    return copy.copy(array)
