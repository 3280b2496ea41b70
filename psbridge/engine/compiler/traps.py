"""trap: handlers of a statement list.

Decides which trap takes an error and what follows: `continue` goes on silently, `break` raises on, falling off the end reports and goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import STOP, TrapLeave, block_code, preference_of, restore_under, swap_under
from psbridge.engine.compiler.tries import matching
from psbridge.engine.compiler.unit import HOOKS, Unit, statement_of, type_of_name
from psbridge.engine.context import BREAK, CONTINUE, NORMAL, RETURN
from psbridge.engine.errors import ScriptError
from psbridge.engine.plan import Closure, Code
from psbridge.engine.scopes import Scope
from psbridge.language.ast import TrapStatementAst

if TYPE_CHECKING:
    from psbridge.engine.context import Context

Handler = Callable[["Context", Any, ScriptError], "int | None"]


def with_traps(unit: Unit, code: Code, traps: Sequence[TrapStatementAst]) -> Code:
    """Run a list with traps in force."""
    handle = _handler(unit, traps)

    def run(ctx: Context, out: Any) -> int:
        execution = ctx.execution
        old, ctx.traps = ctx.traps, handle
        propagate, execution.propagate = execution.propagate, True
        try:
            return code(ctx, out)
        except TrapLeave as leave:
            return leave.code
        finally:
            ctx.traps = old
            execution.propagate = propagate

    return run


def _handler(unit: Unit, traps: Sequence[TrapStatementAst]) -> Handler:
    """What decides about an error: None (go on silently) or an action preference."""
    types: list[Closure | None] = [None if trap.trap_type is None else type_of_name(unit, trap.trap_type.type_name) for trap in traps]
    bodies = [block_code(unit, trap.body) for trap in traps]

    def handle(ctx: Context, out: Any, failure: ScriptError) -> int | None:
        found = matching(ctx, failure, [(None if t is None else (t,)) for t in types])
        if found is None:
            return STOP
        number, record = found
        return _run(ctx, out, bodies[number], record)

    return handle


def _run(ctx: Context, out: Any, body: Code, record: Any) -> int | None:
    inner = ctx.child(Scope(ctx.scope))
    inner.name, inner.caller = ctx.name, ctx.caller
    inner.traps = None
    old = swap_under(inner, record)
    execution = ctx.execution
    propagate, execution.propagate = execution.propagate, False
    try:
        code = body(inner, out)
    finally:
        execution.propagate = propagate
        restore_under(inner, old)
    if code == CONTINUE:
        return None
    if code == BREAK:
        return STOP
    if code != NORMAL:
        ctx.value = inner.value
        raise TrapLeave(RETURN if code == RETURN else code)
    return preference_of(ctx)


@statement_of(TrapStatementAst)
def trap_statement(unit: Unit, ast: TrapStatementAst) -> Code:
    """A trap does nothing where it stands."""
    return lambda ctx, out: NORMAL


HOOKS.with_traps = with_traps
