"""The base class Job: identity, time stamps, events, streams; and its Python face."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from psbridge.errors import JobFailure
from psbridge.jobs import Job, JobState, wait
from psbridge.objects import NetError, NetException
from psbridge.objects.access import get_property
from psbridge.objects.datacollection import PSDataCollection


class Custom(Job):
    """What a third party writes: the four members that a kind must supply."""

    __slots__ = ("asked",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = 0

    def stop_job(self) -> None:
        self.asked += 1
        self.set_job_state(JobState.Stopped)

    @property
    def has_more_data(self) -> bool:
        return any(self.stream_count(name) for name in ("output", "error"))

    @property
    def location(self) -> str:
        return "here"

    @property
    def status_message(self) -> str:
        return ""


MEMBERS = [
    "State",
    "HasMoreData",
    "StatusMessage",
    "Location",
    "Command",
    "JobStateInfo",
    "Finished",
    "InstanceId",
    "Id",
    "Name",
    "ChildJobs",
    "PSBeginTime",
    "PSEndTime",
    "PSJobTypeName",
    "Output",
    "Error",
    "Progress",
    "Verbose",
    "Debug",
    "Warning",
    "Information",
]


def test_members() -> None:
    """JOB-001, JOB-002."""
    job = Custom(" 1 ")
    missing = object()
    assert [name for name in MEMBERS if get_property(job, name, missing) is missing] == []
    assert get_property(job, "State") == "NotStarted"


def test_initial_state() -> None:
    """JOB-004, JOB-013."""
    job = Custom()
    assert job.state == JobState.NotStarted
    assert (job.ps_begin_time, job.ps_end_time, job.child_jobs, job.ps_job_type_name) == (None, None, [], "")
    assert not job.finished.wait(0)


def test_times_are_stamped_once() -> None:
    """JOB-005, JOB-006."""
    job = Custom()
    job.set_job_state(JobState.Running)
    began = job.ps_begin_time
    job.set_job_state(JobState.Blocked)
    job.set_job_state(JobState.Running)
    assert job.ps_begin_time is began
    job.set_job_state(JobState.Disconnected)
    assert job.ps_end_time is None
    job.set_job_state(JobState.Completed)
    ended = job.ps_end_time
    job.set_job_state(JobState.Failed)
    assert ended is not None
    assert job.ps_end_time is ended


def test_no_guard_and_finished_stays() -> None:
    """JOB-008."""
    job = Custom()
    job.set_job_state(JobState.Failed)
    job.set_job_state(JobState.Running)
    assert job.state == JobState.Running
    assert job.finished.is_set


def test_finished_comes_after_the_handlers() -> None:
    """JOB-007, JOB-014."""
    job, seen = Custom(), []

    def bad(sender: Any, args: Any) -> None:
        raise RuntimeError("a handler that fails")

    def good(sender: Any, args: Any) -> None:
        seen.append((args.previous_job_state_info.state.label, args.job_state_info.state.label, job.finished.is_set))

    job.state_changed.add(bad)
    job.state_changed.add(good)
    job.set_job_state(JobState.Running)
    job.set_job_state(JobState.Running)
    job.set_job_state(JobState.Completed)
    assert seen == [("NotStarted", "Running", False), ("Running", "Running", False), ("Running", "Completed", False)]
    assert job.finished.is_set


def test_a_change_made_by_a_handler_is_delivered_after() -> None:
    job, seen = Custom(), []
    job.state_changed.add(lambda s, a: job.set_job_state(JobState.Completed) if a.job_state_info.state == JobState.Running else None)
    job.state_changed.add(lambda s, a: seen.append(str(a.job_state_info)))
    job.set_job_state(JobState.Running)
    assert seen == ["Running", "Completed"]


def test_streams_close_at_the_end() -> None:
    """JOB-009."""
    job = Custom()
    job.output.add(1)
    job.set_job_state(JobState.Completed)
    assert not job.output.is_open
    assert not job.error.is_open
    with pytest.raises(NetError):
        job.output.add(2)
    assert job.receive() == [1]


def test_replacing_streams() -> None:
    """JOB-010."""
    job = Custom()
    job.output = PSDataCollection()
    job.set_job_state(JobState.Running)
    with pytest.raises(NetError) as caught:
        job.output = PSDataCollection()
    assert caught.value.exception.kind.name == "InvalidJobStateException"
    with pytest.raises(NetError) as caught:
        job.output = None
    assert caught.value.exception.kind.name == "PSArgumentNullException"


def test_names() -> None:
    """JOB-011, JOB-012, IDN-006, IDN-007."""
    job = Custom(None, "")
    assert job.name == f"Job{job.id}"
    assert Custom(None, " ").name == " "
    job.name = "mine"
    job.dispose()
    assert job.name == "mine"
    with pytest.raises(NetError) as caught:
        job.name = "other"
    assert caught.value.exception.kind.name == "PSObjectDisposedException"


def test_ids_grow_parent_first() -> None:
    """IDN-001, IDN-002."""
    a, b = Custom(), Custom()
    assert b.id == a.id + 1


def test_receive_leaves_other_streams() -> None:
    job = Custom()
    job.output.add("o")
    job.error.add("e")
    assert job.receive(keep=True) == ["o"]
    assert job.receive() == ["o"]
    assert job.receive() == []
    assert job.receive(stream=None) == [("error", "e")]


def test_wait_any_all_and_timeout() -> None:
    a, b = Custom(), Custom()
    assert wait([a, b], timeout=0) == []
    b.set_job_state(JobState.Completed)
    assert wait([a, b], any=True) == [b]
    threading.Thread(target=a.set_job_state, args=(JobState.Failed,)).start()
    assert wait([a, b, a], timeout=60) == [a, b]
    assert wait([]) == []


def test_live_iteration() -> None:
    job, step = Custom(), threading.Event()

    def work() -> None:
        job.output.add(1)
        step.wait(60)
        job.output.add(2)
        job.set_job_state(JobState.Completed)

    threading.Thread(target=work).start()
    seen = []
    for value in job:
        seen.append(value)
        step.set()
    assert seen == [1, 2]


def test_breaking_off_leaves_the_rest() -> None:
    job = Custom()
    for number in range(5):
        job.output.add(number)
    job.set_job_state(JobState.Completed)
    for value in job:
        if value == 1:
            break
    assert job.receive() == [2, 3, 4]


def test_await_and_async_for() -> None:
    async def main() -> list[Any]:
        job = Custom()
        job.output.add("x")
        threading.Timer(0, job.set_job_state, (JobState.Completed,)).start()
        assert await job is job
        return [value async for value in job]

    assert asyncio.run(main()) == ["x"]


def test_breaking_off_async_for_leaves_the_rest() -> None:
    async def main() -> list[Any]:
        job = Custom()
        job.output.add("a")
        job.output.add("b")
        job.set_job_state(JobState.Completed)
        async for _ in job:
            break
        return job.receive()

    assert asyncio.run(main()) == ["b"]


def test_future_and_failure() -> None:
    good, bad = Custom(), Custom()
    good.output.add(1)
    good.set_job_state(JobState.Completed)
    assert good.future.result(1) == [1]
    bad.set_job_state(JobState.Failed, NetException("System.TimeoutException", "too slow"))
    with pytest.raises(JobFailure, match="too slow"):
        bad.future.result(1)
    with pytest.raises(JobFailure):
        bad.raise_for_failure()
    good.raise_for_failure()


def test_context_manager_stops_and_lets_go() -> None:
    with Custom() as job:
        job.set_job_state(JobState.Running)
    assert (job.state, job.asked, job.disposed) == (JobState.Stopped, 1, True)
    job.stop()
    assert job.asked == 1
