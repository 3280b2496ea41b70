"""Which variables a method reads before every path to that place has assigned them.

One walk in the order in which things run. A state is the set of names that are certainly assigned, None where no path leads. Loops are
walked once: what their bodies assign may not have happened. A `try` may fail at its first statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psbridge.language.ast import (
    ArrayLiteralAst,
    AssignmentStatementAst,
    Ast,
    AttributedExpressionAst,
    BinaryExpressionAst,
    BreakStatementAst,
    ContinueStatementAst,
    DataStatementAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    ExitStatementAst,
    ExpressionAst,
    ForEachStatementAst,
    ForStatementAst,
    FunctionDefinitionAst,
    FunctionMemberAst,
    IfStatementAst,
    LabeledStatementAst,
    ParenExpressionAst,
    PipelineAst,
    ReturnStatementAst,
    ScriptBlockExpressionAst,
    SwitchStatementAst,
    TernaryExpressionAst,
    ThrowStatementAst,
    TrapStatementAst,
    TryStatementAst,
    UsingExpressionAst,
    VariableExpressionAst,
    WhileStatementAst,
)
from psbridge.language.kinds import TokenKind
from psbridge.language.semantics.flow import label_of
from psbridge.language.visitor import children

State = frozenset[str] | None
_SHORT_CIRCUIT = frozenset({TokenKind.And, TokenKind.Or})


def unassigned(method: FunctionMemberAst) -> list[VariableExpressionAst]:
    """The variables of a method, in order, that may be read before they are assigned."""
    start = frozenset(name for parameter in method.parameters for name in assigned_names(parameter.name))
    walk = _Walk(start)
    body = method.body
    for block in (body.begin_block, body.process_block, body.end_block, body.dynamic_param_block):
        if block is not None:
            walk.visit(block)
    return walk.found


def assigned_names(target: ExpressionAst | Ast) -> Iterator[str]:
    """The names that an assignment to `target` sets, in lower case."""
    for variable in assigned_variables(target):
        yield variable.variable_path.unqualified.lower()


def assigned_variables(target: ExpressionAst | Ast) -> Iterator[VariableExpressionAst]:
    """The variables that an assignment to `target` sets."""
    if isinstance(target, VariableExpressionAst):
        yield target
    elif isinstance(target, AttributedExpressionAst):
        yield from assigned_variables(target.child)
    elif isinstance(target, ArrayLiteralAst):
        for element in target.elements:
            yield from assigned_variables(element)
    elif isinstance(target, ParenExpressionAst) and isinstance(target.pipeline, PipelineAst):
        inner = target.pipeline.get_pure_expression()
        if inner is not None:
            yield from assigned_variables(inner)


def _either(one: State, other: State) -> State:
    if one is None or other is None:
        return other if one is None else one
    return one & other


class _Walk:
    """The walk: the state where it is, the loops around it with the states that leave them, and what it found."""

    __slots__ = ("found", "loops", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.loops: list[tuple[str, list[State], list[State]]] = []  # label, states that break, states that continue
        self.found: list[VariableExpressionAst] = []

    def visit(self, node: Ast) -> None:
        rule = _RULES.get(type(node))
        if rule is not None:
            rule(self, node)
        else:
            self.each(children(node))

    def each(self, nodes: Iterable[Ast | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def assign(self, names: Iterable[str]) -> None:
        if self.state is not None:
            self.state = self.state.union(names)

    # expressions

    def variable(self, node: VariableExpressionAst) -> None:
        if self.state is not None and node.variable_path.unqualified.lower() not in self.state:
            self.found.append(node)

    def skip(self, node: Ast) -> None:
        """What has variables of its own."""

    def binary(self, node: BinaryExpressionAst) -> None:
        self.visit(node.left)
        left = self.state
        self.visit(node.right)
        if node.operator in _SHORT_CIRCUIT:
            self.state = _either(left, self.state)

    def ternary(self, node: TernaryExpressionAst) -> None:
        self.visit(node.condition)
        self.branches((node.if_true,), (node.if_false,))

    def branches(self, *ways: Iterable[Ast]) -> None:
        """Ways of which exactly one is taken."""
        before, after = self.state, None
        for way in ways:
            self.state = before
            self.each(way)
            after = _either(after, self.state)
        self.state = after

    # statements

    def assignment(self, node: AssignmentStatementAst) -> None:
        self.visit(node.right)
        self._targets(node.left)
        self.assign(assigned_names(node.left))

    def _targets(self, target: Ast) -> None:
        """What is read to reach the place that is assigned to."""
        if isinstance(target, ArrayLiteralAst):
            for element in target.elements:
                self._targets(element)
        elif isinstance(target, AttributedExpressionAst):
            self._targets(target.child)
        elif next(assigned_variables(target), None) is None:
            self.visit(target)

    def data(self, node: DataStatementAst) -> None:
        self.visit(node.body)
        if node.variable:
            self.assign((node.variable.lower(),))

    def if_(self, node: IfStatementAst) -> None:
        after: State = None
        for condition, body in node.clauses:
            self.visit(condition)
            missed = self.state
            self.visit(body)
            after, self.state = _either(after, self.state), missed
        self.each((node.else_clause,))
        self.state = _either(after, self.state)

    def try_(self, node: TryStatementAst) -> None:
        before = self.state
        self.visit(node.body)
        after = self.state
        for clause in node.catch_clauses:
            self.state = before
            self.visit(clause.body)
            after = _either(after, self.state)
        self.state = after
        if node.finally_ is not None:
            if not any(clause.is_catch_all for clause in node.catch_clauses):
                self.state = _either(after, before)
            self.visit(node.finally_)

    def trap(self, node: TrapStatementAst) -> None:
        before = self.state
        self.visit(node.body)
        self.state = before

    def leave(self, node: ReturnStatementAst | ThrowStatementAst | ExitStatementAst) -> None:
        self.each((node.pipeline,))
        self.state = None

    # loops

    def jump(self, node: BreakStatementAst | ContinueStatementAst) -> None:
        wanted = label_of(node.label)
        for label, breaks, continues in reversed(self.loops):
            if not wanted or label == wanted.lower():
                (breaks if isinstance(node, BreakStatementAst) else continues).append(self.state)
                break
        self.state = None

    def body(self, node: LabeledStatementAst, *parts: Ast | None) -> tuple[State, State]:
        """Walk what a loop repeats; the states that break it and that continue it."""
        breaks: list[State] = []
        continues: list[State] = []
        self.loops.append(((node.label or "").lower(), breaks, continues))
        self.each(parts)
        self.loops.pop()
        return _all(breaks), _all(continues)

    def while_(self, node: WhileStatementAst | ForStatementAst) -> None:
        self.each((node.initializer if isinstance(node, ForStatementAst) else None, node.condition))
        missed = self.state if node.condition is not None else None
        breaks, continues = self.body(node, node.body)
        if isinstance(node, ForStatementAst):
            self.state = _either(self.state, continues)
            self.each((node.iterator,))
        self.state = _either(missed, breaks)

    def do(self, node: DoWhileStatementAst | DoUntilStatementAst) -> None:
        breaks, continues = self.body(node, node.body)
        self.state = _either(self.state, continues)
        self.each((node.condition,))
        self.state = _either(self.state, breaks)

    def foreach(self, node: ForEachStatementAst) -> None:
        self.each((node.condition,))
        missed = self.state
        self.assign(assigned_names(node.variable))
        self.body(node, node.body)
        self.state = missed

    def switch(self, node: SwitchStatementAst) -> None:
        self.each((node.condition,))
        missed = self.state
        for test, body in node.clauses:
            self.state = missed
            self.visit(test)
            self.body(node, body)
        self.state = missed
        self.body(node, node.default)
        self.state = missed


def _all(states: list[State]) -> State:
    result: State = None
    for state in states:
        result = _either(result, state)
    return result


_RULES: dict[type[Ast], Callable[[_Walk, Any], None]] = {  # each takes its own kind of node
    VariableExpressionAst: _Walk.variable,
    UsingExpressionAst: _Walk.skip,
    ScriptBlockExpressionAst: _Walk.skip,
    FunctionDefinitionAst: _Walk.skip,
    BinaryExpressionAst: _Walk.binary,
    TernaryExpressionAst: _Walk.ternary,
    AssignmentStatementAst: _Walk.assignment,
    DataStatementAst: _Walk.data,
    IfStatementAst: _Walk.if_,
    TryStatementAst: _Walk.try_,
    TrapStatementAst: _Walk.trap,
    ReturnStatementAst: _Walk.leave,
    ThrowStatementAst: _Walk.leave,
    ExitStatementAst: _Walk.leave,
    BreakStatementAst: _Walk.jump,
    ContinueStatementAst: _Walk.jump,
    WhileStatementAst: _Walk.while_,
    ForStatementAst: _Walk.while_,
    DoWhileStatementAst: _Walk.do,
    DoUntilStatementAst: _Walk.do,
    ForEachStatementAst: _Walk.foreach,
    SwitchStatementAst: _Walk.switch,
}
