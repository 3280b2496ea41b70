"""Shapes of trees: a short text that says what a tree is, for comparisons that people can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from psbridge.language import (
    Ast,
    ConstantExpressionAst,
    ExpandableStringExpressionAst,
    ITypeName,
    ParseResult,
    StringConstantExpressionAst,
    StringConstantType,
    TokenKind,
    VariableExpressionAst,
    parse,
)
from psbridge.language.visitor import field_names

QUOTES = {
    StringConstantType.BareWord: "",
    StringConstantType.SingleQuoted: "'",
    StringConstantType.DoubleQuoted: '"',
    StringConstantType.SingleQuotedHereString: "@'",
    StringConstantType.DoubleQuotedHereString: '@"',
}


def shape_of(value: Any) -> str:
    """`$a + 1` is (BinaryExpression $a Plus 1)."""
    if isinstance(value, ITypeName):
        return f"<{value.full_name}>"
    if isinstance(value, VariableExpressionAst):
        return ("@" if value.splatted else "$") + value.variable_path.user_path
    if isinstance(value, StringConstantExpressionAst):
        quote = QUOTES[value.string_constant_type]
        return f"{quote}{value.value}{quote[::-1]}"
    if isinstance(value, ConstantExpressionAst):
        name = type(value.value).__name__
        return str(value.value) if name == "int" else f"{name}:{value.value}"
    if isinstance(value, ExpandableStringExpressionAst):
        parts = " ".join(repr(part) if isinstance(part, str) else shape_of(part) for part in value.parts)
        return f"{QUOTES[value.string_constant_type] or 'word'}[{parts}]"
    if isinstance(value, Ast):
        names = field_names(type(value))
        inside = [shape_of(getattr(value, name)) for name in names if getattr(value, name) not in (None, (), False, TokenKind.Unknown)]
        return f"({' '.join([type(value).__name__.removesuffix('Ast'), *inside])})"
    if isinstance(value, tuple):
        return "[" + " ".join(shape_of(item) for item in value) + "]"
    if isinstance(value, TokenKind):
        return value.name
    return str(value)


def only_statement(result: ParseResult) -> Any:
    block = result.ast.end_block
    assert block is not None
    assert len(block.statements) == 1, "the text holds one statement"
    return block.statements[0]


@pytest.fixture
def shape() -> Callable[..., str]:
    """Shape of a text that is one statement; of the expression when the statement is nothing else."""

    def one(text: str, **options: Any) -> str:
        result = parse(text, **options)
        assert [error.error_id for error in result.errors] == []
        statement = only_statement(result)
        expression = getattr(statement, "get_pure_expression", lambda: None)()
        if expression is not None:
            return shape_of(expression)
        elements = getattr(statement, "pipeline_elements", ())
        return shape_of(elements[0] if len(elements) == 1 and not statement.background else statement)

    return one


@pytest.fixture
def errors() -> Callable[..., list[str]]:
    """Error ids of a text."""
    return lambda text, **options: [error.error_id for error in parse(text, **options).errors]
