"""System.Array: what arrays of every kind can do, and the statics of [array]."""

from __future__ import annotations

import copy
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from psbridge.engine.members.arguments import INDEX, bad_argument, needed, not_supported, out_of_bounds, out_of_range
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.storing import stored
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.containers import MultiArray, TypedArray
from psbridge.objects.exceptions import NetError
from psbridge.objects.introsort import introsort
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.numbers import Byte, Int64
from psbridge.objects.psobject import PSObject, unwrap

if TYPE_CHECKING:
    from collections.abc import Callable

_BYTE = find_type("System.Byte")
_OBJECT = find_type("System.Object")


def create_array(element: NetType | None, *lengths: int) -> Any:
    """A new array of that element type; several lengths make a rectangular one."""
    kind = element or _OBJECT
    if any(length < 0 for length in lengths):
        raise NetError.of("System.OverflowException", "Arithmetic operation resulted in an overflow.")
    if len(lengths) > 1:
        size = 1
        for length in lengths:
            size *= length
        return MultiArray(kind, tuple(lengths), [default_value(kind)] * size)
    if kind is _BYTE:
        return bytearray(lengths[0])
    if kind is _OBJECT:
        return [None] * lengths[0]
    return TypedArray(kind, [default_value(kind)] * lengths[0])


def create_instance(element: NetType | None, *lengths: Any) -> Any:
    """[array]::CreateInstance, which tells negative lengths by name."""
    listed = len(lengths) == 1 and isinstance(lengths[0], list)
    sizes = lengths[0] if listed else lengths
    for number, size in enumerate(sizes):
        if size < 0:
            name = f"lengths[{number}]" if listed or len(sizes) > 3 else "length" if len(sizes) == 1 else f"length{number + 1}"
            raise out_of_range(name, "Non-negative number required.")
    return create_array(needed(element, "elementType"), *sizes)


def like(array: Any, items: list[Any]) -> Any:
    """An array of the same type with other items."""
    if isinstance(array, TypedArray):
        return TypedArray(array.element, items)
    return bytearray(items) if isinstance(array, bytes | bytearray) else items


def element_of(array: Any) -> NetType:
    found = type_of(array).element
    return found if found is not None else _OBJECT


# -- order


def net_order(a: Any, b: Any) -> int:
    """Comparer.Default: null first, texts by the culture, others by CompareTo."""
    a, b = unwrap(a), unwrap(b)
    if a is None or b is None:
        return (a is not None) - (b is not None)
    if isinstance(a, str) and isinstance(b, str):
        return conversion.compare(a, b, False)
    if type_of(a) is not type_of(b):
        raise NetError.of("System.InvalidOperationException", "Failed to compare two elements in the array.")
    try:
        return int(a > b) - int(a < b)
    except TypeError:
        text = "Failed to compare two elements in the array."
        inner = bad_argument("At least one object must implement IComparable.").exception
        raise NetError.of("System.InvalidOperationException", text, inner) from None


def comparison(comparer: Any) -> Callable[[Any, Any], int]:
    """How to compare two things: by nothing, a comparer, or a delegate."""
    if comparer is None:
        return net_order
    if callable(comparer):
        return lambda a, b: int(comparer(a, b))
    compare: Callable[[Any, Any], int] = comparer.compare
    return compare


def ordering(comparer: Any) -> Any:
    """A sort key from nothing, a comparer, or a delegate."""
    return cmp_to_key(comparison(comparer))


def sorted_items(items: Any, comparer: Any = None) -> list[Any]:
    plain = {item.__class__ for item in items}
    if comparer is None and len(plain) == 1 and plain <= {int, float}:
        return sorted(items)
    made = list(items)
    introsort(made, comparison(comparer))
    return made


def merge_sort(items: list[Any], key: Any) -> list[Any]:
    """A sort that calls script code from Python frames only."""
    keyed = [(key(item), item) for item in items]
    width = 1
    while width < len(keyed):
        keyed = [pair for i in range(0, len(keyed), 2 * width) for pair in _merge(keyed[i : i + width], keyed[i + width : i + 2 * width])]
        width *= 2
    return [item for _, item in keyed]


def _merge(left: list[Any], right: list[Any]) -> list[Any]:
    made, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if right[j][0] < left[i][0]:
            made.append(right[j])
            j += 1
        else:
            made.append(left[i])
            i += 1
    return made + left[i:] + right[j:]


def sort(array: Any, *rest: Any) -> None:
    """Sort(array), (array, comparer), (keys, items), (array, index, length)."""
    needed(array, "array")
    numbers = [a for a in rest if type(a) is int]
    others = [a for a in rest if type(a) is not int]
    start, count = (numbers[0], numbers[1]) if len(numbers) == 2 else (0, len(array))
    _part(array, start, count)
    items = next((a for a in others if isinstance(a, list | bytearray)), None)
    comparer = next((a for a in others if a is not None and a is not items), None)
    if items is None:
        array[start : start + count] = sorted_items(array[start : start + count], comparer)
        return
    compare, order = comparison(comparer), list(range(start, start + count))
    introsort(order, lambda i, j: compare(array[i], array[j]))
    array[start : start + count], items[start : start + count] = [array[i] for i in order], [items[i] for i in order]


def _part(array: Any, start: int, count: int, where: str = "index") -> None:
    """A part of an array that Reverse and Sort take."""
    for name, number in ((where, start), ("length", count)):
        if number < 0:
            raise out_of_range(name, "Non-negative number required.")
    if start + count > len(array):
        raise out_of_bounds()


def reverse(array: Any, start: int | None = None, count: int | None = None) -> None:
    needed(array, "array")
    first = start or 0
    if count is not None:
        _part(array, first, count)
    last = len(array) if count is None else first + count
    array[first:last] = array[first:last][::-1]


def index_of(array: Any, value: Any, start: int = 0, count: int | None = None) -> int:
    wanted = unwrap(value)
    if not 0 <= start <= len(needed(array, "array")):
        raise out_of_range("startIndex", INDEX)
    end = len(array) if count is None else start + count
    if not start <= end <= len(array):
        raise out_of_range("count", "Count must be positive and count must refer to a location within the string/array/collection.")
    if wanted.__class__ in _DIRECT and isinstance(array, list):
        return _index_of_plain(array, wanted, start, end)
    return next((i for i in range(start, end) if same(array[i], wanted)), -1)


_DIRECT = (str, int, bool, Int64, float)  # equal in .NET when they are of one class and equal in Python


def _index_of_plain(array: list[Any], wanted: Any, start: int, end: int) -> int:
    """The same for values that Python compares as .NET does; an item may be such a value in a PSObject."""
    found, at = -1, start
    try:
        while found < 0:
            at = array.index(wanted, at, end)
            found = at if array[at].__class__ is wanted.__class__ else -1
            at += 1
    except ValueError:
        pass
    if any(issubclass(kind, PSObject) for kind in set(map(type, array[start : end if found < 0 else found]))):
        return next((i for i in range(start, end) if same(array[i], wanted)), -1)
    return found


def last_index_of(array: Any, value: Any, *rest: int) -> int:
    wanted = unwrap(value)
    first = rest[0] if rest else len(array) - 1
    return next((i for i in range(first, -1, -1) if same(array[i], wanted)), -1)


def same(a: Any, b: Any) -> bool:
    """Equals of .NET: value and type for value types and texts, identity for the rest."""
    from psbridge.engine.members.universal import equals

    return equals(a, b) or (a.__class__ is int and b.__class__ is Byte and int(a) == int(b))


def clear(array: Any, start: int = 0, count: int | None = None) -> None:
    size = len(array.items if isinstance(needed(array, "array"), MultiArray) else array)
    end = size if count is None else start + count
    if not 0 <= start <= end <= size:
        raise NetError.of("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    empty = 0 if isinstance(array, bytearray) else default_value(element_of(array))
    if isinstance(array, MultiArray):
        array.items[start:end] = [empty] * (end - start)
    else:
        array[start:end] = [empty] * (end - start) if not isinstance(array, bytearray) else bytes(end - start)


def copy_array(source: Any, *rest: Any) -> None:
    """Copy(source, destination, length), Copy(source, i, destination, j, length)."""
    if len(rest) == 2:
        start, target, at, count = 0, rest[0], 0, rest[1]
    else:
        start, target, at, count = rest
    if count < 0:
        raise out_of_range("length", "Non-negative number required.")
    if start + count > len(source):
        raise bad_argument("Source array was not long enough. Check the source index, length, and the array's lower bounds.", "sourceArray")
    if at + count > len(target):
        raise bad_argument(
            "Destination array was not long enough. Check the destination index, length, and the array's lower bounds.", "destinationArray"
        )
    element = element_of(target)
    items = list(source[start : start + count])
    if element is not _OBJECT and element is not element_of(source):
        items = [conversion.convert(item, element) for item in items]
    target[at : at + count] = items


def resize(array: Any, size: int) -> None:
    """[array]::Resize([ref]$a, n): a new array in the reference."""
    old = unwrap(array.value)
    if size < 0:
        raise out_of_range("newSize", "Non-negative number required.")
    items = list(old or ())[:size]
    filler = 0 if isinstance(old, bytearray) else default_value(element_of(old)) if old is not None else None
    array.value = like(old, items + [filler] * (size - len(items)))


def binary_search(array: Any, *rest: Any) -> int:
    value = rest[-2] if len(rest) > 1 and not isinstance(rest[-1], int | str | float) else rest[-1]
    low, high = 0, len(array) - 1
    while low <= high:
        middle = (low + high) // 2
        order = net_order(array[middle], value)
        if order == 0:
            return middle
        if order < 0:
            low = middle + 1
        else:
            high = middle - 1
    return ~low


def find(array: Any, match: Any) -> Any:
    return next((item for item in array if match(item)), default_value(element_of(array)))


def find_last(array: Any, match: Any) -> Any:
    return next((item for item in reversed(array) if match(item)), default_value(element_of(array)))


def find_index(array: Any, *rest: Any) -> int:
    start = rest[0] if len(rest) > 1 else 0
    count = rest[1] if len(rest) > 2 else len(array) - start
    return next((i for i in range(start, start + count) if rest[-1](array[i])), -1)


def find_last_index(array: Any, match: Any) -> int:
    return next((i for i in range(len(array) - 1, -1, -1) if match(array[i])), -1)


def convert_all(array: Any, converter: Any) -> Any:
    from psbridge.engine.invoke.delegates import result_type

    kind = result_type(converter.kind) if hasattr(converter, "kind") else None
    items = [converter(item) for item in array]
    return TypedArray(kind, items) if kind is not None and kind is not _OBJECT else items


def for_each(array: Any, action: Any) -> None:
    for item in list(array):
        action(item)


# -- instances


def length_of(array: Any, dimension: int) -> int:
    lengths = array.lengths if isinstance(array, MultiArray) else (len(array),)
    if not 0 <= dimension < len(lengths):
        raise NetError.of("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return lengths[dimension]


def _offset(array: Any, indexes: Any) -> int:
    flat = indexes[0] if len(indexes) == 1 and isinstance(indexes[0], list | tuple) else indexes
    lengths = array.lengths if isinstance(array, MultiArray) else (len(array),)
    if len(flat) != len(lengths):
        raise bad_argument("Array was not a one-dimensional array." if len(flat) == 1 else "Array was not a two-dimensional array.")
    offset = 0
    for index, length in zip(flat, lengths, strict=True):
        if not 0 <= index < length:
            raise NetError.of("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
        offset = offset * length + index
    return offset


def get_value(array: Any, *indexes: Any) -> Any:
    offset = _offset(array, indexes)
    return (
        array.items[offset]
        if isinstance(array, MultiArray)
        else Byte(array[offset])
        if isinstance(array, bytearray | bytes)
        else array[offset]
    )


def set_value(array: Any, value: Any, *indexes: Any) -> None:
    target = array.items if isinstance(array, MultiArray) else array
    element = element_of(array)
    target[_offset(array, indexes)] = value if element is _OBJECT else stored(value, element)


def copy_to(array: Any, target: Any, at: int) -> None:
    copy_array(array, 0, needed(target, "array"), at, len(array))


def clone(array: Any) -> Any:
    if isinstance(array, MultiArray):
        return MultiArray(array.element, array.lengths, list(array.items), array.lower)
    return bytearray(array) if isinstance(array, bytes) else copy.copy(array)


def fixed(*args: Any) -> Any:
    """Add, Remove and their kin: arrays keep their size."""
    raise not_supported("Collection was of a fixed size.")


def set_at(array: Any, index: int, value: Any) -> None:
    set_value(array, conversion.convert(value, element_of(array)), index)


def rank_of(array: Any) -> int:
    return len(array.lengths) if isinstance(array, MultiArray) else 1


_LINES = """
int Length {get;}
long LongLength {get;}
int Rank {get;}
System.Object SyncRoot {get;}
bool IsReadOnly {get;}
bool IsFixedSize {get;}
bool IsSynchronized {get;}
int Count {get;}
int Add(System.Object value)
void Clear()
System.Object Clone()
bool Contains(System.Object value)
void CopyTo(array array, int index)
System.Collections.IEnumerator GetEnumerator()
int GetLength(int dimension)
long GetLongLength(int dimension)
int GetLowerBound(int dimension)
int GetUpperBound(int dimension)
System.Object GetValue(Params int[] indices)
int IndexOf(System.Object value)
void Initialize()
void Insert(int index, System.Object value)
void Remove(System.Object value)
void RemoveAt(int index)
void Set(int index, System.Object value)
System.Object Get(int index)
void SetValue(System.Object value, Params int[] indices)
static int BinarySearch(array array, System.Object value)
static int BinarySearch(array array, System.Object value, System.Collections.IComparer comparer)
static void Clear(array array, int index, int length)
static System.Object ConvertAll(array array, System.Converter[System.Object,System.Object] converter)
static void Copy(array sourceArray, array destinationArray, int length)
static void Copy(array sourceArray, int sourceIndex, array destinationArray, int destinationIndex, int length)
static array CreateInstance(type elementType, int length)
static array CreateInstance(type elementType, int length1, int length2)
static array CreateInstance(type elementType, int length1, int length2, int length3)
static array CreateInstance(type elementType, Params int[] lengths)
static bool Exists(array array, System.Predicate[System.Object] match)
static System.Object Find(array array, System.Predicate[System.Object] match)
static array FindAll(array array, System.Predicate[System.Object] match)
static int FindIndex(array array, System.Predicate[System.Object] match)
static int FindIndex(array array, int startIndex, System.Predicate[System.Object] match)
static System.Object FindLast(array array, System.Predicate[System.Object] match)
static int FindLastIndex(array array, System.Predicate[System.Object] match)
static void ForEach(array array, System.Action[System.Object] action)
static int IndexOf(array array, System.Object value)
static int IndexOf(array array, System.Object value, int startIndex)
static int IndexOf(array array, System.Object value, int startIndex, int count)
static int LastIndexOf(array array, System.Object value)
static int LastIndexOf(array array, System.Object value, int startIndex)
static void Resize([ref] System.Object array, int newSize)
static void Reverse(array array)
static void Reverse(array array, int index, int length)
static void Sort(array array)
static void Sort(array keys, array items)
static void Sort(array array, System.Collections.IComparer comparer)
static void Sort(array array, System.Comparison[System.Object] comparison)
static void Sort(array array, int index, int length)
static bool TrueForAll(array array, System.Predicate[System.Object] match)
"""
fill(
    "System.Array",
    _LINES,
    {
        "IsFixedSize": lambda array: True,
        "IsReadOnly": lambda array: False,
        "IsSynchronized": lambda array: False,
        "Count": len,
        "Length": len,
        "LongLength": len,
        "Rank": rank_of,
        "SyncRoot": lambda array: array,
        "Add": fixed,
        "Clear": clear,
        "Clone": clone,
        "Contains": lambda array, value: index_of(array, value) >= 0,
        "CopyTo": copy_to,
        "GetEnumerator": lambda array: enumerator_of(conversion.enumerate_value(array) or (), array),
        "GetLength": length_of,
        "GetLongLength": length_of,
        "GetLowerBound": lambda array, dimension: array.lower[dimension] if isinstance(array, MultiArray) else 0,
        "GetUpperBound": lambda array, dimension: length_of(array, dimension) - 1,
        "GetValue": get_value,
        "IndexOf": index_of,
        "Initialize": lambda array: None,
        "Insert": fixed,
        "Remove": fixed,
        "RemoveAt": fixed,
        "Set": set_at,
        "Get": get_value,
        "SetValue": set_value,
        "::BinarySearch": binary_search,
        "::Clear": clear,
        "::ConvertAll": convert_all,
        "::Copy": copy_array,
        "::CreateInstance": create_instance,
        "::Exists": lambda array, match: any(match(item) for item in array),
        "::Find": find,
        "::FindAll": lambda array, match: like(array, [item for item in array if match(item)]),
        "::FindIndex": find_index,
        "::FindLast": find_last,
        "::FindLastIndex": find_last_index,
        "::ForEach": for_each,
        "::IndexOf": index_of,
        "::LastIndexOf": last_index_of,
        "::Resize": resize,
        "::Reverse": reverse,
        "::Sort": sort,
        "::TrueForAll": lambda array, match: all(match(item) for item in array),
    },
)
