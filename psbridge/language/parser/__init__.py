"""The parser: scannerless recursive descent, one method per rule of the grammar.

`core` position and errors, `strings`, `types`, `expressions`, `commands`, `pipelines`, `statements`, `loops`, `scripts`,
`definitions`: each builds on the one before. `checks` looks at finished trees.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from threading import Lock

from psbridge.language.ast import NamedBlockAst, ScriptBlockAst
from psbridge.language.errors import ParseError, PowerShellParseError
from psbridge.language.kinds import TokenKind
from psbridge.language.parser.checks import Checks
from psbridge.language.parser.core import NEWEST, TooManyErrors
from psbridge.language.requires import has_requires, script_requirements
from psbridge.language.semantics.classes import check_types_twice
from psbridge.language.source import Comment, Extent, Source
from psbridge.language.tokens import Token, tokens_of

_DEEP = 20_000  # frames for a text that is nested deeper than the interpreter's usual limit allows
_deep_lock = Lock()


class Parser(Checks):
    """All rules together."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ParseResult:
    """A tree (always there, with error nodes where needed), the errors, and the comments."""

    ast: ScriptBlockAst
    errors: tuple[ParseError, ...]
    comments: tuple[Comment, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, worked out from the tree."""
        return tokens_of(self.ast)

    @property
    def incomplete_input(self) -> bool:
        """Whether a prompt should ask for another line."""
        return any(error.incomplete_input for error in self.errors)


def parse(text: str, file: str | None = None, *, version: tuple[int, int] = NEWEST) -> ParseResult:
    """Parse a script. `version` is the PowerShell whose grammar counts: `?.` came with 7.1, `clean` with 7.3."""
    source = Source(text, file)
    try:
        parser, tree = _parse(source, version)
    except TooManyErrors:
        return _too_complicated(source)
    except RecursionError:
        try:
            parser, tree = _parse_deep(source, version)
        except (RecursionError, TooManyErrors):
            return _too_complicated(source)
    return ParseResult(tree, tuple(parser.errors), source.comments)


def parse_or_raise(text: str, file: str | None = None, *, version: tuple[int, int] = NEWEST) -> ScriptBlockAst:
    """Parse a script; raises PowerShellParseError when it is wrong."""
    result = parse(text, file, version=version)
    if result.errors:
        raise PowerShellParseError(result.errors)
    return result.ast


def _parse(source: Source, version: tuple[int, int]) -> tuple[Parser, ScriptBlockAst]:
    parser = Parser(source, version)
    tree = parser.script()
    source.comments = parser.comment_list()
    if has_requires(source.comments):
        tree = replace(tree, script_requirements=script_requirements(parser))
    source.root = tree
    if parser.twice:
        check_types_twice(tree, parser.error)
    parser.run_checks()
    return parser, tree


def _parse_deep(source: Source, version: tuple[int, int]) -> tuple[Parser, ScriptBlockAst]:
    with _deep_lock:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _DEEP))
        try:
            return _parse(source, version)
        finally:
            sys.setrecursionlimit(limit)


def _too_complicated(source: Source) -> ParseResult:
    parser = Parser(source)
    parser.error(0, parser.n, "ScriptTooComplicated")
    extent = Extent(source, 0, parser.n)
    tree = ScriptBlockAst(extent, end_block=NamedBlockAst(extent, TokenKind.End, True))
    return ParseResult(tree, tuple(parser.errors), ())
