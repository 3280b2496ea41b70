"""What a job says of its state: JobStateInfo, the arguments of StateChanged, and the exceptions about it."""

from __future__ import annotations

from typing import Any

from psbridge.jobs.states import JobState
from psbridge.objects import NetError, NetObject, define
from psbridge.objects.nettypes import SMA

_A = "System.Management.Automation."


class JobStateInfo(NetObject):
    """A state and, when a change was given one, the exception that is the reason for it."""

    __slots__ = ("_reason", "_state")
    net_type = define(_A + "JobStateInfo", assembly=SMA)
    PROPERTIES = {"State": "state", "Reason": "reason"}

    def __init__(self, state: Any, reason: Any = None) -> None:
        super().__init__()
        self._state, self._reason = JobState(state), reason

    @property
    def state(self) -> Any:
        return self._state

    @property
    def reason(self) -> Any:
        return self._reason

    def __str__(self) -> str:
        return str(self._state.label)

    def __repr__(self) -> str:
        return f"<JobStateInfo {self}{'' if self.reason is None else f': {self.reason}'}>"


class JobStateEventArgs(NetObject):
    """State after and before a change."""

    __slots__ = ("_before", "_info")
    net_type = define(_A + "JobStateEventArgs", "System.EventArgs", assembly=SMA)
    PROPERTIES = {"JobStateInfo": "job_state_info", "PreviousJobStateInfo": "previous_job_state_info"}

    def __init__(self, info: JobStateInfo | None, previous: JobStateInfo | None = None) -> None:
        if info is None:
            raise argument_null("jobStateInfo")
        super().__init__()
        self._info, self._before = info, previous

    @property
    def job_state_info(self) -> JobStateInfo:
        return self._info

    @property
    def previous_job_state_info(self) -> JobStateInfo | None:
        return self._before


def argument_null(name: str) -> NetError:
    """PSArgumentNullException for an argument that must not be null."""
    place = f'argument "{name}"'
    text = f"Cannot process argument because the value of {place} is null. Change the value of {place} to a non-null value."
    return NetError.of(_A + "PSArgumentNullException", text, error_id="ArgumentNull", ParamName=name)


def invalid_job_state(state: Any, text: str | None = None) -> NetError:
    """InvalidJobStateException: the operation does not fit the state that the job is in."""
    message = text or "The state of the current job instance is not valid for this operation."
    return NetError.of(_A + "InvalidJobStateException", message, error_id="InvalidJobState", CurrentState=JobState(state))


def job_failed(reason: Any, position: Any = None) -> NetError:
    """JobFailedException: carries why, and where the failing script stood."""
    text = getattr(reason, "message", None) or "Job failed"
    return NetError.of(_A + "JobFailedException", text, Reason=reason, DisplayScriptPosition=position)
