"""What every rule stands on: the position, the gaps between tokens, and the list of errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.language import lexis
from psbridge.language.errors import ParseError
from psbridge.language.lexis import GAP_SLOW
from psbridge.language.messages import message
from psbridge.language.source import Comment, Extent, Source

if TYPE_CHECKING:
    from psbridge.language import ast

NEWEST = (7, 4)
_NEAR = 30  # an error that is found twice is found again soon
_LONG_TOKEN = 1000  # an error message shows no more of a word
_MAX_ERRORS = 1000  # what has more errors is no script; recovering from each would take time without end
_new_extent = tuple.__new__
_CLOSER_OF = {"(": ")", "{": "}", "[": "]"}

Check = tuple[int, int, Callable[..., None], tuple[Any, ...]]


class TooManyErrors(Exception):
    """Leaves a hopeless parse; never leaves this package."""


class Core:
    """State of one parse. Rules are methods of the classes below; `p` is the position, `t` the text with a NUL at its end.

    A rule that finds nothing of its own gives None and leaves `p` where it was (gaps may be skipped).
    """

    __slots__ = (
        "apart",
        "checks",
        "comments",
        "errors",
        "in_class",
        "n",
        "no_comma",
        "p",
        "paths",
        "source",
        "t",
        "twice",
        "type_names",
        "types",
        "version",
    )

    def __init__(self, source: Source, version: tuple[int, int] = NEWEST, limit: int | None = None) -> None:
        self.source = source
        self.n = len(source.text) if limit is None else limit
        self.t = source.text[: self.n] + "\0\0\0\0"  # rules look a few characters ahead
        self.p = 0
        self.apart = limit is not None  # a part of a text: nested parts are parsed apart at once
        self.version = version
        self.errors: list[ParseError] = []
        self.comments: dict[int, int] = {}
        self.in_class = False  # attributes here belong to members of a class
        self.no_comma = False  # a comma separates arguments here, it makes no array
        self.checks: list[Check] = []  # what only the finished tree can tell
        self.paths: dict[str, ast.VariablePath] = {}
        self.type_names: set[str] = set()  # classes and enums of this text, in lower case
        self.twice = False  # some name is there twice
        self.types: dict[str, ast.TypeDefinitionAst] = {}  # classes of this text, for checks of their children

    # extents

    def extent(self, start: int, end: int) -> Extent:
        return _new_extent(Extent, (self.source, start, end))

    # gaps

    def sp(self) -> str:
        """Skip blanks, comments and continued lines; the character after them."""
        p = self.p
        c = self.t[p]
        if c == " " or c == "\t":
            p = lexis.spaces(self.t, p).end()  # type: ignore[union-attr]  # the pattern matches the empty string
            c = self.t[p]
        if c in GAP_SLOW:
            return self._slow_gap(p)
        self.p = p
        return c

    def nl(self) -> str:
        """Skip blanks, comments and newlines."""
        while True:
            p = self.p
            c = self.t[p]
            if c == " " or c == "\n" or c == "\r":
                self.p = p = lexis.space_lines(self.t, p).end()  # type: ignore[union-attr]
                c = self.t[p]
            if c not in GAP_SLOW and c != "\t":
                return c
            c = self._slow_gap(p)
            if c != "\n" and c != "\r":
                return c

    def nls(self) -> str:
        """Skip blanks, comments, newlines and semicolons."""
        while True:
            self.p = p = lexis.space_lines_semis(self.t, self.p).end()  # type: ignore[union-attr]
            c = self.t[p]
            if c not in GAP_SLOW:
                return c
            c = self._slow_gap(p)
            if c not in ";\r\n":
                return c

    def _slow_gap(self, p: int) -> str:
        t = self.t
        while True:
            c = t[p]
            if c == " " or c == "\t":
                p = lexis.spaces(t, p).end()  # type: ignore[union-attr]
            elif c == "#":
                end = lexis.line_comment(t, p).end()  # type: ignore[union-attr]
                self.comments[p] = end
                p = end
            elif c == "<" and t[p + 1] == "#":
                p = self._block_comment(p)
            elif c in GAP_SLOW and c != "<":
                m = lexis.gap(t, p)
                if m is None:
                    if c == "`" and p + 1 >= self.n:
                        self.incomplete(p + 1, p + 1, "IncompleteString")
                        p += 1
                        continue
                    break
                p = m.end()
            else:
                break
        self.p = p
        return t[p]

    def _block_comment(self, p: int) -> int:
        end = self.t.find("#>", p + 2)
        if end < 0:
            self.incomplete(p, self.n, "MissingTerminatorMultiLineComment")
            end = self.n - 2
        self.comments[p] = end + 2
        return end + 2

    # errors

    def error(self, start: int, end: int, error_id: str, *arguments: object, incomplete: bool = False) -> None:
        """Remember an error, once for a place."""
        start, end = max(start, 0), max(end, 0)
        for known in self.errors[-_NEAR:]:
            if known.error_id == error_id and known.extent.start == start and known.extent.end == end:
                return
        self.errors.append(ParseError(self.extent(start, end), error_id, message(error_id, *arguments), incomplete))
        if len(self.errors) > _MAX_ERRORS:
            raise TooManyErrors

    def incomplete(self, start: int, end: int, error_id: str, *arguments: object, seen_at: int | None = None) -> bool:
        """Remember an error that more input may cure: nothing but blanks and comments follows its place."""
        place = end if seen_at is None else seen_at
        is_incomplete = place >= self.n or lexis.only_blank_after(self.t, place, self.n) is not None
        self.error(start, end, error_id, *arguments, incomplete=is_incomplete)
        return is_incomplete

    def after(self, end: int, error_id: str, *arguments: object) -> bool:
        """An incomplete-input error just behind something."""
        return self.incomplete(end, end, error_id, *arguments)

    def at_token(self, error_id: str, *arguments: object) -> bool:
        """An incomplete-input error on the next token."""
        start, end, _ = self.peek_token()
        if start >= self.n:
            start = end = self.n + 1  # where PowerShell has the end of the input
        return self.incomplete(start, end, error_id, *arguments)

    def later(self, start: int, end: int, check: Callable[..., None], *arguments: Any) -> None:
        """Have something checked when the whole text is parsed; checks run from outside to inside, from left to right."""
        self.checks.append((start, -end, check, arguments))

    # looking at tokens, only on the way to an error

    def peek_token(self, *, expression: bool = False) -> tuple[int, int, str]:
        """The next token as (start, end, text); in command mode unless `expression`."""
        self.sp()
        start = self.p
        end = self._token_end(start, expression)
        return start, end, self.t[start:end]

    def _token_end(self, p: int, expression: bool) -> int:
        t = self.t
        c = t[p]
        if p >= self.n:
            return p
        if c in "\r\n":
            return p + (2 if t.startswith("\r\n", p) else 1)
        if t.startswith(("&&", "||", "@(", "@{", "$(", "::"), p):
            return p + 2
        if c in "(){};,|&]" or (c == "[" and expression):
            return p + 1
        if c in lexis.STRING_QUOTES or t.startswith(tuple("@" + quote for quote in lexis.STRING_QUOTES), p):
            return self._silently(p, self.string_end)
        pattern = _EXPRESSION_TOKEN if expression else None
        if pattern is not None and (m := pattern(t, p)) is not None:
            return m.end()
        return max(self._word_token_end(p), p + 1)

    def _word_token_end(self, p: int) -> int:
        if self.n - p <= _LONG_TOKEN:
            return self._silently(p, self.word_end)
        near = type(self)(self.source, self.version, p + _LONG_TOKEN)
        near.p = p
        return near.word_end()

    def _silently(self, p: int, rule: Callable[[], int]) -> int:
        saved = self.p, self.errors, self.checks
        self.p, self.errors, self.checks = p, [], []
        try:
            return rule()
        finally:
            self.p, self.errors, self.checks = saved

    def unexpected(self) -> None:
        """Say that the next token fits nowhere; it stays."""
        start, end, text = self.peek_token()
        self.error(start, end, "UnexpectedToken", text)

    def sync(self, stops: str, *, consume: bool) -> None:
        """Skip tokens up to one of `stops` outside of brackets; end of input stops always."""
        depth = {closer: int(closer in stops) for closer in ")}]"}
        while True:
            start, end, text = self.peek_token(expression=True)
            if start >= self.n:
                return
            first = "\n" if text[0] in "\r\n" else text[0]
            opener = text[-1] if text in ("(", "{", "[", "@(", "@{", "$(") else ""
            if opener:
                depth[_CLOSER_OF[opener]] += 1
            elif text in depth:
                depth[text] -= 1
                if depth[text] == 0 and text in stops:
                    self.p = end if consume else start
                    return
            self.p = end
            if first in stops and len(text.strip("\r\n")) < 2 and not any(depth.values()):
                return

    # rules that lower classes call and higher classes define

    def string_end(self) -> int:
        raise NotImplementedError

    def word_end(self) -> int:
        raise NotImplementedError

    def statement(self) -> ast.StatementAst | None:
        raise NotImplementedError

    def statement_list(self) -> tuple[tuple[ast.StatementAst, ...], tuple[ast.TrapStatementAst, ...], int, int]:
        raise NotImplementedError

    def pipeline_chain(self) -> ast.PipelineBaseAst | None:
        raise NotImplementedError

    def script_block(self, start: int) -> ast.ScriptBlockAst:
        raise NotImplementedError

    def expression(self, tern: bool = False) -> ast.ExpressionAst | None:
        raise NotImplementedError

    def unary(self, tern: bool = False) -> ast.ExpressionAst | None:
        raise NotImplementedError

    def sub_expression(self, start: int) -> ast.ExpressionAst:
        raise NotImplementedError

    def access(self, target: ast.ExpressionAst, *, command: bool = False) -> ast.ExpressionAst:
        raise NotImplementedError

    def command_argument(self) -> ast.ExpressionAst | None:
        raise NotImplementedError

    def comment_list(self) -> tuple[Comment, ...]:
        """The comments, in order."""
        text = self.source.text
        return tuple(Comment(start, end, text[start:end]) for start, end in sorted(self.comments.items()))


_EXPRESSION_TOKEN = re.compile(
    r"[$@][?^$]|[$@][\w:?]+|[0-9.]*[0-9]\w*|[^\W\d]\w*|[-\u2013-\u2015][A-Za-z]+|\+\+|--|[-+*/%]=|\?\?=|\?\?|\?\.|\.\.|[-+*/%=!?.:<>#^~\\]"
).match
