"""Conversions that the type itself offers: a Parse method, a constructor with one argument, cast operators, a hashtable of properties.

Decides their order and the error ids of their failures; what a type offers is asked of the `TypeLayer` that the engine plugs in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from psbridge.objects.access import find_member, properties_of, set_property
from psbridge.objects.adapted import Property
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert.casting import NO_CONVERSION, add_fallback, assignable, convert
from psbridge.objects.convert.enumeration import enumerate_value
from psbridge.objects.convert.failure import cast_failure, invalid_cast, invalid_change, no_conversion
from psbridge.objects.convert.text import to_text
from psbridge.objects.convert.tocollections import is_array
from psbridge.objects.convert.tonumbers import is_integral, is_number, through_text
from psbridge.objects.convert.typenames import type_text
from psbridge.objects.culture import CultureInfo
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.numbers import Char
from psbridge.objects.psobject import NetObject, PSObject, unwrap
from psbridge.objects.scalars import DateTime

_ENUMERABLE = find_type("System.Collections.IEnumerable")


class TypeLayer(Protocol):
    """What types offer for conversion; each method answers NO_CONVERSION when the type has nothing of the kind."""

    def parse(self, net: NetType, text: str, culture: CultureInfo) -> Any:
        """Static Parse(string) or Parse(string, IFormatProvider)."""

    def parse_takes_culture(self, net: NetType) -> bool:
        """Whether Parse has an overload with an IFormatProvider."""

    def construct(self, net: NetType, value: Any) -> Any:
        """A constructor with one parameter that `value` fits as it is (widening of numbers allowed)."""

    def sequence(self, net: NetType, items: list[Any]) -> Any:
        """A constructor of a generic collection that takes its items."""

    def cast(self, net: NetType, value: Any) -> Any:
        """op_Implicit or op_Explicit of either type."""

    def create(self, net: NetType) -> Any:
        """A constructor without parameters."""

    def assign(self, instance: Any, member: Property, value: Any) -> None:
        """Set a declared property, converted to its type; what refuses is inside of the NetError."""

    def property_type(self, member: Any) -> str:
        """The full name of the type that a property is declared with."""


_layer: list[TypeLayer] = []


def set_type_layer(layer: TypeLayer) -> None:
    """Plug in who knows the members of types."""
    _layer[:] = [layer]


def _offered(value: Any, net: NetType, culture: CultureInfo) -> Any:
    """The fallback of all conversions: what the type offers, in PowerShell's order."""
    if not _layer:
        return NO_CONVERSION
    layer = _layer[0]
    for way in (_parse, _construct, _cast, _convertible, _from_dictionary, _sequence, _from_bag):
        made = way(layer, value, net, culture)
        if made is not NO_CONVERSION:
            return made
    return NO_CONVERSION


def _parse(layer: TypeLayer, value: Any, net: NetType, culture: CultureInfo) -> Any:
    if not isinstance(value, str) or isinstance(value, Char):
        return NO_CONVERSION
    try:
        return layer.parse(net, value, culture)
    except NetError as error:
        suffix = "WithFormatProvider" if layer.parse_takes_culture(net) else ""
        raise cast_failure("InvalidCastParseTargetInvocation" + suffix, value, net, error) from error


def _construct(layer: TypeLayer, value: Any, net: NetType, culture: CultureInfo) -> Any:
    if is_integral(value) and net.is_subtype_of(find_type("System.Collections.ICollection")):
        return NO_CONVERSION  # a capacity is no conversion
    try:
        return layer.construct(net, value)
    except NetError as error:
        raise cast_failure("InvalidCastConstructorException", value, net, error) from error


def _cast(layer: TypeLayer, value: Any, net: NetType, culture: CultureInfo) -> Any:
    try:
        return layer.cast(net, value)
    except NetError as error:
        raise cast_failure("InvalidCastTargetInvocationExceptionop_Explicit", value, net, error) from error


def _convertible(layer: TypeLayer, value: Any, net: NetType, culture: CultureInfo) -> Any:
    """Numbers by their text where text has a way; the other IConvertible values fail in Convert.ChangeType's words."""
    if is_number(value):
        try:
            return through_text(value, net, culture)
        except NetError as error:
            if error.exception.extra.get("error_id") == "ConvertToFinalInvalidCastException":
                return NO_CONVERSION
            raise
    if isinstance(value, bool | Char | DateTime) and net.kind != "interface":
        raise cast_failure("InvalidCastIConvertible", value, net, invalid_change(value, net, full=True))
    return NO_CONVERSION


_NUMBERS = ("Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "IntPtr", "UIntPtr", "Double", "Single")
_PRIMITIVE = frozenset(f"System.{name}" for name in (*_NUMBERS, "Boolean", "Char"))


def _from_dictionary(layer: TypeLayer, value: Any, net: NetType, culture: CultureInfo) -> Any:
    if not isinstance(value, NetDictionary | dict) or net.full_name in _PRIMITIVE:
        return NO_CONVERSION
    made = _created(layer, value, net)
    if made is not NO_CONVERSION:
        fill_properties(layer, made, value.pairs() if isinstance(value, NetDictionary) else value.items(), net)
    return made


def _created(layer: TypeLayer, value: Any, net: NetType) -> Any:
    try:
        return layer.create(net)
    except NetError as error:
        raise cast_failure("InvalidCastConstructorTargetInvocationException", value, net, error) from error


def _sequence(layer: TypeLayer, value: Any, net: NetType, culture: CultureInfo) -> Any:
    """A generic collection with one type argument from an array, element by element, or from one value."""
    if len(net.generic_arguments) != 1 or net.kind == "interface" or not net.is_subtype_of(_ENUMERABLE):
        return NO_CONVERSION
    element = net.generic_arguments[0]
    if assignable(value, element) or not is_array(value):
        return layer.sequence(net, [convert(value, element, culture)])
    items = []
    for item in enumerate_value(value) or ():
        try:
            items.append(convert(unwrap(item), element, culture))
        except NetError as error:
            raise no_conversion(value, net) from error
    return layer.sequence(net, items)


def _from_bag(layer: TypeLayer, value: Any, net: NetType, culture: CultureInfo) -> Any:
    """A PSCustomObject: its properties into a new object; one that the type does not know refuses all."""
    if not isinstance(value, PSObject) or isinstance(value, NetObject):
        return NO_CONVERSION
    made = _created(layer, value, net)
    if made is NO_CONVERSION:
        return made
    pairs = [(view.name, view.get()) for view in properties_of(value)]
    if any(find_member(made, name) is None for name, _ in pairs):
        return NO_CONVERSION
    fill_properties(layer, made, pairs, net)
    return made


def fill_properties(layer: TypeLayer, instance: Any, pairs: Iterable[tuple[Any, Any]], net: NetType) -> None:
    """Set properties from a dictionary; NetError (ObjectCreationError) names the property that is not there or refuses its value."""
    for key, value in pairs:
        name = to_text(key)
        member = find_member(instance, name)
        if member is None:
            raise _unknown_property(layer, instance, name, net)
        try:
            if isinstance(member, Property) and member.set is not None:
                layer.assign(instance, member, value)
            else:
                set_property(instance, name, value)
        except NetError as error:
            cause = error.exception.inner or error.exception
            raise _not_created(net, cause.message, cause) from error


def _unknown_property(layer: TypeLayer, instance: Any, name: str, net: NetType) -> NetError:
    known = " , ".join(f"[{view.name} <{layer.property_type(view)}>]" for view in properties_of(instance))
    tail = f"The available property is: {known}" if known else "There is no settable property available."
    text = f"The {name} property was not found for the {type_text(net)} object. {tail}"
    return _not_created(net, text, NetException("System.InvalidOperationException", text))


def _not_created(net: NetType, why: str, cause: NetException) -> NetError:
    return invalid_cast("ObjectCreationError", f'Cannot create object of type "{type_text(net)}". {why}', cause)


add_fallback(_offered)
