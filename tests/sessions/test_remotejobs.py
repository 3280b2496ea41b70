"""Jobs in sessions and on hosts."""

from __future__ import annotations

import threading
from typing import Any

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.jobs.remoting import RemotingJob
from psbridge.jobs.states import JobState
from psbridge.sessions.connection import Connection
from psbridge.sessions.fleet import invoke_command
from tests.sessions.conftest import Gate, connection_of


def wait_for_output(job: RemotingJob) -> None:
    """Until the first child has something."""
    child = job.child_jobs[0]
    news = threading.Event()
    child.watch(lambda: news.set() if len(child.output) else None)
    if not len(child.output):
        assert news.wait(60)


def test_a_job_has_a_child_for_each_host_and_names_it(estate: tuple[Emulator, Emulator]) -> None:
    job = invoke_command([connection_of(one) for one in estate], "$env:COMPUTERNAME", as_job=True, job_name="names")
    assert job.wait(60)
    assert (job.name, job.state, job.location) == ("names", JobState.Completed, "server01,server02")
    assert sorted(job.receive()) == ["SERVER01", "SERVER02"]


def test_a_host_that_cannot_be_reached_is_a_failed_child(host: Emulator) -> None:
    lost = Connection.of("nowhere", address="127.0.0.1", port=1, username="u", password="p", auth="ntlm", no_proxy=True)
    job = invoke_command([connection_of(host), lost], "'ok'", as_job=True)
    assert job.wait(60)
    assert [child.state for child in job.child_jobs] == [JobState.Completed, JobState.Failed]
    assert job.state == JobState.Failed
    assert job.receive() == ["ok"]
    assert "No connection" in job.child_jobs[1].failure_record.message


def test_the_throttle_starts_children_in_turn(estate: tuple[Emulator, Emulator]) -> None:
    job = invoke_command([connection_of(one) for one in estate], "'up'; Start-Sleep 60", as_job=True, throttle_limit=1)
    wait_for_output(job)
    assert [child.state for child in job.child_jobs] == [JobState.Running, JobState.NotStarted]
    job.stop()
    assert [child.state for child in job.child_jobs] == [JobState.Stopped, JobState.Stopped]
    assert job.state == JobState.Stopped


def test_a_job_is_disconnected_with_its_session_and_goes_on(words: dict[str, Any], gate: Gate) -> None:
    with Session("server01", **words) as session:
        job = session.invoke(f"1..300 | % {{ $_; if ($_ -eq 150) {{ {gate.wait} }} }}", as_job=True)
        wait_for_output(job)
        session.disconnect()
        assert job.state == JobState.Disconnected
        gate.open()
        session.reconnect()
        assert job.wait(60)
        assert job.receive() == list(range(1, 301))
        assert job.state == JobState.Completed


def test_a_session_that_is_received_elsewhere_becomes_a_job_there(words: dict[str, Any], gate: Gate) -> None:
    session = Session("server01", **words).open()
    _, result = session.begin(f"1..100 | % {{ $_; if ($_ -eq 50) {{ {gate.wait} }} }}")
    session.disconnect()
    gate.open()
    with Session.connect("server01", instance_id=session.instance_id, **words) as other:
        job = other.receive("job", name="newJob")
        assert job.wait(60)
        assert (job.name, job.command) == ("newJob", "")
        assert result.output + job.receive() == list(range(1, 101))
    session.client.kill()


def test_a_job_kept_on_the_host_outlives_the_command_in_a_session_only(words: dict[str, Any]) -> None:
    with Session("server01", **words) as session:
        copy = session.invoke("Start-Job { 'kept' } -Name there").output[0]
        assert copy["Name"] == "there"
        assert session.invoke("Receive-Job -Name there -Wait -Keep:$false").output == ["kept"]
    with Session("server01", **words) as other:
        assert other.invoke("@(Get-Job).Count").output == [0]


def test_closing_the_session_stops_its_job(words: dict[str, Any]) -> None:
    session = Session("server01", **words).open()
    job = session.invoke("'early'; Start-Sleep 60", as_job=True)
    wait_for_output(job)
    closing = threading.Thread(target=session.close)
    closing.start()
    assert job.wait(60)
    closing.join(60)
    assert (job.state, job.child_jobs[0].state, job.receive()) == (JobState.Completed, JobState.Stopped, ["early"])
