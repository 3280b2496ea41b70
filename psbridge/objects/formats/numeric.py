"""Numbers to text with .NET's standard formats: C D E F G N P R X, and custom patterns through `custom_numeric`.

Decides what each letter writes for each width of number in a culture.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from typing import Any

from psbridge.objects.culture_data import NumberData
from psbridge.objects.formats import digits as dg
from psbridge.objects.formats.custom_numeric import format_custom
from psbridge.objects.formats.digits import Digits
from psbridge.objects.formats.failure import BAD_SPECIFIER, format_error
from psbridge.objects.numbers import BigInteger, Single, SizedInt

# .NET's patterns: n the number, $ the currency symbol, % the percent symbol, - the negative sign
CURRENCY_POSITIVE = ("$n", "n$", "$ n", "n $")
CURRENCY_NEGATIVE = (
    "($n)", "-$n", "$-n", "$n-", "(n$)", "-n$", "n-$", "n$-", "-n $", "-$ n", "n $-", "$ n-", "$ -n", "n- $", "($ n)", "(n $)",
)  # fmt: skip
PERCENT_POSITIVE = ("n %", "n%", "%n", "% n")
PERCENT_NEGATIVE = ("-n %", "-n%", "-%n", "%-n", "%n-", "n-%", "n%-", "-% n", "n %-", "% n-", "% -n", "n- %")
NUMBER_NEGATIVE = ("(n)", "-n", "- n", "n-", "n -")


def double_text(value: float, places: int = dg.DOUBLE_DIGITS) -> str:
    """A Double as PowerShell's language writes it: invariant, 15 digits (G15); 7 for a Single."""
    text = float.__repr__(value)
    if len(text) <= places + 1 and "e" not in text and "n" not in text:
        return text.removesuffix(".0")  # no more digits than asked for: the shortest text is the text
    return _general(value, places)


def _general(value: float, places: int) -> str:
    if not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return general(dg.of_float(value, f".{places - 1}e"), places, "E", ".", "-")


_SHORTEST = frozenset("GgRr")


def format_number(value: Any, spec: str | None, data: NumberData) -> str:
    """`value` by a standard or custom format; FormatException when the letter does not fit the type."""
    if value.__class__ is float and (not spec or spec in _SHORTEST) and 1e-4 <= abs(value) < 1e15:
        text = float.__repr__(value).removesuffix(".0")
        if data.decimal_separator != ".":
            text = text.replace(".", data.decimal_separator)
        return text if value > 0 or data.negative_sign == "-" else data.negative_sign + text[1:]
    if isinstance(value, float) and not math.isfinite(value):
        return data.nan if value != value else data.positive_infinity if value > 0 else data.negative_infinity
    if not spec:
        spec = "G"
    letter, rest = spec[0], spec[1:]
    if not (letter.isascii() and letter.isalpha()) or (rest and not (rest.isascii() and rest.isdigit())):
        return format_custom(dg.of(value), spec, data)
    write = _WRITERS.get(letter.upper())
    if write is None:
        raise format_error(BAD_SPECIFIER)
    return write(value, letter, int(rest) if rest else None, data)


def _fixed(value: Any, places: int) -> Digits:
    """Digits with `places` of them behind the point."""
    if isinstance(value, float):
        return dg.of_float(value, f".{places}f")
    found = dg.of_decimal(value) if isinstance(value, decimal.Decimal) else dg.of_integer(value)
    found.round(found.scale + places)
    return found


def split(number: Digits, places: int) -> tuple[str, str]:
    """The whole part and exactly `places` digits behind the point."""
    text = number.text
    if number.scale > 0:
        whole = text[: number.scale].ljust(number.scale, "0")
        part = text[number.scale :]
    else:
        whole, part = "0", "0" * -number.scale + text
    return whole, part[:places].ljust(places, "0")


def group(whole: str, separator: str, sizes: tuple[int, ...]) -> str:
    """Digits of a whole number with group separators; the last size repeats, 0 stops grouping."""
    pieces: list[str] = []
    position, rest = 0, whole
    while True:
        size = sizes[min(position, len(sizes) - 1)] if sizes else 0
        if size == 0 or len(rest) <= size:
            return separator.join([rest, *reversed(pieces)])
        pieces.append(rest[-size:])
        rest = rest[:-size]
        position += 1


def _body(number: Digits, places: int, data: NumberData, money: bool = False, grouped: bool = True) -> str:
    whole, part = split(number, places)
    if grouped:
        whole = group(whole, data.currency_group_separator if money else data.group_separator, data.group_sizes)
    point = data.currency_decimal_separator if money else data.decimal_separator
    return whole + point + part if places else whole


def _fill(pattern: str, body: str, symbol: str, negative_sign: str) -> str:
    return "".join({"n": body, "$": symbol, "%": symbol, "-": negative_sign}.get(c, c) for c in pattern)


def _currency(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    wanted = data.currency_digits if places is None else places
    number = _fixed(value, wanted)
    pattern = CURRENCY_NEGATIVE[data.currency_negative] if number.negative else CURRENCY_POSITIVE[data.currency_positive]
    return _fill(pattern, _body(number, wanted, data, money=True), data.currency_symbol, data.negative_sign)


def _percent(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    wanted = data.percent_digits if places is None else places
    number = _fixed(value, wanted + 2)
    if number:
        number.scale += 2
    pattern = PERCENT_NEGATIVE[data.percent_negative] if number.negative else PERCENT_POSITIVE[data.percent_positive]
    return _fill(pattern, _body(number, wanted, data), data.percent_symbol, data.negative_sign)


def _fixed_point(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    wanted = data.decimal_digits if places is None else places
    number = _fixed(value, wanted)
    return (data.negative_sign if number.negative else "") + _body(number, wanted, data, grouped=False)


def _grouped(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    wanted = data.decimal_digits if places is None else places
    number = _fixed(value, wanted)
    pattern = NUMBER_NEGATIVE[data.negative_pattern] if number.negative else "n"
    return _fill(pattern, _body(number, wanted, data), "", data.negative_sign)


def _exponential(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    wanted = 6 if places is None else places
    if isinstance(value, float):
        number = dg.of_float(value, f".{wanted}e")
    else:
        number = dg.of(value)
        number.round(wanted + 1)
    text = number.text.ljust(wanted + 1, "0")
    head = text[0] + (data.decimal_separator + text[1 : wanted + 1] if wanted else "")
    exponent = number.scale - 1 if number else 0
    sign = data.negative_sign if number.negative else ""
    return sign + head + letter + exponent_text(exponent, 3, True, data)


def exponent_text(exponent: int, width: int, plus: bool, data: NumberData) -> str:
    sign = data.negative_sign if exponent < 0 else data.positive_sign if plus else ""
    return sign + str(abs(exponent)).rjust(width, "0")


def _general_format(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    exponent_letter = "E" if letter in "GR" else "e"
    if isinstance(value, float):
        base = dg.SINGLE_DIGITS if isinstance(value, Single) else dg.DOUBLE_DIGITS
        number = dg.of_float(value, f".{places - 1}e" if places else "")
        most = places or max(len(number.text), base)
    elif isinstance(value, decimal.Decimal):
        if not places:
            return _plain_decimal(value, data)
        number, most = dg.of_decimal(value), places
        number.round(places)
    else:
        if not places:
            return (data.negative_sign if value < 0 else "") + int.__repr__(abs(value))
        number, most = dg.of_integer(value), places
        number.round(places)
    return general(number, most, exponent_letter, data.decimal_separator, data.negative_sign)


def _plain_decimal(value: decimal.Decimal, data: NumberData) -> str:
    text = format(value.copy_abs(), "f")  # abs() would round to the precision of Python's context
    sign = data.negative_sign if value < 0 else ""
    return sign + (text if data.decimal_separator == "." else text.replace(".", data.decimal_separator))


def general(number: Digits, most: int, letter: str, point: str, minus: str) -> str:
    """The shorter of plain and scientific notation, as the G format chooses."""
    sign = minus if number.negative else ""
    text, scale = number.text, number.scale
    if not text:
        return sign + "0"
    if scale > most or scale < -3:
        exponent = scale - 1
        tail = letter + ("-" if exponent < 0 else "+") + str(abs(exponent)).rjust(2, "0")
        return sign + text[0] + (point + text[1:] if len(text) > 1 else "") + tail
    if scale <= 0:
        return f"{sign}0{point}{'0' * -scale}{text}"
    whole, part = text[:scale].ljust(scale, "0"), text[scale:]
    return sign + whole + (point + part if part else "")


def _decimal_digits(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    if not isinstance(value, int):
        raise format_error(BAD_SPECIFIER)
    return (data.negative_sign if value < 0 else "") + int.__repr__(abs(value)).rjust(places or 0, "0")


def _hexadecimal(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    if not isinstance(value, int):
        raise format_error(BAD_SPECIFIER)
    text = _big_hex(value) if isinstance(value, BigInteger) else format(int(value) % (1 << _bits(value)), "x")
    fill = "f" if isinstance(value, BigInteger) and value < 0 else "0"
    text = text.rjust(places or 0, fill)
    return text.upper() if letter == "X" else text


def _bits(value: int) -> int:
    """How many bits the type of `value` has."""
    if isinstance(value, SizedInt) and value.MAX is not None and value.MIN is not None:
        return (value.MAX - value.MIN).bit_length()
    return 32


def _big_hex(value: int) -> str:
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    text = int(value).to_bytes(size, "big", signed=True).hex()
    if value >= 0:
        text = text.lstrip("0") or "0"
        return "0" + text if text[0] > "7" else text
    while len(text) > 1 and text[0] == "f" and text[1] > "7":
        text = text[1:]
    return text


def _round_trip(value: Any, letter: str, places: int | None, data: NumberData) -> str:
    if not isinstance(value, float | BigInteger):
        raise format_error(BAD_SPECIFIER)
    return _general_format(value, letter, None, data)


_WRITERS: dict[str, Callable[[Any, str, int | None, NumberData], str]] = {
    "C": _currency,
    "D": _decimal_digits,
    "E": _exponential,
    "F": _fixed_point,
    "G": _general_format,
    "N": _grouped,
    "P": _percent,
    "R": _round_trip,
    "X": _hexadecimal,
}
