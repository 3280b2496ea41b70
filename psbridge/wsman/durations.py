"""xs:duration as seconds: what of it WS-Management uses (days and smaller), read generously, written as Windows writes it."""

from __future__ import annotations

import re

from psbridge.errors import SoapError

_DURATION = re.compile(
    r"P(?:(?P<days>\d{1,9})D)?(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,12}(?:\.\d{1,9})?)S)?)?"
)
_SECONDS = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}


def parse_duration(text: str, where: str) -> float:
    """Seconds of a duration; negative ones and those of months or years are refused."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise SoapError(f"{text[:64]!r} is not a duration", where=where, hint="Write it like PT60S.")
    return sum(float(value) * _SECONDS[unit] for unit, value in match.groupdict().items() if value)


def format_timeout(seconds: float) -> str:
    """`PT20S`, with milliseconds only when there are some: what clients write."""
    return f"PT{int(seconds)}S" if seconds == int(seconds) else f"PT{seconds:.3f}S"


def format_precise(seconds: float) -> str:
    """`PT7200.000S`: what the service writes for time-outs."""
    return f"PT{seconds:.3f}S"


def format_parts(seconds: float) -> str:
    """`P0DT0H0M9S`: what the service writes for ages."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"P{days}DT{hours}H{minutes}M{rest}S"
