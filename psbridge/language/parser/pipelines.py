"""Pipelines, chains and assignments."""

from __future__ import annotations

from dataclasses import replace

from psbridge.language import lexis
from psbridge.language.ast import (
    AssignmentStatementAst,
    CommandBaseAst,
    CommandExpressionAst,
    ErrorStatementAst,
    ExpressionAst,
    PipelineAst,
    PipelineBaseAst,
    PipelineChainAst,
)
from psbridge.language.kinds import TokenKind as K
from psbridge.language.lexis import EXPRESSION_START, REDIRECTION_START
from psbridge.language.parser.commands import Commands

_PIPELINE_END = frozenset("\0\r\n;)}")
_CHAINS = {"&&": K.AndAnd, "||": K.OrOr}
_MODERN = (7, 0)


class Pipelines(Commands):
    """Rules of pipelines."""

    __slots__ = ()

    def pipeline_chain(self) -> PipelineBaseAst | None:
        """Assignment, pipeline, or pipelines joined by `&&` and `||`; None when nothing begins here."""
        expression: ExpressionAst | None = None
        if self.sp() in EXPRESSION_START:
            expression = self.expression()
            if expression is not None:
                assignment = self._assignment(expression)
                if assignment is not None:
                    return assignment
        first = self.pipeline(expression)
        if self.t[self.p] in "&|" and self.p < self.n and first is not None:
            return self._chain_after(first)
        return first

    def command_pipeline(self) -> PipelineBaseAst | None:
        """As pipeline_chain, where a command is known to begin."""
        first = self.pipeline(None)
        if first is not None and self.t[self.p] in "&|":
            return self._chain_after(first)
        return first

    # assignment

    def _assignment(self, target: ExpressionAst) -> PipelineBaseAst | None:
        written = self._assignment_operator()
        if not written:
            return None
        self.p = after = self.p + len(written)
        self.nl()
        value = self.statement()
        if value is None:
            self.after(after, "ExpectedValueExpression", lexis.OPERATOR_TEXT[lexis.ASSIGNMENTS[written]])
            value = ErrorStatementAst(self.extent(after, after))
        start, end = target.extent.start, value.extent.end
        kind = lexis.ASSIGNMENTS[written]
        self.check_target(target, kind)
        return AssignmentStatementAst(self.extent(start, end), target, kind, value)

    def _assignment_operator(self) -> str:
        t, p = self.t, self.p
        c = t[p]
        if c == "=":
            return "="
        if c in "+*/%" or c in lexis.DASHES:
            if t[p + 1] != "=":
                return ""
            return "-=" if c in lexis.DASHES else c + "="
        return "??=" if c == "?" and t.startswith("??=", p) and self.version >= _MODERN else ""

    # chains

    def _chain_operator(self) -> str:
        text = self.t[self.p : self.p + 2]
        return text if text in _CHAINS else ""

    def _background(self) -> bool:
        if self.sp() == "&" and self.t[self.p + 1] != "&":
            if self.version < (6, 0):
                self.error(self.p, self.p + 1, "AmpersandNotAllowed")
            self.p += 1
            return True
        return False

    def _chain_after(self, first: PipelineAst) -> PipelineBaseAst:
        left: PipelineAst | PipelineChainAst | None = None
        pending, operator = first, ""
        while True:
            background = self._background()
            self.sp()
            written = self._chain_operator()
            if background and written:
                self.error(self.p, self.p + 2, "BackgroundOperatorInPipelineChain")
                self.p += 2
                return ErrorStatementAst(self.extent((left or pending).extent.start, self.p))
            joined = self._join(left, operator, pending, background)
            if not written:
                return joined
            if self.version < _MODERN:
                self.error(self.p, self.p + 2, "InvalidEndOfLine", written)
            self.p = after = self.p + 2
            self.nl()
            if self.p >= self.n:
                self.after(after, "EmptyPipelineChainElement")
                return joined
            left, operator = joined, written
            following = self._chain_element(after)
            if following is None:
                return ErrorStatementAst(self.extent(joined.extent.start, after), (joined,))
            pending = following

    def _join(
        self, left: PipelineAst | PipelineChainAst | None, operator: str, right: PipelineAst, background: bool
    ) -> PipelineAst | PipelineChainAst:
        if left is None:
            return replace(right, background=True) if background else right
        extent = self.extent(left.extent.start, right.extent.end)
        return PipelineChainAst(extent, left, _CHAINS[operator], right, background)

    def _chain_element(self, after: int) -> PipelineAst | None:
        start, end, text = self.peek_token()
        expression = self.expression() if self.t[self.p] in EXPRESSION_START else None
        element = self.pipeline(expression)
        if element is None and text not in (".", "&"):
            self.error(after - 2, end, "EmptyPipelineChainElement")
            self.p = max(self.p, start)
        return element

    # pipelines

    def pipeline(self, expression: ExpressionAst | None) -> PipelineAst | None:
        """Elements joined by `|`, the first of which may be an expression that is read already."""
        elements: list[CommandBaseAst] = []
        pipe = -1
        while True:
            element = self._element(expression, first=not elements)
            expression = None
            if element is not None:
                elements.append(element)
            elif elements or (self.t[self.p] == "|" and self.t[self.p + 1] != "|"):
                place = pipe if pipe >= 0 else self.p
                self.incomplete(place, place if pipe >= 0 else place + 1, "EmptyPipeElement")
            c = self.sp()
            if (c == "\n" or c == "\r") and self.version >= _MODERN and lexis.pipe_on_next_line(self.t, self.p):
                c = self.nl()
            if c != "|" or self.t[self.p + 1] == "|":
                if c not in _PIPELINE_END and c not in "&|" and (elements or c == ","):
                    self.unexpected()
                break
            self.p = pipe = self.p + 1
            self.nl()
            if self.p >= self.n:
                self.after(pipe, "EmptyPipeElement")
                break
        if not elements:
            return None
        return PipelineAst(self.extent(elements[0].extent.start, elements[-1].extent.end), tuple(elements))

    def _element(self, expression: ExpressionAst | None, *, first: bool) -> CommandBaseAst | None:
        if expression is None:
            if first or self.sp() not in EXPRESSION_START:
                return self.command()
            expression = self.expression()
            if expression is None:
                return self.command()
        extent = expression.extent
        if not first:
            self.error(extent.start, extent.end, "ExpressionsMustBeFirstInPipeline")
        if self.t[self.p] not in REDIRECTION_START and self.sp() not in REDIRECTION_START:
            return CommandExpressionAst(extent, (), expression)
        redirections = self.redirections()
        if redirections:
            extent = self.extent(extent.start, redirections[-1].extent.end)
        return CommandExpressionAst(extent, redirections, expression)

    def check_target(self, target: ExpressionAst, kind: K) -> None:
        raise NotImplementedError
