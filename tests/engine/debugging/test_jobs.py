"""Debug-Job: attaching to a job on a thread, looking around, going on, leaving it alone."""

from __future__ import annotations

import pytest

from psbridge.engine.debugging.debugger import DETACH, GO_ON, INTO, QUIT
from psbridge.engine.debugging.jobs import Attaching, debuggers_of
from psbridge.jobs import JobState
from psbridge.modules.shell import Runspace


class Somebody:
    """Sits at a session: answers stops with actions, keeps what was seen."""

    def __init__(self, *actions):
        self.actions, self.seen = list(actions), []

    def __call__(self, name=""):
        def handler(stop):
            if stop.is_remote:
                self.seen.append((name, stop.position.splitlines()[0], stop.value("$n")))
            else:
                self.seen.append((name, stop.extent.text, stop.ctx.get_variable("n")))
            return self.actions.pop(0) if self.actions else GO_ON

        return handler


@pytest.fixture
def start():
    opened = []

    def make(somebody, script, version="7.0.13", command="Start-ThreadJob"):
        runspace = Runspace(version=version)
        if somebody is not None:
            runspace.extras["debug_handler"] = somebody
        opened.append(runspace.open())
        return runspace, runspace.invoke(f"$j = {command} -Name work {{ {script} }}; $j")[0]

    yield make
    for one in opened:
        one.close()


def at_breakpoint(job):
    """Wait until a job stands at a breakpoint."""
    import threading

    reached = threading.Event()

    def look():
        if job.state == JobState.AtBreakpoint:
            reached.set()

    job.watch(look)
    look()
    assert reached.wait(60)
    job.unwatch(look)


def test_a_job_waits_at_its_breakpoint_until_somebody_comes(start):
    somebody = Somebody(GO_ON)
    runspace, job = start(somebody, "$n = 5; Wait-Debugger; $n * 2")
    at_breakpoint(job)
    assert isinstance(debuggers_of(job)[0].handler, Attaching)
    assert runspace.invoke("Debug-Job $j") == [10]
    assert ("work", "$n * 2", 5) in somebody.seen
    assert runspace.invoke("($j | Wait-Job).State.ToString()") == ["Completed"]


def test_quitting_stops_the_job(start):
    """DBG-006"""
    somebody = Somebody(QUIT)
    runspace, job = start(somebody, "$n = 1; Wait-Debugger; 2; 3")
    at_breakpoint(job)
    assert runspace.invoke("Debug-Job -Name work") == []
    assert runspace.invoke("($j | Wait-Job).State.ToString()") == ["Stopped"]


def test_a_running_job_is_broken_into_and_left_alone(start):
    """DBG-006"""
    somebody = Somebody(DETACH)
    runspace, job = start(somebody, "$n = 0; while ($true) { $n++; Start-Sleep -Milliseconds 5 }")
    runspace.invoke("while ($j.State -ne 'Running' -or $null -eq $j.Debugger) { Start-Sleep -Milliseconds 5 }; Debug-Job -Id $j.Id")
    assert len(somebody.seen) == 1
    assert job.state == JobState.Running
    runspace.invoke("Stop-Job $j")


def test_a_job_that_stands_still_can_be_stopped(start):
    runspace, job = start(Somebody(), "Wait-Debugger; 1")
    at_breakpoint(job)
    assert runspace.invoke("Stop-Job $j; $j.State.ToString()") == ["Stopped"]


@pytest.mark.parametrize(("version", "known"), [("7.0.13", False), ("7.2.0", True)])
def test_break_all_came_with_7_1(start, version, known):
    runspace, job = start(Somebody(GO_ON), "Wait-Debugger; 1", version)
    at_breakpoint(job)
    failed = runspace.invoke("try { Debug-Job $j -BreakAll -ErrorAction Stop | Out-Null; 'ok' } catch { $_.FullyQualifiedErrorId }")
    assert failed == (["ok"] if known else ["NamedParameterNotFound,Microsoft.PowerShell.Commands.DebugJobCommand"])


def test_break_all_stops_at_the_next_statement(start):
    """DBG-005: somebody who is asked looks at the state of the job."""
    states = []

    class Looking(Somebody):
        def __call__(self, name=""):
            inner = super().__call__(name)
            return lambda stop: (states.append(job.state.label), inner(stop))[1]

    somebody = Looking(DETACH)
    runspace, job = start(somebody, "$n = 0; while ($true) { $n++; Start-Sleep -Milliseconds 5 }", "7.2.0")
    runspace.invoke("while ($null -eq $j.Debugger) { Start-Sleep -Milliseconds 5 }; Debug-Job $j -BreakAll")
    assert (len(somebody.seen), states, job.state) == (1, ["AtBreakpoint"], JobState.Running)
    runspace.invoke("Stop-Job $j")


def test_output_comes_while_somebody_is_attached(start):
    """DBG-008: what the job writes between two stops is there before the second; the command ends with the job."""
    runspace, job = start(Somebody(GO_ON, GO_ON), "Wait-Debugger; 'one'; Wait-Debugger; 'two'")
    at_breakpoint(job)
    found = runspace.invoke("Debug-Job $j | ForEach-Object { \"$_ $($j.State)\" }; 'over'; $j.State.ToString()")
    assert [str(one).split()[0] for one in found] == ["one", "two", "over", "Completed"]


def test_what_cannot_be_debugged(start):
    identity = "try { Debug-Job $j } catch { $_.FullyQualifiedErrorId }"
    runspace, _ = start(None, "1")
    assert runspace.invoke(identity) == ["DebugJobWrongDebugMode,Microsoft.PowerShell.Commands.DebugJobCommand"]
    runspace, _ = start(Somebody(), "1")
    assert runspace.invoke(f"$null = Wait-Job $j; {identity}") == [
        "DebugJobNoDebuggableJobsFound,Microsoft.PowerShell.Commands.DebugJobCommand"
    ]


# -- jobs in processes


def test_a_job_in_a_process_waits_until_somebody_comes(start):
    """STA-021"""
    somebody = Somebody(INTO, GO_ON)
    runspace, job = start(somebody, "$n = 5; Wait-Debugger; $n * 2; 'over'", command="Start-Job")
    at_breakpoint(job)
    assert runspace.invoke("$j.State; $j.ChildJobs[0].State; (Get-Job -State AtBreakpoint).Name; Receive-Job $j") == [
        "AtBreakpoint",
        "AtBreakpoint",
        "work",
    ]
    assert runspace.invoke("Debug-Job $j | ForEach-Object { \"$_ $($_.PSComputerName)\" }") == ["10 localhost", "over localhost"]
    assert somebody.seen == [("work", "At line:1 char:25", 5), ("work", "At line:1 char:33", 5)]
    assert runspace.invoke("$j.State") == ["Completed"]


def test_quitting_stops_a_job_in_a_process(start):
    """DBG-006"""
    runspace, job = start(Somebody(QUIT), "$n = 1; Wait-Debugger; 2; 3", command="Start-Job")
    at_breakpoint(job)
    assert runspace.invoke("Debug-Job -InstanceId $j.InstanceId; ($j | Wait-Job).State; $j.ChildJobs[0].State") == ["Stopped", "Stopped"]


def test_a_running_job_in_a_process_is_broken_into_and_left_alone(start):
    """DBG-006"""
    somebody = Somebody(DETACH)
    runspace, _ = start(somebody, "$n = 0; while ($true) { $n++ }", command="Start-Job")
    runspace.invoke("while ($null -eq $j.ChildJobs[0].Debugger) { Start-Sleep -Milliseconds 5 }; Debug-Job $j")
    assert [name for name, *_ in somebody.seen] == ["work"]
    assert runspace.invoke("$j.State; Stop-Job $j; $j.State") == ["Running", "Stopped"]


def test_other_streams_come_while_somebody_is_attached(start):
    """DBG-008"""
    runspace, job = start(Somebody(GO_ON), "Wait-Debugger; Write-Error e; 'after'", command="Start-Job")
    at_breakpoint(job)
    assert runspace.invoke("Debug-Job $j 2>&1 | ForEach-Object { \"$_\" }") == ["e", "after"]


@pytest.mark.parametrize("setting", ["Wait-Debugger", "Set-PSBreakpoint -Variable n | Out-Null"])
def test_without_anybody_a_job_in_a_process_waits_too(start, setting):
    runspace, job = start(None, f"{setting}; $n = 1; 1", command="Start-Job")
    at_breakpoint(job)
    assert runspace.invoke("Stop-Job $j; $j.State") == ["Stopped"]
