"""Loops and `switch`: the statements that may have a label."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.language import lexis
from psbridge.language.ast import (
    Ast,
    CommandExpressionAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    ErrorStatementAst,
    ExpressionAst,
    ForEachFlags,
    ForEachStatementAst,
    ForStatementAst,
    PipelineAst,
    PipelineBaseAst,
    StatementAst,
    StatementBlockAst,
    StringConstantExpressionAst,
    StringConstantType,
    SwitchFlags,
    SwitchStatementAst,
    VariableExpressionAst,
    WhileStatementAst,
)
from psbridge.language.parser.statements import Statements

_SWITCH_FLAGS = ("regex", "wildcard", "exact", "casesensitive", "parallel", "file")


class Loops(Statements):
    """Rules of `while`, `do`, `for`, `foreach` and `switch`."""

    __slots__ = ()

    def loop_rule(self, word: str) -> Callable[[int, int, str, str | None], StatementAst] | None:
        name = _LOOPS.get(word)
        return getattr(self, name) if name is not None else None

    def _part(self, *, required: bool = True) -> PipelineBaseAst | None:
        self.nl()
        return self.pipeline_chain()

    # while, do

    def while_statement(self, start: int, keyword: int, word: str, label: str | None) -> StatementAst:
        end = self.p
        if self.nl() != "(":
            self.after(end, "MissingOpenParenthesisAfterKeyword", word)
            return ErrorStatementAst(self.extent(start, end))
        self.p = opened = self.p + 1
        condition = self._part()
        if condition is None:
            self.after(opened, "MissingExpressionAfterKeyword", "while")
            condition = ErrorStatementAst(self.extent(opened, opened))
        if self.nl() != ")":
            if not isinstance(condition, ErrorStatementAst):
                self.after(condition.extent.end, "MissingEndParenthesisAfterStatement", "while")
            return ErrorStatementAst(self.extent(start, condition.extent.end), (condition,))
        self.p = closed = self.p + 1
        body = self.block()
        if body is None:
            self.after(closed, "MissingLoopStatement", "while")
            return ErrorStatementAst(self.extent(start, closed), (condition,))
        return WhileStatementAst(self.extent(start, body.extent.end), label, condition, body)

    def do_statement(self, start: int, keyword: int, word: str, label: str | None) -> StatementAst:
        end = self.p
        body = self.block()
        if body is None:
            self.after(end, "MissingLoopStatement", "do")
            return ErrorStatementAst(self.extent(start, end))
        end = body.extent.end
        self.nl()
        m = lexis.identifier(self.t, self.p)
        name = m.group().lower() if m is not None and self.t[m.end()] in lexis.FORCE else ""
        if m is None or name not in ("while", "until"):
            self.after(end, "MissingWhileOrUntilInDoWhile")
            return ErrorStatementAst(self.extent(start, end), (body,))
        self.p = end = m.end()
        condition, end, failed = self._do_condition(name, end)
        if failed or condition is None:
            return ErrorStatementAst(self.extent(start, end), (body,))
        kind = DoUntilStatementAst if name == "until" else DoWhileStatementAst
        return kind(self.extent(start, end), label, condition, body)

    def _do_condition(self, name: str, end: int) -> tuple[PipelineBaseAst | None, int, bool]:
        if self.nl() != "(":
            self.after(end, "MissingOpenParenthesisAfterKeyword", name)
            return None, end, True
        self.p = opened = self.p + 1
        condition = self._part()
        if condition is None:
            self.after(opened, "MissingExpressionAfterKeyword", name)
        if self.nl() == ")":
            self.p += 1
            return condition, self.p, condition is None
        if condition is not None:
            self.after(condition.extent.end, "MissingEndParenthesisAfterStatement", name)
        return condition, self.p, True

    # for

    def for_statement(self, start: int, keyword: int, word: str, label: str | None) -> StatementAst:
        end = self.p
        if self.nl() != "(":
            self.after(end, "MissingOpenParenthesisAfterKeyword", "for")
            return ErrorStatementAst(self.extent(start, end))
        self.p = end = self.p + 1
        parts: list[PipelineBaseAst | None] = []
        for number in range(3):
            part = self._part()
            parts.append(part)
            if part is not None:
                end = part.extent.end
            if number < 2 and self.sp() == ";":
                self.p = end = self.p + 1
        nested = tuple(part for part in parts if part is not None)
        if self.nl() != ")":
            self.after(end, "MissingEndParenthesisAfterStatement", "for")
            return ErrorStatementAst(self.extent(start, end), nested)
        self.p = end = self.p + 1
        body = self.block()
        if body is None:
            self.after(end, "MissingLoopStatement", "for")
            return ErrorStatementAst(self.extent(start, end), nested)
        initializer, condition, iterator = parts
        return ForStatementAst(self.extent(start, body.extent.end), label, condition, body, initializer, iterator)

    # foreach

    def foreach_statement(self, start: int, keyword: int, word: str, label: str | None) -> StatementAst:
        end = keyword_end = self.p
        self.nl()
        flags, throttle, failed = self._foreach_flags()
        if self.nl() != "(":
            self.after(keyword_end, "MissingOpenParenthesisAfterKeyword", "foreach")
            return ErrorStatementAst(self.extent(start, keyword_end))
        self.p = opened = self.p + 1
        self.nl()
        variable = self._loop_variable()
        if variable is None:
            self.after(opened, "MissingVariableNameAfterForeach")
            return ErrorStatementAst(self.extent(start, opened))
        pipeline, body, end = self._foreach_rest(variable)
        if body is None or pipeline is None or failed:
            nested: list[Ast] = [variable]
            nested.extend(part for part in (pipeline, body) if part is not None)
            return ErrorStatementAst(self.extent(start, end), tuple(nested))
        extent = self.extent(start, end)
        if flags is not ForEachFlags.None_ or throttle is not None:
            self._refuse_foreach_flags(start, end, flags, throttle)
        return ForEachStatementAst(extent, label, pipeline, body, variable, flags, throttle)

    def _refuse_foreach_flags(self, start: int, end: int, flags: ForEachFlags, throttle: ExpressionAst | None) -> None:
        reserved = "KeywordParameterReservedForFutureUse"
        if flags is not ForEachFlags.None_:
            self.later(start, end, self.error, start, end, reserved, "foreach", "parallel")
        if throttle is not None:
            self.later(start, end, self.error, start, end, reserved, "foreach", "throttlelimit")
            if flags is ForEachFlags.None_:
                self.later(start, end, self.error, start, end, "ThrottleLimitRequiresParallelFlag")

    def _foreach_flags(self) -> tuple[ForEachFlags, ExpressionAst | None, bool]:
        flags, throttle, failed = ForEachFlags.None_, None, False
        while (m := lexis.parameter(self.t, self.p)) is not None:
            self.p = m.end()
            name = m.group(1).lower()
            if "parallel".startswith(name):
                flags = ForEachFlags.Parallel
            elif "throttlelimit".startswith(name):
                self.nl()
                throttle = self.command_argument()
                if throttle is None:
                    self.after(m.end(), "MissingThrottleLimit")
            else:
                failed = True
                self.error(m.start(), m.end(), "InvalidForeachFlag", m.group(1))
            self.nl()
        return flags, throttle, failed

    def _loop_variable(self) -> VariableExpressionAst | None:
        start = self.p
        if self.t.startswith("${", start):
            return self.braced_variable(start)
        m = lexis.variable(self.t, start)
        if m is None:
            return None
        self.p = end = m.end()
        if self.t[start] == "@":
            self.later(start, end, self.error, start, end, "SplattingNotPermitted", m.group(1))
            return VariableExpressionAst(self.extent(start, end), self.path(m.group(1)), True)
        return self.make_variable(start, m.group(1))

    def _foreach_rest(self, variable: VariableExpressionAst) -> tuple[PipelineBaseAst | None, StatementBlockAst | None, int]:
        end = variable.extent.end
        self.nl()
        m = lexis.identifier(self.t, self.p)
        if m is None or m.group().lower() != "in" or self.t[m.end()] not in lexis.FORCE:
            self.after(end, "MissingInInForeach")
            return None, None, end
        self.p = end = m.end()
        pipeline = self._part()
        if pipeline is None:
            self.after(end, "MissingForeachExpression")
            return None, None, end
        end = pipeline.extent.end
        if self.nl() != ")":
            self.after(end, "MissingEndParenthesisAfterForeach")
            return pipeline, None, end
        self.p = end = self.p + 1
        body = self.block()
        if body is None:
            self.after(end, "MissingForeachStatement")
            return pipeline, None, end
        return pipeline, body, body.extent.end

    # switch

    def switch_statement(self, start: int, keyword: int, word: str, label: str | None) -> StatementAst:
        errors = len(self.errors)
        end = self.p
        self.nl()
        flags, condition, end, is_incomplete = self._switch_flags(end)
        if self.sp() == "(":
            condition, end, is_incomplete = self._switch_condition(flags, end)
        elif condition is None and SwitchFlags.File not in flags:
            is_incomplete = self.after(end, "PipelineValueRequired")
        clauses: list[tuple[ExpressionAst, StatementBlockAst]] = []
        default: StatementBlockAst | None = None
        if self.nl() != "{":
            if not is_incomplete:
                self.after(end, "MissingCurlyBraceInSwitchStatement")
        else:
            default, end = self._switch_body(clauses, end)
        if len(self.errors) > errors and self._switch_failed(errors):
            nested = tuple(part for clause in clauses for part in clause)
            return ErrorStatementAst(self.extent(start, end), nested)
        extent = self.extent(start, end)
        if SwitchFlags.Parallel in flags:
            reserved = "KeywordParameterReservedForFutureUse"
            self.later(start, end, self.error, start, end, reserved, "switch", "parallel")
        return SwitchStatementAst(extent, label, condition, flags, tuple(clauses), default)

    def _switch_failed(self, errors: int) -> bool:
        return any(error.error_id in _SWITCH_ERRORS for error in self.errors[errors:])

    def _switch_flags(self, end: int) -> tuple[SwitchFlags, PipelineBaseAst | None, int, bool]:
        flags = SwitchFlags.None_
        condition: PipelineBaseAst | None = None
        is_incomplete = False
        while (m := lexis.parameter(self.t, self.p)) is not None:
            self.p = end = m.end()
            name = m.group(1).lower()
            flag = next((known for known in _SWITCH_FLAGS if known.startswith(name)), "")
            if flag == "regex":
                flags = (flags | SwitchFlags.Regex) & ~SwitchFlags.Wildcard
            elif flag == "wildcard":
                flags = (flags | SwitchFlags.Wildcard) & ~SwitchFlags.Regex
            elif flag == "exact":
                flags &= ~SwitchFlags.Regex & ~SwitchFlags.Wildcard
            elif flag == "casesensitive":
                flags |= SwitchFlags.CaseSensitive
            elif flag == "parallel":
                flags |= SwitchFlags.Parallel
            elif flag == "file":
                flags |= SwitchFlags.File
                condition, end, is_incomplete = self._switch_file(end)
            else:
                self.error(m.start(), end, "InvalidSwitchFlag", m.group(1))
            self.sp()
        return flags, condition, end, is_incomplete

    def _switch_file(self, end: int) -> tuple[PipelineBaseAst | None, int, bool]:
        self.nl()
        file = self.single_command_argument()
        if file is None:
            return None, end, self.after(end, "MissingFilenameOption")
        return PipelineAst(file.extent, (CommandExpressionAst(file.extent, (), file),)), file.extent.end, False

    def _switch_condition(self, flags: SwitchFlags, end: int) -> tuple[PipelineBaseAst | None, int, bool]:
        opened = self.p
        self.p = opened + 1
        is_incomplete = False
        if SwitchFlags.File in flags:
            self.error(opened, opened + 1, "PipelineValueRequired")
        condition = self._part()
        end = opened + 1
        if condition is None:
            is_incomplete = self.after(end, "PipelineValueRequired")
        else:
            end = condition.extent.end
        if self.nl() == ")":
            self.p = end = self.p + 1
        elif not is_incomplete:
            is_incomplete = self.after(end, "MissingEndParenthesisInSwitchStatement")
        return condition, end, is_incomplete

    def _switch_body(self, clauses: list[tuple[ExpressionAst, StatementBlockAst]], end: int) -> tuple[StatementBlockAst | None, int]:
        opened = self.p
        self.p = end = opened + 1
        default: StatementBlockAst | None = None
        is_incomplete = False
        self.nl()
        while True:
            condition, is_default = self._clause_condition()
            if condition is None:
                self.after(end, "MissingSwitchConditionExpression")
                if self.sp() == "}":
                    self.p = end = self.p + 1
                return default, end
            end = condition.extent.end
            body = self.block()
            if body is None:
                is_incomplete = self.after(end, "MissingSwitchStatementClause")
            else:
                end = body.extent.end
                if not is_default:
                    clauses.append((condition, body))
                else:
                    if default is not None:
                        extent = condition.extent
                        self.error(extent.start, extent.end, "MultipleSwitchDefaultClauses")
                    default = body
            c = self.nls()
            if c == "}":
                self.p += 1
                return default, self.p
            if self.p >= self.n:
                if not is_incomplete:
                    self.incomplete(opened, opened + 1, "MissingEndCurlyBrace", seen_at=self.p)
                return default, end

    def _clause_condition(self) -> tuple[ExpressionAst | None, bool]:
        m = lexis.identifier(self.t, self.p)
        if m is not None and m.group().lower() == "default" and self.t[m.end()] in lexis.FORCE:
            self.p = m.end()
            extent = self.extent(m.start(), m.end())
            return StringConstantExpressionAst(extent, m.group(), StringConstantType.BareWord), True
        return self.single_command_argument(), False

    # keywords without a label

    def _unlabelled(self, start: int, word: str) -> StatementAst:
        rule = self.loop_rule(word.lower())
        assert rule is not None, "only loops are registered for this"
        return rule(start, start, word, None)


_LOOPS = {
    "while": "while_statement",
    "do": "do_statement",
    "for": "for_statement",
    "foreach": "foreach_statement",
    "switch": "switch_statement",
}
_SWITCH_ERRORS = frozenset(
    {
        "InvalidSwitchFlag",
        "MissingCurlyBraceInSwitchStatement",
        "MissingEndCurlyBrace",
        "MissingEndParenthesisInSwitchStatement",
        "MissingFilenameOption",
        "MissingSwitchConditionExpression",
        "MissingSwitchStatementClause",
        "MultipleSwitchDefaultClauses",
        "PipelineValueRequired",
    }
)
Loops.keywords.update(dict.fromkeys(_LOOPS, Loops._unlabelled))  # type: ignore[arg-type]  # a rule of the subclass
