"""The line or the host fails in every phase of a session: what is lost is told, and nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.errors import TransportError
from tests.sessions.conftest import words_of


@pytest.fixture(scope="module")
def shaky() -> Iterator[Emulator]:
    with Emulator("server01", https_port=None) as host:
        yield host


@pytest.fixture
def told(shaky: Emulator) -> Iterator[dict[str, Any]]:
    yield words_of(shaky)
    shaky.disturbances.clear()
    shaky.kill_session()


@pytest.mark.parametrize("kind", ["drop", "lose"])
def test_create(shaky: Emulator, told: dict[str, Any], kind: str) -> None:
    """It is not asked for again: nobody knows whether there is a session now."""
    shaky.disturbances.add(kind, "Create")
    with pytest.raises(TransportError):
        Session("server01", **told).open()
    assert len(shaky.sessions()) == (kind == "lose")
    with Session("server01", **told) as session:
        assert session.invoke("1").output == [1]


@pytest.mark.parametrize("kind", ["drop", "lose"])
@pytest.mark.parametrize("action", ["Command", "Receive"])
def test_while_a_command_runs(shaky: Emulator, told: dict[str, Any], action: str, kind: str) -> None:
    with Session("server01", **told) as session:
        session.invoke("$n = 0")
        shaky.disturbances.add(kind, action, times=2)
        assert session.invoke('$n++; 1..50; "ran $n"').output == [*range(1, 51), "ran 1"]
        assert session.invoke("$n").output == [1]


@pytest.mark.parametrize("kind", ["drop", "lose"])
def test_signal(shaky: Emulator, told: dict[str, Any], kind: str) -> None:
    with Session("server01", **told) as session:
        running, result = session.begin("Start-Sleep 600")
        shaky.disturbances.add(kind, "Signal")
        running.stop()
        assert running.wait(60)
        assert result.state == "Stopped"


@pytest.mark.parametrize("kind", ["drop", "lose"])
@pytest.mark.parametrize("action", ["Disconnect", "Reconnect"])
def test_leaving_and_coming_back(shaky: Emulator, told: dict[str, Any], action: str, kind: str) -> None:
    session = Session("server01", **told).open()
    session.begin("1..200; 'end'")
    shaky.disturbances.add(kind, action)
    session.disconnect()
    assert session.state == "Disconnected"
    assert session.receive(timeout=60).output == [*range(1, 201), "end"]
    session.close()


@pytest.mark.parametrize("kind", ["drop", "lose"])
def test_connect(shaky: Emulator, told: dict[str, Any], kind: str) -> None:
    """It is asked for again: who was connected over a line that broke may be taken over, even by itself."""
    session = Session("server01", **told).open()
    session.client.transport.holding = True  # type: ignore[attr-defined]
    session.begin("1..100; 'end'")
    session.disconnect()
    shaky.disturbances.add(kind, "Connect")
    with Session.connect("server01", instance_id=session.instance_id, **told) as again:
        assert again.receive(timeout=60).output == [*range(1, 101), "end"]


@pytest.mark.parametrize("kind", ["drop", "lose"])
def test_delete(shaky: Emulator, told: dict[str, Any], kind: str) -> None:
    """The end is said once; a session whose end was not heard is ended by its host's idle time-out."""
    session = Session("server01", **told).open()
    shaky.disturbances.add(kind, "Delete")
    session.close()
    assert session.state == "Closed"
    assert len(shaky.sessions()) == (kind == "drop")


def test_send(shaky: Emulator, told: dict[str, Any]) -> None:
    """Input is not sent again, as it could come twice: the caller hears of it."""
    with Session("server01", **told) as session:
        shaky.disturbances.add("drop", "Send")
        with pytest.raises(TransportError):
            session.invoke("$input | % { $_ }", input=[1, 2])


def test_the_host_dies(shaky: Emulator, told: dict[str, Any]) -> None:
    session = Session("server01", **told).open()
    seen: list[Any] = []
    running, result = session.begin("'first'; Start-Sleep 600", on_record=lambda _, value: (seen.append(value), shaky.kill_session()))
    assert running.wait(60)
    assert (result.state, result.output, session.state) == ("Failed", ["first"], "Broken")


def test_a_slow_host_is_only_slow(shaky: Emulator, told: dict[str, Any]) -> None:
    with Session("server01", **told) as session:
        shaky.disturbances.add("slow", "Receive", times=3, value=0.05)
        assert session.invoke("1..20").output == list(range(1, 21))


def test_log_ons_expire(shaky: Emulator, told: dict[str, Any]) -> None:
    with Session("server01", **told) as session:
        session.invoke("$kept = 5")
        shaky.expire_logons()
        assert session.invoke("$kept").output == [5]


def test_a_command_that_has_just_ended_is_not_taken_over(told: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its host may list it still, until the client's farewell has arrived."""
    with Session("server01", **told) as session:
        running, result = session.begin("1")
        assert running.wait(60)
        monkeypatch.setattr(session.client.transport, "commands", lambda: [running.pid])
        assert session.client.waiting_pipelines() == []
        assert result.output == [1]


def test_who_leaves_has_let_go_of_what_has_ended(shaky: Emulator, told: dict[str, Any]) -> None:
    """Otherwise the next client would take it up and wait for output that was given out already."""
    session = Session("server01", **told).open()
    shaky.disturbances.add("slow", "Signal", value=0.1)
    running, result = session.begin("1")
    assert running.wait(60)
    session.disconnect()
    with Session.connect("server01", instance_id=session.instance_id, **told) as again:
        assert again.client.waiting_pipelines() == []
        assert (result.output, again.receive().output) == ([1], [])
