"""New-, Get- and Set-ScheduledJobOption."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, NotNull, cmdlet, parameter
from psbridge.modules.scheduledjob.base import (
    DEFINITION,
    ScheduledJobCommand,
    input_object,
    name_parameter,
    number_parameter,
)
from psbridge.modules.scheduledjob.definitions import ScheduledJobOptions, TaskMultipleInstancePolicy
from psbridge.modules.scheduledjob.schedule import S
from psbridge.objects import unwrap

OPTIONS_TYPE = S + "ScheduledJobOptions"
# attribute of the command: (attribute of the options, whether the switch says the opposite)
_SWITCHES = {
    "run_elevated": ("elevated", False),
    "hide_in_task_scheduler": ("shown", True),
    "restart_on_idle_resume": ("restart_on_idle", False),
    "do_not_allow_demand_start": ("no_demand_start", False),
    "require_network": ("without_network", True),
    "stop_if_going_off_idle": ("stop_off_idle", False),
    "wake_to_run": ("wake_to_run", False),
    "continue_if_going_on_battery": ("stop_on_batteries", True),
    "start_if_on_battery": ("start_on_batteries", False),
    "start_if_idle": ("start_if_not_idle", True),
}


class _Settings(ScheduledJobCommand):
    """The parameters that say options."""

    run_elevated: Any = parameter("RunElevated", "switch")
    hide_in_task_scheduler: Any = parameter("HideInTaskScheduler", "switch")
    restart_on_idle_resume: Any = parameter("RestartOnIdleResume", "switch")
    multiple_instance_policy: Any = parameter("MultipleInstancePolicy", S + "TaskMultipleInstancePolicy")
    do_not_allow_demand_start: Any = parameter("DoNotAllowDemandStart", "switch")
    require_network: Any = parameter("RequireNetwork", "switch")
    stop_if_going_off_idle: Any = parameter("StopIfGoingOffIdle", "switch")
    wake_to_run: Any = parameter("WakeToRun", "switch")
    continue_if_going_on_battery: Any = parameter("ContinueIfGoingOnBattery", "switch")
    start_if_on_battery: Any = parameter("StartIfOnBattery", "switch")
    idle_timeout: Any = parameter("IdleTimeout", "timespan")
    idle_duration: Any = parameter("IdleDuration", "timespan")
    start_if_idle: Any = parameter("StartIfIdle", "switch")

    def settle(self, options: ScheduledJobOptions) -> ScheduledJobOptions:
        """Put what was said into options."""
        for name, (attribute, opposite) in _SWITCHES.items():
            if self.is_bound(name.replace("_", "")):
                setattr(options, attribute, bool(getattr(self, name)) != opposite)
        for name in ("idle_timeout", "idle_duration"):
            if self.is_bound(name.replace("_", "")):
                setattr(options, name, unwrap(getattr(self, name)))
        if self.is_bound("MultipleInstancePolicy"):
            options.policy = TaskMultipleInstancePolicy(int(self.multiple_instance_policy))
        if options.restart_on_idle and not options.stop_off_idle:
            text = "You can't specify the RestartOnIdleResume parameter without also specifying the StopIfGoingOffIdle parameter."
            self.fail(self.error("System.Management.Automation.PSArgumentException", text, "Argument", "InvalidArgument"))
        return options


@cmdlet("New-ScheduledJobOption", default_set="Options", output=(OPTIONS_TYPE,))
class NewScheduledJobOption(_Settings):
    """Makes options for scheduled jobs."""

    def process(self) -> None:
        self.write(self.settle(ScheduledJobOptions()))


@cmdlet("Get-ScheduledJobOption", default_set=DEFINITION, output=(OPTIONS_TYPE,))
class GetScheduledJobOption(ScheduledJobCommand):
    """Gets the options of a scheduled job."""

    input_object = input_object(array=False)
    id = number_parameter(array=False)
    name = name_parameter(array=False)

    def process(self) -> None:
        given = ([self.input_object], [self.id], [self.name])
        self.write_all([one.options for one in self.definitions_of(*given)])


@cmdlet("Set-ScheduledJobOption", default_set="Options", output=(OPTIONS_TYPE,))
class SetScheduledJobOption(_Settings):
    """Changes options, of a scheduled job or by themselves."""

    input_object = parameter(
        "InputObject", OPTIONS_TYPE, sets=(In("Options", mandatory=True, position=0, pipeline=True),), validate=(NotNull(),)
    )
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        found = self.settle(unwrap(self.input_object))
        if self.pass_thru:
            self.write(found)
