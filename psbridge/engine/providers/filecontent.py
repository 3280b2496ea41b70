"""Content of files: lines, raw text or bytes, in the encodings that PowerShell names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from psbridge.engine.encodings import UTF8_NO_MARK, marked, text_of
from psbridge.engine.providers.base import refuse
from psbridge.objects.convert import convert, dotnet_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Byte
from psbridge.objects.psobject import unwrap

if TYPE_CHECKING:
    from psbridge.engine.members.texts import Encoding
    from psbridge.machine import Files

_BYTE = find_type("System.Byte")

class FileReader:
    """Lines of a text file (or pieces between delimiters), the whole text, or bytes."""

    def __init__(
        self,
        files: Files,
        path: str,
        encoding: Encoding | None = None,
        raw: bool = False,
        as_bytes: bool = False,
        delimiter: str | None = None,
        **_: Any,
    ) -> None:
        with files.open(path, "r") as file:
            data = file.read()
        self.place = 0
        self.items: list[Any]
        if as_bytes:
            self.items = [bytes(data)] if raw else [Byte(value) for value in data]
            return
        text = text_of(data, encoding)
        if raw:
            self.items = [text] if text or data else []
        else:
            self.items = list(lines_of(text) if delimiter is None else _pieces(text, delimiter))

    def read(self, count: int) -> list[Any]:
        start = self.place
        self.place = len(self.items) if count <= 0 else min(len(self.items), start + count)
        return self.items[start : self.place]

    def close(self) -> None:
        """All was read at once."""


def lines_of(text: str) -> list[str]:
    """Lines without their ends: \\r\\n, \\n and \\r end one."""
    if not text:
        return []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def _pieces(text: str, delimiter: str) -> Iterable[str]:
    """Pieces that end with the delimiter, which stays except at the end of the text as in Get-Content -Delimiter."""
    start = 0
    while start < len(text):
        found = text.find(delimiter, start)
        if found < 0:
            yield text[start:]
            return
        yield text[start:found]
        start = found + len(delimiter)


def _start_of(files: Files, path: str) -> bytes:
    """The first bytes of a file, where a mark would be; nothing of one that cannot be read."""
    try:
        with files.open(path, "r") as file:
            return file.read(4)
    except OSError:
        return b""


class FileWriter:
    """Appends or replaces: each value is a line, unless there are to be no line ends.

    A file with a mark goes on in the encoding of its mark, whatever was told.
    """

    def __init__(
        self,
        files: Files,
        path: str,
        append: bool = False,
        encoding: Encoding | None = None,
        no_newline: bool = False,
        as_bytes: bool = False,
        **_: Any,
    ) -> None:
        self.encoding = encoding or UTF8_NO_MARK
        start = _start_of(files, path) if append else b""
        if start and not as_bytes:
            self.encoding = marked(start) or self.encoding
        self.file = files.open(path, "a" if append else "w")
        line_end = "\r\n" if files.separator == "\\" else "\n"
        self.end = "" if no_newline else line_end
        self.as_bytes = as_bytes
        if not start and not as_bytes:
            self.file.write(self.encoding.preamble)

    def write(self, values: Iterable[Any]) -> None:
        for value in values:
            bare = unwrap(value)
            if self.as_bytes:
                self.file.write(_as_bytes(bare))
            elif isinstance(bare, bytes | bytearray):
                self.file.write(bytes(bare))
            else:
                for item in bare if isinstance(bare, list) else (value,):  # deeper arrays are their types' names
                    if item is not None:
                        self.file.write(self.encoding.encode(dotnet_text(item) + self.end))

    def close(self) -> None:
        self.file.close()


def _as_bytes(value: Any) -> bytes:
    """What is written as bytes must be bytes."""
    try:
        return bytes(value) if isinstance(value, bytes | bytearray | list) else bytes([convert(value, _BYTE)])
    except (NetError, TypeError, ValueError):
        text = "Cannot proceed with byte encoding. When using byte encoding the content must be of type byte."
        raise refuse("PSArgumentException", text, "Argument", "InvalidArgument") from None
