"""Breaking text into lines of a given width, at blanks where possible."""

from __future__ import annotations

import re

from psbridge.formatting.cells import cell_width, char_width, split_lines

_WORDS = re.compile(r"[^ \t\u00ad]*(?:[ \t\u00ad]|$)")
_SOFT_HYPHEN = "\u00ad"


def wrap(text: str, first: int, following: int) -> list[str]:
    """The lines of `text`, the first at most `first` cells wide, the others `following`."""
    if not text:
        return [text]
    lines: list[str] = []
    for line in split_lines(text):
        if cell_width(line) <= first:
            lines.append(line)
        else:
            _Breaker(lines, first, following).run(line)
    return lines


class _Breaker:
    """Breaks one line; a word keeps the blank behind it, a word wider than a line is cut."""

    __slots__ = ("current", "following", "left", "lines", "width")

    def __init__(self, lines: list[str], first: int, following: int) -> None:
        self.lines, self.width, self.left, self.following = lines, first, first, following
        self.current = ""

    def run(self, line: str) -> None:
        for word in _WORDS.findall(line):
            if self.width <= 0:
                self.width = self.left = self.following
                if self.width <= 0:
                    break
            self._add(self._visible(word))
        self.lines.append(self.current)

    def _visible(self, word: str) -> str:
        """A soft hyphen shows only where the line ends on it."""
        if not word.endswith(_SOFT_HYPHEN):
            return word
        bare = word[:-1]
        return bare + "-" if cell_width(bare) + 1 == self.left else bare

    def _add(self, word: str) -> None:
        size = cell_width(word)
        if size > self.width:
            for char in word:
                self._add_char(char)
        elif size > self.left:
            self._break(word, size)
        else:
            self.current += word
            self.left -= size

    def _add_char(self, char: str) -> None:
        size = char_width(char)
        if size > self.width:
            char, size = "?", 1
        if size > self.left:
            self._break(char, size)
        else:
            self.current += char
            self.left -= size

    def _break(self, start: str, size: int) -> None:
        self.lines.append(self.current)
        self.current = start
        self.width = self.following
        self.left = self.width - size
