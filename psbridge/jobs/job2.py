"""Job2: jobs that start, suspend and resume themselves, and ContainerParentJob, which is nothing but the sum of its children."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from psbridge.jobs.declaring import methods, properties
from psbridge.jobs.job import Job
from psbridge.jobs.states import FINISHED, JobState, aggregate_container
from psbridge.objects import NetError, define
from psbridge.objects.eventsource import EventSource
from psbridge.objects.nettypes import SMA

_A = "System.Management.Automation."
_ARGUMENTS = "System.ComponentModel.AsyncCompletedEventArgs"
define(_A + "Runspaces.CommandParameterCollection", assembly=SMA)
_COMPLETED = ("StartJobCompleted", "StopJobCompleted", "SuspendJobCompleted", "ResumeJobCompleted", "UnblockJobCompleted")


class Job2(Job):
    """A job that can be started.  A subclass supplies `start_job`; what it does not supply is not implemented."""

    __slots__ = ("_completions", "start_parameters")
    net_type = define(_A + "Job2", _A + "Job", assembly=SMA)
    EVENTS: ClassVar[dict[str, str]] = {**Job.EVENTS, **{name: name for name in _COMPLETED}}
    EVENT_TYPES: ClassVar[dict[str, str]] = {**Job.EVENT_TYPES, **dict.fromkeys(_COMPLETED, _ARGUMENTS)}
    PROPERTIES = properties(
        f"System.Collections.Generic.List[{_A}Runspaces.CommandParameterCollection] StartParameters {{get;set;}} -> start_parameters"
    )
    METHODS = methods(
        """
        void StartJob() -> start_job
        void StartJobAsync() -> start_job
        void StopJob(bool force, string reason) -> stop_job
        void StopJobAsync(); void StopJobAsync(bool force, string reason) -> stop_job
        void SuspendJob(); void SuspendJob(bool force, string reason) -> suspend_job
        void SuspendJobAsync(); void SuspendJobAsync(bool force, string reason) -> suspend_job
        void ResumeJob() -> resume_job
        void ResumeJobAsync() -> resume_job
        void UnblockJob() -> unblock_job
        void UnblockJobAsync() -> unblock_job
        """
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.start_parameters: list[Any] = []
        self._completions = {name: EventSource(name) for name in _COMPLETED}

    def completion(self, name: str) -> EventSource:
        """The event that tells of the end of an asynchronous call."""
        return self._completions[name]

    def start_job(self, *_: Any) -> None:
        raise _not_implemented()

    def resume_job(self, *_: Any) -> None:
        raise _not_implemented()

    def suspend_job(self, *_: Any) -> None:
        raise _not_implemented()

    def unblock_job(self, *_: Any) -> None:
        raise _not_implemented()


def _not_implemented() -> NetError:
    return NetError.of("System.NotImplementedException", "The method or operation is not implemented.")


class ContainerParentJob(Job2):
    """The parent of jobs of any kind: its state follows theirs, its calls go to all of them."""

    __slots__ = ("_lock",)
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
        for child in self.child_jobs:
            if child.state == JobState.NotStarted and isinstance(child, Job2):
                child.start_job()

    def stop_job(self, *_: Any) -> None:
        for child in self.child_jobs:
            if not child.is_finished:
                child.stop_job()

    def suspend_job(self, *arguments: Any) -> None:
        for child in self.child_jobs:
            child.suspend_job(*arguments)  # type: ignore[attr-defined]

    def resume_job(self, *_: Any) -> None:
        for child in self.child_jobs:
            child.resume_job()  # type: ignore[attr-defined]

    def unblock_job(self, *_: Any) -> None:
        for child in self.child_jobs:
            if child.state == JobState.Blocked:
                child.unblock_job()  # type: ignore[attr-defined]

    @property
    def has_more_data(self) -> bool:
        return self.state not in FINISHED or any(child.has_more_data for child in self.child_jobs)

    @property
    def location(self) -> str:
        return ",".join(child.location for child in self.child_jobs)

    @property
    def status_message(self) -> str:
        return ",".join(child.status_message for child in self.child_jobs)
