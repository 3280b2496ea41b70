"""Which kind of word stands at the cursor.

Decides by the syntax tree of the text up to the cursor with one more letter: whichever node ends there is what is being typed.  The parser
mends what is incomplete.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from psbridge.engine.completion import arguments, hashkeys, members, names, oldlines, typenames, variables
from psbridge.engine.completion.inference import types_before
from psbridge.engine.completion.words import Offer, resolve, unquoted
from psbridge.engine.context import Context
from psbridge.language import (
    Ast,
    CommandAst,
    CommandParameterAst,
    FileRedirectionAst,
    MemberExpressionAst,
    StringConstantExpressionAst,
    parse,
    walk,
)

_VARIABLE = re.compile(r"(?<!`)(\$|@(?!\{))(\{?)([\w:?]*)\Z")
_TYPE = re.compile(r"(?<![\w)\]}'\"$.])\[([\w.`*]*)\Z")
_CAST = re.compile(r"(?:^|[\s(\[{;,|=&])\[(?:[\w.`]+\[)?(?:[\w.`]+,\s*)?([\w.`*]*)\Z")
_OPERATOR = re.compile(r"\s-([A-Za-z]*)\Z")
_MARK = "z"


@dataclass(frozen=True, slots=True)
class Found:
    """The text from `start` to the cursor may become one of `items`."""

    start: int
    items: list[Offer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """What is typed: the text before and behind the cursor, the opening quote that is still open, the tree, the nodes that end here.

    Outer nodes come first.
    """

    before: str
    after: str
    quote: str
    tree: Ast
    nodes: list[Ast]

    def innermost(self, kind: type) -> Any:
        return next((node for node in reversed(self.nodes) if isinstance(node, kind)), None)


def complete(ctx: Context, text: str, cursor: int) -> Found:
    """The offers for a text at a cursor, best ones first."""
    before = text[:cursor]
    quote = open_quote(before)
    if quote == "#":
        start, items = oldlines.offers(ctx, before)
        return Found(start, items)
    probe = before + _MARK + quote
    tree = parse(probe).ast
    if quote != "'":
        match = _VARIABLE.search(before)
        if match:
            return Found(match.start(), variables.offers(ctx, tree, *match.groups()))
        match = (_TYPE.search(before) or _CAST.search(before)) if not quote else None
        if match:
            return Found(match.start(1), typenames.bracketed(ctx, tree, match[1]))
    place = Place(before, text[cursor:], quote, tree, [node for node in walk(tree) if node.extent.end == len(probe)])
    return next(filter(None, (find(ctx, place) for find in _FINDERS)), Found(cursor))


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
        elif char == "#" and (at == 0 or text[at - 1] in " \t\r\n;({|"):
            at = text.find("\n", at)
            if at < 0:
                return "#"
        at += 1
    return inside[-1].replace("(", "") if inside else ""


def _statement_words(ctx: Context, place: Place) -> Found | None:
    """`using namespace Sys`, `switch -re`, `break la`: words that only the grammar knows."""
    found = names.grammar_words(ctx, place.tree, place.before)
    return None if found is None else Found(*found)


def _attribute_words(ctx: Context, place: Place) -> Found | None:
    found = typenames.attribute_words(ctx, place.tree, place.before)
    return None if found is None else Found(*found)


def _keys(ctx: Context, place: Place) -> Found | None:
    found = hashkeys.offers(ctx, place.before, place.after)
    return None if found is None else Found(*found)


def _members(ctx: Context, place: Place) -> Found | None:
    node = place.innermost(MemberExpressionAst)
    if node is None or node.member.extent.end != node.extent.end:
        return None
    start = node.member.extent.start
    wanted = members.Wanted(node, place.before[start:], place.tree, _upstream(ctx, place))
    return Found(start, members.offers(ctx, wanted))


def _operators(ctx: Context, place: Place) -> Found | None:
    match = _OPERATOR.search(place.before)
    if match is None or place.innermost(CommandAst) is not None:
        return None
    return Found(match.start(1) - 1, names.operators(match[1]))


def _redirections(ctx: Context, place: Place) -> Found | None:
    node = place.innermost(FileRedirectionAst)
    if node is None:
        return None
    start = node.location.extent.start
    return Found(start, arguments.paths(ctx, *_spelt(place, start)))


def _spelt(place: Place, start: int) -> tuple[str, str]:
    quote, typed = unquoted(place.before[start:])
    return typed, quote


def _command(ctx: Context, place: Place) -> Found | None:
    """A word of a command: its name, a parameter, or an argument."""
    command = place.innermost(CommandAst)
    if command is None:
        return None
    last = command.command_elements[-1]
    if len(command.command_elements) == 1:
        start = last.extent.start
        return Found(start, names.commands(ctx, place.tree, *_spelt(place, start)))
    info = resolve(ctx, command)
    if isinstance(last, CommandParameterAst) and last.argument is None and not place.before.endswith(":"):
        start = last.extent.start
        found = arguments.native(ctx, command, place.before[start:], len(place.before))
        return Found(start, names.parameters(ctx, info, command, place.before[start + 1 :]) if found is None else found)
    return _argument(ctx, place, command, info, last)


def _argument(ctx: Context, place: Place, command: CommandAst, info: Any, last: Ast) -> Found | None:
    leaf = place.innermost(StringConstantExpressionAst)
    if leaf is None and not place.quote:
        return None
    start = place.before.rindex(place.quote) if leaf is None else leaf.extent.start
    typed, quote = _spelt(place, start)
    upstream = lambda: types_before(ctx, place.nodes, command)  # noqa: E731 - asked for only where it counts
    parameter = names.parameter_of(ctx, info, command, last)
    wanted = arguments.Wanted(command, info, parameter, typed, quote, place.before[start:], len(place.before), upstream)
    return Found(start, arguments.offers(ctx, wanted))


def _upstream(ctx: Context, place: Place) -> Callable[[], Iterable[str]]:
    """The types that `$_` has in the innermost script block that is an argument of a command."""

    def types() -> Iterable[str]:
        commands = [node for node in reversed(place.nodes) if isinstance(node, CommandAst)]
        return next(filter(None, (types_before(ctx, place.nodes, one, place.tree) for one in commands)), ())

    return types


_FINDERS: tuple[Callable[[Context, Place], Found | None], ...] = (
    _attribute_words, _statement_words, _keys, _members, _operators, _redirections, _command,
)  # fmt: skip
