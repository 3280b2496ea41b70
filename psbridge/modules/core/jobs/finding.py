"""What the Job cmdlets share: the session's job manager; jobs by id, instance id, name, state, command or filter, with their errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, parameter
from psbridge.jobs.adapters import JobManager
from psbridge.objects import Hashtable, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import has_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psbridge.jobs.job import Job

ID, INSTANCE, NAME, STATE = "SessionIdParameterSet", "InstanceIdParameterSet", "NameParameterSet", "StateParameterSet"
COMMAND, FILTER, JOB = "CommandParameterSet", "FilterParameterSet", "JobParameterSet"
JOB_TYPE = "System.Management.Automation.Job"
STATE_TYPE = "System.Management.Automation.JobState"
_ARGUMENT = "System.Management.Automation.PSArgumentException"


def manager_of(runspace: Any) -> JobManager:
    """The jobs of a session."""
    return JobManager.among(runspace.extras)


def id_parameter(mandatory: bool = True) -> Any:
    use = In(ID, mandatory=mandatory, position=0, by_property=True)
    return parameter("Id", "int[]", sets=(use,), validate=(NotNullOrEmpty(),))


def instance_parameter() -> Any:
    return parameter(
        "InstanceId", "guid[]", sets=(In(INSTANCE, mandatory=True, position=0, by_property=True),), validate=(NotNullOrEmpty(),)
    )


def name_parameter() -> Any:
    use = In(NAME, mandatory=True, position=0, by_property=True)
    return parameter("Name", "string[]", sets=(use,), wildcard=True, validate=(NotNullOrEmpty(),))


def state_parameter() -> Any:
    return parameter("State", STATE_TYPE, sets=(In(STATE, mandatory=True, position=0, by_property=True),))


def command_parameter() -> Any:
    return parameter(
        "Command", "string[]", sets=(In(COMMAND, by_property=True),), wildcard=True, validate=(NotNullOrEmpty(),)
    )


def filter_parameter() -> Any:
    use = In(FILTER, mandatory=True, position=0, by_property=True)
    return parameter("Filter", "System.Collections.Hashtable", sets=(use,), validate=(NotNullOrEmpty(),))


def job_parameter(position: int = 0) -> Any:
    use = In(JOB, mandatory=True, position=position, pipeline=True, by_property=True)
    return parameter("Job", f"{JOB_TYPE}[]", sets=(use,), validate=(NotNullOrEmpty(),))


class JobCommand(Cmdlet):
    """Base of the commands that are given jobs."""

    names_include_children = True

    @property
    def manager(self) -> JobManager:
        return manager_of(self.runspace)

    def chosen(self) -> list[Job]:
        """The jobs that the parameters of the present set select; what is not there is reported."""
        return list(_SELECTORS[self.set_name](self))

    def _by_job(self) -> Iterator[Job]:
        for job in self.job:  # type: ignore[attr-defined]
            yield unwrap(job)

    def _by_id(self) -> Iterator[Job]:
        for number in self.id or ():  # type: ignore[attr-defined]
            found = self.manager.by_id(number)
            if found is None:
                text = (
                    f"The command cannot find a job with the job ID {number}. Verify the value of the Id parameter and then try the "
                    "command again."
                )
                self.write_error(self.error(_ARGUMENT, text, "JobWithSpecifiedSessionNotFound", "ObjectNotFound", number))
            else:
                yield found

    def _by_instance(self) -> Iterator[Job]:
        for instance in self.instance_id:  # type: ignore[attr-defined]
            found = self.manager.by_instance_id(instance)
            if found is None:
                text = (
                    f"The command cannot find a job with the instance identifier {instance}. Verify the value of the InstanceId "
                    "parameter, and then try the command again."
                )
                self.write_error(self.error(_ARGUMENT, text, "JobWithSpecifiedInstanceIdNotFound", "ObjectNotFound", instance))
            else:
                yield found

    def _by_name(self) -> Iterator[Job]:
        for name in self.name:  # type: ignore[attr-defined]
            found = self.manager.by_name(name, self.names_include_children, self.write_warning)
            if not found and not has_wildcards(name):
                text = (
                    f"The command cannot find the job because the job name {name} was not found. Verify the value of the Name "
                    "parameter, and then try the command again."
                )
                self.write_error(self.error(_ARGUMENT, text, "JobWithSpecifiedNameNotFound", "ObjectNotFound", name))
            yield from found

    def _by_state(self) -> Iterator[Job]:
        yield from self.manager.by_state(self.state, self.write_warning)  # type: ignore[attr-defined]

    def _by_command(self) -> Iterator[Job]:
        for command in self.command or ():  # type: ignore[attr-defined]
            yield from self.manager.by_command(command, self.write_warning)

    def _by_filter(self) -> Iterator[Job]:
        table = unwrap(self.filter)  # type: ignore[attr-defined]
        pairs = table.pairs() if isinstance(table, Hashtable) else list(table.items())
        yield from self.manager.by_filter({to_text(key): value for key, value in pairs}, self.write_warning)

    def location_text(self, job: Job) -> str:
        """What -WhatIf and -Confirm say of a job."""
        return f'Remote Command: {job.command}, associated with the job that has an ID of "{job.id}".'


_SELECTORS: dict[str, Any] = {
    JOB: JobCommand._by_job,
    ID: JobCommand._by_id,
    INSTANCE: JobCommand._by_instance,
    NAME: JobCommand._by_name,
    STATE: JobCommand._by_state,
    COMMAND: JobCommand._by_command,
    FILTER: JobCommand._by_filter,
}
