"""Binary, unary and ternary operators.

Decides which fast path an operator gets: whole numbers are done here, everything else in engine.operators.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.unit import HOOKS, Unit, constant, constant_of, expression, expression_of
from psbridge.engine.operators import BINARY, UNARY, WITH_CONTEXT
from psbridge.engine.plan import Closure
from psbridge.engine.scopes import UNSET
from psbridge.language.ast import BinaryExpressionAst, TernaryExpressionAst, UnaryExpressionAst
from psbridge.language.kinds import TokenKind as T
from psbridge.objects import AutomationNull
from psbridge.objects.convert import truth

if TYPE_CHECKING:
    from psbridge.engine.context import Context

Maker = Callable[[Closure, Closure], Closure]


@expression_of(BinaryExpressionAst)
def binary(unit: Unit, ast: BinaryExpressionAst) -> Closure:
    kind = ast.operator
    left, right = expression(unit, ast.left), expression(unit, ast.right)
    short = _LOGICAL.get(kind)
    if short is not None:
        return short(left, right)
    with_context = WITH_CONTEXT.get(kind)
    if with_context is not None:
        return _with_context(with_context, left, right)
    operation = BINARY[kind]
    template = _FAST.get(kind)
    if template is not None:
        return _specialised(template, operation, left, right)

    def run(ctx: Context) -> Any:
        return operation(left(ctx), right(ctx))

    return run


def _with_context(operation: Callable[[Any, Any, Any], Any], left: Closure, right: Closure) -> Closure:
    def run(ctx: Context) -> Any:
        return operation(ctx, left(ctx), right(ctx))

    return run


# -- logic


def _and(left: Closure, right: Closure) -> Closure:
    return lambda ctx: truth(left(ctx)) and truth(right(ctx))


def _or(left: Closure, right: Closure) -> Closure:
    return lambda ctx: truth(left(ctx)) or truth(right(ctx))


def _coalesce(left: Closure, right: Closure) -> Closure:
    def run(ctx: Context) -> Any:
        value = left(ctx)
        return right(ctx) if value is None or value is AutomationNull else value

    return run


_LOGICAL: dict[T, Maker] = {T.And: _and, T.Or: _or, T.QuestionQuestion: _coalesce}


# -- whole numbers
#
# A template is the source of a closure: {value} is done when both operands are Int32 (or Double).  Variables and constants
# are read in place, which spares a call each.

_FAST: dict[T, str] = {
    T.Plus: "checked:a + b",
    T.Minus: "checked:a - b",
    T.Multiply: "checked:a * b",
    T.Rem: "nonzero:a % b",
    T.Ieq: "a == b",
    T.Ine: "a != b",
    T.Ilt: "a < b",
    T.Ile: "a <= b",
    T.Igt: "a > b",
    T.Ige: "a >= b",
    T.Band: "a & b",
    T.Bor: "a | b",
    T.Bxor: "a ^ b",
}

_SOURCE = """
def make(left, right, slow, UNSET, k, float):
    def run(ctx):
        {load_a}
        {load_b}
        if {test}:
            {body}
        {extra}
        return slow(a, b)
    return run
"""
_MADE: dict[tuple[str, str, str], Callable[..., Closure]] = {}


def _operand(name: str, closure_name: str, local: str | None, fixed: tuple[Any] | None) -> str:
    """The line that loads an operand."""
    if fixed is not None:
        return f"{name} = k"
    if local is not None:
        return f"{name} = ctx.vars.get({local!r}, UNSET)\n        if {name}.__class__ is not int: {name} = {closure_name}(ctx)"
    return f"{name} = {closure_name}(ctx)"


def _test(left: tuple[Any] | None, right: tuple[Any] | None) -> str:
    parts = [f"{name}.__class__ is int" for name, fixed in (("a", left), ("b", right)) if fixed is None]
    return " and ".join(parts) or "True"


_BODIES = {
    "checked": "c = {value}\n            return c if -2147483648 <= c <= 2147483647 else float(c)",
    "nonzero": "if a >= 0 and b > 0: return {value}",
    "": "return {value}",
}


def _specialised(template: str, operation: Callable[[Any, Any], Any], left: Closure, right: Closure) -> Closure:
    """The closure of an operator with a fast path, for the shapes of its operands."""
    fixed_left, fixed_right = constant_of(left), constant_of(right)
    fixed_left = fixed_left if fixed_left is not None and fixed_left[0].__class__ is int else None
    fixed_right = fixed_right if fixed_right is not None and fixed_right[0].__class__ is int and fixed_left is None else None
    local_left = getattr(left, "local", None)
    local_right = getattr(right, "local", None)
    load_a = _operand("a", "left", local_left, fixed_left)
    load_b = _operand("b", "right", local_right, fixed_right)
    key = (template, load_a, load_b)
    maker = _MADE.get(key)
    if maker is None:
        kind, _, value = template.rpartition(":")
        floats = (
            "if a.__class__ is float and b.__class__ is float: return " + value if kind != "nonzero" and value[2] not in "&|^" else "pass"
        )
        text = _SOURCE.format(
            load_a=load_a, load_b=load_b, test=_test(fixed_left, fixed_right), body=_BODIES[kind].format(value=value), extra=floats
        )
        scope: dict[str, Any] = {}
        exec(compile(text, "<operator>", "exec"), scope)  # noqa: S102 - the text is made of the templates above and repr of a name
        maker = _MADE[key] = scope["make"]
    fixed = fixed_left or fixed_right
    return maker(left, right, operation, UNSET, fixed[0] if fixed else None, float)


def specialised_for(kind: T, left: Closure, right: Closure) -> Closure:
    """The closure of an operator on two compiled operands."""
    template = _FAST.get(kind)
    if template is not None:
        return _specialised(template, BINARY[kind], left, right)
    operation = BINARY[kind]
    return lambda ctx: operation(left(ctx), right(ctx))


# -- unary


@expression_of(UnaryExpressionAst)
def unary(unit: Unit, ast: UnaryExpressionAst) -> Closure:
    if ast.token_kind in _STEPS:
        return HOOKS.step_expression(unit, ast, *_STEPS[ast.token_kind])
    child = expression(unit, ast.child)
    operation = UNARY[ast.token_kind]
    fixed = constant_of(child)
    if fixed is not None and ast.token_kind is T.Minus and fixed[0].__class__ in (int, float):
        return constant(operation(fixed[0]))
    if ast.token_kind in (T.Not, T.Exclaim):
        return lambda ctx: not truth(child(ctx))
    return lambda ctx: operation(child(ctx))


_STEPS = {T.PlusPlus: (1, True), T.MinusMinus: (-1, True), T.PostfixPlusPlus: (1, False), T.PostfixMinusMinus: (-1, False)}


@expression_of(TernaryExpressionAst)
def ternary(unit: Unit, ast: TernaryExpressionAst) -> Closure:
    condition, yes, no = expression(unit, ast.condition), expression(unit, ast.if_true), expression(unit, ast.if_false)

    def run(ctx: Context) -> Any:
        return yes(ctx) if truth(condition(ctx)) else no(ctx)

    return run
