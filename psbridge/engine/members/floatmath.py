"""System.MathF, and what of System.Math looks at the bits of numbers."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from psbridge.engine.members import mathematics as plain
from psbridge.engine.members.arguments import out_of_range
from psbridge.engine.members.table import fill
from psbridge.objects.numbers import Single


def _next(value: float, step: int, form: str = "d", bits: str = "q") -> float:
    """The number beside a number."""
    if math.isnan(value) or value == math.copysign(math.inf, step):
        return value
    if value == 0:
        return float(struct.unpack(form, struct.pack(bits, 1))[0]) * step
    number = struct.unpack(bits, struct.pack(form, value))[0]
    return float(struct.unpack(form, struct.pack(bits, number + (step if value > 0 else -step)))[0])


def _binary_exponent(value: float) -> int:
    if value == 0:
        return -(2**31)
    return 2**31 - 1 if math.isinf(value) or math.isnan(value) else math.frexp(value)[1] - 1


def _bigger(a: float, b: float) -> float:
    if math.isnan(a) or math.isnan(b):
        return math.nan
    return (a if abs(a) > abs(b) else b) if abs(a) != abs(b) else max(a, b)


def _smaller(a: float, b: float) -> float:
    if math.isnan(a) or math.isnan(b):
        return math.nan
    return (a if abs(a) < abs(b) else b) if abs(a) != abs(b) else min(a, b)


def _fused(x: float, y: float, z: float) -> float:
    from fractions import Fraction

    if not all(map(math.isfinite, (x, y, z))):
        return x * y + z
    return float(Fraction(x) * Fraction(y) + Fraction(z))


def _scaled(x: float, n: int) -> float:
    try:
        return math.ldexp(x, n)
    except OverflowError:
        return math.copysign(math.inf, x)


fill(
    "System.Math",
    """
    static double BitDecrement(double x)
    static double BitIncrement(double x)
    static double FusedMultiplyAdd(double x, double y, double z)
    static int ILogB(double x)
    static double MaxMagnitude(double x, double y)
    static double MinMagnitude(double x, double y)
    static double ScaleB(double x, int n)
    """,
    {
        "::BitDecrement": lambda x: _next(x, -1),
        "::BitIncrement": lambda x: _next(x, 1),
        "::FusedMultiplyAdd": _fused,
        "::ILogB": _binary_exponent,
        "::MaxMagnitude": _bigger,
        "::MinMagnitude": _smaller,
        "::ScaleB": _scaled,
    },
)


# -- MathF


def _single(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any) -> Any:
        found = function(*(float(a) if isinstance(a, float) else a for a in args))
        return Single(found) if isinstance(found, float) else found

    return run


def _round(value: float, *rest: Any) -> Any:
    digits = next((int(a) for a in rest if type(a) is int), 0)
    if not 0 <= digits <= 6:
        raise out_of_range("digits", "Rounding digits must be between 0 and 6, inclusive.")
    return plain.round_number(value, *rest)


_ONE = ["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cos", "Cosh", "Exp", "Sin", "Sinh", "Sqrt", "Tan", "Tanh"]
_LINES = [f"static float {name}(float x)" for name in (*_ONE, "Abs", "BitDecrement", "BitIncrement", "Cbrt", "Ceiling", "Floor", "Log", "Log10", "Log2", "Truncate")]
_LINES += [f"static float {name}(float x, float y)" for name in ("Atan2", "CopySign", "IEEERemainder", "Log", "Max", "MaxMagnitude", "Min", "MinMagnitude", "Pow")]
fill(
    "System.MathF",
    "\n".join(_LINES)
    + """
    static float E {get;}
    static float PI {get;}
    static float FusedMultiplyAdd(float x, float y, float z)
    static int ILogB(float x)
    static float Round(float x)
    static float Round(float x, int digits)
    static float Round(float x, System.MidpointRounding mode)
    static float Round(float x, int digits, System.MidpointRounding mode)
    static float ScaleB(float x, int n)
    static int Sign(float x)
    """,
    {
        "::E": Single(math.e),
        "::PI": Single(math.pi),
        **{f"::{name}": _single(plain.total(getattr(math, name.lower()))) for name in _ONE},
        "::Abs": _single(abs),
        "::BitDecrement": lambda x: Single(_next(float(x), -1, "f", "i")),
        "::BitIncrement": lambda x: Single(_next(float(x), 1, "f", "i")),
        "::Cbrt": _single(plain.cube_root),
        "::Ceiling": _single(plain.whole("ceil")),
        "::Floor": _single(plain.whole("floor")),
        "::Truncate": _single(plain.whole("trunc")),
        "::Log": _single(plain.logarithm),
        "::Log10": _single(lambda x: plain.logarithm(x, 10)),
        "::Log2": _single(lambda x: plain.logarithm(x, 2)),
        "::Atan2": _single(math.atan2),
        "::CopySign": _single(math.copysign),
        "::IEEERemainder": _single(plain.total(math.remainder)),
        "::Max": _single(plain.extreme(max)),
        "::MaxMagnitude": _single(_bigger),
        "::Min": _single(plain.extreme(min)),
        "::MinMagnitude": _single(_smaller),
        "::Pow": _single(plain.power),
        "::FusedMultiplyAdd": _single(_fused),
        "::ILogB": _binary_exponent,
        "::Round": _single(_round),
        "::ScaleB": _single(_scaled),
        "::Sign": plain.sign,
    },
)
