"""Control flow that a tree may not have: catches that never run, jumps out of `finally`, methods that end without a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from psbridge.language.ast import (
    Ast,
    BreakStatementAst,
    CatchClauseAst,
    ContinueStatementAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    ExitStatementAst,
    ExpressionAst,
    ForStatementAst,
    FunctionDefinitionAst,
    IfStatementAst,
    LabeledStatementAst,
    ReturnStatementAst,
    ScriptBlockAst,
    StatementAst,
    StatementBlockAst,
    StringConstantExpressionAst,
    ThrowStatementAst,
    TrapStatementAst,
    TryStatementAst,
)
from psbridge.language.visitor import children, walk

Report = Callable[..., None]


def label_of(label: ExpressionAst | None) -> str | None:
    """The label that `break` or `continue` names; None when only running it can tell."""
    if label is None:
        return ""
    return str(label.value) if isinstance(label, StringConstantExpressionAst) else None


def check_finally(block: StatementBlockAst, error: Report) -> None:
    """Nothing may jump out of a finally block."""
    pending: list[tuple[Ast, tuple[str, ...]]] = [(child, ()) for child in children(block)]
    while pending:
        node, loops = pending.pop()
        if isinstance(node, (ScriptBlockAst, TrapStatementAst, FunctionDefinitionAst)):
            continue
        if isinstance(node, LabeledStatementAst):
            loops = (*loops, (node.label or "").lower())
        leaves = isinstance(node, ReturnStatementAst)
        if isinstance(node, (BreakStatementAst, ContinueStatementAst)):
            label = label_of(node.label)
            leaves = label is None or (not loops if label == "" else label.lower() not in loops)
        if leaves:
            error(node.extent.start, node.extent.end, "ControlLeavingFinally")
            continue
        pending.extend((child, loops) for child in reversed(list(children(node))))


def check_catches(statement: TryStatementAst, error: Report) -> None:
    """A handler that an earlier one hides is an error."""
    clauses = statement.catch_clauses
    for index, first in enumerate(clauses[:-1]):
        for second in clauses[index + 1 :]:
            if first.is_catch_all:
                place = max(second.extent.start - 1, 0)
                error(place, place, "EmptyCatchNotLast")
                break
            _check_hidden(first, second, error)


def _check_hidden(first: CatchClauseAst, second: CatchClauseAst, error: Report) -> None:
    from psbridge.objects import lookup_type

    for earlier in first.catch_types:
        general = lookup_type(earlier.type_name.full_name)
        for later in second.catch_types:
            special = lookup_type(later.type_name.full_name)
            if general is not None and special is not None and special.is_subtype_of(general):
                error(later.extent.start, later.extent.end, "ExceptionTypeAlreadyCaught", special.full_name)


def completes(statements: Iterable[StatementAst]) -> bool:
    """Whether control may reach the end of a list of statements."""
    return all(_completes(statement) for statement in statements)


def _completes(statement: StatementAst) -> bool:
    if isinstance(statement, (ReturnStatementAst, ThrowStatementAst, ExitStatementAst, BreakStatementAst, ContinueStatementAst)):
        return False
    if isinstance(statement, IfStatementAst):
        if statement.else_clause is None:
            return True
        bodies = [body for _, body in statement.clauses]
        return any(completes(body.statements) for body in (*bodies, statement.else_clause))
    if isinstance(statement, TryStatementAst):
        bodies = [statement.body, *(clause.body for clause in statement.catch_clauses)]
        if statement.finally_ is not None and not completes(statement.finally_.statements):
            return False
        return any(completes(body.statements) for body in bodies)
    if isinstance(statement, ForStatementAst) and statement.condition is None:
        return _breaks(statement.body)
    if isinstance(statement, (DoWhileStatementAst, DoUntilStatementAst)):
        return completes(statement.body.statements) or _breaks(statement.body, continues=True)
    return True


def _breaks(body: StatementBlockAst, *, continues: bool = False) -> bool:
    """Whether something in a loop's body jumps to its end (or, with `continues`, to its condition)."""
    kinds = (BreakStatementAst, ContinueStatementAst) if continues else (BreakStatementAst,)
    pending = list(children(body))
    while pending:
        node = pending.pop()
        if isinstance(node, kinds):
            return True
        if isinstance(node, (LabeledStatementAst, ScriptBlockAst)) and not _has_label_jump(node):
            continue
        pending.extend(children(node))
    return False


def _has_label_jump(node: Ast) -> bool:
    return any(isinstance(found, BreakStatementAst) and found.label is not None for found in walk(node))
