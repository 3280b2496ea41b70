"""Lists: ArrayList, List<T>, Collection<T>, ReadOnlyCollection<T>."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import arrays, listviews
from psbridge.engine.members.arguments import INDEX, NON_NEGATIVE, index_range, needed, null_argument, out_of_bounds, out_of_range, room_in
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects import convert as conversion
from psbridge.objects.containers import ArrayList, GenericList, TypedArray
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.psobject import unwrap

OBJECT = find_type("System.Object")


def items_of(source: Any) -> list[Any]:
    """The items of any collection that a constructor or AddRange was given."""
    walk = conversion.enumerate_value(unwrap(source))
    if walk is not None:
        return list(walk)
    base = unwrap(source)
    if hasattr(base, "pairs") or isinstance(base, dict):
        return list(conversion.dictionary_entries(base))
    return list(base)


def checked(size: int, index: int, limit: int = 0) -> int:
    """`index`, if it is a position (`limit` 1: or the end) of a list of that size."""
    if not 0 <= index < size + limit:
        raise index_range()
    return index


def add(items: Any, value: Any) -> int:
    items.append(value)
    return len(items) - 1


def remove_first(items: Any, value: Any) -> bool:
    at = arrays.index_of(items, value)
    if at >= 0:
        del items[at]
    return at >= 0


def remove_at(items: Any, index: int) -> None:
    del items[checked(len(items), index)]


def insert(items: Any, index: int, value: Any) -> None:
    if not 0 <= index <= len(items):
        generic = not isinstance(items, ArrayList)
        raise out_of_range("index", "Index must be within the bounds of the List." if generic else INDEX)
    items.insert(index, value)


def insert_range(items: Any, index: int, values: Any) -> None:
    checked(len(items), index, 1)
    items[index:index] = items_of(needed(values, "collection"))


def add_range(items: Any, values: Any) -> None:
    before = capacity(items)
    items.extend(items_of(needed(values, "collection")))
    if len(items) > before:
        items.room = max(2 * before or 4, len(items))


def set_range(items: Any, index: int, values: Any) -> None:
    more = items_of(needed(values, "c"))
    if not 0 <= index <= len(items) - len(more):
        raise index_range()
    items[index : index + len(more)] = more


def remove_range(items: Any, index: int, count: int) -> None:
    if index < 0 or count < 0:
        raise out_of_range("index" if index < 0 else "count", "Non-negative number required.")
    if index + count > len(items):
        raise out_of_bounds()
    del items[index : index + count]


def get_range(items: Any, index: int, count: int) -> Any:
    if index < 0 or count < 0 or index + count > len(items):
        raise out_of_bounds()
    return alike(items, items[index : index + count])


def alike(items: Any, values: list[Any]) -> Any:
    """A list of the same type with other items."""
    if isinstance(items, GenericList):
        return GenericList(items.element, values)
    return ArrayList(values)


def sort(items: Any, *rest: Any) -> None:
    """Sort(), (comparer), (comparison), (index, count, comparer)."""
    numbers = [a for a in rest if type(a) is int]
    comparer = next((a for a in rest if type(a) is not int and a is not None), None)
    start, count = numbers or (0, len(items))
    items[start : start + count] = arrays.sorted_items(items[start : start + count], comparer)


def reverse(items: Any, *rest: int) -> None:
    start, count = rest or (0, len(items))
    items[start : start + count] = items[start : start + count][::-1]


def get_item(items: Any, index: int) -> Any:
    return items[checked(len(items), index)]


def set_item(items: Any, index: int, value: Any) -> None:
    items[checked(len(items), index)] = value


def to_array(items: Any, *rest: Any) -> Any:
    if rest:
        return TypedArray(rest[0], [conversion.convert(item, rest[0]) for item in items])
    element = getattr(items, "element", OBJECT)
    return list(items) if element is OBJECT else TypedArray(element, items)


def remove_all(items: Any, match: Any) -> int:
    kept = [item for item in items if not match(item)]
    gone = len(items) - len(kept)
    items[:] = kept
    return gone


def convert_all(items: Any, converter: Any) -> Any:
    from psbridge.engine.invoke.delegates import result_type

    return GenericList(result_type(converter.kind) or OBJECT, [converter(item) for item in items])


def find(items: Any, match: Any) -> Any:
    return next((item for item in items if match(item)), default_value(getattr(items, "element", None)))


def find_last(items: Any, match: Any) -> Any:
    return next((item for item in reversed(items) if match(item)), default_value(getattr(items, "element", None)))


def capacity(items: Any) -> int:
    return grown(items, getattr(items, "room", len(items)), 4)


def grown(items: Any, room: int, first: int) -> int:
    """The place that .NET would have taken by now: twice as much whenever it did not suffice, and `first` at once."""
    while room < len(items):
        room = 2 * room or first
    items.room = room
    return room


def set_capacity(items: Any, size: int) -> None:
    if size < len(items):
        raise out_of_range("value", "capacity was less than the current size.")
    items.room = size


def trimmed(items: Any) -> None:
    """To what is needed; an empty ArrayList keeps its first four places."""
    items.room = len(items) or 4


def trimmed_excess(items: Any) -> None:
    """To what is needed, when that is less than nine tenths."""
    if len(items) < int(capacity(items) * 0.9):
        items.room = len(items)


def made(items: Any, room: int) -> Any:
    items.room = room
    return items


_COMMON = """
int Capacity {get;set;}
int Count {get;}
bool IsFixedSize {get;}
bool IsReadOnly {get;}
bool IsSynchronized {get;}
System.Object SyncRoot {get;}
void Clear()
System.Collections.IEnumerator GetEnumerator()
void RemoveAt(int index)
void RemoveRange(int index, int count)
void Reverse()
void Reverse(int index, int count)
"""
_COMMON_FUNCTIONS: dict[str, Any] = {
    "Capacity": capacity,
    "Capacity=": set_capacity,
    "Count": len,
    "IsFixedSize": lambda items: False,
    "IsReadOnly": lambda items: False,
    "IsSynchronized": lambda items: False,
    "SyncRoot": lambda items: items,
    "Clear": lambda items: items.clear(),
    "GetEnumerator": lambda items: enumerator_of(items),
    "RemoveAt": remove_at,
    "RemoveRange": remove_range,
    "Reverse": reverse,
    "Contains": lambda items, value: arrays.index_of(items, value) >= 0,
    "IndexOf": arrays.index_of,
    "LastIndexOf": arrays.last_index_of,
    "Insert": insert,
    "InsertRange": insert_range,
    "AddRange": add_range,
    "GetRange": get_range,
    "Sort": sort,
    "BinarySearch": arrays.binary_search,
    "CopyTo": lambda items, *rest: arrays.copy_array(
        items, *((0, rest[0], rest[1] if len(rest) > 1 else 0, len(items)) if len(rest) < 4 else rest)
    ),
    "ToArray": to_array,
    "Item": get_item,
    "Item=": set_item,
}


def new_array_list(*args: Any) -> ArrayList:
    if args and not isinstance(args[0], int):
        return ArrayList(items_of(args[0]))
    if args and args[0] < 0:
        raise out_of_range("capacity", "'capacity' must be non-negative.")
    return made(ArrayList(), args[0] if args else 0)  # type: ignore[no-any-return]


fill(
    "System.Collections.ArrayList",
    _COMMON
    + """
    new()
    new(int capacity)
    new(System.Collections.ICollection c)
    System.Object Item(int index) {get;set;}
    int Add(System.Object value)
    void AddRange(System.Collections.ICollection c)
    int BinarySearch(System.Object value)
    System.Object Clone()
    bool Contains(System.Object item)
    void CopyTo(array array)
    void CopyTo(array array, int arrayIndex)
    System.Collections.ArrayList GetRange(int index, int count)
    int IndexOf(System.Object value)
    int IndexOf(System.Object value, int startIndex)
    void Insert(int index, System.Object value)
    void InsertRange(int index, System.Collections.ICollection c)
    int LastIndexOf(System.Object value)
    void Remove(System.Object obj)
    void SetRange(int index, System.Collections.ICollection c)
    void Sort()
    void Sort(System.Collections.IComparer comparer)
    System.Object[] ToArray()
    array ToArray(type type)
    void TrimToSize()
    static System.Collections.ArrayList Synchronized(System.Collections.ArrayList list)
    int BinarySearch(System.Object value, System.Collections.IComparer comparer)
    int BinarySearch(int index, int count, System.Object value, System.Collections.IComparer comparer)
    int LastIndexOf(System.Object value, int startIndex)
    int IndexOf(System.Object value, int startIndex, int count)
    void Sort(int index, int count, System.Collections.IComparer comparer)
    void CopyTo(int index, array array, int arrayIndex, int count)
    static System.Collections.ArrayList Adapter(System.Collections.IList list)
    static System.Collections.ArrayList FixedSize(System.Collections.ArrayList list)
    static System.Collections.ArrayList ReadOnly(System.Collections.ArrayList list)
    static System.Collections.ArrayList Repeat(System.Object value, int count)
    """,
    {
        **_COMMON_FUNCTIONS,
        "new": new_array_list,
        "Add": add,
        "Clone": lambda items: ArrayList(items),
        "Remove": remove_first,
        "TrimToSize": trimmed,
        "SetRange": set_range,
        "::Synchronized": listviews.synchronized,
        "::Adapter": listviews.adapter,
        "::FixedSize": listviews.fixed_size,
        "::ReadOnly": listviews.read_only,
        "::Repeat": lambda value, count: ArrayList([value] * count),
    },
)


def _new_generic(definition: str) -> Any:
    @wants_type
    def new(net: NetType, *args: Any) -> GenericList:
        closed = net
        while not closed.generic_arguments and closed.base is not None:
            closed = closed.base
        element = closed.generic_arguments[0] if closed.generic_arguments else OBJECT
        if args and args[0] is None:
            raise null_argument("collection")
        items = items_of(args[0]) if args and not isinstance(args[0], int) else []
        room = room_in(args[:1], text=NON_NEGATIVE)
        return made(GenericList(element, items, definition), len(items) if room is None else room)  # type: ignore[no-any-return]

    return new


_LIST = """
T Item(int index) {get;set;}
void Add(T item)
bool Contains(T item)
void CopyTo(T[] array)
void CopyTo(T[] array, int arrayIndex)
void CopyTo(int index, T[] array, int arrayIndex, int count)
int IndexOf(T item)
void Insert(int index, T item)
bool Remove(T item)
"""
_LIST_FUNCTIONS = {
    **_COMMON_FUNCTIONS,
    "Add": list.append,
    "Remove": remove_first,
}
fill(
    "System.Collections.Generic.List`1",
    _COMMON
    + _LIST
    + """
    new()
    new(int capacity)
    new(System.Collections.Generic.IEnumerable[T] collection)
    void AddRange(System.Collections.Generic.IEnumerable[T] collection)
    System.Collections.ObjectModel.ReadOnlyCollection[T] AsReadOnly()
    int BinarySearch(T item)
    System.Collections.Generic.List[System.Object] ConvertAll(System.Converter[T,System.Object] converter)
    bool Exists(System.Predicate[T] match)
    T Find(System.Predicate[T] match)
    System.Collections.Generic.List[T] FindAll(System.Predicate[T] match)
    int FindIndex(System.Predicate[T] match)
    int FindIndex(int startIndex, System.Predicate[T] match)
    int FindIndex(int startIndex, int count, System.Predicate[T] match)
    T FindLast(System.Predicate[T] match)
    int FindLastIndex(System.Predicate[T] match)
    void ForEach(System.Action[T] action)
    System.Collections.Generic.List[T] GetRange(int index, int count)
    int IndexOf(T item, int index)
    int IndexOf(T item, int index, int count)
    void InsertRange(int index, System.Collections.Generic.IEnumerable[T] collection)
    int LastIndexOf(T item)
    int RemoveAll(System.Predicate[T] match)
    void Sort()
    void Sort(System.Collections.Generic.IComparer[T] comparer)
    void Sort(System.Comparison[T] comparison)
    void Sort(int index, int count, System.Collections.Generic.IComparer[T] comparer)
    T[] ToArray()
    void TrimExcess()
    bool TrueForAll(System.Predicate[T] match)
    """,
    {
        **_LIST_FUNCTIONS,
        "new": _new_generic("System.Collections.Generic.List`1"),
        "AsReadOnly": lambda items: GenericList(items.element, items, "System.Collections.ObjectModel.ReadOnlyCollection`1"),
        "ConvertAll": convert_all,
        "Exists": lambda items, match: any(match(item) for item in items),
        "Find": find,
        "FindAll": lambda items, match: alike(items, [item for item in items if match(item)]),
        "FindIndex": arrays.find_index,
        "FindLast": find_last,
        "FindLastIndex": arrays.find_last_index,
        "ForEach": arrays.for_each,
        "RemoveAll": remove_all,
        "TrimExcess": trimmed_excess,
        "TrueForAll": lambda items, match: all(match(item) for item in items),
    },
)
_SMALL = """
int Count {get;}
bool IsReadOnly {get;}
void Clear()
System.Collections.IEnumerator GetEnumerator()
void RemoveAt(int index)
"""
fill(
    "System.Collections.ObjectModel.Collection`1",
    _SMALL + _LIST + "new()\nnew(System.Collections.Generic.IList[T] list)",
    {**_LIST_FUNCTIONS, "new": _new_generic("System.Collections.ObjectModel.Collection`1")},
)
_READ_ONLY = """
new(System.Collections.Generic.IList[T] list)
int Count {get;}
T Item(int index) {get;}
bool Contains(T value)
void CopyTo(T[] array, int index)
System.Collections.IEnumerator GetEnumerator()
int IndexOf(T value)
"""
fill(
    "System.Collections.ObjectModel.ReadOnlyCollection`1",
    _READ_ONLY,
    {**_LIST_FUNCTIONS, "new": _new_generic("System.Collections.ObjectModel.ReadOnlyCollection`1"), "Item=": None},
)
