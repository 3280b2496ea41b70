"""Pipelines and commands: compiled to plans that engine.pipeline runs.

Decides how each element of a command is written down (argument, parameter, splat, redirection); nothing is looked up here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.compiler.blocks import at_statement, expression_statement
from psbridge.engine.compiler.unit import Unit, constant, constant_of, expression, statement, statement_of
from psbridge.engine.context import NORMAL
from psbridge.engine.errors import runtime_error
from psbridge.engine.operators.bits import range_of
from psbridge.engine.plan import (
    Argument,
    Closure,
    Code,
    CommandPlan,
    ExpressionPlan,
    FileRedirection,
    MergeRedirection,
    Named,
    PipelinePlan,
    Splat,
)
from psbridge.language.ast import (
    ArrayLiteralAst,
    Ast,
    BinaryExpressionAst,
    CommandAst,
    CommandElementAst,
    CommandExpressionAst,
    CommandParameterAst,
    ConstantExpressionAst,
    FileRedirectionAst,
    MergingRedirectionAst,
    ParenExpressionAst,
    PipelineAst,
    PipelineChainAst,
    RedirectionAst,
    ScriptBlockExpressionAst,
    StatementAst,
    StringConstantExpressionAst,
    StringConstantType,
    TypeExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from psbridge.language.kinds import TokenKind as T
from psbridge.objects import AutomationNull
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import WrittenNumber

if TYPE_CHECKING:
    from psbridge.engine.context import Context


@statement_of(PipelineAst)
def pipeline_statement(unit: Unit, ast: PipelineAst) -> Code:
    if not ast.background:
        only = ast.get_pure_expression()
        if only is not None:
            return expression_statement(unit, only)
    code = run_plan(pipeline_plan(unit, ast))
    if unit.debugged:
        from psbridge.engine.compiler.debugged import hooked_commands

        code = hooked_commands(ast, code)
    if any(_like_a_call(one) for one in ast.pipeline_elements):
        return _refused_when_strict(code)
    return code


def _like_a_call(ast: Ast) -> bool:
    """`f(1, 2)`: a command with a list in parentheses right behind its name."""
    if not isinstance(ast, CommandAst) or len(ast.command_elements) != 2:
        return False
    name, argument = ast.command_elements
    if not isinstance(argument, ParenExpressionAst) or argument.extent.start != name.extent.end:
        return False
    inner = argument.pipeline.get_pure_expression() if isinstance(argument.pipeline, PipelineAst) else None
    return isinstance(inner, ArrayLiteralAst)


def _refused_when_strict(code: Code) -> Code:
    def run(ctx: Context, out: Any) -> int:
        if ctx.scope.strict_mode >= 2:
            raise runtime_error(
                "The function or command was called as if it were a method. Parameters should be separated by spaces. For "
                "information about parameters, see the about_Parameters Help topic.",
                "StrictModeFunctionCallWithParens",
            )
        return code(ctx, out)

    return run


@statement_of(CommandExpressionAst, CommandAst)
def single_element(unit: Unit, ast: CommandExpressionAst | CommandAst) -> Code:
    if isinstance(ast, CommandExpressionAst) and not ast.redirections:
        return expression_statement(unit, ast.expression)
    return run_plan(PipelinePlan((_element(unit, ast),), False, ast.extent, ast))


def run_plan(plan: PipelinePlan) -> Code:
    from psbridge.engine.pipeline import run_pipeline

    extent = plan.extent

    def run(ctx: Context, out: Any) -> int:
        ctx.position = extent
        run_pipeline(ctx, plan, out)
        return NORMAL

    return run


def pipeline_plan(unit: Unit, ast: PipelineAst) -> PipelinePlan:
    return PipelinePlan(tuple(_element(unit, one) for one in ast.pipeline_elements), ast.background, ast.extent, ast)


def _element(unit: Unit, ast: Ast) -> CommandPlan | ExpressionPlan:
    if isinstance(ast, CommandAst):
        return command_plan(unit, ast)
    assert isinstance(ast, CommandExpressionAst)
    code = _range_code(unit, ast.expression) or expression_statement(unit, ast.expression)
    return ExpressionPlan(expression(unit, ast.expression), code, _redirections(unit, ast.redirections), ast.extent, ast)


def _range_code(unit: Unit, ast: Ast) -> Code | None:
    """`a..b` at the head of a pipeline: counted out one by one, never held as an array."""
    if not isinstance(ast, BinaryExpressionAst) or ast.operator is not T.DotDot:
        return None
    left, right = expression(unit, ast.left), expression(unit, ast.right)

    def run(ctx: Context, out: Any) -> int:
        write = out.write
        for number in range_of(left(ctx), right(ctx)):
            write(number)
        return NORMAL

    return run


def command_plan(unit: Unit, ast: CommandAst) -> CommandPlan:
    first, *rest = ast.command_elements
    name, target = _command_name(unit, first)
    return CommandPlan(
        name,
        target,
        tuple(_argument(unit, one) for one in rest),
        _redirections(unit, ast.redirections),
        ast.invocation_operator,
        ast.extent,
        ast,
    )


def _command_name(unit: Unit, first: CommandElementAst) -> tuple[str | None, Closure]:
    if isinstance(first, StringConstantExpressionAst):
        return first.value or None, constant(first.value)
    if isinstance(first, TypeExpressionAst):
        return None, constant(first.extent.text)
    return None, expression(unit, first)


def _argument(unit: Unit, ast: CommandElementAst) -> Argument | Named | Splat:
    if isinstance(ast, CommandParameterAst):
        return _named(unit, ast)
    if isinstance(ast, VariableExpressionAst) and ast.splatted:
        return Splat(expression(unit, ast), ast, ast.variable_path.unqualified.lower())
    if isinstance(ast, UsingExpressionAst) and ast.extent.text.startswith("@"):
        return Splat(expression(unit, ast), ast)
    value = _argument_value(unit, ast)
    bare = isinstance(ast, StringConstantExpressionAst) and ast.string_constant_type is StringConstantType.BareWord
    return Argument(value, ast, constant_of(value) is not None, bare)


def _argument_value(unit: Unit, ast: CommandElementAst) -> Closure:
    """The value of an argument: a type in brackets is text unless it stands in parentheses."""
    if isinstance(ast, TypeExpressionAst):
        return constant(ast.extent.text)
    if ast.__class__ is ConstantExpressionAst and ast.extent.text != to_text(ast.value):
        number, text = ast.value, ast.extent.text
        return lambda ctx: WrittenNumber(number, text)
    value_of = expression(unit, ast)
    if constant_of(value_of) is not None or getattr(value_of, "local", None) is not None:
        return value_of
    if isinstance(ast, ScriptBlockExpressionAst | ArrayLiteralAst):
        return value_of

    def run(ctx: Context) -> Any:
        value = value_of(ctx)
        return None if value is AutomationNull else value

    return run


def _named(unit: Unit, ast: CommandParameterAst) -> Named:
    if ast.argument is None:
        return Named(ast.parameter_name, None, ast)
    between = ast.extent.source.text[ast.extent.start : ast.argument.extent.start]
    return Named(ast.parameter_name, _argument_value(unit, ast.argument), ast, between[-1:].isspace())


def _redirections(unit: Unit, asts: tuple[RedirectionAst, ...]) -> tuple[FileRedirection | MergeRedirection, ...]:
    return tuple(_redirection(unit, one) for one in asts)


def _redirection(unit: Unit, ast: RedirectionAst) -> FileRedirection | MergeRedirection:
    if isinstance(ast, MergingRedirectionAst):
        return MergeRedirection(ast.from_stream.value, ast.to_stream.value, ast.extent)
    assert isinstance(ast, FileRedirectionAst)
    return FileRedirection(ast.from_stream.value, expression(unit, ast.location), ast.append, ast.extent)


# -- chains


@statement_of(PipelineChainAst)
def chain(unit: Unit, ast: PipelineChainAst) -> Code:
    if ast.background:
        return _background_chain(unit, ast)
    left, right = _link(unit, ast.left), _link(unit, ast.right)
    wanted = ast.operator is T.AndAnd

    def run(ctx: Context, out: Any) -> int:
        execution = ctx.execution
        execution.success = True
        code = left(ctx, out)
        if code or execution.success is not wanted:
            return code
        execution.success = True
        return right(ctx, out)

    return run


def _link(unit: Unit, ast: StatementAst) -> Code:
    """A pipeline of a chain: one that an error ended counts as failed, and the chain goes on as statements do."""
    code, extent = statement(unit, ast), ast.extent

    def run(ctx: Context, out: Any) -> int:
        execution = ctx.execution
        try:
            return code(ctx, out)
        except Exception as error:
            if execution.propagate and ctx.traps is None:
                raise
            at_statement(ctx, out, error, extent)
            execution.success = False
            return NORMAL

    return run


def _background_chain(unit: Unit, ast: PipelineChainAst) -> Code:
    """`a && b &`: the chain as one background job."""
    return run_plan(PipelinePlan((), True, ast.extent, ast))
