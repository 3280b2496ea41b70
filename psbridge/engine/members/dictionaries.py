"""Dictionaries: Hashtable, OrderedDictionary, Dictionary<K,V>, sorted and concurrent ones, their entries, and DictionaryEntry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from psbridge.engine.functionparameters import BOUND
from psbridge.engine.members import arrays
from psbridge.engine.members.arguments import NON_NEGATIVE, bad_argument, null_argument, out_of_range, room_in
from psbridge.engine.members.comparers import StringComparer, comparer_in, folding
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.dictionaryviews import ReadOnlyOrderedDictionary, synchronized
from psbridge.engine.members.enumerators import dictionary_enumerator
from psbridge.engine.members.keylists import KeyList, fill_key_lists
from psbridge.engine.members.table import fill, register_types, wants_type
from psbridge.objects import convert as conversion
from psbridge.objects.containers import (
    CaseSensitiveHashtable,
    DictionaryEntry,
    GenericDictionary,
    Hashtable,
    NetDictionary,
    OrderedDictionary,
    exact_key,
)
from psbridge.objects.defaultkeys import DefaultParameterDictionary
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import NetObject, unwrap

OBJECT = find_type("System.Object")
_G = "System.Collections.Generic."
register_types(
    """
    System.Collections.ListDictionaryInternal | System.Object | class | System.Collections.IDictionary
    System.Collections.Generic.SortedList`2 | System.Object | generic | System.Collections.IDictionary
    System.Collections.Hashtable+KeyCollection | System.Object | class | System.Collections.ICollection
    System.Collections.Hashtable+ValueCollection | System.Object | class | System.Collections.ICollection
    System.Collections.Specialized.OrderedDictionary+OrderedDictionaryKeyValueCollection | System.Object | class | System.Collections.ICollection
    System.Collections.Generic.Dictionary`2+KeyCollection | System.Object | generic | System.Collections.ICollection
    System.Collections.Generic.Dictionary`2+ValueCollection | System.Object | generic | System.Collections.ICollection
    """
)


class Pair(NetObject):
    """KeyValuePair<K,V> as a value."""

    __slots__ = ("closed", "key", "value")
    net_type = find_type(_G + "KeyValuePair`2")

    def __init__(self, closed: NetType, key: Any, value: Any) -> None:
        super().__init__()
        self.closed, self.key, self.value = closed, key, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pair) and (other.key, other.value) == (self.key, self.value)

    def __hash__(self) -> int:
        return hash((self.key, id(self.value)))

    def __str__(self) -> str:
        return f"[{conversion.to_text(self.key)}, {conversion.to_text(self.value)}]"


Pair.net_type = property(lambda self: self.closed)  # type: ignore[assignment]


fill_key_lists()


class SortedGenericDictionary(GenericDictionary):
    """A generic dictionary whose pairs stand in the order of keys; they are sorted when somebody looks after a change."""

    __slots__ = ("_sorted", "_table", "order")
    _sorted: bool
    _table: dict[Any, tuple[Any, Any]]
    order: Any

    @property
    def _items(self) -> dict[Any, tuple[Any, Any]]:
        if not self._sorted:
            order = arrays.merge_sort(list(self._table.items()), lambda pair: _key_order(self, pair[1][0]))
            self._table, self._sorted = dict(order), True
        return self._table

    @_items.setter
    def _items(self, table: dict[Any, tuple[Any, Any]]) -> None:
        self._table, self._sorted = table, True

    def __setitem__(self, key: Any, value: Any) -> None:
        folded = self.fold(key)
        old = self._table.get(folded)
        self._table[folded] = (key if old is None else old[0], value)
        self._sorted = self._sorted and old is not None

    def __contains__(self, key: object) -> bool:
        return self.fold(key) in self._table

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._table.get(self.fold(key))
        return default if found is None else found[1]


def _key_order(table: Any, key: Any) -> Any:
    return arrays.ordering(getattr(table, "order", None))(key)


# -- common to all


def missing_key(key: Any) -> NetError:
    text = f"The given key '{conversion.to_text(key)}' was not present in the dictionary."
    return NetError.of(_G + "KeyNotFoundException", text)


def checked_key(value: Any) -> Any:
    plain = unwrap(value)
    if plain is None:
        raise null_argument("key")
    return plain


def _spelled(table: Any, key: Any) -> str:
    """The text of a key as it stands in a dictionary."""
    return conversion.to_text(table.spelled(key) if hasattr(table, "spelled") else key)


def add_item(table: Any, key: Any, value: Any) -> None:
    plain = checked_key(key)
    if plain in table:
        shown = conversion.to_text(plain)
        if isinstance(table, DefaultParameterDictionary):
            text = f"The key '{shown}' has already been added to the dictionary. (Parameter 'key')"
            raise NetError.of("System.Management.Automation.PSArgumentException", text)
        if isinstance(table, GenericDictionary):
            raise bad_argument(f"An item with the same key has already been added. Key: {shown}")
        raise bad_argument(f"Item has already been added. Key in dictionary: '{_spelled(table, plain)}'  Key being added: '{shown}'")
    table[plain] = value


def remove_item(table: Any, key: Any, result: Any = None) -> bool:
    plain = checked_key(key)
    found = plain in table
    if result is not None:
        result.value = table.get(plain)
    if found:
        del table[plain]
    return found


def has_value(table: Any, value: Any) -> bool:
    wanted = unwrap(value)
    return any(arrays.same(item, wanted) for _, item in _pairs(table))


def _pairs(table: Any) -> list[tuple[Any, Any]]:
    return table.pairs() if isinstance(table, NetDictionary) else list(table.items())


def keys_of(table: Any) -> KeyList:
    return KeyList((key for key, _ in _pairs(table)), _collection_type(table, "KeyCollection"), table)


def values_of(table: Any) -> KeyList:
    return KeyList((value for _, value in _pairs(table)), _collection_type(table, "ValueCollection"), table)


def _collection_type(table: Any, name: str) -> NetType:
    if isinstance(table, GenericDictionary):
        return find_type(f"{_G}Dictionary`2+{name}").close(table.key_type, table.value_type)
    if isinstance(table, OrderedDictionary):
        return find_type("System.Collections.Specialized.OrderedDictionary+OrderedDictionaryKeyValueCollection")
    return find_type("System.Collections.Hashtable+" + name)


def enumerator(table: Any) -> Any:
    if isinstance(table, GenericDictionary):
        closed = find_type(_G + "KeyValuePair`2").close(table.key_type, table.value_type)
        return dictionary_enumerator([Pair(closed, *pair) for pair in table.pairs()], table, "System.Collections.DictionaryEnumerator")
    entries = list(conversion.dictionary_entries(table))
    name = (
        "Specialized.OrderedDictionary+OrderedDictionaryEnumerator"
        if isinstance(table, OrderedDictionary)
        else "Hashtable+HashtableEnumerator"
    )
    return dictionary_enumerator(entries, table, "System.Collections." + name)


def clone(table: Any) -> Any:
    return type(table)(_pairs(table)) if isinstance(table, NetDictionary) else dict(table)


def copy_to(table: Any, target: Any, at: int) -> None:
    entries = list(conversion.dictionary_entries(table))
    target[at : at + len(entries)] = entries


def put(table: Any, key: Any, value: Any) -> None:
    table[checked_key(key)] = value


COMMON = """
bool IsReadOnly {get;}
bool IsFixedSize {get;}
bool IsSynchronized {get;}
System.Collections.ICollection Keys {get;}
System.Collections.ICollection Values {get;}
System.Object SyncRoot {get;}
int Count {get;}
void Add(System.Object key, System.Object value)
void Clear()
bool Contains(System.Object key)
void CopyTo(array array, int arrayIndex)
System.Collections.IDictionaryEnumerator GetEnumerator()
void Remove(System.Object key)
System.Object Item(System.Object key) {get;set;}
"""
_METHODS = COMMON.partition("void Add(")[2]
# in an ordered dictionary those that only its interfaces have come behind its own
_ORDERED = f"""
int Count {{get;}}
bool IsReadOnly {{get;}}
System.Collections.ICollection Keys {{get;}}
System.Collections.ICollection Values {{get;}}
bool IsFixedSize {{get;}}
System.Object SyncRoot {{get;}}
bool IsSynchronized {{get;}}
void Add({_METHODS}"""
FUNCTIONS: dict[str, Any] = {
    "Count": len,
    "IsFixedSize": lambda table: False,
    "IsReadOnly": lambda table: False,
    "IsSynchronized": lambda table: False,
    "Keys": keys_of,
    "SyncRoot": lambda table: table,
    "Values": values_of,
    "Add": add_item,
    "Clear": lambda table: table.clear(),
    "Clone": clone,
    "Contains": lambda table, key: checked_key(key) in table,
    "ContainsKey": lambda table, key: checked_key(key) in table,
    "ContainsValue": has_value,
    "CopyTo": copy_to,
    "GetEnumerator": enumerator,
    "Remove": remove_item,
    "Item": lambda table, key: table.get(checked_key(key)),
    "Item=": put,
}


def new_hashtable(*args: Any) -> Any:
    """(), (capacity), (dictionary), (comparer), ...: keys count with their case unless a comparer says otherwise."""
    room_in(args, text=NON_NEGATIVE)
    source = next((a for a in args if isinstance(a, NetDictionary | dict)), None)
    comparer = next((a for a in args if isinstance(a, StringComparer)), None)
    made: Any = Hashtable() if comparer is not None and comparer.ignore_case else CaseSensitiveHashtable()
    for key, value in _pairs(source) if source is not None else ():
        made[key] = value
    return made


fill(
    "System.Collections.Hashtable",
    COMMON
    + """
    new()
    new(int capacity)
    new(System.Collections.IDictionary d)
    new(System.Collections.IEqualityComparer equalityComparer)
    new(System.Collections.IDictionary d, System.Collections.IEqualityComparer equalityComparer)
    new(int capacity, System.Collections.IEqualityComparer equalityComparer)
    System.Object Clone()
    bool ContainsKey(System.Object key)
    bool ContainsValue(System.Object value)
    static hashtable Synchronized(hashtable table)
    """,
    {**FUNCTIONS, "new": new_hashtable, "::Synchronized": synchronized},
)


def _new_defaults(source: Any = None) -> DefaultParameterDictionary:
    return DefaultParameterDictionary(_pairs(source) if source is not None else ())


fill(
    "System.Management.Automation.DefaultParameterDictionary",
    "new()\nnew(System.Collections.IDictionary dictionary)",
    {"new": _new_defaults},
)


def insert_ordered(table: OrderedDictionary, index: int, key: Any, value: Any) -> None:
    if not 0 <= index <= len(table):
        raise out_of_range("index")
    plain = checked_key(key)
    if plain in table:
        shown = conversion.to_text(plain)
        raise bad_argument(f"Item has already been added. Key in dictionary: '{_spelled(table, plain)}'  Key being added: '{shown}'")
    pairs = table.pairs()
    pairs.insert(index, (plain, value))
    table.clear()
    for name, item in pairs:
        table[name] = item


def remove_ordered(table: OrderedDictionary, index: int) -> None:
    pairs = table.pairs()
    if not 0 <= index < len(pairs):
        raise out_of_range("index")
    del table[pairs[index][0]]


def new_ordered(*args: Any) -> OrderedDictionary:
    comparer = next((a for a in args if isinstance(a, StringComparer)), None)
    return OrderedDictionary() if comparer is not None and comparer.ignore_case else ExactOrderedDictionary()


class ExactOrderedDictionary(OrderedDictionary):
    """An OrderedDictionary made by its constructor: the case of keys counts."""

    __slots__ = ()
    fold = staticmethod(exact_key)


fill(
    "System.Collections.Specialized.OrderedDictionary",
    _ORDERED
    + """
    new()
    new(int capacity)
    new(System.Collections.IEqualityComparer comparer)
    new(int capacity, System.Collections.IEqualityComparer comparer)
    System.Collections.Specialized.OrderedDictionary AsReadOnly()
    void Insert(int index, System.Object key, System.Object value)
    void RemoveAt(int index)
    """,
    {**FUNCTIONS, "new": new_ordered, "AsReadOnly": ReadOnlyOrderedDictionary.over, "Insert": insert_ordered, "RemoveAt": remove_ordered},
)


# -- generic


def _closed(net: NetType) -> tuple[NetType, NetType]:
    here = net
    while not here.generic_arguments and here.base is not None:
        here = here.base
    found = here.generic_arguments
    return (found[0], found[1]) if len(found) == 2 else (OBJECT, OBJECT)


def maker(definition: str, made: type[GenericDictionary], room: Callable[[Sequence[Any]], int | None] = room_in) -> Any:
    @wants_type
    def new(net: NetType, *args: Any) -> GenericDictionary:
        size = room(args)
        key_type, value_type = _closed(net)
        comparer = comparer_in(args)
        source = next((a for a in args if isinstance(a, NetDictionary | dict)), None)
        table = made(key_type, value_type, (), definition)
        if isinstance(table, SortedGenericDictionary):
            table.order = comparer
        if isinstance(comparer, StringComparer) or not isinstance(table, SortedGenericDictionary):
            table.fold = folding(comparer)  # type: ignore[assignment]
        for key, value in _pairs(source) if source is not None else ():
            add_item(table, conversion.convert(key, key_type), conversion.convert(value, value_type))
        if size is not None and hasattr(type(table), "room"):
            table.room = size  # type: ignore[attr-defined]
        return table

    return new


def try_get(table: GenericDictionary, key: Any, result: Any) -> bool:
    plain = checked_key(key)
    found = plain in table
    result.value = table.get(plain) if found else default_value(table.value_type)
    return found


def try_add(table: GenericDictionary, key: Any, value: Any) -> bool:
    if checked_key(key) in table:
        return False
    table[checked_key(key)] = value
    return True


def get_item(table: GenericDictionary, key: Any) -> Any:
    plain = checked_key(key)
    if plain not in table:
        raise missing_key(plain)
    return table[plain]


GENERIC = """
new()
new(System.Collections.Generic.IDictionary[TKey,TValue] dictionary)
new(System.Collections.Generic.IEqualityComparer[TKey] comparer)
new(int capacity)
new(System.Collections.Generic.IDictionary[TKey,TValue] dictionary, System.Collections.Generic.IEqualityComparer[TKey] comparer)
new(int capacity, System.Collections.Generic.IEqualityComparer[TKey] comparer)
System.Object Comparer {get;}
int Count {get;}
System.Collections.ICollection Keys {get;}
System.Collections.ICollection Values {get;}
TValue Item(TKey key) {get;set;}
void Add(TKey key, TValue value)
void Clear()
bool ContainsKey(TKey key)
bool ContainsValue(TValue value)
System.Collections.IDictionaryEnumerator GetEnumerator()
bool Remove(TKey key)
bool Remove(TKey key, [ref] TValue value)
bool TryAdd(TKey key, TValue value)
bool TryGetValue(TKey key, [ref] TValue value)
int EnsureCapacity(int capacity)
void TrimExcess()
"""
GENERIC_FUNCTIONS = {
    **FUNCTIONS,
    "Comparer": lambda table: StringComparer.make("OrdinalIgnoreCase" if table.fold is not exact_key else "Ordinal"),
    "Item": get_item,
    "TryAdd": try_add,
    "TryGetValue": try_get,
    "EnsureCapacity": lambda table, size: max(size, len(table)),
    "TrimExcess": lambda table: None,
}
for _name, _made in (
    ("Dictionary`2", GenericDictionary),
    ("SortedDictionary`2", SortedGenericDictionary),
):
    _text = GENERIC if _made is GenericDictionary else GENERIC.replace("IEqualityComparer", "IComparer")
    fill(_G + _name, _text, {**GENERIC_FUNCTIONS, "new": maker(_G + _name, _made)})
fill(BOUND, "System.Collections.Generic.List[string] BoundPositionally {get;}", {"BoundPositionally": lambda table: table.positionally})


# -- entries


@wants_type
def _new_pair(net: NetType, key: Any, value: Any) -> Pair:
    return Pair(net, key, value)


fill(
    _G + "KeyValuePair`2",
    "new(TKey key, TValue value)\nTKey Key {get;}\nTValue Value {get;}\nstring ToString()",
    {"new": _new_pair, "Key": "key", "Value": "value", "ToString": str},
)


def _new_entry(key: Any = None, value: Any = None) -> DictionaryEntry:
    return DictionaryEntry(key, value)


fill(
    "System.Collections.DictionaryEntry",
    "new()\nnew(System.Object key, System.Object value)\nSystem.Object Key {get;set;}\nSystem.Object Value {get;set;}",
    {"new": _new_entry, "Key": "key", "Value": "value"},
)
