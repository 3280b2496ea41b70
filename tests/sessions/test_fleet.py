"""One command on many hosts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import ConnectionFailed, DeadlineExceeded
from psbridge.jobs.job import Job
from psbridge.sessions import fleet
from psbridge.sessions.connection import Connection
from psbridge.sessions.fleet import Fleet, invoke_command
from psbridge.sessions.session import Session
from tests.sessions.conftest import connection_of


@pytest.fixture
def hosts(estate: tuple[Emulator, Emulator]) -> list[Connection]:
    return [connection_of(one) for one in estate]


def test_results_are_in_the_order_of_the_hosts(hosts: list[Connection]) -> None:
    heard: list[str] = []
    lost = Connection.of("nowhere", address="127.0.0.1", port=1, username="u", password="p", auth="ntlm", no_proxy=True)
    results = invoke_command([*hosts, lost], 'param($n) "$env:COMPUTERNAME $n"', 7, on_result=lambda one: heard.append(one.host))
    assert results.output == ["SERVER01 7", "SERVER02 7"]
    assert [one.host for one in results.succeeded] == ["server01", "server02"]
    assert [one.host for one in results.failed] == ["nowhere"]
    assert sorted(heard) == ["nowhere", "server01", "server02"]
    with pytest.raises(ConnectionFailed):
        results.by_host["nowhere"].raise_for_error()


def test_input_and_time_out(hosts: list[Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    assert invoke_command(hosts, "$input | % { $_ + 1 }", input=[1, 2]).output == [2, 3, 2, 3]
    heard = threading.Event()

    class Timer(threading.Timer):
        """Its time is over when the first record has come."""

        def run(self) -> None:
            assert (self.interval, heard.wait(60)) == (0.5, True)
            self.function()

    monkeypatch.setattr(fleet.threading, "Timer", Timer)
    results = invoke_command(hosts[:1], "1; Start-Sleep 60", timeout=0.5, on_record=lambda *_: heard.set())
    assert (results[0].state, results[0].output) == ("Stopped", [1])
    assert str(results[0].failure).startswith("The command took longer than 0.5 seconds and was stopped")


def test_a_time_out_in_an_open_session_is_a_failed_result(hosts: list[Connection]) -> None:
    with Session(hosts[0].host, connection=hosts[0]) as session:
        results = invoke_command([session], "Start-Sleep 600", timeout=0.2)
        assert (results[0].state, isinstance(results[0].failure, DeadlineExceeded)) == ("Stopped", True)
        assert session.invoke("2").output == [2]


WORD = "global"
OTHER = object()  # cannot travel, and is not asked for


def test_parameters_by_name(hosts: list[Connection]) -> None:
    results = invoke_command(hosts, 'param($Name, [switch]$Force) "$Name/$Force"', "x", parameters={"Force": True})
    assert results.output == ["x/True"] * len(hosts)


def test_using_takes_the_callers_variables(hosts: list[Connection]) -> None:
    number, script = 4, '"$using:WORD $using:number"'
    assert invoke_command(hosts, script).output == ["global 4"] * 2
    assert invoke_command(hosts, script, using={"number": 5}).output == ["global 5"] * 2
    job = invoke_command(hosts, script, as_job=True)
    assert job.wait(60)
    assert job.receive() == ["global 4"] * 2
    assert Fleet(hosts).invoke(script).output == ["global 4"] * 2
    assert sorted(Fleet(hosts).stream(script)) == [("server01", "global 4"), ("server02", "global 4")]

    async def awaited() -> Any:
        number = 6  # noqa: F841 - $using:number
        return await Fleet(hosts).run(script)

    assert asyncio.run(awaited()).output == ["global 6"] * 2
    with ProcessPoolExecutor(1) as executor:
        assert invoke_command(hosts, script, executor=executor).output == ["global 4"] * 2
    assert "names no variable" in str(invoke_command(hosts[:1], "$using:nope")[0].failure)
    assert number == 4


def test_a_stream_of_all_hosts(hosts: list[Connection]) -> None:
    found = list(Fleet(hosts).stream("1..3"))
    assert sorted(found) == [(host, n) for host in ("server01", "server02") for n in (1, 2, 3)]


def test_a_stream_keeps_nothing_of_what_it_has_given(hosts: list[Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    invoke = fleet.invoke_command
    monkeypatch.setattr(fleet, "invoke_command", lambda *words, **named: made.append(invoke(*words, **named)) or made[0])
    seen = 0
    for _ in Fleet(hosts[:1]).stream("1..2000"):
        seen += 1
    assert seen == 2000
    assert Job.take_own(made[0].child_jobs[0], keep=True) == ()


def test_asyncio(hosts: list[Connection]) -> None:
    assert asyncio.run(Fleet(hosts).run("1")).output == [1, 1]


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor(hosts: list[Connection], kind: Any) -> None:
    with kind(1) as executor:
        results = invoke_command(hosts, "$env:COMPUTERNAME; Write-Error e", executor=executor)
    assert results.output == ["SERVER01", "SERVER02"]
    assert [str(getattr(one.errors[0], "message", one.errors[0])) for one in results] == ["e", "e"]


@pytest.mark.parametrize("as_job", [False, True])
def test_input_of_one_host_is_sent_while_its_source_runs(hosts: list[Connection], as_job: bool) -> None:
    """The source gives its second object when the host has answered the first."""
    answered = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        assert answered.wait(60)
        yield 2

    def heard(*_: Any) -> None:
        answered.set()

    script = "foreach ($one in $input) { $one * 10 }"
    if as_job:
        job = invoke_command(hosts[0], script, input=source(), as_job=True)
        job.child_jobs[0].watch(lambda: job.child_jobs[0].stream_count("output") and heard())
        assert job.wait(60)
        assert [int(one) for one in job.receive()] == [10, 20]
        return
    result = invoke_command(hosts[0], script, input=source(), on_record=heard)
    assert result.output == [10, 20]


def test_a_source_that_fails_fails_the_job(hosts: list[Connection]) -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    job = invoke_command(hosts[0], "@($input).Count", input=source(), as_job=True)
    assert job.wait(60)
    assert (str(job.state), str(job.child_jobs[0].job_state_info.reason.message)) == ("Failed", "The input failed: ValueError: no more")
