"""Triggers, and when they fire next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psbridge.engine.types.written import type_from_text
from psbridge.objects import GenericList, NetObject, define, define_enum
from psbridge.objects.nettypes import type_of
from psbridge.objects.scalars import DateTime, TimeSpan

S = "Microsoft.PowerShell.ScheduledJob."
ASSEMBLY = "Microsoft.PowerShell.ScheduledJob"
TriggerFrequency: Any = define_enum(S + "TriggerFrequency", "None Once Daily Weekly AtLogon AtStartup", assembly=ASSEMBLY)
_NONE, ONCE, DAILY, WEEKLY, AT_LOGON, AT_STARTUP = range(6)
_DAY = timedelta(days=1)


class ScheduledJobTrigger(NetObject):
    """One trigger.  ``at`` is local time; ``days``: numbers of DayOfWeek, Sunday is 0; ``span`` None: it repeats for ever."""

    __slots__ = ("at", "days", "definition", "enabled", "every", "frequency", "interval", "number", "random_delay", "span", "user")
    net_type = define(S + "ScheduledJobTrigger", assembly=ASSEMBLY)
    PROPERTIES = {
        "At": "at",
        "DaysOfWeek": "days_of_week",
        "Interval": "interval",
        "Frequency": "kind",
        "RandomDelay": "random_delay",
        "RepetitionInterval": "every",
        "RepetitionDuration": "span",
        "User": "user",
        "Id": "number",
        "Enabled": "enabled",
        "JobDefinition": "definition",
    }

    def __init__(self, frequency: int) -> None:
        super().__init__()
        self.frequency = frequency
        self.at: DateTime | None = None
        self.days: tuple[int, ...] = ()
        self.interval = 1
        self.random_delay: TimeSpan | None = TimeSpan(0)
        self.every: TimeSpan | None = None
        self.span: TimeSpan | None = None
        self.user: str | None = None
        self.number = 0
        self.enabled = True
        self.definition: Any = None

    @property
    def kind(self) -> Any:
        return TriggerFrequency(self.frequency)

    @property
    def days_of_week(self) -> Any:
        if not self.days:
            return None
        day: Any = type_from_text("System.DayOfWeek").python  # type: ignore[union-attr]
        return GenericList(type_of(day(0)), [day(one) for one in self.days])

    def __str__(self) -> str:
        return str(self.number)

    def clone(self) -> ScheduledJobTrigger:
        """The same, for another definition."""
        made = ScheduledJobTrigger(self.frequency)
        for name in ("at", "days", "interval", "random_delay", "every", "span", "user", "enabled"):
            setattr(made, name, getattr(self, name))
        return made

    def next_due(self, after: datetime) -> datetime | None:
        """The first moment behind `after` at which it fires; None: never, or not by the clock."""
        find = _FINDERS.get(self.frequency)
        if find is None or self.at is None or not self.enabled:
            return None
        return find(self, self.at.to_datetime().replace(tzinfo=None), after)


def _once(trigger: ScheduledJobTrigger, at: datetime, after: datetime) -> datetime | None:
    if at > after:
        return at
    if trigger.every is None or not trigger.every.ticks:
        return None
    step = trigger.every.to_timedelta()
    due = at + ((after - at) // step + 1) * step
    return due if trigger.span is None or due <= at + trigger.span.to_timedelta() else None


def _daily(trigger: ScheduledJobTrigger, at: datetime, after: datetime) -> datetime | None:
    if at > after:
        return at
    step = _DAY * max(1, trigger.interval)
    return at + ((after - at) // step + 1) * step


def _weekly(trigger: ScheduledJobTrigger, at: datetime, after: datetime) -> datetime | None:
    """On its days, in every week that is a multiple of the interval behind the first."""
    first = at - _DAY * ((at.weekday() + 1) % 7)  # Sunday of the first week, at that time
    week = max(0, (after - first) // (_DAY * 7))
    for number in range(week, week + trigger.interval + 2):
        if number % max(1, trigger.interval):
            continue
        for day in sorted(trigger.days):
            due = first + _DAY * (7 * number + day)
            if due > after and due >= at:
                return due
    return None


_FINDERS = {ONCE: _once, DAILY: _daily, WEEKLY: _weekly}
