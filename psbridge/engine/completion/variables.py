"""`$na`, `@na`, `${na`, `$env:na`, `$script:na`: the variables of the text, of the session, and of drives with contents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from psbridge.engine.commandfaces import short_type
from psbridge.engine.completion.words import Offer, fitting
from psbridge.engine.context import Context
from psbridge.engine.scopes import Variable
from psbridge.language import (
    AssignmentStatementAst,
    Ast,
    AttributedExpressionAst,
    ExpressionAst,
    ForEachStatementAst,
    ParameterAst,
    VariableExpressionAst,
    walk,
)
from psbridge.objects import type_of
from psbridge.objects.psobject import unwrap

_SCOPES = ("Global", "Local", "Private", "Script", "Using", "Workflow")
_DRIVES = ("env", "function", "alias", "variable")
_PLAIN = re.compile(r"[\w?]+\Z")
# what the language sets when there is something to say; a session need not have it yet
_AUTOMATIC = (
    "_",
    "args",
    "input",
    "Matches",
    "MyInvocation",
    "PSBoundParameters",
    "PSCmdlet",
    "PSCommandPath",
    "PSItem",
    "PSScriptRoot",
    "this",
)


def offers(ctx: Context, tree: Ast, sigil: str, brace: str, typed: str) -> list[Offer]:
    """The variables that begin so."""
    prefix, colon, name = typed.rpartition(":")
    if colon and prefix.lower() in _DRIVES and prefix.lower() != "variable":
        found = [(one, prefix + ":" + one) for one in sorted(_drive_names(ctx, prefix.lower()), key=str.lower)]
        fits = fitting(name)
        return [Offer(_spelt(sigil, brace, full), one, "Variable", full) for one, full in found if fits(one)]
    fits, made = fitting(name), {}
    for one in _names(ctx, tree):
        if fits(one) and one.lower() not in made:
            made[one.lower()] = Offer(_spelt(sigil, brace, prefix + colon + one), one, "Variable", _tip(ctx, one))
    if not colon and sigil == "$":
        for word in (*_DRIVES, *_SCOPES):
            if word.lower().startswith(typed.lower()) and typed:
                made[word.lower() + ":"] = Offer(_spelt(sigil, brace, word + ":"), word + ":", "Variable", word)
    return list(made.values())


def _spelt(sigil: str, brace: str, name: str) -> str:
    """A variable as it is written: in braces where its name has other characters than letters, digits, `_` and `?`."""
    tail = name.rpartition(":")[2]
    if brace or (tail and not _PLAIN.match(tail)):
        return f"{sigil}{{{name}}}"
    return sigil + name


def _names(ctx: Context, tree: Ast) -> Iterator[str]:
    """Those of the text in order, then those of the session by name, then those that are there by nature."""
    yield from dict.fromkeys(_written(tree))
    found: dict[str, str] = {}
    for scope in ctx.scope.chain():
        spelling = scope.spelling or {}
        for key, held in scope.variables.items():
            found.setdefault(key, held.name if held.__class__ is Variable else spelling.get(key, key))
    for name in _AUTOMATIC:
        if found.setdefault(name.lower(), name) == name.lower():
            found[name.lower()] = name
    yield from (found[key] for key in sorted(found))


def _written(tree: Ast) -> Iterator[str]:
    """Variables that the text assigns, loops over or takes as parameters."""
    for node in walk(tree):
        target: ExpressionAst | None = None
        if isinstance(node, AssignmentStatementAst):
            target = node.left
        elif isinstance(node, ForEachStatementAst):
            target = node.variable
        elif isinstance(node, ParameterAst):
            target = node.name
        while isinstance(target, AttributedExpressionAst):
            target = target.child
        if isinstance(target, VariableExpressionAst) and target.extent.end < tree.extent.end:
            yield str(target.variable_path.unqualified)


def _drive_names(ctx: Context, drive: str) -> list[str]:
    if drive == "env":
        return list(ctx.runspace.environment)
    tables = [scope.functions if drive == "function" else scope.aliases for scope in ctx.scope.chain()]
    return list({key: info.name for table in reversed(tables) for key, info in (table or {}).items()}.values())


def _tip(ctx: Context, name: str) -> str:
    """`[type]$name`, when there is a value."""
    value = ctx.get_variable(name)
    return f"${name}" if value is None else f"[{short_type(type_of(unwrap(value)))}]${name}"
