"""Collections of .NET: lists that know their type, dictionaries that know PowerShell's keys.

Decides which Python class stands for which collection.  Exact ``list`` is object[], ``bytes``/``bytearray`` is byte[], exact ``dict``
counts as Hashtable when it comes from Python.  Arrays do not grow: the engine sees to that, Python code is not kept from it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from itertools import islice
from typing import Any

from psbridge.objects import typedata  # noqa: F401
from psbridge.objects.nettypes import NetType, find_type, represent
from psbridge.objects.numbers import Char

OBJECT = find_type("System.Object")


class TypedArray(list[Any]):
    """An array whose elements have one type, such as int[] or string[]."""

    __slots__ = ("element",)

    def __init__(self, element: NetType, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self.element = element

    @property
    def net_type(self) -> NetType:
        return self.element.array()

    def __reduce_ex__(self, protocol: Any) -> Any:
        return rebuild_array, (self.element.full_name, list(self))


class MultiArray:
    """A rectangular array of rank 2 or more: items in row-major order."""

    __slots__ = ("element", "items", "lengths", "lower")

    def __init__(self, element: NetType, lengths: tuple[int, ...], items: list[Any], lower: tuple[int, ...] | None = None) -> None:
        self.element, self.lengths, self.items = element, lengths, items
        self.lower = lower or (0,) * len(lengths)

    @property
    def net_type(self) -> NetType:
        return self.element.array(len(self.lengths))

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)


class ArrayList(list[Any]):
    """System.Collections.ArrayList; ``room``: how many items it had place for when somebody asked last, unset when nobody did."""

    __slots__ = ("room",)
    room: int


class GenericList(list[Any]):
    """A generic list type closed over its element type: List, Collection, ReadOnlyCollection; ``room`` as of an ArrayList."""

    __slots__ = ("element", "net_type", "room")
    room: int

    def __init__(self, element: NetType, items: Iterable[Any] = (), definition: str = "System.Collections.Generic.List`1") -> None:
        super().__init__(items)
        self.element = element
        self.net_type = find_type(definition).close(element)


class Stack(list[Any]):
    """System.Collections.Stack; the top is the last item of the Python list, and enumeration in PowerShell goes from the top."""

    __slots__ = ()


class Queue(deque[Any]):
    """System.Collections.Queue; the front is on the left."""

    __slots__ = ()


class _Identity:
    """A dictionary key that is equal to itself only (reference types without value equality)."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def fold_key(key: Any) -> Any:
    """What makes two keys of a Hashtable the same: text without case, numbers only within their type, objects by identity."""
    kind = key.__class__
    if kind is str:
        return key.lower()
    if kind is int:
        return key
    return _fold_other(key, kind)


def exact_key(key: Any) -> Any:
    """As `fold_key`, but the case of text counts."""
    kind = key.__class__
    if kind is str or kind is int:
        return key
    return _fold_other(key, kind)


def _fold_other(key: Any, kind: type) -> Any:
    if kind is Char or isinstance(key, int | float):
        return (kind, str(key) if kind is Char else key)
    base = getattr(key, "base", None)  # a PSObject around a string or number is that string or number
    if base is not None:
        return fold_key(base)
    try:
        hash(key)
    except TypeError:
        return _Identity(key)
    return key


class NetDictionary(MutableMapping[Any, Any]):
    """Base of the dictionaries: keys are compared as `fold` says, and kept as they were first written."""

    __slots__ = ("__weakref__", "_items")
    fold = staticmethod(fold_key)

    def __init__(self, items: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        self._items: dict[Any, tuple[Any, Any]] = {}
        if items.__class__ is tuple and not items:
            return
        for key, value in items.items() if isinstance(items, Mapping) else items:
            self[key] = value

    def __getitem__(self, key: Any) -> Any:
        return self._items[self.fold(key)][1]

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._items.get(self.fold(key))
        return default if found is None else found[1]

    def __setitem__(self, key: Any, value: Any) -> None:
        folded = self.fold(key)
        old = self._items.get(folded)
        self._items[folded] = (key if old is None else old[0], value)

    def __delitem__(self, key: Any) -> None:
        del self._items[self.fold(key)]

    def __contains__(self, key: object) -> bool:
        return self.fold(key) in self._items

    def __iter__(self) -> Iterator[Any]:
        return iter([key for key, _ in self._items.values()])

    def __len__(self) -> int:
        return len(self._items)

    def spelled(self, key: Any) -> Any:
        """A key that is there as it was first written."""
        return self._items[self.fold(key)][0]

    def pairs(self) -> list[tuple[Any, Any]]:
        """Keys and values, as a list of its own: safe against changes while it is walked."""
        return list(self._items.values())

    def entries(self) -> list[tuple[Any, tuple[Any, Any]]]:
        """Keys and values with what stands for the keys, in the same order."""
        return list(self._items.items())

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({{{', '.join(f'{k!r}: {v!r}' for k, v in self._items.values())}}})"


class _Hashed(NetDictionary):
    """A table that is walked in the order of its buckets, where the keys tell it.  ``room``: for how many entries it was made, if not 0."""

    __slots__ = ("room",)

    def entries(self) -> list[tuple[Any, tuple[Any, Any]]]:
        rows = list(self._items.items())
        if len(rows) < 2 or rows[0][0].__class__ is str:
            return rows
        from psbridge.objects.buckets import bucket_order

        order = bucket_order([pair[0] for _, pair in rows], getattr(self, "room", 0))
        return rows if order is None else [rows[place] for place in order]

    def pairs(self) -> list[tuple[Any, Any]]:
        items = self._items
        if len(items) < 2 or next(iter(items)).__class__ is str:
            return list(items.values())
        return [pair for _, pair in self.entries()]

    def __iter__(self) -> Iterator[Any]:
        return iter([pair[0] for pair in self.pairs()])


class Hashtable(_Hashed):
    """System.Collections.Hashtable as @{} makes it: text keys without case."""

    __slots__ = ()


class OrderedDictionary(NetDictionary):
    """System.Collections.Specialized.OrderedDictionary as [ordered]@{} makes it; `at` reads by position."""

    __slots__ = ()

    def at(self, position: int) -> Any:
        return self._items[self._key_at(position)][1]

    def _key_at(self, position: int) -> Any:
        count = len(self._items)
        if not -count <= position < count:
            raise IndexError(position)
        return next(islice(self._items, position % count, None))

    def set_at(self, position: int, value: Any) -> None:
        folded = self._key_at(position)
        self._items[folded] = (self._items[folded][0], value)


class PSPrimitiveDictionary(NetDictionary):
    """A Hashtable that only holds what every PowerShell version can read; used for application data."""

    __slots__ = ()


class CaseSensitiveHashtable(_Hashed):
    """A Hashtable made by [Hashtable]::new(): the case of text keys counts."""

    __slots__ = ()
    fold = staticmethod(exact_key)


class GenericDictionary(NetDictionary):
    """A dictionary type closed over key and value types; the case of keys counts unless a comparer says otherwise."""

    __slots__ = ("fold", "key_type", "net_type", "value_type")

    def __init__(
        self,
        key_type: NetType,
        value_type: NetType,
        items: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = (),
        definition: str = "System.Collections.Generic.Dictionary`2",
        ignore_case: bool = False,
    ) -> None:
        self.key_type, self.value_type = key_type, value_type
        self.net_type = find_type(definition).close(key_type, value_type)
        self.fold = fold_key if ignore_case else exact_key
        super().__init__(items)


class DictionaryEntry:
    """One pair of a dictionary that is being enumerated."""

    __slots__ = ("key", "value")

    def __init__(self, key: Any, value: Any) -> None:
        self.key, self.value = key, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DictionaryEntry) and (other.key, other.value) == (self.key, self.value)

    def __hash__(self) -> int:
        return hash((self.key, id(self.value)))

    def __repr__(self) -> str:
        return f"DictionaryEntry({self.key!r}, {self.value!r})"


def rebuild_array(element: str, items: list[Any]) -> TypedArray:
    return TypedArray(find_type(element), items)


BYTE = find_type("System.Byte")

for _python, _net in (
    (list, OBJECT.array()),
    (tuple, OBJECT.array()),
    (bytes, BYTE.array()),
    (bytearray, BYTE.array()),
    (dict, find_type("System.Collections.Hashtable")),
    (ArrayList, find_type("System.Collections.ArrayList")),
    (Stack, find_type("System.Collections.Stack")),
    (Queue, find_type("System.Collections.Queue")),
    (Hashtable, find_type("System.Collections.Hashtable")),
    (CaseSensitiveHashtable, find_type("System.Collections.Hashtable")),
    (OrderedDictionary, find_type("System.Collections.Specialized.OrderedDictionary")),
    (PSPrimitiveDictionary, find_type("System.Management.Automation.PSPrimitiveDictionary")),
    (DictionaryEntry, find_type("System.Collections.DictionaryEntry")),
):
    represent(_python, _net)
    _net.python = _net.python or _python
