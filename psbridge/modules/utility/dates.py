"""Get-Date, Set-Date, New-TimeSpan, Get-TimeZone, Start-Sleep, Get-Uptime."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.members.times import add_months
from psbridge.objects import DateTime, NetError, PSObject, TimeSpan, define_enum, unwrap
from psbridge.objects.convert import format_composite, format_value
from psbridge.objects.culture import current_culture
from psbridge.objects.nettypes import SMA
from psbridge.objects.scalars import UNIX_EPOCH_TICKS

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_SECONDS = ((1 << 63) - 1) // 10_000_000
DisplayHintType: Any = define_enum("Microsoft.PowerShell.Commands.DisplayHintType", "Date Time DateTime", assembly=SMA)


def _fmt(spec: str) -> Callable[[DateTime], str]:
    return lambda moment: format_value(moment, spec)


def _padded(spec: str, width: int) -> Callable[[DateTime], str]:
    return lambda moment: str(int(format_value(moment, spec))).rjust(width)


def _epoch(moment: DateTime) -> str:
    """Seconds since 1970, to the nearest."""
    return str((moment.to_utc().ticks - UNIX_EPOCH_TICKS + 5_000_000) // 10_000_000)


def _week(moment: DateTime) -> str:
    """Week of the year in ISO's sense."""
    return f"{moment.parts.isocalendar().week:02d}"


def _hour12(moment: DateTime) -> str:
    return str(moment.parts.hour % 12 or 12).rjust(2)


def _zone(moment: DateTime) -> str:
    minutes = moment.utc_offset.ticks // 600_000_000
    return f"{minutes // 60:+03d}"


# the letters of -UFormat
UFORMAT: dict[str, Callable[[DateTime], str]] = {
    "A": _fmt("dddd"),
    "a": _fmt("ddd"),
    "B": _fmt("MMMM"),
    "b": _fmt("MMM"),
    "C": lambda m: str(m.parts.year // 100),
    "c": _fmt("ddd dd MMM yyyy HH:mm:ss"),
    "D": _fmt("MM/dd/yy"),
    "d": _fmt("dd"),
    "e": _padded("%d", 2),
    "F": _fmt("yyyy-MM-dd"),
    "G": _fmt("yyyy"),
    "g": _fmt("yy"),
    "H": _fmt("HH"),
    "h": _fmt("MMM"),
    "I": _fmt("hh"),
    "j": lambda m: f"{m.parts.timetuple().tm_yday:03d}",
    "k": _padded("%H", 2),
    "l": _hour12,
    "M": _fmt("mm"),
    "m": _fmt("MM"),
    "n": lambda m: "\n",
    "p": _fmt("tt"),
    "R": _fmt("HH:mm"),
    "r": _fmt("hh:mm:ss tt"),
    "S": _fmt("ss"),
    "s": _epoch,
    "T": _fmt("HH:mm:ss"),
    "t": lambda m: "\t",
    "U": lambda m: f"{m.parts.timetuple().tm_yday // 7:01d}",
    "u": lambda m: str(m.parts.isoweekday() % 7),
    "V": _week,
    "W": lambda m: f"{m.parts.timetuple().tm_yday // 7:01d}",
    "w": lambda m: str(m.parts.isoweekday() % 7),
    "X": _fmt("HH:mm:ss"),
    "x": _fmt("MM/dd/yy"),
    "Y": _fmt("yyyy"),
    "y": _fmt("yy"),
    "Z": _zone,
    "%": lambda m: "%",
}


def unix_format(moment: DateTime, pattern: str) -> str:
    """The moment in the words of -UFormat; a letter that means nothing stands for itself, what is in braces is a composite format."""
    pieces = _MARKED.split(pattern.removeprefix("+"))  # every other one is what follows a percent sign
    if "" in pieces[1::2]:
        raise NetError.of("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    ready: list[str] = []
    for place, piece in enumerate(pieces):
        rule = UFORMAT.get(piece) if place % 2 else None
        ready.append(piece if rule is None else rule(moment).replace("{", "{{").replace("}", "}}"))
    text = "".join(ready)
    return format_composite(text, [moment], current_culture()) if "{" in text or "}" in text else text


_MARKED = re.compile(r"%(.?)", re.DOTALL)


_PARTS = (("Day", 864_000_000_000), ("Hour", 36_000_000_000), ("Minute", 600_000_000), ("Second", 10_000_000))
_FORMATS = {"filedate": "yyyyMMdd", "filedateuniversal": "yyyyMMddZ", "filedatetime": "yyyyMMddTHHmmssffff"}
_UNIVERSAL = {"filedateuniversal": "yyyyMMddZ", "filedatetimeuniversal": "yyyyMMddTHHmmssffffZ"}


@cmdlet("Get-Date", default_set="net", output=("System.String", "System.DateTime"))
class GetDate(Cmdlet):
    """Gets the current date and time, or makes one from parts."""

    date = parameter("Date", "datetime", position=0, pipeline=True, by_property=True, aliases=("LastWriteTime",))
    year = parameter("Year", "int", validate=(ValidateRange(1, 9999),))
    month = parameter("Month", "int", validate=(ValidateRange(1, 12),))
    day = parameter("Day", "int", validate=(ValidateRange(1, 31),))
    hour = parameter("Hour", "int", validate=(ValidateRange(0, 23),))
    minute = parameter("Minute", "int", validate=(ValidateRange(0, 59),))
    second = parameter("Second", "int", validate=(ValidateRange(0, 59),))
    millisecond = parameter("Millisecond", "int", validate=(ValidateRange(0, 999),))
    display_hint = parameter("DisplayHint", "Microsoft.PowerShell.Commands.DisplayHintType", default=2)
    u_format = parameter("UFormat", "string", sets=("UFormat",), validate=(NotNullOrEmpty(),))
    format = parameter("Format", "string", sets=("net",))

    def process(self) -> None:
        moment = self._moment()
        if self.set_name == "UFormat" and self.u_format is not None:
            self.write(unix_format(unwrap(moment), self.u_format))
        elif self.format is not None:
            self.write(self._formatted(moment))
        else:
            made = PSObject(moment)
            made.set("DisplayHint", DisplayHintType(self.display_hint))
            self.write(made)

    def _moment(self) -> DateTime:
        """Each part that is given moves the moment by its difference, one after the other: day 30 of a February lies in March."""
        moment: DateTime = self.date if self.is_bound("Date") else DateTime.now()
        if self.is_bound("Year"):
            moment = add_months(moment, 12 * (self.year - moment.parts.year))
        if self.is_bound("Month"):
            moment = add_months(moment, self.month - moment.parts.month)
        for name, ticks in _PARTS:
            if self.is_bound(name):
                moment = moment.add(ticks * (getattr(self, name.lower()) - getattr(moment.parts, name.lower())))
        if self.is_bound("Millisecond"):
            moment = moment.add(self.millisecond * 10_000 - moment.fraction + moment.fraction % 10_000)
            moment = moment.add(-(moment.ticks % 10_000))
        return moment

    def _formatted(self, moment: DateTime) -> str:
        name = self.format.lower()
        if name in _UNIVERSAL:
            return format_value(moment.to_utc(), _UNIVERSAL[name])
        return format_value(moment, _FORMATS.get(name, self.format), self.runspace.culture)


@cmdlet("Set-Date", default_set="Date", should_process=True, output=("System.DateTime",))
class SetDate(Cmdlet):
    """Changes the system time; a session has no right to, unless the machine allows it."""

    date = parameter("Date", "datetime", sets=(In("Date", mandatory=True, position=0, pipeline=True, by_property=True),))
    adjust = parameter("Adjust", "timespan", sets=(In("Adjust", mandatory=True, pipeline=True, by_property=True),), allow_null=True)
    display_hint = parameter("DisplayHint", "Microsoft.PowerShell.Commands.DisplayHintType", default=2)

    def process(self) -> None:
        target = self.date if self.set_name == "Date" else DateTime.now().add(self.adjust)
        if self.should_process(format_value(target, "G"), "Set-Date"):
            text = "Operation not permitted"
            self.fail(self.error("System.ComponentModel.Win32Exception", text, "System.ComponentModel.Win32Exception", "NotSpecified"))


@cmdlet("New-TimeSpan", default_set="Date", output=("System.TimeSpan",))
class NewTimeSpan(Cmdlet):
    """Creates a TimeSpan object."""

    start = parameter("Start", "datetime", sets=(In("Date", position=0, pipeline=True, by_property=True),), aliases=("LastWriteTime",))
    end_date = parameter("End", "datetime", sets=(In("Date", position=1, by_property=True),))
    days = parameter("Days", "int", sets=("Time",), default=0)
    hours = parameter("Hours", "int", sets=("Time",), default=0)
    minutes = parameter("Minutes", "int", sets=("Time",), default=0)
    seconds = parameter("Seconds", "int", sets=("Time",), default=0)

    def process(self) -> None:
        if self.set_name == "Time":
            seconds = ((self.days * 24 + self.hours) * 60 + self.minutes) * 60 + self.seconds
            if abs(seconds) > _MAX_SECONDS:
                text = "TimeSpan overflowed because the duration is too long."
                raise NetError.of("System.ArgumentOutOfRangeException", text)
            self.write(TimeSpan(seconds * 10_000_000))
            return
        now = DateTime.now()
        start = self.start if self.is_bound("Start") else now
        finish = self.end_date if self.is_bound("End") else now
        self.write(TimeSpan(finish.ticks - start.ticks))


@cmdlet("Start-Sleep", default_set="Seconds", aliases=("sleep",))
class StartSleep(Cmdlet):
    """Suspends the activity for a time."""

    seconds = parameter(
        "Seconds",
        "double",
        sets=(In("Seconds", mandatory=True, position=0, pipeline=True, by_property=True),),
        validate=(ValidateRange(0.0, 2147483.0),),
    )
    milliseconds = parameter(
        "Milliseconds",
        "int",
        sets=(In("Milliseconds", mandatory=True, by_property=True),),
        aliases=("ms",),
        validate=(ValidateRange(0, 2147483647),),
    )

    def process(self) -> None:
        duration = self.seconds if self.set_name == "Seconds" else self.milliseconds / 1000
        self.stopping.wait(duration)
        self.runtime.check_stop()


@cmdlet("Get-Uptime", default_set="Timespan", output=("System.TimeSpan", "System.DateTime"))
class GetUptime(Cmdlet):
    """Gets how long the machine has been running."""

    since = parameter("Since", "switch", sets=(In("Since"),))

    def process(self) -> None:
        span = TimeSpan(int(time.monotonic()) * 10_000_000)
        self.write(DateTime.now().add(-span.ticks) if self.since else span)
