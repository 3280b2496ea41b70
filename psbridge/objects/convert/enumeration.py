"""Which values a pipeline takes apart (LanguagePrimitives.GetEnumerable)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from psbridge.objects.containers import DictionaryEntry, MultiArray, NetDictionary, Stack
from psbridge.objects.psobject import PSObject

Enumerate = Callable[[Any], Iterator[Any]]
_SCALAR: frozenset[type] = frozenset((str, int, float, bool, type(None), dict))
_TABLE: dict[type, Enumerate | None] = {}
_REGISTERED: dict[type, Enumerate] = {}


def enumerate_value(value: Any) -> Iterator[Any] | None:
    """An iterator over the items of a collection; None for what stays whole (text, dictionaries, scalars)."""
    kind = value.__class__
    if kind is list:
        items: Iterator[Any] = iter(value)
        return items
    if kind in _SCALAR:
        return None
    if kind not in _TABLE:
        _TABLE[kind] = _how(kind)
    walk = _TABLE[kind]
    if walk is not None:
        return walk(value)
    if isinstance(value, PSObject) and value.base is not None:
        return enumerate_value(value.base)
    return None


def register_enumerable(python: type, walk: Enumerate) -> None:
    """Let values of a class (a subclass of NetObject, say) be taken apart in pipelines."""
    _REGISTERED[python] = walk
    _TABLE.clear()


def dictionary_entries(value: Any) -> Iterator[DictionaryEntry]:
    """What GetEnumerator of a dictionary gives."""
    pairs = value.pairs() if isinstance(value, NetDictionary) else list(value.items())
    return (DictionaryEntry(key, item) for key, item in pairs)


def _how(kind: type) -> Enumerate | None:
    for ancestor in kind.__mro__:
        found = _REGISTERED.get(ancestor)
        if found is not None:
            return found
    if issubclass(kind, Stack):
        return reversed
    if issubclass(kind, list | deque | MultiArray | bytes | bytearray) or kind is tuple:
        return _bytes if issubclass(kind, bytes | bytearray) else iter
    return None


def _bytes(value: bytes | bytearray) -> Iterator[Any]:
    from psbridge.objects.numbers import Byte

    return map(Byte, value)
