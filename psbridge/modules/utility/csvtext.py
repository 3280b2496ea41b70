"""CSV as text: splitting into fields and quoting them, as PowerShell's CSV commands do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n?|\n")


def quote_field(text: str) -> str:
    """A field in quotes, inner quotes doubled."""
    return '"' + text.replace('"', '""') + '"'


def names_of(rows: Iterator[list[str]]) -> list[str] | None:
    """The record that names the fields, taken from the front: remarks are left out, but for the one of a W3C log that has the names."""
    for fields in rows:
        while len(fields) > 1 and not fields[-1]:
            fields.pop()
        if fields and fields[0].startswith("#Fields: "):
            return [fields[0][9:], *fields[1:]]
        if not fields or not fields[0].startswith("#"):
            return fields
    return None


class CsvReader:
    """Splits texts into records.

    Blanks before a field go.  Blanks behind it go when quotes ended it; behind a bare one the first of them stays, and all of them when
    more than blanks follows.  A field in quotes may go over line ends.
    """

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        self._blanks = " \t".replace(delimiter, "")
        mark = re.escape(delimiter)
        blank = re.escape(self._blanks)
        rest = rf"[^{mark}\r\n]*"
        self._word = re.compile(
            rf'[{blank}]*(?:"(?P<quoted>[^"]*(?:""[^"]*)*)(?:"(?P<behind>{rest})|\Z)'
            rf'|(?P<bare>[^{mark}"\r\n{blank}]*)(?:(?P<odd>"{rest})|(?P<blank>[{blank}]{rest}))?)(?P<end>{mark}|\r\n?|\n|\Z)'
        )

    def rows(self, text: str) -> Iterator[list[str]]:
        """Every record; an empty line is one of an empty field."""
        quotes = '"' in text and self.delimiter != '"'
        bare_returns = "\r" in text
        at, end = 0, len(text)
        while at < end:
            stop, after = self._line(text, at, bare_returns)
            line = text[at:stop]
            if not quotes or '"' not in line:
                yield self._plain(line, stop == end)
                at = after
            elif (fields := self._all_quoted(line)) is not None:
                yield fields
                at = after
            else:
                fields, at = self._scanned(text, at)
                yield fields

    @staticmethod
    def _line(text: str, at: int, bare_returns: bool) -> tuple[int, int]:
        """Where the line ends that begins here, and where the next one begins."""
        if bare_returns:
            found = _LINE_END.search(text, at)
            return (len(text), len(text)) if found is None else found.span()
        stop = text.find("\n", at)
        return (len(text), len(text)) if stop < 0 else (stop, stop + 1)

    def _plain(self, line: str, last: bool) -> list[str]:
        """The fields of a line without quotes; at the very end of the text, an empty last field is none."""
        fields = line.split(self.delimiter)
        if any(blank in line for blank in self._blanks):
            fields = [self._trimmed(field) for field in fields]
        if last and not fields[-1]:
            fields.pop()
        return fields

    def _trimmed(self, field: str) -> str:
        field = field.lstrip(self._blanks)
        kept = field.rstrip(self._blanks)
        if len(kept) == len(field) or any(blank in kept for blank in self._blanks):
            return field
        return field[: len(kept) + 1]

    def _all_quoted(self, line: str) -> list[str] | None:
        """The usual case: each field in quotes, and none in a field."""
        if line[0] != '"' or line[-1] != '"':
            return None
        fields = line[1:-1].split(f'"{self.delimiter}"')
        return fields if line.count('"') == 2 * len(fields) else None

    def _scanned(self, text: str, at: int) -> tuple[list[str], int]:
        fields: list[str] = []
        while True:
            found = self._word.match(text, at)
            assert found is not None  # every part of the pattern may be empty
            at = found.end()
            field, ended = self._field(found)
            last = found["end"] != self.delimiter
            if field or ended or found["end"]:
                fields.append(field)
            if last or at == len(text):
                return fields, at

    def _field(self, found: re.Match[str]) -> tuple[str, bool]:
        """What a field holds, and whether it is one although it is empty."""
        quoted = found["quoted"]
        if quoted is not None:
            behind = found["behind"]
            text = quoted.replace('""', '"')
            return text + (behind if behind and behind.strip(" \t") else ""), behind is not None
        bare, blank = found["bare"], found["blank"]
        if blank is None:
            return bare + (found["odd"] or ""), False
        return bare + (blank if blank.strip(" \t") else blank[0]), False
