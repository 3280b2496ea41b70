"""Numbers as written: which .NET type and value a numeric literal has."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from psbridge.language import lexis
from psbridge.objects.formats.literal import truncated_double
from psbridge.objects.numbers import BigInteger, Byte, Int16, Int64, SByte, SizedInt, UInt16, UInt32, UInt64

_MULTIPLIERS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}
_TYPES: dict[str, tuple[type[SizedInt], ...]] = {
    "y": (SByte,),
    "uy": (Byte,),
    "s": (Int16,),
    "us": (UInt16,),
    "l": (Int64,),
    "u": (UInt32, UInt64),
    "ul": (UInt64,),
}
_HEX_DIGITS = {"y": 2, "s": 4, "l": 16}
_SIGNED_LENGTHS = frozenset((8, 16, 32, 64, 96))  # a binary literal of so many digits carries a sign bit
_MAX_DECIMAL = 79228162514264337593543950335


class NotANumber(ValueError):
    """The literal has the form of a number but no value (out of range of its suffix)."""


def _sized(value: int, suffix: str) -> int:
    for kind in _TYPES[suffix]:
        if kind.MIN is not None and kind.MAX is not None and kind.MIN <= value <= kind.MAX:
            return kind(value)
    raise NotANumber(suffix)


def _narrowest(value: int, *, decimal: bool) -> Any:
    if -0x8000_0000 <= value <= 0x7FFF_FFFF:
        return value
    if -0x8000_0000_0000_0000 <= value <= 0x7FFF_FFFF_FFFF_FFFF:
        return Int64(value)
    if not decimal:
        raise NotANumber
    return Decimal(value) if abs(value) <= _MAX_DECIMAL else _double(value)


def _double(value: int) -> float:
    found = truncated_double(value)
    if found in (float("inf"), float("-inf")):
        raise NotANumber
    return found


def _integer(value: int, suffix: str, *, decimal: bool) -> Any:
    if not suffix:
        return _narrowest(value, decimal=decimal)
    if suffix == "n":
        return BigInteger(value)
    if suffix == "d":
        if abs(value) > _MAX_DECIMAL:
            raise NotANumber(suffix)
        return Decimal(value)
    return _sized(value, suffix)


def _twos_complement(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) & 1 else value


def _hex(digits: str, suffix: str, factor: int) -> Any:
    value = int(digits or "0", 16)
    length = len(digits)
    if not suffix.startswith("u"):
        expected = _HEX_DIGITS.get(suffix, 8 if length < 16 else 16)
        if length == expected:
            value = _twos_complement(value, 4 * expected)
    if length == 16 and suffix in ("", "u"):
        suffix += "l"
    return _integer(value * factor, suffix, decimal=False)


def _binary(digits: str, suffix: str, factor: int) -> Any:
    value = int(digits, 2)
    length = len(digits)
    if not suffix.startswith("u") and (length in _SIGNED_LENGTHS or length >= 128):
        value = _twos_complement(value, length)
    if length == 64 and suffix in ("", "u"):
        suffix += "l"
    return _integer(value * factor, suffix, decimal=False)


def _real(text: str, suffix: str, factor: int) -> Any:
    if suffix == "d":
        value = Decimal(text) * factor
        if abs(value) > _MAX_DECIMAL:
            raise NotANumber(suffix)
        return value
    number = float(text) * factor
    if not suffix:
        return number
    if number in (float("inf"), float("-inf")):
        raise NotANumber(suffix)
    return _integer(round(number), suffix, decimal=False)


def number_value(m: re.Match[str], *, negative: bool = False) -> Any:
    """Value of a match of `lexis.number`; raises NotANumber when its type cannot hold it."""
    digits, real, suffix = m.group("int", "real", "suffix")
    if digits is not None and not real and suffix is None and m.group("multiplier") is None:
        value = -int(digits) if negative else int(digits)
        return value if -0x8000_0000 <= value <= 0x7FFF_FFFF else _narrowest(value, decimal=True)
    suffix = (suffix or "").lower()
    multiplier = m.group("multiplier")
    factor = (_MULTIPLIERS[multiplier.lower()] if multiplier else 1) * (-1 if negative else 1)
    if m.group("hex") is not None:
        return _hex(m.group("hex")[1:], suffix, factor)
    if m.group("binary") is not None:
        return _binary(m.group("binary")[1:], suffix, factor)
    if digits is not None and not real:
        return _integer(int(digits) * factor, suffix, decimal=True)
    text = re.sub(f"[{lexis.DASHES[1:]}]", "-", m.group("dot") or digits + real)
    return _real(text, suffix, factor)
