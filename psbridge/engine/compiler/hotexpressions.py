"""Expressions that hot loops do in Python: whole numbers, comparisons, logic over local variables and constants.

Decides which expressions are that simple, which tests their operands must pass first, and which closures cannot change variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.variables import AUTOMATIC, CONSTANTS, key_of
from psbridge.language import ast as a
from psbridge.language.kinds import TokenKind as T
from psbridge.language.visitor import walk

if TYPE_CHECKING:
    from psbridge.engine.compiler.unit import Unit
    from psbridge.engine.context import Context

_MIN, _MAX = -0x8000_0000, 0x7FFF_FFFF
_ARITHMETIC = {T.Plus: "+", T.Minus: "-", T.Multiply: "*"}
_BITS = {T.Band: "&", T.Bor: "|", T.Bxor: "^"}
_COMPARE = {T.Ieq: "==", T.Ine: "!=", T.Ilt: "<", T.Ile: "<=", T.Igt: ">", T.Ige: ">=", T.Ceq: "==", T.Cne: "!="}
_LOGIC = {T.And: "and", T.Or: "or"}
_NUMBERS = ("int", "float", "quotient")
_SEEN = {str: "str", float: "float"}
TESTED = ("int", "bool", "truth")  # kinds whose truth is Python's


class Names:
    """Variables of the scope as Python locals, and what else the generated code calls by name.

    What the variables of the running context ``ctx`` hold while the loop is compiled, is expected of them later.
    """

    def __init__(self, unit: Unit, ctx: Context) -> None:
        self.unit, self.ctx = unit, ctx
        self.locals: dict[str, str] = {}
        self.written: set[str] = set()
        self.values: dict[str, Any] = {}
        self._temps = 0

    def keep(self, prefix: str, value: Any) -> str:
        """A name for a value that the code uses."""
        name = f"{prefix}{len(self.values)}"
        self.values[name] = value
        return name

    def local(self, key: str) -> str:
        """The Python name of a variable."""
        found = self.locals.get(key)
        if found is None:
            found = self.locals[key] = f"v{len(self.locals)}"
        return found

    def assigned(self, key: str) -> str:
        self.written.add(key)
        return self.local(key)

    def temp(self) -> str:
        self._temps += 1
        return f"t{self._temps}"


@dataclass(slots=True)
class Simple:
    """An expression in Python: what must hold first, its text, and its kind ("int", "float", "bool", "str", or "any"
    value; "truth": a Boolean that a function gives; "quotient": a whole number or a float).

    ``leaves`` must be whole numbers; ``checks`` are tests that compute (and bind) intermediate results, in order.  ``failed`` names the
    function that gives the error of a call that raised one; such an expression is no part of another.
    """

    text: str
    kind: str
    leaves: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    atom: bool = False
    failed: str = ""

    def tests(self) -> list[str]:
        return [*(f"{leaf}.__class__ is int" for leaf in dict.fromkeys(self.leaves)), *self.checks]

    def is_class(self, kind: str) -> list[str]:
        """Tests that the value is an "int" or a "float"; a variable may be either."""
        if self.atom and (self.leaves or self.checks):
            return [f"{self.text}.__class__ is {kind}"]
        return [f"{leaf}.__class__ is int" for leaf in dict.fromkeys(self.leaves)] if self.kind == kind else ["False"]


Form = Callable[[Any, Names], "Simple | None"]
FORMS: dict[type, Form] = {}
"""The Python form of the kinds of expressions that have one."""
OPERATORS: dict[T, Form] = {}
"""The Python form of operators on other values than numbers."""
TEXT_OPERATORS: dict[T, Form] = {}
"""The Python form of operators on texts that numbers have, too."""


def form(*kinds: type) -> Callable[[Form], Form]:
    """Register the Python form of some kinds of expressions."""

    def add(made: Form) -> Form:
        FORMS.update(dict.fromkeys(kinds, made))
        return made

    return add


def simple_expression(ast: Any, names: Names) -> Simple | None:
    """The Python form of an expression, None when it is more than that."""
    found = FORMS.get(ast.__class__)
    return None if found is None else found(ast, names)


@form(a.ParenExpressionAst)
def _paren(ast: a.ParenExpressionAst, names: Names) -> Simple | None:
    inner = ast.pipeline.get_pure_expression() if isinstance(ast.pipeline, a.PipelineAst) else None
    return None if inner is None else simple_expression(inner, names)


@form(a.ConstantExpressionAst)
def _constant(ast: a.ConstantExpressionAst, names: Names) -> Simple | None:
    if ast.value.__class__ is float:
        return Simple(f"({ast.value!r})", "float", atom=True) if isfinite(ast.value) else None
    return Simple(f"({ast.value})", "int", atom=True) if ast.value.__class__ is int else None


@form(a.StringConstantExpressionAst)
def _text(ast: a.StringConstantExpressionAst, names: Names) -> Simple | None:
    return Simple(repr(str(ast.value)), "str", atom=True)


@form(a.UnaryExpressionAst)
def _not(ast: a.UnaryExpressionAst, names: Names) -> Simple | None:
    inner = simple_expression(ast.child, names) if ast.token_kind in (T.Not, T.Exclaim) else None
    if inner is None or inner.kind not in TESTED:
        return None
    return Simple(f"(not {inner.text})", "bool", inner.leaves, inner.checks)


@form(a.VariableExpressionAst)
def _variable(ast: a.VariableExpressionAst, names: Names) -> Simple | None:
    key = key_of(ast.variable_path)
    if not ast.variable_path.is_unqualified or ast.splatted or key in AUTOMATIC:
        return None
    if key in CONSTANTS:
        return Simple(repr(CONSTANTS[key]), "bool") if key != "null" else None
    local = names.local(key)
    seen = names.ctx.vars.get(key).__class__
    if seen in _SEEN:
        return Simple(local, _SEEN[seen], checks=[f"{local}.__class__ is {_SEEN[seen]}"], atom=True)
    return Simple(local, "int", [local], atom=True)


@form(a.BinaryExpressionAst)
def _binary(ast: a.BinaryExpressionAst, names: Names) -> Simple | None:
    kind = ast.operator
    own = OPERATORS.get(kind)
    if own is not None:
        return own(ast, names)
    left, right = simple_expression(ast.left, names), simple_expression(ast.right, names)
    if left is None or right is None:
        return None
    leaves, checks = [*left.leaves, *right.leaves], [*left.checks, *right.checks]
    if kind in _LOGIC:
        if left.kind not in TESTED or right.kind not in TESTED:
            return None
        return Simple(f"bool({left.text} {_LOGIC[kind]} {right.text})", "bool", leaves, checks)
    if left.kind == "str" and kind in TEXT_OPERATORS:
        return TEXT_OPERATORS[kind](ast, names)
    if left.kind not in _NUMBERS or right.kind not in _NUMBERS:
        return None
    if kind in _COMPARE:
        return Simple(f"({left.text} {_COMPARE[kind]} {right.text})", "bool", leaves, checks)
    if "quotient" in (left.kind, right.kind):
        return None
    if kind is T.Divide:
        return _quotient(left, right, leaves, checks)
    if "float" in (left.kind, right.kind):
        return Simple(f"({left.text} {_ARITHMETIC[kind]} {right.text})", "float", leaves, checks) if kind in _ARITHMETIC else None
    return _whole(ast, left, right, leaves, checks, names)


def _quotient(left: Simple, right: Simple, leaves: list[str], checks: list[str]) -> Simple:
    """A division: of whole numbers one that comes out even is a whole number."""
    checks.append(f"{right.text} != 0")
    if "float" in (left.kind, right.kind):
        return Simple(f"({left.text} / {right.text})", "float", leaves, checks)
    checks.append(f"{left.text} != {_MIN}")  # divided by -1 it would be too large
    even = f"({left.text} // {right.text} if {left.text} % {right.text} == 0 else {left.text} / {right.text})"
    return Simple(even, "quotient", leaves, checks)


def _whole(ast: Any, left: Simple, right: Simple, leaves: list[str], checks: list[str], names: Names) -> Simple | None:
    """An operation on whole numbers that gives one."""
    kind = ast.operator
    if kind in _BITS:
        return Simple(f"({left.text} {_BITS[kind]} {right.text})", "int", leaves, checks)
    if kind in _ARITHMETIC:
        temp = names.temp()
        checks.append(f"{_MIN} <= ({temp} := {left.text} {_ARITHMETIC[kind]} {right.text}) <= {_MAX}")
        return Simple(temp, "int", leaves, checks)
    if kind is T.Rem:
        constant = isinstance(ast.right, a.ConstantExpressionAst)
        if constant and ast.right.value <= 0:
            return None
        checks += [f"{left.text} >= 0", *([] if constant else [f"{right.text} > 0"])]
        return Simple(f"({left.text} % {right.text})", "int", leaves, checks)
    return None


_CHANGES = (a.AssignmentStatementAst, a.ScriptBlockExpressionAst, a.CommandAst)


def pure(ast: Any) -> bool:
    """Whether a closure of this code leaves the variables of its scope alone."""
    for node in walk(ast):
        if isinstance(node, _CHANGES):
            return False
        if isinstance(node, a.UnaryExpressionAst) and node.token_kind.name.endswith(("PlusPlus", "MinusMinus")):
            return False
        if isinstance(node, a.ConvertExpressionAst) and node.type.type_name.full_name.lower().endswith(("ref", "psreference")):
            return False
        if isinstance(node, a.BinaryExpressionAst) and node.operator.name.endswith("match"):
            return False
    return True
