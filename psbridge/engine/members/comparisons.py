"""The op_ methods with which values compare and change sign: dates, spans of time, versions, GUIDs, decimals, big integers, texts.

PowerShell's own operators do not use them; scripts call them, and Get-Member shows them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from psbridge.engine.members import operations  # noqa: F401 - the op_ methods of arithmetic stand beside these
from psbridge.engine.members.table import fill
from psbridge.objects.convert import convert
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import BigInteger
from psbridge.objects.scalars import TimeSpan

_EQUAL: dict[str, Callable[[Any, Any], Any]] = {"op_Equality": operator.eq, "op_Inequality": operator.ne}
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "op_LessThan": operator.lt,
    "op_LessThanOrEqual": operator.le,
    "op_GreaterThan": operator.gt,
    "op_GreaterThanOrEqual": operator.ge,
}


def _declare(type_name: str, short: str, tests: dict[str, Callable[[Any, Any], Any]], left: str = "left", right: str = "right") -> None:
    lines = "\n".join(f"static bool {name}({short} {left}, {short} {right})" for name in tests)
    fill(type_name, lines, {f"::{name}": test for name, test in tests.items()})


def _of_versions(test: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Null is below every version."""

    def run(a: Any, b: Any) -> Any:
        if a is None or b is None:
            return test(a is not None, b is not None)
        return test(a, b)

    return run


_declare("System.DateTime", "datetime", _EQUAL | _ORDER, "d1", "d2")
_declare("System.DateTimeOffset", "System.DateTimeOffset", _EQUAL | _ORDER)
_declare("System.TimeSpan", "timespan", _EQUAL | _ORDER, "t1", "t2")
_declare("System.Numerics.BigInteger", "bigint", _EQUAL | _ORDER)
_declare("System.Guid", "guid", _EQUAL, "a", "b")
_declare("System.String", "string", _EQUAL, "a", "b")
_declare("System.Decimal", "decimal", _EQUAL | _ORDER, "d1", "d2")
_declare("System.Version", "version", {name: _of_versions(test) for name, test in (_EQUAL | _ORDER).items()}, "v1", "v2")
fill(
    "System.TimeSpan",
    "static timespan op_UnaryNegation(timespan t)\nstatic timespan op_UnaryPlus(timespan t)",
    {"::op_UnaryNegation": lambda t: TimeSpan(-t.ticks), "::op_UnaryPlus": lambda t: t},
)
fill(
    "System.Numerics.BigInteger",
    "static bigint op_UnaryNegation(bigint value)\nstatic bigint op_UnaryPlus(bigint value)",
    {"::op_UnaryNegation": lambda value: BigInteger(-int(value)), "::op_UnaryPlus": lambda value: value},
)


# -- decimals

_DECIMAL = find_type("System.Decimal")
_WHOLE = ("byte", "sbyte", "int16", "uint16", "char", "int", "uint32", "long", "uint64")
_SYMBOLS = {"op_Addition": "+", "op_Subtraction": "-", "op_Multiply": "*", "op_Division": "/", "op_Modulus": "%"}


def _calculating(symbol: str) -> Callable[[Any, Any], Any]:
    def run(a: Any, b: Any) -> Any:
        from psbridge.engine.operators.arithmetic import calculate

        return calculate(symbol, a, b)

    return run


def _to_decimal(value: Any) -> Any:
    return convert(value, _DECIMAL)


_LINES = [f"static decimal {name}(decimal d1, decimal d2)" for name in _SYMBOLS]
_LINES += [f"static decimal op_Implicit({kind} value)" for kind in _WHOLE]
_LINES += [f"static decimal op_Explicit({kind} value)" for kind in ("float", "double")]
_LINES += [f"static decimal {name}(decimal d)" for name in ("op_Increment", "op_Decrement", "op_UnaryNegation", "op_UnaryPlus")]
fill(
    "System.Decimal",
    "\n".join(_LINES),
    {
        **{f"::{name}": _calculating(symbol) for name, symbol in _SYMBOLS.items()},
        "::op_Implicit": _to_decimal,
        "::op_Explicit": _to_decimal,
        "::op_Increment": lambda d: d + 1,
        "::op_Decrement": lambda d: d - 1,
        "::op_UnaryNegation": operator.neg,
        "::op_UnaryPlus": lambda d: d,
    },
)
