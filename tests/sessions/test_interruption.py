"""Ctrl-C while a fleet works."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import TransportError
from psbridge.linenews import RETRYING, listening
from psbridge.sessions import interruption
from psbridge.sessions.fleet import invoke_command
from psbridge.sessions.interruption import FleetInterrupted, Stops, run_all
from psbridge.sessions.session import Session
from tests.sessions.conftest import Gate, connection_of


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as a program hears it; workers of a test run ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def shaky() -> Iterator[Emulator]:
    """A host of its own, whose line may be cut."""
    with Emulator("server03", https_port=None) as host:
        yield host
        host.disturbances.clear()


def _once(begun: list[threading.Event]) -> None:
    """Ctrl-C in the main thread when all have begun."""

    def watch() -> None:
        for one in begun:
            one.wait(60)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()


def test_what_runs_is_stopped_and_the_rest_does_not_begin() -> None:
    stops, began, ended, begun = Stops(), [threading.Event(), threading.Event()], threading.Event(), []

    def work(number: int) -> None:
        begun.append(number)
        with stops.hold(ended.set):
            began[number].set()
            ended.wait(60)

    _once(began)
    with pytest.raises(KeyboardInterrupt):
        run_all(work, 5, None, 2, stops)
    assert ended.is_set()
    assert sorted(begun) == [0, 1]


def test_who_does_not_stop_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interruption, "PATIENCE", 0.01)
    began, released = threading.Event(), threading.Event()

    def work(_: int) -> None:
        began.set()
        released.wait(60)

    _once([began])
    with pytest.raises(KeyboardInterrupt):
        run_all(work, 1, None, 1, Stops())
    assert not released.is_set()
    released.set()


def test_what_begins_after_the_stop_is_stopped_and_errors_are_no_matter() -> None:
    heard: list[str] = []

    def refuse() -> None:
        heard.append("asked")
        raise TransportError("it is gone")

    stops = Stops()
    stops.stop()
    with stops.hold(refuse):
        assert heard == ["asked"]


def test_the_hosts_hear_of_it(estate: tuple[Emulator, Emulator]) -> None:
    began = [threading.Event() for _ in estate]
    names = [host.name.lower() for host in estate]
    _once(began)
    results: dict[str, str] = {}
    with pytest.raises(KeyboardInterrupt):
        invoke_command(
            [connection_of(one) for one in estate],
            "'begun'; Start-Sleep 600",
            on_record=lambda host, stream, value: began[names.index(host.lower())].set(),
            on_result=lambda one: results.update({one.host.lower(): one.state}),
        )
    assert results == dict.fromkeys(names, "Stopped")


def test_a_line_that_is_cut_is_not_waited_for(shaky: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What had come is there, and how the session is called that goes on over there."""
    monkeypatch.setattr(interruption, "PATIENCE", 600.0)
    cut = threading.Event()
    _once([cut])
    with listening(lambda news: cut.set() if news.what == RETRYING else None), pytest.raises(FleetInterrupted) as caught:
        invoke_command(
            [connection_of(shaky)],
            "'begun'; Start-Sleep 600",
            on_record=lambda host, stream, value: shaky.disturbances.add("drop", times=-1),
        )
    (result,) = caught.value.results
    assert (result.output, result.state) == (["begun"], "Disconnected")
    assert str(result.failure).startswith("The connection was lost: ")
    (left,) = shaky.sessions()
    assert str(left.shell_id).lower() in str(result.failure)


def test_a_session_whose_line_is_cut_is_left(shaky: Emulator) -> None:
    cut = threading.Event()
    _once([cut])
    session = connection_of(shaky)
    with (
        listening(lambda news: cut.set() if news.what == RETRYING else None),
        Session(session.host, connection=session) as open_session,
        pytest.raises(KeyboardInterrupt),
    ):
        open_session.invoke("'begun'; Start-Sleep 600", on_output=lambda _: shaky.disturbances.add("drop", times=-1))
    assert open_session.state == "Disconnected"


def test_what_a_host_gave_that_does_not_stop(host: Emulator, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interruption, "PATIENCE", 0.01)
    began = threading.Event()
    _once([began])
    with pytest.raises(FleetInterrupted) as caught:
        invoke_command(
            [connection_of(host)],
            f"try {{ 'begun'; Start-Sleep 600 }} finally {{ {gate.wait} }}",
            on_record=lambda host, stream, value: began.set(),
        )
    gate.open()
    (result,) = caught.value.results
    assert (result.output, result.state) == (["begun"], "Stopping")
    assert "asked to stop" in str(result.failure)


def test_exec_shows_what_has_arrived_and_ends(tmp_path: Path) -> None:
    """One host answers, another takes the connection and is silent for ever."""
    with Emulator("web01", https_port=None, password="never shown") as host, socket.create_server(("127.0.0.1", 0)) as silent:
        (tmp_path / "psbridge.toml").write_text(
            f'[defaults]\nusername = "{host.username}"\nauth = "ntlm"\naddress = "127.0.0.1"\n'
            f"[hosts.web01]\nport = {host.port}\n[hosts.silent]\nport = {silent.getsockname()[1]}\n"
        )
        command = [sys.executable, "-c", _EXEC, "-H", "web01,silent", "'done'"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
            env={**os.environ, "PSBRIDGE_PASSWORD": "never shown"},
        )  # fmt: skip
        out, err = process.communicate(timeout=500)
    assert (process.returncode, out) == (130, "done\n")
    assert "Interrupted; 1 host gave no answer" in err


# the command line, with Ctrl-C as soon as a host has answered
_EXEC = """
import os, signal, sys
from psbridge.cli import exec as command
from psbridge.sessions import interruption
interruption.PATIENCE = 0.01
done = command._Progress.done
def heard(self, result):
    done(self, result)
    os.kill(os.getpid(), signal.SIGINT)
command._Progress.done = heard
sys.exit(command.main(sys.argv[1:]))
"""
