"""What a client puts up with: how much a command may send, how long a stop may take, and how the loss of a session is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from psbridge.errors import DeadlineExceeded, FragmentError, PsBridgeError, PsrpError, SessionRefused
from psbridge.objects import ErrorRecord, NetException
from psbridge.psrp import PipelineState

if TYPE_CHECKING:
    from psbridge.sessions.client import RunningPipeline


def broken_record(error: PsBridgeError, error_id: str = "2100,PSSessionStateBroken") -> ErrorRecord:
    """The record that tells of a lost session."""
    kind = "PSRemotingDataStructureException" if isinstance(error, SessionRefused) else "PSRemotingTransportException"
    exception = NetException(f"System.Management.Automation.Remoting.{kind}", error.what, None, ErrorCode=2100)
    return ErrorRecord(exception, error_id, 1, None)


class Volumes:
    """Bytes that came for each command, none beyond `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._counts: dict[UUID | None, int] = {}

    def add(self, pid: UUID | None, count: int) -> None:
        total = self._counts[pid] = self._counts.get(pid, 0) + count
        if total > self.most:
            raise PsrpError(
                f"The data that came for a command exceeds the allowed maximum: {total} bytes, {self.most} are allowed",
                hint="Raise MaximumReceivedDataSizePerCommand (max_data_per_command).",
            )

    def forget(self, pid: UUID) -> None:
        self._counts.pop(pid, None)


def after(seconds: float, act: Callable[[], object]) -> Callable[[], None]:
    """Have something done when the time is over; gives what calls it off."""
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer.cancel


def give_up(pipeline: RunningPipeline) -> None:
    """A pipeline that the other side does not stop in time is over for us."""
    session = pipeline.session
    text = f"The command did not stop within the cancel time-out of {session.cancel_timeout:g} seconds and was given up."
    session.pipelines.pop(pipeline.pid, None)
    session.transport.close_command(pipeline.pid)
    pipeline.ended(PipelineState.FAILED, broken_record(DeadlineExceeded(text), "WinRMOperationTimeout,PSSessionStateBroken"))


def too_slow(host: str, timeout: float, running: RunningPipeline) -> DeadlineExceeded:
    """What is told of a command whose time was over."""
    ends = "was stopped" if running.is_finished else "does not stop"
    return DeadlineExceeded(f"The command took longer than {timeout:g} seconds and {ends}", where=host)


def refuse_gaps(error: PsBridgeError) -> None:
    """Fragments that are no message were output: nothing is left out silently, so the session is over."""
    if isinstance(error, FragmentError):
        raise error


__all__ = ["Volumes", "after", "broken_record", "give_up", "refuse_gaps"]
