"""Bitwise operators, shifts and ranges.

Decides the width of bitwise results (int, long, their unsigned relatives, enums) and what `a..b` enumerates.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from psbridge.engine.operators.numeric import FIT, INT, LONG, RANK, UINT, ULONG, as_number
from psbridge.objects import AutomationNull, BigInteger, Char, Int64, NetError, PSEnum, UInt32, UInt64, find_type, unwrap
from psbridge.objects.convert import convert

_INT32, _INT64, _UINT64 = find_type("System.Int32"), find_type("System.Int64"), find_type("System.UInt64")
_BITS = {INT: 32, UINT: 32, LONG: 64, ULONG: 64}
_UNSIGNED = frozenset((UINT, ULONG))


def _integer(value: Any) -> int:
    """An operand of a bitwise operator: numbers with a fraction are rounded."""
    number = as_number(value)
    if number.__class__ is int:
        return number
    if isinstance(number, float | Decimal):
        wide: int = convert(number, _INT32 if -0x8000_0000 <= number <= 0x7FFF_FFFF else _INT64 if number <= Int64.MAX else _UINT64)
        return wide
    return number  # type: ignore[no-any-return]


def _rank(value: int) -> int:
    return RANK.get(value.__class__, INT)


def bitwise(operation: Callable[[int, int], int]) -> Callable[[Any, Any], Any]:
    """-band, -bor, -bxor."""

    def run(a: Any, b: Any) -> Any:
        left, right = unwrap(a), unwrap(b)
        enum = left if isinstance(left, PSEnum) else right if isinstance(right, PSEnum) else None
        if enum is not None:
            return _of_enum(operation, enum.__class__, left, right)
        if _fractional(left) or _fractional(right):
            return _of_fractions(operation, left, right)
        x, y = _integer(left), _integer(right)
        rank = max(_rank(x), _rank(y))
        if rank > ULONG:
            return BigInteger(operation(int(x), int(y)))
        if rank in _UNSIGNED and (x < 0 or y < 0):
            rank = LONG
        return FIT[rank](operation(int(x), int(y)))

    return run


def _fractional(value: Any) -> bool:
    return isinstance(value, float | Decimal)


def _of_fractions(operation: Callable[[int, int], int], left: Any, right: Any) -> Any:
    """Numbers with a fraction are rounded to UInt64, to Int64 when one is negative."""
    x, y = round(as_number(left)), round(as_number(right))
    if x < 0 or y < 0:
        return Int64(operation(x, y))
    return UInt64(operation(x, y))


def _of_enum(operation: Callable[[int, int], int], kind: Any, left: Any, right: Any) -> Any:
    x = left if isinstance(left, PSEnum) else convert(left, kind.net_type)
    y = right if isinstance(right, PSEnum) else convert(right, kind.net_type)
    return kind(operation(int(x), int(y)))


def complement(value: Any) -> Any:
    """-bnot."""
    base = unwrap(value)
    if isinstance(base, PSEnum):
        held = base.UNDERLYING
        is_unsigned = getattr(held, "MIN", None) == 0
        return base.__class__(getattr(held, "MAX", 0) - int(base) if is_unsigned else ~int(base))
    number = _integer(base)
    if number.__class__ is UInt32:
        return UInt32(~number & 0xFFFF_FFFF)
    if number.__class__ is UInt64:
        return UInt64(~number & 0xFFFF_FFFF_FFFF_FFFF)
    return FIT[_rank(number)](~int(number))


def shift_left(a: Any, b: Any) -> Any:
    number, rank, by = _shifted(a, b)
    bits = _BITS.get(rank)
    if bits is None:
        return BigInteger(int(number) << by)
    return FIT[rank](_wrap(int(number) << by, bits, rank in _UNSIGNED))


def shift_right(a: Any, b: Any) -> Any:
    number, rank, by = _shifted(a, b)
    return FIT[rank](int(number) >> by)


def _shifted(a: Any, b: Any) -> tuple[int, int, int]:
    number = _integer(a)
    rank = _rank(number)
    by: int = convert(as_number(b), _INT32)
    return number, rank, by & (_BITS[rank] - 1) if rank in _BITS else by


def _wrap(value: int, bits: int, unsigned: bool) -> int:
    value &= (1 << bits) - 1
    return value - (1 << bits) if not unsigned and value >> (bits - 1) else value


# -- ranges


def _character(value: Any) -> str | None:
    """The end of a range of characters: a character, or a text of one that is no digit."""
    base = unwrap(value)
    return base if isinstance(base, Char) or (isinstance(base, str) and len(base) == 1 and not base.isdecimal()) else None


def range_of(a: Any, b: Any) -> range | list[Any]:
    """`a..b`: whole numbers either way, or characters; numbers come as a Python range."""
    if a.__class__ is int and b.__class__ is int:
        return range(a, b + 1) if a <= b else range(a, b - 1, -1)
    first, last = _character(a), _character(b)
    if first is not None and last is not None:
        return _characters(first, last)
    low, high = _bound(a), _bound(b)
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def _characters(first: str, last: str) -> list[Any]:
    low, high = ord(first), ord(last)
    codes = range(low, high + 1) if low <= high else range(low, high - 1, -1)
    return [Char(code) for code in codes]


def _bound(value: Any) -> int:
    base = unwrap(value)
    if base is None or base is AutomationNull:
        return 0
    if isinstance(base, Char):
        return ord(base)
    if isinstance(base, str):
        try:
            made: int = convert(base, _INT32)
        except NetError as error:
            text = "Input string was not in a correct format."
            raise NetError.of("System.FormatException", text) from error
        return made
    if isinstance(base, int | float | Decimal) and not -0x8000_0000 - 0.5 <= float(base) < 0x8000_0000 - 0.5:
        raise NetError.of("System.OverflowException", "Value was either too large or too small for an Int32.")
    made = convert(base, _INT32)
    return int(made)
