"""Expressions: operands, member access, operators."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.language import lexis
from psbridge.language.ast import (
    ArrayExpressionAst,
    ArrayLiteralAst,
    AttributeAst,
    AttributeBaseAst,
    AttributedExpressionAst,
    BinaryExpressionAst,
    CommandParameterAst,
    ConstantExpressionAst,
    ConvertExpressionAst,
    ErrorExpressionAst,
    ErrorStatementAst,
    ExpressionAst,
    HashtableAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    ITypeName,
    MemberExpressionAst,
    ParenExpressionAst,
    ScriptBlockExpressionAst,
    StatementAst,
    StatementBlockAst,
    StringConstantExpressionAst,
    StringConstantType,
    SubExpressionAst,
    TernaryExpressionAst,
    TypeConstraintAst,
    TypeExpressionAst,
    UnaryExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import (
    AFTER_NUMBER,
    DASHES,
    DOUBLE_QUOTES,
    EXPRESSION_END,
    FORCE,
    MEMBER_START,
    SINGLE_QUOTES,
    WHITESPACE,
)
from psbridge.language.literals import NotANumber, number_value
from psbridge.language.parser.types import Types

Operator = tuple[K, int, int]  # kind, precedence, end of the operator
_MODERN = (7, 0)
_NULL_CONDITIONAL = (7, 1)
_GENERIC_METHODS = (7, 3)


class Expressions(Types):
    """Rules of expressions."""

    __slots__ = ()

    # operators

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

    # operands

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

    def _number_follows(self, p: int) -> bool:
        m = lexis.number(self.t, p)
        return m is not None and self.t[m.end()] in AFTER_NUMBER

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

    def _number_operand(self, tern: bool) -> ExpressionAst | None:
        constant = self._number(tern, self.p, negative=False)
        if constant is not None and self.t[self.p] in MEMBER_START:
            return self.access(constant)
        return constant

    def _number(self, tern: bool, start: int, *, negative: bool) -> ConstantExpressionAst | None:
        t = self.t
        m = lexis.number(t, self.p)
        if m is None:
            return None
        end = m.end()
        c = t[end]
        if c not in AFTER_NUMBER and not (tern and c in "?:"):
            return None
        self.p = end
        extent = self.extent(start, end)
        try:
            return ConstantExpressionAst(extent, number_value(m, negative=negative))
        except NotANumber:
            self.error(start, end, "BadNumericConstant", t[start:end])
            return ConstantExpressionAst(extent, 0)

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
        if attribute.type_name.full_name.lower() in _CHECKED_CASTS:
            self.later(start, end, self.check_convert, node)
        return node

    # values

    def _dollar_operand(self, tern: bool) -> ExpressionAst | None:
        start = self.p
        m = lexis.variable(self.t, start)
        value: ExpressionAst
        if m is not None:
            name = m.group(1)
            self.p = end = m.end()
            if ":" in name:
                return self.finish_variable(self.make_variable(start, name))
            path = self.paths.get(name) or self.path(name)
            value = VariableExpressionAst(self.extent(start, end), path)
        elif self.t[start + 1] == "(":
            self.p = start + 2
            value = self.sub_expression(start)
        elif self.t[start + 1] == "{":
            return self.finish_variable(self.braced_variable(start))
        else:
            return None
        if self.t[self.p] in MEMBER_START:
            return self.access(value)
        return value

    def finish_variable(self, variable: VariableExpressionAst) -> ExpressionAst:
        """Members of a variable; those of a `$using:` variable belong inside of it."""
        path = variable.variable_path
        if path.scope == "using" and path.unqualified:
            plain = VariableExpressionAst(variable.extent, self.path(path.user_path[6:]), variable.splatted)
            inner = self.access(plain)
            using = UsingExpressionAst(inner.extent, inner)
            self.later(inner.extent.start, inner.extent.end, self.check_using_expression, inner)
            return using
        return self.access(variable)

    def _at_operand(self, tern: bool) -> ExpressionAst | None:
        start, c = self.p, self.t[self.p + 1]
        value: ExpressionAst
        if c == "{":
            value = self.hashtable()
        elif c == "(":
            self.p = start + 2
            value = self.sub_expression(start)
        elif c in SINGLE_QUOTES or c in DOUBLE_QUOTES:
            value = self.here_string()
        else:
            m = lexis.variable(self.t, start)
            if m is None:
                self.error(start, start + 1, "UnrecognizedToken")
                self.p = start + 1
                return ErrorExpressionAst(self.extent(start, start + 1))
            self.p = m.end()
            variable = VariableExpressionAst(self.extent(start, self.p), self.path(m.group(1)), True)
            self.later(start, self.p, self.error, start, self.p, "SplattingNotPermitted", m.group(1))
            return self.finish_variable(variable)
        return self.access(value) if self.t[self.p] in MEMBER_START else value

    def _paren_operand(self, tern: bool) -> ExpressionAst | None:
        value = self.paren()
        return self.access(value) if self.t[self.p] in MEMBER_START else value

    def paren(self) -> ParenExpressionAst:
        """`( pipeline )` at `p`."""
        start = self.p
        outer, self.no_comma = self.no_comma, False
        self.p = start + 1
        self.nl()
        pipeline = self.pipeline_chain()
        if pipeline is None:
            self.after(start + 1, "ExpectedExpression")
            pipeline = ErrorStatementAst(self.extent(start + 1, start + 1))
        end = pipeline.extent.end
        if self.nl() == ")":
            self.p = end = self.p + 1
        else:
            self.after(end, "MissingEndParenthesisInExpression")
        self.no_comma = outer
        return ParenExpressionAst(self.extent(start, end), pipeline)

    def sub_expression(self, start: int) -> ExpressionAst:
        """`$( ... )` or `@( ... )` that begins at `start`; `p` is behind its parenthesis."""
        outer, self.no_comma = self.no_comma, False
        statements, traps, first, end = self.statement_list()
        block = StatementBlockAst(self.extent(first, end), statements, traps)
        end = max(end, start + 2)
        if self.nl() == ")":
            self.p = end = self.p + 1
        else:
            self.at_token("MissingEndParenthesisInSubexpression")
        self.no_comma = outer
        if self.t[start] == "$":
            return SubExpressionAst(self.extent(start, end), block)
        return ArrayExpressionAst(self.extent(start, end), block)

    def _brace_operand(self, tern: bool) -> ExpressionAst | None:
        value = self.script_block_expression()
        return self.access(value) if self.t[self.p] in MEMBER_START else value

    def script_block_expression(self) -> ScriptBlockExpressionAst:
        """`{ ... }` at `p`."""
        start = self.p
        outer, self.no_comma = self.no_comma, False
        self.p = start + 1
        block = self.script_block(start)
        self.no_comma = outer
        return ScriptBlockExpressionAst(block.extent, block)

    def _single_operand(self, tern: bool) -> ExpressionAst | None:
        value = self.single_quoted()
        return self.access(value) if self.t[self.p] in MEMBER_START else value

    def _double_operand(self, tern: bool) -> ExpressionAst | None:
        value = self.double_quoted()
        return self.access(value) if self.t[self.p] in MEMBER_START else value

    # hashtables

    def hashtable(self) -> HashtableAst:
        """`@{ ... }` at `p`."""
        start = self.p
        self.p = start + 2
        self.nl()
        pairs: list[tuple[ExpressionAst, StatementAst]] = []
        while True:
            pair = self._key_value()
            if pair is None:
                break
            pairs.append(pair)
            if self.sp() not in ";\r\n":
                break
            self.nls()
        if self.sp() == "}":
            self.p = end = self.p + 1
        else:
            end = self.p - 1
            self.incomplete(start + 2, start + 2, "MissingEndCurlyBrace", seen_at=self.p)
        extent = self.extent(start, end)
        if len(pairs) > 1:
            self.later(start, end, self.check_keys, pairs)
        return HashtableAst(extent, tuple(pairs))

    def label_or_key(self) -> ExpressionAst | None:
        """A bare name, or an operand."""
        name = self.simple_name()
        if name is not None:
            return name
        if self.sp() in ";\r\n":
            return None
        outer, self.no_comma = self.no_comma, True
        key = self.unary()
        self.no_comma = outer
        return key

    def _key_value(self) -> tuple[ExpressionAst, StatementAst] | None:
        key = self.label_or_key()
        if key is None:
            return None
        end = key.extent.end
        if self.sp() != "=":
            self.error(end, end, "MissingEqualsInHashLiteral")
            self.sync("};\n", consume=False)
            return key, ErrorStatementAst(self.extent(end, end))
        self.p = equals = self.p + 1
        self.nl()
        outer, self.no_comma = self.no_comma, False
        value = self.statement()
        self.no_comma = outer
        if value is None:
            self.after(equals, "MissingStatementInHashLiteral")
            value = ErrorStatementAst(self.extent(equals, equals))
        return key, value

    # members

    def _member_operator(self, *, brackets: bool = True, command: bool = False) -> int:
        """Length of the member operator at `p`, 0 if there is none; block comments may stand before it."""
        t, p = self.t, self.p
        c = t[p]
        while c == "<" and t[p + 1] == "#":
            p = self._block_comment(p)
            c = t[p]
        length = self._operator_length(p, c, brackets, command)
        if length:
            self.p = p
        return length

    def _operator_length(self, p: int, c: str, brackets: bool, command: bool) -> int:
        t = self.t
        if c == ".":
            following = t[p + 1]
            if following == "." or (command and (following in WHITESPACE or following in "\0\r\n")):
                return 0
            return 1
        if c == "[":
            return 1 if brackets else 0
        if c == ":":
            if t[p + 1] != ":" or (command and (t[p + 2] in WHITESPACE or t[p + 2] in "\0\r\n")):
                return 0
            return 2
        if c == "?" and self.version >= _NULL_CONDITIONAL:
            return 2 if t[p + 1] == "." or (t[p + 1] == "[" and brackets) else 0
        return 0

    def access(self, target: ExpressionAst, *, command: bool = False) -> ExpressionAst:
        """Members and indexes that follow a value without a gap."""
        while True:
            length = self._member_operator(command=command)
            if not length:
                return target
            start = self.p
            self.p = start + length
            self.nl()
            if self.t[start + length - 1] == "[":
                target = self._index(target, start, length)
            else:
                target = self._member(target, start, length)

    def _index(self, target: ExpressionAst, start: int, length: int) -> ExpressionAst:
        outer, self.no_comma = self.no_comma, False
        index = self.expression()
        self.no_comma = outer
        opened = start + length
        missing = index is None
        if index is None:
            self.after(opened, "MissingArrayIndexExpression")
            index = ErrorExpressionAst(self.extent(start, opened))
        end = index.extent.end
        if self.nl() == "]":
            self.p = end = self.p + 1
        elif not missing and not isinstance(index, ErrorExpressionAst):
            self.after(end, "MissingEndSquareBracket")
        return IndexExpressionAst(self.extent(target.extent.start, end), target, index, length == 2)

    def _member(self, target: ExpressionAst, start: int, length: int) -> ExpressionAst:
        operator = self.t[start : start + length]
        static, conditional = operator == "::", operator == "?."
        t = self.t
        m = lexis.identifier(t, self.p)
        member: ExpressionAst | None
        if m is not None:
            name_start, self.p = m.span()
            member = StringConstantExpressionAst(self.extent(name_start, self.p), m.group(), StringConstantType.BareWord)
        else:
            member = self._member_name()
        if member is None:
            self.after(start + length, "MissingPropertyName")
            member = self.command_argument()
            if member is None:
                member = ErrorExpressionAst(self.extent(target.extent.start, start + length))
            return MemberExpressionAst(self.extent(target.extent.start, member.extent.end), target, member, static, conditional)
        generics: tuple[ITypeName, ...] = ()
        c = t[self.p]
        if c == "[" and self.version >= _GENERIC_METHODS and lexis.generic_call(t, self.p) is not None:
            self.p += 1
            self.nl()
            generics = self.type_arguments()
            self.p += 1
            c = t[self.p]
        if c == "(":
            arguments, end = self.argument_list()
        elif c == "{":
            block = self.script_block_expression()
            arguments, end = (block,), block.extent.end
        else:
            extent = self.extent(target.extent.start, member.extent.end)
            return MemberExpressionAst(extent, target, member, static, conditional)
        extent = self.extent(target.extent.start, end)
        return InvokeMemberExpressionAst(extent, target, member, static, conditional, arguments, generics)

    def _member_name(self) -> ExpressionAst | None:
        """A member name that is not an identifier: a string, a variable, a number, an expression in parentheses."""
        c = self.sp()
        if c in "+!,[" or c in DASHES:
            return self.unary()
        rule = _BARE_OPERANDS.get(c)
        return rule(self) if rule is not None else None

    def _bare_dollar(self) -> ExpressionAst | None:
        start = self.p
        if self.t[start + 1] == "(":
            self.p = start + 2
            return self.sub_expression(start)
        return self.variable_in_string(start)

    def _bare_at(self) -> ExpressionAst | None:
        start, c = self.p, self.t[self.p + 1]
        if c == "{":
            return self.hashtable()
        if c == "(":
            self.p = start + 2
            return self.sub_expression(start)
        if c in SINGLE_QUOTES or c in DOUBLE_QUOTES:
            return self.here_string()
        return None

    def _bare_number(self) -> ExpressionAst | None:
        return self._number(False, self.p, negative=False)

    def argument_list(self) -> tuple[tuple[ExpressionAst, ...], int]:
        """`( arguments )` of a method at `p`, and the end of them."""
        opened = self.p + 1
        self.p = opened
        if self.t[opened] == ")":
            self.p = opened + 1
            return (), self.p
        outer, self.no_comma = self.no_comma, True
        arguments: list[ExpressionAst] = []
        comma, reported = -1, False
        while True:
            self.nl()
            argument = self.expression()
            if argument is None:
                if comma >= 0:
                    self.after(comma, "MissingExpressionAfterToken", ",")
                    reported = True
                break
            arguments.append(argument)
            comma = -1
            if self.nl() != ",":
                break
            self.p = comma = self.p + 1
        self.no_comma = outer
        end = arguments[-1].extent.end if arguments else opened
        if self.nl() == ")":
            self.p += 1
            return tuple(arguments), self.p
        if not reported:
            self.after(end, "MissingEndParenthesisInMethodCall")
        return tuple(arguments), max(end, comma)

    # checks, see checks.py

    def check_increment(self, operand: ExpressionAst, kind: K) -> None:
        raise NotImplementedError

    def check_attributed(self, node: ExpressionAst) -> None:
        raise NotImplementedError

    def check_convert(self, node: ConvertExpressionAst) -> None:
        raise NotImplementedError

    def check_using_expression(self, inner: ExpressionAst) -> None:
        raise NotImplementedError

    def check_keys(self, pairs: list[tuple[ExpressionAst, StatementAst]]) -> None:
        raise NotImplementedError


_CHECKED_CASTS = frozenset({"ordered", "ref", "system.management.automation.psreference", "psreference"})
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
_BARE_OPERANDS: dict[str, Callable[[Expressions], ExpressionAst | None]] = {
    "$": Expressions._bare_dollar,
    "@": Expressions._bare_at,
    "(": Expressions.paren,
    "{": Expressions.script_block_expression,
    **dict.fromkeys(".0123456789", Expressions._bare_number),
    **dict.fromkeys(SINGLE_QUOTES, Expressions.single_quoted),
    **dict.fromkeys(DOUBLE_QUOTES, Expressions.double_quoted),
}
