"""Moments and lengths of time as XML Schema spells them, in 100 ns ticks.

Decides what `DT` and `TS` elements read as and how they are written.  A moment with an offset becomes local time of this machine.
"""

from __future__ import annotations

import re
from datetime import date

from psbridge.objects.scalars import LOCAL, TICKS_PER_DAY, TICKS_PER_SECOND, UNSPECIFIED, UTC, DateTime, TimeSpan

_MOMENT = re.compile(
    r"\s*(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?\s*",
    re.ASCII,
)
_SPAN = re.compile(
    r"\s*(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?\s*",
    re.ASCII,
)
_days: dict[str, int] = {}


def _ticks_of_day(text: str) -> int:
    found = _days.get(text)
    if found is None:
        if len(_days) > 2000:
            _days.clear()
        found = _days[text] = (date.fromisoformat(text).toordinal() - 1) * TICKS_PER_DAY
    return found


def _fraction(digits: str) -> int:
    return int(digits[:7].ljust(7, "0"))


def parse_datetime(text: str) -> DateTime:
    """Value of a DT element."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, hour, minute, second, fraction, zone = match.groups()
    ticks = _ticks_of_day(day)
    if hour is not None:
        if hour > "23" or minute > "59" or second > "59":
            raise ValueError(text)
        ticks += (int(hour) * 3600 + int(minute) * 60 + int(second)) * TICKS_PER_SECOND
        if fraction:
            ticks += _fraction(fraction)
    if zone is None:
        return DateTime(ticks, UNSPECIFIED)
    if zone == "Z":
        return DateTime(ticks, UTC)
    offset = (int(zone[1:3]) * 60 + int(zone[4:])) * 60 * TICKS_PER_SECOND
    utc = ticks - offset if zone[0] == "+" else ticks + offset
    return DateTime(utc, UTC).to_local()


def format_datetime(value: DateTime) -> str:
    """Text of a DT element."""
    day, rest = divmod(value.ticks, TICKS_PER_DAY)
    seconds, fraction = divmod(rest, TICKS_PER_SECOND)
    text = f"{date.fromordinal(day + 1).isoformat()}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if fraction:
        text += f".{fraction:07d}".rstrip("0")
    kind = value.kind
    if kind == UNSPECIFIED:
        return text
    return text + "Z" if kind == UTC else text + format_offset(value.utc_offset)


def format_offset(offset: TimeSpan) -> str:
    """An offset from UTC, such as ``+02:00``."""
    minutes = abs(offset.ticks) // (60 * TICKS_PER_SECOND)
    return f"{'-' if offset.ticks < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def parse_timespan(text: str) -> TimeSpan:
    """Value of a TS element; years count 365 days, months 30, as .NET counts them."""
    match = _SPAN.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        raise ValueError(text)
    sign, years, months, days, hours, minutes, seconds, fraction = match.groups("0")
    total = int(years) * 365 + int(months) * 30 + int(days)
    ticks = ((total * 24 + int(hours)) * 60 + int(minutes)) * 60 * TICKS_PER_SECOND
    ticks += int(seconds) * TICKS_PER_SECOND + _fraction(fraction)
    if sign == "-":
        ticks = -ticks
    if not -(1 << 63) <= ticks < 1 << 63:
        raise ValueError(text)
    return TimeSpan(ticks)


def format_timespan(value: TimeSpan) -> str:
    """Text of a TS element."""
    ticks = abs(value.ticks)
    days, rest = divmod(ticks, TICKS_PER_DAY)
    seconds, fraction = divmod(rest, TICKS_PER_SECOND)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    if seconds or fraction:
        clock += f"{seconds}{f'.{fraction:07d}'.rstrip('0') if fraction else ''}S"
    day = f"{days}D" if days else ""
    body = day + (f"T{clock}" if clock else "")
    return ("-" if value.ticks < 0 else "") + "P" + (body or "T0S")


__all__ = ["LOCAL", "format_datetime", "format_offset", "format_timespan", "parse_datetime", "parse_timespan"]
