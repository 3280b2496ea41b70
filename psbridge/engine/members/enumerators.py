"""Enumerators: what GetEnumerator gives, walked by MoveNext and Current, or by a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any

from psbridge.engine.enumeratornames import ARRAY, enumerator_type, named
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

    def __init__(self, walk: Callable[[], Iterator[Any]], kind: NetType | str = "System.Collections.Enumerator") -> None:
        super().__init__()
        self._walk = walk
        self._kind = named(kind) if isinstance(kind, str) else kind
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
    System.Collections.DictionaryEnumerator | System.Collections.Enumerator | class | System.Collections.IEnumerator
    System.Collections.Hashtable+HashtableEnumerator | System.Collections.DictionaryEnumerator
    System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator | System.Collections.DictionaryEnumerator
    """
)
_MEMBERS = """
    System.Object Current {get;}
    bool MoveNext()
    void Reset()
    """
_FUNCTIONS: dict[str, Any] = {
    "Current": "current",
    "MoveNext": lambda enumerator: enumerator.move_next(),
    "Reset": lambda enumerator: enumerator.reset(),
    "Dispose": lambda enumerator: None,
}
fill(find_type("System.Collections.Enumerator"), _MEMBERS + "void Dispose()", _FUNCTIONS)
fill(named(ARRAY), _MEMBERS, _FUNCTIONS)
_filled = {named(ARRAY)}
fill(
    find_type("System.Collections.DictionaryEnumerator"),
    """
    System.Object Key {get;}
    System.Object Value {get;}
    System.Collections.DictionaryEntry Entry {get;}
    """,
    {"Key": lambda e: e.entry.key, "Value": lambda e: e.entry.value, "Entry": "entry"},
)


def enumerator_of(items: Iterable[Any], source: Any = None, type_name: str | None = None) -> Enumerator:
    """The enumerator over items, of the type that .NET's `source` gives (without one: `items` itself)."""
    kind = type_name or kind_of(items if source is None else source)
    if isinstance(items, ArrayList | GenericList):
        return Enumerator(lambda: walk_list(items), kind)
    kept = list(items)
    return Enumerator(lambda: iter(kept), kind)


def kind_of(source: Any) -> NetType:
    """The type of the enumerator, with its members."""
    if not isinstance(source, Sized):
        return named(ARRAY)
    kind = enumerator_type(source)
    opened = kind.generic_definition or kind
    if opened not in _filled:
        _filled.add(opened)
        fill(opened, _MEMBERS + "void Dispose()" * (opened is not kind), _FUNCTIONS)
    return kind


def dictionary_enumerator(entries: Iterable[Any], table: Any, type_name: str) -> DictionaryEnumerator:
    kept = list(entries)
    if isinstance(table, NetDictionary):
        return DictionaryEnumerator(lambda: walk_table(kept, table), type_name)
    return DictionaryEnumerator(lambda: iter(kept), type_name)
