"""Triggers of scheduled jobs: New-, Add-, Get-, Set-, Remove-, Enable- and Disable-JobTrigger."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import In, NotNull, ValidateRange, cmdlet, parameter
from psbridge.modules.scheduledjob.base import (
    BY_NAME,
    DEFINITION,
    ScheduledJobCommand,
    input_object,
    name_parameter,
    number_parameter,
)
from psbridge.modules.scheduledjob.schedule import AT_LOGON, AT_STARTUP, DAILY, ONCE, WEEKLY, S, ScheduledJobTrigger
from psbridge.objects import INT32_MAX, unwrap
from psbridge.objects.scalars import TimeSpan

TRIGGER_TYPE = S + "ScheduledJobTrigger"
_FREQUENCIES = {"Once": ONCE, "Daily": DAILY, "Weekly": WEEKLY, "AtStartup": AT_STARTUP, "AtLogon": AT_LOGON}
_TIMED = ("Once", "Daily", "Weekly")
_MANY = (ValidateRange(1, INT32_MAX),)


def _invalid(cmd: Any, text: str) -> None:
    cmd.fail(cmd.error("System.Management.Automation.PSArgumentException", text, "Argument", "InvalidArgument"))


class _Described(ScheduledJobCommand):
    """What the parameters say of a trigger."""

    days_of_week: Any
    repeat_indefinitely: Any
    repetition_interval: Any
    repetition_duration: Any

    def describe(self, made: ScheduledJobTrigger) -> ScheduledJobTrigger:
        simple = {"At": "at", "RandomDelay": "random_delay", "User": "user"}
        for name, attribute in simple.items():
            if self.is_bound(name):
                setattr(made, attribute, unwrap(getattr(self, attribute)))
        for name, attribute in (("DaysInterval", "days_interval"), ("WeeksInterval", "weeks_interval")):
            if self.is_bound(name):
                made.interval = int(getattr(self, attribute))
        if self.is_bound("DaysOfWeek"):
            made.days = tuple(int(day) for day in self.days_of_week)
        self._repeat(made)
        return made

    def _repeat(self, made: ScheduledJobTrigger) -> None:
        has_interval, has_span = self.is_bound("RepetitionInterval"), self.is_bound("RepetitionDuration")
        for_ever = self.is_bound("RepeatIndefinitely") and bool(self.repeat_indefinitely)
        if has_interval != (has_span or for_ever):
            _invalid(self, "The RepetitionInterval parameter must be used with RepetitionDuration or RepeatIndefinitely, and they with it.")
        if has_span and for_ever:
            _invalid(self, "The RepetitionDuration and RepeatIndefinitely parameters cannot be used together.")
        if not has_interval:
            return
        every, span = unwrap(self.repetition_interval), unwrap(self.repetition_duration) if has_span else None
        if every.ticks < TimeSpan.of(minutes=1).ticks:
            _invalid(self, "The RepetitionInterval parameter value must be greater than or equal to one minute.")
        if span is not None and span.ticks < every.ticks:
            _invalid(self, "The RepetitionInterval parameter value must be less than or equal to the RepetitionDuration parameter value.")
        made.every, made.span = every, span


@cmdlet("New-JobTrigger", default_set="Once", output=(TRIGGER_TYPE,))
class NewJobTrigger(_Described):
    """Makes a trigger."""

    once = parameter("Once", "switch", sets=(In("Once", mandatory=True, position=0),))
    daily = parameter("Daily", "switch", sets=(In("Daily", mandatory=True, position=0),))
    weekly = parameter("Weekly", "switch", sets=(In("Weekly", mandatory=True, position=0),))
    at_startup = parameter("AtStartup", "switch", sets=(In("AtStartup", mandatory=True, position=0),))
    at_logon = parameter("AtLogOn", "switch", sets=(In("AtLogon", mandatory=True, position=0),))
    at = parameter("At", "datetime", sets=tuple(In(one, mandatory=True) for one in _TIMED))
    days_interval = parameter("DaysInterval", "int", sets=("Daily",), validate=_MANY, default=1)
    weeks_interval = parameter("WeeksInterval", "int", sets=("Weekly",), validate=_MANY, default=1)
    days_of_week = parameter("DaysOfWeek", "System.DayOfWeek[]", sets=(In("Weekly", mandatory=True),), validate=(NotNull(),))
    random_delay = parameter("RandomDelay", "timespan")
    repetition_interval = parameter("RepetitionInterval", "timespan", sets=("Once",))
    repetition_duration = parameter("RepetitionDuration", "timespan", sets=("Once",))
    repeat_indefinitely = parameter("RepeatIndefinitely", "switch", sets=("Once",))
    user = parameter("User", "string", sets=("AtLogon",))

    def process(self) -> None:
        self.write(self.describe(ScheduledJobTrigger(_FREQUENCIES[self.set_name])))


@cmdlet("Add-JobTrigger", default_set=DEFINITION)
class AddJobTrigger(ScheduledJobCommand):
    """Gives scheduled jobs more triggers."""

    trigger = parameter(
        "Trigger", TRIGGER_TYPE + "[]", position=0, mandatory=True,
        sets=tuple(In(one, mandatory=True, position=0) for one in (DEFINITION, "DefinitionId", BY_NAME)), validate=(NotNull(),),
    )  # fmt: skip
    input_object = input_object(position=1)
    id = number_parameter(position=1)
    name = name_parameter(position=1)

    def process(self) -> None:
        for one in self.definitions_of(self.input_object, self.id, self.name):
            one.add_triggers([unwrap(trigger) for trigger in self.trigger])
        self.store.changed()


@cmdlet("Get-JobTrigger", default_set=DEFINITION, output=(TRIGGER_TYPE,))
class GetJobTrigger(ScheduledJobCommand):
    """Gets the triggers of a scheduled job."""

    trigger_id = parameter("TriggerId", "int[]", position=1)
    input_object = input_object(array=False)
    id = number_parameter(array=False)
    name = name_parameter(array=False)

    def process(self) -> None:
        for one in self.definitions_of([self.input_object], [self.id], [self.name]):
            wanted = [int(number) for number in self.trigger_id or ()]
            for number in wanted:
                if number not in {trigger.number for trigger in one.triggers}:
                    text = f"Cannot find a job trigger with Id {number} in the scheduled job definition {one.name}."
                    self.complain(text, "ScheduledJobTriggerNotFound", one)
            self.write_all([trigger for trigger in one.triggers if not wanted or trigger.number in wanted])


@cmdlet("Remove-JobTrigger", default_set=DEFINITION)
class RemoveJobTrigger(ScheduledJobCommand):
    """Deletes triggers of scheduled jobs."""

    trigger_id = parameter("TriggerId", "int[]")
    input_object = input_object()
    id = number_parameter()
    name = name_parameter()

    def process(self) -> None:
        wanted = {int(number) for number in self.trigger_id or ()}
        for one in self.definitions_of(self.input_object, self.id, self.name):
            one.triggers[:] = [trigger for trigger in one.triggers if wanted and trigger.number not in wanted]


class _Switched(ScheduledJobCommand):
    """Triggers that are turned on or off."""

    value = True
    input_object: Any = parameter("InputObject", TRIGGER_TYPE + "[]", position=0, mandatory=True, pipeline=True, by_property=True)
    pass_thru: Any = parameter("PassThru", "switch")

    def process(self) -> None:
        for one in self.input_object:
            trigger = unwrap(one)
            if trigger.definition is None:
                text = "The job trigger is not associated with a scheduled job definition."
                self.complain(text, "JobTriggerNoDefinition", trigger)
                continue
            if self.should_process(f"Trigger {trigger.number} of {trigger.definition.name}", self.DECLARATION.verb):
                trigger.enabled = self.value
                if self.pass_thru:
                    self.write(trigger)
        self.store.changed()


@cmdlet("Enable-JobTrigger", default_set="JobEnabled", should_process=True)
class EnableJobTrigger(_Switched):
    """Lets triggers fire again."""


@cmdlet("Disable-JobTrigger", default_set="JobEnabled", should_process=True)
class DisableJobTrigger(_Switched):
    """Keeps triggers from firing."""

    value = False


@cmdlet("Set-JobTrigger", default_set="DefaultParams", output=(TRIGGER_TYPE,))
class SetJobTrigger(_Described):
    """Changes triggers."""

    input_object = parameter("InputObject", TRIGGER_TYPE + "[]", position=0, mandatory=True, pipeline=True, by_property=True)
    once = parameter("Once", "switch")
    daily = parameter("Daily", "switch")
    weekly = parameter("Weekly", "switch")
    at_startup = parameter("AtStartup", "switch")
    at_logon = parameter("AtLogOn", "switch")
    at = parameter("At", "datetime")
    days_interval = parameter("DaysInterval", "int", validate=_MANY, default=1)
    weeks_interval = parameter("WeeksInterval", "int", validate=_MANY, default=1)
    days_of_week = parameter("DaysOfWeek", "System.DayOfWeek[]")
    random_delay = parameter("RandomDelay", "timespan")
    repetition_interval = parameter("RepetitionInterval", "timespan")
    repetition_duration = parameter("RepetitionDuration", "timespan")
    repeat_indefinitely = parameter("RepeatIndefinitely", "switch")
    user = parameter("User", "string")
    pass_thru = parameter("PassThru", "switch")

    def process(self) -> None:
        chosen = [name for name in _FREQUENCIES if self.is_bound(name)]
        if len(chosen) > 1:
            _invalid(self, "A job trigger can have one frequency only: use one of Once, Daily, Weekly, AtStartup and AtLogOn.")
        for one in self.input_object:
            trigger = unwrap(one)
            if chosen:
                self._turn(trigger, _FREQUENCIES[chosen[0]])
            self.describe(trigger)
            if self.pass_thru:
                self.write(trigger)
        self.store.changed()

    def _turn(self, trigger: ScheduledJobTrigger, frequency: int) -> None:
        """Another frequency: what the old one had is forgotten; what the new one needs must be there."""
        trigger.frequency = frequency
        trigger.every = trigger.span = None
        trigger.interval = 1
        if frequency != WEEKLY:
            trigger.days = ()
        elif not trigger.days and not self.is_bound("DaysOfWeek"):
            _invalid(self, "The DaysOfWeek parameter is required for a weekly job trigger.")
        if frequency in (ONCE, DAILY, WEEKLY):
            if trigger.at is None and not self.is_bound("At"):
                _invalid(self, "The At parameter is required for this job trigger.")
        else:
            trigger.at = None
