"""Conversions to numbers and characters: Convert.ChangeType with its ranges and rounding, and text as PowerShell reads it.

Decides what fits which width and which error says so.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from typing import Any

from psbridge.objects.convert.casting import NO_CONVERSION, convert, register_converter, register_quick
from psbridge.objects.convert.failure import cast_failure, invalid_change
from psbridge.objects.culture import INVARIANT, CultureInfo, current_culture
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.failure import TOO_LARGE, format_error, overflow
from psbridge.objects.formats.literal import scan_number
from psbridge.objects.formats.number_parse import FLOAT_THOUSANDS, HEX_NUMBER, INTEGER, fit_decimal, parse_as
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.numbers import (
    INT32_MAX,
    INT32_MIN,
    BigInteger,
    Byte,
    Char,
    Int16,
    Int64,
    IntPtr,
    SByte,
    Single,
    SizedInt,
    UInt16,
    UInt32,
    UInt64,
)
from psbridge.objects.scalars import DateTime

_ARITHMETIC_OVERFLOW = "Arithmetic operation resulted in an overflow."
_BOUNDED = (Byte, SByte, Int16, UInt16, UInt32, Int64, UInt64)

# name: class, lowest, highest
_RANGES: dict[str, tuple[type[int], int, int]] = {
    "Int32": (int, INT32_MIN, INT32_MAX),
    **{c.__name__: (c, int(c.MIN or 0), int(c.MAX or 0)) for c in _BOUNDED},
}
INTEGER_NAMES = frozenset(_RANGES)


def change_type(value: Any, net: NetType) -> Any:
    """Convert.ChangeType(value, net) for a number, bool, char or enum; NetError with .NET's own exception."""
    return _CHANGES[net.name](value, net)


def fit_integer(value: int, name: str) -> Any:
    """A whole number in the width `name`, or OverflowException."""
    made, low, high = _RANGES[name]
    if not low <= value <= high:
        raise overflow(TOO_LARGE[name])
    return value if made is int and value.__class__ is int else made(value)


def _to_integer(value: Any, net: NetType) -> Any:
    name = net.name
    if isinstance(value, float):
        return _from_float(value, name)
    if isinstance(value, decimal.Decimal):
        return fit_integer(int(value.to_integral_value(decimal.ROUND_HALF_EVEN)), name)
    if isinstance(value, Char):
        return fit_integer(ord(value), name)
    if isinstance(value, int):
        return fit_integer(int(value), name)
    raise NetError(invalid_change(value, net))


_THROUGH_INT32 = frozenset(("Byte", "SByte", "Int16", "UInt16"))


def _from_float(value: float, name: str) -> Any:
    """Half goes to even; small widths go through Int32, whose words a value beyond it gets."""
    if not math.isfinite(value):
        raise overflow(_ARITHMETIC_OVERFLOW if name.endswith("64") else TOO_LARGE["Int32" if name in _THROUGH_INT32 else name])
    whole = round(value)
    if name in _THROUGH_INT32 and not INT32_MIN <= whole <= INT32_MAX:
        raise overflow(TOO_LARGE["Int32"])
    if name.endswith("64") and not _RANGES[name][1] <= whole <= _RANGES[name][2]:
        raise overflow(_ARITHMETIC_OVERFLOW)
    return fit_integer(whole, name)


def _to_double(value: Any, net: NetType) -> Any:
    if isinstance(value, Char):
        value = ord(value)
    if not isinstance(value, int | float | decimal.Decimal):
        raise NetError(invalid_change(value, net))
    number = float(value)
    return number if net.name == "Double" else Single(number)


def _to_decimal(value: Any, net: NetType) -> Any:
    if isinstance(value, decimal.Decimal):
        return value
    if isinstance(value, float):
        return decimal_of(value)
    if isinstance(value, int):
        return fit_decimal(decimal.Decimal(int(value)))
    raise NetError(invalid_change(value, net))


def decimal_of(value: float) -> decimal.Decimal:
    """A Double as Decimal: 15 digits (7 of a Single), as .NET's cast keeps them."""
    if not math.isfinite(value) or abs(value) >= 7.92281625142644e28:
        raise overflow(TOO_LARGE["Decimal"])
    return fit_decimal(decimal.Decimal(format(float(value), ".7g" if isinstance(value, Single) else ".15g")))


def _to_char(value: Any, net: NetType) -> Any:
    if isinstance(value, bool | float | decimal.Decimal) or not isinstance(value, int):
        raise NetError(invalid_change(value, net))
    if not 0 <= value <= 0xFFFF:
        raise overflow(TOO_LARGE["Char"])
    return Char(chr(value))


_CHANGES: dict[str, Callable[[Any, NetType], Any]] = {
    **dict.fromkeys(_RANGES, _to_integer),
    "Double": _to_double,
    "Single": _to_double,
    "Decimal": _to_decimal,
    "Char": _to_char,
}


# -- from text


def text_to_integer(text: str, net: NetType, culture: CultureInfo) -> Any:
    """A literal, a number of the culture, hex behind # 0x &h, or a real that is rounded."""
    if text.isdigit() and text.isascii() and len(text) < 10 and net.name == "Int32":
        return int(text)
    if not text:
        return change_type(0, net)
    found = _scanned(text, net)
    if found is not None:
        return found
    try:
        return _system_integer(text, net.name)
    except NetError as error:
        if error.exception.is_a("System.FormatException"):
            try:
                return change_type(parse_as("Double", text, INVARIANT.number, FLOAT_THOUSANDS), net)
            except NetError:
                pass
        raise cast_failure("InvalidCastFromStringToInteger", text, net, error) from error


def _scanned(text: str, net: NetType) -> Any:
    """What the literal gives in that width, or None."""
    number = scan_number(text)
    if number is None:
        return None
    try:
        return change_type(number, net)
    except NetError:
        return None


def _system_integer(text: str, name: str) -> Any:
    trimmed = text.strip()
    lower = trimmed.lower()
    for prefix in ("#", "0x", "&h"):
        if lower.startswith(prefix):
            digits = trimmed[len(prefix) :]
            wide = "UInt64" if name.endswith("64") else "UInt32"
            parse_as(wide, digits, INVARIANT.number, HEX_NUMBER)  # .NET reads them so first, whatever the width is
            return parse_as(name, digits, INVARIANT.number, HEX_NUMBER)
    return parse_as(name, trimmed, current_culture().number, INTEGER)


def text_to_real(text: str, net: NetType, culture: CultureInfo) -> Any:
    if not text:
        return change_type(0, net)
    found = _scanned(text, net)
    if found is not None:
        return found
    try:
        return parse_as(net.name, text, INVARIANT.number)
    except NetError as error:
        raise cast_failure("InvalidCastFromStringToDoubleOrSingle", text, net, error) from error


def text_to_decimal(text: str, net: NetType, culture: CultureInfo) -> Any:
    if not text:
        return decimal.Decimal(0)
    found = _scanned(text, net)
    if found is not None:
        return found
    try:
        return parse_as("Decimal", text, INVARIANT.number)
    except NetError as error:
        if error.exception.is_a("System.FormatException"):
            try:
                return change_type(parse_as("Double", text, INVARIANT.number, FLOAT_THOUSANDS), net)
            except NetError:
                pass
        raise cast_failure("InvalidCastFromStringToDecimal", text, net, error) from error


def text_to_char(text: str, net: NetType, culture: CultureInfo) -> Any:
    if len(text) == 1 and text <= "\uffff":
        return Char(text)
    raise cast_failure("InvalidCastParseTargetInvocation", text, net, format_error("String must be exactly one character long."))


_FROM_TEXT: dict[str, Callable[[str, NetType, CultureInfo], Any]] = {
    **dict.fromkeys(_RANGES, text_to_integer),
    "Double": text_to_real,
    "Single": text_to_real,
    "Decimal": text_to_decimal,
    "Char": text_to_char,
}


# -- the converters


def _number(value: Any, net: NetType, culture: CultureInfo) -> Any:
    """Anything to a number or a Char."""
    if isinstance(value, Char):
        return _checked(value, net)
    if isinstance(value, str):
        return _FROM_TEXT[net.name](value, net, culture)
    if isinstance(value, BigInteger | IntPtr):
        return _cast_operator(value, net)
    if isinstance(value, int | float | decimal.Decimal):
        return _checked(value, net)
    if isinstance(value, DateTime):
        raise cast_failure("InvalidCastIConvertible", value, net, invalid_change(value, net))
    return NO_CONVERSION


def _checked(value: Any, net: NetType) -> Any:
    try:
        return _CHANGES[net.name](value, net)
    except NetError as error:
        raise cast_failure("InvalidCastIConvertible", value, net, error) from error


def _cast_operator(value: int, net: NetType) -> Any:
    if net.name == "Char":
        return NO_CONVERSION
    try:
        return _CHANGES[net.name](int(value), net)
    except NetError as error:
        raise cast_failure("InvalidCastTargetInvocationExceptionop_Explicit", value, net, error) from error


def _big(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if isinstance(value, Char) or value.__class__ is bool or isinstance(value, DateTime):
        raise cast_failure("InvalidCastIConvertible", value, net, invalid_change(value, net, full=True))
    if isinstance(value, str):
        try:
            return parse_as("BigInteger", value, culture.number, INTEGER)
        except NetError as error:
            raise cast_failure("InvalidCastParseTargetInvocationWithFormatProvider", value, net, error) from error
    if isinstance(value, float) and not math.isfinite(value):
        text = "The value is not a number." if value != value else "BigInteger cannot represent infinity."
        raise cast_failure("InvalidCastConstructorException", value, net, overflow(text))
    if isinstance(value, int | float | decimal.Decimal):
        return BigInteger(int(value))
    return NO_CONVERSION


def _pointer(value: Any, net: NetType, culture: CultureInfo) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63:
        return IntPtr(int(value))
    return NO_CONVERSION


def _int_from_bool(value: bool, net: NetType, culture: CultureInfo) -> int:
    return 1 if value else 0


def _double_from_int(value: int, net: NetType, culture: CultureInfo) -> float:
    return float(value)


def _int_from_float(value: float, net: NetType, culture: CultureInfo) -> Any:
    if -2147483648.5 < value < 2147483647.5:
        return round(value)
    return _checked(value, net)


_INT32, _DOUBLE = find_type("System.Int32"), find_type("System.Double")
for _name in _FROM_TEXT:
    register_converter(f"System.{_name}", _number)
register_converter("System.Numerics.BigInteger", _big)
register_converter("System.IntPtr", _pointer)
for _python, _net_name in ((int, "Int32"), (float, "Double"), (decimal.Decimal, "Decimal"), (Char, "Char"), (Single, "Single")):
    register_quick(find_type(f"System.{_net_name}"), _python, None)
for _class in _BOUNDED:
    register_quick(find_type(f"System.{_class.__name__}"), _class, None)
register_quick(_INT32, str, text_to_integer)
register_quick(_INT32, bool, _int_from_bool)
register_quick(_INT32, float, _int_from_float)
register_quick(_INT32, Char, lambda value, net, culture: ord(value))
register_quick(find_type("System.Int64"), int, lambda value, net, culture: Int64(value))
register_quick(_DOUBLE, int, _double_from_int)
register_quick(_DOUBLE, str, text_to_real)

NUMERIC_CLASSES = (int, float, decimal.Decimal)


def is_number(value: Any) -> bool:
    """Whether PowerShell's conversions treat a value as a number of .NET's type codes (no bool, char, enum, BigInteger)."""
    return isinstance(value, NUMERIC_CLASSES) and not isinstance(value, bool | PSEnum | BigInteger | IntPtr)


def through_text(value: Any, net: NetType, culture: CultureInfo) -> Any:
    """A number to a type that only text leads to: by its text."""
    return convert(convert(value, find_type("System.String"), culture), net, culture)


def is_integral(value: Any) -> bool:
    return value.__class__ is int or (isinstance(value, SizedInt) and not isinstance(value, BigInteger | IntPtr))
