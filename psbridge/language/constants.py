"""Which expressions are constant, and what their values are."""

from __future__ import annotations

from typing import Any

from psbridge.language.ast import (
    ArrayExpressionAst,
    ArrayLiteralAst,
    Ast,
    BinaryExpressionAst,
    CommandExpressionAst,
    ConstantExpressionAst,
    ConvertExpressionAst,
    HashtableAst,
    MemberExpressionAst,
    ParenExpressionAst,
    PipelineAst,
    ScriptBlockExpressionAst,
    StatementBlockAst,
    StringConstantExpressionAst,
    TernaryExpressionAst,
    TypeExpressionAst,
    UnaryExpressionAst,
    VariableExpressionAst,
)

_CONSTANT_VARIABLES = {"true": True, "false": False, "null": None}


class NotConstant(ValueError):
    """The expression is not constant."""


def is_attribute_argument(node: Ast) -> bool:
    """Whether an expression may be the argument of an attribute."""
    if isinstance(node, (ConstantExpressionAst, ScriptBlockExpressionAst, TypeExpressionAst)):
        return True
    if isinstance(node, VariableExpressionAst):
        return node.variable_path.user_path.lower() in _CONSTANT_VARIABLES
    if isinstance(node, ArrayLiteralAst):
        return all(is_attribute_argument(element) for element in node.elements)
    if isinstance(node, (UnaryExpressionAst, ConvertExpressionAst)):
        return is_attribute_argument(node.child)
    if isinstance(node, BinaryExpressionAst):
        return is_attribute_argument(node.left) and is_attribute_argument(node.right)
    if isinstance(node, TernaryExpressionAst):
        return all(is_attribute_argument(part) for part in (node.condition, node.if_true, node.if_false))
    if type(node) is MemberExpressionAst:
        return node.static and isinstance(node.expression, TypeExpressionAst) and isinstance(node.member, StringConstantExpressionAst)
    if isinstance(node, ParenExpressionAst):
        return is_attribute_argument(node.pipeline)
    if isinstance(node, PipelineAst):
        expression = node.get_pure_expression()
        return expression is not None and is_attribute_argument(expression)
    if isinstance(node, ArrayExpressionAst):
        return _is_constant_block(node.sub_expression)
    return False


def _is_constant_block(block: StatementBlockAst) -> bool:
    return not block.traps and len(block.statements) <= 1 and all(is_attribute_argument(s) for s in block.statements)


def constant_value(node: Ast) -> Any:
    """Value of a constant as #requires and module manifests know them; tables are dicts, lists are lists."""
    if isinstance(node, ConstantExpressionAst):
        return node.value
    if isinstance(node, VariableExpressionAst):
        name = node.variable_path.user_path.lower()
        if name in _CONSTANT_VARIABLES:
            return _CONSTANT_VARIABLES[name]
    if isinstance(node, ArrayLiteralAst):
        return [constant_value(element) for element in node.elements]
    if isinstance(node, HashtableAst):
        return {constant_value(key): constant_value(value) for key, value in node.key_value_pairs}
    if isinstance(node, ParenExpressionAst):
        return constant_value(node.pipeline)
    if isinstance(node, (PipelineAst, CommandExpressionAst)):
        return _pipeline_value(node)
    if isinstance(node, ArrayExpressionAst):
        values = [constant_value(statement) for statement in node.sub_expression.statements]
        return values[0] if len(values) == 1 and isinstance(values[0], list) else values
    raise NotConstant(str(node))


def _pipeline_value(node: PipelineAst | CommandExpressionAst) -> Any:
    if isinstance(node, CommandExpressionAst):
        return constant_value(node.expression)
    expression = node.get_pure_expression()
    if expression is None:
        raise NotConstant(str(node))
    return constant_value(expression)
