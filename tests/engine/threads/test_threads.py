"""Blocks on threads: runs, thread jobs with their queue, parallel runs; job classes of scripts."""

from __future__ import annotations

import threading

import pytest

from psbridge.engine.members import jobtypes
from psbridge.engine.scriptjobs import ScriptJob
from psbridge.engine.threads.blockrun import BlockRun, CollectionSink, stopped_exception, using_values
from psbridge.engine.threads.parallel import PSTaskChildJob, PSTaskJob
from psbridge.engine.threads.threadjob import QUEUE, ThrottleQueue, new_thread_job
from psbridge.jobs import JobState
from psbridge.jobs.adapters import JobManager
from psbridge.modules.shell import Runspace


@pytest.fixture
def runspace():
    with Runspace() as made:
        yield made


class Kept:
    """A sink and a listener."""

    def __init__(self):
        self.output, self.done, self.state, self.record = [], threading.Event(), None, None
        self.write = self.output.append
        self.error = self.warning = self.verbose = self.debug = self.information = self.progress = self.output.append

    def ended(self, state, record):
        self.state, self.record = state, record
        self.done.set()


def run(runspace, text, **options):
    kept = Kept()
    made = BlockRun(runspace, text, kept, kept.ended, **options)
    made.start("test")
    return made, kept


class TestBlockRun:
    def test_arguments_input_and_using(self, runspace):
        _, kept = run(runspace, "param($a) $a; $input; $using:b", args=(1,), input=[2], using={"b": 3})
        assert kept.done.wait(60)
        assert (kept.output, kept.state) == ([1, 2, 3], "Completed")

    def test_failure_and_exit(self, runspace):
        _, failed = run(runspace, "throw 'x'")
        _, left = run(runspace, "1; exit 3; 2")
        assert failed.done.wait(60)
        assert left.done.wait(60)
        assert (failed.state, failed.record.fully_qualified_error_id) == ("Failed", "x")
        assert (left.state, left.output) == ("Completed", [1])

    def test_stop(self, runspace):
        made, kept = run(runspace, "Start-Sleep 60")
        made.stop()
        assert kept.done.wait(60)
        assert kept.state == "Stopped"
        assert "stopped" in stopped_exception().message

    def test_using_values_are_references(self, runspace):
        ctx = runspace.context()
        shared = [1]
        ctx.set_variable("x", shared)
        assert using_values(runspace.script_block("$using:x", ctx), ctx)["x"] is shared


class TestThreadJobs:
    def test_the_queue_keeps_its_limit_and_order(self, runspace, tmp_path):
        before = QUEUE.limit
        manager = JobManager()
        try:
            text = f"while (-not [IO.File]::Exists('{tmp_path}/go')) {{ [Threading.Thread]::Sleep(5) }}; 1"
            jobs = [new_thread_job(runspace, manager, "s", None, 1, text=text) for _ in range(4)]
            assert [job.state for job in jobs[1:]] == [JobState.NotStarted] * 3
            (tmp_path / "go").touch()
            for job in jobs:
                assert job.wait(60)
            ends = [job.ps_end_time.ticks for job in jobs]
            assert ends == sorted(ends)
        finally:
            QUEUE.set_limit(before)

    def test_a_queued_job_can_be_withdrawn(self):
        queue = ThrottleQueue(0)
        assert queue.withdraw(object()) is False

    def test_names_and_streams(self, runspace):
        job = new_thread_job(runspace, JobManager(), "c", "n", None, text="1; Write-Error e")
        assert job.wait(60)
        assert (job.name, job.receive(), job.stream_count("error")) == ("n", [1], 1)
        CollectionSink(job).write(2)
        assert job.receive() == []


class TestParallel:
    def test_children_run_in_order_and_within_the_limit(self, runspace):
        job = PSTaskJob("c", 1)
        for value in (1, 2):
            child = PSTaskChildJob("c")
            child.run = BlockRun(runspace, "$_ * 2", CollectionSink(child), child.ended, dollar_under=value)
            job.adopt(child)
        job.start()
        assert job.wait(60)
        assert job.receive() == [2, 4]

    def test_nothing_to_do_is_completed(self):
        job = PSTaskJob("c", 5)
        job.start()
        assert job.state == JobState.Completed


class TestScriptClasses:
    TEXT = """
    class HandJob : System.Management.Automation.Job {
        HandJob() : base('c', 'n') { }
        [string] get_StatusMessage() { return 'fine' }
        [bool] get_HasMoreData() { return $this.Output.Count -gt 0 }
        [string] get_Location() { return 'loc' }
        [void] StopJob() { $this.SetJobState('Stopped') }
    }
    [HandJob]::new()
    """

    def test_what_the_base_leaves_open_is_asked_of_the_script(self, runspace):
        (job,) = runspace.invoke(self.TEXT)
        assert isinstance(job, ScriptJob)
        assert (job.name, job.location, job.status_message, job.has_more_data) == ("n", "loc", "fine", False)
        job.stream("output").add(1)
        assert job.has_more_data is True
        job.stop_job()
        assert job.state == JobState.Stopped

    def test_constructors_of_the_public_types(self, runspace):
        text = "$i = [System.Management.Automation.JobStateInfo]::new('Failed', [Exception]::new('why')); \"$i / $($i.Reason.Message)\""
        assert runspace.invoke(text) == ["Failed / why"]
        assert runspace.invoke("[System.Management.Automation.ContainerParentJob]::new('c', 'n').Name") == ["n"]
        assert jobtypes.void(None) is not None


def test_a_parallel_run_starts_one_child_after_the_other(monkeypatch):
    begun, answered = [], []
    job = PSTaskJob("x", 5)

    def begin(child):
        begun.append(child)
        other = threading.Thread(target=job._pump)  # as from a child that has just ended
        other.start()
        other.join(60)
        answered.append((len(begun), other.is_alive()))

    monkeypatch.setattr(PSTaskChildJob, "begin", begin)
    for _ in range(3):
        job.adopt(PSTaskChildJob("x"))
    job.start()
    assert begun == list(job.child_jobs)
    assert answered == [(1, False), (2, False), (3, False)]


def test_a_child_that_cannot_be_started_does_not_hold_up_the_others(monkeypatch):
    job, begun = PSTaskJob("x", 5), []

    def begin(child):
        if not begun:
            begun.append(None)
            raise RuntimeError("no thread")
        begun.append(child)

    monkeypatch.setattr(PSTaskChildJob, "begin", begin)
    for _ in range(2):
        job.adopt(PSTaskChildJob("x"))
    with pytest.raises(RuntimeError):
        job.start()
    job._pump()
    assert begun == [None, job.child_jobs[1]]


@pytest.mark.parametrize("script", ["1", "throw 'x'", "break", "}"])
def test_started_in_turn_means_that_the_script_begins(script):
    ended = threading.Event()
    with Runspace() as parent:
        run = BlockRun(parent, script, CollectionSink(PSTaskChildJob("x")), lambda state, record: ended.set())
        run.start_in_turn("in turn")
        assert run.begun.is_set()
        assert ended.wait(60)
