"""What counts as true (LanguagePrimitives.IsTrue)."""

from __future__ import annotations

import decimal
from collections import deque
from collections.abc import Callable
from typing import Any

from psbridge.objects.numbers import BigInteger, IntPtr
from psbridge.objects.psobject import PSObject
from psbridge.objects.scalars import AutomationNull, SwitchParameter

_PLAIN = frozenset((bool, int, float, str, decimal.Decimal))


def truth(value: Any) -> bool:
    """Whether PowerShell takes `value` for true: empty text, zero, null and empty lists are false, a list of one is what its item is."""
    if value is True or value is False:
        return value
    if value is None:
        return False
    kind = value.__class__
    if kind in _PLAIN:
        return bool(value)
    decide = _TABLE.get(kind)
    if decide is None:
        decide = _TABLE[kind] = _decider(kind)
    return decide(value)


def _list_truth(items: Any) -> bool:
    """No item: false; one: its own truth, except that a list inside counts as soon as it has an item; more: true."""
    size = len(items)
    if size != 1:
        return size > 1
    first = items[0]
    inner = first.base if isinstance(first, PSObject) and first.base is not None else first
    return len(inner) > 0 if isinstance(inner, list | tuple) else truth(first)


def _wrapped_truth(value: PSObject) -> bool:
    return True if value.base is None else truth(value.base)


def _char_truth(value: str) -> bool:
    return value != "\0"


def _always(value: Any) -> bool:
    return True


def _never(value: Any) -> bool:
    return False


def _decider(kind: type) -> Callable[[Any], bool]:
    if issubclass(kind, str):
        return _char_truth
    if issubclass(kind, BigInteger | IntPtr):
        return _always
    if issubclass(kind, int | float):
        return bool
    if issubclass(kind, list | tuple | deque | bytes | bytearray) and not hasattr(kind, "_fields"):
        return _list_truth
    if getattr(kind, "LIKE_NULL", False):
        return _never
    return _wrapped_truth if issubclass(kind, PSObject) else _always


def register_list(python: type) -> None:
    """Let a class count as a list (IList): empty is false, a single item decides."""
    _TABLE[python] = _list_truth


_TABLE: dict[type, Callable[[Any], bool]] = {
    AutomationNull.__class__: lambda value: False,
    SwitchParameter: lambda value: value.present,
}
