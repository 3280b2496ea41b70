"""Expressions: operands with their operators."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.language import lexis
from psbridge.language.ast import (
    ArrayLiteralAst,
    AttributeAst,
    AttributeBaseAst,
    AttributedExpressionAst,
    BinaryExpressionAst,
    CommandParameterAst,
    ConvertExpressionAst,
    ErrorExpressionAst,
    ExpressionAst,
    TernaryExpressionAst,
    TypeConstraintAst,
    TypeExpressionAst,
    UnaryExpressionAst,
)
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import (
    DASHES,
    DOUBLE_QUOTES,
    EXPRESSION_END,
    SINGLE_QUOTES,
)
from psbridge.language.parser.members import Members

Operator = tuple[K, int, int]  # kind, precedence, end of the operator
_MODERN = (7, 0)


class Expressions(Members):
    """Rules of expressions."""

    __slots__ = ()

    def expression(self, tern: bool = False) -> ExpressionAst | None:
        left = self.unary(tern)
        if left is None:
            return None
        if self.sp() in EXPRESSION_END:
            return left
        return self._expression_after(left)

    def _expression_after(self, left: ExpressionAst) -> ExpressionAst:
        """What follows the first operand: commas, binary operators, `? :`."""
        left = self._array_after(left)
        operator = self._operator()
        if operator is not None:
            left = self._binary_after(left, operator)
        elif self.t[self.p] in DASHES:
            left = self._stray_parameter(left)
        if self.t[self.p] == "?" and self.version >= _MODERN:
            return self._ternary_after(left)
        return left

    def _array_after(self, first: ExpressionAst) -> ExpressionAst:
        if self.no_comma or self.sp() != ",":
            return first
        elements = [first]
        while self.sp() == ",":
            self.p = comma = self.p + 1
            self.nl()
            element = self.unary(True)
            if element is None:
                self.after(comma, "MissingExpressionAfterToken", ",")
                elements.append(ErrorExpressionAst(self.extent(comma - 1, comma)))
                break
            elements.append(element)
        return ArrayLiteralAst(self.extent(first.extent.start, elements[-1].extent.end), tuple(elements))

    def _operator(self) -> Operator | None:
        """The binary operator at `p`, which stays there."""
        c = self.sp()
        p, t = self.p, self.t
        if c in DASHES:
            return self._dash_operator(p)
        following = t[p + 1]
        if c == "?":
            return (K.QuestionQuestion, lexis.COALESCE, p + 2) if self._is_coalesce(p) else None
        if c == ".":
            return (K.DotDot, lexis.RANGE, p + 2) if following == "." else None
        simple = _SIGNS.get(c)
        if simple is None or following == "=" or (c == "+" and following == "+"):
            return None
        if c == "*" and following == ">":
            return None
        return simple[0], simple[1], p + 1

    def _is_coalesce(self, p: int) -> bool:
        return self.t[p + 1] == "?" and self.t[p + 2] != "=" and self.version >= _MODERN

    def _dash_operator(self, p: int) -> Operator | None:
        following = self.t[p + 1]
        if following == "=" or following in DASHES:
            return None
        m = lexis.dash_word(self.t, p)
        name = m.group(1) if m else ""
        if not name:
            return K.Minus, lexis.ADDITIVE, p + 1
        known = lexis.DASH_OPERATORS.get(name.lower())
        if known is None or m is None:
            return None
        return known[0], known[1], m.end()

    def _binary_after(self, first: ExpressionAst, operator: Operator) -> ExpressionAst:
        operands, operators = [first], [operator]
        precedence = operator[1]
        while True:
            start = self.p
            self.p = operator[2]
            written = self.t[start : self.p]
            self.nl()
            right = self.unary(True)
            if right is None:
                self.after(operator[2], "ExpectedValueExpression", written)
                right = ErrorExpressionAst(self.extent(operator[2], operator[2]))
            elif self.sp() == ",":
                right = self._array_after(right)
            operands.append(right)
            following = self._operator()
            if following is None:
                break
            while following[1] <= precedence:
                self._reduce(operands, operators)
                if not operators:
                    break
                precedence = operators[-1][1]
            operators.append(following)
            operator, precedence = following, following[1]
        while operators:
            self._reduce(operands, operators)
        result = operands[0]
        return self._stray_parameter(result) if self.t[self.p] in DASHES else result

    def _reduce(self, operands: list[ExpressionAst], operators: list[Operator]) -> None:
        right, left = operands.pop(), operands.pop()
        kind = operators.pop()[0]
        operands.append(BinaryExpressionAst(self.extent(left.extent.start, right.extent.end), left, kind, right))

    def _stray_parameter(self, left: ExpressionAst) -> ExpressionAst:
        """`-foo` where an operator should be is taken for a mistyped operator."""
        m = lexis.dash_word(self.t, self.p)
        if m is None or not m.group(1) or m.group(1).lower() in lexis.OPERATOR_WORDS:
            return left
        start, end = m.span()
        self.error(start, end, "UnexpectedToken", m.group())
        self.p = end
        parameter = CommandParameterAst(self.extent(start, end), m.group(1))
        return ErrorExpressionAst(self.extent(left.extent.start, end), (left, parameter))

    def _ternary_after(self, condition: ExpressionAst) -> ExpressionAst:
        if self.t[self.p + 1] == "?":
            return condition
        if_true = self._ternary_part("?")
        if self.nl() != ":" or self.t[self.p + 1] == ":":
            at = max(self.p - 1, 0)
            if isinstance(if_true, ErrorExpressionAst):
                return ErrorExpressionAst(self.extent(condition.extent.start, at), (condition,))
            self.at_token("MissingColonInTernaryExpression")
            return ErrorExpressionAst(self.extent(condition.extent.start, at), (condition, if_true))
        if_false = self._ternary_part(":")
        extent = self.extent(condition.extent.start, if_false.extent.end)
        return TernaryExpressionAst(extent, condition, if_true, if_false)

    def _ternary_part(self, sign: str) -> ExpressionAst:
        self.p = after = self.p + 1
        self.nl()
        part = self.expression(True)
        if part is None:
            self.after(after, "ExpectedValueExpression", sign)
            return ErrorExpressionAst(self.extent(after, after))
        return part

    def unary(self, tern: bool = False) -> ExpressionAst | None:
        """An operand with its prefix and postfix operators."""
        c = self.sp()
        rule = OPERANDS.get(c)
        if rule is None:
            return None
        operand = rule(self, tern)
        if operand is None:
            return None
        c = self.t[self.p]
        if c == " ":
            c = self.sp()
        if c == "+" or c in DASHES:
            following = self.t[self.p + 1]
            if (c == "+" and following == "+") or (c != "+" and following in DASHES):
                return self._postfix(operand, K.PostfixPlusPlus if c == "+" else K.PostfixMinusMinus)
        return operand

    def _postfix(self, operand: ExpressionAst, kind: K) -> ExpressionAst:
        self.p += 2
        extent = self.extent(operand.extent.start, self.p)
        self.later(extent.start, extent.end, self.check_increment, operand, kind)
        return UnaryExpressionAst(extent, kind, operand)

    def _prefix(self, kind: K, end: int) -> ExpressionAst:
        """A prefix operator that ends at `end`, and its operand."""
        start = self.p
        written = self.t[start:end]
        self.p = end
        self.nl()
        child = self.unary(True)
        if child is None:
            self.after(end, "MissingExpressionAfterOperator", written)
            return ErrorExpressionAst(self.extent(start, end))
        extent = self.extent(start, child.extent.end)
        if kind is K.PlusPlus or kind is K.MinusMinus:
            self.later(extent.start, extent.end, self.check_increment, child, kind)
        return UnaryExpressionAst(extent, kind, child)

    def _dash_operand(self, tern: bool) -> ExpressionAst | None:
        p = self.p
        c = self.t[p + 1]
        if c in DASHES:
            return self._prefix(K.MinusMinus, p + 2)
        if c == "=":
            return None
        if c.isdigit() or c == ".":
            return self._signed_number(tern)
        if c.isalpha() or c == "_" or c == "?":
            m = lexis.dash_word(self.t, p)
            name = m.group(1).lower() if m else ""
            if m is not None and name:
                kind = lexis.UNARY_WORDS.get(name)
                return self._prefix(kind, m.end()) if kind is not None else None
        return self._prefix(K.Minus, p + 1)

    def _plus_operand(self, tern: bool) -> ExpressionAst | None:
        c = self.t[self.p + 1]
        if c == "+":
            return self._prefix(K.PlusPlus, self.p + 2)
        if c == "=":
            return None
        if c.isdigit() or c == ".":
            return self._signed_number(tern)
        return self._prefix(K.Plus, self.p + 1)

    def _signed_number(self, tern: bool) -> ExpressionAst | None:
        start = self.p
        self.p += 1
        constant = self._number(tern, start, negative=self.t[start] != "+")
        if constant is None:
            self.p = start
        return constant

    def _exclaim_operand(self, tern: bool) -> ExpressionAst | None:
        c = self.t[self.p + 1]
        if c == "_" or c.isalpha():
            return None
        if (c.isdigit() or c == ".") and not self._number_follows(self.p + 1):
            return None
        return self._prefix(K.Exclaim, self.p + 1)

    def _comma_operand(self, tern: bool) -> ExpressionAst | None:
        if self.no_comma:
            return None
        start = self.p
        self.p = start + 1
        self.nl()
        child = self.unary(True)
        if child is None:
            self.after(start + 1, "MissingExpressionAfterOperator", ",")
            return ErrorExpressionAst(self.extent(start, start + 1))
        return ArrayLiteralAst(self.extent(start, child.extent.end), (child,))

    def _bracket_operand(self, tern: bool) -> ExpressionAst | None:
        attributes = self.attribute_list(in_expression=True)
        if not attributes:
            return None
        last = attributes[-1]
        if isinstance(last, AttributeAst):
            self.nl()
            child = self.unary(True)
            if child is None:
                self.incomplete(last.extent.start, last.extent.end, "UnexpectedAttribute", last.type_name.full_name)
                extent = self.extent(attributes[0].extent.start, last.extent.end)
                return ErrorExpressionAst(extent, tuple(attributes))
            expression: ExpressionAst = self._attributed(last, child)
        else:
            expression = self._cast(last)
        for attribute in reversed(attributes[:-1]):
            expression = self._attributed(attribute, expression)
        return expression

    def _cast(self, constraint: AttributeBaseAst) -> ExpressionAst:
        """`[type]` as a value, with members, or as a cast of what follows."""
        c = self.t[self.p]
        if c in ".:?" and self._member_operator(brackets=False):
            return self.access(TypeExpressionAst(constraint.extent, constraint.type_name))
        if self.sp() not in "\r\n,":
            child = self.unary(True)
            if child is not None:
                return self._attributed(constraint, child)
        return TypeExpressionAst(constraint.extent, constraint.type_name)

    def _attributed(self, attribute: AttributeBaseAst, child: ExpressionAst) -> ExpressionAst:
        start, end = attribute.extent.start, child.extent.end
        extent = self.extent(start, end)
        if not isinstance(attribute, TypeConstraintAst):
            node: ExpressionAst = AttributedExpressionAst(extent, attribute, child)
            self.later(start, end, self.check_attributed, node)
            return node
        node = ConvertExpressionAst(extent, attribute, child)
        if type(child) is ConvertExpressionAst and is_reference(child) and not is_reference(node):
            self.later(start, end, self.check_reference, child)
        if attribute.type_name.full_name.lower() in _CHECKED_CASTS:
            self.later(start, end, self.check_convert, node)
        return node

    def check_increment(self, operand: ExpressionAst, kind: K) -> None:
        raise NotImplementedError

    def check_attributed(self, node: ExpressionAst) -> None:
        raise NotImplementedError

    def check_convert(self, node: ConvertExpressionAst) -> None:
        raise NotImplementedError

    def check_reference(self, node: ConvertExpressionAst) -> None:
        raise NotImplementedError


def is_reference(node: ConvertExpressionAst) -> bool:
    """Whether a cast is `[ref]`."""
    return node.attribute.type_name.full_name.lower() in _REFERENCES


_REFERENCES = frozenset({"ref", "system.management.automation.psreference", "psreference"})
_CHECKED_CASTS = _REFERENCES | {"ordered"}
_SIGNS = {
    "+": (K.Plus, lexis.ADDITIVE),
    "*": (K.Multiply, lexis.MULTIPLICATIVE),
    "/": (K.Divide, lexis.MULTIPLICATIVE),
    "%": (K.Rem, lexis.MULTIPLICATIVE),
}
OPERANDS: dict[str, Callable[[Expressions, bool], ExpressionAst | None]] = {
    "$": Expressions._dollar_operand,
    "@": Expressions._at_operand,
    "(": Expressions._paren_operand,
    "{": Expressions._brace_operand,
    "[": Expressions._bracket_operand,
    "+": Expressions._plus_operand,
    "!": Expressions._exclaim_operand,
    ",": Expressions._comma_operand,
    **dict.fromkeys(".0123456789", Expressions._number_operand),
    **dict.fromkeys(DASHES, Expressions._dash_operand),
    **dict.fromkeys(SINGLE_QUOTES, Expressions._single_operand),
    **dict.fromkeys(DOUBLE_QUOTES, Expressions._double_operand),
}
