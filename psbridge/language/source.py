"""Source text and positions in it.

A position is an offset into a Python string; lines, columns and UTF-16 offsets are worked out only when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(slots=True, eq=False)
class Source:
    """One parsed text. Filled by the parser; `comments` serves comment-based help."""

    text: str
    file: str | None = None
    comments: tuple[Comment, ...] = ()
    _line_starts: list[int] | None = field(default=None, repr=False)

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
