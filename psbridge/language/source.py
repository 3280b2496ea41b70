"""Source text and positions in it.

A position is an offset into a Python string; lines, columns and UTF-16 offsets are worked out only when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, NamedTuple


@dataclass(slots=True, eq=False)
class Source:
    """One parsed text. Filled by the parser; `comments` serves comment-based help."""

    text: str
    file: str | None = None
    comments: tuple[Comment, ...] = ()
    _line_starts: list[int] | None = field(default=None, repr=False)
    root: Any = field(default=None, repr=False)  # the tree of the whole text
    parents: dict[int, Any] | None = field(default=None, repr=False)  # by id of a node; filled when somebody asks

    def line_starts(self) -> list[int]:
        if self._line_starts is None:
            self._line_starts = [0, *_line_ends(self.text)]
        return self._line_starts

    def line_column(self, offset: int) -> tuple[int, int]:
        """1-based line and 1-based column in UTF-16 units, as PowerShell counts."""
        starts = self.line_starts()
        line = bisect_right(starts, offset)
        return line, utf16_length(self.text[starts[line - 1] : offset]) + 1

    def line_text(self, line: int) -> str:
        """Text of a 1-based line without its line break."""
        starts = self.line_starts()
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")


def _line_ends(text: str) -> list[int]:
    ends: list[int] = []
    if "\r" not in text:
        position = text.find("\n")
        while position >= 0:
            ends.append(position + 1)
            position = text.find("\n", position + 1)
        return ends
    for position, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[position + 1 : position + 2] != "\n"):
            ends.append(position + 1)
    return ends


def utf16_length(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


class Extent(NamedTuple):
    """A stretch of a source: offsets are into the Python string, `end` is exclusive."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def file(self) -> str | None:
        return self.source.file

    @property
    def start_line(self) -> int:
        return self.source.line_column(self.start)[0]

    @property
    def start_column(self) -> int:
        return self.source.line_column(self.start)[1]

    @property
    def end_line(self) -> int:
        return self.source.line_column(self.end)[0]

    @property
    def end_column(self) -> int:
        return self.source.line_column(self.end)[1]

    @property
    def start_line_text(self) -> str:
        return self.source.line_text(self.start_line)

    @property
    def start_utf16(self) -> int:
        """Start offset in UTF-16 units (PowerShell's StartOffset)."""
        return utf16_length(self.source.text[: self.start])

    @property
    def end_utf16(self) -> int:
        return utf16_length(self.source.text[: self.end])

    def __repr__(self) -> str:
        return f"Extent({self.start}..{self.end} {self.text[:40]!r})"


class Comment(NamedTuple):
    """A comment with its delimiters; `start`/`end` as in Extent."""

    start: int
    end: int
    text: str


EMPTY_EXTENT = Extent(Source(""), 0, 0)


_MAX_LINE = 69


def _expand_tabs(line: str, before: int, length: int) -> tuple[str, int, int]:
    """Each tab becomes four spaces; the mark moves and widens with them."""
    added_before = 3 * line[:before].count("\t")
    added_inside = 3 * line[before : before + length].count("\t")
    return line.replace("\t", "    "), before + added_before, length + added_inside


def _window(line: str, before: int, length: int) -> tuple[str, int, int]:
    """Cut a long line around the mark; gives the text, the offset of the mark in it, and its length."""
    prefix = min(before, 12)
    rest = max(len(line) - length - before, 0)
    suffix = min(rest, 8)
    if prefix + length + suffix >= _MAX_LINE:
        length = min(length, _MAX_LINE - prefix)
        cut_right = True
        suffix = min(suffix, max(_MAX_LINE - prefix - length, 0))
    else:
        prefix += min(before - prefix, _MAX_LINE - prefix - length - suffix)
        suffix += min(rest - suffix, _MAX_LINE - prefix - length - suffix)
        cut_right = suffix < rest
    cut_left = prefix < before
    shown = line[before - prefix : before + length + suffix]
    text = ("\u2026 " if cut_left else "") + shown + (" \u2026" if cut_right else "")
    return text, prefix + 2 * cut_left, length


def position_message(extent: Extent) -> str:
    """Where an error is, as PowerShell shows it: place, line, and marks under the extent."""
    line_number, column = extent.source.line_column(extent.start)
    end_line, end_column = extent.source.line_column(extent.end)
    place = extent.file or "line"
    head = f"At {place}:{line_number} char:{column}"
    line = extent.source.line_text(line_number).rstrip()
    if not line:
        return head
    before = column - 1
    inside = line_number == end_line and end_column <= len(line) + 1
    length = end_column - column if inside else len(line) - column + 1
    line, before, length = _expand_tabs(line, before, length)
    if len(line) > _MAX_LINE:
        line, before, length = _window(line, before, length)
    return f"{head}\n+ {line}\n+ {' ' * before}{'~' * max(length, 1)}"
