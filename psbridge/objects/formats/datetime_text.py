"""DateTime and DateTimeOffset to text: .NET's standard letters and custom patterns.

Decides what each token of a pattern writes.  Cultures use the Gregorian calendar.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from psbridge.objects.culture import INVARIANT, CultureInfo
from psbridge.objects.culture_data import DateData
from psbridge.objects.formats.failure import BAD_INPUT, format_error
from psbridge.objects.scalars import LOCAL, UNSPECIFIED, UTC, DateTime, DateTimeOffset

ROUND_TRIP = "yyyy-MM-ddTHH:mm:ss.fffffffK"
_ROUND_TRIP = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK"
_ROUND_TRIP_OFFSET = "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffzzz"
_SORTABLE = "yyyy'-'MM'-'dd'T'HH':'mm':'ss"
_UNIVERSAL = "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"
_RFC1123 = "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"

Moment = tuple[DateTime, Any]  # the clock, and the offset in ticks (None: of the value's kind)

STANDARD: dict[str, Callable[[DateData], str]] = {
    "d": lambda d: d.short_date,
    "D": lambda d: d.long_date,
    "t": lambda d: d.short_time,
    "T": lambda d: d.long_time,
    "f": lambda d: f"{d.long_date} {d.short_time}",
    "F": lambda d: d.full,
    "U": lambda d: d.full,
    "g": lambda d: f"{d.short_date} {d.short_time}",
    "G": lambda d: f"{d.short_date} {d.long_time}",
    "m": lambda d: d.month_day,
    "M": lambda d: d.month_day,
    "y": lambda d: d.year_month,
    "Y": lambda d: d.year_month,
    "o": lambda d: _ROUND_TRIP,
    "O": lambda d: _ROUND_TRIP,
    "s": lambda d: _SORTABLE,
    "u": lambda d: _UNIVERSAL,
    "r": lambda d: _RFC1123,
    "R": lambda d: _RFC1123,
}
_INVARIANT_LETTERS = frozenset("oOsurR")


def format_datetime(value: DateTime, spec: str | None, culture: CultureInfo) -> str:
    """`value` by a standard letter (default G) or a custom pattern."""
    data = culture.date
    if not spec or len(spec) == 1:
        letter = spec or "G"
        pattern = STANDARD.get(letter)
        if pattern is None:
            raise format_error()
        if letter in _INVARIANT_LETTERS:
            data = INVARIANT.date
        if letter == "U":
            value = value.to_utc()
        return _write((value, None), pattern(data), data)
    return _write((value, None), spec, data)


def format_offset(value: DateTimeOffset, spec: str | None, culture: CultureInfo) -> str:
    """A DateTimeOffset; the letters R, s and u show UTC, the default adds the offset."""
    data, clock, offset = culture.date, value.clock, value.offset.ticks
    if not spec:
        return _write((clock, offset), f"{data.short_date} {data.long_time} zzz", data)
    if len(spec) > 1:
        return _write((clock, offset), spec, data)
    if spec in "rRu":
        return _write((DateTime(value.utc_ticks), 0), STANDARD[spec](data), INVARIANT.date)
    if spec in "oO":
        return _write((clock, offset), _ROUND_TRIP_OFFSET, INVARIANT.date)
    if spec == "U" or spec not in STANDARD:
        raise format_error()
    return _write((clock, offset), STANDARD[spec](data), INVARIANT.date if spec == "s" else data)


@lru_cache(maxsize=256)
def tokens(pattern: str) -> tuple[tuple[str, str], ...]:
    """A pattern as (kind, text): kind "" is literal text, otherwise the repeated letter."""
    found: list[tuple[str, str]] = []
    i = 0
    while i < len(pattern):
        c = pattern[i]
        if c in "'\"":
            text, i = _quoted(pattern, i)
            found.append(("", text))
        elif c == "\\":
            if i + 1 >= len(pattern):
                raise format_error(BAD_INPUT)
            found.append(("", pattern[i + 1]))
            i += 2
        elif c == "%":
            if i + 1 >= len(pattern) or pattern[i + 1] == "%":
                raise format_error(BAD_INPUT)
            i += 1
        elif c in "dfFghHKmMstyz:/":
            end = i
            while end < len(pattern) and pattern[end] == c and c not in "K:/":
                end += 1
            end = max(end, i + 1)
            found.append((c, pattern[i:end]))
            i = end
        else:
            found.append(("", c))
            i += 1
    return tuple(found)


def _quoted(pattern: str, i: int) -> tuple[str, int]:
    """The text in quotes that starts at `i`, and where it ends."""
    quote = pattern[i]
    text: list[str] = []
    i += 1
    while i < len(pattern):
        c = pattern[i]
        if c == quote:
            return "".join(text), i + 1
        if c == "\\":
            i += 1
            c = pattern[i : i + 1]
        text.append(c)
        i += 1
    raise format_error(BAD_INPUT)


def _write(moment: Moment, pattern: str, data: DateData) -> str:
    clock, offset = moment
    parts, parsed = clock.parts, tokens(pattern)
    out: list[str] = []
    for kind, text in parsed:
        if not kind:
            out.append(text)
        elif kind == "F":
            _short_fraction(clock, text, out)
        elif kind == "M":
            out.append(_month(parts.month, len(text), data, parsed))
        elif kind in "zK":
            out.append(_zone(clock, offset, kind, len(text)))
        else:
            out.append(_TOKENS[kind](parts, clock, len(text), data))
    return "".join(out)


def _fraction(parts: dt.datetime, clock: DateTime, count: int, data: DateData) -> str:
    if count > 7:
        raise format_error()
    return f"{clock.fraction:07d}"[:count]


def _short_fraction(clock: DateTime, text: str, out: list[str]) -> None:
    """F: the fraction without zeros at its end, and without the point before it when nothing is left."""
    if len(text) > 7:
        raise format_error()
    digits = f"{clock.fraction:07d}"[: len(text)].rstrip("0")
    if digits:
        out.append(digits)
    elif out and out[-1].endswith("."):
        out[-1] = out[-1][:-1]


def _day(parts: dt.datetime, clock: DateTime, count: int, data: DateData) -> str:
    if count <= 2:
        return str(parts.day).rjust(count, "0")
    names = data.short_days if count == 3 else data.days
    return names[parts.isoweekday() % 7]


def _month(month: int, count: int, data: DateData, parsed: tuple[tuple[str, str], ...]) -> str:
    if count <= 2:
        return str(month).rjust(count, "0")
    genitive = any(kind == "d" and len(text) <= 2 for kind, text in parsed)
    if count == 3:
        names = data.short_genitive_months if genitive and data.short_genitive_months else data.short_months
    else:
        names = data.genitive_months if genitive and data.genitive_months else data.months
    return names[month - 1]


def _year(parts: dt.datetime, clock: DateTime, count: int, data: DateData) -> str:
    return str(parts.year % 100).rjust(count, "0") if count <= 2 else str(parts.year).rjust(count, "0")


def _half(parts: dt.datetime, clock: DateTime, count: int, data: DateData) -> str:
    text = data.am if parts.hour < 12 else data.pm
    return text[:1] if count == 1 else text


def _zone(clock: DateTime, offset: int | None, kind: str, count: int) -> str:
    if kind == "K":
        if offset is None and clock.kind == UNSPECIFIED:
            return ""
        if offset is None and clock.kind == UTC:
            return "Z"
        count = 3
    ticks = offset if offset is not None else clock.utc_offset.ticks if clock.kind == LOCAL or clock.kind == UTC else _local_offset(clock)
    sign, minutes = ("-" if ticks < 0 else "+"), abs(ticks) // 600_000_000
    hours = str(minutes // 60)
    if count == 1:
        return sign + hours
    return sign + hours.rjust(2, "0") + (f":{minutes % 60:02d}" if count > 2 else "")


def _local_offset(clock: DateTime) -> int:
    return DateTime(clock.ticks, LOCAL).utc_offset.ticks


def _number(pick: Callable[[dt.datetime], int]) -> Callable[[dt.datetime, DateTime, int, DateData], str]:
    return lambda parts, clock, count, data: str(pick(parts)).rjust(min(count, 2), "0")


_TOKENS: dict[str, Callable[[dt.datetime, DateTime, int, DateData], str]] = {
    "d": _day,
    "f": _fraction,
    "g": lambda parts, clock, count, data: data.era,
    "h": _number(lambda p: p.hour % 12 or 12),
    "H": _number(lambda p: p.hour),
    "m": _number(lambda p: p.minute),
    "s": _number(lambda p: p.second),
    "t": _half,
    "y": _year,
    ":": lambda parts, clock, count, data: data.time_separator,
    "/": lambda parts, clock, count, data: data.date_separator,
}


# -- all the ways

_LETTERS = "dDfFgGmMoOrRstTuUyY"
# culture: what it offers beside its first short date, long date and short time (others offer those only)
_MORE: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "en-US": (("M/d/yy", "MMM d, yyyy"), ("MMMM d, yyyy",), ()),
    "": (("yyyy-MM-dd",), (), ("hh:mm tt", "H:mm", "h:mm tt")),
}


def all_formats(value: DateTime, letter: str, culture: CultureInfo) -> list[str]:
    """A date in all ways that a culture has for a letter, or for all letters."""
    if letter and letter not in STANDARD:
        raise format_error()
    data = culture.date
    found: list[str] = []
    for one in letter or _LETTERS:
        shown = value.to_utc() if one == "U" else value
        where = INVARIANT.date if one in _INVARIANT_LETTERS else data
        found += [_write((shown, None), pattern, where) for pattern in _patterns(one, culture.name, data)]
    return found


def _patterns(letter: str, name: str, data: DateData) -> list[str]:
    more = _MORE.get(name, ((), (), ()))
    short, long, brief = ([first, *rest] for first, rest in zip((data.short_date, data.long_date, data.short_time), more, strict=True))
    times = [data.long_time]
    lists: dict[str, list[list[str]]] = {
        "d": [short], "D": [long], "t": [brief], "f": [long, brief], "F": [long, times], "U": [long, times], "g": [short, brief],
        "G": [short, times],
    }  # fmt: skip
    if letter not in lists:
        return [STANDARD[letter](data)]
    if len(lists[letter]) == 1:
        return lists[letter][0]
    dates, clocks = lists[letter]
    return [f"{date} {clock}" for date in dates for clock in clocks]
