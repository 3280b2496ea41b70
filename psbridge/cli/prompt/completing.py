"""Completion of a command line: what stands before the cursor, and what may stand there instead.

Decides by the syntax tree of the text up to the cursor with one more letter: whichever node ends there is what is being typed. The offers
come from `offers`; this module runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from psbridge.cli.prompt import offers, values
from psbridge.cli.prompt.offer import Offer, resolve
from psbridge.language import (
    Ast,
    CommandAst,
    CommandParameterAst,
    MemberExpressionAst,
    StringConstantExpressionAst,
    parse,
    walk,
)

_VARIABLE = re.compile(r"(?<!`)([$@])(\{?)([\w:?]*)\Z")
_TYPE = re.compile(r"(?<![\w)\]}'\"])\[([\w.]*)\Z")
_OPERATOR = re.compile(r"\s-([A-Za-z]*)\Z")
_MARK = "z"


@dataclass(frozen=True, slots=True)
class Found:
    """The text from `start` to the cursor may become one of `items`."""

    start: int
    items: list[Offer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """What is typed: the text before the cursor, the opening quote that is still open, the nodes that end here (outer ones first)."""

    before: str
    quote: str
    nodes: list[Ast]

    def innermost(self, kind: type) -> Any:
        return next((node for node in reversed(self.nodes) if isinstance(node, kind)), None)


def complete(runspace: Any, text: str, cursor: int) -> Found:
    """The offers for a text at a cursor, best ones first."""
    before = text[:cursor]
    quote = open_quote(before)
    if quote == "#":
        return Found(cursor)
    if quote != "'":
        match = _VARIABLE.search(before)
        if match:
            return Found(match.start(), offers.variables(runspace, *match.groups()))
        match = _TYPE.search(before) if not quote else None
        if match:
            return Found(match.start(1), offers.types(match[1]))
    probe = before + _MARK + quote
    tree = parse(probe).ast
    place = _Place(before, quote, [node for node in walk(tree) if node.extent.end == len(probe)])
    return next(filter(None, (find(runspace, place) for find in _FINDERS)), Found(cursor))


def open_quote(text: str) -> str:
    """The quote that a text leaves open, "#" inside a comment, "" for neither; escapes count, and code inside a string is code."""
    inside: list[str] = []  # quotes and parentheses that are open, inner ones last
    at = 0
    while at < len(text):
        char, top = text[at], inside[-1] if inside else ""
        if top == "'":
            if char == "'":
                inside.pop()
        elif char == "`":
            at += 1
        elif top == '"':
            if char == '"':
                inside.pop()
            elif text.startswith("$(", at):
                inside.append("(")
                at += 1
        elif char in "'\"(":
            inside.append(char)
        elif char == ")" and top:
            inside.pop()
        elif char == "#" and (at == 0 or text[at - 1] in " \t\n;({|"):
            at = text.find("\n", at)
            if at < 0:
                return "#"
        at += 1
    return inside[-1].replace("(", "") if inside else ""


def _members(runspace: Any, place: _Place) -> Found | None:
    node = place.innermost(MemberExpressionAst)
    if node is None or node.member.extent.end != node.extent.end:
        return None
    start = node.member.extent.start
    typed = place.before[start:]
    return Found(start, values.members(runspace, node, typed, _upstream(runspace, place)))


def _operators(runspace: Any, place: _Place) -> Found | None:
    match = _OPERATOR.search(place.before)
    if match is None or place.innermost(CommandAst) is not None:
        return None
    return Found(match.start(1) - 1, offers.operators(match[1]))


def _command(runspace: Any, place: _Place) -> Found | None:
    """A word of a command: its name, a parameter, or an argument."""
    command = place.innermost(CommandAst)
    if command is None:
        return None
    last = command.command_elements[-1]
    if len(command.command_elements) == 1:
        start = last.extent.start
        return Found(start, offers.command_names(runspace, place.before[start:], place.quote))
    info = resolve(runspace, command)
    if isinstance(last, CommandParameterAst) and last.argument is None:
        start = last.extent.start
        return Found(start, offers.parameters(info, place.before[start + 1 :]))
    return _argument(runspace, place, command, info, last)


def _argument(runspace: Any, place: _Place, command: CommandAst, info: Any, last: Ast) -> Found | None:
    leaf = place.innermost(StringConstantExpressionAst)
    start = len(place.before) if leaf is None else leaf.extent.start
    if leaf is None and not place.quote:
        return None
    if leaf is None:
        start = place.before.rindex(place.quote)
    typed = place.before[start:].lstrip("'\"") if place.quote else place.before[start:]
    upstream = lambda: values.types_before(runspace, place.nodes, command)  # noqa: E731 - asked for only where it counts
    wanted = values.Wanted(command, info, offers.parameter_of(info, command, last), typed, upstream)
    return Found(start, values.arguments(runspace, wanted))


def _upstream(runspace: Any, place: _Place) -> Callable[[], Iterable[str]]:
    """The types that `$_` has in the innermost script block that is an argument of a command."""

    def types() -> Iterable[str]:
        commands = [node for node in reversed(place.nodes) if isinstance(node, CommandAst)]
        return next(filter(None, (values.types_before(runspace, place.nodes, one) for one in commands)), ())

    return types


_FINDERS: tuple[Callable[[Any, _Place], Found | None], ...] = (_members, _operators, _command)
