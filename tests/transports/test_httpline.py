"""HTTP on one connection: what answers are taken, what is refused, how a closed connection is noticed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from psbridge.errors import LimitExceeded, RemoteProtocolError
from psbridge.transports.httpline import HttpLine

HEAD = b"POST /wsman HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n"


@contextmanager
def line(*answers: bytes, close: bool = True, largest: int = 1000, timeout: float = 5.0) -> Iterator[HttpLine]:
    """A connection to a server that reads a request for each of these answers, then closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            sock, _ = server.accept()
            with sock:
                for answer in answers:
                    sock.recv(1000)
                    for piece in answer.split(b"|"):
                        sock.sendall(piece)
                if not close:
                    over.wait(60)

        thread = threading.Thread(target=serve)
        thread.start()
        made = HttpLine("127.0.0.1", server.getsockname()[1], 5, timeout, None, largest)
        try:
            yield made
        finally:
            over.set()
            made.close()
            thread.join(60)


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, b"hello"),
        (b"HTTP/1.1 200 \r\ncontent-length:5\r\n\r\nhe|llo", 200, b"hello"),
        (b"HT|TP/1.1 200 OK\r\nContent-|Length: 5\r\n\r|\nhello", 200, b"hello"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", 500, b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n", 200, b"hello"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        (b"HTTP/1.0 200 OK\r\n\r\nhel|lo", 200, b"hello"),
    ],
)
def test_answers(answer: bytes, status: int, body: bytes) -> None:
    with line(answer) as made:
        found = made.exchange(HEAD, b"{}")
    assert (found.status, found.body) == (status, body)


def test_repeated_headers_are_joined() -> None:
    with line(b"HTTP/1.1 401 \r\nWWW-Authenticate: Negotiate\r\nWWW-AUTHENTICATE: Kerberos\r\nContent-Length: 0\r\n\r\n") as made:
        assert made.exchange(HEAD, b"{}").headers["www-authenticate"] == "Negotiate, Kerberos"


def test_one_connection_for_many_requests() -> None:
    answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % n for n in range(5)]
    with line(*answers, close=False) as made:
        found = []
        for _ in answers:
            assert made.is_usable()
            found.append(made.exchange(HEAD, b"{}").body)
    assert found == [b"0", b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n", RemoteProtocolError),
        (b"HTTP/1.1 OK\r\n\r\n", RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nnothing\r\n\r\n", RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", LimitExceeded),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", LimitExceeded),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001, LimitExceeded),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * (1 << 18), LimitExceeded),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", ConnectionError),
        (b"", ConnectionError),
    ],
)
def test_what_is_no_answer(answer: bytes, error: type[Exception]) -> None:
    with line(answer) as made, pytest.raises(error):
        made.exchange(HEAD, b"{}")


def test_an_answer_that_is_taken_later() -> None:
    with line(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", close=False) as made:
        made.send(HEAD, b"{}")
        assert made.answer().body == b"hi"
        assert made.is_usable()
        made.close()
        with pytest.raises(OSError, match="closed"):
            made.send(HEAD, b"{}")
        with pytest.raises(OSError, match="closed"):
            made.answer()


def test_waiting_has_an_end() -> None:
    with line(b"", close=False, timeout=0.05) as made, pytest.raises(TimeoutError):
        made.exchange(HEAD, b"{}")
    with line(b"", close=False, timeout=0.05) as made:
        made.send(HEAD, b"{}")
        with pytest.raises(TimeoutError):
            made.answer()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",  # a second answer that nobody asked for
    ],
)
def test_what_must_not_be_used_again(answer: bytes) -> None:
    with line(answer, close=False) as made:
        made.exchange(HEAD, b"{}")
        assert not made.is_usable()


def test_a_connection_that_was_closed_is_noticed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = HttpLine("127.0.0.1", server.getsockname()[1], 5, 5, None, 1000)
        sock, _ = server.accept()
        assert made.is_usable()
        sock.close()
        waiting = made._sock.recv(1, socket.MSG_PEEK)  # the end has come in
        assert waiting == b""
        assert not made.is_usable()
        made.close()


def test_closing_wakes_who_waits() -> None:
    found: list[type] = []

    def wait(made: HttpLine, began: Callable[[], object]) -> None:
        try:
            began()
            made.exchange(HEAD, b"{}")
        except OSError as error:
            found.append(type(error))

    with line(b"", close=False, timeout=60) as made:
        began = threading.Event()
        thread = threading.Thread(target=wait, args=(made, began.set))
        thread.start()
        assert began.wait(60)
        made.close()
        thread.join(60)
        assert not thread.is_alive()
    assert len(found) == 1


def test_a_connection_is_closed_only_when_nobody_reads_from_it(monkeypatch):
    """Else its number could be another connection's, whose first bytes the reader would take."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = HttpLine("127.0.0.1", server.getsockname()[1], 5, 5, None, 1 << 20)
        other, _ = server.accept()
        real = line._sock
        waiting, seen = threading.Event(), []

        class Watched:
            def __getattr__(self, name):
                return getattr(real, name)

            def recv(self, *words):
                waiting.set()
                data = real.recv(*words)
                seen.append(real.fileno())
                return data

        line._sock = Watched()
        failed = []

        def exchange():
            try:
                line.exchange(b"GET / HTTP/1.1\r\n\r\n", b"")
            except (OSError, RemoteProtocolError) as error:
                failed.append(error)

        reader = threading.Thread(target=exchange)
        reader.start()
        assert waiting.wait(60)
        line.close()
        reader.join(60)
        assert seen[0] != -1
        assert real.fileno() == -1
        assert failed
        assert not line.is_usable()
        other.close()
