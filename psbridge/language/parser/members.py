"""Members, indexes and method calls that follow a value without a gap."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.language import lexis
from psbridge.language.ast import (
    ErrorExpressionAst,
    ExpressionAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    ITypeName,
    MemberExpressionAst,
    StringConstantExpressionAst,
    StringConstantType,
)
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import (
    DASHES,
    DOUBLE_QUOTES,
    SINGLE_QUOTES,
    WHITESPACE,
)
from psbridge.language.parser.values import Values

Operator = tuple[K, int, int]  # kind, precedence, end of the operator
_NULL_CONDITIONAL = (7, 1)
_GENERIC_METHODS = (7, 3)


class Members(Values):
    """Rules of member access."""

    __slots__ = ()

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
            rule = self._index if self.t[start + length - 1] == "[" else self._member
            target = rule(target, start, length)

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


_BARE_OPERANDS: dict[str, Callable[[Members], ExpressionAst | None]] = {
    "$": Members._bare_dollar,
    "@": Members._bare_at,
    "(": Members.paren,
    "{": Members.script_block_expression,
    **dict.fromkeys(".0123456789", Members._bare_number),
    **dict.fromkeys(SINGLE_QUOTES, Members.single_quoted),
    **dict.fromkeys(DOUBLE_QUOTES, Members.double_quoted),
}
