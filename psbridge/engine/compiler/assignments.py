"""Assignments: simple, compound, to several targets, `++` and `--`.

Decides for each form of target how it is read and written without evaluating its parts twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine import invoke
from psbridge.engine.compiler.blocks import collecting_code, value_of_statement
from psbridge.engine.compiler.constraints import assign_constrained, constrained
from psbridge.engine.compiler.members import argument_list, member_name, named, static_target
from psbridge.engine.compiler.unit import HOOKS, Unit, expression, expression_of, statement_of
from psbridge.engine.compiler.variables import Assign, assign_variable, key_of
from psbridge.engine.context import NORMAL, Collector
from psbridge.engine.errors import runtime_error
from psbridge.engine.operators import BINARY
from psbridge.engine.operators.arithmetic import step
from psbridge.engine.plan import Body, Closure, Code
from psbridge.engine.scopes import UNSET
from psbridge.language.ast import (
    ArrayLiteralAst,
    AssignmentStatementAst,
    CommandExpressionAst,
    ExpressionAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    ParenExpressionAst,
    PipelineAst,
    UnaryExpressionAst,
    VariableExpressionAst,
)
from psbridge.language.kinds import TokenKind as T
from psbridge.language.visitor import walk
from psbridge.objects import AutomationNull, Hashtable
from psbridge.objects.convert import enumerate_value

if TYPE_CHECKING:
    from psbridge.engine.context import Context

# what a place remembers between reading and writing (target object, index), and how it is read and written with it
Prepare = Callable[["Context"], Any]
Read = Callable[["Context", Any], Any]
Write = Callable[["Context", Any, Any], None]

_COMPOUND = {T.PlusEquals: T.Plus, T.MinusEquals: T.Minus, T.MultiplyEquals: T.Multiply, T.DivideEquals: T.Divide, T.RemainderEquals: T.Rem}


@statement_of(AssignmentStatementAst)
def assignment_statement(unit: Unit, ast: AssignmentStatementAst) -> Code:
    if _needs_code(ast):
        return _from_statement(unit, ast)
    value = assignment(unit, ast)
    tracks = unit.tracks and _is_expression(ast.right)  # after a command, $? is the command's

    def run(ctx: Context, out: Any) -> int:
        value(ctx)
        if tracks:
            ctx.execution.success = True
        return NORMAL

    return run


def _is_expression(ast: Any) -> bool:
    if isinstance(ast, AssignmentStatementAst):
        return _is_expression(ast.right)
    return isinstance(ast, CommandExpressionAst) or (isinstance(ast, PipelineAst) and ast.get_pure_expression() is not None)


def _needs_code(ast: AssignmentStatementAst) -> bool:
    """Whether the right side is a statement that may break, continue or return."""
    return not isinstance(ast.right, PipelineAst | CommandExpressionAst | AssignmentStatementAst) and ast.operator is T.Equals


def _from_statement(unit: Unit, ast: AssignmentStatementAst) -> Code:
    """`$x = if ... / foreach ...`: nothing is assigned when the statement leaves."""
    code, write = collecting_code(unit, ast.right), target(unit, ast.left)

    def run(ctx: Context, out: Any) -> int:
        sink = Collector()
        done = code(ctx, sink)
        if done == NORMAL:
            write(ctx, sink.result())
        return done

    return run


def assignment(unit: Unit, ast: AssignmentStatementAst) -> Closure:
    """An assignment as an expression: its value is what was assigned."""
    right = value_of_statement(unit, ast.right)
    if ast.operator is T.Equals:
        return _simple(target(unit, ast.left), right)
    if ast.operator is T.QuestionQuestionEquals:
        return _if_null(place(unit, ast.left), right)
    return _compound(unit, ast, right)


def _simple(write: Assign, right: Closure) -> Closure:
    def run(ctx: Context) -> Any:
        value = right(ctx)
        write(ctx, value)
        return value

    return run


def _if_null(parts: tuple[Prepare, Read, Write], right: Closure) -> Closure:
    prepare, read, write = parts

    def run(ctx: Context) -> Any:
        at = prepare(ctx)
        value = read(ctx, at)
        if value is None or value is AutomationNull:
            value = right(ctx)
            write(ctx, at, value)
        return value

    return run


def _compound(unit: Unit, ast: AssignmentStatementAst, right: Closure) -> Closure:
    left, kind = ast.left, _COMPOUND[ast.operator]
    if isinstance(left, VariableExpressionAst):
        return _compound_variable(unit, left, kind, right)
    operation = BINARY[kind]
    prepare, read, write = place(unit, left)

    def run(ctx: Context) -> Any:
        at = prepare(ctx)
        value = operation(read(ctx, at), right(ctx))
        write(ctx, at, value)
        return value

    return run


def _compound_variable(unit: Unit, left: VariableExpressionAst, kind: T, right: Closure) -> Closure:
    """`$x += value`: the binary operator on the variable, with its fast paths."""
    from psbridge.engine.compiler.binary import specialised_for

    read, write = expression(unit, left), assign_variable(unit, left)
    local = getattr(read, "local", None)
    name = local or getattr(getattr(read, "inner", None), "local", None)
    if name is not None and unit.body is not None and is_first_use(unit.body, left, name):
        read = _own_value(unit.body, read, name)
    calculate = specialised_for(kind, read, right)
    if local is None:
        return _simple(write, calculate)

    def run(ctx: Context) -> Any:
        value = calculate(ctx)
        if value.__class__ is int and ctx.vars.get(local, UNSET).__class__ is int:
            ctx.vars[local] = value
        else:
            write(ctx, value)
        return value

    return run


def is_first_use(body: Body, ast: VariableExpressionAst, key: str) -> bool:
    """Whether the name stands nowhere in a script block before this place, and is no parameter of it."""
    if any(one.name.lower() == key for one in body.parameters):
        return False
    start = ast.extent.start
    for node in walk(body.ast, nested_script_blocks=False):
        if isinstance(node, VariableExpressionAst) and node.extent.start < start and key_of(node.variable_path) == key:
            return False
    return True


def _own_value(body: Body, read: Closure, key: str) -> Closure:
    """`$x += 1` where a function uses $x first: PowerShell has made it a local of the function by then, which is still null."""

    def run(ctx: Context) -> Any:
        if key not in ctx.vars and ctx.body is not None and ctx.body.ast is body.ast and ctx.scope.kind == "local":
            return None
        return read(ctx)

    return run


# -- ++ and --


def step_expression(unit: Unit, ast: UnaryExpressionAst, by: int, before: bool) -> Closure:
    child = ast.child
    while isinstance(child, ParenExpressionAst):
        inner = child.pipeline
        found = inner.get_pure_expression() if isinstance(inner, PipelineAst) else None
        if found is None:
            break
        child = found
    if isinstance(child, VariableExpressionAst):
        local = getattr(expression(unit, child), "local", None)
        if local is not None:
            return _step_local(unit, child, local, by, before)
    prepare, read, write = place(unit, child)

    def run(ctx: Context) -> Any:
        at = prepare(ctx)
        old = read(ctx, at)
        new = step(old, by)
        write(ctx, at, new)
        return new if before else (0 if old is None else old)

    return run


def _step_local(unit: Unit, child: VariableExpressionAst, key: str, by: int, before: bool) -> Closure:
    read, write = expression(unit, child), assign_variable(unit, child)
    limit = 0x7FFF_FFFF if by > 0 else -0x8000_0000

    def run(ctx: Context) -> Any:
        variables = ctx.vars
        old = variables.get(key)
        if old.__class__ is int and old != limit:
            variables[key] = new = old + by
            return new if before else old
        old = read(ctx)
        new = step(old, by)
        write(ctx, new)
        return new if before else (0 if old is None else old)

    return run


# -- targets


def target(unit: Unit, ast: ExpressionAst) -> Assign:
    """What `target = value` does."""
    if isinstance(ast, VariableExpressionAst):
        return assign_variable(unit, ast)
    if isinstance(ast, ArrayLiteralAst):
        return _several([target(unit, element) for element in ast.elements])
    if isinstance(ast, ParenExpressionAst):
        return _parenthesised(unit, ast)
    attributes, inner = constrained(ast)
    if attributes:
        return assign_constrained(unit, attributes, inner, target(unit, inner))
    prepare, _, write = place(unit, ast)

    def run(ctx: Context, value: Any) -> None:
        write(ctx, prepare(ctx), value)

    return run


def _parenthesised(unit: Unit, ast: ParenExpressionAst) -> Assign:
    """`$a, ($b, $c) = ...`."""
    inner = ast.pipeline.get_pure_expression() if isinstance(ast.pipeline, PipelineAst) else None
    if inner is None:
        raise runtime_error("The assignment expression is not valid.", "InvalidLeftHandSide")
    return target(unit, inner)


def _several(writes: list[Assign]) -> Assign:
    """One value for each target, the rest for the last; targets without a value get null."""
    last = len(writes) - 1

    def run(ctx: Context, value: Any) -> None:
        items = enumerate_value(value)
        values = [value] if items is None else list(items)
        for i, write in enumerate(writes):
            if i < last or i >= len(values) - 1:
                write(ctx, values[i] if i < len(values) else None)
            else:
                write(ctx, values[i:])

    return run


def place(unit: Unit, ast: ExpressionAst) -> tuple[Prepare, Read, Write]:
    """How a target is prepared (its parts evaluated once), read and written."""
    maker = _PLACES.get(ast.__class__)
    if maker is not None:
        return maker(unit, ast)
    attributes, inner = constrained(ast)
    if attributes:
        write = assign_constrained(unit, attributes, inner, target(unit, inner))
        read = expression(unit, inner)
        return _nothing, lambda ctx, at: read(ctx), lambda ctx, at, value: write(ctx, value)
    if isinstance(ast, ParenExpressionAst):
        inner_pipeline = ast.pipeline
        found = inner_pipeline.get_pure_expression() if isinstance(inner_pipeline, PipelineAst) else None
        if found is not None:
            return place(unit, found)
    if isinstance(ast, ArrayLiteralAst):
        write_all, read_all = target(unit, ast), expression(unit, ast)
        return _nothing, lambda ctx, at: read_all(ctx), lambda ctx, at, value: write_all(ctx, value)
    raise runtime_error("The assignment expression is not valid.", "InvalidLeftHandSide")


def _nothing(ctx: Context) -> None:
    """A variable needs no preparation."""


def _variable_place(unit: Unit, ast: VariableExpressionAst) -> tuple[Prepare, Read, Write]:
    read, write = expression(unit, ast), assign_variable(unit, ast)
    return _nothing, lambda ctx, at: read(ctx), lambda ctx, at, value: write(ctx, value)


def _bare(value: Any) -> Any:
    return None if value is AutomationNull else value


def _member_place(unit: Unit, ast: MemberExpressionAst) -> tuple[Prepare, Read, Write]:
    name, name_of = member_name(unit, ast)
    owner = static_target(unit, ast) if ast.static else expression(unit, ast.expression)
    get = invoke.get_static if ast.static else invoke.get_member
    put = invoke.set_static if ast.static else invoke.set_member

    def prepare(ctx: Context) -> Any:
        return owner(ctx), name if name is not None else named(name_of(ctx))

    def read(ctx: Context, at: Any) -> Any:
        return get(ctx, at[0], at[1])

    def write(ctx: Context, at: Any, value: Any) -> None:
        put(ctx, at[0], at[1], _bare(value))

    return prepare, read, write


def _index_place(unit: Unit, ast: IndexExpressionAst) -> tuple[Prepare, Read, Write]:
    owner, position = expression(unit, ast.target), expression(unit, ast.index)
    listed = isinstance(ast.index, ArrayLiteralAst) and len(ast.index.elements) > 1

    def prepare(ctx: Context) -> Any:
        return owner(ctx), position(ctx)

    def read(ctx: Context, at: Any) -> Any:
        return invoke.get_index(ctx, at[0], at[1])

    def write(ctx: Context, at: Any, value: Any) -> None:
        items, where = at
        if items.__class__ is list and where.__class__ is int and -len(items) <= where < len(items):
            items[where] = _bare(value)
            return
        if items.__class__ is Hashtable and (where.__class__ is str or where.__class__ is int):
            pairs = items._items
            key = where.lower() if where.__class__ is str else where
            old = pairs.get(key)
            pairs[key] = (where if old is None else old[0], _bare(value))
            return
        invoke.set_index(ctx, items, where, _bare(value), listed=listed)

    return prepare, read, write


def _call_place(unit: Unit, ast: InvokeMemberExpressionAst) -> tuple[Prepare, Read, Write]:
    """`$x.Item(1) = value`: a property with arguments; of a plain method nothing comes of it."""
    owner, (name, name_of) = expression(unit, ast.expression), member_name(unit, ast)
    arguments = argument_list(unit, ast)

    def prepare(ctx: Context) -> Any:
        return owner(ctx), name if name is not None else named(name_of(ctx)), arguments(ctx)

    def read(ctx: Context, at: Any) -> Any:
        return invoke.invoke_method(ctx, *at)

    def write(ctx: Context, at: Any, value: Any) -> None:
        target_value, word, args = at
        if word.lower() == "item" and args:
            invoke.set_index(ctx, target_value, args[0] if len(args) == 1 else args, _bare(value))

    return prepare, read, write


_PLACES: dict[type, Callable[[Unit, Any], tuple[Prepare, Read, Write]]] = {
    VariableExpressionAst: _variable_place,
    MemberExpressionAst: _member_place,
    IndexExpressionAst: _index_place,
    InvokeMemberExpressionAst: _call_place,
}


@expression_of(AssignmentStatementAst)
def assignment_value(unit: Unit, ast: AssignmentStatementAst) -> Closure:
    """`($x = 5)`."""
    return assignment(unit, ast)


HOOKS.step_expression = step_expression
