"""Values: variables, numbers, strings, parentheses, script blocks, hashtables."""

from __future__ import annotations

from psbridge.language import lexis
from psbridge.language.ast import (
    ArrayExpressionAst,
    ConstantExpressionAst,
    ErrorExpressionAst,
    ErrorStatementAst,
    ExpressionAst,
    HashtableAst,
    ParenExpressionAst,
    ScriptBlockExpressionAst,
    StatementAst,
    StatementBlockAst,
    SubExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import (
    AFTER_NUMBER,
    DOUBLE_QUOTES,
    MEMBER_START,
    SINGLE_QUOTES,
)
from psbridge.language.literals import NotANumber, number_value
from psbridge.language.parser.types import Types

Operator = tuple[K, int, int]  # kind, precedence, end of the operator


class Values(Types):
    """Rules of values."""

    __slots__ = ()

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

    def _number_follows(self, p: int) -> bool:
        m = lexis.number(self.t, p)
        return m is not None and self.t[m.end()] in AFTER_NUMBER

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

    def check_using_expression(self, inner: ExpressionAst) -> None:
        raise NotImplementedError

    def check_keys(self, pairs: list[tuple[ExpressionAst, StatementAst]]) -> None:
        raise NotImplementedError
