"""Synchronous transfers: wait with a progress display, commit at the end, report a failure, cancel when interrupted."""

from __future__ import annotations

from typing import Any

from psbridge.bits.codes import BitsError
from psbridge.bits.manager import error_of
from psbridge.bits.objects import BitsJob
from psbridge.bits.states import State
from psbridge.errors import Cancelled
from psbridge.modules.bitstransfer.command import BitsCommand
from psbridge.objects.convert import to_text
from psbridge.objects.records import ProgressRecord

_OVER = frozenset((State.Transferred, State.Error, State.TransientError, State.Suspended, State.Acknowledged, State.Cancelled))
_ACTIVITY_ID = 1


def transfer(command: BitsCommand, job: BitsJob) -> None:
    """Hold the prompt until the job is done, then commit it.  A fault, also one that the service would try again, ends it with an error."""
    try:
        row = job.manager.wait(
            job.uuid,
            until=lambda now: State[now.state] in _OVER,
            token=command.stopping,
            each=lambda now: _show(command, job),
        )
    except Cancelled:
        _cancel(job)
        return
    except BitsError as problem:  # the service has stopped: the job stays
        command.report(problem, job)
        return
    except BaseException:  # the pipeline was stopped while progress was shown
        _cancel(job)
        raise
    finally:
        _show(command, job, over=True)
    if row.state == State.Transferred.name:
        command.act(job, lambda manager: manager.complete(job.uuid))
    elif row.state in (State.Error.name, State.TransientError.name):
        _failed(command, error_of(row) or BitsError("CONNECTION_CLOSED"))
        _cancel(job)


def _failed(command: BitsCommand, problem: BitsError) -> None:
    """As the cmdlets report what a job says of itself: an Exception without target."""
    error_id = f"{command.DECLARATION.name.replace('-', '')}COMException"
    command.write_error(command.error("System.Exception", problem.what, error_id, "InvalidOperation"))


def _cancel(job: BitsJob) -> None:
    try:
        job.manager.cancel(job.uuid)
    except BitsError:
        return  # somebody else has ended it


def _show(command: BitsCommand, job: BitsJob, over: bool = False) -> None:
    record = ProgressRecord(_ACTIVITY_ID, job.display_name, job.description or "BITS")
    sums = job.sums
    record.current_operation = to_text(job.job_state)
    if sums.bytes_total:
        record.percent_complete = min(100, 100 * sums.bytes_done // sums.bytes_total)
    elif sums.files_total:
        record.percent_complete = 100 * sums.files_done // sums.files_total
    if over:
        record.record_type = type(record.record_type)(1)
    command.write_progress(record)


def jobs_of(command: BitsCommand, given: Any) -> list[BitsJob]:
    """The jobs of a -BitsJob argument; an error for what is none."""
    found = []
    for item in given or ():
        job = command.job_of(item)
        if job is None:
            command.report(BitsError("NOT_FOUND"), item)
        else:
            found.append(job)
    return found
