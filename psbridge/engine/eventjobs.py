"""PSEventJob: the job that an event's action is."""

from __future__ import annotations

from typing import Any

from psbridge.engine.streamsets import StreamList
from psbridge.jobs import Job, JobState
from psbridge.jobs.declaring import properties
from psbridge.objects.nettypes import SMA, define

_A = "System.Management.Automation."


class PSEventJob(Job):
    """Runs a block for every event; ends when its subscription does."""

    __slots__ = ("_has_data", "block", "manager")
    net_type = define(_A + "PSEventJob", _A + "Job", assembly=SMA)
    PROPERTIES = properties(
        f"""
        {_A}PSModuleInfo Module {{get;}} -> module
        string StatusMessage {{get;}} -> status_message
        bool HasMoreData {{get;}} -> has_more_data
        string Location {{get;}} -> location
        """
    )

    def __init__(self, manager: Any, identifier: str, block: Any) -> None:
        super().__init__(str(block), identifier or None, job_type_name="")
        self.manager, self._has_data = manager, False  # from the first event to the end, received or not
        from psbridge.engine.modulestates import closure_state

        self.block = block.bound_to(closure_state(manager.runspace, manager.runspace.context()))

    @property
    def has_more_data(self) -> bool:
        return self._has_data

    @property
    def location(self) -> str:
        return ""

    @property
    def status_message(self) -> str:
        return ""

    @property
    def module(self) -> Any:
        return self.block.session_state.module

    def started(self) -> None:
        self._has_data = True
        if self.state == JobState.NotStarted:
            self.set_job_state(JobState.Running)

    def failed(self, record: Any) -> None:
        self.stream("error").add(record)
        self.set_job_state(JobState.Failed)  # without a reason: the record says it all

    def records(self) -> StreamList:
        """Streams of a run of the action that end in the job's."""
        made = StreamList()
        for kind in ("error", "warning", "verbose", "debug", "information"):
            setattr(made, kind, self.stream(kind).add)
        return made

    def stop_job(self) -> None:
        """End with the subscription, or end it: one does not go without the other."""
        if self.state == JobState.Stopped:
            return
        self._has_data = False
        self.set_job_state(JobState.Stopped)
        for subscriber in self.manager.all_subscribers:
            if subscriber.action is self:
                self.manager.unsubscribe(subscriber)
