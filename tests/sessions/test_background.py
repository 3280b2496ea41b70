"""Background jobs: a process for each, whatever happens to it.  Names in brackets are statements of the semantics catalogue."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from psbridge.engine.host import Host, HostUI
from psbridge.errors import ConversionError, DeadlineExceeded
from psbridge.jobs import JobState
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.modules.shell import Runspace
from psbridge.objects import unwrap
from psbridge.psrp import Pipeline, PoolState
from psbridge.sessions.background import SessionRunner, start_background_job
from psbridge.sessions.pythonjobs import start_callable
from psbridge.transports.refused import RefusedTransport
from psbridge.transports.warm import WarmTransport


def start(script: str, *, host: Host | None = None, init: str | None = None, **options):
    transports: list[WarmTransport] = []

    def make() -> WarmTransport:
        transports.append(WarmTransport(command=init))
        return transports[-1]

    job = start_background_job(script, None, SessionRunner(make, Pipeline.script(script), host=host, **options))
    return job, transports[0]


def until(condition, seconds: float = 60.0) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise DeadlineExceeded("the condition did not come true")
        time.sleep(0.005)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


PARENT = """
import sys
import psbridge as psb
jobs = [psb.start_job("$PID; Start-Sleep 600") for _ in range(2)]
for job in jobs:
    print(next(iter(job)), flush=True)
sys.stdin.read()
"""


def descendants(pid: int) -> set[int]:
    """All processes that a process has started, and theirs."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found, new = set(), {pid}
    while new:
        new = {one for one, parent in parents.items() if parent in new}
        found |= new
    return found


class TestLife:
    def test_states_of_parent_and_child(self):
        """[STA-004] the parent runs from the start, [KND-001] its child has no kind; the child ends twice."""
        seen: list[tuple[str, str]] = []
        gate = SessionRunner(WarmTransport, Pipeline.script("1"))
        job = RemotingJob("1", None, job_type_name="BackgroundJob")
        child = RemotingChildJob("1", "localhost", gate)
        child.state_changed.add(lambda one, told: seen.append(("child", told.job_state_info.state.label)))
        job.adopt([child])
        job.state_changed.add(lambda one, told: seen.append(("parent", told.job_state_info.state.label)))
        job.begin()
        assert (job.state, child.state) == (JobState.Running, JobState.NotStarted)
        gate.start(child)
        assert job.wait(60)
        until(lambda: len(seen) == 5)
        assert [state for who, state in seen if who == "child"] == ["Running", "Completed", "Completed"]
        assert [state for who, state in seen if who == "parent"] == ["Running", "Completed"]
        assert (job.ps_job_type_name, child.ps_job_type_name) == ("BackgroundJob", "")

    def test_it_runs_in_another_process(self):
        """[KND-002]"""
        job, _ = start("$PID")
        assert job.wait(60)
        assert job.receive() != [os.getpid()]

    def test_streams_come_in_order(self):
        """[RCJ-011]"""
        job, _ = start("1; Write-Error e; 2; Write-Warning w; 3")
        assert job.wait(60)
        assert [stream for stream, _ in job.receive(stream=None)] == ["output", "error", "output", "warning", "output"]

    def test_errors_say_where_they_come_from(self):
        """[RCJ-020]"""
        job, _ = start("Write-Error e -ErrorId MyId")
        assert job.wait(60)
        (record,) = job.receive(stream="error")
        assert record.fully_qualified_error_id == "MyId"
        assert record.origin_info.ps_computer_name == "localhost"

    def test_what_travels_is_clixml(self):
        """[DES-011] between processes; a thread job hands over the object itself."""
        said = bytearray()

        class Tapped(WarmTransport):
            def _tell(self, element, receiver):
                said.extend(element.payload or b"")
                super()._tell(element, receiver)

        job = start_background_job("x", None, SessionRunner(Tapped, Pipeline.script("5; [pscustomobject]@{ A = 'b' }")))
        assert job.wait(60)
        assert b"<I32>5</I32>" in said
        assert b'<S N="A">b</S>' in said
        with Runspace() as runspace:
            assert runspace.invoke("$o = [Collections.ArrayList]::new(); $r = Start-ThreadJob { , $using:o } | Receive-Job -Wait; $null = $r.Add(1); $o.Count") == [1]

    def test_failure_keeps_its_output(self):
        """[STA-009]"""
        job, _ = start("'a'; throw 'boom'")
        assert job.wait(60)
        assert job.state == JobState.Failed
        assert job.receive() == ["a"]
        assert job.job_state_info.reason is None
        assert job.child_jobs[0].job_state_info.reason.message == "boom"

    def test_exit_completes(self):
        """[STA-011]"""
        job, _ = start("'a'; exit 3; 'b'")
        assert job.wait(60)
        assert (job.state, job.receive()) == (JobState.Completed, ["a"])

    def test_initialization_script(self):
        """[STJ-005] its variables are there, its output is not; [STA-013] a failing one fails the job."""
        job, _ = start("$q", init="$q = 9; 'frominit'")
        assert job.wait(60)
        assert job.receive() == [9]
        failing, _ = start("1", init="throw 'ini'")
        assert failing.wait(60)
        assert failing.state == JobState.Failed
        assert failing.child_jobs[0].failure_record.fully_qualified_error_id == "PSSessionStateBroken"


class TestEnds:
    def test_stop(self):
        """[STA-017], [RCJ-045]: what was written before stays, there is no error and no reason."""
        job, transport = start("'p1'; Start-Sleep 60")
        until(lambda: job.child_jobs[0].stream_count("output") == 1)
        job.stop()
        assert (job.state, job.child_jobs[0].state) == (JobState.Stopped, JobState.Stopped)
        assert (job.receive(stream=None), job.child_jobs[0].job_state_info.reason) == ([("output", "p1")], None)
        until(lambda: not is_alive(transport.pid))

    def test_stop_while_the_process_starts(self):
        job, _ = start("Start-Sleep 60")
        job.stop()
        assert job.state == JobState.Stopped

    def test_stop_of_the_child_completes_the_parent(self):
        job, _ = start("'up'; Start-Sleep 60")
        until(lambda: job.child_jobs[0].stream_count("output") == 1)
        job.child_jobs[0].stop_job()
        assert (job.child_jobs[0].state, job.state) == (JobState.Stopped, JobState.Completed)

    @pytest.mark.parametrize("moment", ["opening", "running"])
    def test_a_killed_process_fails_the_job(self, moment):
        """[STA-012]"""
        job, transport = start("'early'; Start-Sleep 60", init=None if moment == "running" else "Start-Sleep 60")
        if moment == "running":
            until(lambda: job.child_jobs[0].stream_count("output") == 1)
        os.kill(transport.pid, signal.SIGKILL)
        assert job.wait(60)
        child = job.child_jobs[0]
        assert job.state == JobState.Failed
        assert job.receive() == (["early"] if moment == "running" else [])
        assert child.failure_record.fully_qualified_error_id == "2100,PSSessionStateBroken"
        assert child.job_state_info.reason.kind.full_name.endswith("PSRemotingTransportException")

    def test_what_cannot_start_fails(self):
        job = start_background_job("1", None, SessionRunner(lambda: RefusedTransport("no"), Pipeline.script("1")))
        assert job.wait(60)
        assert job.state == JobState.Failed

    @pytest.mark.parametrize("last", [1, 500, 2000])
    def test_killed_at_a_record(self, last):
        """[STA-012] at the first, in mid-output, and after the last: what came before is kept, in its order, without a hole."""
        gate = threading.Event()
        runner = SessionRunner(WarmTransport, Pipeline.script("1..2000"))
        child = RemotingChildJob("1..2000", "localhost", runner)
        job = RemotingJob("1..2000", None, job_type_name="BackgroundJob")
        job.adopt([child])

        def kill(sender, arguments):
            if len(child.output) == last and not gate.is_set():
                gate.set()
                os.kill(runner.session.transport.pid, signal.SIGKILL)

        child.output.data_added.add(kill)
        job.begin()
        runner.start(child)
        assert job.wait(60)
        assert gate.is_set()
        found = job.receive()
        assert found == list(range(1, len(found) + 1))
        assert len(found) >= last
        if job.state == JobState.Failed:  # it may have said everything before it died
            assert child.failure_record.fully_qualified_error_id == "2100,PSSessionStateBroken"
            assert child.job_state_info.reason.message
        else:
            assert (job.state, len(found)) == (JobState.Completed, 2000)

    def test_killed_between_its_last_record_and_its_end(self):
        """[STA-012]"""
        job, transport = start("1..20; Write-Warning last; while ($true) { }")
        until(lambda: job.child_jobs[0].stream_count("warning") == 1)
        os.kill(transport.pid, signal.SIGKILL)
        assert job.wait(60)
        assert (job.state, job.receive()) == (JobState.Failed, list(range(1, 21)))
        assert job.child_jobs[0].job_state_info.reason is not None

    @pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM", "SIGINT", "exit"])
    def test_nothing_outlives_its_parent(self, tmp_path, end):
        """[JOB-018] the end of our process, however it comes (SIGINT is Ctrl-C), ends the children, running ones and spare ones."""
        script = tmp_path / "parent.py"
        script.write_text(PARENT)
        parent = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        with parent:
            pids = [int(parent.stdout.readline()) for _ in range(2)]
            family = descendants(parent.pid)
            assert set(pids) <= family
            if end == "exit":
                parent.stdin.close()
            else:
                (os.killpg if end == "SIGINT" else os.kill)(parent.pid, getattr(signal, end))
            assert (parent.wait(60) == 0) == (end == "exit")
        until(lambda: not any(map(is_alive, family)))

    def test_the_end_of_a_session_ends_its_jobs(self):
        """[JOB-018]"""
        with Runspace() as runspace:
            start_it = "$j = Start-Job { $PID; Start-Sleep 60 }; while (-not ($p = Receive-Job $j)) { Start-Sleep -Milliseconds 5 }; $p"
            (pid,) = runspace.invoke(start_it)
            assert is_alive(int(unwrap(pid)))
        until(lambda: not is_alive(int(unwrap(pid))))

    def test_descriptors_and_threads_are_given_back(self):
        for _ in range(3):
            job, _ = start("1")
            job.wait(60)
        gc.collect()
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(5):
            job, _ = start("1")
            job.wait(60)
        until(lambda: len(list(Path("/proc/self/fd").iterdir())) <= before + 1)


class Asked(HostUI):
    __slots__ = ("questions",)

    def __init__(self):
        super().__init__()
        self.questions = []

    def prompt(self, caption, message, fields):
        self.questions.append(fields[0].name)
        return {fields[0].name: "Ada"}


class TestQuestions:
    def test_a_question_blocks_until_somebody_receives(self):
        """[STA-014], [STA-015]"""
        host = Host("test", ui=Asked())
        job, _ = start("'first'; $n = Read-Host 'name'; \"hello $n\"", host=host)
        child = job.child_jobs[0]
        until(lambda: job.state == JobState.Blocked)
        assert (child.state, host.ui.questions) == (JobState.Blocked, [])
        child.runner.unblock(child)
        assert job.wait(60)
        assert (job.state, host.ui.questions, job.receive()) == (JobState.Completed, ["name"], ["first", "hello Ada"])

    def test_a_blocked_job_can_be_stopped(self):
        job, _ = start("Read-Host name", host=Host("test", ui=Asked()))
        until(lambda: job.state == JobState.Blocked)
        job.stop()
        assert job.state == JobState.Stopped


def add(a, b):
    return a + b


def count(n):
    print("counting")  # noqa: T201 - what a job prints is the point
    yield from range(n)


def fail():
    raise ValueError("nope")


def sleep():
    time.sleep(60)


class TestCallables:
    def test_result_is_output(self):
        job = start_callable(add, (1,), {"b": 2})
        assert job.wait(60)
        assert (job.state, job.receive()) == (JobState.Completed, [3])

    def test_items_of_a_generator_and_prints(self):
        job = start_callable(count, (3,))
        assert job.wait(60)
        assert job.receive() == [0, 1, 2]
        assert [str(record) for record in job.receive(stream="information")] == ["counting"]

    def test_an_exception_fails_the_job(self):
        job = start_callable(fail)
        assert job.wait(60)
        assert job.state == JobState.Failed
        assert job.failure.message == "nope"
        assert "ValueError" in job.failure.extra["PythonTraceback"]

    def test_stop_and_kill(self):
        job = start_callable(sleep)
        job.stop()
        assert job.state == JobState.Stopped
        killed = start_callable(sleep)
        os.kill(killed.child_jobs[0].runner.pid, signal.SIGKILL)
        assert killed.wait(60)
        assert killed.state == JobState.Failed

    def test_what_cannot_travel_is_named_before_anything_starts(self):
        with pytest.raises(ConversionError, match="argument 2 of the job cannot be sent to another process"):
            start_callable(add, (1, threading.Lock()))
        with pytest.raises(ConversionError, match="b of the job"):
            start_callable(add, (1,), {"b": threading.Lock()})

    def test_an_answer_that_cannot_travel_fails_the_job(self):
        job = start_callable(threading.Lock)
        assert job.wait(60)
        assert (job.state, "cannot pickle" in job.failure.message) == (JobState.Failed, True)

    def test_a_program_without_a_guard_sends_what_it_defines(self, tmp_path):
        script = tmp_path / "program.py"
        script.write_text(
            "import dataclasses\nimport psbridge as psb\n\n"
            "@dataclasses.dataclass\nclass Point:\n    x: int\n\n"
            "step = 2\ndef move(point):\n    return Point(point.x + step)\n\n"
            "job = psb.start_job(move, Point(1))\njob.wait(60)\nprint(job.receive() == [Point(3)])\n"
            "job = psb.start_job(lambda: step)\njob.wait(60)\nprint(job.receive())\n"
        )
        ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=500, check=False)
        assert (ran.stdout, ran.stderr) == ("True\n[2]\n", "")

    def test_the_process_ends_with_its_parent(self, tmp_path):
        script = tmp_path / "program.py"
        script.write_text(
            "import os, sys, time\nimport psbridge as psb\n\n"
            "job = psb.start_job(time.sleep, 60)\nprint(job.child_jobs[0].runner.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
        )
        ran = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=500, check=False)
        until(lambda: not Path(f"/proc/{int(ran.stdout)}/cmdline").exists() or not Path(f"/proc/{int(ran.stdout)}/cmdline").read_bytes())


class TestGrace:
    """A job that was just started lets the statements come first that subscribe to its events, unless somebody waits for it."""

    @staticmethod
    def job(grace):
        return start_background_job("1", "g", SessionRunner(WarmTransport, Pipeline.script("1"), grace=grace))

    def test_it_does_not_run_before_somebody_waits(self):
        job = self.job(60.0)
        (child,) = job.child_jobs
        opened = threading.Event()
        child.runner.session.listeners.insert(0, lambda session: opened.set() if session.state is PoolState.OPENED else None)
        assert child.runner.session.state is PoolState.OPENED or opened.wait(60)
        assert child.state == JobState.NotStarted
        assert job.wait(60)
        assert job.receive() == [1]

    def test_a_stop_ends_it(self):
        job = self.job(60.0)
        states = []
        job.child_jobs[0].state_changed.add(lambda sender, arguments: states.append(arguments.job_state_info.state.label))
        job.stop_job()
        assert (job.state, states) == (JobState.Stopped, ["Stopped", "Stopped"])

    def test_it_runs_when_the_time_is_over(self):
        job = self.job(0.01)
        assert job.finished.wait(60)
        assert job.receive() == [1]
