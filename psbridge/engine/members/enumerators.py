"""Enumerators: what GetEnumerator gives, walked by MoveNext and Current, or by a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psbridge.engine.members.arguments import invalid_operation
from psbridge.engine.members.table import fill, register_types
from psbridge.objects.containers import ArrayList, DictionaryEntry, GenericList, NetDictionary
from psbridge.objects.convert import register_enumerable
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject
from psbridge.objects.walks import walk_list, walk_table

_END: Any = object()
_NO_ELEMENT = "Enumeration has either not started or has already finished."


class Enumerator(NetObject):
    """A position in a collection; `walk` starts a walk that sees whether the collection changes."""

    __slots__ = ("_items", "_kind", "_state", "_value", "_walk")
    _value: Any
    net_type = define("System.Collections.Enumerator", interfaces=["System.Collections.IEnumerator"])

    def __init__(self, walk: Callable[[], Iterator[Any]], type_name: str = "System.Collections.Enumerator") -> None:
        super().__init__()
        self._walk = walk
        self._kind: NetType = define(type_name, interfaces=["System.Collections.IEnumerator"])
        self.reset()

    def move_next(self) -> bool:
        self._value = next(self._items, _END)
        self._state = 2 if self._value is _END else 1
        return self._state == 1

    def reset(self) -> None:
        self._items: Iterator[Any] = self._walk()
        self._value = None
        self._state = 0

    @property
    def current(self) -> Any:
        if self._state != 1:
            raise invalid_operation(_NO_ELEMENT)
        return self._value

    def rest(self) -> Iterator[Any]:
        return self._items

    @property
    def type_names(self) -> tuple[str, ...] | list[str]:
        return self._kind.type_names if self.custom_type_names is None else self.custom_type_names


class DictionaryEnumerator(Enumerator):
    """The enumerator of a dictionary: Key, Value and Entry beside Current."""

    __slots__ = ()
    net_type = define("System.Collections.IDictionaryEnumerator", kind="interface", interfaces=["System.Collections.IEnumerator"])

    @property
    def entry(self) -> DictionaryEntry:
        found = self.current
        return found if isinstance(found, DictionaryEntry) else DictionaryEntry(*found)


Enumerator.net_type = property(lambda self: self._kind)  # type: ignore[assignment]
DictionaryEnumerator.net_type = Enumerator.net_type
register_enumerable(Enumerator, Enumerator.rest)
register_enumerable(DictionaryEnumerator, Enumerator.rest)
register_types(
    """
    System.Collections.Enumerator | System.Object | class | System.Collections.IEnumerator
    System.CharEnumerator | System.Collections.Enumerator | class | System.Collections.IEnumerator
    System.ArrayEnumerator | System.Collections.Enumerator | class | System.Collections.IEnumerator
    System.Collections.DictionaryEnumerator | System.Collections.Enumerator | class | System.Collections.IEnumerator
    System.Collections.Hashtable+HashtableEnumerator | System.Collections.DictionaryEnumerator
    System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator | System.Collections.DictionaryEnumerator
    """
)
fill(
    find_type("System.Collections.Enumerator"),
    """
    System.Object Current {get;}
    bool MoveNext()
    void Reset()
    void Dispose()
    """,
    {"Current": "current", "MoveNext": Enumerator.move_next, "Reset": Enumerator.reset, "Dispose": lambda enumerator: None},
)
fill(
    find_type("System.Collections.DictionaryEnumerator"),
    """
    System.Object Key {get;}
    System.Object Value {get;}
    System.Collections.DictionaryEntry Entry {get;}
    """,
    {"Key": lambda e: e.entry.key, "Value": lambda e: e.entry.value, "Entry": "entry"},
)


def enumerator_of(items: Iterable[Any], type_name: str = "System.ArrayEnumerator") -> Enumerator:
    if isinstance(items, ArrayList | GenericList):
        return Enumerator(lambda: walk_list(items), type_name)
    kept = list(items)
    return Enumerator(lambda: iter(kept), type_name)


def dictionary_enumerator(entries: Iterable[Any], table: Any, type_name: str) -> DictionaryEnumerator:
    kept = list(entries)
    if isinstance(table, NetDictionary):
        return DictionaryEnumerator(lambda: walk_table(kept, table), type_name)
    return DictionaryEnumerator(lambda: iter(kept), type_name)
