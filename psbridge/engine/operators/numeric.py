"""Numbers as operands: what counts as one, which width an operation has, and how its result is kept in range.

Decides promotion as PowerShell's binder does: Int32, UInt32, Int64, UInt64, Double, Decimal; an integer result that does not fit
becomes Double.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_DOWN, Context, Decimal, DecimalException, localcontext
from typing import Any

from psbridge.engine.errors import ScriptError, error_record, runtime_error
from psbridge.objects import (
    AutomationNull,
    BigInteger,
    Byte,
    Char,
    Int16,
    Int64,
    NetException,
    PSEnum,
    SByte,
    Single,
    UInt16,
    UInt32,
    UInt64,
    find_type,
    unwrap,
)
from psbridge.objects.convert import convert

# ranks in the order of .NET's TypeCode
INT, UINT, LONG, ULONG, SINGLE, DOUBLE, DECIMAL, BIG = range(8)

RANK: dict[type, int] = {
    int: INT,
    bool: INT,
    Byte: INT,
    SByte: INT,
    Int16: INT,
    UInt16: INT,
    UInt32: UINT,
    Int64: LONG,
    UInt64: ULONG,
    Single: SINGLE,
    float: DOUBLE,
    Decimal: DECIMAL,
    BigInteger: BIG,
}
_SIGNED = frozenset((int, SByte, Int16, Int64, bool))
_MAX_DECIMAL = Decimal(79228162514264337593543950335)
DECIMALS = Context(prec=29, rounding=ROUND_DOWN)
_INT32 = find_type("System.Int32")


def rank_of(value: Any) -> int | None:
    """The rank of a number, or None for what is no number."""
    kind = value.__class__
    found = RANK.get(kind)
    if found is None and isinstance(value, PSEnum):
        return RANK.get(kind.UNDERLYING, INT)
    return found


def as_number(value: Any) -> Any:
    """An operand as a number: null is 0, text is parsed, Char is its code; what cannot be one raises the conversion's error."""
    value = unwrap(value)
    if value is None or value is AutomationNull:
        return 0
    kind = value.__class__
    if kind in RANK:
        return int(value) if kind is bool else value
    if kind is Char:
        return ord(value)
    if isinstance(value, PSEnum):
        return value.UNDERLYING(value)
    if isinstance(value, str):
        return text_number(value)
    return convert(value, _INT32)


def text_number(text: str) -> Any:
    """The number that a text stands for, of the type that a literal would have; blank is 0."""
    from psbridge.language.lexis import number
    from psbridge.language.literals import NotANumber, number_value

    word = text.strip()
    if not word:
        return 0
    sign, digits = (word[0], word[1:]) if word[0] in "+-" else ("", word)
    found = number(digits)
    if found is not None and found.end() == len(digits):
        try:
            return number_value(found, negative=sign == "-")
        except NotANumber:
            pass
    return convert(text, _INT32)  # raises with PowerShell's text


def width(a: Any, b: Any, left: int, right: int) -> int:
    """The rank in which an operation on two numbers is done."""
    rank = max(left, right)
    if rank <= INT or (rank >= LONG and rank != ULONG):
        return _wide(rank, left, right)
    signed_a, signed_b = a.__class__ in _SIGNED, b.__class__ in _SIGNED
    if not (signed_a or signed_b):
        return rank
    if rank == UINT:
        return LONG
    return DOUBLE if (signed_a and a < 0) or (signed_b and b < 0) else ULONG


def _wide(rank: int, left: int, right: int) -> int:
    if rank == BIG and DOUBLE in (left, right):
        return DOUBLE
    return DOUBLE if rank == SINGLE else rank


def _fit_int(value: int) -> Any:
    return value if -0x8000_0000 <= value <= 0x7FFF_FFFF else float(value)


def _fit_uint(value: int) -> Any:
    return UInt32(value) if 0 <= value <= 0xFFFF_FFFF else float(value)


def _fit_long(value: int) -> Any:
    return Int64(value) if -0x8000_0000_0000_0000 <= value <= 0x7FFF_FFFF_FFFF_FFFF else float(value)


def _fit_ulong(value: int) -> Any:
    return UInt64(value) if 0 <= value <= 0xFFFF_FFFF_FFFF_FFFF else float(value)


FIT: dict[int, Callable[[int], Any]] = {INT: _fit_int, UINT: _fit_uint, LONG: _fit_long, ULONG: _fit_ulong, BIG: BigInteger}


def divide_by_zero() -> ScriptError:
    inner = NetException("System.DivideByZeroException", "Attempted to divide by zero.")
    return ScriptError(error_record("RuntimeException", inner.message, "RuntimeException", "NotSpecified", None, inner))


def integer_divide(a: int, b: int, fit: Callable[[int], Any]) -> Any:
    """Exact quotients stay integers, others become Double."""
    if b == 0:
        raise divide_by_zero()
    quotient, rest = divmod(a, b)
    return fit(quotient) if rest == 0 else int(a) / int(b)


def integer_remainder(a: int, b: int, fit: Callable[[int], Any]) -> Any:
    """The sign of the dividend, as in C#."""
    if b == 0:
        raise divide_by_zero()
    rest = abs(a) % abs(b)
    return fit(-rest if a < 0 else rest)


def to_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _float_divide(a: float, b: float) -> float:
    if b == 0.0:
        if a == 0.0 or a != a:
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1.0, b)
    return a / b


def _float_remainder(a: float, b: float) -> float:
    return math.nan if b == 0.0 or math.isinf(a) else math.fmod(a, b)


def _float_multiply(a: float, b: float) -> float:
    return a * b


DOUBLES: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": _float_multiply,
    "/": _float_divide,
    "%": _float_remainder,
}


def decimals(symbol: str, a: Any, b: Any) -> Any:
    """An operation of Decimals; overflow and division by zero are errors."""
    x, y = _decimal(a), _decimal(b)
    if symbol in "/%" and y == 0:
        raise divide_by_zero()
    with localcontext(Context(prec=60)) as exact:
        try:
            result = _DECIMAL[symbol](x, y)
        except DecimalException as error:
            raise _decimal_overflow() from error
        if abs(result) > _MAX_DECIMAL:
            raise _decimal_overflow()
        return _round_decimal(result, exact)


def _round_decimal(value: Decimal, context: Context) -> Decimal:
    """To what .NET's Decimal holds: at most 28 places and 96 bits."""
    places = -int(value.as_tuple().exponent) if value.is_finite() else 0
    keep = min(places, 28)
    while True:
        rounded = value.quantize(Decimal(1).scaleb(-keep), context=context) if keep < places else value
        if keep <= 0 or abs(int(rounded.scaleb(max(keep, 0), context=context))) <= int(_MAX_DECIMAL):
            return rounded
        keep -= 1


def _decimal_divide(a: Decimal, b: Decimal) -> Decimal:
    quotient = a / b
    ideal = a.as_tuple().exponent - b.as_tuple().exponent  # type: ignore[operator]
    trimmed = quotient.normalize()
    if -int(trimmed.as_tuple().exponent) < -ideal:
        return trimmed.quantize(Decimal(1).scaleb(min(ideal, 0)))
    return trimmed.quantize(Decimal(1)) if int(trimmed.as_tuple().exponent) > 0 else trimmed


_DECIMAL: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _decimal_divide,
    "%": lambda a, b: a % b,
}


def _decimal(value: Any) -> Decimal:
    if value.__class__ is Decimal:
        return value
    if isinstance(value, float):
        if not math.isfinite(value) or abs(value) > 7.922816251426434e28:
            raise _decimal_overflow()
        return Decimal(f"{value:.7g}" if value.__class__ is Single else f"{value:.15g}")
    return Decimal(int(value))


def _decimal_overflow() -> ScriptError:
    return runtime_error("Value was either too large or too small for a Decimal.", "RuntimeException", "NotSpecified")
