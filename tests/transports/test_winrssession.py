"""Sessions over WinRS: what a console can do of a session, and what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.errors import AuthenticationError, ConfigurationError, LocalProtocolError
from psbridge.psrp import Command, Pipeline
from psbridge.sessions.fleet import invoke_command
from psbridge.transports.winrs import Console
from psbridge.transports.winrssession import WinrsTransport, literal, script_of


@pytest.fixture(scope="module")
def host() -> Iterator[Emulator]:
    with Emulator("server01", https_port=None) as made:
        yield made


@pytest.fixture
def words(host: Emulator) -> dict[str, Any]:
    told = {"address": "127.0.0.1", "port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}
    return {"transport": "winrs", "no_proxy": True, **told}


def test_output_errors_and_exit_code(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        assert session.state == "Opened"
        good = session.invoke("$env:COMPUTERNAME; 'päge'; Write-Warning careful")
        assert (good.output, good.errors, good.warnings, good.exit_code) == (["SERVER01", "päge"], [], ["careful"], 0)
        bad = session.invoke("'before'; Write-Error oops; exit 3")
        assert (bad.output, bad.exit_code, bad.state) == (["before"], 3, "Failed")
        assert "oops" in bad.errors[0].message
        assert bad.reason.error_id == "ProgramExitedWithNonZeroCode"
        assert session.invoke("1").output == ["1"]
    assert session.state == "Closed"


def test_no_shell_is_left(host: Emulator, words: dict[str, Any]) -> None:
    with Session("server01", **words):
        assert len(host.sessions()) == 1
    assert host.sessions() == []


def test_arguments_and_using(words: dict[str, Any]) -> None:
    name, number = "it's $me", 4
    with Session("server01", **words) as session:
        assert session.invoke('param($a, $b) "$a/$($b + 1)"', "x y", 41).output == ["x y/42"]
        assert session.invoke('"<$using:name> $(1 + $USING:number)"').output == [f"<{name}> {number + 1}"]


def test_half_a_character_holds_nobody_up(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        assert session.invoke("param($x) $x.Length", "a\ud800b", timeout=60).output == ["3"]


def test_a_failure_that_nobody_foresaw_ends_the_command(words: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any, script: str) -> Any:
        raise ValueError("unforeseen")

    monkeypatch.setattr(Console, "start", broken)
    with Session("server01", **words) as session:
        result = session.invoke("1", timeout=60)
    assert (result.state, result.reason.message) == ("Failed", "ValueError: unforeseen (at WinRS)")


def test_jobs_and_fleets(words: dict[str, Any]) -> None:
    job = invoke_command("server01", "'a'; 'b'", as_job=True, **words)
    assert job.wait(60)
    assert job.receive() == ["a", "b"]
    (result,) = invoke_command(["server01"], "exit 5", **words)
    assert result.exit_code == 5


def test_output_comes_while_it_runs_and_a_stop_ends_it(words: dict[str, Any]) -> None:
    came = threading.Event()
    with Session("server01", **words) as session:
        running, result = session.begin("'first'; Start-Sleep 600", on_record=lambda stream, value: came.set())
        assert came.wait(60)
        running.stop()
        assert running.wait(60)
        assert (result.output, result.state) == (["first"], "Stopped")


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda s: s.disconnect(), "cannot disconnect"),
        (lambda s: s.invoke("1", input=[1]).raise_for_error(), "no input objects"),
        (lambda s: s.invoke("1", {"a": 1}).raise_for_error(), "texts, numbers and lists"),
        (lambda s: s.invoke("#" * 5000).raise_for_error(), "too long for WinRS"),
    ],
)
def test_what_a_console_cannot_do(words: dict[str, Any], act: Any, text: str) -> None:
    with Session("server01", **words) as session:
        with pytest.raises(Exception, match=text):
            act(session)
        assert session.invoke("'still there'").output == ["still there"]


def test_refusals(words: dict[str, Any]) -> None:
    with pytest.raises(AuthenticationError):
        Session("server01", **{**words, "password": "wrong"}).open()
    with pytest.raises(ConfigurationError, match="idle_timeout"):
        Session("server01", idle_timeout=60, **words).open()
    with pytest.raises(LocalProtocolError, match="scripts"):
        script_of(Pipeline([Command("Get-Date")]))
    assert (WinrsTransport.capabilities.disconnect, WinrsTransport.capabilities.interactive) == (False, False)


def test_literals() -> None:
    assert [literal(one) for one in (None, True, -3, "it's", [1, "a"])] == ["$null", "$true", "(-3)", "'it''s'", "@((1), 'a')"]
