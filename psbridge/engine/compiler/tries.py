"""try, catch, finally and throw.

Decides which catch takes an exception (the innermost .NET exception first, then the error itself) and what `throw` makes of a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import block_code, restore_under, swap_under, value_of_statement
from psbridge.engine.compiler.unit import Unit, statement_of, type_of_name
from psbridge.engine.errors import RUNTIME, UNCATCHABLE, ScriptError, category_of, finish, locate, script_error
from psbridge.engine.plan import Closure, Code
from psbridge.language.ast import CatchClauseAst, ThrowStatementAst, TryStatementAst
from psbridge.objects import AutomationNull, ErrorRecord, NetException, NetType, unwrap
from psbridge.objects.convert import to_text

if TYPE_CHECKING:
    from psbridge.engine.context import Context

Filters = tuple[Closure, ...] | None  # the types of a catch; None: all


@statement_of(TryStatementAst)
def try_statement(unit: Unit, ast: TryStatementAst) -> Code:
    body = block_code(unit, ast.body)
    code = _with_catches(unit, body, ast.catch_clauses, ast.body.extent) if ast.catch_clauses else body
    if ast.finally_ is None:
        return code
    return _with_finally(code, block_code(unit, ast.finally_))


def _with_finally(code: Code, last: Code) -> Code:
    def run(ctx: Context, out: Any) -> int:
        try:
            done = code(ctx, out)
        finally:
            label, value = ctx.label, ctx.value
            _finally(ctx, out, last)
            ctx.label, ctx.value = label, value
        return done

    return run


def _finally(ctx: Context, out: Any, last: Code) -> None:
    """The block runs even when the pipeline is being stopped: with a token of its own."""
    execution = ctx.execution
    propagate, execution.propagate = execution.propagate, False
    try:
        if ctx.stop.cancelled:
            _unheard(ctx, out, last)
        else:
            last(ctx, out)
    finally:
        execution.propagate = propagate


def _unheard(ctx: Context, out: Any, last: Code) -> None:
    from psbridge.concurrency import CancelToken, hearing

    stop, ctx.stop = ctx.stop, CancelToken()
    try:
        with hearing(ctx.stop):
            last(ctx, out)
    finally:
        ctx.stop = stop


def _with_catches(unit: Unit, body: Code, clauses: Sequence[CatchClauseAst], extent: Any) -> Code:
    outer, unit.catching = unit.catching, True
    filters: list[Filters] = [
        tuple(type_of_name(unit, one.type_name) for one in clause.catch_types) if clause.catch_types else None for clause in clauses
    ]
    bodies = [block_code(unit, clause.body) for clause in clauses]
    unit.catching = outer

    def run(ctx: Context, out: Any) -> int:
        execution = ctx.execution
        propagate, execution.propagate = execution.propagate, True
        traps, ctx.traps = ctx.traps, None
        depth = execution.depth
        try:
            return body(ctx, out)
        except UNCATCHABLE:
            raise
        except Exception as error:
            execution.propagate, ctx.traps, execution.depth = propagate, traps, depth
            failure = script_error(error, ctx)
            if failure.frame is ctx:
                raise
        finally:
            execution.propagate, ctx.traps = propagate, traps
        return handle(ctx, out, failure)

    def handle(ctx: Context, out: Any, failure: ScriptError) -> int:
        found = matching(ctx, failure, filters)
        if found is None:
            raise failure
        number, record = found
        locate(record, ctx, extent)
        ctx.execution.remember(record)
        return _catch(ctx, out, bodies[number], record, failure)

    return run


def _catch(ctx: Context, out: Any, body: Code, record: ErrorRecord, failure: ScriptError) -> int:
    old = swap_under(ctx, record)
    caught, ctx.caught = ctx.caught, failure
    try:
        return body(ctx, out)
    finally:
        ctx.caught = caught
        restore_under(ctx, old)


def matching(ctx: Context, failure: ScriptError, filters: Sequence[Filters]) -> tuple[int, ErrorRecord] | None:
    """The number of the handler that takes an error, and the record that it sees as $_."""
    record = failure.record
    exception = record.exception
    resolved = [None if one is None else [net_of(ctx) for net_of in one] for one in filters]
    inner = exception.inner if exception.is_a(RUNTIME) else None
    while inner is not None:
        number = _typed(inner, resolved)
        if number is not None and not _general(inner, resolved[number]):
            return number, _seen_as(_own(record), inner)
        inner = inner.inner if inner.is_a(RUNTIME) else None
    number = _typed(exception, resolved)
    if number is not None and record.qualifier and exception.is_a(RUNTIME) and not failure.from_throw:
        return number, _without_command(record)
    carrier = _CARRIERS.get((failure.written, failure.owned)) if number is None and not failure.from_throw else None
    if carrier is not None:
        number = _typed(NetException(carrier, exception.message), resolved)
    if number is None:
        number = next((i for i, one in enumerate(resolved) if one is None), None)
    return None if number is None else (number, record)


# What of PowerShell's own the exception of a command travels in, by ScriptError's ``written`` and ``owned``: handlers may name that
_CARRIERS = {
    (True, True): "System.Management.Automation.ActionPreferenceStopException",
    (False, True): "System.Management.Automation.CmdletInvocationException",
}


def _typed(exception: NetException, resolved: list[list[NetType] | None]) -> int | None:
    """The first handler that names the type of an exception or an ancestor of it."""
    kind = exception.kind
    for i, nets in enumerate(resolved):
        if nets is not None and any(kind is net or kind.is_subtype_of(net) for net in nets):
            return i
    return None


def _general(exception: NetException, nets: list[NetType] | None) -> bool:
    """Whether a handler is for System.Exception: then the error itself is looked at first."""
    return nets is None or all(net.full_name == "System.Exception" for net in nets)


def _without_command(record: ErrorRecord) -> ErrorRecord:
    """The record that the exception itself carries: no command has put its name to it."""
    own = _own(record)
    if own is not record:
        return own
    made = _seen_as(record, record.exception)
    made.qualifier = ""
    return made


def _own(record: ErrorRecord) -> ErrorRecord:
    """The record that the exception brings along, where a command has made one of its own of that."""
    own = record.exception.error_record
    return record if own is None else own


def _seen_as(record: ErrorRecord, exception: NetException) -> ErrorRecord:
    """The record with the inner exception in the place of the outer one."""
    made = ErrorRecord(exception, record.error_id, record.category_info.category, record.target_object)
    made.qualifier = record.qualifier
    made.category_info = record.category_info
    made.error_details = record.error_details
    made.invocation_info = record.invocation_info
    made.script_stack_trace = record.script_stack_trace
    return made


# -- throw


@statement_of(ThrowStatementAst)
def throw_statement(unit: Unit, ast: ThrowStatementAst) -> Code:
    extent = ast.extent
    if ast.pipeline is None:
        return _rethrow(extent) if unit.catching else _throw_nothing(extent)
    value_of = value_of_statement(unit, ast.pipeline)

    def run(ctx: Context, out: Any) -> int:
        error = thrown(value_of(ctx))
        locate(error.record, ctx, extent)
        raise error

    return run


def _rethrow(extent: Any) -> Code:
    def run(ctx: Context, out: Any) -> int:
        caught = ctx.caught
        if caught is None:
            raise thrown(None)
        caught.from_throw = True
        raise caught

    return run


def _throw_nothing(extent: Any) -> Code:
    def run(ctx: Context, out: Any) -> int:
        error = thrown(None)
        locate(error.record, ctx, extent)
        raise error

    return run


def thrown(value: Any) -> ScriptError:
    """What `throw value` raises."""
    base = unwrap(value)
    if isinstance(base, ErrorRecord):
        base.exception.extra["thrown"] = True
        return ScriptError(base, from_throw=True)
    if isinstance(base, NetException):
        base.extra["thrown"] = True
        own = base.error_record
        record = own if own is not None else ErrorRecord(base, base.message, category_of("OperationStopped"), None)
        return ScriptError(record, from_throw=True)
    empty = base is None or base is AutomationNull
    message = "ScriptHalted" if empty else to_text(value)
    record = ErrorRecord(NetException(RUNTIME, message), message, category_of("OperationStopped"), None if empty else base)
    record.exception.extra["thrown"] = True  # WasThrownFromThrowStatement
    return ScriptError(finish(record), from_throw=True)
