"""Expressions that hot loops do in Python: whole numbers, comparisons, logic over local variables and constants.

Decides which expressions are that simple, which tests their operands must pass first, and which closures cannot change variables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from psbridge.engine.compiler.variables import AUTOMATIC, CONSTANTS, key_of
from psbridge.language import ast as a
from psbridge.language.kinds import TokenKind as T
from psbridge.language.visitor import walk

_MIN, _MAX = -0x8000_0000, 0x7FFF_FFFF
_ARITHMETIC = {T.Plus: "+", T.Minus: "-", T.Multiply: "*"}
_BITS = {T.Band: "&", T.Bor: "|", T.Bxor: "^"}
_COMPARE = {T.Ieq: "==", T.Ine: "!=", T.Ilt: "<", T.Ile: "<=", T.Igt: ">", T.Ige: ">=", T.Ceq: "==", T.Cne: "!="}
_LOGIC = {T.And: "and", T.Or: "or"}


class Names:
    """Variables of the scope as Python locals."""

    def __init__(self) -> None:
        self.locals: dict[str, str] = {}
        self.written: set[str] = set()
        self._temps = 0

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
    """An expression in Python: what must hold first, its text, and whether it is a number or a truth value.

    ``leaves`` must be whole numbers; ``checks`` are tests that compute (and bind) intermediate results, in order.
    """

    text: str
    kind: str
    leaves: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    atom: bool = False

    def tests(self) -> list[str]:
        return [*(f"{leaf}.__class__ is int" for leaf in dict.fromkeys(self.leaves)), *self.checks]

    def float_test(self) -> str:
        """That a single operand is any number Python adds to a float as .NET does ("": a constant)."""
        return f"({self.text}.__class__ is int or {self.text}.__class__ is float)" if self.leaves else ""


def simple_expression(ast: Any, names: Names) -> Simple | None:
    """The Python form of an expression, None when it is more than that."""
    if isinstance(ast, a.ParenExpressionAst) and isinstance(ast.pipeline, a.PipelineAst):
        inner = ast.pipeline.get_pure_expression()
        return None if inner is None else simple_expression(inner, names)
    if isinstance(ast, a.ConstantExpressionAst) and ast.value.__class__ is int:
        return Simple(f"({ast.value})", "int", atom=True)
    if isinstance(ast, a.VariableExpressionAst):
        return _variable(ast, names)
    if isinstance(ast, a.BinaryExpressionAst):
        return _binary(ast, names)
    if isinstance(ast, a.UnaryExpressionAst) and ast.token_kind in (T.Not, T.Exclaim):
        inner_simple = simple_expression(ast.child, names)
        if inner_simple is None:
            return None
        return Simple(f"(not {inner_simple.text})", "bool", inner_simple.leaves, inner_simple.checks)
    return None


def _variable(ast: a.VariableExpressionAst, names: Names) -> Simple | None:
    key = key_of(ast.variable_path)
    if not ast.variable_path.is_unqualified or ast.splatted or key in AUTOMATIC:
        return None
    if key in CONSTANTS:
        return Simple(repr(CONSTANTS[key]), "bool") if key != "null" else None
    local = names.local(key)
    return Simple(local, "int", [local], atom=True)


def _binary(ast: a.BinaryExpressionAst, names: Names) -> Simple | None:
    kind = ast.operator
    left, right = simple_expression(ast.left, names), simple_expression(ast.right, names)
    if left is None or right is None:
        return None
    leaves, checks = [*left.leaves, *right.leaves], [*left.checks, *right.checks]
    if kind in _LOGIC:
        return Simple(f"bool({left.text} {_LOGIC[kind]} {right.text})", "bool", leaves, checks)
    if left.kind != "int" or right.kind != "int":
        return None
    if kind in _COMPARE:
        return Simple(f"({left.text} {_COMPARE[kind]} {right.text})", "bool", leaves, checks)
    if kind in _BITS:
        return Simple(f"({left.text} {_BITS[kind]} {right.text})", "int", leaves, checks)
    if kind in _ARITHMETIC:
        temp = names.temp()
        checks.append(f"{_MIN} <= ({temp} := {left.text} {_ARITHMETIC[kind]} {right.text}) <= {_MAX}")
        return Simple(temp, "int", leaves, checks)
    if kind is T.Rem and isinstance(ast.right, a.ConstantExpressionAst) and ast.right.value > 0:
        checks.append(f"{left.text} >= 0")
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
