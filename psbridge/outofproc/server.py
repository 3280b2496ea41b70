"""The server's side: hands out what the client asks for, writes data and acknowledgements.

Every element of the client is acknowledged, whatever its guid; the owner says when (`acknowledge`), because
PowerShell's answers to an element come before its acknowledgement in some cases (opening) and after it in others
(output). Nothing waits for the client: server data has no acknowledgement. An error here is the end: `fatal_text` is
for stderr, the exit code 160.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psbridge.errors import LimitExceeded, OutOfProcError
from psbridge.outofproc.elements import (
    ACK_OF,
    MAX_PAYLOAD,
    SESSION,
    Element,
    Kind,
    Stream,
    signal_to_session,
    unknown_element,
)
from psbridge.outofproc.reader import MAX_LINE, LineReader, scan_line

if TYPE_CHECKING:
    from uuid import UUID

FATAL_EXIT_CODE = 160
"""0xFA0 cut to a byte: what the process of a broken session returns. The end of stdin is no cleaner end."""


class Server:
    """Sans-IO server of the stdio framing. Not thread-safe: whoever shares it holds a lock around each call."""

    def __init__(self, *, max_line: int = MAX_LINE) -> None:
        self._reader = LineReader(max_line)
        self._out: list[bytes] = []
        self._events: list[Element] = []
        self._failed: OutOfProcError | None = None

    def receive(self, data: bytes) -> None:
        """Take bytes from the client. A bad line raises its fatal error; what came before it is in `events()`."""
        if self._failed is not None:
            raise self._failed
        try:
            for line in self._reader.feed(data):
                self._line(line)
        except OutOfProcError as error:
            self._failed = error
            raise

    def receive_eof(self) -> None:
        """The client's input has ended: an unfinished line counts, then it is fatal."""
        try:
            rest = self._reader.finish()
            if rest is not None:
                self._line(rest)
            raise unknown_element("")
        except OutOfProcError as error:
            self._failed = error
            raise

    def events(self) -> list[Element]:
        """What came since the last call: Data, Command, Signal, Close."""
        found, self._events = self._events, []
        return found

    def acknowledge(self, element: Element) -> None:
        """Write the acknowledgement of an element that `events()` gave."""
        self._out.append(Element(ACK_OF[element.kind], element.guid).encode())

    def send(self, guid: UUID, fragment: bytes) -> None:
        """Write fragments for the session or a pipeline. PowerShell puts one fragment in an element."""
        if len(fragment) > MAX_PAYLOAD:
            raise LimitExceeded("payload of a Data element", MAX_PAYLOAD, len(fragment), where="stdio framing")
        self._out.append(Element(Kind.DATA, guid, fragment, Stream.DEFAULT).encode())

    def data_to_send(self) -> bytes:
        """The bytes that go out."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def fatal_text(self) -> str:
        """What a broken session prints on stderr."""
        return "" if self._failed is None else self._failed.what

    def _line(self, line: bytes) -> None:
        elements, error = scan_line(line)
        for element in elements:
            if element.kind not in ACK_OF:
                raise unknown_element(element.kind.value)
            if element.kind is Kind.SIGNAL and element.guid == SESSION:
                raise signal_to_session()
            self._events.append(element)
        if error is not None:
            raise error
