"""TimeSpan to text and back: c g G, custom patterns, and the forms that TimeSpan.Parse takes."""

from __future__ import annotations

import re

from psbridge.objects.culture import CultureInfo
from psbridge.objects.formats.failure import BAD_INPUT, format_error, null_argument, overflow
from psbridge.objects.scalars import TICKS_PER_DAY, TICKS_PER_SECOND, TimeSpan

_MAX = 0x7FFF_FFFF_FFFF_FFFF


def _split(span: TimeSpan) -> tuple[int, int, int, int, int]:
    """Days, hours, minutes, seconds and ticks of the absolute value."""
    ticks = abs(span.ticks)
    days, ticks = divmod(ticks, TICKS_PER_DAY)
    seconds, fraction = divmod(ticks, TICKS_PER_SECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return days, hours, minutes, seconds, fraction


def format_timespan(span: TimeSpan, spec: str | None, culture: CultureInfo) -> str:
    """`span` by c (the default), t, T, g, G or a custom pattern."""
    if not spec or spec in ("c", "t", "T"):
        days, hours, minutes, seconds, fraction = _split(span)
        head = ("-" if span.ticks < 0 else "") + (f"{days}." if days else "")
        return f"{head}{hours:02d}:{minutes:02d}:{seconds:02d}" + (f".{fraction:07d}" if fraction else "")
    if spec in ("g", "G"):
        return _general(span, spec == "G", culture)
    if len(spec) == 1:
        raise format_error(BAD_INPUT)
    return _custom(span, spec)


def _general(span: TimeSpan, long: bool, culture: CultureInfo) -> str:
    days, hours, minutes, seconds, fraction = _split(span)
    point = culture.number.decimal_separator
    sign = culture.number.negative_sign if span.ticks < 0 else ""
    if long:
        return f"{sign}{days}:{hours:02d}:{minutes:02d}:{seconds:02d}{point}{fraction:07d}"
    tail = f"{point}{fraction:07d}".rstrip("0") if fraction else ""
    return f"{sign}{f'{days}:' if days else ''}{hours}:{minutes:02d}:{seconds:02d}{tail}"


def _custom(span: TimeSpan, pattern: str) -> str:
    days, hours, minutes, seconds, fraction = _split(span)
    numbers = {"d": days, "h": hours, "m": minutes, "s": seconds}
    digits, out, i = f"{fraction:07d}", [], 0
    while i < len(pattern):
        c = pattern[i]
        if c in "dhmsfF":
            end = i
            while pattern[end : end + 1] == c:
                end += 1
            count = end - i
            if count > {"d": 8, "f": 7, "F": 7}.get(c, 2):
                raise format_error(BAD_INPUT)
            text = digits[:count] if c in "fF" else str(numbers[c]).rjust(count, "0")
            out.append(text.rstrip("0") if c == "F" else text)
            i = end
        elif c in "'\"":
            end = pattern.find(c, i + 1)
            if end < 0:
                raise format_error(BAD_INPUT)
            out.append(pattern[i + 1 : end])
            i = end + 1
        elif c == "\\" and i + 1 < len(pattern):
            out.append(pattern[i + 1])
            i += 2
        elif c == "%" and pattern[i + 1 : i + 2] not in ("", "%"):
            i += 1
        else:
            raise format_error(BAD_INPUT)
    return "".join(out)


_PARSE = re.compile(
    r"""\s*(?P<sign>-)?(?:
      (?P<only>\d+)
    | (?:(?P<days>\d+)(?:\.|:(?=\d+:\d+:)))?(?P<hours>\d+):(?P<minutes>\d+)(?::(?P<seconds>\d+)(?:[.,](?P<part>\d{1,7}))?)?
    )\s*""",
    re.VERBOSE | re.ASCII,
)


def parse_timespan(text: str | None, culture: CultureInfo) -> TimeSpan:
    """What TimeSpan.Parse gives; FormatException or OverflowException with its words otherwise."""
    if text is None:
        raise null_argument("input")
    found = _PARSE.fullmatch(text)
    if found is None:
        raise format_error(f"String '{text}' was not recognized as a valid TimeSpan.")
    days, hours, minutes, seconds = _fields(found)
    if hours > 23 or minutes > 59 or seconds > 59 or days > 10_675_199:
        raise _too_long(text)
    ticks = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * TICKS_PER_SECOND + int((found["part"] or "").ljust(7, "0") or 0)
    if ticks > _MAX:
        raise _too_long(text)
    return TimeSpan(-ticks if found["sign"] else ticks)


def _fields(found: re.Match[str]) -> tuple[int, int, int, int]:
    """Days, hours, minutes, seconds; ``6:12:14:45`` has days, ``24:00`` means what .NET says: too many hours."""
    if found["only"] is not None:
        return int(found["only"]), 0, 0, 0
    return int(found["days"] or 0), int(found["hours"]), int(found["minutes"]), int(found["seconds"] or 0)


def _too_long(text: str) -> Exception:
    return overflow(
        f"The TimeSpan string '{text}' could not be parsed because at least one of the numeric components is out of range or contains too "
        "many digits."
    )
