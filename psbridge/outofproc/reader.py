"""Bytes to lines, lines to elements.

A regular expression takes the lines that PowerShell and its clients write; every other line goes to the tolerant
reader, which accepts what PowerShell's XML reader accepts and words its refusals alike.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from psbridge.errors import LimitExceeded, OutOfProcError
from psbridge.outofproc.elements import Element, Kind, parse_guid, parse_stream
from psbridge.outofproc.tolerant import scan_tolerantly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

MAX_LINE = 1 << 22  # PowerShell sends at most 43,800 characters a line; psrpcore can be told to send more
BOM = b"\xef\xbb\xbf"

_DATA_START = re.compile(rb"<Data Stream='([A-Za-z]{1,32})' PSGuid='([0-9a-fA-F-]{36})'>")
_DATA_END = b"</Data>"
_SHORT = re.compile(rb"<(Data|Command|Signal|Close)(Ack)? PSGuid='([0-9a-fA-F-]{36})' ?/>")

Scan = tuple[list[Element], OutOfProcError | None]


def scan_line(line: bytes) -> Scan:
    """The elements of one line (without its end), and the error that stopped the reading, if any.

    Elements before the error count: PowerShell acts on each as it reads it.
    """
    short = _SHORT.fullmatch(line)
    if short and (short[1] != b"Data" or short[2]):
        guid = _guid(short[3])
        if guid is not None:
            return [Element(Kind((short[1] + (short[2] or b"")).decode()), guid)], None
    start = _DATA_START.match(line)
    if start and line.endswith(_DATA_END):
        element = _plain_data(line, start)
        if element is not None:
            return [element], None
    return scan_tolerantly(line)


def _plain_data(line: bytes, start: re.Match[bytes]) -> Element | None:
    """The Data element of a line that has just one; None when the tolerant reader should have a look."""
    try:
        payload = binascii.a2b_base64(memoryview(line)[start.end() : -len(_DATA_END)], strict_mode=True)
        guid = parse_guid(start[2].decode())
    except (binascii.Error, OutOfProcError):
        return None
    return Element(Kind.DATA, guid, payload, parse_stream(start[1].decode())) if payload else None


def _guid(text: bytes) -> UUID | None:
    try:
        return parse_guid(text.decode())
    except OutOfProcError:
        return None


class LineReader:
    """Cuts a byte stream into lines: LF or CRLF, a BOM at the very beginning, in time linear in the bytes."""

    __slots__ = ("_buffer", "_first", "_searched", "max_line")

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self.max_line = max_line
        self._buffer = bytearray()
        self._searched = 0
        self._first = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that `data` completes, without their ends."""
        self._buffer += data
        at = 0
        try:
            while (end := self._buffer.find(b"\n", max(at, self._searched))) >= 0:
                line = bytes(memoryview(self._buffer)[at:end])
                at = self._searched = end + 1
                yield self._finish(line)
            self._searched = len(self._buffer)
            if self._searched - at > self.max_line:
                raise LimitExceeded("length of a line", self.max_line, self._searched - at, where="stdio framing")
        finally:
            del self._buffer[:at]
            self._searched = max(0, self._searched - at)

    def finish(self) -> bytes | None:
        """What is left at the end of the stream: a last line without its end, or None."""
        line = bytes(self._buffer)
        self._buffer.clear()
        self._searched = 0
        return self._finish(line) if line else None

    def _finish(self, line: bytes) -> bytes:
        if self._first:
            self._first = False
            line = line.removeprefix(BOM)
        line = line.removesuffix(b"\r")
        if len(line) > self.max_line:
            raise LimitExceeded("length of a line", self.max_line, len(line), where="stdio framing")
        return line
