"""How the Python result of a table function becomes a value of the declared .NET type.

Decides nothing but representation: a plain int declared long is an Int64, a list declared string[] a TypedArray, and so on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.objects import (
    AutomationNull,
    BigInteger,
    Byte,
    Char,
    Int16,
    Int64,
    NetType,
    SByte,
    Single,
    TypedArray,
    UInt16,
    UInt32,
    UInt64,
    find_type,
)

Wrap = Callable[[Any], Any]
_SCALARS: dict[str, type] = {
    "System.Byte": Byte,
    "System.SByte": SByte,
    "System.Int16": Int16,
    "System.UInt16": UInt16,
    "System.UInt32": UInt32,
    "System.Int64": Int64,
    "System.UInt64": UInt64,
    "System.Single": Single,
    "System.Char": Char,
    "System.Double": float,
    "System.Numerics.BigInteger": BigInteger,
}


def _scalar(kind: type) -> Wrap:
    return lambda value: value if value.__class__ is kind or value is None else kind(value)


def _nothing(value: Any) -> Any:
    return AutomationNull


def _array(element: NetType) -> Wrap:
    def wrap(value: Any) -> Any:
        if value is None or (isinstance(value, list) and value.__class__ is not list):
            return value
        return TypedArray(element, value)

    return wrap


def _bytes(value: Any) -> Any:
    return bytearray(value) if isinstance(value, bytes | list) else value


_KNOWN: dict[NetType, Wrap | None] = {find_type("System.Void"): _nothing}
_KNOWN.update((find_type(name), _scalar(kind)) for name, kind in _SCALARS.items())
_KNOWN[find_type("System.Byte").array()] = _bytes
_KNOWN[find_type("System.Object").array()] = None


def wrapper(net: NetType | None) -> Wrap | None:
    """The function that gives results of type `net` their class, None when they are right as they are."""
    if net is None:
        return None
    if net not in _KNOWN:
        _KNOWN[net] = _make(net)
    return _KNOWN[net]


def _make(net: NetType) -> Wrap | None:
    if net.kind == "array" and net.rank == 1 and net.element is not None:
        return _array(net.element)
    if net.kind == "enum" and net.python is not None:
        return _scalar(net.python)
    return None
