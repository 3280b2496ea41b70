"""Loops: while, do, for, foreach; break, continue, return, exit.

Decides what a loop does with the codes of its body and when it looks whether it should stop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import block_code, value_of_statement
from psbridge.engine.compiler.unit import Unit, expression, statement, statement_of
from psbridge.engine.compiler.variables import Assign, assign_variable, key_of
from psbridge.engine.compiler.watching import watched
from psbridge.engine.context import BREAK, CONTINUE, NORMAL, RETURN
from psbridge.engine.debugging.arming import COLD, may_be_hot
from psbridge.engine.errors import ExitRequest, LoopControl, PipelineStopped
from psbridge.engine.invoke.layers import generation
from psbridge.engine.operators.bits import range_of
from psbridge.engine.plan import Closure, Code
from psbridge.engine.scopes import UNSET
from psbridge.language.ast import (
    BinaryExpressionAst,
    BreakStatementAst,
    ContinueStatementAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    ExitStatementAst,
    ForEachStatementAst,
    ForStatementAst,
    PipelineAst,
    PipelineBaseAst,
    ReturnStatementAst,
    StringConstantExpressionAst,
    VariableExpressionAst,
    WhileStatementAst,
)
from psbridge.language.kinds import TokenKind as T
from psbridge.objects import AutomationNull, NetError, unwrap
from psbridge.objects.convert import convert, enumerate_value, to_text, truth
from psbridge.objects.nettypes import find_type

if TYPE_CHECKING:
    from psbridge.engine.context import Context

HotMaker = Callable[[Any], Any]
LEAVE, AGAIN = -1, -2  # what a loop does after a code of its body; any other number is returned


def outcome(ctx: Context, code: int, label: str | None) -> int:
    """What BREAK, CONTINUE, RETURN or EXIT of a body mean for a loop of that label."""
    if code > CONTINUE:
        return code
    wanted = ctx.label
    if wanted is not None:
        if label is None or wanted.lower() != label.lower():
            return code
        ctx.label = None
    return LEAVE if code == BREAK else AGAIN


def controlled(ctx: Context, control: LoopControl, label: str | None) -> int:
    """The same for a break or continue that came out of a command."""
    ctx.label = control.label
    return outcome(ctx, control.code, label)


def guarded(body: Code, label: str | None) -> Code:
    """A body whose result is NORMAL, LEAVE, AGAIN or a code to be returned."""

    def run(ctx: Context, out: Any) -> int:
        if ctx.stop.cancelled:
            raise PipelineStopped
        try:
            code = body(ctx, out)
        except LoopControl as control:
            return controlled(ctx, control, label)
        return outcome(ctx, code, label) if code else NORMAL

    return run


def condition_of(unit: Unit, ast: PipelineBaseAst | None) -> Closure:
    return (lambda ctx: True) if ast is None else value_of_statement(unit, ast)


@statement_of(WhileStatementAst)
def while_loop(unit: Unit, ast: WhileStatementAst) -> Code:
    return _loop(condition_of(unit, ast.condition), block_code(unit, ast.body), ast.label, None, _hot_maker(unit, ast))


def _hot_maker(unit: Unit, ast: Any) -> HotMaker | None:
    """What compiles a loop to Python when it turns out to be hot (code that is debugged stays as it is); None for loops with a label."""
    if ast.label is not None or unit.uses_foreach:
        return None
    kept: list[Any] = []

    def make(ctx: Context) -> Any:
        if unit.debugged and not may_be_hot(ctx):
            return None
        if not kept or kept[0] != generation():
            from psbridge.engine.compiler.hot import eligible, make_hot

            kept[:] = generation(), make_hot(unit, ast, ctx) if eligible(ast) else None
        return kept[1]

    return make


ROUNDS = 300  # in closures, before a loop is compiled
START = 20  # how many rounds each earlier run of a loop counts for: short loops may run often


def _counted(spent: list[int], limit: int) -> int:
    """The rounds that a loop has behind it when it starts."""
    rounds = spent[0]
    if rounds < limit - 1:
        spent[0] = min(rounds + START, limit - 1)
    return rounds


def _loop(condition: Closure, body: Code, label: str | None, step: Callable[[Any], Any] | None, make_hot: HotMaker | None) -> Code:
    """While the condition holds; `step` runs after each round."""
    limit = ROUNDS if make_hot is not None else -1
    spent = [0]

    def run(ctx: Context, out: Any) -> int:
        stop = ctx.stop
        rounds = _counted(spent, limit)
        while True:
            rounds += 1
            if rounds == limit and ctx.traps is None:
                hot = make_hot(ctx)  # type: ignore[misc]
                code = COLD if hot is None else hot(ctx, out)
                if code != COLD:
                    return code
            value = condition(ctx)
            if value is not True and (value is False or not truth(value)):
                return NORMAL
            if stop.cancelled:
                raise PipelineStopped
            try:
                code = body(ctx, out)
            except LoopControl as control:
                code = controlled(ctx, control, label)
            else:
                if code:
                    code = outcome(ctx, code, label)
            if code:
                if code == LEAVE:
                    return NORMAL
                if code != AGAIN:
                    return code
            if step is not None:
                step(ctx)

    return run


@statement_of(ForStatementAst)
def for_loop(unit: Unit, ast: ForStatementAst) -> Code:
    from psbridge.engine.compiler.blocks import collecting_code
    from psbridge.engine.context import DISCARD

    start = None if ast.initializer is None else collecting_code(unit, ast.initializer)
    step = None if ast.iterator is None else _quiet(unit, ast.iterator)
    loop = _loop(condition_of(unit, ast.condition), block_code(unit, ast.body), ast.label, step, _hot_maker(unit, ast))
    if start is None:
        return loop
    first = start

    def run(ctx: Context, out: Any) -> int:
        first(ctx, DISCARD)
        return loop(ctx, out)

    return run


def _quiet(unit: Unit, ast: PipelineBaseAst) -> Closure:
    """A statement run for its effect."""
    from psbridge.engine.context import DISCARD

    only = ast.get_pure_expression() if isinstance(ast, PipelineAst) else None
    if only is not None:
        return expression(unit, only)
    code = statement(unit, ast)
    return lambda ctx: code(ctx, DISCARD)


@statement_of(DoWhileStatementAst)
def do_while(unit: Unit, ast: DoWhileStatementAst) -> Code:
    return _do(block_code(unit, ast.body), condition_of(unit, ast.condition), ast.label, True)


@statement_of(DoUntilStatementAst)
def do_until(unit: Unit, ast: DoUntilStatementAst) -> Code:
    return _do(block_code(unit, ast.body), condition_of(unit, ast.condition), ast.label, False)


def _do(body: Code, condition: Closure, label: str | None, wanted: bool) -> Code:
    inner = guarded(body, label)

    def run(ctx: Context, out: Any) -> int:
        while True:
            code = inner(ctx, out)
            if code == LEAVE:
                return NORMAL
            if code > NORMAL:
                return code
            if truth(condition(ctx)) is not wanted:
                return NORMAL

    return run


# -- foreach


@statement_of(ForEachStatementAst)
def foreach_loop(unit: Unit, ast: ForEachStatementAst) -> Code:
    assert ast.condition is not None
    items_of = _items(unit, ast.condition)
    body, label = block_code(unit, ast.body), ast.label
    variable = ast.variable
    assert isinstance(variable, VariableExpressionAst)
    assign = assign_variable(unit, variable)
    local = key_of(variable.variable_path) if variable.variable_path.is_unqualified else None
    loop = _foreach(items_of, assign, local, body, label, _hot_maker(unit, ast) if local is not None else None)
    return _with_enumerator(loop, "foreach") if unit.uses_foreach else loop


def _foreach(
    items_of: Callable[[Any], Any],
    assign: Assign,
    local: str | None,
    body: Code,
    label: str | None,
    make_hot: HotMaker | None,
) -> Code:
    limit = ROUNDS if make_hot is not None else -1
    spent = [0]

    def run(ctx: Context, out: Any) -> int:
        stop, variables = ctx.stop, ctx.vars
        items = iter(items_of(ctx))
        rounds = _counted(spent, limit)
        for item in items:
            rounds += 1
            if stop.cancelled:
                raise PipelineStopped
            if local is not None and variables.get(local, UNSET).__class__ is item.__class__:
                variables[local] = item
            else:
                assign(ctx, item)
            try:
                code = body(ctx, out)
            except LoopControl as control:
                code = controlled(ctx, control, label)
            else:
                if code:
                    code = outcome(ctx, code, label)
            if code:
                if code == LEAVE:
                    return NORMAL
                if code != AGAIN:
                    return code
            if rounds == limit and ctx.traps is None:
                hot = make_hot(ctx)  # type: ignore[misc]
                code = COLD if hot is None else hot(ctx, out, items)
                if code != COLD:
                    return code
        return NORMAL

    return run


def _with_enumerator(loop: Code, name: str) -> Code:
    """$foreach / $switch while the loop runs."""

    def run(ctx: Context, out: Any) -> int:
        old = ctx.vars.get(name, UNSET)
        try:
            return loop(ctx, out)
        finally:
            if old is UNSET:
                ctx.vars.pop(name, None)
            else:
                ctx.vars[name] = old

    return run


def _items(unit: Unit, condition: PipelineBaseAst) -> Callable[[Any], Any]:
    """What a foreach goes through; a range is not made into an array first."""
    only = condition.get_pure_expression() if isinstance(condition, PipelineAst) else None
    publish = unit.uses_foreach
    if isinstance(only, BinaryExpressionAst) and only.operator is T.DotDot:
        low, high = expression(unit, only.left), expression(unit, only.right)
        if not publish:
            return lambda ctx: range_of(low(ctx), high(ctx))
    value_of = value_of_statement(unit, condition)

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        items = iterate(value)
        if publish:
            from psbridge.engine.enumerators import enumerator_over

            items = enumerator_over(items, value)
            ctx.vars["foreach"] = items
        return items

    return run


def iterate(value: Any) -> Any:
    """The items of a foreach: null has none, a single value is one."""
    if value is None or value is AutomationNull:
        return ()
    if value.__class__ is list:
        return value
    items = watched(value) or enumerate_value(unwrap(value))
    return (value,) if items is None else items


# -- leaving


@statement_of(BreakStatementAst)
def break_statement(unit: Unit, ast: BreakStatementAst) -> Code:
    return _jump(unit, ast, BREAK)


@statement_of(ContinueStatementAst)
def continue_statement(unit: Unit, ast: ContinueStatementAst) -> Code:
    return _jump(unit, ast, CONTINUE)


def _jump(unit: Unit, ast: BreakStatementAst | ContinueStatementAst, code: int) -> Code:
    if ast.label is None:
        return lambda ctx, out: code
    if isinstance(ast.label, StringConstantExpressionAst):
        label = ast.label.value
        label_of: Closure = lambda ctx: label  # noqa: E731
    else:
        computed = expression(unit, ast.label)
        label_of = lambda ctx: to_text(computed(ctx))  # noqa: E731

    def run(ctx: Context, out: Any) -> int:
        ctx.label = label_of(ctx) or None
        return code

    return run


@statement_of(ReturnStatementAst)
def return_statement(unit: Unit, ast: ReturnStatementAst) -> Code:
    if ast.pipeline is None:
        return lambda ctx, out: RETURN
    if unit.in_class:
        return _return_value(value_of_statement(unit, ast.pipeline))
    code = statement(unit, ast.pipeline)

    def run(ctx: Context, out: Any) -> int:
        return code(ctx, out) or RETURN

    return run


def _return_value(value_of: Closure) -> Code:
    """`return` of a method: the only thing that gives a value."""

    def run(ctx: Context, out: Any) -> int:
        ctx.value = value_of(ctx)
        return RETURN

    return run


@statement_of(ExitStatementAst)
def exit_statement(unit: Unit, ast: ExitStatementAst) -> Code:
    value_of = None if ast.pipeline is None else value_of_statement(unit, ast.pipeline)

    def run(ctx: Context, out: Any) -> int:
        value = 0 if value_of is None else value_of(ctx)
        ctx.value = _exit_code(value)
        raise ExitRequest(ctx.value)

    return run


def _exit_code(value: Any) -> int:
    if value.__class__ is int:
        return value
    try:
        made: int = convert(None if value is AutomationNull else value, find_type("System.Int32"))
    except NetError:
        return 0
    return made
