"""Text to numbers as PowerShell's parser reads number literals: hex, binary, suffixes, multipliers, signs.

Decides value and width of a literal; used by casts of text and by operators with a text on one side.
"""

from __future__ import annotations

import decimal
import re
from typing import Any

from psbridge.objects.formats.number_parse import DECIMAL_MAX, EXACT, fit_decimal
from psbridge.objects.numbers import INT32_MAX, INT32_MIN, BigInteger, Byte, Int16, Int64, SByte, UInt16, UInt32, UInt64

MULTIPLIERS = {"": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}
_LITERAL = re.compile(
    r"""(?P<sign>[+\-\u2013\u2014\u2015])?
    (?: 0x(?P<hex>[0-9a-f]+) | 0b(?P<binary>[01]+)
      | (?P<whole>[0-9]+)?(?P<part>\.[0-9]*)?(?P<exponent>e[+\-\u2013\u2014\u2015]?[0-9]+)? )
    (?P<suffix>u[ysl]?|[yslnd])?(?P<multiplier>[kmgtp]b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_SUFFIXED: dict[str, type[int]] = {
    "y": SByte,
    "uy": Byte,
    "s": Int16,
    "us": UInt16,
    "l": Int64,
    "ul": UInt64,
    "n": BigInteger,
}


def scan_number(text: str) -> Any:
    """The number that `text` is as a literal (0 for blanks), or None when it is none."""
    trimmed = text.strip()
    if not trimmed:
        return 0
    if trimmed.isdigit() and trimmed.isascii() and len(trimmed) < 10:
        return int(trimmed)
    found = _LITERAL.fullmatch(trimmed)
    if found is None or not (found["hex"] or found["binary"] or found["whole"] or (found["part"] or ".") != "."):
        return None
    negative = (found["sign"] or "+") != "+"
    suffix, factor = (found["suffix"] or "").lower(), MULTIPLIERS[(found["multiplier"] or "").lower()]
    if found["hex"] or found["binary"]:
        return _radix(found["hex"] or found["binary"], 16 if found["hex"] else 2, negative, suffix, factor)
    if found["part"] is not None or found["exponent"]:
        return _real(found, negative, suffix, factor)
    assert found["whole"] is not None
    return _whole(int(found["whole"]) * factor * (-1 if negative else 1), suffix)


def _radix(digits: str, base: int, negative: bool, suffix: str, factor: int) -> Any:
    """Hex and binary: 8 hex digits are an Int32, 16 an Int64, with the sign that the highest bit says; what is wider needs a suffix."""
    value = int(digits, base)
    if not suffix.startswith("u") and suffix != "n":
        bits = len(digits) * (4 if base == 16 else 1)
        for width in (32, 64):
            if bits == width and value >> (width - 1):
                value -= 1 << width
                break
    value *= -factor if negative else factor
    return None if not suffix and not -(1 << 63) <= value < 1 << 63 else _whole(value, suffix)


def _whole(value: int, suffix: str) -> Any:
    if not suffix:
        if INT32_MIN <= value <= INT32_MAX:
            return value
        if -(1 << 63) <= value < 1 << 63:
            return Int64(value)
        return decimal.Decimal(value) if abs(value) <= DECIMAL_MAX else truncated_double(value)
    if suffix == "d":
        return decimal.Decimal(value) if abs(value) <= DECIMAL_MAX else None
    if suffix == "u":
        return UInt32(value) if 0 <= value <= 0xFFFF_FFFF else _fit(UInt64, value)
    return _fit(_SUFFIXED[suffix], value)


def truncated_double(value: int) -> float:
    """A whole number as Double the way .NET casts a BigInteger: bits beyond the 53rd are cut off, not rounded."""
    surplus = max(abs(value).bit_length() - 53, 0)
    kept = abs(value) >> surplus << surplus
    return (float(kept) if kept.bit_length() <= 1024 else float("inf")) * (-1 if value < 0 else 1)


def _fit(made: type[Any], value: int) -> Any:
    if made.MIN is not None and not made.MIN <= value <= made.MAX:
        return None
    return made(value)


def _real(found: re.Match[str], negative: bool, suffix: str, factor: int) -> Any:
    exponent = re.sub("[\u2013\u2014\u2015]", "-", found["exponent"] or "")
    part = found["part"] or ""
    text = f"{'-' if negative else ''}{found['whole'] or '0'}{part if part != '.' else ''}{exponent}"
    if suffix == "d":
        exact = decimal.Decimal(text)
        return None if abs(exact.adjusted()) > 60 else fit_decimal(EXACT.multiply(exact, decimal.Decimal(factor)))
    value = float(text) * factor
    if not suffix:
        return value
    if value != value or value in (float("inf"), float("-inf")):
        return None
    whole = round(value)
    return _whole(whole, suffix)
