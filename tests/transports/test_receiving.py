"""A series of Receives: their numbers, and when the next one is sent before the last answer is read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from psbridge.errors import ConnectionFailed
from psbridge.transports.receiving import Receives
from psbridge.wsman import Client

URI = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
LARGE = b"x" * 40_000
DONE = b"http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"


class Wire:
    """A link that notes what is sent, and gives what was prepared."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.client = SimpleNamespace(request=self.request)
        self.answers, self.told = list(answers), list[str]()
        self.can_begin = True

    def request(self, body: Any, uri: str, *, shell_id: str, options: Any, operation: tuple[str, int]) -> Any:
        assert (body.command_id, uri, shell_id) == ("C1", URI, "S1")
        return SimpleNamespace(data=b"%d" % operation[1], series=operation[0])

    def given(self) -> bytes:
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    def exchange(self, data: bytes) -> bytes:
        self.told.append(f"exchange {data.decode()}")
        return self.given()

    def begin(self, data: bytes) -> bool:
        if self.can_begin:
            self.told.append(f"begin {data.decode()}")
        return self.can_begin

    def finish(self) -> bytes:
        self.told.append("finish")
        return self.given()

    def read(self, pending: Any, answer: bytes) -> Any:
        self.told.append(f"read {pending.data.decode()}")
        return answer


def series(wire: Wire, ahead: bool = True) -> Receives:
    return Receives(wire, URI, "S1", "C1", lambda: ahead)  # type: ignore[arg-type]


def test_the_next_request_is_out_before_a_large_answer_is_read() -> None:
    wire = Wire(LARGE, LARGE, b"little")
    asked = series(wire)
    for answer in (LARGE, LARGE, b"little"):
        asked.next()
        assert asked.ask() == answer  # type: ignore[comparison-overlap]
    assert wire.told == ["exchange 1", "begin 2", "read 1", "finish", "begin 3", "read 2", "finish", "read 3"]
    assert not asked.is_ahead


@pytest.mark.parametrize("answer", [b"little", LARGE + DONE, LARGE + DONE + b"y" * 500])
def test_after_little_and_after_the_end_nothing_is_asked_for(answer: bytes) -> None:
    wire = Wire(answer)
    asked = series(wire)
    asked.next()
    asked.ask()
    assert wire.told == ["exchange 1", "read 1"]
    assert not asked.is_ahead


def test_who_may_say_what_has_arrived_does_not_run_ahead() -> None:
    wire = Wire(LARGE, LARGE)
    asked = series(wire, ahead=False)
    for _ in range(2):
        asked.next()
        asked.ask()
    assert wire.told == ["exchange 1", "read 1", "exchange 2", "read 2"]


def test_an_early_request_whose_answer_is_lost_is_sent_again_under_its_number() -> None:
    wire = Wire(LARGE, ConnectionFailed("cut"), b"again")
    asked = series(wire)
    asked.next()
    asked.ask()
    assert asked.is_ahead
    asked.next()
    with pytest.raises(ConnectionFailed):
        asked.ask()
    assert asked.ask() == b"again"  # type: ignore[comparison-overlap]
    assert wire.told == ["exchange 1", "begin 2", "read 1", "finish", "exchange 2", "read 2"]


def test_a_connection_that_cannot_do_it_is_asked_as_usual() -> None:
    wire = Wire(LARGE, b"little")
    wire.can_begin = False
    asked = series(wire)
    for _ in range(2):
        asked.next()
        asked.ask()
    assert wire.told == ["exchange 1", "read 1", "exchange 2", "read 2"]


def test_requests_are_numbered_in_one_series() -> None:
    wire = Wire(b"a", b"b")
    wire.client = Client("http://server01:5985/wsman")  # type: ignore[assignment]
    asked, sent = series(wire), list[bytes]()
    wire.exchange = lambda data: sent.append(data) or b"little"  # type: ignore[method-assign, func-returns-value]
    wire.read = lambda pending, answer: answer  # type: ignore[method-assign]
    for _ in range(2):
        asked.next()
        asked.ask()
    ids = [data.split(b"OperationID", 1)[1][:120] for data in sent]
    assert ids[0] == ids[1]
    assert [b">%d</p:SequenceId>" % number in data for number, data in enumerate(sent, 1)] == [True, True]
