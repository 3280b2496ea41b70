"""Parts of a statement that are worked out before the rest of it, so that commands inside expressions can be called as functions.

Decides which parts these are: pipelines in parentheses, and what a pipeline begins with, as far as the caller can say them; and, so that
nothing is worked out in another order than PowerShell does, whatever stands before such a part and may have an effect or see one.  What is
worked out perhaps, or more than once (the right of -and, blocks, bodies of loops), stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from psbridge.language import ast as nodes
from psbridge.language.kinds import TokenKind
from psbridge.language.visitor import children

_IN_BRACKETS = (nodes.ParenExpressionAst, nodes.SubExpressionAst, nodes.ArrayExpressionAst)
_WITH_EFFECT = (nodes.MemberExpressionAst, nodes.IndexExpressionAst, nodes.CommandAst, *_IN_BRACKETS)
_ASKING = (nodes.IfStatementAst, nodes.ForEachStatementAst, nodes.SwitchStatementAst)
_STEPPING = frozenset((TokenKind.PlusPlus, TokenKind.MinusMinus, TokenKind.PostfixPlusPlus, TokenKind.PostfixMinusMinus))
_LEFT_ONLY = frozenset((TokenKind.And, TokenKind.Or, TokenKind.Xor))
_ENDING_EARLY = frozenset(("select-object", "select"))
Translate = Callable[..., Any]  # elements of a pipeline, whether these are all -> what stands for their calls; None when it cannot be said


@dataclass(frozen=True, slots=True)
class Lift:
    """A part: ``variable`` takes what it gives.  ``translated`` None: ``text`` is run."""

    variable: str
    text: str
    translated: Any = None
    is_list: bool = False  # what goes on through a pipeline; else what brackets give
    is_output: bool = False  # of commands; else the value of an expression


@dataclass(slots=True)
class Lifter:
    """The parts of one statement of a script."""

    script: str
    translate: Translate
    names: Iterator[str]
    lifts: list[Lift] = field(default_factory=list)
    replaced: list[tuple[int, int, str]] = field(default_factory=list)
    pending: list[Any] = field(default_factory=list)  # what was passed and has an effect or sees one

    def rest(self, start: int, end: int) -> str:
        """The script from one place to another, with variables where parts were lifted."""
        made, place = [], start
        for first, last, text in sorted(self.replaced):
            if start <= first and last <= end:
                made += [self.script[place:first], text]
                place = last
        return "".join([*made, self.script[place:end]])

    def visit(self, node: Any) -> None:
        """Lift what can be lifted of a node, in the order in which PowerShell works it out."""
        inner = _inner(node)
        if inner is not None:
            translated = self.translate(inner.pipeline_elements)
            if translated is not None:
                self._lift(node, translated)
                return
        if isinstance(node, nodes.PipelineAst):
            self._visit_pipeline(node)
        else:
            for child in _first_worked_out(node):
                if isinstance(node, _ASKING) and isinstance(child, nodes.PipelineAst):
                    self._visit_pipeline(child, len(child.pipeline_elements))
                else:
                    self.visit(child)
        if isinstance(node, _WITH_EFFECT) or (isinstance(node, nodes.UnaryExpressionAst) and node.token_kind in _STEPPING):
            self.pending = [one for one in self.pending if not _inside(one, node)]
            self.pending.append(node)

    def _visit_pipeline(self, pipeline: Any, longest: int | None = None) -> None:
        """Lift the beginning of a pipeline; all of it only where it stands for a value (``longest``)."""
        elements = pipeline.pipeline_elements
        if not any(map(_ends_early, elements)):
            for count in range(longest or len(elements) - 1, 0, -1):
                translated = self.translate(elements[:count], whole=count == len(elements))
                if translated is not None:
                    self._lift_pending()
                    self._add(elements[0].extent.start, elements[count - 1].extent.end, translated, is_list=True)
                    return
        self.visit(elements[0])

    def _lift(self, node: Any, translated: Any) -> None:
        self._lift_pending()
        self._add(node.extent.start, node.extent.end, translated, _brackets(node))

    def _lift_pending(self) -> None:
        for one in self.pending:
            self._add(one.extent.start, one.extent.end, None, _brackets(one), is_output=_has_commands(one))
        self.pending.clear()

    def _add(self, start: int, end: int, translated: Any, brackets: str = "{}", *, is_list: bool = False, is_output: bool = False) -> None:
        name = next(self.names)
        self.lifts.append(Lift(name, self.rest(start, end), translated, is_list, is_output))
        self.replaced = [one for one in self.replaced if not (start <= one[0] and one[1] <= end)]
        self.replaced.append((start, end, brackets.format(f"${{{name}}}")))


def _inner(node: Any) -> Any:
    """The pipeline in brackets that hold nothing else."""
    found: Any
    if isinstance(node, nodes.ParenExpressionAst):
        found = node.pipeline
    elif isinstance(node, nodes.SubExpressionAst | nodes.ArrayExpressionAst) and len(node.sub_expression.statements) == 1:
        found = node.sub_expression.statements[0]
    else:
        return None
    return found if isinstance(found, nodes.PipelineAst) and not found.background else None


def _has_commands(node: Any) -> bool:
    inner = _inner(node)
    return inner is not None and isinstance(inner.pipeline_elements[-1], nodes.CommandAst)


def _brackets(node: Any) -> str:
    if isinstance(node, nodes.SubExpressionAst):
        return "$({})"
    return "@({})" if isinstance(node, nodes.ArrayExpressionAst) else "({})"


def _first_worked_out(node: Any) -> Iterator[Any]:
    """The parts of a node that are surely worked out once, before anything else of it."""
    if isinstance(node, nodes.ScriptBlockExpressionAst | nodes.TernaryExpressionAst):
        return
    if isinstance(node, nodes.BinaryExpressionAst) and (node.operator in _LEFT_ONLY or node.operator is TokenKind.QuestionQuestion):
        yield node.left
    elif isinstance(node, nodes.AssignmentStatementAst):
        yield node.right
    elif isinstance(node, nodes.IfStatementAst):
        yield node.clauses[0][0]
    elif isinstance(node, nodes.ForEachStatementAst | nodes.SwitchStatementAst):
        yield node.condition
    elif isinstance(node, nodes.StatementBlockAst):
        yield from node.statements[:1]
    elif isinstance(node, nodes.StatementAst) and not isinstance(node, nodes.PipelineBaseAst | nodes.CommandBaseAst):
        return
    elif not (isinstance(node, nodes.CommandAst) and node.redirections):
        yield from children(node)


def _inside(one: Any, other: Any) -> bool:
    return bool(other.extent.start <= one.extent.start and one.extent.end <= other.extent.end)


def _ends_early(element: Any) -> bool:
    name = element.get_command_name() if isinstance(element, nodes.CommandAst) else None
    return str(name).lower() in _ENDING_EARLY
