"""The op_ methods behind `+ - * / %` of values that are no plain numbers: dates, spans of time, big integers.

Loaded when an operator first needs them.  Overloads, conversions of operands and the errors of both are those of any other method.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.arguments import overflow
from psbridge.engine.members.numbers import big_quotient, big_remainder
from psbridge.engine.members.table import fill
from psbridge.engine.members.times import moment
from psbridge.objects.numbers import BigInteger
from psbridge.objects.scalars import DateTime, DateTimeOffset, TimeSpan

_MOST = 0x7FFF_FFFF_FFFF_FFFF


def span(ticks: int) -> TimeSpan:
    if not -_MOST - 1 <= ticks <= _MOST:
        raise overflow("TimeSpan overflowed because the duration is too long.")
    return TimeSpan(ticks)


def _scaled(ticks: float) -> TimeSpan:
    if ticks != ticks:
        raise overflow("TimeSpan overflowed because the duration is too long.")
    return span(round(ticks))


def _later(value: DateTimeOffset, ticks: int) -> DateTimeOffset:
    return DateTimeOffset(moment(value.clock.ticks + ticks, value.clock.kind), value.offset)


def _date_minus(a: DateTime, b: Any) -> Any:
    return TimeSpan(a.ticks - b.ticks) if isinstance(b, DateTime) else moment(a.ticks - b.ticks, a.kind)


def _offset_minus(a: DateTimeOffset, b: Any) -> Any:
    return TimeSpan(a.utc_ticks - b.utc_ticks) if isinstance(b, DateTimeOffset) else _later(a, -b.ticks)


def _times(a: Any, b: Any) -> TimeSpan:
    return _scaled(a.ticks * b if isinstance(a, TimeSpan) else b.ticks * a)


def _divided(a: TimeSpan, b: Any) -> Any:
    if isinstance(b, TimeSpan):
        return _quotient(a.ticks, b.ticks)
    return _scaled(_quotient(a.ticks, b))


def _quotient(a: float, b: float) -> float:
    if b == 0:
        return float("nan") if a == 0 else float("inf") if a > 0 else float("-inf")
    return a / b


fill(
    "System.DateTime",
    """
    static datetime op_Addition(datetime d, timespan t)
    static datetime op_Subtraction(datetime d, timespan t)
    static timespan op_Subtraction(datetime d1, datetime d2)
    """,
    {"::op_Addition": lambda a, b: moment(a.ticks + b.ticks, a.kind), "::op_Subtraction": _date_minus},
)
fill(
    "System.DateTimeOffset",
    """
    static System.DateTimeOffset op_Addition(System.DateTimeOffset dateTimeOffset, timespan timeSpan)
    static System.DateTimeOffset op_Subtraction(System.DateTimeOffset dateTimeOffset, timespan timeSpan)
    static timespan op_Subtraction(System.DateTimeOffset left, System.DateTimeOffset right)
    """,
    {"::op_Addition": lambda a, b: _later(a, b.ticks), "::op_Subtraction": _offset_minus},
)
fill(
    "System.TimeSpan",
    """
    static timespan op_Addition(timespan t1, timespan t2)
    static timespan op_Subtraction(timespan t1, timespan t2)
    static timespan op_Multiply(timespan timeSpan, double factor)
    static timespan op_Multiply(double factor, timespan timeSpan)
    static timespan op_Division(timespan timeSpan, double divisor)
    static double op_Division(timespan t1, timespan t2)
    """,
    {
        "::op_Addition": lambda a, b: span(a.ticks + b.ticks),
        "::op_Subtraction": lambda a, b: span(a.ticks - b.ticks),
        "::op_Multiply": _times,
        "::op_Division": _divided,
    },
)
fill(
    "System.Numerics.BigInteger",
    """
    static bigint op_Addition(bigint left, bigint right)
    static bigint op_Subtraction(bigint left, bigint right)
    static bigint op_Multiply(bigint left, bigint right)
    static bigint op_Division(bigint dividend, bigint divisor)
    static bigint op_Modulus(bigint dividend, bigint divisor)
    """,
    {
        "::op_Addition": lambda a, b: BigInteger(int(a) + int(b)),
        "::op_Subtraction": lambda a, b: BigInteger(int(a) - int(b)),
        "::op_Multiply": lambda a, b: BigInteger(int(a) * int(b)),
        "::op_Division": big_quotient,
        "::op_Modulus": big_remainder,
    },
)
