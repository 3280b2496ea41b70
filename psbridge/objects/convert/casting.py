"""Conversion of any value to any type (LanguagePrimitives.ConvertTo): the dispatch.

Decides in which order ways are tried: the same class, null, the value inside a PSObject, assignability, the converter of the target type,
the engine's fallbacks (constructors, casts).  How a target is reached is registered by the modules beside this one and by higher layers.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import Any

from psbridge.objects.containers import GenericDictionary, GenericList, TypedArray
from psbridge.objects.convert.failure import is_invalid_cast, no_conversion
from psbridge.objects.culture import INVARIANT, CultureInfo
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.numbers import Byte, Char, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64
from psbridge.objects.psobject import NetObject, PSObject, WrittenNumber
from psbridge.objects.scalars import AutomationNull, SwitchParameter

Converter = Callable[[Any, NetType, CultureInfo], Any]


class _NoConversion:
    """What a converter answers when it does not know the way, so that the next one is asked."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NO_CONVERSION"


NO_CONVERSION = _NoConversion()

OBJECT = find_type("System.Object")
PSOBJECT = find_type("System.Management.Automation.PSObject")
VALUE_TYPE = find_type("System.ValueType")
NULLABLE = find_type("System.Nullable`1")

_TARGETS: dict[NetType, Converter] = {}  # by type, or by open generic definition
_KINDS: dict[str, Converter] = {}  # by NetType.kind: array, enum
_FALLBACKS: list[Converter] = []
_WAYS: dict[NetType, list[Converter]] = {}
_ROWS: dict[NetType, dict[type, Converter | None]] = {}  # quick ways: target, class of the value; None: the value itself

# what null becomes in a value type
_NULLS: dict[str, Callable[[], Any]] = {
    "System.String": lambda: "",
    "System.Boolean": lambda: False,
    "System.Char": lambda: Char("\0"),
    "System.Int32": lambda: 0,
    "System.Double": lambda: 0.0,
    "System.Decimal": lambda: decimal.Decimal(0),
    "System.Single": lambda: Single(0.0),
    "System.Management.Automation.SwitchParameter": lambda: SwitchParameter(False),
    "System.Void": lambda: AutomationNull,
    **{f"System.{c.__name__}": lambda c=c: c(0) for c in (Byte, SByte, Int16, UInt16, UInt32, Int64, UInt64)},  # type: ignore[misc]
}
_OWN_TYPE = (TypedArray, GenericList, GenericDictionary, NetObject)  # classes whose type is each value's own


def register_converter(net: NetType | str, converter: Converter) -> None:
    """Say how values become `net` (a type or an open generic): ``converter(value, net, culture)`` gives the result or NO_CONVERSION.

    It is asked for values that are neither null nor assignable already, without PSObject wrappers.  The last one registered counts.
    """
    found = find_type(net) if isinstance(net, str) else net
    _TARGETS[found] = converter
    _ROWS.pop(found, None)
    _WAYS.clear()


def register_kind(kind: str, converter: Converter) -> None:
    """The same for all types of a NetType.kind (array, enum)."""
    _KINDS[kind] = converter
    _WAYS.clear()


def register_quick(net: NetType, python: type, converter: Converter | None) -> None:
    """A way that is taken before anything else for values of exactly that class; None: the value is the result."""
    _ROWS.setdefault(net, {})[python] = converter


def add_fallback(converter: Converter) -> None:
    """Ask `converter` when no other way was found (single-argument constructors, cast operators, hashtable to object ...)."""
    _FALLBACKS.append(converter)
    _WAYS.clear()


def convert(value: Any, net: NetType, culture: CultureInfo = INVARIANT) -> Any:
    """`value` as `net`; NetError (PSInvalidCastException with extra error_id) when PowerShell would refuse it."""
    row = _ROWS.get(net)
    if row is not None:
        kind = value.__class__
        if kind in row:
            way = row[kind]
            return value if way is None else way(value, net, culture)
    return _slow(value, net, culture)


def try_convert(value: Any, net: NetType, culture: CultureInfo = INVARIANT) -> tuple[bool, Any]:
    """(True, the converted value), or (False, None) when the conversion is refused."""
    try:
        return True, convert(value, net, culture)
    except NetError as error:
        if is_invalid_cast(error):
            return False, None
        raise


def is_value_type(net: NetType) -> bool:
    """Whether null is no value of the type."""
    return net.kind in ("struct", "enum") or net.base is VALUE_TYPE


def _slow(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if net is OBJECT or net is PSOBJECT:
        return value
    if value is None or value is AutomationNull:
        return from_null(value, net)
    if isinstance(value, PSObject) and value.base is not None:
        return convert(value.token if value.__class__ is WrittenNumber and by_text(net) else value.base, net, culture)
    stable = not isinstance(value, _OWN_TYPE) and not isinstance(value, PSObject)
    if assignable(value, net):
        if stable:
            register_quick(net, value.__class__, None)
        return value
    if stable:
        register_quick(net, value.__class__, _try_ways)
    return _try_ways(value, net, culture)


def by_text(net: NetType) -> bool:
    """Whether a number becomes a value of that type by way of its text."""
    while net.element is not None:
        net = net.element
    return net.full_name in _BY_TEXT


_BY_TEXT = frozenset(("System.String", "System.Version", "System.Management.Automation.SemanticVersion"))


def _try_ways(value: Any, net: NetType, culture: CultureInfo) -> Any:
    """Ask the converters in turn; the error when none knows a way."""
    for way in _ways(net):
        result = way(value, net, culture)
        if result is not NO_CONVERSION:
            return result
    raise no_conversion(value, net)


def from_null(value: Any, net: NetType) -> Any:
    """Null as `net`: zero, false, empty text, or null itself; value types without such a zero refuse it."""
    make = _NULLS.get(net.full_name)
    if make is not None:
        return make()
    if net.generic_definition is NULLABLE:
        return None
    if is_value_type(net):
        raise no_conversion(None, net)
    found = _TARGETS.get(net)
    result = found(None, net, INVARIANT) if found is not None and net in _NULL_AWARE else value
    return None if result is NO_CONVERSION else result


_NULL_AWARE: set[NetType] = set()


def accept_null(net: NetType) -> None:
    """Have the converter of a reference type asked for null too ([ref]$null)."""
    _NULL_AWARE.add(net)


def _ways(net: NetType) -> list[Converter]:
    ways = _WAYS.get(net)
    if ways is not None:
        return ways
    found = [_TARGETS.get(net), _TARGETS.get(net.generic_definition) if net.generic_definition is not None else None, _KINDS.get(net.kind)]
    ways = _WAYS[net] = [way for way in found if way is not None] + _FALLBACKS
    return ways


def assignable(value: Any, net: NetType) -> bool:
    """Whether a value (no null, no wrapper) is one of `net` already."""
    return type_assignable(type_of(value), net)


_COVARIANT = frozenset((
    "System.Collections.Generic.IEnumerable`1",
    "System.Collections.Generic.ICollection`1",
    "System.Collections.Generic.IList`1",
    "System.Collections.Generic.IReadOnlyCollection`1",
    "System.Collections.Generic.IReadOnlyList`1",
))  # fmt: skip


def type_assignable(source: NetType, net: NetType) -> bool:
    """Type.IsAssignableFrom: subtypes, arrays of reference types, and the generic interfaces of lists."""
    if source is net or source.is_subtype_of(net):
        return True
    if net.element is not None:
        same = source.element is not None and source.rank == net.rank
        return same and source.element is not None and _reference_to(source.element, net.element)
    definition = net.generic_definition
    if definition is None or definition.full_name not in _COVARIANT:
        return False
    inner = source.element or (source.generic_arguments[0] if len(source.generic_arguments) == 1 else None)
    wanted = net.generic_arguments[0]
    return inner is not None and (inner is wanted or _reference_to(inner, wanted))


def _reference_to(source: NetType, net: NetType) -> bool:
    return source is net or (not is_value_type(source) and source.is_subtype_of(net))


def _nullable(value: Any, net: NetType, culture: CultureInfo) -> Any:
    return convert(value, net.generic_arguments[0], culture)


def _void(value: Any, net: NetType, culture: CultureInfo) -> Any:
    return AutomationNull


register_converter(NULLABLE, _nullable)
register_converter("System.Void", _void)
for _python, _name in ((int, "Int32"), (str, "String"), (float, "Double"), (bool, "Boolean"), (Char, "Char"), (decimal.Decimal, "Decimal")):
    register_quick(find_type(f"System.{_name}"), _python, None)
