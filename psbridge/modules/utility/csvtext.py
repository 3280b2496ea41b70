"""CSV as text: splitting into fields and quoting them, as PowerShell's CSV commands do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def quote_field(text: str) -> str:
    """A field in quotes, inner quotes doubled."""
    return '"' + text.replace('"', '""') + '"'


class CsvReader:
    """Splits text into records.  Fed piece by piece: a record may go over line ends inside quotes."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        self._open = ""

    def rows(self, text: str) -> Iterator[list[str]]:
        """Every record of a whole text; empty lines are no records."""
        for line in text.replace("\r\n", "\n").split("\n"):
            yield from self.feed(line)
        yield from self.finish()

    def feed(self, line: str) -> Iterator[list[str]]:
        """The record that ends with this line, if one does."""
        whole = f"{self._open}\n{line}" if self._open else line
        if whole.count('"') % 2:
            self._open = whole
            return
        self._open = ""
        if whole:
            yield self.split(whole)

    def finish(self) -> Iterator[list[str]]:
        """What an unclosed quote at the end of the input left over."""
        if self._open:
            rest, self._open = self._open, ""
            yield self.split(rest)

    def split(self, record: str) -> list[str]:
        """The fields of one record: blanks before a field go, those behind it stay."""
        if '"' not in record:
            return [field.lstrip(" \t" if self.delimiter != "\t" else " ") for field in record.split(self.delimiter)]
        fields, at = [], 0
        while True:
            field, at = self._field(record, at)
            fields.append(field)
            if at >= len(record):
                return fields
            at += 1  # the delimiter
            if at == len(record):
                return [*fields, ""]

    def _field(self, record: str, at: int) -> tuple[str, int]:
        while at < len(record) and record[at] in " \t" and record[at] != self.delimiter:
            at += 1
        if at < len(record) and record[at] == '"':
            return self._quoted(record, at + 1)
        end = record.find(self.delimiter, at)
        end = len(record) if end < 0 else end
        return record[at:end], end

    def _quoted(self, record: str, at: int) -> tuple[str, int]:
        text = ""
        while at < len(record):
            end = record.find('"', at)
            if end < 0:
                return text + record[at:], len(record)
            text += record[at:end]
            if record[end + 1 : end + 2] != '"':
                rest = record.find(self.delimiter, end + 1)
                rest = len(record) if rest < 0 else rest
                return text + record[end + 1 : rest].rstrip(), rest
            text += '"'
            at = end + 2
        return text, len(record)
