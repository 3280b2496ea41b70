"""Content of files: lines, raw text or bytes, in the encodings that PowerShell names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from psbridge.engine.providers.base import refuse
from psbridge.engine.textfile import decode
from psbridge.objects.convert import convert, dotnet_text, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Byte
from psbridge.objects.psobject import unwrap

if TYPE_CHECKING:
    from psbridge.machine import Files

_BYTE = find_type("System.Byte")
# name of -Encoding -> (codec, byte order mark)
ENCODINGS: dict[str, tuple[str, bytes]] = {
    "utf8": ("utf-8", b""),
    "utf8nobom": ("utf-8", b""),
    "default": ("utf-8", b""),
    "utf8bom": ("utf-8", b"\xef\xbb\xbf"),
    "ascii": ("ascii", b""),
    "ansi": ("cp1252", b""),
    "oem": ("cp437", b""),
    "utf7": ("utf-7", b""),
    "unicode": ("utf-16-le", b"\xff\xfe"),
    "utf16": ("utf-16-le", b"\xff\xfe"),
    "string": ("utf-16-le", b"\xff\xfe"),
    "bigendianunicode": ("utf-16-be", b"\xfe\xff"),
    "utf32": ("utf-32-le", b"\xff\xfe\x00\x00"),
    "bigendianutf32": ("utf-32-be", b"\x00\x00\xfe\xff"),
    "latin1": ("latin-1", b""),
}


def encoding_of(value: Any, files: Files) -> tuple[str, bytes] | None:
    """Codec and mark of an -Encoding argument (a name, a code page or an Encoding object); None: find out from the file."""
    bare = unwrap(value)
    if bare is None:
        return None
    codec = getattr(bare, "codec", None)
    if codec is not None:
        return str(codec), bytes(getattr(bare, "mark", b""))
    name = to_text(bare).lower().replace("-", "")
    found = ENCODINGS.get("utf8" if name == "oem" and files.separator == "/" else name)
    if found is not None:
        return found
    return (f"cp{name}" if name.isdigit() else to_text(bare)), b""


class FileReader:
    """Lines of a text file (or pieces between delimiters), the whole text, or bytes."""

    def __init__(
        self,
        files: Files,
        path: str,
        encoding: Any = None,
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
        told = encoding_of(encoding, files)
        text = decode(data) if told is None else _decode(data, *told)
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


def _decode(data: bytes, codec: str, mark: bytes) -> str:
    marked = decode(data) if data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    if marked is not None:
        return marked
    return data.removeprefix(mark).decode(codec, "replace")


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


class FileWriter:
    """Appends or replaces: each value is a line, unless there are to be no line ends."""

    def __init__(
        self,
        files: Files,
        path: str,
        append: bool = False,
        encoding: Any = None,
        no_newline: bool = False,
        as_bytes: bool = False,
        **_: Any,
    ) -> None:
        self.codec, mark = encoding_of(encoding, files) or ("utf-8", b"")
        known = files.stat(path)
        exists = known is not None and known.size > 0
        self.file = files.open(path, "a" if append else "w")
        line_end = "\r\n" if files.separator == "\\" else "\n"
        self.end = "" if no_newline else line_end
        self.as_bytes = as_bytes
        if mark and not (append and exists) and not as_bytes:
            self.file.write(mark)

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
                        self.file.write((dotnet_text(item) + self.end).encode(self.codec, "replace"))

    def close(self) -> None:
        self.file.close()


def _as_bytes(value: Any) -> bytes:
    """What is written as bytes must be bytes."""
    try:
        return bytes(value) if isinstance(value, bytes | bytearray | list) else bytes([convert(value, _BYTE)])
    except (NetError, TypeError, ValueError):
        text = "Cannot proceed with byte encoding. When using byte encoding the content must be of type byte."
        raise refuse("PSArgumentException", text, "Argument", "InvalidArgument") from None
