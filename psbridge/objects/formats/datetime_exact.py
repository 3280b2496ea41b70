"""Text to DateTime by given patterns (ParseExact, TryParseExact).

Decides what each token of a pattern accepts; the moment is put together as DateTime.Parse does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from psbridge.objects.culture import INVARIANT, CultureInfo
from psbridge.objects.culture_data import DateData
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats import datetime_parse as dp
from psbridge.objects.formats.datetime_text import STANDARD, tokens
from psbridge.objects.formats.failure import null_argument
from psbridge.objects.scalars import DateTime

_Set = Callable[[dp.Parts, str, DateData], None]


def parse_exact(text: str | None, patterns: str | Sequence[str], culture: CultureInfo, styles: int = 0) -> DateTime:
    """What DateTime.ParseExact gives for the first pattern that fits; FormatException when none does."""
    if text is None:
        raise null_argument("s")
    problem: NetError | None = None
    for pattern in (patterns,) if isinstance(patterns, str) else patterns:
        try:
            found = _match(text, pattern, culture, styles)
            if found is not None:
                return dp.finish(found, text, styles | _implied(pattern))
        except NetError as error:
            problem = error
    raise problem if problem is not None else dp.bad_date(text)


def _implied(pattern: str) -> int:
    """o and O keep the kind; u and R read as they stand."""
    return dp.ROUNDTRIP_KIND if pattern in ("o", "O") else 0


def _match(text: str, pattern: str, culture: CultureInfo, styles: int) -> dp.Parts | None:
    data = culture.date
    if len(pattern) == 1:
        standard = STANDARD.get(pattern)
        if standard is None:
            return None
        data = INVARIANT.date if pattern in "oOsurR" else data
        pattern = standard(data)
    expression, kinds = _compiled(pattern, data)
    wanted = text
    if styles & dp.LEADING_WHITE:
        wanted = wanted.lstrip()
    if styles & dp.TRAILING_WHITE:
        wanted = wanted.rstrip()
    if styles & dp.INNER_WHITE:
        wanted = re.sub(r"\s+", "", wanted)
        expression, kinds = _compiled(re.sub(r"\s+", "", pattern), data)
    found = expression.fullmatch(wanted)
    if found is None:
        return None
    parts = dp.Parts()
    for name, kind in kinds:
        value = found[name]
        if value is not None:
            _SETTERS[kind](parts, value, data)
    return parts


def _alternatives(names: tuple[str, ...]) -> str:
    return "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True) if name)


def _expression(kind: str, count: int, data: DateData) -> tuple[str, str]:
    """The regular expression of a token and the name of what it sets ("" for nothing)."""
    if kind in "hHms":
        return (r"\d{2}" if count >= 2 else r"\d{1,2}"), kind.lower()
    if kind == "d":
        if count <= 2:
            return (r"\d{2}" if count == 2 else r"\d{1,2}"), "day"
        return _alternatives(data.short_days if count == 3 else data.days), "weekday"
    if kind == "M":
        if count <= 2:
            return (r"\d{2}" if count == 2 else r"\d{1,2}"), "month"
        names = data.short_months + data.short_genitive_months if count == 3 else data.months + data.genitive_months
        return _alternatives(names), "monthname"
    if kind == "y":
        return (r"\d{1,2}" if count == 1 else rf"\d{{{count}}}"), "year" if count > 2 else "shortyear"
    return _rare(kind, count, data)


def _rare(kind: str, count: int, data: DateData) -> tuple[str, str]:
    if kind == "f":
        return rf"\d{{{count}}}", "fraction"
    if kind == "F":
        return rf"\d{{0,{count}}}", "fraction"
    if kind == "t":
        return _alternatives((data.am[:1], data.pm[:1]) if count == 1 else (data.am, data.pm)), "half"
    if kind == "z":
        return r"[+-]\d{1,2}(?::?\d{2})?" if count > 2 else r"[+-]\d{1,2}", "zone"
    if kind == "K":
        return r"(?:[Zz]|[+-]\d{2}:?\d{2})?", "zone"
    if kind == "g":
        return re.escape(data.era), ""
    return re.escape(data.time_separator if kind == ":" else data.date_separator), ""


@lru_cache(maxsize=256)
def _compiled(pattern: str, data: DateData) -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    pieces: list[str] = []
    kinds: list[tuple[str, str]] = []
    for kind, text in tokens(pattern):
        if not kind:
            pieces.append(re.escape(text))
            continue
        expression, sets = _expression(kind, len(text), data)
        if kind == "F" and pieces and pieces[-1] == r"\.":
            pieces[-1] = r"\.?"
        if not sets:
            pieces.append(f"(?:{expression})")
            continue
        name = f"n{len(kinds)}"
        kinds.append((name, sets))
        pieces.append(f"(?P<{name}>{expression})")
    return re.compile("".join(pieces), re.IGNORECASE | re.ASCII), tuple(kinds)


def _zone(parts: dp.Parts, text: str, data: DateData) -> None:
    if text:
        parts.zone, parts.zulu = dp.zone_minutes(text), text in "Zz"


def _month_name(parts: dp.Parts, text: str, data: DateData) -> None:
    word = text.lower()
    for names in (data.months, data.short_months, data.genitive_months, data.short_genitive_months):
        folded = [name.lower() for name in names]
        if word in folded:
            parts.month = folded.index(word) + 1


def _weekday(parts: dp.Parts, text: str, data: DateData) -> None:
    folded = [name.lower() for name in data.days + data.short_days]
    parts.weekday = folded.index(text.lower()) % 7


def _half(parts: dp.Parts, text: str, data: DateData) -> None:
    parts.half = "p" if data.pm.lower().startswith(text.lower()) else "a"


def _number(name: str) -> _Set:
    return lambda parts, text, data: setattr(parts, name, int(text))


def _short_year(parts: dp.Parts, text: str, data: DateData) -> None:
    value = int(text)
    parts.year = value + (2000 if value < 30 else 1900)


def _fraction(parts: dp.Parts, text: str, data: DateData) -> None:
    parts.ticks = dp.fraction_ticks(text) if text else 0


_SETTERS: dict[str, _Set] = {
    "year": _number("year"),
    "shortyear": _short_year,
    "month": _number("month"),
    "monthname": _month_name,
    "day": _number("day"),
    "weekday": _weekday,
    "h": _number("hour"),
    "m": _number("minute"),
    "s": _number("second"),
    "fraction": _fraction,
    "half": _half,
    "zone": _zone,
}
