"""System.Collections.Specialized but for OrderedDictionary: collections of texts, and small dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine.members import arrays, dictionaries, lists
from psbridge.engine.members.arguments import bad_argument, index_range, needed, null_argument
from psbridge.engine.members.comparers import StringComparer, comparer_in, folding
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import fill, register_types
from psbridge.objects.containers import DictionaryEntry, NetDictionary, TypedArray, exact_key, fold_key
from psbridge.objects.convert import register_enumerable, to_text
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject, unwrap

_S = "System.Collections.Specialized."
_STRING = find_type("System.String")
register_types(
    f"""
    {_S}NameObjectCollectionBase | System.Object | class | System.Collections.ICollection
    {_S}NameValueCollection | {_S}NameObjectCollectionBase | class
    {_S}NameObjectCollectionBase+KeysCollection | System.Object | class | System.Collections.ICollection
    """,
    "System.Collections.Specialized, Version=4.1.2.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a",
)


# -- StringCollection


class StringCollection(list[Any]):
    """A list of texts and nulls."""

    __slots__ = ()
    net_type = define(_S + "StringCollection", interfaces=["System.Collections.IList"])


fill(
    StringCollection.net_type,
    """
    new()
    int Count {get;}
    bool IsReadOnly {get;}
    bool IsSynchronized {get;}
    System.Object SyncRoot {get;}
    string Item(int index) {get;set;}
    int Add(string value)
    void AddRange(string[] value)
    void Clear()
    bool Contains(string value)
    void CopyTo(string[] array, int index)
    System.Collections.Specialized.StringEnumerator GetEnumerator()
    int IndexOf(string value)
    void Insert(int index, string value)
    void Remove(string value)
    void RemoveAt(int index)
    """,
    {
        "new": StringCollection,
        "Count": len,
        "IsReadOnly": lambda own: False,
        "IsSynchronized": lambda own: False,
        "SyncRoot": lambda own: own,
        "Item": lists.get_item,
        "Item=": lists.set_item,
        "Add": lists.add,
        "AddRange": lambda own, values: own.extend(lists.items_of(needed(values, "value"))),
        "Clear": lambda own: own.clear(),
        "Contains": lambda own, value: value in own,
        "CopyTo": lambda own, target, at: arrays.copy_array(own, 0, target, at, len(own)),
        "GetEnumerator": lambda own: enumerator_of(own),
        "IndexOf": lambda own, value: arrays.index_of(own, value),
        "Insert": lists.insert,
        "Remove": lists.remove_first,
        "RemoveAt": lists.remove_at,
    },
)


# -- NameValueCollection


class NameValueCollection(NetObject):
    """Texts under names whose case does not count; a name may have several.  Walked, it gives its names."""

    __slots__ = ("fold", "held")
    net_type = find_type(_S + "NameValueCollection")

    def __init__(self, comparer: Any = None) -> None:
        super().__init__()
        self.fold = fold_key if comparer is None else folding(comparer)
        self.held: dict[Any, tuple[Any, list[Any]]] = {}

    def __iter__(self) -> Iterator[Any]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(self.held)

    def names(self) -> list[Any]:
        return [name for name, _ in self.held.values()]

    def add(self, name: Any, value: Any) -> None:
        values = self.held.setdefault(self.fold(name), (name, []))[1]
        if value is not None:
            values.append(value)

    def add_all(self, other: NameValueCollection) -> None:
        for name, values in needed(other, "c").held.values():
            for value in values or [None]:
                self.add(name, value)

    def put(self, name: Any, value: Any) -> None:
        key = self.fold(name)
        self.held[key] = (self.held[key][0] if key in self.held else name, [] if value is None else [value])

    def at(self, which: Any) -> tuple[Any, list[Any]] | None:
        """Name and values by place or by name; None when there is no such name."""
        if not isinstance(which, int):
            return self.held.get(self.fold(which))
        if not 0 <= which < len(self.held):
            raise index_range()
        return list(self.held.values())[which]

    def text_at(self, which: Any) -> Any:
        found = self.at(which)
        return ",".join(map(to_text, found[1])) if found is not None and found[1] else None

    def values_at(self, which: Any) -> Any:
        found = self.at(which)
        return TypedArray(_STRING, found[1]) if found is not None and found[1] else None

    def __str__(self) -> str:
        return str(self.net_type.full_name)


class Names(list[Any]):
    """The names of a NameValueCollection."""

    __slots__ = ()
    net_type = find_type(_S + "NameObjectCollectionBase+KeysCollection")


def _new_collection(*args: Any) -> NameValueCollection:
    made = NameValueCollection(comparer_in(args))
    source = next((a for a in args if isinstance(a, NameValueCollection)), None)
    if source is not None:
        made.add_all(source)
    return made


def _drop(own: NameValueCollection, name: Any) -> None:
    own.held.pop(own.fold(name), None)


register_enumerable(NameValueCollection, iter)
fill(Names.net_type, "int Count {get;}\nstring Item(int index) {get;}", {"Count": len, "Item": lists.get_item})
fill(
    NameValueCollection.net_type,
    f"""
    new()
    new({_S}NameValueCollection col)
    new(int capacity)
    new(System.Collections.IEqualityComparer equalityComparer)
    string[] AllKeys {{get;}}
    int Count {{get;}}
    {_S}NameObjectCollectionBase+KeysCollection Keys {{get;}}
    string Item(string name) {{get;set;}}
    string Item(int index) {{get;}}
    void Add(string name, string value)
    void Add({_S}NameValueCollection c)
    void Clear()
    void CopyTo(array dest, int index)
    string Get(string name)
    string Get(int index)
    System.Collections.IEnumerator GetEnumerator()
    string GetKey(int index)
    string[] GetValues(string name)
    string[] GetValues(int index)
    bool HasKeys()
    void Remove(string name)
    void Set(string name, string value)
    string ToString()
    """,
    {
        "new": _new_collection,
        "AllKeys": lambda own: TypedArray(_STRING, own.names()),
        "Count": len,
        "Keys": lambda own: Names(own.names()),
        "Item": NameValueCollection.text_at,
        "Item=": NameValueCollection.put,
        "Add": lambda own, *given: own.add(*given) if len(given) == 2 else own.add_all(*given),
        "Clear": lambda own: own.held.clear(),
        "CopyTo": lambda own, target, at: arrays.copy_array([own.text_at(name) for name in own], 0, target, at, len(own)),
        "Get": NameValueCollection.text_at,
        "GetEnumerator": lambda own: enumerator_of(own.names()),
        "GetKey": lambda own, index: own.at(index)[0],
        "GetValues": NameValueCollection.values_at,
        "HasKeys": lambda own: any(name is not None for name in own),
        "Remove": _drop,
        "Set": NameValueCollection.put,
        "ToString": str,
    },
)


# -- dictionaries


class StringDictionary(NetObject):
    """Texts by texts; names become lower case.  It is no IDictionary: a walk gives its entries."""

    __slots__ = ("table",)
    net_type = define(_S + "StringDictionary", interfaces=["System.Collections.IEnumerable"])

    def __init__(self) -> None:
        super().__init__()
        self.table: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Iterator[DictionaryEntry]:
        return iter([DictionaryEntry(key, value) for key, value in self.table.items()])

    def put(self, key: str, value: Any) -> None:
        self.table[_lower(key)] = value

    def insert(self, key: str, value: Any) -> None:
        if _lower(key) in self.table:
            raise bad_argument(f"Item has already been added. Key in dictionary: '{_lower(key)}'  Key being added: '{_lower(key)}'")
        self.put(key, value)


def _lower(key: Any) -> str:
    return str(needed(key, "key")).lower()


register_enumerable(StringDictionary, iter)


class ListDictionary(NetDictionary):
    """A short dictionary in the order of insertion."""

    __slots__ = ("fold",)
    net_type = define(_S + "ListDictionary", interfaces=["System.Collections.IDictionary"])

    def __init__(self, comparer: Any = None) -> None:
        self.fold = folding(comparer) if isinstance(comparer, StringComparer) else exact_key  # type: ignore[assignment]
        super().__init__()


class HybridDictionary(ListDictionary):
    """A ListDictionary that would become a Hashtable when it grows."""

    __slots__ = ()
    net_type = define(_S + "HybridDictionary", interfaces=["System.Collections.IDictionary"])

    def __init__(self, ignore_case: bool = False) -> None:
        super().__init__(StringComparer.make("OrdinalIgnoreCase") if ignore_case else None)


def _add(table: NetDictionary, key: Any, value: Any) -> None:
    plain = unwrap(key)
    if plain is None:
        raise null_argument("key")
    if plain in table:
        raise bad_argument(f"An item with the same key has already been added. Key: {to_text(plain)}")
    table[plain] = value


_FUNCTIONS = {**dictionaries.FUNCTIONS, "Add": _add}
fill(
    StringDictionary.net_type,
    """
    new()
    int Count {get;}
    bool IsSynchronized {get;}
    System.Collections.ICollection Keys {get;}
    System.Object SyncRoot {get;}
    System.Collections.ICollection Values {get;}
    string Item(string key) {get;set;}
    void Add(string key, string value)
    void Clear()
    bool ContainsKey(string key)
    bool ContainsValue(string value)
    void CopyTo(array array, int index)
    System.Collections.IEnumerator GetEnumerator()
    void Remove(string key)
    """,
    {
        "new": StringDictionary,
        "Count": len,
        "IsSynchronized": lambda own: False,
        "Keys": lambda own: list(own.table),
        "SyncRoot": lambda own: own,
        "Values": lambda own: list(own.table.values()),
        "Item": lambda own, key: own.table.get(_lower(key)),
        "Item=": StringDictionary.put,
        "Add": StringDictionary.insert,
        "Clear": lambda own: own.table.clear(),
        "ContainsKey": lambda own, key: _lower(key) in own.table,
        "ContainsValue": lambda own, value: value in own.table.values(),
        "CopyTo": lambda own, target, at: arrays.copy_array(list(own), 0, target, at, len(own)),
        "GetEnumerator": lambda own: enumerator_of(own),
        "Remove": lambda own, key: own.table.pop(_lower(key), None) and None,
    },
)
fill(
    ListDictionary.net_type,
    dictionaries.COMMON + "new()\nnew(System.Collections.IComparer comparer)",
    {**_FUNCTIONS, "new": ListDictionary},
)


def _new_hybrid(*args: Any) -> HybridDictionary:
    """(), (initialSize), (caseInsensitive), (initialSize, caseInsensitive)."""
    return HybridDictionary(any(a is True for a in args))


fill(
    HybridDictionary.net_type,
    dictionaries.COMMON + "new()\nnew(int initialSize)\nnew(bool caseInsensitive)\nnew(int initialSize, bool caseInsensitive)",
    {**_FUNCTIONS, "new": _new_hybrid},
)
