"""Statement lists and what they do about errors; statements as values.

Decides that an error ends its statement, not the list (unless a try or trap waits, or $ErrorActionPreference says Stop), and how traps run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.unit import HOOKS, Unit, constant_of, expression, statement, statement_of
from psbridge.engine.compiler.watching import watched, write_items
from psbridge.engine.context import BREAK, CONTINUE, NORMAL, Collector
from psbridge.engine.errors import UNCATCHABLE, LoopControl, PipelineStopped, locate, script_error
from psbridge.engine.operators.bits import range_of
from psbridge.engine.plan import Closure, Code
from psbridge.engine.scopes import UNSET
from psbridge.engine.sinks import collect
from psbridge.language.ast import (
    AssignmentStatementAst,
    Ast,
    BinaryExpressionAst,
    CommandExpressionAst,
    ErrorStatementAst,
    ExpressionAst,
    PipelineAst,
    StatementAst,
    StatementBlockAst,
    TrapStatementAst,
    UnaryExpressionAst,
)
from psbridge.language.kinds import TokenKind
from psbridge.objects import AutomationNull, Char, DateTime, Hashtable, Int64
from psbridge.objects.convert import enumerate_value
from psbridge.objects.psobject import PSObject

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.language.source import Extent

_WHOLE = frozenset((str, int, float, bool, type(None), Char, Int64, DateTime, Hashtable))  # written as they are

SILENTLY, STOP, CONTINUE_ON, INQUIRE, IGNORE = 0, 1, 2, 3, 4
_PREFERENCES = {"silentlycontinue": 0, "stop": 1, "continue": 2, "inquire": 3, "ignore": 4, "suspend": 5, "break": 6}


# -- lists


def block_code(unit: Unit, block: StatementBlockAst) -> Code:
    return list_code(unit, block.statements, block.traps)


def list_code(unit: Unit, statements: Sequence[StatementAst], traps: Sequence[TrapStatementAst] = ()) -> Code:
    """Statements one after the other."""
    codes = [statement(unit, one) for one in statements]
    if unit.debugged:
        from psbridge.engine.compiler.debugged import hooked

        codes = [hooked(one, code) for one, code in zip(statements, codes, strict=True)]
    extents = [one.extent for one in statements]
    run = _sequence(codes, extents)
    if traps:
        return HOOKS.with_traps(unit, run, traps)
    return run


def _nothing(ctx: Context, out: Any) -> int:
    return NORMAL


def _sequence(codes: list[Code], extents: list[Extent]) -> Code:
    if not codes:
        return _nothing
    if len(codes) == 1:
        return _single(codes[0], extents[0])
    places = {id(code): i for i, code in enumerate(codes)}
    fixed = tuple(codes)

    def run(ctx: Context, out: Any) -> int:
        code = fixed[0]
        try:
            for code in fixed:
                done = code(ctx, out)
                if done:
                    return done
            return NORMAL
        except Exception as error:  # noqa: BLE001 - a script's statement fails, whatever the cause
            i = places[id(code)]
            at_statement(ctx, out, error, extents[i])
        return resume(ctx, out, i + 1)

    def resume(ctx: Context, out: Any, i: int) -> int:
        """Go on behind a statement that failed."""
        while i < len(fixed):
            try:
                done = fixed[i](ctx, out)
            except Exception as error:  # noqa: BLE001 - a script's statement fails, whatever the cause
                at_statement(ctx, out, error, extents[i])
                done = NORMAL
            if done:
                return done
            i += 1
        return NORMAL

    return run


def _single(code: Code, extent: Extent) -> Code:
    def run(ctx: Context, out: Any) -> int:
        try:
            return code(ctx, out)
        except Exception as error:  # noqa: BLE001 - a script's statement fails, whatever the cause
            at_statement(ctx, out, error, extent)
            return NORMAL

    return run


class TrapLeave(Exception):
    """A `return` inside a trap ends the function."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def at_statement(ctx: Context, out: Any, error: Exception, extent: Extent) -> None:
    """What an error at a statement leads to: it is raised on, or reported and forgotten."""
    if isinstance(error, (*UNCATCHABLE, TrapLeave)):
        raise error
    failure = script_error(error, ctx)
    if failure.frame is ctx:
        raise error
    record = locate(failure.record, ctx, extent)
    execution = ctx.execution
    execution.remember(record)
    collect(ctx.streams, "error", record, again=True)
    execution.success = False
    handlers = ctx.traps
    if handlers is not None:
        preference = handlers(ctx, out, failure)
        if preference is None:
            return
    elif execution.propagate or failure.final:
        if failure is error:
            raise error
        raise failure from error
    else:
        preference = preference_of(ctx)
    if preference in (SILENTLY, IGNORE):
        return
    if preference == INQUIRE:
        preference = STOP
    if preference == STOP:
        failure.final = True
    if preference == STOP or (handlers is None and failure.from_throw):
        if failure is error:
            raise error
        raise failure from error
    ctx.streams.error(record)
    execution.success = False


def preference_of(ctx: Context) -> int:
    """$ErrorActionPreference as a number."""
    value = ctx.get_variable("ErrorActionPreference", CONTINUE_ON)
    if isinstance(value, int):
        return int(value)
    return _PREFERENCES.get(str(value).lower(), CONTINUE_ON)


# -- values


def emit(write: Callable[[Any], Any], value: Any) -> None:
    """Write a value to a pipeline: collections are taken apart."""
    if value.__class__ in _WHOLE:
        write(value)
        return
    if value is AutomationNull:
        return
    if value.__class__ is PSObject and value.base is None:
        write(value)
        return
    if value.__class__ is list:
        for item in value:
            write(item)
        return
    items = watched(value) or enumerate_value(value)
    if items is None:
        write(value)
        return
    write_items(write, items, value)


def value_of_statement(unit: Unit, ast: Ast) -> Closure:
    """A statement as a value: an expression as it is, else what it writes (null, one object, or an array)."""
    if isinstance(ast, PipelineAst) and not ast.background:
        only = ast.get_pure_expression()
        if only is not None:
            return expression(unit, only)
    elif isinstance(ast, CommandExpressionAst) and not ast.redirections:
        return expression(unit, ast.expression)
    elif isinstance(ast, AssignmentStatementAst | ExpressionAst):
        return expression(unit, ast)
    code = statement(unit, ast)

    def run(ctx: Context) -> Any:
        sink = Collector()
        done = code(ctx, sink)
        if done in (BREAK, CONTINUE):
            raise LoopControl(done, ctx.label)
        items = sink.items
        if len(items) == 1:
            return items[0]
        return items or AutomationNull

    return run


def collecting_code(unit: Unit, ast: StatementAst) -> Code:
    """A statement whose output is caught."""
    return statement(unit, ast)


def is_void(ast: ExpressionAst) -> bool:
    """`$i++` as a statement writes nothing."""
    return isinstance(ast, UnaryExpressionAst) and ast.token_kind.name.endswith(("PlusPlus", "MinusMinus"))


def expression_statement(unit: Unit, ast: ExpressionAst) -> Code:
    """An expression as a statement: its value goes to the output."""
    if isinstance(ast, BinaryExpressionAst) and ast.operator is TokenKind.DotDot:
        return _range_statement(expression(unit, ast.left), expression(unit, ast.right))
    value_of = expression(unit, ast)
    if is_void(ast):
        return _void(value_of, unit.tracks)
    fixed = constant_of(value_of)
    if fixed is not None and fixed[0].__class__ in _WHOLE and not unit.tracks:
        return _constant_statement(fixed[0])
    tracks = unit.tracks
    whole = _WHOLE

    def run(ctx: Context, out: Any) -> int:
        value = value_of(ctx)
        if tracks:
            ctx.execution.success = True
        if value.__class__ in whole:
            out.write(value)
        elif value is not AutomationNull:
            emit(out.write, value)
        return NORMAL

    return run


def _range_statement(low: Closure, high: Closure) -> Code:
    """`a..b` into a pipeline: number by number, no array is made."""

    def run(ctx: Context, out: Any) -> int:
        write, stop = out.write, ctx.stop
        for item in range_of(low(ctx), high(ctx)):
            if stop.cancelled:
                raise PipelineStopped
            write(item)
        ctx.execution.success = True
        return NORMAL

    return run


def _constant_statement(value: Any) -> Code:
    def run(ctx: Context, out: Any) -> int:
        out.write(value)
        return NORMAL

    return run


def _void(value_of: Closure, tracks: bool) -> Code:
    def run(ctx: Context, out: Any) -> int:
        value_of(ctx)
        if tracks:
            ctx.execution.success = True
        return NORMAL

    return run


@statement_of(ErrorStatementAst)
def broken(unit: Unit, ast: ErrorStatementAst) -> Code:
    raise AssertionError("a script with syntax errors does not reach the compiler")


def swap_under(ctx: Context, value: Any) -> Any:
    """Set $_ and give what was there."""
    old = ctx.vars.get("_", UNSET)
    ctx.vars["_"] = value
    return old


def restore_under(ctx: Context, old: Any) -> None:
    if old is UNSET:
        ctx.vars.pop("_", None)
    else:
        ctx.vars["_"] = old
