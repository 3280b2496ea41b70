"""Stops of scripts elsewhere, seen from the client: jobs that wait for somebody, callers that do not, what is typed at a stop."""

from __future__ import annotations

import threading

import pytest

from psbridge.jobs import JobState
from psbridge.jobs.remoting import RemotingChildJob
from psbridge.psrp import Pipeline
from psbridge.server.console import ServerOptions, server_profile
from psbridge.server.poolhost import PoolHost
from psbridge.sessions.background import SessionRunner, start_background_job
from psbridge.sessions.client import ClientSession
from psbridge.sessions.debugging import RemotingJobDebugger, can_debug, prepare, working
from psbridge.transports.memory import MemoryTransport
from tests.server.test_remotedebugger import KNOWS


def transport():
    return MemoryTransport(lambda flush: PoolHost(server_profile(ServerOptions()), flush))


def job_of(text, **options):
    return start_background_job(text, "work", SessionRunner(transport, Pipeline.script(text), arguments=KNOWS, **options))


def until(job, state):
    reached = threading.Event()

    def look():
        if job.state == state:
            reached.set()

    job.watch(look)
    look()
    assert reached.wait(60), job.state
    job.unwatch(look)


class Somebody:
    """Answers stops with actions, keeps what was seen there."""

    def __init__(self, *actions, texts=()):
        self.actions, self.texts = list(actions), texts
        self.positions, self.shown, self.replies, self.hits = [], [], [], []

    def __call__(self, stop):
        self.positions.append(stop.position.splitlines()[-1].count("~") if stop.position else 0)
        self.hits.append([str(one) for one in stop.hits])
        for text in self.texts:
            self.replies.append(stop.process(text, self.shown.extend))
        return self.actions.pop(0) if self.actions else "Continue"


def test_a_caller_who_waits_is_not_kept():
    with ClientSession(transport(), application_arguments=KNOWS) as session:
        assert can_debug(session)
        assert session.run("1; Wait-Debugger; 2").result(60) == [1, 2]
    with ClientSession(transport()) as session:
        assert not can_debug(session)
        assert session.run("1; Wait-Debugger; 2").result(60) == [1, 2]


def test_a_job_waits_until_somebody_attaches():
    job = job_of("$n = 3; Wait-Debugger; $n * 2")
    until(job, JobState.AtBreakpoint)
    (child,) = job.child_jobs
    assert (child.state, child.debugger.in_breakpoint, child.debugger.can_attach) == (JobState.AtBreakpoint, True, True)
    somebody = Somebody("Continue", texts=("$n", "$n = 21", "1/0", "list"))
    child.debugger.attach(somebody)
    assert job.finished.wait(60)
    assert [str(one) for one in child.take_own()[0][1:]] == ["42"]
    assert somebody.shown[0] == 3
    assert str(somebody.shown[1]) == "Attempted to divide by zero."
    assert somebody.shown[2] == "    1:* $n = 3; Wait-Debugger; $n * 2"
    assert [reply.repeats for reply in somebody.replies] == [False, False, False, True]
    assert somebody.positions == [len("$n * 2")]


@pytest.mark.parametrize(("action", "state"), [("Stop", JobState.Stopped), ("Detach", JobState.Completed), ("StepOver", JobState.Completed)])
def test_how_a_stopped_job_goes_on(action, state):
    job = job_of("Wait-Debugger; 1")
    until(job, JobState.AtBreakpoint)
    somebody = Somebody(action)
    job.child_jobs[0].debugger.attach(somebody)
    assert job.child_jobs[0].finished.wait(60)
    assert job.child_jobs[0].state == state
    assert job.child_jobs[0].debugger.is_attached == (action != "Detach")


def test_breakpoints_are_told_of():
    job = job_of("Set-PSBreakpoint -Variable v | Out-Null; $v = 1; 'over'", debugs=True)
    until(job, JobState.AtBreakpoint)
    somebody = Somebody()
    job.child_jobs[0].debugger.attach(somebody)
    assert job.finished.wait(60)
    assert somebody.hits == [["Variable breakpoint on '$v' (Write access)"]]


def test_a_job_that_stands_still_can_be_stopped():
    job = job_of("Wait-Debugger; 1")
    until(job, JobState.AtBreakpoint)
    job.stop_job()
    assert job.state == JobState.Stopped
    assert not job.child_jobs[0].debugger.can_attach


def test_a_running_job_is_broken_into():
    job = job_of("while ($true) { $null = Get-Date }", debugs=True)
    until(job.child_jobs[0], JobState.Running)
    debugger = job.child_jobs[0].debugger
    while debugger is None:
        debugger = job.child_jobs[0].debugger
    somebody = Somebody("Stop")
    debugger.attach(somebody)
    debugger.break_next()
    assert job.child_jobs[0].finished.wait(60)
    assert len(somebody.hits) == 1


def test_words_between_debuggers_do_not_make_a_session_busy():
    with ClientSession(transport(), application_arguments=KNOWS) as session:
        prepare(session)
        assert working(session) == 0
        running = session.run("Start-Sleep 60")
        assert working(session) == 1
        running.stop()


def test_a_child_without_a_session_has_nobody_to_ask():
    debugger = RemotingJobDebugger(None, RemotingChildJob("", "localhost", None))
    assert (debugger.can_attach, debugger.in_breakpoint, str(debugger)) == (False, False, "System.Management.Automation.RemotingJobDebugger")
    debugger.break_next()
