"""A script block as a pipeline for somebody else: commands where the block is simple, one script otherwise, with the values of $using:.

A block of a single pipeline of commands whose arguments are constants, or plain parameters of the block, travels as these commands, as
PowerShell sends it; a failing command then makes the pipeline fail, which a script would survive, and input goes to the first command.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from psbridge.engine.binder.arguments import ParameterMark
from psbridge.engine.context import Context
from psbridge.engine.scopes import UNSET
from psbridge.engine.threads.blockrun import undefined_using
from psbridge.language import find_all
from psbridge.language.ast import (
    Ast,
    CommandAst,
    CommandParameterAst,
    ConstantExpressionAst,
    PipelineAst,
    StringConstantExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from psbridge.language.kinds import TokenKind
from psbridge.objects import find_type
from psbridge.objects.containers import GenericDictionary, NetDictionary
from psbridge.objects.psobject import unwrap
from psbridge.psrp import Command, Pipeline

USING = "--%"
_CONSTANTS = {"true": True, "false": False, "null": None}


def using_table(block: Any, ctx: Context) -> GenericDictionary | None:
    """The values of the $using: expressions of a block, under base64 of their texts; None when it has none."""
    pairs: dict[str, Any] = {}
    for expression in find_all(block.ast, UsingExpressionAst):
        text = expression.extent.text
        if isinstance(expression.sub_expression, VariableExpressionAst):
            text = text.lower()
        key = base64.b64encode(text.encode("utf-16-le", "surrogatepass")).decode("ascii")
        if key not in pairs:
            pairs[key] = using_value(expression, ctx)
    if not pairs:
        return None
    return GenericDictionary(find_type("System.String"), find_type("System.Object"), pairs.items())


def using_value(expression: UsingExpressionAst, ctx: Context) -> Any:
    """What a $using: expression means where the block is written."""
    inner = expression.sub_expression
    text = inner.extent.text
    for sigil in ("${", "$", "@"):
        prefix = f"{sigil}using:"
        if text.lower().startswith(prefix):
            text = ("${" if sigil == "${" else "$") + text[len(prefix) :]
            break
    name = text[2:-1] if text.startswith("${") else text[1:]
    value = ctx.get_variable(name, UNSET) if name.replace("_", "").replace(":", "").isalnum() else UNSET
    if value is not UNSET:
        return value
    if name.replace("_", "").isalnum():
        raise undefined_using(name)
    found = ctx.runspace.script_block(text, ctx).invoke(ctx)
    return found[0] if len(found) == 1 else found or None


def pipeline_of(
    text: str, block: Any, ctx: Context, arguments: list[Any], named: Mapping[str, Any] | None = None, **options: Any
) -> Pipeline:
    """The pipeline that runs a block (given with its text) with arguments by place and by name."""
    using = using_table(block, ctx)
    commands = None if using is not None or named else simple_commands(block.ast, arguments)
    if commands is not None:
        return Pipeline(commands, **options)
    command = Command(text, is_script=True, parameters=[*((None, value) for value in arguments), *(named or {}).items()])
    if using is not None:
        command.add(USING, using)
    return Pipeline([command], **options)


def simple_commands(ast: Any, arguments: Sequence[Any] = ()) -> list[Command] | None:
    """The commands of a block that is nothing but a pipeline of them; None for any other."""
    if ast.begin_block is not None or ast.process_block is not None or ast.end_block is None:
        return None
    known = _parameters(ast.param_block, arguments)
    statements = ast.end_block.statements
    if known is None or len(statements) != 1 or ast.end_block.traps or not isinstance(statements[0], PipelineAst):
        return None
    if statements[0].background:
        return None
    commands: list[Command] = []
    for element in statements[0].pipeline_elements:
        made = _command(element, known)
        if made is None:
            return None
        commands.append(made)
    return commands


def _parameters(block: Any, arguments: Sequence[Any]) -> dict[str, Any] | None:
    """The values of plain parameters by name; None where a parameter does more than to have a name, or arguments are left over."""
    plain = () if block is None else block.parameters
    if len(arguments) > len(plain) or (block is not None and block.attributes):
        return None
    if any(one.attributes or one.default_value is not None for one in plain):
        return None
    values = [*arguments, *[None] * (len(plain) - len(arguments))]
    return {one.name.variable_path.user_path.lower(): value for one, value in zip(plain, values, strict=True)}


def _command(element: Ast, known: Mapping[str, Any]) -> Command | None:
    if not isinstance(element, CommandAst) or element.redirections or element.invocation_operator is TokenKind.Dot:
        return None
    first, *rest = element.command_elements
    name = first.value if isinstance(first, StringConstantExpressionAst) else unwrap(_value(first, known))
    if not isinstance(name, str) or isinstance(name, ParameterMark):
        return None
    made = Command(str(name))
    return made if all(_add(made, argument, known) for argument in rest) else None


def _add(made: Command, argument: Any, known: Mapping[str, Any]) -> bool:
    """Add an argument; False when its value would have to be worked out."""
    if isinstance(argument, CommandParameterAst):
        value = _value(argument.argument, known) if argument.argument is not None else UNSET
        if value is _NOT or argument.parameter_name == USING:
            return False
        made.add(f"-{argument.parameter_name}{':' if value is not UNSET else ''}", None if value is UNSET else value)
        return True
    if isinstance(argument, VariableExpressionAst) and argument.splatted:
        return _splat(made, known.get(argument.variable_path.user_path.lower(), _NOT))
    value = _value(argument, known)
    if value is not _NOT:
        made.add(None, value)
    return value is not _NOT


def _splat(made: Command, value: Any) -> bool:
    """Names with values of a table, or arguments by place, among which there may be names again."""
    bare = unwrap(value)
    if isinstance(bare, NetDictionary):
        for name, item in bare.pairs():
            made.add(f"-{name}:", item)
        return True
    if not isinstance(bare, list):
        return False
    for item in bare:
        if isinstance(unwrap(item), ParameterMark):
            made.add(str(unwrap(item)), None)
        else:
            made.add(None, item)
    return True


_NOT = object()


def _value(ast: Any, known: Mapping[str, Any]) -> Any:
    """The value of a constant or a parameter; `_NOT` for anything that would have to be worked out."""
    if isinstance(ast, ConstantExpressionAst):
        return ast.value
    if isinstance(ast, VariableExpressionAst) and not ast.splatted:
        name = ast.variable_path.user_path.lower()
        return known[name] if name in known else _CONSTANTS.get(name, _NOT)
    return _NOT
