"""HTTP/1.1 over one connection, for requests that follow each other: what a WSMan client needs and nothing else.

Decides how few system calls a request costs (one to send, one or two to receive), what an answer may look like and how large it may be, and
that a connection which the other side has closed is noticed before anything is sent over it.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from psbridge.errors import LimitExceeded, RemoteProtocolError

_HEAD = 1 << 16
_PIECE = 1 << 16
_BODILESS = frozenset((204, 304))
_STATUS = b"HTTP/1."


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; names of headers are in lower case, values of a repeated one are joined by commas."""

    status: int
    headers: dict[str, str]
    body: bytes


class HttpLine:
    """One connection.  It is not safe for two threads, but any thread may close it."""

    def __init__(self, host: str, port: int, connect_timeout: float, read_timeout: float, tls: ssl.SSLContext | None, largest: int) -> None:
        self._largest = largest
        self._rest = b""
        self.closing = False  # the other side closes after its last answer
        self._lock = threading.Lock()
        self._users = 0  # threads that use the socket
        self._closed = threading.Event()
        sock = socket.create_connection((host, port), connect_timeout)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sock: socket.socket = sock if tls is None else tls.wrap_socket(sock, server_hostname=host)
            self._plain = tls is None and sys.platform != "win32"
            self._limit_waiting(read_timeout)
        except BaseException:
            sock.close()
            raise

    def _limit_waiting(self, seconds: float) -> None:
        """The system itself watches the time of a plain socket: Python's own way costs a call of poll for each call."""
        self._timeout = seconds
        if not self._plain:
            self._sock.settimeout(seconds)
            return
        self._sock.settimeout(None)
        span = struct.pack("@ll", int(seconds), int(seconds % 1 * 1e6))
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, span)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, span)

    @property
    def certificate(self) -> bytes | None:
        """The other side's certificate, DER."""
        return self._sock.getpeercert(True) if isinstance(self._sock, ssl.SSLSocket) else None

    def is_usable(self) -> bool:
        """Whether a request can still be sent: nobody has closed, and nothing has come that was not asked for."""
        if self.closing or self._rest:
            return False
        try:
            with self._used():
                return self._is_silent()
        except OSError:
            return False

    def _is_silent(self) -> bool:
        try:
            if self._plain:
                self._sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            else:
                self._sock.settimeout(0)
                try:
                    self._sock.recv(1)
                finally:
                    self._sock.settimeout(self._timeout)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        return False

    @contextlib.contextmanager
    def _used(self) -> Iterator[None]:
        """While a thread uses the socket nobody else closes it: its number may soon be another connection's, whose bytes it would read."""
        with self._lock:
            if self._closed.is_set():
                raise OSError(errno.EBADF, "The connection was closed")
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                last = self._closed.is_set() and not self._users
            if last:
                self._sock.close()

    def exchange(self, head: bytes, body: bytes) -> Answer:
        """Send a request (its head with the empty line) and give the answer; TimeoutError when none comes, OSError when the line breaks."""
        try:
            with self._used():
                self._sock.sendall(head + body)
                return self._answer()
        except BlockingIOError as error:
            raise TimeoutError("The other side did not answer in time") from error

    def send(self, head: bytes, body: bytes) -> None:
        """Send a request whose `answer` is asked for later."""
        try:
            with self._used():
                self._sock.sendall(head + body)
        except BlockingIOError as error:
            raise TimeoutError("The other side does not take anything") from error

    def answer(self) -> Answer:
        """The answer to what was sent."""
        try:
            with self._used():
                return self._answer()
        except BlockingIOError as error:
            raise TimeoutError("The other side did not answer in time") from error

    def close(self) -> None:
        """Let go; a thread that waits here is woken, and closes behind it."""
        with self._lock:
            idle = not self._users
            self._closed.set()
        with contextlib.suppress(OSError):  # it is closed already
            self._sock.shutdown(socket.SHUT_RDWR)
        if idle:
            self._sock.close()

    # -- answers

    def _answer(self) -> Answer:
        status, headers = self._head()
        while 100 <= status < 200:
            status, headers = self._head()
        if "close" in headers.get("connection", "").lower():
            self.closing = True
        return Answer(status, headers, b"" if status in _BODILESS else self._body(headers))

    def _head(self) -> tuple[int, dict[str, str]]:
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            if len(data) > _HEAD:
                raise LimitExceeded("size of the head of an answer", _HEAD, len(data), where="HTTP")
            data += self._more()
        self._rest = data[end + 4 :]
        first, *lines = data[:end].split(b"\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, colon, value = line.partition(b":")
            key = name.decode("latin-1").strip().lower()
            if not colon or not key:
                _broken(f"the header {line[:100]!r}")
            text = value.decode("latin-1").strip()
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        return self._status(first), headers

    def _status(self, line: bytes) -> int:
        if not line.startswith(_STATUS) or not line[9:12].isdigit():
            _broken(f"the status {line[:100]!r}")
        if line[7:8] == b"0":
            self.closing = True  # HTTP/1.0
        return int(line[9:12])

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._chunks()
        length = headers.get("content-length")
        if length is None:
            self.closing = True
            return self._until_closed()
        if not (length.isascii() and length.isdigit()):
            _broken(f"the length {length[:100]!r}")
        return self._exactly(int(length))

    def _exactly(self, size: int) -> bytes:
        self._within(size)
        have = self._rest
        if len(have) >= size:
            self._rest = have[size:]
            return have[:size]
        whole = bytearray(size)
        whole[: len(have)] = have
        self._rest, position = b"", len(have)
        with memoryview(whole) as view:
            while position < size:
                count = self._sock.recv_into(view[position:])
                if not count:
                    raise ConnectionResetError("The connection was closed in the middle of an answer")
                position += count
        return bytes(whole)

    def _chunks(self) -> bytes:
        pieces: list[bytes] = []
        total = 0
        while True:
            text = self._line().partition(b";")[0].strip()
            try:
                size = int(text, 16)
            except ValueError:
                _broken(f"the chunk {text[:100]!r}")
            if size <= 0:
                break
            total += size
            self._within(total)
            pieces.append(self._exactly(size))
            self._line()
        while self._line():
            pass  # headers after the body
        return b"".join(pieces)

    def _line(self) -> bytes:
        while (end := self._rest.find(b"\r\n")) < 0:
            if len(self._rest) > _HEAD:
                _broken("a line without an end")
            self._rest += self._more()
        line, self._rest = self._rest[:end], self._rest[end + 2 :]
        return line

    def _until_closed(self) -> bytes:
        pieces, total = [self._rest], len(self._rest)
        self._rest = b""
        self._within(total)
        while data := self._sock.recv(_PIECE):
            pieces.append(data)
            total += len(data)
            self._within(total)
        return b"".join(pieces)

    def _more(self) -> bytes:
        data = self._sock.recv(_PIECE)
        if not data:
            raise ConnectionResetError("The connection was closed without an answer")
        return data

    def _within(self, size: int) -> None:
        if size > self._largest:
            raise LimitExceeded("size of an answer", self._largest, size, where="HTTP")


def _broken(what: str) -> NoReturn:
    raise RemoteProtocolError(f"The answer is no HTTP: {what}", where="HTTP", hint="Is that address a WinRM service?")


__all__ = ["Answer", "HttpLine"]
