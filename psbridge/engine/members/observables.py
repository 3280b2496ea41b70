"""ObservableCollection, which tells of its changes, ReadOnlyObservableCollection and ReadOnlyDictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from psbridge.engine.members import arrays, lists
from psbridge.engine.members.arguments import needed, not_supported
from psbridge.engine.members.dictionaries import checked_key, enumerator, get_item, keys_of, try_get, values_of
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects.containers import ArrayList, GenericDictionary
from psbridge.objects.convert import register_enumerable
from psbridge.objects.eventsource import EventSource
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject, unwrap

_O = "System.Collections.ObjectModel."
_S = "System.Collections.Specialized."
ADD, REMOVE, REPLACE, MOVE, RESET = range(5)


class CollectionChangedEventArgs(NetObject):
    """NotifyCollectionChangedEventArgs."""

    __slots__ = ("action", "new", "new_at", "old", "old_at")
    net_type = define(_S + "NotifyCollectionChangedEventArgs", "System.EventArgs")
    PROPERTIES = {
        "Action": "kind",
        "NewItems": "new",
        "NewStartingIndex": "new_at",
        "OldItems": "old",
        "OldStartingIndex": "old_at",
    }

    def __init__(self, action: int, new: Any = None, new_at: int = -1, old: Any = None, old_at: int = -1) -> None:
        super().__init__()
        self.action, self.new_at, self.old_at = action, new_at, old_at
        self.new = None if new is None else ArrayList(new)
        self.old = None if old is None else ArrayList(old)

    @property
    def kind(self) -> Any:
        return enum_type(_S + "NotifyCollectionChangedAction")(self.action)


class PropertyChangedEventArgs(NetObject):
    """PropertyChangedEventArgs."""

    __slots__ = ("name",)
    net_type = define("System.ComponentModel.PropertyChangedEventArgs", "System.EventArgs")
    PROPERTIES = {"PropertyName": "name"}

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class ObservableCollection(NetObject):
    """A list that raises CollectionChanged, and PropertyChanged for its Count."""

    __slots__ = ("closed", "collection_changed", "held", "property_changed")
    net_type = define(_O + "ObservableCollection`1", kind="generic", interfaces=["System.Collections.IList"])
    EVENTS: ClassVar[dict[str, str]] = {"CollectionChanged": "collection_changed", "PropertyChanged": "property_changed"}
    EVENT_TYPES: ClassVar[dict[str, str]] = {
        "CollectionChanged": _S + "NotifyCollectionChangedEventArgs",
        "PropertyChanged": "System.ComponentModel.PropertyChangedEventArgs",
    }

    def __init__(self, closed: NetType, items: Any = ()) -> None:
        super().__init__()
        self.closed, self.held = closed, list(items)
        self.collection_changed, self.property_changed = EventSource("CollectionChanged"), EventSource("PropertyChanged")

    def __len__(self) -> int:
        return len(self.held)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.held)

    def _tell(self, told: CollectionChangedEventArgs) -> None:
        if told.action not in (REPLACE, MOVE):
            self.property_changed.fire(self, PropertyChangedEventArgs("Count"))
        self.property_changed.fire(self, PropertyChangedEventArgs("Item[]"))
        self.collection_changed.fire(self, told)

    def put(self, at: int, value: Any) -> None:
        lists.insert(self.held, at, value)
        self._tell(CollectionChangedEventArgs(ADD, [value], at))

    def drop_at(self, at: int) -> None:
        old = self.held[lists.checked(len(self.held), at)]
        del self.held[at]
        self._tell(CollectionChangedEventArgs(REMOVE, None, -1, [old], at))

    def drop(self, value: Any) -> bool:
        at = arrays.index_of(self.held, value)
        if at >= 0:
            self.drop_at(at)
        return at >= 0

    def change(self, at: int, value: Any) -> None:
        old = self.held[lists.checked(len(self.held), at)]
        self.held[at] = value
        self._tell(CollectionChangedEventArgs(REPLACE, [value], at, [old], at))

    def move(self, old: int, new: int) -> None:
        value = self.held.pop(lists.checked(len(self.held), old))
        lists.insert(self.held, new, value)
        self._tell(CollectionChangedEventArgs(MOVE, [value], new, [value], old))

    def clear_all(self) -> None:
        self.held.clear()
        self._tell(CollectionChangedEventArgs(RESET))


_OPEN = ObservableCollection.net_type
ObservableCollection.net_type = property(lambda self: self.closed)  # type: ignore[assignment]
register_enumerable(ObservableCollection, iter)


@wants_type
def _new(net: NetType, items: Any = ()) -> ObservableCollection:
    return ObservableCollection(net, lists.items_of(needed(items, "collection")))


fill(
    _OPEN,
    """
    new()
    new(System.Collections.Generic.IEnumerable[T] collection)
    int Count {get;}
    T Item(int index) {get;set;}
    void Add(T item)
    void Clear()
    bool Contains(T item)
    void CopyTo(T[] array, int index)
    System.Collections.IEnumerator GetEnumerator()
    int IndexOf(T item)
    void Insert(int index, T item)
    void Move(int oldIndex, int newIndex)
    bool Remove(T item)
    void RemoveAt(int index)
    """,
    {
        "new": _new,
        "Count": len,
        "Item": lambda own, at: own.held[lists.checked(len(own), at)],
        "Item=": ObservableCollection.change,
        "Add": lambda own, value: own.put(len(own), value),
        "Clear": ObservableCollection.clear_all,
        "Contains": lambda own, value: arrays.index_of(own.held, value) >= 0,
        "CopyTo": lambda own, target, at: arrays.copy_array(own.held, 0, target, at, len(own)),
        "GetEnumerator": lambda own: enumerator_of(own.held),
        "IndexOf": lambda own, value: arrays.index_of(own.held, value),
        "Insert": ObservableCollection.put,
        "Move": ObservableCollection.move,
        "Remove": ObservableCollection.drop,
        "RemoveAt": ObservableCollection.drop_at,
    },
)


# -- ReadOnlyDictionary


class ReadOnlyDictionary(GenericDictionary):
    """A dictionary over the entries of another one, which cannot be changed through it."""

    __slots__ = ()

    def _refuse(self, *rest: Any) -> Any:
        raise not_supported("Collection is read-only.")

    __setitem__ = __delitem__ = clear = _refuse


_DICTIONARY = _O + "ReadOnlyDictionary`2"
define(_DICTIONARY, kind="generic", interfaces=["System.Collections.IDictionary"])


@wants_type
def _over(net: NetType, source: Any) -> ReadOnlyDictionary:
    table = unwrap(needed(source, "dictionary"))
    key, value = net.generic_arguments
    made = ReadOnlyDictionary(key, value, (), _DICTIONARY)
    made.fold, made._items = table.fold, table._items
    return made


fill(
    find_type(_DICTIONARY),
    """
    new(System.Collections.IDictionary dictionary)
    int Count {get;}
    bool IsReadOnly {get;}
    System.Collections.ICollection Keys {get;}
    System.Collections.ICollection Values {get;}
    TValue Item(TKey key) {get;}
    bool ContainsKey(TKey key)
    System.Collections.IDictionaryEnumerator GetEnumerator()
    bool TryGetValue(TKey key, [ref] TValue value)
    """,
    {
        "new": _over,
        "Count": len,
        "IsReadOnly": lambda table: True,
        "Keys": keys_of,
        "Values": values_of,
        "Item": get_item,
        "ContainsKey": lambda table, key: checked_key(key) in table,
        "GetEnumerator": enumerator,
        "TryGetValue": try_get,
    },
)
