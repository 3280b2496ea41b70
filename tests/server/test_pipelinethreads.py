"""Threads that are kept: one after the other on the same, several at a time on several, each as if it were new."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from psbridge.engine.running import run_for, running
from psbridge.objects.culture import EN_US, culture_of, current_culture, set_current_culture
from psbridge.objects.typetable import BUILTIN, TypeTable, activate, active
from psbridge.server.pipelinethreads import PipelineThreads


def run(threads: PipelineThreads, work: Any, name: str = "pipeline") -> threading.Thread:
    """The thread on which it ran; it has come back when this returns."""
    box: list[Any] = []
    begun = threading.Event()

    def body() -> None:
        box.append(threading.current_thread())
        box.append(work())
        begun.set()

    threads.run(body, name)
    assert begun.wait(60)
    return box[0]  # type: ignore[no-any-return]


class Idle(list[Any]):
    """The threads that wait; tells when one comes back."""

    def __init__(self) -> None:
        super().__init__()
        self.came = threading.Semaphore(0)

    def append(self, value: Any) -> None:
        super().append(value)
        self.came.release()


@pytest.fixture
def threads() -> PipelineThreads:
    made = PipelineThreads()
    made._idle = Idle()
    return made


def idle(threads: PipelineThreads, count: int) -> None:
    """Wait until so many threads have come back."""
    assert isinstance(threads._idle, Idle)
    for _ in range(count):
        assert threads._idle.came.acquire(timeout=60)


def test_a_thread_serves_again_under_another_name(threads: PipelineThreads) -> None:
    names: list[str] = []
    first = run(threads, lambda: names.append(threading.current_thread().name), "pipeline 1")
    idle(threads, 1)
    assert run(threads, lambda: names.append(threading.current_thread().name), "pipeline 2") is first
    assert names == ["pipeline 1", "pipeline 2"]


def test_what_runs_at_the_same_time_has_threads_of_its_own(threads: PipelineThreads) -> None:
    go = threading.Barrier(3)
    for number in range(2):
        threads.run(lambda: go.wait(60), f"pipeline {number}")  # type: ignore[arg-type, return-value]
    go.wait(60)
    idle(threads, 2)


def test_nothing_of_one_work_is_left_for_the_next(threads: PipelineThreads) -> None:
    found: list[Any] = []

    def spoil() -> None:
        run_for("a session")
        activate(TypeTable(BUILTIN))
        set_current_culture(culture_of("de-DE"))

    first = run(threads, spoil)
    idle(threads, 1)
    assert run(threads, lambda: found.extend((running(), active(), current_culture()))) is first
    assert found == [None, BUILTIN, EN_US]


def test_a_thread_that_nobody_needs_ends() -> None:
    threads = PipelineThreads(kept=0.0)
    thread = run(threads, lambda: None)
    thread.join(60)
    assert not thread.is_alive()
    assert threads._idle == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_work_that_fails_ends_its_thread_only(threads: PipelineThreads) -> None:
    failed: list[threading.Thread] = []

    def fail() -> None:
        failed.append(threading.current_thread())
        begun.set()
        raise RuntimeError("on purpose")

    begun = threading.Event()
    threads.run(fail, "pipeline")
    assert begun.wait(60)
    failed[0].join(60)
    assert threads._idle == []
    assert run(threads, lambda: None) is not failed[0]


def test_a_forked_process_begins_with_none(threads: PipelineThreads) -> None:
    run(threads, lambda: None)
    idle(threads, 1)
    kept = threads._idle[0]
    threads.forget()
    assert threads._idle == []
    kept.put((lambda: None, "let it go on"))
