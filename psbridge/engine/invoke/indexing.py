"""Indexing: ``target[index]`` and ``target[index] = value``.

Decides what an index means for each kind of collection: positions from the end, several positions at once, keys, texts, several dimensions;
which failures give null and which are errors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine import failures
from psbridge.engine.invoke.plans import plan_of
from psbridge.engine.invoke.writing import set_key
from psbridge.engine.members.arguments import index_range, out_of_range
from psbridge.engine.members.table import IndexedProperty
from psbridge.objects import convert as conversion
from psbridge.objects.adapted import Method, members_of
from psbridge.objects.containers import GenericList, MultiArray, NetDictionary, OrderedDictionary, TypedArray
from psbridge.objects.convert.failure import no_conversion
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.numbers import Byte, Char, code_units
from psbridge.objects.psobject import PSObject
from psbridge.objects.scalars import AutomationNull

_INT = find_type("System.Int32")
_OBJECT = find_type("System.Object")
_BYTE = find_type("System.Byte")
_BUILDER = find_type("System.Text.StringBuilder")
_ILIST = find_type("System.Collections.IList")
_NO_WAY = "ConvertToFinalInvalidCastException"
_ARRAYS = (TypedArray, str, bytes, bytearray)

Getter = Callable[[Any, Any, Any], Any]


def get_index(ctx: Any, obj: Any, index: Any) -> Any:
    """``obj[index]``; several indexes (a list) give several items."""
    if obj.__class__ is list and index.__class__ is int:
        if -len(obj) <= index < len(obj):
            return obj[index]
        return _beyond(ctx)
    if isinstance(obj, PSObject) and obj.base is not None:
        obj = obj.base
    if isinstance(index, PSObject) and index.base is not None:
        index = index.base
    if obj is None or obj is AutomationNull:
        raise failures.null_array()
    read = _GET.get(obj.__class__)
    if read is None:
        read = _GET[obj.__class__] = _how_to_get(obj.__class__)
    return read(ctx, obj, index)


def set_index(ctx: Any, obj: Any, index: Any, value: Any, *, listed: bool = True) -> None:
    """``obj[index] = value``; ``listed``: several indexes were written in the brackets, else a collection is one index."""
    if value is AutomationNull:
        value = None
    if isinstance(obj, PSObject) and obj.base is not None:
        obj = obj.base
    if isinstance(index, PSObject) and index.base is not None:
        index = index.base
    if obj is None or obj is AutomationNull:
        raise failures.null_array()
    write = _SET.get(obj.__class__)
    if write is None:
        write = _SET[obj.__class__] = _how_to_set(obj.__class__)
    if not listed and write is _set_list and isinstance(index, list | tuple):
        index = conversion.convert(index, _INT)
    write(ctx, obj, index, value)


def _beyond(ctx: Any) -> Any:
    """An index beyond the end: null, an error in strict mode 3."""
    if ctx.scope.strict_mode >= 3:
        raise failures.out_of_range()
    return None


def _position(index: Any, target: Any) -> int | None:
    """The number that an index stands for, None when it turns out to be none; without a conversion the target is refused, not the index."""
    if index.__class__ is int:
        return index
    try:
        return int(conversion.convert(index, _INT))
    except NetError as error:
        if conversion.error_id_of(error) == _NO_WAY:
            raise no_conversion(target, _INT) from error
        return None


# -- reading


def _get_list(ctx: Any, items: Any, index: Any) -> Any:
    if isinstance(index, list | tuple):
        return _slice(ctx, items, index, _item)
    if index is None:
        raise failures.null_index()
    return _plain_result(_item(ctx, items, index))


def _plain_result(found: Any) -> Any:
    """What is not there is null where one item was asked for."""
    return None if found is AutomationNull else found


def _slice(ctx: Any, target: Any, indexes: Any, read: Getter) -> list[Any]:
    """Several positions or keys: those that do not exist are left out."""
    found = [read(ctx, target, _plain(one)) for one in indexes]
    return [item for item in found if item is not AutomationNull]


def _item(ctx: Any, items: Any, index: Any) -> Any:
    position = _position(index, items)
    if position is not None and -len(items) <= position < len(items):
        return items[position]
    if ctx.scope.strict_mode >= 3:
        raise _outside(items)
    return AutomationNull


def _is_array(items: Any) -> bool:
    """An array or a text, which refuse in other words than lists do."""
    return items.__class__ is list or isinstance(items, _ARRAYS)


def _outside(items: Any) -> NetError:
    return failures.out_of_range() if _is_array(items) else index_range()


def _get_bytes(ctx: Any, items: Any, index: Any) -> Any:
    found = _get_list(ctx, items, index)
    if isinstance(found, list):
        return [Byte(x) for x in found]
    return None if found is None else Byte(found)


def _get_text(ctx: Any, text: str, index: Any) -> Any:
    found = _get_list(ctx, code_units(text), index)
    if isinstance(found, list):
        return [Char(x) for x in found]
    return None if found is None else Char(found)


def _get_dictionary(ctx: Any, table: Any, index: Any) -> Any:
    if isinstance(index, list | tuple):
        return _slice(ctx, table, index, _entry)
    if index is None:
        raise failures.null_index()
    return table.get(index)


def _entry(ctx: Any, table: Any, key: Any) -> Any:
    return AutomationNull if key is None else table.get(key)


def _plain(key: Any) -> Any:
    return key.base if isinstance(key, PSObject) and key.base is not None else key


def _get_generic_dictionary(ctx: Any, table: Any, index: Any) -> Any:
    if isinstance(index, list | tuple):
        return _slice(ctx, table, index, _generic_entry)
    if index is None:
        raise failures.null_index()
    return _plain_result(_generic_entry(ctx, table, index))


def _generic_entry(ctx: Any, table: Any, key: Any) -> Any:
    """What TryGetValue finds for the key, converted to the type of keys."""
    if table.key_type is not _OBJECT:
        key = conversion.convert(key, table.key_type)
    return table.get(key) if key in table or table.get(key, None) else AutomationNull


def _get_ordered(ctx: Any, table: OrderedDictionary, index: Any) -> Any:
    if isinstance(index, list | tuple):
        return _slice(ctx, table, index, _ordered_entry)
    if index is None:
        raise failures.null_index()
    return _plain_result(_ordered_entry(ctx, table, index))


def _ordered_entry(ctx: Any, table: OrderedDictionary, index: Any) -> Any:
    if index.__class__ is not int:
        return _entry(ctx, table, index)
    size = len(table)
    position = index + size if index < 0 else index
    if 0 <= position < size:
        return table.at(position)
    if ctx.scope.strict_mode >= 3:
        raise index_range()
    return AutomationNull


def _get_multi(ctx: Any, array: MultiArray, index: Any) -> Any:
    indexes = index if isinstance(index, list | tuple) else [index]
    if indexes and all(isinstance(one, list | tuple) for one in indexes):
        return [_get_multi(ctx, array, one) for one in indexes]
    offset = _offset(array, indexes)
    return _beyond(ctx) if offset is None else array.items[offset]


def _offset(array: MultiArray, indexes: Any) -> int | None:
    """Where an item stands; None outside of the array."""
    if len(indexes) != len(array.lengths):
        shown = ",".join(conversion.to_text(one) for one in indexes)
        raise failures.needs_more_indexes(len(array.lengths), shown)
    offset = 0
    for one, length, lower in zip(indexes, array.lengths, array.lower, strict=True):
        number = _position(one, array)
        if number is None:
            return None
        number -= lower
        if number < 0:
            number += length
        if not 0 <= number < length:
            return None
        offset = offset * length + number
    return offset


def _get_object(ctx: Any, obj: Any, index: Any) -> Any:
    """Any other value: its Item property."""
    method = _indexer(obj)
    if method is None:
        return _get_scalar(ctx, obj, index)
    args = list(index) if isinstance(index, list | tuple) and _takes(method) > 1 else [index]
    if isinstance(index, list | tuple) and _takes(method) == 1:
        return [_get_object(ctx, obj, one) for one in index]
    if index is None:
        raise failures.null_index()
    if index.__class__ is int and index < 0:
        args = [index + _counted(type_of(obj), obj)]
    try:
        return plan_of(method, type_of(obj)).invoke(ctx, obj, args)
    except NetError as error:
        inner = error.exception.inner
        if inner is not None and ctx.scope.strict_mode >= 3:
            raise NetError(inner) from error
        if inner is None:
            raise
        return None


def _counted(net: NetType, obj: Any) -> int:
    """How many items there are for an index from the end; 0 for types that do not count from there."""
    if net is not _BUILDER and not net.is_subtype_of(_ILIST):
        return 0
    declared = members_of(net).properties
    counter = declared.get("count") or declared.get("length")
    return 0 if counter is None else int(counter.get(obj))


def _indexer(obj: Any) -> Method | None:
    found = members_of(type_of(obj)).methods.get("item")
    return found if isinstance(found, IndexedProperty) else None


def _takes(method: Method) -> int:
    return method.definitions[0].partition("(")[2].partition(")")[0].count(",") + 1


_GET: dict[type, Getter] = {
    list: _get_list,
    tuple: _get_list,
    TypedArray: _get_list,
    str: _get_text,
    bytes: _get_bytes,
    bytearray: _get_bytes,
    dict: _get_dictionary,
    OrderedDictionary: _get_ordered,
    MultiArray: _get_multi,
}


def _get_scalar(ctx: Any, obj: Any, index: Any) -> Any:
    """What cannot be indexed counts as a list of itself; the strict mode refuses positions beside it."""
    if index in (0, -1):
        return obj
    if ctx.scope.strict_mode >= 2:
        raise failures.cannot_index(type_of(obj))
    return AutomationNull


def _how_to_get(kind: type) -> Getter:
    if issubclass(kind, OrderedDictionary):
        return _get_ordered
    if issubclass(kind, NetDictionary):
        return _get_generic_dictionary if hasattr(kind, "key_type") else _get_dictionary
    if issubclass(kind, list):
        return _get_list if not hasattr(kind, "item") else _get_object
    return _get_text if issubclass(kind, str) and kind is not Char else _get_object


# -- writing


def _set_list(ctx: Any, items: Any, index: Any, value: Any) -> None:
    if isinstance(index, list | tuple):
        raise failures.no_slice_assignment(",".join(map(conversion.to_text, index)))
    if index is None:
        raise failures.null_index()
    position = int(index) if index.__class__ is int else int(_fitting(items, index, _INT))
    if not -len(items) <= position < len(items):
        raise _outside(items)
    element = getattr(items, "element", None)
    if element is not None and element is not _OBJECT and value.__class__ is not element.python:
        value = _fitting(items, value, element)
    items[position] = value


def _fitting(items: Any, value: Any, wanted: NetType) -> Any:
    """An index or a value as the setter takes it; where no conversion is, a list is refused and not what was to go in."""
    try:
        return conversion.convert(value, wanted)
    except NetError as error:
        if _is_array(items) or conversion.error_id_of(error) != _NO_WAY:
            raise
        raise no_conversion(items, wanted) from error


def _set_bytes(ctx: Any, items: Any, index: Any, value: Any) -> None:
    if isinstance(items, bytes):
        raise failures.cannot_index(type_of(items))
    _set_list(ctx, items, index, int(conversion.convert(value, _BYTE)))


def _set_dictionary(ctx: Any, table: Any, index: Any, value: Any) -> None:
    if index is None:
        raise failures.null_index()
    if isinstance(index, list) and index.__class__ is list and len(index) == 1:
        index = index[0]
    set_key(ctx, table, index, value)


def _set_ordered(ctx: Any, table: OrderedDictionary, index: Any, value: Any) -> None:
    if index.__class__ is not int:
        _set_dictionary(ctx, table, index, value)
        return
    if not 0 <= index < len(table):
        raise out_of_range("index")
    table.set_at(index, value)


def _set_multi(ctx: Any, array: MultiArray, index: Any, value: Any) -> None:
    offset = _offset(array, index if isinstance(index, list | tuple) else [index])
    if offset is None:
        raise failures.out_of_range()
    array.items[offset] = value if array.element is _OBJECT else conversion.convert(value, array.element)


def _set_object(ctx: Any, obj: Any, index: Any, value: Any) -> None:
    method = _indexer(obj)
    assign = getattr(method, "assign", None)
    if method is None or assign is None:
        raise failures.cannot_index(type_of(obj))
    args = list(index) if isinstance(index, list | tuple) and _takes(method) > 1 else [index]
    try:
        assign(obj, *args, value)
    except (KeyError, IndexError, ValueError) as error:
        raise NetError(failures.exception_of(error)) from error


Setter = Callable[[Any, Any, Any, Any], None]
_SET: dict[type, Setter] = {
    list: _set_list,
    TypedArray: _set_list,
    GenericList: _set_list,
    bytearray: _set_bytes,
    bytes: _set_bytes,
    dict: _set_dictionary,
    OrderedDictionary: _set_ordered,
    MultiArray: _set_multi,
}


def _how_to_set(kind: type) -> Setter:
    if issubclass(kind, OrderedDictionary):
        return _set_ordered
    if issubclass(kind, NetDictionary):
        return _set_dictionary
    return _set_list if issubclass(kind, list) else _set_object
