"""Receive-Job."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from psbridge.concurrency import Deadline
from psbridge.engine.cmdlet import In, NotNull, NotNullOrEmpty, cmdlet, parameter
from psbridge.jobs.info import JobStateEventArgs, JobStateInfo
from psbridge.jobs.job import Job
from psbridge.jobs.remoting import RemotingChildJob
from psbridge.jobs.states import FINISHED, PERSISTENT, JobState
from psbridge.modules.core.jobs.ending import Watch
from psbridge.modules.core.jobs.finding import JOB_TYPE, id_parameter, instance_parameter, name_parameter
from psbridge.modules.core.jobs.passing import Passing
from psbridge.objects import ErrorRecord, NetError, define, unwrap, wrap
from psbridge.objects.nettypes import SMA

if TYPE_CHECKING:
    from collections.abc import Iterator

define("System.Management.Automation.Runspaces.PSSession", assembly=SMA)
LOCATION, COMPUTER, SESSION = "Location", "ComputerName", "Session"
_ARGUMENT = "System.ArgumentException"
_INVALID = "System.Management.Automation.PSInvalidOperationException"
_KEEP_AND_WAIT = (
    "Cannot bind parameter 'Keep' to the target. Exception setting \"Keep\": "
    '"The Wait and Keep parameters cannot be used together in the same command."'
)
_NEEDS_WAIT = (
    ("AutoRemoveJob", "The -AutoRemoveJob parameter cannot be used without the -Wait parameter"),
    ("WriteEvents", "The WriteEvents parameter cannot be used without the Wait parameter."),
    ("WriteJobInResults", "The -WriteJobInResults parameter cannot be used without the -Wait parameter"),
    ("Force", "The -Force parameter cannot be used without the -Wait parameter."),
)


@cmdlet("Receive-Job", default_set=LOCATION, aliases=("rcjb",))
class ReceiveJob(Passing):
    """Gets the results of the PowerShell background jobs in the current session."""

    job = parameter(
        "Job",
        f"{JOB_TYPE}[]",
        sets=tuple(In(name, mandatory=True, position=0, pipeline=True, by_property=True) for name in (LOCATION, COMPUTER, SESSION)),
    )
    computer_name = parameter(
        "ComputerName", "string[]", sets=(In(COMPUTER, position=1, by_property=True),), aliases=("Cn",), validate=(NotNullOrEmpty(),)
    )
    location = parameter("Location", "string[]", sets=(In(LOCATION, position=1),), validate=(NotNullOrEmpty(),))
    session = parameter(
        "Session",
        "System.Management.Automation.Runspaces.PSSession[]",
        sets=(In(SESSION, position=1, by_property=True),),
        validate=(NotNull(),),
    )
    keep = parameter("Keep", "switch")
    no_recurse = parameter("NoRecurse", "switch")
    force = parameter("Force", "switch")
    wait = parameter("Wait", "switch")
    auto_remove = parameter("AutoRemoveJob", "switch")
    write_events = parameter("WriteEvents", "switch")
    write_job = parameter("WriteJobInResults", "switch")
    name = name_parameter()
    instance_id = instance_parameter()
    id = id_parameter()

    def begin(self) -> None:
        if self.wait and self.keep:
            kind = "System.Management.Automation.ParameterBindingException"
            self.fail(self.error(kind, _KEEP_AND_WAIT, "ParameterBindingFailed", "WriteError"))
        for name, text in _NEEDS_WAIT:
            if self.is_bound(name) and self.bound[name.lower()] and not self.wait:
                self.fail(self.error(_INVALID, text, "InvalidOperation", "InvalidOperation"))
        self._jobs: list[Job] = []
        self._failures: list[ErrorRecord] = []
        self._told: set[uuid.UUID] = set()
        self._ended: list[tuple[Job, JobStateEventArgs]] = []

    def process(self) -> None:
        found = [unwrap(job) for job in self.job] if self.set_name in (LOCATION, COMPUTER, SESSION) else self.chosen()
        if self.wait:
            self._jobs += found
            return
        for job in found:
            self._receive(job)

    def end(self) -> None:
        if self.wait:
            self._wait()
        for record in self._failures:
            self.runtime.pass_error(record)

    # -- one pass over a job

    @property
    def keeps(self) -> bool:
        return bool(self.keep)

    def _members(self, job: Job) -> Iterator[Job]:
        """The jobs whose data an argument means."""
        if self.set_name == COMPUTER and self.computer_name:
            yield from self._located(job, self.computer_name, "ComputerNameParameterNotSupported")
        elif self.set_name == LOCATION and self.location:
            yield from (child for child in job.child_jobs if _among(child.location, self.location))
        elif self.set_name == SESSION and self.session:
            yield from self._of_session(job)
        elif self.no_recurse:
            yield job
        else:
            yield from job.family()

    def _located(self, job: Job, names: list[str], error_id: str) -> Iterator[Job]:
        if not _is_remote(job):
            text = (
                "The command cannot retrieve the jobs of the specified computers. The ComputerName parameter can be used only with jobs "
                "created by using PowerShell remoting."
            )
            self.write_error(self.error(_ARGUMENT, text, error_id, "InvalidArgument", job))
            return
        yield from (child for child in job.child_jobs if _among(child.location, names))

    def _of_session(self, job: Job) -> Iterator[Job]:
        if not _is_remote(job):
            text = "The Session parameter can be used only with PSRemotingJob objects."
            self.write_error(self.error(_ARGUMENT, text, "RunspaceParameterNotSupported", "InvalidArgument", job))
            return
        wanted = {unwrap(session).instance_id for session in self.session}
        yield from (child for child in job.child_jobs if getattr(getattr(child, "runspace", None), "instance_id", None) in wanted)

    def _receive(self, job: Job, source: bool = False) -> None:
        job.hurry()
        for member in {id(member): member for member in self._members(job)}.values():
            self.drain(member, source)
            self._note_failure(member)

    def _note_failure(self, member: Job) -> None:
        """What made a job fail is written again by every call, after all data."""
        if member.state != JobState.Failed:
            return
        record = getattr(member, "failure_record", None)
        reason = member.job_state_info.reason
        if record is None and reason is not None:
            inner = reason.extra.get("Reason") if reason.is_a("System.Management.Automation.JobFailedException") else None
            record = ErrorRecord(inner or reason, "JobStateFailed", 8, None)
        if record is not None:
            self._failures.append(record)

    # -- -Wait

    def _wait(self) -> None:
        jobs = list({id(job): job for job in self._jobs}.values())
        if self.write_job:
            for job in jobs:
                self.write(job)
        members = [member for job in jobs for member in job.family()]
        hooks = [(member, self._hook(member)) for member in members] if self.write_events else []
        with Watch(members, self.stopping) as watch:
            first = True
            while not self.stopping.cancelled:
                over = all(self._is_over(job) for job in jobs)
                for job in jobs:
                    self._pass(job, source=not first)
                self._write_ended()
                if over or not watch.changed(Deadline.never()):
                    break
                first = False
        for member, handler in hooks:
            member.state_changed.remove(handler)
        for job in jobs:
            self._finish(job)

    def _pass(self, job: Job, source: bool) -> None:
        """What has come, job by job; the last is looked at first, so that nothing later overtakes what an earlier job wrote before."""
        members = list({id(member): member for member in self._members(job)}.values())
        waiting = [member for member in reversed(members) if member.holds_records or member.state == JobState.Blocked]
        for member in reversed(waiting):
            self.drain(member, source and isinstance(member, RemotingChildJob))

    def _is_over(self, job: Job) -> bool:
        ends = FINISHED if self.force else PERSISTENT
        return job.state in ends and (job.state not in FINISHED or job.finished.is_set)

    def _hook(self, member: Job) -> Any:
        """One event for each job that ends while we wait."""

        def ended(sender: Any, arguments: JobStateEventArgs) -> None:
            if arguments.job_state_info.state in PERSISTENT and sender.instance_id not in self._told:
                self._told.add(sender.instance_id)
                self._ended.append((sender, arguments))

        if member.is_finished:
            self._told.add(member.instance_id)
            self._ended.append((member, JobStateEventArgs(member.job_state_info, JobStateInfo(JobState.Running))))
        member.state_changed.add(ended)
        return ended

    def _write_ended(self) -> None:
        """State events of those that are over, once their data is written."""
        waiting, self._ended = self._ended, []
        for job, arguments in waiting:
            if all(self._is_over(one) for one in self._jobs):
                made = wrap(arguments)
                made.set("PSEventObject", True)
                self.write(made)
            else:
                self._ended.append((job, arguments))

    def _finish(self, job: Job) -> None:
        self._pass(job, source=True)
        self._write_ended()
        for member in job.family():
            self._note_failure(member)
        if not self.auto_remove or not job.is_finished:
            return
        try:
            self.manager.discard(job)
        except NetError as problem:
            self.write_error(self.error(_ARGUMENT, problem.exception.message, "ReceiveJobAutoRemovalError", "InvalidOperation", job))


def _is_remote(job: Job) -> bool:
    return bool(job.child_jobs) and isinstance(job.child_jobs[0], RemotingChildJob)


def _among(location: str, names: list[str]) -> bool:
    return location.lower() in {name.lower() for name in names}
