"""Input of Invoke-Command: sent while it comes, and never much of it kept."""

from __future__ import annotations

import threading

import pytest

from psbridge.engine.inputs import InputQueue
from psbridge.jobs.states import JobEvent
from psbridge.modules.core.sessions import feeding
from psbridge.modules.core.sessions.feeding import Course, JobCourse
from psbridge.sessions.remotejobs import Share


def test_objects_arrive_while_the_source_runs(shell):
    """The source asks what the target has given for its first object before it gives the second."""
    script = """$s = New-PSSession server01, server02
        & { 'a'; while (@($seen -eq 'got a').Count -lt 2) { 'more'; Start-Sleep -Milliseconds 5 } } |
            Invoke-Command -Session $s { foreach ($one in $input) { "got $one" } } -OutVariable seen | Where-Object { $_ -ne 'got more' }"""
    assert shell(script) == ["got a", "got a"]


def test_every_target_gets_every_object(shell):
    found = shell("$s = New-PSSession server01, server02; 1..2500 | Invoke-Command -Session $s { ($input | Measure-Object -Sum).Sum }")
    assert found == ["3126250", "3126250"]


def test_a_job_takes_its_input_while_it_runs(shell):
    script = """$s = New-PSSession server01
        $jobs = @(); & { 'a'; while (-not $jobs[0].HasMoreData) { [System.Threading.Thread]::Sleep(5) }; 'b' } |
            Invoke-Command -Session $s -AsJob -OutVariable jobs { foreach ($one in $input) { "got $one" } } | Receive-Job -Wait"""
    assert shell(script) == ["got a", "got b"]


def test_an_invalid_session_ends_the_command_at_the_first_object(shell):
    assert shell("$s = New-PSSession server01; Remove-PSSession $s; try { 1, 2 | Invoke-Command -Session $s { 3 } } catch { 'ended' }") == [
        "ended"
    ]


def test_a_command_that_nobody_wants_any_more_leaves_its_session_free(shell):
    script = """$s = New-PSSession server01
        1..2 | % { Invoke-Command -Session $s { 1..100000 } | Select-Object -First 2; $s.Availability }"""
    assert shell(script) == ["1", "2", "Available"] * 2


class _Runner:
    """Reads its input when it is allowed to."""

    def __init__(self, share):
        self.share, self.gate, self.read = share, threading.Semaphore(0), []

    def start(self, child):
        child.move(JobEvent.START)
        threading.Thread(target=self._work, args=(child,), daemon=True).start()

    def _work(self, child):
        for one in self.share.input:
            self.gate.acquire()
            self.read.append(one)
            child.put("output", one)
        child.move(JobEvent.COMPLETE)
        for done in self.share.on_done:
            done()

    def stop(self, child):
        child.move(JobEvent.STOP)


class _Command:
    """What a course needs of the command."""

    def __init__(self, runners):
        from psbridge.concurrency import CancelToken

        self.stopping, self.runners, self.taken = CancelToken(), runners, []

    def take(self, item):
        _, stream, value = item
        if stream == "output":
            self.taken.append(value)
        if stream == "room":
            return 0
        for runner in self.runners:
            runner.gate.release(2)
        return int(stream == "ended")


@pytest.fixture
def runners(monkeypatch):
    made = []

    def make(share):
        made.append(_Runner(share))
        share.session = object()  # started on this thread
        return made[-1]

    monkeypatch.setattr(feeding, "RemoteRunner", make)
    return made


def test_a_slow_target_holds_the_source_back(runners):
    command, most = _Command(runners), 0
    queue = InputQueue(limit=100)
    course = Course(command, [Share("slow", input=queue)], 0, lambda children: None)
    runners[0].gate.release(1)
    for number in range(2000):
        course.put(number)
        most = max(most, queue._queue.qsize())
    runners[0].gate.release(5000)
    course.finish()
    assert runners[0].read == list(range(2000))
    assert command.taken == list(range(2000))
    assert most <= 101


def test_a_target_whose_turn_has_not_come_holds_nobody_back(runners):
    command = _Command(runners)
    shares = [Share(name, input=InputQueue(limit=10)) for name in ("first", "second")]
    course = Course(command, shares, 1, lambda children: None)
    for number in range(100):
        course.put(number)
    assert shares[1].input._queue.qsize() == 100
    for runner in runners:
        runner.gate.release(1000)
    course.finish()
    assert [runner.read for runner in runners] == [list(range(100))] * 2


def test_a_job_is_not_waited_for():
    share = Share("x", input=InputQueue(limit=1))
    course = JobCourse([share, Share("y")])
    course.put(1)
    course.put(2)
    course.finish()
    assert list(share.input) == [1, 2]
