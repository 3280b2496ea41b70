"""Session over real loopback WSMan."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from psbridge.emulator.sessions import Session
from psbridge.errors import ConfigurationError, DeadlineExceeded, LocalProtocolError
from psbridge.sessions.connection import Connection
from psbridge.sessions.results import CommandFailed
from tests.sessions.conftest import Gate


def test_streams_arguments_input_and_using(words: dict[str, Any]) -> None:
    who = "me"  # noqa: F841 - $using:who
    heard: list[Any] = []
    with Session("server01", **words) as session:
        result = session.invoke(
            "param($a) $a; $using:who; Write-Warning 'w'; Write-Error 'e'; $input | % { $_ * 2 }", 5, input=[1, 2], on_warning=heard.append
        )
    assert result.output == [5, "me", 2, 4]
    assert result.warnings == heard == ["w"]
    assert [error.message for error in result.errors] == ["e"]
    assert result.state == "Completed"
    with pytest.raises(CommandFailed, match="e"):
        result.raise_for_error()


def test_state_is_kept_between_commands_and_a_throw_is_a_failed_result(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        session.invoke("$x = 20")
        assert session.invoke("$x + 1").output == [21]
        failed = session.invoke("1; throw 'no'")
        assert (failed.state, failed.output, failed.succeeded) == ("Failed", [1], False)
        assert session.availability == "Available"
    assert session.state == "Closed"


def test_a_file_runs_with_its_text(words: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "a.ps1"
    file.write_text('param($n) "file $n"')
    with Session("server01", **words) as session:
        assert session.invoke(file, 4).output == ["file 4"]


@pytest.mark.parametrize(
    ("transport", "words", "told"),
    [
        ("wsman", {"usrname": "me"}, "no setting 'usrname' (at web01). Did you mean 'username'?"),
        ("wsman", {"key_file": "k"}, "It is one of ssh."),
        ("ssh", {"password": "x"}, "A ssh session has no setting 'password' (at web01). It is one of wsman and winrs."),
        ("process", {"zzz": 1}, "Known: cancel_timeout, command, directory"),
        ("wsmn", {}, "Known: wsman, winrs, ssh, process."),
    ],
)
def test_a_setting_that_nobody_knows_is_refused_at_once(transport: str, words: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Session("web01", transport=transport, **words)
    assert told in str(caught.value)


_NAMED = 'param([int]$Count, [string]$Name = "nobody", [switch]$Force) "$Count/$Name/$Force"'


def test_parameters_by_name(words: dict[str, Any]) -> None:
    parameters = {"Force": True, "Name": "x y"}
    with Session("server01", **words) as session:
        assert session.invoke(_NAMED, 4, parameters=parameters).output == ["4/x y/True"]
        job = session.invoke(_NAMED, parameters={"Count": 5}, as_job=True)
        assert job.wait(60)
        assert job.receive() == ["5/nobody/False"]
    with Session("server01", transport="winrs", **words) as console:
        assert console.invoke(_NAMED, 4, parameters=parameters).output == ["4/x y/True"]


def test_a_time_out_stops_the_command(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        with pytest.raises(DeadlineExceeded):
            session.invoke("Start-Sleep 60", timeout=0.2)
        assert session.invoke("'still here'").output == ["still here"]


def test_concurrent_pipelines_do_not_mix(words: dict[str, Any]) -> None:
    found: dict[int, list[Any]] = {}
    with Session("server01", max_runspaces=4, **words) as session:
        threads = [
            threading.Thread(target=lambda n=n: found.__setitem__(n, session.invoke(f"1..200 | % {{ $_ * {n} }}").output))
            for n in range(1, 7)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert found == {n: [i * n for i in range(1, 201)] for n in range(1, 7)}


def test_nothing_is_lost_or_doubled_when_another_client_takes_over(words: dict[str, Any], gate: Gate) -> None:
    session = Session("server01", **words).open()
    seen = threading.Event()
    script = f"1..400 | % {{ $_; if ($_ -eq 200) {{ {gate.wait} }} }}"
    running, result = session.begin(script, on_record=lambda *_: seen.set())
    assert seen.wait(60)
    session.disconnect()
    gate.open()
    assert (session.state, session.availability, running.is_finished) == ("Disconnected", "None", False)
    listed = [one for one in Session.list("server01", **words) if one.instance_id == session.instance_id]
    assert [one.availability for one in listed] == ["None"]
    with Session.connect("server01", instance_id=session.instance_id, **words) as other:
        rest = other.receive()
        assert other.instance_id == session.instance_id
        assert other.invoke("'again'").output == ["again"]
    assert result.output + rest.output == list(range(1, 401))
    session.client.kill()


def test_our_own_session_goes_on_where_it_was(words: dict[str, Any], gate: Gate) -> None:
    with Session("server01", **words) as session:
        seen = threading.Event()
        session.begin(f"1..200 | % {{ $_; if ($_ -eq 100) {{ {gate.wait} }} }}", on_record=lambda *_: seen.set())
        assert seen.wait(60)
        session.disconnect()
        gate.open()
        session.reconnect()
        assert session.receive().output == list(range(1, 201))


def test_a_busy_session_cannot_be_taken_over(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session, pytest.raises(Exception, match="connected"):
        Session.connect("server01", instance_id=session.instance_id, **words)


def test_a_session_that_is_not_there(words: dict[str, Any]) -> None:
    with pytest.raises(LocalProtocolError, match="There is no session"):
        Session.connect("server01", instance_id="00000000-0000-0000-0000-000000000001", **words)


def test_process_sessions_cannot_be_left() -> None:
    with Session.process() as session:
        assert session.invoke("1 + 1").output == [2]
        with pytest.raises(LocalProtocolError, match="cannot disconnect"):
            session.disconnect()


def test_using_takes_members_and_elements_of_python_values(words: dict[str, Any]) -> None:
    rows, table = [1, 2, 3], {"a": {"b": [5, 6]}}
    with Session("server01", **words) as session:
        assert session.invoke("$using:rows.Count; $using:rows[1]; & { $using:table['a'].b }; ${using:rows}.Count").output == [3, 2, 5, 6, 3]
        with pytest.raises(LocalProtocolError, match="names no variable"):
            session.invoke("$using:nope.x")
    assert rows
    assert table


def test_the_host_lists_a_session_by_the_name_that_it_was_given(words: dict[str, Any]) -> None:
    with Session("server01", name="nightly", **words) as session:
        session.disconnect()
        (listed,) = [one for one in Session.list("server01", **words) if one.instance_id == session.instance_id]
        assert (listed.name, listed.state) == ("nightly", "Disconnected")
        assert repr(listed) == f"<SessionInfo 'nightly' {session.instance_id} on server01: Disconnected>"
        with Session.connect("server01", instance_id=session.instance_id, **words) as again:
            assert (again.name, again.state) == ("nightly", "Opened")


def test_a_moment_is_one_though_get_date_says_how_to_show_it(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        script = "Get-Date '2024-05-06 07:08:09'"
        assert session.invoke(script).output == [datetime(2024, 5, 6, 7, 8, 9)]
        inside = session.invoke(f"@{{ List = @({script}) }}; [pscustomobject]@{{ When = {script} }}").output
        assert inside == [{"List": [datetime(2024, 5, 6, 7, 8, 9)]}, {"When": datetime(2024, 5, 6, 7, 8, 9)}]
        (raw,) = session.invoke(script, raw=True).output
        assert "DisplayHint" in raw.shape.names


@pytest.mark.parametrize(
    ("host", "address", "port"),
    [("web01:15985", "web01", 15985), ("10.0.0.7:5986", "10.0.0.7", 5986), ("[::1]:5985", "::1", 5985), ("::1", None, None), ("web01", None, None)],
)
def test_a_host_may_bring_its_port(host: str, address: str | None, port: int | None) -> None:
    made = Connection.of(host)
    assert (made.host, made.words.get("address"), made.words.get("port")) == (host, address, port)
    assert "address" not in Connection.of(host, port=1).words
    assert Connection.of(host, address="10.1.1.1").words.get("port") == port  # an address says nothing of the port
