"""Get-, Enable-, Disable- and Unregister-ScheduledJob."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, cmdlet, parameter
from psbridge.jobs import JobState
from psbridge.modules.scheduledjob.base import (
    BY_ID,
    BY_NAME,
    DEFINITION,
    DEFINITION_TYPE,
    ScheduledJobCommand,
    input_object,
    name_parameter,
    number_parameter,
)
from psbridge.modules.scheduledjob.definitions import ScheduledJobDefinition


@cmdlet("Get-ScheduledJob", default_set=BY_ID, output=(DEFINITION_TYPE,))
class GetScheduledJob(ScheduledJobCommand):
    """Gets the scheduled jobs of the computer."""

    id = parameter("Id", "int[]", sets=(In(BY_ID, position=0),))
    name = parameter("Name", "string[]", sets=(In(BY_NAME, mandatory=True, position=0),), wildcard=True)

    def process(self) -> None:
        if self.set_name == BY_ID and not self.id:
            self.write_all(self.store.listed())
        else:
            self.write_all(self.definitions_of((), self.id or (), self.name or ()))


class _Each(ScheduledJobCommand):
    """A change of each definition that is chosen."""

    input_object: Any = input_object()
    id: Any = number_parameter()
    name: Any = name_parameter()
    pass_thru: Any = False

    def process(self) -> None:
        for one in self.definitions_of(self.input_object, self.id, self.name):
            if self.should_process(one.name, self.DECLARATION.verb):
                self.change(one)
                if self.pass_thru:
                    self.write(one)

    def change(self, one: ScheduledJobDefinition) -> None:
        raise NotImplementedError


@cmdlet("Enable-ScheduledJob", default_set=DEFINITION, should_process=True, output=(DEFINITION_TYPE,))
class EnableScheduledJob(_Each):
    """Lets the scheduler start a job again."""

    pass_thru = parameter("PassThru", "switch")

    def change(self, one: ScheduledJobDefinition) -> None:
        one.enabled = True
        self.store.changed()


@cmdlet("Disable-ScheduledJob", default_set=DEFINITION, should_process=True, output=(DEFINITION_TYPE,))
class DisableScheduledJob(_Each):
    """Keeps the scheduler from starting a job."""

    pass_thru = parameter("PassThru", "switch")

    def change(self, one: ScheduledJobDefinition) -> None:
        one.enabled = False


@cmdlet("Unregister-ScheduledJob", default_set=DEFINITION, should_process=True)
class UnregisterScheduledJob(_Each):
    """Deletes scheduled jobs with the results of their runs."""

    force = parameter("Force", "switch")

    def change(self, one: ScheduledJobDefinition) -> None:
        running = [run for run in self.store.runs if run.definition is one and run.state == JobState.Running]
        if running and not self.force:
            text = f"The scheduled job definition {one.name} cannot be removed because it has running instances. Use -Force to stop them."
            self.write_error(self.error("System.InvalidOperationException", text, "CannotRemoveRunningJob", "InvalidOperation", one))
            return
        self.store.drop(one)
