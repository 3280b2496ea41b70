"""Hooks for the debugger around statements, commands and variables, for code that is compiled while somebody debugs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.debugging.arming import KEY
from psbridge.language.ast import (
    Ast,
    CommandAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    FunctionDefinitionAst,
    IfStatementAst,
    LabeledStatementAst,
    PipelineAst,
    StringConstantExpressionAst,
    TypeDefinitionAst,
    VariableExpressionAst,
)

if TYPE_CHECKING:
    from psbridge.engine.context import Context
    from psbridge.engine.plan import Closure, Code

_READ, _WRITE = 0, 1
_UNSEEN = frozenset(("_", "?", "input", "args", "this", "psitem", "true", "false", "null"))


def hooked(ast: Ast, code: Code) -> Code:
    """A statement that the debugger hears of before it runs; definitions do not run."""
    if isinstance(ast, (FunctionDefinitionAst, TypeDefinitionAst)):
        return code
    extent = _place(ast).extent

    def run(ctx: Context, out: Any) -> int:
        debugger = ctx.runspace.extras.get(KEY)
        if debugger is not None:
            debugger.at_statement(ctx, extent)
        return code(ctx, out)

    return run


def _place(ast: Ast) -> Ast:
    """Where one stops for a statement: at the condition of one that has one."""
    if isinstance(ast, IfStatementAst):
        return ast.clauses[0][0]
    if isinstance(ast, (DoWhileStatementAst, DoUntilStatementAst)) or not isinstance(ast, LabeledStatementAst):
        return ast
    first: Ast | None = getattr(ast, "initializer", None) or ast.condition
    return first or ast


def hooked_commands(ast: Ast, code: Code) -> Code:
    """A pipeline whose commands the debugger hears of before they are called."""
    elements = ast.pipeline_elements if isinstance(ast, PipelineAst) else (ast,)
    calls = [one for one in elements if isinstance(one, CommandAst)]
    commands = [(one.command_elements[0], one.extent) for one in calls if isinstance(one.command_elements[0], StringConstantExpressionAst)]
    if not commands:
        return code

    def run(ctx: Context, out: Any) -> int:
        debugger = ctx.runspace.extras.get(KEY)
        if debugger is not None and debugger.has_commands():
            for name, place in commands:
                info = ctx.runspace.discovery.find(ctx, name.value)
                if info is not None:
                    debugger.at_command(ctx, getattr(info, "resolved", info) if info.TYPE == 1 else info, place)
        return code(ctx, out)

    return run


def watched_read(ast: VariableExpressionAst, key: str, read: Closure) -> Closure:
    """A variable that the debugger hears of before it is read."""
    if key in _UNSEEN:
        return read
    extent = ast.extent

    def run(ctx: Context) -> Any:
        debugger = ctx.runspace.extras.get(KEY)
        if debugger is not None:
            debugger.at_variable(ctx, key, _READ, extent)
        return read(ctx)

    run.inner = read  # type: ignore[attr-defined]  # what makes something of its own of a plain local read asks for it
    return run


def watched_write(ast: VariableExpressionAst, key: str, write: Any) -> Any:
    """A variable that the debugger hears of before it is written."""
    extent, name = ast.extent, ast.variable_path.unqualified

    def run(ctx: Context, value: Any) -> None:
        debugger = ctx.runspace.extras.get(KEY)
        if debugger is not None:
            debugger.at_variable(ctx, key, _WRITE, extent)
            debugger.tracer.assigned(name, value)
        write(ctx, value)

    return run


def entered(code: Code) -> Code:
    """A block that the trace hears of when it is called."""

    def run(ctx: Context, out: Any) -> int:
        debugger = ctx.runspace.extras.get(KEY)
        if debugger is not None and debugger.tracer.level > 1 and not debugger.busy:
            file = ctx.body.file if ctx.body is not None else None
            debugger.tracer.called(ctx.name, file, bool(file) and ctx.name.lower().endswith(".ps1"))
        return code(ctx, out)

    return run
