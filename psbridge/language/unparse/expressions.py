"""Expressions as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from psbridge.language import ast as a
from psbridge.language.ast import StringConstantType as S
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import OPERATOR_TEXT
from psbridge.language.unparse import text


@cache
def _rule_name(kind: str) -> str:
    """IfStatementAst is written by `write_if_statement_ast`."""
    return "write" + re.sub("([A-Z])", r"_\1", kind).lower()


_WORD_FOLLOWS = frozenset("_:?.[")
_HERE = frozenset({S.SingleQuotedHereString, S.DoubleQuotedHereString})


class ExpressionWriter:
    """Writes expressions. `indent` is the depth of statement blocks around."""

    def __init__(self) -> None:
        self.indent = 0

    def write(self, node: a.Ast) -> str:
        """Text of any node."""
        rule: Callable[[Any], str] | None = getattr(self, _rule_name(type(node).__name__), None)
        if rule is None:
            raise TypeError(f"{type(node).__name__} has no text of its own: unparse the script or statement that holds it")
        return rule(node)

    def statements(self, block: a.StatementBlockAst) -> str:
        raise NotImplementedError

    def braces(self, block: a.ScriptBlockAst) -> str:
        raise NotImplementedError

    # types

    def write_type_name(self, node: a.TypeName) -> str:
        return f"{node.type_name}, {node.assembly_name}" if node.assembly_name else node.type_name

    def write_generic_type_name(self, node: a.GenericTypeName) -> str:
        arguments = []
        for argument in node.generic_arguments:
            written = self.write(argument)
            arguments.append(f"[{written}]" if "," in written and isinstance(argument, a.TypeName) else written)
        assembly = f", {node.type_name.assembly_name}" if node.type_name.assembly_name else ""
        return f"{node.type_name.type_name}[{', '.join(arguments)}]{assembly}"

    def write_array_type_name(self, node: a.ArrayTypeName) -> str:
        return f"{self.write(node.element_type)}[{',' * (node.rank - 1)}]"

    def write_type_constraint_ast(self, node: a.TypeConstraintAst) -> str:
        return f"[{self.write(node.type_name)}]"

    def write_type_expression_ast(self, node: a.TypeExpressionAst) -> str:
        return f"[{self.write(node.type_name)}]"

    def write_attribute_ast(self, node: a.AttributeAst) -> str:
        arguments = [self.write(argument) for argument in node.positional_arguments]
        arguments += [self.write(argument) for argument in node.named_arguments]
        return f"[{self.write(node.type_name)}({', '.join(arguments)})]"

    def write_named_attribute_argument_ast(self, node: a.NamedAttributeArgumentAst) -> str:
        return node.argument_name if node.expression_omitted else f"{node.argument_name} = {self.write(node.argument)}"

    # operators

    def write_binary_expression_ast(self, node: a.BinaryExpressionAst) -> str:
        return f"{self.write(node.left)} {OPERATOR_TEXT[node.operator]} {self.write(node.right)}"

    def write_unary_expression_ast(self, node: a.UnaryExpressionAst) -> str:
        sign = OPERATOR_TEXT[node.token_kind]
        child = self.write(node.child)
        if node.token_kind in (K.PostfixPlusPlus, K.PostfixMinusMinus):
            return child + sign
        return f"{sign} {child}"

    def write_ternary_expression_ast(self, node: a.TernaryExpressionAst) -> str:
        return f"{self.write(node.condition)} ? {self.write(node.if_true)} : {self.write(node.if_false)}"

    def write_attributed_expression_ast(self, node: a.AttributedExpressionAst) -> str:
        return self.write(node.attribute) + self.write(node.child)

    def write_convert_expression_ast(self, node: a.ConvertExpressionAst) -> str:
        return self.write(node.attribute) + self.write(node.child)

    def write_array_literal_ast(self, node: a.ArrayLiteralAst) -> str:
        if len(node.elements) == 1:
            return "," + self.write(node.elements[0])
        return ", ".join(self.write(element) for element in node.elements)

    # members

    def _target(self, node: a.ExpressionAst) -> str:
        if type(node) is a.ConstantExpressionAst:
            return text.member_number(node.value)
        return self.write(node)

    def _member(self, node: a.MemberExpressionAst) -> str:
        operator = "::" if node.static else "?." if node.null_conditional else "."
        target = self._target(node.expression)
        if node.null_conditional and isinstance(node.expression, a.VariableExpressionAst):
            target = text.variable(node.expression.variable_path.user_path, braces=True)
        return target + operator + self._member_name(node.member)

    def _member_name(self, member: a.Ast) -> str:
        is_word = isinstance(member, a.StringConstantExpressionAst) and member.string_constant_type is S.BareWord
        value = getattr(member, "value", None)
        return value if is_word and isinstance(value, str) and text.is_identifier(value) else self.write(member)

    def write_member_expression_ast(self, node: a.MemberExpressionAst) -> str:
        return self._member(node)

    def write_invoke_member_expression_ast(self, node: a.InvokeMemberExpressionAst) -> str:
        generics = ""
        if node.generic_type_arguments:
            generics = "[" + ", ".join(self.write(name) for name in node.generic_type_arguments) + "]"
        arguments = ", ".join(self.write(argument) for argument in node.arguments)
        return f"{self._member(node)}{generics}({arguments})"

    def write_index_expression_ast(self, node: a.IndexExpressionAst) -> str:
        target = self._target(node.target)
        if node.null_conditional and isinstance(node.target, a.VariableExpressionAst):
            target = text.variable(node.target.variable_path.user_path, braces=True)
        return f"{target}{'?' * node.null_conditional}[{self.write(node.index)}]"

    # values

    def write_variable_expression_ast(self, node: a.VariableExpressionAst) -> str:
        return text.variable(node.variable_path.user_path, splatted=node.splatted)

    def write_using_expression_ast(self, node: a.UsingExpressionAst) -> str:
        written = self.write(node.sub_expression)
        brace = 2 if written.startswith("${") else 1
        return written[:brace] + "using:" + written[brace:]

    def write_constant_expression_ast(self, node: a.ConstantExpressionAst) -> str:
        return text.number(node.value)

    def write_string_constant_expression_ast(self, node: a.StringConstantExpressionAst) -> str:
        return text.string_constant(str(node.value), node.string_constant_type)

    def write_expandable_string_expression_ast(self, node: a.ExpandableStringExpressionAst) -> str:
        kind = node.string_constant_type
        here = kind in _HERE
        pieces: list[str] = []
        for index, part in enumerate(node.parts):
            if isinstance(part, str):
                pieces.append(self._text_part(part, kind, first=index == 0))
            else:
                following = node.parts[index + 1] if index + 1 < len(node.parts) else ""
                pieces.append(self._part(part, following, here=here))
        content = "".join(pieces)
        if kind is S.BareWord:
            return content
        return f'@"\n{content}\n"@' if here else f'"{content}"'

    def _text_part(self, part: str, kind: S, *, first: bool) -> str:
        if kind is not S.BareWord:
            return text.double_text(part, here=kind in _HERE)
        return text.argument_word(part) if first else text.bare_word(part)

    def _part(self, part: a.ExpressionAst, following: str | a.ExpressionAst, *, here: bool) -> str:
        """An expression inside of a string; its own quotes are doubled there, as PowerShell halves them."""
        if isinstance(part, (a.VariableExpressionAst, a.UsingExpressionAst)):
            inner = part if isinstance(part, a.VariableExpressionAst) else part.sub_expression
            assert isinstance(inner, a.VariableExpressionAst), "a string expands variables without their members"
            path = ("" if inner is part else "using:") + inner.variable_path.user_path
            merges = isinstance(following, str) and following[:1] != "" and _joins(following[0])
            written = text.variable(path, braces=merges and path not in ("?", "^", "$"))
        else:
            written = self.write(part)
        return written if here else written.replace('"', '""')

    def write_array_expression_ast(self, node: a.ArrayExpressionAst) -> str:
        return f"@({self.statements(node.sub_expression)})"

    def write_sub_expression_ast(self, node: a.SubExpressionAst) -> str:
        return f"$({self.statements(node.sub_expression)})"

    def write_paren_expression_ast(self, node: a.ParenExpressionAst) -> str:
        return f"({self.write(node.pipeline)})"

    def write_script_block_expression_ast(self, node: a.ScriptBlockExpressionAst) -> str:
        return self.braces(node.script_block)

    def write_hashtable_ast(self, node: a.HashtableAst) -> str:
        if not node.key_value_pairs:
            return "@{}"
        self.indent += 1
        gap = "\n" + "    " * self.indent
        pairs = "".join(f"{gap}{self._key(key)} = {self.write(value)}" for key, value in node.key_value_pairs)
        self.indent -= 1
        return "@{" + pairs + "\n" + "    " * self.indent + "}"

    def _key(self, key: a.ExpressionAst) -> str:
        return self._member_name(key)


def _joins(c: str) -> bool:
    """Whether a character would be read as part of the variable before it."""
    return c in _WORD_FOLLOWS or c.isalnum()
