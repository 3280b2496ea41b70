"""SortedList, generic and not: dictionaries whose entries have positions, in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine.members import arrays, dictionaries, lists
from psbridge.engine.members.arguments import NON_NEGATIVE, index_range, needed, room_in
from psbridge.engine.members.comparers import StringComparer, comparer_in, folding
from psbridge.engine.members.table import fill
from psbridge.objects.containers import ArrayList, Hashtable, NetDictionary, exact_key
from psbridge.objects.nettypes import define, find_type

_NAME = "System.Collections.SortedList"
_GENERIC = "System.Collections.Generic.SortedList`2"


def _at(table: Any, index: int) -> tuple[Any, Any]:
    pairs = table.pairs()
    if not 0 <= index < len(pairs):
        raise index_range()
    found: tuple[Any, Any] = pairs[index]
    return found


def _key_index(table: Any, key: Any) -> int:
    wanted = table.fold(needed(key, "key"))
    return next((i for i, (own, _) in enumerate(table.pairs()) if table.fold(own) == wanted), -1)


def _value_index(table: Any, value: Any) -> int:
    return next((i for i, (_, own) in enumerate(table.pairs()) if arrays.same(own, value)), -1)


def _remove_at(table: Any, index: int) -> None:
    del table[_at(table, index)[0]]


_SHARED = """
int Capacity {get;set;}
int IndexOfKey(System.Object key)
int IndexOfValue(System.Object value)
void RemoveAt(int index)
"""
_SHARED_FUNCTIONS: dict[str, Any] = {"IndexOfKey": _key_index, "IndexOfValue": _value_index, "RemoveAt": _remove_at}


def _room(table: Any, first: int) -> int:
    return lists.grown(table, getattr(table, "room", 0), first)


class SortedGenericList(dictionaries.SortedGenericDictionary):
    """SortedList<K,V>."""

    __slots__ = ("room",)


fill(
    _GENERIC,
    dictionaries.GENERIC.replace("IEqualityComparer", "IComparer") + _SHARED,
    {
        **dictionaries.GENERIC_FUNCTIONS,
        **_SHARED_FUNCTIONS,
        "new": dictionaries.maker(_GENERIC, SortedGenericList, lambda args: room_in(args, text=NON_NEGATIVE, told=True)),
        "Capacity": lambda table: _room(table, 4),
        "Capacity=": lists.set_capacity,
    },
)


class SortedList(Hashtable):
    """System.Collections.SortedList: `comparer` says which keys come first, None: as they compare themselves."""

    __slots__ = ("comparer", "fold", "room")
    room: int
    net_type = find_type(_NAME)

    def __init__(self, source: Any = (), comparer: Any = None) -> None:
        self.comparer = comparer
        self.fold = folding(comparer) if isinstance(comparer, StringComparer) else exact_key  # type: ignore[assignment]
        super().__init__()
        for key, value in source:
            self[key] = value

    def pairs(self) -> list[tuple[Any, Any]]:
        return arrays.merge_sort(super().pairs(), lambda pair: arrays.ordering(self.comparer)(pair[0]))

    def __iter__(self) -> Iterator[Any]:
        return iter([key for key, _ in self.pairs()])


class SyncSortedList(SortedList):
    """What Synchronized gives: a list over the same entries."""

    __slots__ = ()
    net_type = define(_NAME + "+SyncSortedList", _NAME)

    @classmethod
    def over(cls, table: SortedList) -> SyncSortedList:
        made = cls((), needed(table, "list").comparer)
        made._items = table._items
        return made


fill(SyncSortedList.net_type, "bool IsSynchronized {get;}", {"IsSynchronized": lambda table: True})


def _new(*args: Any) -> SortedList:
    """(), (capacity), (comparer), (comparer, capacity), (dictionary), (dictionary, comparer)."""
    source = next((a for a in args if isinstance(a, NetDictionary | dict)), None)
    pairs = source.pairs() if isinstance(source, NetDictionary) else list((source or {}).items())
    made = SortedList(pairs, comparer_in(args))
    size = room_in(args, "initialCapacity", NON_NEGATIVE)
    made.room = len(pairs) if size is None else size
    return made


def _set_by_index(table: SortedList, index: int, value: Any) -> None:
    table[_at(table, index)[0]] = value


def _trim(table: SortedList) -> None:
    table.room = len(table)


_LIST = """
new()
new(int initialCapacity)
new(System.Collections.IComparer comparer)
new(System.Collections.IComparer comparer, int capacity)
new(System.Collections.IDictionary d)
new(System.Collections.IDictionary d, System.Collections.IComparer comparer)
System.Object Clone()
bool ContainsKey(System.Object key)
bool ContainsValue(System.Object value)
System.Object GetByIndex(int index)
System.Object GetKey(int index)
System.Collections.IList GetKeyList()
System.Collections.IList GetValueList()
void SetByIndex(int index, System.Object value)
void TrimToSize()
static System.Collections.SortedList Synchronized(System.Collections.SortedList list)
"""
fill(
    _NAME,
    dictionaries.COMMON + _SHARED + _LIST,
    {
        **dictionaries.FUNCTIONS,
        **_SHARED_FUNCTIONS,
        "new": _new,
        "Capacity": lambda table: _room(table, 16),
        "Capacity=": lists.set_capacity,
        "Clone": lambda table: SortedList(table.pairs(), table.comparer),
        "GetByIndex": lambda table, index: _at(table, index)[1],
        "GetKey": lambda table, index: _at(table, index)[0],
        "GetKeyList": lambda table: ArrayList(key for key, _ in table.pairs()),
        "GetValueList": lambda table: ArrayList(value for _, value in table.pairs()),
        "SetByIndex": _set_by_index,
        "TrimToSize": _trim,
        "::Synchronized": SyncSortedList.over,
    },
)
