"""System.Numerics.Complex."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

from psbridge.engine.members.table import fill
from psbridge.objects.convert import to_text
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject


class Complex(NetObject):
    """A complex number as a value."""

    __slots__ = ("number",)
    net_type = define(
        "System.Numerics.Complex",
        "System.ValueType",
        kind="struct",
        assembly="System.Runtime.Numerics, Version=4.1.2.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a",
    )

    def __init__(self, real: Any = 0.0, imaginary: float = 0.0) -> None:
        super().__init__()
        self.number = real if isinstance(real, complex) else complex(float(real), float(imaginary))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Complex) and other.number == self.number

    def __hash__(self) -> int:
        return hash(self.number)

    def __str__(self) -> str:
        return f"({to_text(self.number.real)}, {to_text(self.number.imag)})"


def _of(value: Any) -> complex:
    return value.number if isinstance(value, Complex) else complex(float(value))


def _divide(a: complex, b: complex) -> complex:
    return a / b if b else complex(math.nan, math.nan)


def _power(a: complex, b: complex) -> complex:
    if b == 0:
        return complex(1)
    if a == 0:
        return complex(0)
    size, angle = abs(a), cmath.phase(a)
    turn = b.real * angle + b.imag * math.log(size)
    return complex(cmath.rect(size**b.real * math.exp(-b.imag * angle), turn))


def _log(a: complex) -> complex:
    return complex(math.log(abs(a)) if a else -math.inf, cmath.phase(a))


def _log_of(value: Any, base: Any = None) -> Complex:
    found = _log(_of(value))
    return Complex(found if base is None else _divide(found, _log(complex(float(base)))))


def _raised(function: Callable[..., complex]) -> Callable[..., Complex]:
    return lambda *values: Complex(complex(function(*map(_of, values))))


_ONE: dict[str, Callable[[complex], complex]] = {
    "Acos": cmath.acos,
    "Asin": cmath.asin,
    "Atan": cmath.atan,
    "Conjugate": complex.conjugate,
    "Cos": cmath.cos,
    "Cosh": cmath.cosh,
    "Exp": cmath.exp,
    "Log10": lambda a: _log(a) / math.log(10),
    "Negate": lambda a: -a,
    "Reciprocal": lambda a: 1 / a if a else complex(0),
    "Sin": cmath.sin,
    "Sinh": cmath.sinh,
    "Sqrt": cmath.sqrt,
    "Tan": cmath.tan,
    "Tanh": cmath.tanh,
}
_TWO: dict[str, tuple[str, Callable[[complex, complex], complex]]] = {
    "Add": ("op_Addition", lambda a, b: a + b),
    "Subtract": ("op_Subtraction", lambda a, b: a - b),
    "Multiply": ("op_Multiply", lambda a, b: a * b),
    "Divide": ("op_Division", _divide),
}
_C = "System.Numerics.Complex"
_LINES = [f"static {_C} {name}({_C} value)" for name in _ONE]
_LINES += [f"static {_C} {name}({_C} left, {_C} right)" for names in ((key, op) for key, (op, _) in _TWO.items()) for name in names]
_LINES += [
    f"static {_C} op_Implicit({kind} value)"
    for kind in ("byte", "sbyte", "int16", "uint16", "int", "uint32", "long", "uint64", "float", "double")
]
_LINES += [f"static {_C} op_Explicit({kind} value)" for kind in ("bigint", "decimal")]
fill(
    Complex.net_type,
    f"""
    new(double real, double imaginary)
    double Imaginary {{get;}}
    double Magnitude {{get;}}
    double Phase {{get;}}
    double Real {{get;}}
    static {_C} ImaginaryOne {{get;}}
    static {_C} Infinity {{get;}}
    static {_C} NaN {{get;}}
    static {_C} One {{get;}}
    static {_C} Zero {{get;}}
    static double Abs({_C} value)
    bool Equals({_C} value)
    static {_C} FromPolarCoordinates(double magnitude, double phase)
    static bool IsFinite({_C} value)
    static bool IsInfinity({_C} value)
    static bool IsNaN({_C} value)
    static {_C} Log({_C} value)
    static {_C} Log({_C} value, double baseValue)
    static {_C} Pow({_C} value, double power)
    static {_C} Pow({_C} value, {_C} power)
    static bool op_Equality({_C} left, {_C} right)
    static bool op_Inequality({_C} left, {_C} right)
    static {_C} op_UnaryNegation({_C} value)
    string ToString()
    string ToString(string format)
    """
    + "\n".join(_LINES),
    {
        "new": Complex,
        "Imaginary": lambda c: c.number.imag,
        "Magnitude": lambda c: abs(c.number),
        "Phase": lambda c: cmath.phase(c.number),
        "Real": lambda c: c.number.real,
        "::ImaginaryOne": lambda net: Complex(0, 1),
        "::Infinity": lambda net: Complex(math.inf, math.inf),
        "::NaN": lambda net: Complex(math.nan, math.nan),
        "::One": lambda net: Complex(1),
        "::Zero": lambda net: Complex(0),
        "::Abs": lambda c: abs(c.number),
        "Equals": Complex.__eq__,
        "::FromPolarCoordinates": lambda size, angle: Complex(cmath.rect(size, angle)),
        "::IsFinite": lambda c: cmath.isfinite(c.number),
        "::IsInfinity": lambda c: cmath.isinf(c.number),
        "::IsNaN": lambda c: cmath.isnan(c.number) and not cmath.isinf(c.number),
        "::Log": _log_of,
        "::Pow": _raised(_power),
        "::op_Equality": lambda a, b: _of(a) == _of(b),
        "::op_Inequality": lambda a, b: _of(a) != _of(b),
        "::op_UnaryNegation": _raised(lambda a: -a),
        "ToString": lambda c, form="": f"({_shown(c.number.real, form)}, {_shown(c.number.imag, form)})",
        **{f"::{name}": _raised(function) for name, function in _ONE.items()},
        **{f"::{name}": _raised(function) for key, (op, function) in _TWO.items() for name in (key, op)},
        "::op_Implicit": Complex,
        "::op_Explicit": Complex,
    },
)


def _shown(value: float, form: str) -> str:
    from psbridge.objects.convert import format_value

    return format_value(value, form) if form else to_text(value)
