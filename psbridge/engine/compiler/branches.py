"""if and switch.

Decides which clauses of a switch fit a value: constants by equality, -wildcard, -regex, script blocks; and that `break` ends the switch,
`continue` the item.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import block_code, restore_under, swap_under, value_of_statement
from psbridge.engine.compiler.loops import LEAVE, controlled, iterate, outcome
from psbridge.engine.compiler.unit import Unit, constant_of, expression, statement_of
from psbridge.engine.context import NORMAL
from psbridge.engine.errors import LoopControl, PipelineStopped
from psbridge.engine.operators.comparison import equal, text_of
from psbridge.engine.operators.texts import matches_table, pattern_of
from psbridge.engine.plan import Closure, Code
from psbridge.language.ast import ExpressionAst, IfStatementAst, ScriptBlockExpressionAst, SwitchFlags, SwitchStatementAst
from psbridge.objects import AutomationNull, PSEnum, ScriptBlock, unwrap
from psbridge.objects.convert import enumerate_value, truth
from psbridge.objects.wildcard import compile_wildcard

if TYPE_CHECKING:
    from psbridge.engine.context import Context


@statement_of(IfStatementAst)
def if_statement(unit: Unit, ast: IfStatementAst) -> Code:
    clauses = [(value_of_statement(unit, condition), block_code(unit, body)) for condition, body in ast.clauses]
    last = block_code(unit, ast.else_clause) if ast.else_clause is not None else None
    if len(clauses) == 1:
        return _one(*clauses[0], last)

    def run(ctx: Context, out: Any) -> int:
        for condition, body in clauses:
            if truth(condition(ctx)):
                return body(ctx, out)
        return last(ctx, out) if last is not None else NORMAL

    return run


def _one(condition: Closure, body: Code, last: Code | None) -> Code:
    if last is None:

        def run(ctx: Context, out: Any) -> int:
            value = condition(ctx)
            if value is True or (value is not False and truth(value)):
                return body(ctx, out)
            return NORMAL

        return run

    def run_both(ctx: Context, out: Any) -> int:
        value = condition(ctx)
        if value is True or (value is not False and truth(value)):
            return body(ctx, out)
        return last(ctx, out)

    return run_both


# -- switch

Test = Callable[[Any, Any], bool]  # (ctx, item) -> whether the clause fits


@statement_of(SwitchStatementAst)
def switch_statement(unit: Unit, ast: SwitchStatementAst) -> Code:
    clauses = [(_test(unit, condition, ast.flags), block_code(unit, body)) for condition, body in ast.clauses]
    default = None if ast.default is None else block_code(unit, ast.default)
    table = _constant_table(unit, ast, [body for _, body in clauses])
    assert ast.condition is not None
    value_of = value_of_statement(unit, ast.condition)
    items_of = _lines(value_of) if SwitchFlags.File in ast.flags else _values(value_of)
    return _switch(items_of, clauses, default, ast.label, unit.uses_switch, table)


def _values(value_of: Closure) -> Closure:
    """The items of the value: null is one item, an empty collection none."""

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        if value.__class__ is str or value.__class__ is int:
            return (value,)
        if value is AutomationNull:
            return ()
        return (None,) if value is None else iterate(value)

    return run


def _lines(value_of: Closure) -> Closure:
    """The lines of a file."""

    def run(ctx: Context) -> Any:
        return ctx.runspace.read_lines(ctx, text_of(value_of(ctx)))

    return run


Table = tuple[type, dict[Any, tuple[Code, ...]]]


def _constant_table(unit: Unit, ast: SwitchStatementAst, bodies: list[Code]) -> Table | None:
    """The bodies by their conditions, when all of those are whole numbers, or all plain words that are compared as they are."""
    fixed = [constant_of(expression(unit, condition)) for condition, _ in ast.clauses]
    kinds = {value[0].__class__ if value is not None else None for value in fixed}
    if len(kinds) != 1 or not kinds <= {int, str} or SwitchFlags.Regex in ast.flags or SwitchFlags.Wildcard in ast.flags:
        return None
    kind = kinds.pop()
    if kind is str and (SwitchFlags.CaseSensitive in ast.flags or not all(value[0].isascii() for value in fixed if value)):
        return None
    table: dict[Any, tuple[Code, ...]] = {}
    for value, body in zip(fixed, bodies, strict=True):
        key = value[0].lower() if kind is str else value[0]  # type: ignore[index]
        table[key] = (*table.get(key, ()), body)
    return kind, table  # type: ignore[return-value]


def _chooser(clauses: list[tuple[Test, Code]], default: Code | None, table: Table | None) -> Callable[[Context, Any, Any], int]:
    """Runs all clauses that fit an item; BREAK and CONTINUE come out as they are."""
    otherwise = () if default is None else (default,)

    def one(ctx: Context, out: Any, item: Any) -> int:
        hit = False
        for test, body in clauses:
            if test(ctx, item):
                hit = True
                code = body(ctx, out)
                if code:
                    return code
        if not hit and default is not None:
            return default(ctx, out)
        return NORMAL

    if table is None:
        return one
    kind, bodies = table
    numbers = kind is int

    def from_table(ctx: Context, out: Any, item: Any) -> int:
        plain: bool = item.__class__ is kind
        if not plain or not (numbers or item.isascii()):
            return one(ctx, out, item)
        for body in bodies.get(item if numbers else item.lower(), otherwise):
            code = body(ctx, out)
            if code:
                return code
        return NORMAL

    return from_table


def _switch(
    items_of: Closure,
    clauses: list[tuple[Test, Code]],
    default: Code | None,
    label: str | None,
    publish: bool,
    table: Table | None,
) -> Code:
    one = _chooser(clauses, default, table)

    def run(ctx: Context, out: Any) -> int:
        stop = ctx.stop
        items = items_of(ctx)
        if publish:
            items = _published(ctx, items)
        old = swap_under(ctx, None)
        try:
            for item in items:
                if stop.cancelled:
                    raise PipelineStopped
                ctx.vars["_"] = item
                try:
                    code = one(ctx, out, item)
                except LoopControl as control:
                    code = controlled(ctx, control, label)
                else:
                    if code:
                        code = outcome(ctx, code, label)
                if code == LEAVE:
                    return NORMAL
                if code > NORMAL:
                    return code
            return NORMAL
        finally:
            restore_under(ctx, old)

    return run


def _published(ctx: Context, items: Any) -> Any:
    from psbridge.engine.enumerators import Enumerator

    made = Enumerator(items)
    ctx.vars["switch"] = made
    return made


def _test(unit: Unit, condition: ExpressionAst, flags: SwitchFlags) -> Test:
    ignore_case = SwitchFlags.CaseSensitive not in flags
    value_of = expression(unit, condition)
    if isinstance(condition, ScriptBlockExpressionAst):
        return _block_test(unit, condition)
    fixed = constant_of(value_of)
    if SwitchFlags.Regex in flags:
        return _regex_test(value_of, ignore_case)
    if SwitchFlags.Wildcard in flags:
        return _wildcard_test(value_of, ignore_case)
    if fixed is not None:
        return _constant_test(fixed[0], ignore_case)
    return _computed_test(value_of, ignore_case)


def _constant_test(wanted: Any, ignore_case: bool) -> Test:
    kind = wanted.__class__

    def test(ctx: Context, item: Any) -> bool:
        if item.__class__ is int and kind is int:
            return bool(item == wanted)
        return _fits(item, wanted, ignore_case)

    return test


def _fits(item: Any, wanted: Any, ignore_case: bool) -> bool:
    """The value on the left, the condition on the right."""
    if isinstance(item, PSEnum) and not isinstance(wanted, PSEnum):
        return equal(text_of(item), text_of(wanted), ignore_case)  # a condition is a word
    items = enumerate_value(item) if not isinstance(item, str) else None
    if items is not None:
        return any(equal(one, wanted, ignore_case) for one in items)
    return equal(item, wanted, ignore_case)


def _computed_test(value_of: Closure, ignore_case: bool) -> Test:
    def test(ctx: Context, item: Any) -> bool:
        wanted = value_of(ctx)
        base = unwrap(wanted)
        if isinstance(base, ScriptBlock):
            return truth(base.invoke_value(ctx, dollar_under=item))  # type: ignore[attr-defined]
        return _fits(item, wanted, ignore_case)

    return test


def _regex_test(value_of: Closure, ignore_case: bool) -> Test:
    def test(ctx: Context, item: Any) -> bool:
        base = unwrap(value_of(ctx))
        if isinstance(base, ScriptBlock):
            return truth(base.invoke_value(ctx, dollar_under=item))  # type: ignore[attr-defined]
        pattern = pattern_of(base, ignore_case)
        found = pattern.program.search(text_of(item))
        if found is None:
            return False
        ctx.scope.set("Matches", matches_table(found, pattern))
        return True

    return test


def _wildcard_test(value_of: Closure, ignore_case: bool) -> Test:
    def test(ctx: Context, item: Any) -> bool:
        base = unwrap(value_of(ctx))
        if isinstance(base, ScriptBlock):
            return truth(base.invoke_value(ctx, dollar_under=item))  # type: ignore[attr-defined]
        return compile_wildcard(text_of(base), ignore_case)(text_of(item))

    return test


def _block_test(unit: Unit, ast: ScriptBlockExpressionAst) -> Test:
    """`{ $_ -gt 3 }`: run where the switch stands, with the item as $_."""
    from psbridge.engine.compiler.scripts import inline_block
    from psbridge.engine.context import Collector

    code = inline_block(unit, ast.script_block)

    def test(ctx: Context, item: Any) -> bool:
        sink = Collector()
        code(ctx, sink)
        return truth(sink.result())

    return test
