"""Jobs from Python: who runs a script.  Names in brackets are statements of the semantics catalogue.

A program called `pwsh` on the PATH stands for PowerShell: a process of its own that speaks the protocol of `pwsh -s`.
"""

from __future__ import annotations

import os
import signal
import sys

import pytest

import psbridge as psb
from psbridge.engine.errors import ScriptError
from psbridge.jobs import JobState
from psbridge.ps import use_runspace
from tests.sessions.test_background import is_alive, until

OURS = f'exec "{sys.executable}" -m psbridge "$@"'


@pytest.fixture
def runspace(tmp_path, monkeypatch):
    """A session of its own; `pwsh` is looked for in an empty folder and then where programs are."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with psb.Runspace(directory=str(tmp_path)) as made, use_runspace(made):
        yield made


@pytest.fixture
def pwsh(runspace, tmp_path):
    """Makes the program `pwsh`, whose shell script is given."""

    def make(text):
        program = tmp_path / "bin" / "pwsh"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho \"$@\" > '{tmp_path}/said'\n{text}\n")
        program.chmod(0o755)

    return make


def failed(job):
    """What a failed job's child says."""
    assert job.wait(60)
    assert job.state == JobState.Failed
    assert job.child_jobs[0].job_state_info.reason is not None
    return job.child_jobs[0].failure_record


class TestPwsh:
    def test_it_runs_the_script(self, pwsh, tmp_path):
        pwsh(OURS)
        script = "param($a) \"$a $q\"; \"$PWD\"; $input; $PID; Write-Warning w; Write-Error e"
        job = psb.start_job(script, 5, runner="pwsh", initialization_script="$q = 9", working_directory="/usr", input=[1, 2], name="real")
        assert job.wait(60)
        assert (job.name, job.state, job.ps_job_type_name) == ("real", JobState.Completed, "BackgroundJob")
        output = job.receive()
        assert output[:4] == ["5 9", "/usr", 1, 2]
        assert output[4] not in (os.getpid(), None)
        assert [stream for stream, _ in job.receive(stream=None)] == ["warning", "error"]
        assert (tmp_path / "said").read_text().startswith("-s -NoLogo -NoProfile")

    def test_start_job_of_a_session_that_wants_it(self, pwsh, runspace, tmp_path):
        pwsh(OURS)
        runspace.extras["job_runner"] = "pwsh"
        assert runspace.invoke("[string](Start-Job { 6 * 7 } | Receive-Job -Wait)") == ["42"]
        assert (tmp_path / "said").exists()

    def test_there_is_none(self, runspace, tmp_path, monkeypatch):
        """[STJ-014]"""
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(ScriptError, match="there is no pwsh on the PATH") as caught:
            psb.start_job("1", runner="pwsh")
        record = caught.value.record
        assert record.fully_qualified_error_id == "IPCPwshExecutableNotFound,Microsoft.PowerShell.Commands.StartJobCommand"
        assert str(record.category_info.category) == "NotInstalled"
        runspace.extras["job_runner"] = "pwsh"
        assert runspace.invoke("try { Start-Job { 1 } } catch { $_.FullyQualifiedErrorId }; @(Get-Job).Count") == [
            "IPCPwshExecutableNotFound,Microsoft.PowerShell.Commands.StartJobCommand",
            0,
        ]

    def test_a_python_that_does_not_know_its_program(self, runspace, monkeypatch):
        """[STJ-014] as in a program that embeds the engine."""
        monkeypatch.setattr(sys, "executable", "")
        assert runspace.invoke("try { Start-Job { 1 } } catch { $_.FullyQualifiedErrorId.Split(',')[0] }") == ["IPCPwshExecutableNotFound"]

    @pytest.mark.parametrize(
        ("text", "told"),
        [("echo 'no licence' >&2; exit 3", "(exit code 3): no licence"), ("exit 0", "exit code 0"), ("kill -9 $$", "exit code -9")],
    )
    def test_one_that_ends_at_once(self, pwsh, text, told):
        """[STA-012]"""
        pwsh(text)
        record = failed(psb.start_job("1", runner="pwsh"))
        assert record.fully_qualified_error_id == "2100,PSSessionStateBroken"
        assert told in record.exception.message

    def test_one_that_speaks_something_else(self, pwsh):
        pwsh("echo 'Welcome to some other program'; cat > /dev/null")
        failed(psb.start_job("1", runner="pwsh"))

    def test_one_that_is_no_program(self, pwsh, tmp_path, monkeypatch):
        pwsh("")
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        (tmp_path / "bin" / "pwsh").write_bytes(b"\x7fELF nonsense")
        assert "cannot be started" in failed(psb.start_job("1", runner="pwsh")).exception.message

    def test_one_that_dies_in_mid_output(self, pwsh):
        """[STA-012] what was received before is kept."""
        pwsh(OURS)
        job = psb.start_job("$PID; 1..5; Start-Sleep 600", runner="pwsh")
        items = iter(job)
        pid = next(items)
        assert [next(items) for _ in range(4)] == [1, 2, 3, 4]
        until(lambda: job.child_jobs[0].stream_count("output") == 6)
        os.kill(pid, signal.SIGKILL)
        assert failed(job).fully_qualified_error_id == "2100,PSSessionStateBroken"
        assert job.receive() == [5]

    def test_it_is_stopped(self, pwsh):
        pwsh(OURS)
        job = psb.start_job("$PID; Start-Sleep 600", runner="pwsh")
        pid = next(iter(job))
        job.stop()
        assert job.state == JobState.Stopped
        until(lambda: not is_alive(pid))


def test_only_two_can_run_scripts(runspace):
    with pytest.raises(ValueError, match="psbridge, pwsh"):
        psb.start_job("1", runner="bash")
    with pytest.raises(TypeError, match="named arguments: a"):
        psb.start_job("1", a=1)


def test_arguments_of_a_script_by_name(runspace):
    job = psb.start_job("param($Name, [switch] $Force) \"$Name/$Force\"", "x", parameters={"Force": True})
    assert job.wait(60)
    assert job.receive() == ["x/True"]
