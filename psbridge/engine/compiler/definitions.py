"""Statements that define: function, filter, class, enum, using, data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import block_code
from psbridge.engine.compiler.unit import Unit, statement_of
from psbridge.engine.compiler.variables import scope_of
from psbridge.engine.context import NORMAL, Collector
from psbridge.engine.plan import Code
from psbridge.language.ast import (
    BlockStatementAst,
    ConstantExpressionAst,
    DataStatementAst,
    FunctionDefinitionAst,
    TypeDefinitionAst,
    UsingStatementAst,
)

if TYPE_CHECKING:
    from psbridge.engine.context import Context


@statement_of(FunctionDefinitionAst)
def function_definition(unit: Unit, ast: FunctionDefinitionAst) -> Code:
    """A function exists from where its definition runs."""
    from psbridge.engine.commands import FilterInfo, FunctionInfo
    from psbridge.engine.compiler.scripts import function_body
    from psbridge.engine.scriptblock import EngineScriptBlock

    body = function_body(unit, ast)
    prefix, colon, rest = ast.name.partition(":")
    scoped = bool(colon) and prefix.lower() in ("global", "script", "local", "private")
    scope_name, name = (prefix.lower(), rest) if scoped else ("local", ast.name)
    kind = FilterInfo if ast.is_filter else FunctionInfo
    key, private = name.lower(), scope_name == "private"
    aliases = _own_aliases(ast)

    def run(ctx: Context, out: Any) -> int:
        state = ctx.session_state
        block = EngineScriptBlock(body, state, None)
        module = getattr(state, "module", None)
        info = kind(name, block, 4 if private else 0, None, module)
        home = scope_of(ctx, scope_name)
        home.add_function(key, info)
        for alias in aliases:
            home.add_alias(alias.lower(), ctx.runspace.make_alias(alias, name, module=module))
        ctx.execution.success = True
        return NORMAL

    return run


def _own_aliases(ast: FunctionDefinitionAst) -> tuple[str, ...]:
    """The names that an [Alias()] before `param` gives the function."""
    block = ast.body.param_block
    found = block.attributes if block is not None else ()
    own = [one for one in found if one.type_name.name.lower() in ("alias", "aliasattribute")]
    return tuple(str(name.value) for one in own for name in one.positional_arguments if isinstance(name, ConstantExpressionAst))


@statement_of(TypeDefinitionAst)
def type_definition(unit: Unit, ast: TypeDefinitionAst) -> Code:
    """Types are defined before the first statement of their script runs (compiler.scripts)."""
    return lambda ctx, out: NORMAL


@statement_of(UsingStatementAst)
def using_statement(unit: Unit, ast: UsingStatementAst) -> Code:
    """`using` is done before the script runs."""
    return lambda ctx, out: NORMAL


@statement_of(BlockStatementAst)
def workflow_block(unit: Unit, ast: BlockStatementAst) -> Code:
    raise AssertionError("the parser refuses parallel and sequence")


@statement_of(DataStatementAst)
def data_statement(unit: Unit, ast: DataStatementAst) -> Code:
    """`data name { }`: what the block writes, as a variable or as output."""
    code, name = block_code(unit, ast.body), ast.variable

    def run(ctx: Context, out: Any) -> int:
        if name is None:
            return code(ctx, out)
        sink = Collector()
        code(ctx, sink)
        ctx.scope.set(name, sink.result(), ctx)
        return NORMAL

    return run
