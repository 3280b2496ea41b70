"""The state machine of jobs: PowerShell's states, what moves them, and what a parent makes of its children.

Everything that decides about states stands in the tables of this module.  The base class `Job` does not police its subclasses
(PowerShell's does not either); the kinds of job that psbridge makes itself move only through `advance`.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from psbridge.errors import InvalidTransition
from psbridge.objects import define_enum
from psbridge.objects.nettypes import SMA

if TYPE_CHECKING:
    from collections.abc import Iterable

JobState: Any = define_enum(
    "System.Management.Automation.JobState",
    "NotStarted Running Completed Failed Stopped Blocked Suspended Disconnected Suspending Stopping AtBreakpoint",
    assembly=SMA,
)
JobState.__doc__ += """

Members are equal to their names, as in PowerShell:

Examples:
    >>> psb.JobState.Completed == "Completed"
    True
    >>> psb.start_job("1").state == "Blocked"
    False
"""
JobThreadOptions: Any = define_enum(
    "System.Management.Automation.JobThreadOptions", "Default UseThreadPoolThread UseNewThread", assembly=SMA
)


class JobEvent(Enum):
    """What can happen to a job."""

    START = "start"
    BLOCK = "block"
    UNBLOCK = "unblock"
    COMPLETE = "complete"
    FAIL = "fail"
    STOPPING = "stopping"
    STOP = "stop"
    DISCONNECT = "disconnect"
    RECONNECT = "reconnect"
    SUSPENDING = "suspending"
    SUSPEND = "suspend"
    RESUME = "resume"
    BREAK = "break"
    CONTINUE = "continue"


_TABLE = """
NotStarted   start=Running complete=Completed fail=Failed stopping=Stopping stop=Stopped disconnect=Disconnected
Running      complete=Completed fail=Failed stopping=Stopping stop=Stopped block=Blocked disconnect=Disconnected
Running      suspending=Suspending suspend=Suspended break=AtBreakpoint
Blocked      unblock=Running complete=Completed fail=Failed stopping=Stopping stop=Stopped disconnect=Disconnected
Suspending   suspend=Suspended complete=Completed fail=Failed stopping=Stopping stop=Stopped
Suspended    resume=Running fail=Failed stopping=Stopping stop=Stopped
Disconnected reconnect=Running block=Blocked complete=Completed fail=Failed stopping=Stopping stop=Stopped
Stopping     complete=Completed fail=Failed stop=Stopped
AtBreakpoint continue=Running complete=Completed fail=Failed stopping=Stopping stop=Stopped disconnect=Disconnected
Completed    complete=Completed
Failed       fail=Failed stop=Stopped
Stopped      stop=Stopped fail=Failed
"""
# Completed, Failed and Stopped are reported twice by remote children (transitions of Start-Job); an event job that failed becomes
# Stopped when its subscription goes; a thread job that was stopped before its script ran may still fail.


def _parse(table: str) -> dict[tuple[Any, JobEvent], Any]:
    moves: dict[tuple[Any, JobEvent], Any] = {}
    for line in table.strip().splitlines():
        state, *words = line.split()
        for word in words:
            event, _, target = word.partition("=")
            moves[JobState.parse(state), JobEvent(event)] = JobState.parse(target)
    return moves


TRANSITIONS = _parse(_TABLE)
FINISHED = frozenset((JobState.Completed, JobState.Failed, JobState.Stopped))
PERSISTENT = FINISHED | {JobState.Disconnected, JobState.Suspended}


def advance(state: Any, event: JobEvent) -> Any:
    """The state after `event`; InvalidTransition when the table has no such move."""
    after = TRANSITIONS.get((state, event))
    if after is None:
        allowed = [e.value for s, e in TRANSITIONS if s == state]
        raise InvalidTransition("job", JobState(state).label, event.value, allowed)
    return after


def aggregate(children: Iterable[Any], *, stop_asked: bool) -> Any | None:
    """What a remote or background parent becomes, None: no change.

    Nothing changes until every child is finished or disconnected, apart from blocked children and breakpoints, of which one is enough.
    """
    states = list(children)
    if JobState.AtBreakpoint in states:
        return JobState.AtBreakpoint
    if JobState.Blocked in states:
        return JobState.Blocked
    if not all(state in FINISHED or state == JobState.Disconnected for state in states):
        return JobState.Running
    for decisive in (JobState.Disconnected, JobState.Failed):
        if decisive in states:
            return decisive
    return JobState.Stopped if stop_asked else JobState.Completed


def aggregate_tasks(children: Iterable[Any], *, stop_asked: bool) -> Any | None:
    """What the parent of ForEach-Object -Parallel becomes: Completed only when every child is; None while some run."""
    states = list(children)
    if stop_asked:
        return JobState.Stopped
    if not all(state in FINISHED for state in states):
        return None
    return JobState.Completed if all(state == JobState.Completed for state in states) else JobState.Failed


def aggregate_container(children: Iterable[Any]) -> Any | None:
    """What a ContainerParentJob becomes (children may be suspended); None: no change."""
    states = list(children)
    if JobState.Blocked in states:
        return JobState.Blocked
    rest = [state for state in states if state not in FINISHED]
    if rest and all(state == JobState.Suspended for state in rest):
        return JobState.Suspended
    if rest and all(state in (JobState.Suspended, JobState.Suspending) for state in rest):
        return JobState.Suspending
    if rest:
        return JobState.Running if JobState.Running in rest else None
    for decisive in (JobState.Failed, JobState.Stopped):
        if decisive in states:
            return decisive
    return JobState.Completed
