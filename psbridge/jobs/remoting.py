"""Jobs whose work is done elsewhere: a parent that only aggregates, children that hold the data.

Decides what Start-Job and Invoke-Command -AsJob have in common (PSRemotingJob): who does the work is a `Runner` that is handed in and
fills the child through its sink methods.
"""

from __future__ import annotations

import threading
import uuid
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from psbridge.errors import PsBridgeError
from psbridge.jobs.declaring import properties
from psbridge.jobs.job import DEBUGGABLE, Job, RecordKinds
from psbridge.jobs.states import FINISHED, JobEvent, JobState, advance, aggregate
from psbridge.objects import ErrorCategory, ErrorRecord, NetException, NetObject, define
from psbridge.objects.nettypes import SMA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psbridge.jobs.info import JobStateInfo

_A = "System.Management.Automation."
# what counts as data still to be had once the child is finished
_COUNTED = frozenset(("output", "error", "warning", "information"))


class RemoteRunspace(NetObject):
    """The runspace over there, as scripts see it."""

    __slots__ = ("instance_id", "state")
    net_type = define(_A + "RemoteRunspace", define(_A + "Runspaces.Runspace", assembly=SMA), assembly=SMA)
    PROPERTIES = {"InstanceId": "instance_id"}

    def __init__(self) -> None:
        super().__init__()
        self.instance_id = uuid.uuid4()

    def __str__(self) -> str:
        return self.net_type.full_name


class Runner(Protocol):
    """Does the work of one child: calls the child's sink methods and `move`, from any thread."""

    def start(self, child: RemotingChildJob) -> None: ...

    def stop(self, child: RemotingChildJob) -> None: ...

    def unblock(self, child: RemotingChildJob) -> None: ...


@runtime_checkable
class Reconnecting(Protocol):
    """A runner whose sessions can be left."""

    def reconnect(self, child: RemotingChildJob) -> None:
        """Come back to the session; raises PsBridgeError."""
        ...


class RemotingChildJob(Job):
    """One target's share of a job.  Records are kept twice, as in PowerShell: in the collections, which stay, and in the delivery queue."""

    __slots__ = (
        "_location",
        "_ahead",
        "_results",
        "_results_lock",
        "failure_record",
        "debugger",
        "disconnected_blocked",
        "hide_computer_name",
        "is_async",
        "runner",
        "runspace",
        "runspace_id",
        "stop_requested",
    )
    net_type = define(_A + "PSRemotingChildJob", _A + "Job", interfaces=[DEBUGGABLE], assembly=SMA)
    PROPERTIES = properties(
        f"""
        string StatusMessage {{get;}} -> status_message
        bool HasMoreData {{get;}} -> has_more_data
        string Location {{get;}} -> location
        {_A}Runspaces.Runspace Runspace {{get;}} -> runspace
        {_A}Debugger Debugger {{get;}} -> debugger
        bool IsAsync {{get;set;}} -> is_async
        """
    )

    def __init__(self, command: str | None, location: str, runner: Runner, *, hide_computer_name: bool = True) -> None:
        super().__init__(command)
        self._location = location
        self.runner = runner
        self.runspace: Any = RemoteRunspace()
        self.debugger: Any = None
        self.is_async = True
        self.runspace_id = uuid.uuid4()  # of the runspace over there; the runner says which, once it knows
        self.hide_computer_name = hide_computer_name
        self.failure_record: Any = None  # the error that Receive-Job writes again each time
        self.stop_requested = False
        self.disconnected_blocked = False  # it had asked something when its session was left
        self._results: deque[tuple[str, Any]] = deque()
        self._ahead: deque[tuple[str, Any]] = deque()  # output before all of that, sorted out for who takes objects one by one
        self._results_lock = threading.Lock()

    # -- the sink that the runner fills

    def put(self, stream: str, record: Any) -> None:
        """Take in a record; what comes after the end is dropped, as a closed collection refuses it."""
        if self.state in FINISHED:
            return
        with self._results_lock:
            self._results.append((stream, record))
        self.stream(stream).add(record)

    def deliver(self, stream: str, record: Any) -> None:
        """Take in a record for delivery only: what is to be replayed by the receiver's host."""
        with self._results_lock:
            self._results.append((stream, record))
        self.notify_watchers()

    def move(self, event: JobEvent, reason: Any = None) -> bool:
        """Advance along the state table; False (and no change) when a finished child cannot make this move."""
        if self.state in FINISHED and (self.state, event) not in _REPEATS:
            return False
        was_blocked = self.state == JobState.Blocked or (self.state == JobState.Disconnected and self.disconnected_blocked)
        self.set_job_state(advance(self.state, event), reason)
        self.disconnected_blocked = was_blocked and self.state == JobState.Disconnected
        if was_blocked and event is JobEvent.RECONNECT:
            self.set_job_state(advance(self.state, JobEvent.BLOCK))
        return True

    # -- Job

    def stop_job(self) -> None:
        if self.state in FINISHED or not connected(self, [self]):
            return
        self.stop_requested = True
        self.runner.stop(self)
        self.finished.wait()

    def hurry(self) -> None:
        hurry = getattr(self.runner, "hurry", None)
        if hurry is not None:
            hurry()

    def dispose(self) -> None:
        """Let go of what was not received."""
        super().dispose()
        with self._results_lock:
            self._results.clear()
            self._ahead.clear()
            self.failure_record = None

    @property
    def has_more_data(self) -> bool:
        if self.state not in FINISHED:
            return True
        return bool(self._ahead) or any(stream in _COUNTED for stream, _ in list(self._results))

    @property
    def location(self) -> str:
        return self._location

    @property
    def status_message(self) -> str:
        return ""

    def take_own(self, *, keep: bool = False, streams: frozenset[str] | None = None) -> RecordKinds:
        """The delivery queue in the order of arrival; the collections are not touched."""
        with self._results_lock:
            if self._ahead:
                self._results.extendleft(reversed(self._ahead))
                self._ahead.clear()
            if streams is None:
                taken = tuple(self._results)
                if not keep:
                    self._results.clear()
                return taken
            taken = tuple(item for item in self._results if item[0] in streams)
            if not keep and taken:
                self._results = deque(item for item in self._results if item[0] not in streams)
        return taken

    @property
    def holds_records(self) -> bool:
        return bool(self._results or self._ahead)

    def take_first_output(self) -> tuple[Any, ...]:
        """One object; those that have come together are sorted out together, so that other streams are not looked through each time."""
        with self._results_lock:
            if not self._ahead:
                self._ahead.extend(item for item in self._results if item[0] == "output")
                if self._ahead:
                    self._results = deque(item for item in self._results if item[0] != "output")
            return (self._ahead.popleft()[1],) if self._ahead else ()


def connected(job: Job, children: Iterable[Job]) -> bool:
    """Take up what was left, since only that can be stopped; False, and an error of the job, when it cannot be."""
    if job.state != JobState.Disconnected:
        return True
    try:
        for child in children:
            if child.state == JobState.Disconnected and isinstance(child, RemotingChildJob) and isinstance(child.runner, Reconnecting):
                child.runner.reconnect(child)
    except PsBridgeError as problem:
        text = f"The job {job.name} cannot be stopped: it is disconnected, and its computer cannot be reached ({problem.what})."
        record = ErrorRecord(NetException(_A + "RuntimeException", text), "StopJobCannotConnectToServer", _INVALID_OPERATION, job)
        if isinstance(job, RemotingChildJob):
            job.put("error", record)
        elif job.stream("error").is_open:
            job.stream("error").add(record)
        return False
    return True


_INVALID_OPERATION = int(ErrorCategory.parse("InvalidOperation"))
_REPEATS = frozenset(
    (
        (JobState.Completed, JobEvent.COMPLETE),
        (JobState.Failed, JobEvent.FAIL),
        (JobState.Stopped, JobEvent.STOP),
    )
)


class RemotingJob(Job):
    """The parent: runs nothing, holds nothing, and takes its state from its children."""

    __slots__ = ("_agg_lock", "stop_asked", "throttle_limit")
    net_type = define(_A + "PSRemotingJob", _A + "Job", assembly=SMA)
    PROPERTIES = properties(
        """
        bool HasMoreData {get;} -> has_more_data
        string StatusMessage {get;} -> status_message
        string Location {get;} -> location
        """
    )

    def __init__(self, command: str | None, name: str | None = None, *, job_type_name: str = "RemoteJob", throttle_limit: int = 32) -> None:
        super().__init__(command, name, job_type_name=job_type_name)
        self.stop_asked = False
        self.throttle_limit = throttle_limit
        self._agg_lock = threading.RLock()

    def adopt(self, children: Iterable[RemotingChildJob]) -> None:
        """Take children in; from now on their states count.  The parent's handler is the first that hears of a change."""
        for child in children:
            self.child_jobs.append(child)
            child.state_changed.add(self._child_changed)
            child.watch(self.notify_watchers)

    def begin(self) -> None:
        """Be Running, as the parent is from the moment a cmdlet hands it out; without children be Completed."""
        self.set_job_state(JobState.Running)
        if not self.child_jobs:
            self.set_job_state(JobState.Completed)

    def _child_changed(self, child: Any, arguments: Any) -> None:
        with self._agg_lock:
            if self.state in FINISHED or self.state == JobState.NotStarted:
                return
            after = aggregate((c.job_state_info.state for c in self.child_jobs), stop_asked=self.stop_asked)
            if after is None or after == self.state:
                return
            self.set_job_state(after)

    def on_state_changed(self, info: JobStateInfo, before: JobStateInfo) -> None:
        """Nothing of its own; subclasses may add."""

    def stop_job(self) -> None:
        """Stop every child that is not finished, queued ones included, and wait until all are."""
        if self.state in FINISHED or not connected(self, self.child_jobs):
            return
        self.stop_asked = True
        running = [child for child in self.child_jobs if not child.is_finished]
        for child in running:
            child.stop_requested = True  # type: ignore[attr-defined]
            child.runner.stop(child)  # type: ignore[attr-defined]
        for child in running:
            child.finished.wait()
        self.finished.wait()

    @property
    def has_more_data(self) -> bool:
        return self.state not in FINISHED or any(child.has_more_data for child in self.child_jobs)

    @property
    def location(self) -> str:
        return ",".join(child.location for child in self.child_jobs)

    @property
    def status_message(self) -> str:
        return ""
