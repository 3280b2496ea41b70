"""Job2: jobs that start, suspend and resume themselves, and ContainerParentJob, which is nothing but the sum of its children.

Decides how an asynchronous call tells of its end (an event with what went wrong; handlers that fail are not heard of), and that a call to
a container reaches every child, whatever some of them raise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from psbridge.jobs.declaring import methods, properties
from psbridge.jobs.job import Job
from psbridge.jobs.states import FINISHED, JobState, aggregate_container
from psbridge.objects import ErrorCategory, ErrorRecord, NetError, NetException, NetObject, define
from psbridge.objects.eventsource import EventSource
from psbridge.objects.nettypes import SMA

_A = "System.Management.Automation."
_ARGUMENTS = "System.ComponentModel.AsyncCompletedEventArgs"
define(_A + "Runspaces.CommandParameterCollection", assembly=SMA)
_COMPLETED = {f"{verb}JobCompleted": f"{verb.lower()}_job_completed" for verb in ("Start", "Stop", "Suspend", "Resume", "Unblock")}
_INVALID_RESULT = int(ErrorCategory.parse("InvalidResult"))


class AsyncCompletedEventArgs(NetObject):
    """How an asynchronous call ended."""

    __slots__ = ("cancelled", "error", "user_state")
    net_type = define(_ARGUMENTS, "System.EventArgs", assembly="System.ComponentModel.EventBasedAsync")
    PROPERTIES = {"Cancelled": "cancelled", "Error": "error", "UserState": "user_state"}

    def __init__(self, error: NetException | None = None, cancelled: bool = False, user_state: Any = None) -> None:
        super().__init__()
        self.error, self.cancelled, self.user_state = error, cancelled, user_state


class Job2(Job):
    """A job that can be started.  A subclass supplies `start_job`; what it does not supply is not implemented."""

    __slots__ = ("_completions", "start_parameters")
    net_type = define(_A + "Job2", _A + "Job", assembly=SMA)
    EVENTS: ClassVar[dict[str, str]] = {**Job.EVENTS, **_COMPLETED}
    EVENT_TYPES: ClassVar[dict[str, str]] = {**Job.EVENT_TYPES, **dict.fromkeys(_COMPLETED, _ARGUMENTS)}
    PROPERTIES = properties(
        f"System.Collections.Generic.List[{_A}Runspaces.CommandParameterCollection] StartParameters {{get;set;}} -> start_parameters"
    )
    METHODS = methods(
        """
        void StartJob() -> start_job
        void StartJobAsync() -> start_job_async
        void StopJob(bool force, string reason) -> stop_job
        void StopJobAsync(); void StopJobAsync(bool force, string reason) -> stop_job_async
        void SuspendJob(); void SuspendJob(bool force, string reason) -> suspend_job
        void SuspendJobAsync(); void SuspendJobAsync(bool force, string reason) -> suspend_job_async
        void ResumeJob() -> resume_job
        void ResumeJobAsync() -> resume_job_async
        void UnblockJob() -> unblock_job
        void UnblockJobAsync() -> unblock_job_async
        """
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.start_parameters: list[Any] = []
        self._completions = {name: EventSource(name) for name in _COMPLETED}

    def completion(self, name: str) -> EventSource:
        """The event that tells of the end of an asynchronous call."""
        return self._completions[name]

    start_job_completed = property(lambda self: self.completion("StartJobCompleted"))
    stop_job_completed = property(lambda self: self.completion("StopJobCompleted"))
    suspend_job_completed = property(lambda self: self.completion("SuspendJobCompleted"))
    resume_job_completed = property(lambda self: self.completion("ResumeJobCompleted"))
    unblock_job_completed = property(lambda self: self.completion("UnblockJobCompleted"))

    def start_job_async(self, *arguments: Any) -> None:
        self._on_a_thread("Start", arguments)

    def stop_job_async(self, *arguments: Any) -> None:
        self._on_a_thread("Stop", arguments)

    def suspend_job_async(self, *arguments: Any) -> None:
        self._on_a_thread("Suspend", arguments)

    def resume_job_async(self, *arguments: Any) -> None:
        self._on_a_thread("Resume", arguments)

    def unblock_job_async(self, *arguments: Any) -> None:
        self._on_a_thread("Unblock", arguments)

    def _on_a_thread(self, verb: str, arguments: tuple[Any, ...]) -> None:
        threading.Thread(target=self.call_and_tell, args=(verb, *arguments), name=f"{verb} of job {self.id}", daemon=True).start()

    def call_and_tell(self, verb: str, *arguments: Any) -> None:
        """Make a call, and raise its event when it is over."""
        error = None
        try:
            getattr(self, f"{verb.lower()}_job")(*arguments)
        except Exception as problem:  # noqa: BLE001  a foreign kind may raise anything; the event tells it
            error = exception_of(problem)
        self.completion(f"{verb}JobCompleted").fire(self, AsyncCompletedEventArgs(error))

    def start_job(self, *_: Any) -> None:
        raise _not_implemented()

    def resume_job(self, *_: Any) -> None:
        raise _not_implemented()

    def suspend_job(self, *_: Any) -> None:
        raise _not_implemented()

    def unblock_job(self, *_: Any) -> None:
        raise _not_implemented()


def exception_of(problem: Exception) -> NetException:
    """What a foreign kind of job raised, as PowerShell's errors carry it."""
    return problem.exception if isinstance(problem, NetError) else NetException("System.Exception", str(problem) or type(problem).__name__)


def _not_implemented() -> NetError:
    return NetError.of("System.NotImplementedException", "The method or operation is not implemented.")


class ContainerParentJob(Job2):
    """The parent of jobs of any kind: its state follows theirs, its calls go to all of them, `execution_error` has what they raised."""

    __slots__ = ("_lock", "execution_error")
    net_type = define(_A + "ContainerParentJob", _A + "Job2", assembly=SMA)
    PROPERTIES = properties(
        """
        bool HasMoreData {get;} -> has_more_data
        string StatusMessage {get;} -> status_message
        string Location {get;} -> location
        """
    )
    METHODS = methods("void AddChildJob(System.Management.Automation.Job2 childJob) -> add_child_job")

    def __init__(self, command: str | None = None, name: str | None = None, *, job_type_name: str = "", **named: Any) -> None:
        super().__init__(command, name, job_type_name=job_type_name, **named)
        self._lock = threading.RLock()
        self.execution_error: list[ErrorRecord] = []

    def add_child_job(self, child: Job | None) -> None:
        """Take a child in; from now on its state counts."""
        if child is None:
            text = "Value cannot be null. (Parameter 'childJob')"
            raise NetError.of("System.ArgumentNullException", text, ParamName="childJob")
        self.child_jobs.append(child)
        child.state_changed.add(self._child_changed)
        child.watch(self.notify_watchers)
        self._child_changed(child, None)

    def _child_changed(self, child: Any, arguments: Any) -> None:
        with self._lock:
            after = aggregate_container(one.state for one in self.child_jobs)
            if after is not None and after != self.state:
                self.set_job_state(after)

    def start_job(self, *_: Any) -> None:
        if not self.child_jobs:
            raise NetError.of(_A + "PSInvalidOperationException", "A container job without child jobs cannot be started.")
        self._tell_children("Start")

    def stop_job(self, *arguments: Any) -> None:
        self._tell_children("Stop", arguments)

    def suspend_job(self, *arguments: Any) -> None:
        self._tell_children("Suspend", arguments)

    def resume_job(self, *_: Any) -> None:
        self._tell_children("Resume")

    def unblock_job(self, *_: Any) -> None:
        self._tell_children("Unblock")

    def call_and_tell(self, verb: str, *arguments: Any) -> None:
        """As of any job; what children raise is told by `execution_error`, not by the event."""
        self._tell_children(verb, arguments, how="" if verb == "Unblock" else "Async")
        self.completion(f"{verb}JobCompleted").fire(self, AsyncCompletedEventArgs())

    def _tell_children(self, verb: str, arguments: Iterable[Any] = (), how: str = "") -> None:
        for child in [one for one in self.child_jobs if _CONCERNED[verb](one)]:
            try:
                getattr(child, f"{verb.lower()}_job")(*arguments)
            except Exception as problem:  # noqa: BLE001  a foreign kind may raise anything; the other children are to be told too
                record = ErrorRecord(exception_of(problem), f"ContainerParentJob{verb}{how}Error", _INVALID_RESULT, child)
                self.execution_error.append(record)

    @property
    def has_more_data(self) -> bool:
        return self.state not in FINISHED or any(child.has_more_data for child in self.child_jobs)

    @property
    def location(self) -> str:
        return ",".join(child.location for child in self.child_jobs)

    @property
    def status_message(self) -> str:
        return ",".join(child.status_message for child in self.child_jobs)


# which children a call to their parent is for
_CONCERNED: dict[str, Callable[[Job], bool]] = {
    "Start": lambda child: child.state == JobState.NotStarted and isinstance(child, Job2),
    "Stop": lambda child: not child.is_finished,
    "Suspend": lambda child: True,
    "Resume": lambda child: True,
    "Unblock": lambda child: child.state == JobState.Blocked,
}
