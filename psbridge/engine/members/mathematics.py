"""System.Math."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from psbridge.engine.members.arguments import bad_argument, out_of_range, overflow
from psbridge.engine.members.numbers import round_decimal
from psbridge.engine.members.table import fill, register_types
from psbridge.objects.nettypes import type_of
from psbridge.objects.numbers import Int64, SizedInt

register_types("System.Math\nSystem.MathF")


def absolute(value: Any) -> Any:
    made = abs(value)
    kind = value.__class__
    if kind is int:
        if made > 0x7FFF_FFFF:
            raise overflow("Negating the minimum value of a twos complement number is invalid.")
        return made
    if isinstance(value, SizedInt):
        if kind.MAX is not None and made > kind.MAX:
            raise overflow("Negating the minimum value of a twos complement number is invalid.")
        return kind(made)
    return kind(made)


def total(function: Callable[..., float]) -> Callable[..., float]:
    """A function of the C library that answers NaN or infinity where Python raises."""

    def run(*args: float) -> float:
        try:
            return function(*args)
        except ValueError:
            return float("nan")
        except OverflowError:
            return float("inf")

    return run


def logarithm(value: float, base: float | None = None) -> float:
    if value == 0:
        return float("-inf") if base is None or base > 1 else float("inf")
    try:
        if base is None:
            return math.log(value)
        return math.log10(value) if base == 10 else math.log2(value) if base == 2 else math.log(value) / math.log(base)
    except (ValueError, ZeroDivisionError):
        return float("nan")


def power(x: float, y: float) -> float:
    try:
        found = math.pow(x, y)
    except OverflowError:
        return float("-inf") if x < 0 and y % 2 == 1 else float("inf")
    except ValueError:
        return float("inf") if x == 0 else float("nan")
    return found


def whole(mode: str) -> Callable[[Any], Any]:
    pick: Any = {"floor": math.floor, "ceil": math.ceil, "trunc": math.trunc}[mode]
    rounding = {"floor": decimal.ROUND_FLOOR, "ceil": decimal.ROUND_CEILING, "trunc": decimal.ROUND_DOWN}[mode]

    def run(value: Any) -> Any:
        if isinstance(value, Decimal):
            return value.to_integral_value(rounding)
        return value if math.isinf(value) or math.isnan(value) else math.copysign(float(pick(value)), value)

    return run


def round_number(value: Any, *rest: Any) -> Any:
    """Round(value, digits, mode): to even at a tie unless told otherwise."""
    if isinstance(value, Decimal):
        return round_decimal(value, *rest)
    digits = next((int(a) for a in rest if type(a) is int), 0)
    mode = next((int(a) for a in rest if type(a) is not int), 0)
    if not 0 <= digits <= 15:
        raise out_of_range("digits", "Rounding digits must be between 0 and 15, inclusive.")
    if math.isinf(value) or math.isnan(value) or abs(value) >= 1e16:
        return value
    scale = 10.0**digits
    return _to_whole(value * scale, mode) / scale


def _to_whole(value: float, mode: int) -> float:
    if mode == 0:
        return math.copysign(float(round(value)), value)
    if mode == 1:
        whole = math.trunc(value)
        return math.copysign(float(whole + (math.copysign(1, value) if abs(value - whole) >= 0.5 else 0)), value)
    pick: Callable[[float], int] = (math.trunc, math.floor, math.ceil)[mode - 2]
    return float(pick(value))


def sign(value: Any) -> int:
    if value != value:
        from psbridge.objects.exceptions import NetError

        raise NetError.of("System.ArithmeticException", "Function does not accept floating point Not-a-Number values.")
    return int(value > 0) - int(value < 0)


def extreme(pick: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def run(a: Any, b: Any) -> Any:
        if a != a or b != b:
            return a if a != a else b
        return pick(a, b)

    return run


def clamp(value: Any, low: Any, high: Any) -> Any:
    if low > high:
        raise bad_argument(f"'{low}' cannot be greater than {high}.")
    return min(max(value, low), high)


def div_rem(a: int, b: int, rest: Any) -> Any:
    if b == 0:
        raise ZeroDivisionError
    quotient = abs(a) // abs(b) * (-1 if (a < 0) != (b < 0) else 1)
    kind = Int64 if type_of(a).name == "Int64" else int
    rest.value = kind(a - quotient * b)
    return kind(quotient)


def cube_root(value: float) -> float:
    root = math.copysign(abs(value) ** (1 / 3), value)
    near = float(round(root))
    return near if near**3 == value else root


_NUMBERS = ["double", "short", "int", "long", "sbyte", "float", "decimal"]
_ALL = ["byte", "decimal", "double", "short", "int", "long", "sbyte", "float", "ushort", "uint", "ulong"]


def _each(form: str, kinds: list[str]) -> str:
    return "\n".join(form.format(kind) for kind in kinds)


_PLAIN = [
    "Acos",
    "Acosh",
    "Asin",
    "Asinh",
    "Atan",
    "Atanh",
    "Cbrt",
    "Cos",
    "Cosh",
    "Exp",
    "Log10",
    "Log2",
    "Sin",
    "Sinh",
    "Sqrt",
    "Tan",
    "Tanh",
]
_LINES = "\n".join(
    [
        "static double E {get;}",
        "static double PI {get;}",
        _each("static {0} Abs({0} value)", _NUMBERS),
        _each("static double {0}(double d)", _PLAIN),
        "static double Atan2(double y, double x)",
        "static long BigMul(int a, int b)",
        "static double Ceiling(double a)\nstatic decimal Ceiling(decimal d)",
        _each("static {0} Clamp({0} value, {0} min, {0} max)", _ALL),
        "static double CopySign(double x, double y)",
        "static int DivRem(int a, int b, [ref] int result)\nstatic long DivRem(long a, long b, [ref] long result)",
        "static double Floor(double d)\nstatic decimal Floor(decimal d)",
        "static double IEEERemainder(double x, double y)",
        "static double Log(double d)\nstatic double Log(double a, double newBase)",
        _each("static {0} Max({0} val1, {0} val2)", _ALL),
        _each("static {0} Min({0} val1, {0} val2)", _ALL),
        "static double Pow(double x, double y)",
        *(
            f"static {t} Round({t} {a})\nstatic {t} Round({t} {a}, int {d})\nstatic {t} Round({t} {a}, System.MidpointRounding mode)\n"
            f"static {t} Round({t} {a}, int {d}, System.MidpointRounding mode)"
            for t, a, d in (("double", "value", "digits"), ("decimal", "d", "decimals"))
        ),
        _each("static int Sign({0} value)", _NUMBERS),
        "static double Truncate(double d)\nstatic decimal Truncate(decimal d)",
    ]
)
fill(
    "System.Math",
    _LINES,
    {
        "::E": math.e,
        "::PI": math.pi,
        "::Abs": absolute,
        **{f"::{name}": total(getattr(math, name.lower())) for name in _PLAIN if name not in ("Cbrt", "Log10", "Log2")},
        "::Cbrt": cube_root,
        "::Log10": lambda value: logarithm(value, 10),
        "::Log2": lambda value: logarithm(value, 2),
        "::Atan2": math.atan2,
        "::BigMul": lambda a, b: Int64(a * b),
        "::Ceiling": whole("ceil"),
        "::Clamp": clamp,
        "::CopySign": math.copysign,
        "::DivRem": div_rem,
        "::Floor": whole("floor"),
        "::IEEERemainder": total(math.remainder),
        "::Log": logarithm,
        "::Max": extreme(max),
        "::Min": extreme(min),
        "::Pow": power,
        "::Round": round_number,
        "::Sign": sign,
        "::Truncate": whole("trunc"),
    },
)
