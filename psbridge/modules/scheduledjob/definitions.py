"""Scheduled jobs as they are registered: the definition, its options, what one run needs."""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.jobs.adapters import JobDefinition
from psbridge.modules.scheduledjob.schedule import ASSEMBLY, S, ScheduledJobTrigger
from psbridge.objects import GenericList, NetObject, define, define_enum
from psbridge.objects.scalars import TimeSpan

TaskMultipleInstancePolicy: Any = define_enum(
    S + "TaskMultipleInstancePolicy", "None IgnoreNew Parallel Queue StopExisting", assembly=ASSEMBLY
)
IGNORE_NEW, PARALLEL, QUEUE, STOP_EXISTING = 1, 2, 3, 4
# property: (attribute, default); the switches of the commands say the same or the opposite, see `options`
FLAGS = {
    "StartIfOnBatteries": ("start_on_batteries", False),
    "StopIfGoingOnBatteries": ("stop_on_batteries", True),
    "WakeToRun": ("wake_to_run", False),
    "StartIfNotIdle": ("start_if_not_idle", True),
    "StopIfGoingOffIdle": ("stop_off_idle", False),
    "RestartOnIdleResume": ("restart_on_idle", False),
    "ShowInTaskScheduler": ("shown", True),
    "RunElevated": ("elevated", False),
    "RunWithoutNetwork": ("without_network", True),
    "DoNotAllowDemandStart": ("no_demand_start", False),
}


class ScheduledJobOptions(NetObject):
    """When the scheduler may start a job, and what it does about a run that is still going on."""

    __slots__ = ("definition", "idle_duration", "idle_timeout", "policy", *(attribute for attribute, _ in FLAGS.values()))
    net_type = define(S + "ScheduledJobOptions", assembly=ASSEMBLY)
    restart_on_idle: bool
    stop_off_idle: bool
    PROPERTIES = {
        **{name: attribute for name, (attribute, _) in FLAGS.items()},
        "IdleDuration": "idle_duration",
        "IdleTimeout": "idle_timeout",
        "MultipleInstancePolicy": "policy",
        "JobDefinition": "definition",
    }

    def __init__(self) -> None:
        super().__init__()
        for attribute, default in FLAGS.values():
            setattr(self, attribute, default)
        self.idle_duration, self.idle_timeout = TimeSpan.of(minutes=10), TimeSpan.of(hours=1)
        self.policy: Any = TaskMultipleInstancePolicy(IGNORE_NEW)
        self.definition: Any = None

    def clone(self) -> ScheduledJobOptions:
        """The same, for another definition."""
        made = ScheduledJobOptions()
        for name in ("idle_duration", "idle_timeout", "policy", *(attribute for attribute, _ in FLAGS.values())):
            setattr(made, name, getattr(self, name))
        return made


class Invocation(NetObject):
    """What one run executes."""

    __slots__ = ("arguments", "authentication", "credential", "initialization", "run_as_32", "script", "source_file")
    net_type = define(S + "ScheduledJobInvocationInfo", assembly=ASSEMBLY)
    PROPERTIES = {"Command": "script"}

    def __init__(self, script: str) -> None:
        super().__init__()
        self.script = script
        self.arguments: list[Any] = []
        self.initialization: str | None = None
        self.source_file: str | None = None
        self.credential: Any = None
        self.authentication: Any = None
        self.run_as_32 = False


class ScheduledJobDefinition(NetObject):
    """A registered job."""

    __slots__ = ("enabled", "global_id", "invocation", "keep", "name", "number", "options", "parent", "triggers", "wrapped")
    net_type = define(S + "ScheduledJobDefinition", assembly=ASSEMBLY)
    PROPERTIES = {
        "InvocationInfo": "invocation",
        "Definition": "wrapped",
        "Options": "options",
        "Credential": "credential",
        "JobTriggers": "job_triggers",
        "Id": "number",
        "GlobalId": "global_id",
        "Name": "name",
        "Command": "command",
        "ExecutionHistoryLength": "keep",
        "Enabled": "enabled",
        "PSExecutionPath": "program",
        "PSExecutionArgs": "program_arguments",
    }

    def __init__(self, name: str, invocation: Invocation, parent: Any) -> None:
        super().__init__()
        self.name, self.invocation, self.parent = name, invocation, parent
        self.number = 0
        self.global_id = str(uuid.uuid4())
        self.keep = 32
        self.enabled = True
        self.options = ScheduledJobOptions()
        self.triggers: list[ScheduledJobTrigger] = []
        self.wrapped = JobDefinition(None, invocation.script, name)

    @property
    def command(self) -> str:
        return self.invocation.script

    @property
    def credential(self) -> Any:
        return self.invocation.credential

    @property
    def job_triggers(self) -> GenericList:
        return GenericList(ScheduledJobTrigger.net_type, list(self.triggers))

    @property
    def program(self) -> str:
        return "powershell.exe"

    @property
    def program_arguments(self) -> str:
        return f"-NoLogo -NonInteractive -WindowStyle Hidden -Command \"Start-Job -DefinitionName '{self.name}' | Receive-Job -Wait\""

    def add_triggers(self, given: list[ScheduledJobTrigger]) -> None:
        """Copies of triggers under the next numbers."""
        for one in given:
            made = one.clone()
            made.number = max((trigger.number for trigger in self.triggers), default=0) + 1
            made.definition = self
            self.triggers.append(made)

    def use_options(self, given: ScheduledJobOptions) -> None:
        self.options = given.clone()
        self.options.definition = self
