"""Jobs of an emulated machine are processes of that machine."""

from __future__ import annotations

import pytest

from psbridge.emulator.host import Emulator
from psbridge.sessions.session import Session


def told(result):
    assert not result.errors
    return [str(one) for one in result.output]


@pytest.fixture(scope="module")
def host():
    with Emulator("JOBS", https_port=None) as made:
        yield made


@pytest.fixture
def run(host):
    account = {"port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}
    with Session("127.0.0.1", ssl=False, configuration_name="PowerShell.7", **account) as session:
        yield lambda text: told(session.invoke(text))


def test_a_job_has_a_process_of_its_own(run, host):
    own, name, still = run("$n = Start-Job { $PID } | Receive-Job -Wait; $n; (Get-Process -Id $PID).Name; while (Get-Process -Id $n -ea 0) { Start-Sleep -Milliseconds 5 }; 'it has ended'")
    assert int(own) % 4 == 0
    assert name == "wsmprovhost"
    assert still == "it has ended"
    assert host.machine.processes.find(int(own)) is None


def test_jobs_of_jobs_count_for_themselves(run):
    assert run("Start-Job { (Start-Job { }).Id; (Start-Job { }).Id } | Receive-Job -Wait; (Start-Job { }).Id") == ["1", "3", "3"]


def test_stopping_the_process_ends_the_job(run):
    text = (
        "$j = Start-Job { $PID; while ($true) { } }\n"
        "while (-not ($n = Receive-Job $j)) { [Threading.Thread]::Sleep(5) }\n"
        "Stop-Process -Id $n\n"
        "$null = Wait-Job $j; $j.State; $j.ChildJobs[0].JobStateInfo.Reason.GetType().Name"
    )
    assert run(text) == ["Failed", "PSRemotingTransportException"]


def test_an_initialization_script_that_fails_is_the_reason(run):
    assert run("$j = Start-Job { } -InitializationScript { throw 'ini' } | Wait-Job; $j.ChildJobs[0].JobStateInfo.Reason.Message") == ["ini"]


def test_credentials_are_checked(run, host):
    script = "$c = [pscredential]::new('{}', (ConvertTo-SecureString '{}' -AsPlainText -Force)); (Start-Job {{ 1 }} -Credential $c | Wait-Job).State"
    assert run(script.format("nobody", "x")) == ["Failed"]
    assert run(script.format(host.username, host.password)) == ["Completed"]


def test_the_limit_of_thread_jobs_is_that_of_the_session(run, host):
    from psbridge.engine.threads.threadjob import QUEUE

    assert run("Start-ThreadJob { 1 } -ThrottleLimit 1 | Receive-Job -Wait") == ["1"]
    assert QUEUE.limit != 1
    assert run("$j = 1..5 | ForEach-Object { Start-ThreadJob { [Threading.Thread]::Sleep(60000) } }; @($j.State -eq 'NotStarted').Count") == ["4"]
    account = {"port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}
    with Session("127.0.0.1", ssl=False, configuration_name="PowerShell.7", **account) as other:
        assert told(other.invoke("Start-ThreadJob { 2 } | Receive-Job -Wait")) == ["2"]


def test_what_only_windows_powershell_has(run, host):
    assert run("@(Get-Command Suspend-Job, Resume-Job -ErrorAction Ignore).Count") == ["0"]
    account = {"port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}
    with Session("127.0.0.1", ssl=False, **account) as old:
        assert told(old.invoke("@(Get-Command Suspend-Job, Resume-Job).Count")) == ["2"]


def test_a_file_is_moved_over_another(run):
    text = "Set-Content a.txt a; Set-Content b.txt b; Move-Item a.txt b.txt -Force; Get-Content b.txt; Test-Path a.txt"
    assert run(text) == ["a", "False"]


def test_a_job_that_leaves_is_heard_to_that_point(run):
    text = "$j = Start-Job { 'early'; [Environment]::Exit(1); 'late' } | Wait-Job; Receive-Job $j -ErrorAction SilentlyContinue; $j.State"
    assert run(text) == ["early", "Failed"]
