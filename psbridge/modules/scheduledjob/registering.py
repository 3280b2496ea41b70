"""Register- and Set-ScheduledJob."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, NotNull, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.modules.scheduledjob.base import DEFINITION_TYPE, ScheduledJobCommand
from psbridge.modules.scheduledjob.definitions import Invocation, ScheduledJobDefinition
from psbridge.modules.scheduledjob.schedule import ONCE, S, ScheduledJobTrigger
from psbridge.objects import INT32_MAX, unwrap
from psbridge.objects.scalars import DateTime

BLOCK, FILE, EXECUTION = "ScriptBlock", "FilePath", "ExecutionHistory"
_BOTH = (BLOCK, FILE)
_RANGE = (ValidateRange(1, INT32_MAX),)


class _Told(ScheduledJobCommand):
    """The parameters that say what a job does."""

    trigger: Any = parameter("Trigger", S + "ScheduledJobTrigger[]", sets=_BOTH)
    initialization_script: Any = parameter("InitializationScript", "scriptblock", sets=_BOTH)
    run_as_32: Any = parameter("RunAs32", "switch", sets=_BOTH)
    credential: Any = parameter("Credential", "pscredential", sets=_BOTH)
    authentication: Any = parameter("Authentication", "System.Management.Automation.Runspaces.AuthenticationMechanism", sets=_BOTH)
    option: Any = parameter("ScheduledJobOption", S + "ScheduledJobOptions", sets=_BOTH)
    argument_list: Any = parameter("ArgumentList", "object[]", sets=_BOTH)
    max_result_count: Any = parameter("MaxResultCount", "int", sets=_BOTH, validate=_RANGE, default=0)
    run_now: Any = parameter("RunNow", "switch", sets=_BOTH)
    run_every: Any = parameter("RunEvery", "timespan", sets=_BOTH)
    script_block: Any = None
    file_path: Any = None

    def fill(self, one: ScheduledJobDefinition) -> None:
        """Give a definition what was said."""
        told = one.invocation
        for name, parameter_name in (("credential", "Credential"), ("authentication", "Authentication"), ("run_as_32", "RunAs32")):
            if self.is_bound(parameter_name):
                setattr(told, name, unwrap(getattr(self, name)))
        if self.is_bound("InitializationScript"):
            told.initialization = self.initialization_script.source
        if self.is_bound("ArgumentList"):
            told.arguments = [unwrap(argument) if argument is None else argument for argument in self.argument_list]
        if self.option is not None:
            one.use_options(unwrap(self.option))
        if self.trigger:
            one.triggers.clear()
            one.add_triggers([unwrap(trigger) for trigger in self.trigger])
        if self.is_bound("RunEvery"):
            one.add_triggers([self._every()])
        if self.max_result_count:
            self.store.set_keep(one, int(self.max_result_count))

    def _every(self) -> ScheduledJobTrigger:
        made = ScheduledJobTrigger(ONCE)
        made.at, made.every, made.span = DateTime.now(), unwrap(self.run_every), None
        return made

    def script(self) -> tuple[str, str | None]:
        """The text that runs, and the file that it is from."""
        if self.file_path is None:
            return str(self.script_block.source), None
        found = [one.path for one in self.paths.resolve(self.file_path)]
        if len(found) != 1 or not found[0].lower().endswith(".ps1"):
            text = f"The FilePath parameter must name one script file (.ps1): {self.file_path} does not."
            self.refuse(text, "InvalidFilePath", "InvalidArgument", self.file_path)
        return str(self.runspace.load_script(found[0]).source), found[0]


@cmdlet("Register-ScheduledJob", default_set=BLOCK, should_process=True, output=(DEFINITION_TYPE,))
class RegisterScheduledJob(_Told):
    """Registers a job with the scheduler of the computer."""

    name = parameter(
        "Name", "string", position=0, mandatory=True, sets=(In(BLOCK, mandatory=True, position=0), In(FILE, mandatory=True, position=0)),
        validate=(NotNullOrEmpty(),),
    )  # fmt: skip
    script_block = parameter("ScriptBlock", "scriptblock", sets=(In(BLOCK, mandatory=True, position=1),), validate=(NotNull(),))
    file_path = parameter(
        "FilePath", "string", sets=(In(FILE, mandatory=True, position=1),), aliases=("Path",), validate=(NotNullOrEmpty(),)
    )

    def process(self) -> None:
        if not self.should_process(self.name, "Register scheduled job definition"):
            return
        if self.store.find(self.name) is not None:
            text = f"The scheduled job definition {self.name} already exists in Task Scheduler."
            self.refuse(text, "ScheduledJobAlreadyExists", "InvalidOperation", self.name)
        text, source = self.script()
        told = Invocation(text)
        told.source_file = source
        made = ScheduledJobDefinition(self.name, told, self.runspace.sibling().open())
        self.fill(made)
        self.store.add(made)
        if self.run_now:
            self.store.start(made)
        self.write(made)


@cmdlet("Set-ScheduledJob", default_set=BLOCK, output=(DEFINITION_TYPE,))
class SetScheduledJob(_Told):
    """Changes a scheduled job."""

    name = parameter("Name", "string", sets=_BOTH, validate=(NotNullOrEmpty(),))
    script_block = parameter("ScriptBlock", "scriptblock", sets=(BLOCK,))
    file_path = parameter("FilePath", "string", sets=(FILE,), aliases=("Path",))
    input_object = parameter(
        "InputObject",
        DEFINITION_TYPE,
        sets=tuple(In(one, mandatory=True, position=0, pipeline=True, by_property=True) for one in (*_BOTH, EXECUTION)),
        validate=(NotNull(),),
    )
    clear_execution_history = parameter("ClearExecutionHistory", "switch", sets=(EXECUTION,))
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        one: ScheduledJobDefinition = unwrap(self.input_object)
        if self.clear_execution_history:
            self.store.clear(one)
        if self.script_block is not None or self.file_path is not None:
            one.invocation.script, one.invocation.source_file = self.script()
        if self.name and self.name.lower() != one.name.lower():
            self._rename(one)
        self.fill(one)
        self.store.changed()
        if self.run_now:
            self.store.start(one)
        if self.pass_thru:
            self.write(one)

    def _rename(self, one: ScheduledJobDefinition) -> None:
        if self.store.find(self.name) is not None:
            text = f"The scheduled job definition {self.name} already exists in Task Scheduler."
            self.refuse(text, "ScheduledJobAlreadyExists", "InvalidOperation", self.name)
        self.store.rename(one, self.name)
