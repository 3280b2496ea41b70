"""Conversions to collections: arrays element by element, lists, hashtables, and hashtables to custom objects.

Decides what becomes of one value where a list is asked for, and whose error is shown when an element refuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psbridge.objects.containers import (
    ArrayList,
    CaseSensitiveHashtable,
    GenericList,
    MultiArray,
    NetDictionary,
    PSPrimitiveDictionary,
    Queue,
    Stack,
    TypedArray,
)
from psbridge.objects.convert.casting import (
    NO_CONVERSION,
    OBJECT,
    convert,
    register_converter,
    register_kind,
    register_quick,
    type_assignable,
)
from psbridge.objects.convert.enumeration import dictionary_entries, enumerate_value
from psbridge.objects.convert.failure import cast_failure, error_id_of, no_conversion
from psbridge.objects.convert.text import to_text
from psbridge.objects.culture import CultureInfo
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.numbers import Byte, Char, code_units
from psbridge.objects.psobject import PSObject, unwrap

_CHAR, _BYTE, _STRING = find_type("System.Char"), find_type("System.Byte"), find_type("System.String")
_ARRAY = find_type("System.Array")
_FINAL = "ConvertToFinalInvalidCastException"


def make_array(element: NetType, items: Iterable[Any]) -> Any:
    """The Python value of a one-dimensional array: list for object[], bytearray for byte[], else TypedArray."""
    if element is OBJECT:
        return list(items)
    return bytearray(items) if element is _BYTE else TypedArray(element, items)


def is_array(value: Any) -> bool:
    """Whether a value is a .NET array."""
    return value.__class__ in _ARRAYS or isinstance(value, TypedArray)


_ARRAYS = frozenset((list, tuple, bytes, bytearray, TypedArray, MultiArray))


def _array(value: Any, net: NetType, culture: CultureInfo) -> Any:
    element = net.element
    if element is None or net.rank != 1:
        return NO_CONVERSION
    if is_array(value):
        return make_array(element, _elements(value, element, culture))
    if value.__class__ is str and element is _CHAR:
        return make_array(_CHAR, map(Char, code_units(value)))
    items = enumerate_value(value)
    if items is None:
        return _scalar(value, net, element, culture)
    try:
        return make_array(element, [convert(item, element, culture) for item in items])
    except NetError as error:
        raise cast_failure("InvalidCastExceptionEnumerableToArray", value, net, error) from error


def _elements(value: Any, element: NetType, culture: CultureInfo) -> list[Any]:
    if isinstance(value, bytes | bytearray):
        value = map(Byte, value)
    if element is OBJECT:
        return list(value)
    return [convert(item, element, culture) for item in value]


def _scalar(value: Any, net: NetType, element: NetType, culture: CultureInfo) -> Any:
    try:
        return make_array(element, [convert(value, element, culture)])
    except NetError as error:
        if error_id_of(error) == _FINAL:
            return NO_CONVERSION
        raise cast_failure("InvalidCastExceptionScalarToArray", value, net, error) from error


def _any_array(value: Any, net: NetType, culture: CultureInfo) -> Any:
    items = enumerate_value(value)
    return [value] if items is None else list(items)


def _collection_of(python: type[Any]) -> Any:
    """A converter for the collections with a constructor that takes any ICollection."""

    def make(value: Any, net: NetType, culture: CultureInfo) -> Any:
        if isinstance(value, NetDictionary | dict):
            return python(dictionary_entries(value))
        items = None if isinstance(value, str) else enumerate_value(value)
        return NO_CONVERSION if items is None else python(items)

    return make


def _generic_list(value: Any, net: NetType, culture: CultureInfo) -> Any:
    """List[T] and its like: an array element by element, a sequence of T as it is, anything else as the only item."""
    element, definition = net.generic_arguments[0], net.generic_definition
    assert definition is not None
    source = type_of(value)
    if is_array(value) or _holds(source, element):
        made = []
        for item in enumerate_value(value) or ():
            try:
                made.append(convert(unwrap(item), element, culture))
            except NetError as error:
                raise no_conversion(value, net) from error
        return GenericList(element, made, definition.full_name)
    return GenericList(element, [convert(value, element, culture)], definition.full_name)


def _holds(source: NetType, element: NetType) -> bool:
    """Whether a generic sequence type gives items that are assignable to `element`."""
    return len(source.generic_arguments) == 1 and enumerable_definition(source) and type_assignable(source.generic_arguments[0], element)


def enumerable_definition(source: NetType) -> bool:
    return source.generic_definition is not None and source.is_subtype_of(find_type("System.Collections.IEnumerable"))


def _hashtable(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if isinstance(value, NetDictionary):
        return CaseSensitiveHashtable(value.pairs())
    return NO_CONVERSION


def _primitive_dictionary(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if isinstance(value, NetDictionary):
        return PSPrimitiveDictionary(value.pairs())
    return PSPrimitiveDictionary(value) if isinstance(value, dict) else NO_CONVERSION


def cast_custom_object(value: Any) -> Any:
    """[pscustomobject]: a dictionary becomes an object with its entries as notes (PSTypeName names the type), anything else stays."""
    bare = unwrap(value)
    if not isinstance(bare, NetDictionary | dict):
        return value
    made = PSObject()
    for key, item in bare.pairs() if isinstance(bare, NetDictionary) else bare.items():
        name = key if key.__class__ is str else to_text(key)
        if name.lower() == "pstypename" and isinstance(item, str):
            made.own_type_names.insert(0, item)
        else:
            made.set(name, item)
    return made


def _custom_object(value: Any, net: NetType, culture: CultureInfo) -> Any:
    return cast_custom_object(value)


def _strings(value: list[Any], net: NetType, culture: CultureInfo) -> Any:
    """object[] to string[], fast when all items are text already."""
    if all(item.__class__ is str for item in value):
        return TypedArray(_STRING, value)
    return _array(value, net, culture)


def _from_scalar_text(value: str, net: NetType, culture: CultureInfo) -> Any:
    return TypedArray(_STRING, (value,))


register_kind("array", _array)
register_converter(_ARRAY, _any_array)
register_converter("System.Collections.ArrayList", _collection_of(ArrayList))
register_converter("System.Collections.Stack", _collection_of(Stack))
register_converter("System.Collections.Queue", _collection_of(Queue))
for _definition in ("System.Collections.Generic.List`1", "System.Collections.ObjectModel.Collection`1"):
    register_converter(_definition, _generic_list)
register_converter("System.Collections.Hashtable", _hashtable)
register_converter("System.Management.Automation.PSCustomObject", _custom_object)
register_converter("System.Management.Automation.PSPrimitiveDictionary", _primitive_dictionary)
register_quick(_STRING.array(), list, _strings)
register_quick(_STRING.array(), str, _from_scalar_text)
register_quick(OBJECT.array(), list, None)
