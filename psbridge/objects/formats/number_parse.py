"""Text to numbers as .NET parses it, with NumberStyles and a culture.

Decides what a text means (`parse_decimal`) and whether it fits a width (`parse_as`); PowerShell's own literals are `literal`'s business.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from psbridge.objects.culture_data import NumberData
from psbridge.objects.formats.failure import BAD_INPUT, TOO_LARGE, format_error, null_argument, overflow
from psbridge.objects.numbers import INT32_MAX, INT32_MIN, BigInteger, Byte, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64

LEADING_WHITE, TRAILING_WHITE, LEADING_SIGN, TRAILING_SIGN, PARENTHESES = 1, 2, 4, 8, 16
DECIMAL_POINT, THOUSANDS, EXPONENT, CURRENCY_SYMBOL, HEX = 32, 64, 128, 256, 512
INTEGER, NUMBER, FLOAT, CURRENCY, HEX_NUMBER = 7, 111, 167, 383, 515
FLOAT_THOUSANDS = FLOAT | THOUSANDS
_WHITE = "[\t-\r ]*"

EXACT = decimal.Context(prec=400, Emax=999_999, Emin=-999_999, rounding=decimal.ROUND_HALF_EVEN)
DECIMAL_MAX = decimal.Decimal(79228162514264337593543950335)


@lru_cache(maxsize=64)
def _pattern(styles: int, data: NumberData) -> re.Pattern[str]:
    """The shape of a number that `styles` allow."""
    sign = f"{re.escape(data.negative_sign)}|{re.escape(data.positive_sign)}|-|\u2212"
    money = f"(?:{re.escape(data.currency_symbol)}{_WHITE})?" if styles & CURRENCY_SYMBOL else ""
    groups = {data.group_separator, data.currency_group_separator} if styles & CURRENCY_SYMBOL else {data.group_separator}
    points = {data.decimal_separator, data.currency_decimal_separator} if styles & CURRENCY_SYMBOL else {data.decimal_separator}
    thousands = "".join(re.escape(g) for g in sorted(groups)) + ("\u00a0 " if data.group_separator in "\u00a0\u202f" else "")
    whole = rf"[0-9][0-9{thousands}]*" if styles & THOUSANDS else "[0-9]+"
    point = "(?:" + "|".join(map(re.escape, sorted(points))) + ")"
    body = rf"(?P<whole>{whole})"
    if styles & DECIMAL_POINT:
        body = rf"(?:{body}(?:{point}(?P<part>[0-9]*))?|{point}(?P<only>[0-9]+))"
    return re.compile(
        (_WHITE if styles & LEADING_WHITE else "")
        + (r"(?P<open>\()?" if styles & PARENTHESES else "")
        + money
        + (f"(?P<lead>{sign})?{_WHITE if styles & CURRENCY_SYMBOL else ''}" if styles & LEADING_SIGN else "")
        + money
        + body
        + (r"(?:[eE](?P<exponent>[+-]?[0-9]+))?" if styles & EXPONENT else "")
        + (f"{_WHITE}(?P<trail>{sign})?" if styles & TRAILING_SIGN else "")
        + (_WHITE + money if money else "")
        + (r"(?P<close>\))?" if styles & PARENTHESES else "")
        + (_WHITE if styles & TRAILING_WHITE else "")
        + "\0*"
    )


def parse_decimal(text: str, styles: int, data: NumberData) -> decimal.Decimal | None:
    """The exact value of a text, or None when it is not a number of these styles."""
    found = _pattern(styles, data).fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    if bool(parts.get("open")) != bool(parts.get("close")) or (parts.get("lead") and parts.get("trail")):
        return None
    whole = re.sub(r"[^0-9]", "", parts.get("whole") or "")
    fraction = parts.get("part") or parts.get("only") or ""
    sign = parts.get("lead") or parts.get("trail") or ("-" if parts.get("open") else "")
    minus = "-" if sign and sign != data.positive_sign else ""
    exponent = max(-99_999, min(99_999, int(parts.get("exponent") or 0)))
    return decimal.Decimal(f"{minus}{whole or '0'}{'.' + fraction if fraction else ''}e{exponent}")


_INTEGERS: dict[str, tuple[type[int], int | None, int | None]] = {
    "Int32": (int, INT32_MIN, INT32_MAX),
    **{c.__name__: (c, c.MIN, c.MAX) for c in (Byte, SByte, Int16, UInt16, UInt32, Int64, UInt64, BigInteger)},
}


def _integer(name: str, text: str, styles: int, data: NumberData) -> Any:
    made, low, high = _INTEGERS[name]
    if styles & HEX:
        return _hexadecimal(name, text, styles)
    found = parse_decimal(text, styles, data)
    if found is None:
        raise format_error(BAD_INPUT if name != "BigInteger" else "The value could not be parsed.")
    if found != found.to_integral_value(context=EXACT):
        raise overflow(TOO_LARGE[name]) if name in TOO_LARGE else format_error("The value could not be parsed.")
    value = int(found)
    if low is not None and high is not None and not low <= value <= high:
        raise overflow(TOO_LARGE[name])
    return made(value)


def _hexadecimal(name: str, text: str, styles: int) -> Any:
    made, low, high = _INTEGERS[name]
    trimmed = text.strip("\t\n\v\f\r ") if styles & LEADING_WHITE else text
    if not re.fullmatch("[0-9a-fA-F]+", trimmed):
        raise format_error()
    value = int(trimmed, 16)
    if low is None or high is None:
        return made(value - (1 << 4 * len(trimmed)) if trimmed[0] in "89abcdefABCDEF" else value)
    if value > high - low:
        raise overflow(TOO_LARGE[name])
    return made(value - (high - low + 1) if value > high else value)


def _double(name: str, text: str, styles: int, data: NumberData) -> Any:
    found = parse_decimal(text, styles, data)
    if found is None:
        special = _special(text.strip("\t\n\v\f\r "), data)
        if special is None:
            raise format_error()
        return special if name == "Double" else Single(special)
    value = float(found)
    return value if name == "Double" else Single(value)


def _special(text: str, data: NumberData) -> float | None:
    folded = text.lower()
    for symbol, value in ((data.positive_infinity, "inf"), (data.negative_infinity, "-inf"), (data.nan, "nan")):
        if folded in (symbol.lower(), "+" + symbol.lower()):
            return float(value)
    return float("nan") if folded == "-" + data.nan.lower() else None


def _decimal(name: str, text: str, styles: int, data: NumberData) -> Any:
    found = parse_decimal(text, styles, data)
    if found is None:
        raise format_error()
    return fit_decimal(found)


def fit_decimal(value: decimal.Decimal) -> decimal.Decimal:
    """`value` within the 96 bits and 28 places of System.Decimal; OverflowException beyond them."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent > 0:
        value = value.quantize(decimal.Decimal(1), context=EXACT) if value.adjusted() < 40 else value
    elif exponent < -28:
        value = value.quantize(decimal.Decimal("1e-28"), context=EXACT)
    while _mantissa(value) > DECIMAL_MAX:
        places = -int(value.as_tuple().exponent)
        if places <= 0:
            raise overflow(TOO_LARGE["Decimal"])
        value = value.quantize(decimal.Decimal(1).scaleb(-(places - 1)), context=EXACT)
    return value


def _mantissa(value: decimal.Decimal) -> int:
    digits = value.as_tuple().digits
    exponent = int(value.as_tuple().exponent)
    return int("".join(map(str, digits))) * (10**exponent if exponent > 0 else 1)


_DEFAULT_STYLES = {"Double": FLOAT_THOUSANDS, "Single": FLOAT_THOUSANDS, "Decimal": NUMBER}
_PARSERS: dict[str, Callable[[str, str, int, NumberData], Any]] = {
    "Double": _double,
    "Single": _double,
    "Decimal": _decimal,
    **dict.fromkeys(_INTEGERS, _integer),
}
NUMBER_NAMES = frozenset(_PARSERS)


def parse_as(name: str, text: str | None, data: NumberData, styles: int | None = None) -> Any:
    """What ``[name]::Parse(text, styles, culture)`` gives; FormatException or OverflowException otherwise."""
    if text is None:
        raise null_argument("s")
    return _PARSERS[name](name, text, _DEFAULT_STYLES.get(name, INTEGER) if styles is None else styles, data)
