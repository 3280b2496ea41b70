"""How much a command may send, how long a stop may take."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest

from psbridge.emulator.sessions import Session
from psbridge.errors import PsrpError
from psbridge.sessions.limits import Volumes, after


def test_volumes_are_counted_for_each_command() -> None:
    volumes, one, other = Volumes(100), uuid.uuid4(), uuid.uuid4()
    volumes.add(one, 90)
    volumes.add(other, 90)
    with pytest.raises(PsrpError, match="101 bytes"):
        volumes.add(one, 11)
    volumes.forget(other)
    volumes.add(other, 100)


def test_called_off_or_done() -> None:
    done = threading.Event()
    after(0, done.set)
    assert done.wait(60)
    never = threading.Event()
    after(600, never.set)()
    assert not never.is_set()


def test_too_much_from_one_command_breaks_the_session(words: dict[str, Any]) -> None:
    with Session("server01", max_data_per_command=50_000, **words) as session:
        assert session.invoke("'x' * 1000").output == ["x" * 1000]
        assert session.invoke("'x' * 1000").output == ["x" * 1000]
        result = session.invoke("1..100 | % { 'x' * 1000 }")
        assert (result.state, session.state) == ("Failed", "Broken")
        assert "MaximumReceivedDataSizePerCommand" in str(result.failure)


def test_too_large_an_object_breaks_the_session(words: dict[str, Any]) -> None:
    with Session("server01", max_object_size=20_000, **words) as session:
        assert len(session.invoke("'x' * 15000").output[0]) == 15000
        result = session.invoke("'x' * 50000")
        assert (result.state, session.state) == ("Failed", "Broken")
        assert "20000" in str(result.failure)


def test_a_stop_that_is_not_obeyed_is_given_up(words: dict[str, Any]) -> None:
    """The other side hears nothing of the stop: its answer would never come."""
    with Session("server01", cancel_timeout=0.05, **words) as session:
        running, result = session.begin("Start-Sleep 600")
        session.client.transport.signal = lambda pid: None  # type: ignore[method-assign]
        running.stop()
        assert running.wait(60)
        assert result.state == "Failed"
        assert "0.05 seconds" in str(result.reason.message)
        assert result.reason.fully_qualified_error_id == "WinRMOperationTimeout,PSSessionStateBroken"
