"""Script blocks: param blocks, named blocks, parameters, `using`."""

from __future__ import annotations

from psbridge.language import lexis
from psbridge.language.ast import (
    AttributeAst,
    AttributeBaseAst,
    ErrorStatementAst,
    ExpressionAst,
    HashtableAst,
    NamedBlockAst,
    ParamBlockAst,
    ParameterAst,
    ScriptBlockAst,
    StatementAst,
    StatementBlockAst,
    StringConstantExpressionAst,
    TrapStatementAst,
    UsingStatementAst,
    UsingStatementKind,
    VariableExpressionAst,
)
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import BLOCK_NAMES, FORCE
from psbridge.language.parser.loops import Loops
from psbridge.language.source import Extent

_USING_KINDS = {
    "namespace": UsingStatementKind.Namespace,
    "module": UsingStatementKind.Module,
    "assembly": UsingStatementKind.Assembly,
    "type": UsingStatementKind.Type,
    "command": UsingStatementKind.Command,
}
_NO_ALIAS = frozenset({UsingStatementKind.Assembly})
_ALIAS_REQUIRED = frozenset({UsingStatementKind.Type, UsingStatementKind.Command})
_CLEAN = (7, 3)


class Scripts(Loops):
    """Rules of script blocks."""

    __slots__ = ()

    def keyword_at(self) -> tuple[str, int]:
        """The lower-case word at `p` when it is a whole token, with its end."""
        m = lexis.identifier(self.t, self.p)
        if m is None or self.t[m.end()] not in FORCE:
            return "", self.p
        return m.group().lower(), m.end()

    # whole scripts and blocks in braces

    def script(self) -> ScriptBlockAst:
        """The whole text."""
        self.nl()
        usings = self._using_statements()
        return self._block_body(-1, usings, filter_block=False, first=())

    def script_block(self, start: int) -> ScriptBlockAst:
        """What follows `{` at `start`, with its `}`."""
        return self._block_body(start, (), filter_block=False, first=())

    def function_body(self, start: int, *, filter_block: bool = False, first: tuple[StatementAst, ...] = ()) -> ScriptBlockAst:
        """Body of a function whose brace is at `start` = `p`."""
        outer, self.no_comma = self.no_comma, False
        self.p = start + 1
        body = self._block_body(start, (), filter_block=filter_block, first=first)
        self.no_comma = outer
        return body

    def _block_body(
        self, start: int, usings: tuple[UsingStatementAst, ...], *, filter_block: bool, first: tuple[StatementAst, ...]
    ) -> ScriptBlockAst:
        c = self.nl()
        param_block: ParamBlockAst | None = None
        if c in "[pP":
            param_block = self._param_block()
            if param_block is not None:
                c = self.nls()
        if c in "bBpPeEcCdD":
            word, _ = self.keyword_at()
            if word in BLOCK_NAMES and (word != "clean" or self.version >= _CLEAN):
                return self._named_blocks(start, usings, param_block)
        statements, traps, begin, end = self._body_statements(start)
        statements = first + statements
        if param_block is not None:
            begin = param_block.extent.start
            end = max(end, param_block.extent.end)
        kind = K.Process if filter_block else K.End
        named = NamedBlockAst(self.extent(begin, end), kind, True, statements, traps)
        extent = self._close_block(start, end)
        if filter_block:
            return ScriptBlockAst(extent, param_block, None, named, None, None, None, usings)
        return ScriptBlockAst(extent, param_block, None, None, named, None, None, usings)

    def _body_statements(self, start: int) -> tuple[tuple[StatementAst, ...], tuple[TrapStatementAst, ...], int, int]:
        statements, traps, begin, end = self.statement_list()
        while start < 0 and self.p < self.n:
            # a closing bracket that closes nothing: say so, skip it, go on
            at, token_end, text = self.peek_token()
            self.error(at, token_end, "UnexpectedToken", text)
            self.p = token_end
            more, more_traps, _, end = self.statement_list()
            statements += more
            traps += more_traps
        return statements, traps, begin, end

    def _close_block(self, start: int, end: int) -> Extent:
        if start < 0:
            return self.extent(0, self.n)
        if self.t[self.p] == "}":
            self.p += 1
            return self.extent(start, self.p)
        self.incomplete(start, start + 1, "MissingEndCurlyBrace", seen_at=self.p)
        return self.extent(start, max(end, start + 1))

    def _named_blocks(self, start: int, usings: tuple[UsingStatementAst, ...], param_block: ParamBlockAst | None) -> ScriptBlockAst:
        blocks: dict[str, NamedBlockAst] = {}
        end = self.p
        complete = True
        while self.p < self.n and self.t[self.p] != "}":
            word, word_end = self.keyword_at()
            if word not in BLOCK_NAMES or (word == "clean" and self.version < _CLEAN):
                at, token_end, text = self.peek_token()
                self.error(at, token_end, "MissingNamedBlocks", text)
                complete = False
                if start < 0:
                    self.p = self.n
                break
            end = self._named_block(word, word_end, blocks)
            self.nls()
        extent = self._close_block(start, end) if complete else self.extent(max(start, 0), self.n if start < 0 else end)
        return ScriptBlockAst(
            extent,
            param_block,
            blocks.get("begin"),
            blocks.get("process"),
            blocks.get("end"),
            blocks.get("clean"),
            blocks.get("dynamicparam"),
            usings,
        )

    def _named_block(self, word: str, word_end: int, blocks: dict[str, NamedBlockAst]) -> int:
        begin = self.p
        self.p = word_end
        body = self.block()
        if body is None:
            self.p = word_end
            self.after(word_end, "MissingNamedStatementBlock", word)
            body = StatementBlockAst(self.extent(begin, word_end))
        extent = self.extent(begin, body.extent.end)
        if word in blocks:
            self.error(begin, body.extent.end, "DuplicateScriptCommandClause", word)
        else:
            blocks[word] = NamedBlockAst(extent, BLOCK_NAMES[word], False, body.statements, body.traps)
        return body.extent.end

    # param blocks and parameters

    def _param_block(self) -> ParamBlockAst | None:
        """`[attributes] param(...)`; when it is something else, nothing happened."""
        start, errors, checks = self.p, len(self.errors), len(self.checks)
        attributes: list[AttributeBaseAst] = []
        if self.t[start] == "[":
            attributes = self.attribute_list(in_expression=False)
            self.nl()
        begin = self.p
        word, end = self.keyword_at()
        if word == "param":
            self.p = end
            if self.nl() == "(":
                return self._finish_param_block(begin, attributes)
        self.p = start
        del self.errors[errors:]
        del self.checks[checks:]
        return None

    def _finish_param_block(self, start: int, attributes: list[AttributeBaseAst]) -> ParamBlockAst:
        opened = self.p
        self.p = opened + 1
        parameters = self.parameter_list()
        if self.nl() == ")":
            self.p = end = self.p + 1
        else:
            end = max(self.p - 1, start)
            last = parameters[-1].extent.end if parameters else opened + 1
            self.after(last, "MissingEndParenthesisInFunctionParameterList")
        for attribute in attributes:
            if not isinstance(attribute, AttributeAst):
                extent = attribute.extent
                self.error(extent.start, extent.end, "TypeNotAllowedBeforeParam", attribute.type_name.full_name)
        allowed = tuple(attribute for attribute in attributes if isinstance(attribute, AttributeAst))
        self.later(start, end, self.check_duplicate_parameters, parameters)
        return ParamBlockAst(self.extent(start, end), allowed, tuple(parameters))

    def parameter_list(self) -> list[ParameterAst]:
        """Parameters separated by commas, up to the parenthesis."""
        parameters: list[ParameterAst] = []
        comma = -1
        outer, self.no_comma = self.no_comma, True
        while True:
            parameter = self._parameter()
            if parameter is None:
                if comma >= 0:
                    self.after(comma, "MissingExpressionAfterToken", ",")
                break
            parameters.append(parameter)
            if self.nl() != ",":
                break
            self.p = comma = self.p + 1
        self.no_comma = outer
        return parameters

    def _parameter(self) -> ParameterAst | None:
        self.nl()
        begin = self.p
        attributes = self.attribute_list(in_expression=False)
        self.nl()
        start = self.p
        variable = self._parameter_variable(start)
        if variable is None:
            if not attributes:
                return None
            end = attributes[-1].extent.end
            self.after(end, "InvalidFunctionParameter")
            self.sync(")", consume=True)
            extent = self.extent(begin, end)
            return ParameterAst(extent, VariableExpressionAst(extent, self.path("__error__")), tuple(attributes))
        end = variable.extent.end
        default: ExpressionAst | None = None
        if self.nl() == "=":
            self.p = equals = self.p + 1
            self.nl()
            default = self.expression()
            if default is None:
                self.after(equals, "MissingExpressionAfterToken", "=")
            else:
                end = default.extent.end
        return ParameterAst(self.extent(begin if attributes else start, end), variable, tuple(attributes), default)

    def _parameter_variable(self, start: int) -> VariableExpressionAst | None:
        c = self.t[start]
        if c != "$" and c != "@":
            return None
        if self.t.startswith("${", start):
            return self.braced_variable(start)
        m = lexis.variable(self.t, start)
        if m is None:
            return None
        self.p = end = m.end()
        if c == "@":
            self.later(start, end, self.error, start, end, "SplattingNotPermitted", m.group(1))
        return VariableExpressionAst(self.extent(start, end), self.path(m.group(1)), c == "@")

    # using

    def _using_statements(self) -> tuple[UsingStatementAst, ...]:
        found: list[UsingStatementAst] = []
        while True:
            word, end = self.keyword_at()
            if word != "using":
                return tuple(found)
            start, self.p = self.p, end
            statement = self.using_statement(start)
            if isinstance(statement, UsingStatementAst):
                found.append(statement)
            self.nls()

    def late_using(self, start: int, word: str) -> StatementAst:
        """`using` that is not at the top."""
        statement = self.using_statement(start)
        extent = statement.extent
        self.error(extent.start, extent.end, "UsingMustBeAtStartOfScript")
        return statement

    def using_statement(self, start: int) -> StatementAst:
        """What follows the word `using`."""
        end = self.p
        self.sp()
        word, word_end = self.keyword_at()
        kind = _USING_KINDS.get(word)
        if kind is None:
            self.after(end, "MissingUsingStatementDirective")
            return ErrorStatementAst(self.extent(start, end))
        self.p = word_end
        c = self.sp()
        if self.p >= self.n or c in "\r\n,;":
            self.after(word_end, "MissingUsingItemName")
            return ErrorStatementAst(self.extent(start, word_end))
        item_start, item_end, text = self.peek_token()
        item = self.command_argument()
        if item is None:
            self.error(item_start, item_end, "InvalidValueForUsingItemName", text)
            self.sync(";\n", consume=True)
            return ErrorStatementAst(self.extent(start, item_end))
        is_table = isinstance(item, HashtableAst) and kind is UsingStatementKind.Module
        if type(item) is not StringConstantExpressionAst and not is_table:
            extent = item.extent
            self.error(extent.start, extent.end, "InvalidValueForUsingItemName", extent.text)
            return ErrorStatementAst(self.extent(start, extent.end))
        return self._finish_using(start, kind, item)

    def _finish_using(self, start: int, kind: UsingStatementKind, item: ExpressionAst) -> StatementAst:
        end = item.extent.end
        if isinstance(item, HashtableAst):
            self._statement_terminator()
            return UsingStatementAst(self.extent(start, end), kind, None, None, item)
        assert isinstance(item, StringConstantExpressionAst), "the caller has refused others"
        if kind not in _NO_ALIAS and self.sp() == "=":
            return self._using_alias(start, kind, item)
        if kind in _ALIAS_REQUIRED:
            self.after(end, "MissingEqualsInUsingAlias")
            return ErrorStatementAst(self.extent(start, end), (item,))
        self._statement_terminator()
        return UsingStatementAst(self.extent(start, end), kind, item)

    def _using_alias(self, start: int, kind: UsingStatementKind, item: StringConstantExpressionAst) -> StatementAst:
        self.p = equals = self.p + 1
        c = self.sp()
        if self.p >= self.n or c in "\r\n;":
            self.after(equals, "MissingNamespaceAlias")
            return ErrorStatementAst(self.extent(start, equals))
        alias = self.command_argument()
        end = alias.extent.end if alias is not None else equals
        self._statement_terminator()
        extent = self.extent(start, end)
        if isinstance(alias, HashtableAst) and kind is UsingStatementKind.Module:
            statement = UsingStatementAst(extent, kind, item, None, alias)
        elif isinstance(alias, StringConstantExpressionAst):
            statement = UsingStatementAst(extent, kind, item, alias)
        else:
            self.error(equals, end, "InvalidValueForUsingItemName", self.t[equals:end].strip())
            return ErrorStatementAst(extent, (item,))
        self.later(start, end, self.error, start, end, "UsingStatementNotSupported")
        return statement

    def _statement_terminator(self) -> None:
        c = self.sp()
        if self.p < self.n and c not in ";\r\n":
            self.at_token("MissingStatementTerminator")

    def check_duplicate_parameters(self, parameters: list[ParameterAst]) -> None:
        raise NotImplementedError


Scripts.keywords["using"] = Scripts.late_using  # type: ignore[assignment]  # a rule of the subclass
