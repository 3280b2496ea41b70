"""Data in PowerShell's notation (.psd1): literals, arrays and hash tables, read without running anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.scriptplaces import folder_of
from psbridge.language import ast as a
from psbridge.language.kinds import TokenKind
from psbridge.objects.containers import Hashtable
from psbridge.objects.convert import to_text
from psbridge.objects.exceptions import NetError


class NotData(NetError):
    """Something in the text would have to be run."""


def _refuse(node: a.Ast) -> NotData:
    return NotData.of(
        "System.InvalidOperationException", "Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions."
    )  # type: ignore[return-value]


def read_data(text: str, file: str | None = None, variables: dict[str, Any] | None = None) -> Any:
    """The value of a data file; NotData when it is more than data, ParseException when it is not PowerShell.

    `variables`: those that it may read, by their lower-case names.
    """
    from psbridge.engine.compiler import parse_failure
    from psbridge.language.parser import parse

    result = parse(text, file)
    if result.errors:
        raise parse_failure(result.errors)
    block = result.ast.end_block
    statements = block.statements if block is not None else ()
    if len(statements) != 1:
        raise NotData.of("System.InvalidOperationException", "The data file must hold one expression.")
    return _value(statements[0], {**(variables or {}), "psscriptroot": folder_of(file)})


def _value(node: a.Ast, variables: dict[str, Any]) -> Any:
    read = _READERS.get(type(node))
    if read is None:
        raise _refuse(node)
    return read(node, variables)


def _pipeline(node: a.PipelineAst, variables: dict[str, Any]) -> Any:
    only = node.get_pure_expression()
    if only is None:
        raise _refuse(node)
    return _value(only, variables)


def _table(node: a.HashtableAst, variables: dict[str, Any]) -> Hashtable:
    made = Hashtable()
    for key, value in node.key_value_pairs:
        made[_value(key, variables)] = _value(value, variables)
    return made


def _expandable(node: a.ExpandableStringExpressionAst, variables: dict[str, Any]) -> str:
    parts = [part if isinstance(part, str) else _value(part, variables) for part in node.parts]
    return "".join("" if part is None else to_text(part) for part in parts)


def _variable(node: a.VariableExpressionAst, variables: dict[str, Any]) -> Any:
    name = node.variable_path.user_path.lower()
    known = {"true": True, "false": False, "null": None, **variables}
    if name not in known:
        raise _refuse(node)
    return known[name]


def _array(node: a.ArrayExpressionAst, variables: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for statement in node.sub_expression.statements:
        value = _value(statement, variables)
        found.extend(value) if isinstance(value, list) else found.append(value)
    return found


def _unary(node: a.UnaryExpressionAst, variables: dict[str, Any]) -> Any:
    value = _value(node.child, variables)
    if node.token_kind is not TokenKind.Minus or not isinstance(value, int | float):
        raise _refuse(node)
    return -value


_READERS: dict[type, Callable[[Any, dict[str, Any]], Any]] = {
    a.PipelineAst: _pipeline,
    a.CommandExpressionAst: lambda node, variables: _value(node.expression, variables),
    a.HashtableAst: _table,
    a.ConstantExpressionAst: lambda node, variables: node.value,
    a.StringConstantExpressionAst: lambda node, variables: node.value,
    a.ExpandableStringExpressionAst: _expandable,
    a.VariableExpressionAst: _variable,
    a.ArrayExpressionAst: _array,
    a.ArrayLiteralAst: lambda node, variables: [_value(item, variables) for item in node.elements],
    a.ParenExpressionAst: lambda node, variables: _value(node.pipeline, variables),
    a.UnaryExpressionAst: _unary,
    a.ScriptBlockExpressionAst: lambda node, variables: node.extent.text,
}
