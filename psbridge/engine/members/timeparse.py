"""TimeSpan.ParseExact: text against the format of a time span."""

from __future__ import annotations

import re

from psbridge.engine.members.arguments import format_error
from psbridge.objects.scalars import TICKS_PER_SECOND, TimeSpan

_STANDARD = {
    "c": r"(?P<minus>-)?(?:(?P<d>\d{1,8})\.)?(?P<h>\d\d):(?P<m>\d\d):(?P<s>\d\d)(?:\.(?P<f>\d{7}))?",
    "g": r"(?P<minus>-)?(?:(?P<d>\d{1,8}):)?(?P<h>\d{1,2}):(?P<m>\d\d):(?P<s>\d\d)(?:\.(?P<f>\d{1,7}))?",
    "G": r"(?P<minus>-)?(?P<d>\d{1,8}):(?P<h>\d\d):(?P<m>\d\d):(?P<s>\d\d)\.(?P<f>\d{7})",
}
_TOKEN = re.compile(r"d{1,8}|h{1,2}|m{1,2}|s{1,2}|f{1,7}|F{1,7}|%|\\.|'[^']*'|\"[^\"]*\"|.", re.DOTALL)


def _expression(pattern: str) -> str:
    """The regular expression of a custom format."""
    standard = _STANDARD.get("c" if pattern in ("t", "T") else pattern)
    if standard is not None:
        return standard
    made = []
    for token in _TOKEN.findall(pattern):
        letter, count = token[0], len(token)
        if letter in "dhms" and token == letter * count:
            made.append(rf"(?P<{letter}>\d{{{count},{max(count, 8 if letter == 'd' else 2)}}})")
        elif letter in "fF":
            made.append(rf"(?P<f>\d{{{count if letter == 'f' else 0},{count}}})")
        elif letter == "\\" or letter in "'\"":
            made.append(re.escape(token[1:] if letter == "\\" else token[1:-1]))
        elif letter != "%":
            raise format_error()
    return "".join(made)


def parse_span_exactly(text: str, patterns: list[str]) -> TimeSpan:
    """The span that the first fitting pattern reads; FormatException when none does."""
    for pattern in patterns:
        found = re.fullmatch(_expression(pattern), text)
        if found is not None:
            return _value(found.groupdict())
    raise format_error()


def _value(parts: dict[str, str | None]) -> TimeSpan:
    days, hours, minutes, seconds = (int(parts.get(key) or 0) for key in "dhms")
    if hours > 23 or minutes > 59 or seconds > 59:
        raise format_error()
    ticks = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * TICKS_PER_SECOND + int((parts.get("f") or "0").ljust(7, "0"))
    return TimeSpan(-ticks if parts.get("minus") else ticks)
