"""Scalar values of .NET that Python's own types would lose something of.

Decides their representation: ticks of 100 ns, kinds, missing parts.  Writing and parsing them in a culture is `formatting of text`'s
business; here stand only the exact values and their bridges to Python's types.
"""

from __future__ import annotations

import datetime as dt
import time
from functools import total_ordering
from typing import Any, NamedTuple

from psbridge.objects import typedata  # noqa: F401
from psbridge.objects.nettypes import find_type, represent

TICKS_PER_SECOND = 10_000_000
TICKS_PER_DAY = 864_000_000_000
MAX_TICKS = 3_155_378_975_999_999_999
UNIX_EPOCH_TICKS = 621_355_968_000_000_000
_ORDINAL_ONE = dt.datetime(1, 1, 1)
UNSPECIFIED, UTC, LOCAL = 0, 1, 2


@total_ordering
class TimeSpan:
    """A length of time in ticks of 100 ns."""

    __slots__ = ("ticks",)

    def __init__(self, ticks: int = 0) -> None:
        self.ticks = int(ticks)

    @classmethod
    def of(cls, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, milliseconds: float = 0) -> TimeSpan:
        whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        return cls(round(whole * TICKS_PER_SECOND + milliseconds * 10_000))

    @classmethod
    def from_timedelta(cls, value: dt.timedelta) -> TimeSpan:
        return cls(((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * 10)

    def to_timedelta(self) -> dt.timedelta:
        """As Python's timedelta, which drops the last digit (100 ns)."""
        return dt.timedelta(microseconds=self.ticks // 10)

    @property
    def total_seconds(self) -> float:
        return self.ticks / TICKS_PER_SECOND

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeSpan) and other.ticks == self.ticks

    def __lt__(self, other: TimeSpan) -> bool:
        return self.ticks < other.ticks

    def __hash__(self) -> int:
        return hash(("TimeSpan", self.ticks))

    def __repr__(self) -> str:
        return f"TimeSpan({self.to_timedelta()})"


@total_ordering
class DateTime:
    """A moment as .NET keeps it: ticks since year 1 and a kind (0 unspecified, 1 UTC, 2 local)."""

    __slots__ = ("kind", "ticks")

    def __init__(self, ticks: int, kind: int = UNSPECIFIED) -> None:
        if not 0 <= ticks <= MAX_TICKS:
            raise ValueError(f"DateTime ticks must lie between 0 and {MAX_TICKS}, not {ticks}")
        self.ticks = int(ticks)
        self.kind = kind

    @classmethod
    def of(
        cls,
        year: int,
        month: int,
        day: int,
        hour: int = 0,
        minute: int = 0,
        second: int = 0,
        ticks: int = 0,
        kind: int = UNSPECIFIED,
    ) -> DateTime:
        days = dt.date(year, month, day).toordinal() - 1
        return cls(((days * 24 + hour) * 60 + minute) * 60 * TICKS_PER_SECOND + second * TICKS_PER_SECOND + ticks, kind)

    @classmethod
    def from_datetime(cls, value: dt.datetime) -> DateTime:
        """Naive: unspecified; UTC: UTC; any other zone: the local time of that moment."""
        if value.tzinfo is None:
            return cls(_naive_ticks(value), UNSPECIFIED)
        if value.utcoffset() == dt.timedelta(0) and value.tzinfo is dt.UTC:
            return cls(_naive_ticks(value.replace(tzinfo=None)), UTC)
        return cls(_naive_ticks(value.astimezone(dt.UTC).replace(tzinfo=None)), UTC).to_local()

    @classmethod
    def now(cls) -> DateTime:
        return cls(UNIX_EPOCH_TICKS + time.time_ns() // 100, UTC).to_local()

    @classmethod
    def utc_now(cls) -> DateTime:
        return cls(UNIX_EPOCH_TICKS + time.time_ns() // 100, UTC)

    def to_datetime(self) -> dt.datetime:
        """As Python's datetime (aware for UTC and local), which drops the last digit (100 ns)."""
        naive = _ORDINAL_ONE + dt.timedelta(microseconds=self.ticks // 10)
        if self.kind == UTC:
            return naive.replace(tzinfo=dt.UTC)
        return naive.astimezone() if self.kind == LOCAL else naive

    @property
    def parts(self) -> dt.datetime:
        """Year to second as a naive datetime; the rest of the second is `fraction`."""
        return _ORDINAL_ONE + dt.timedelta(seconds=self.ticks // TICKS_PER_SECOND)

    @property
    def fraction(self) -> int:
        """Ticks within the second."""
        return self.ticks % TICKS_PER_SECOND

    @property
    def utc_offset(self) -> TimeSpan:
        """What this machine's zone adds to UTC at that moment, taking the value for local time unless it is UTC."""
        if self.kind == UTC:
            return TimeSpan(0)
        try:
            offset = self.parts.astimezone().utcoffset() or dt.timedelta(0)
        except (OverflowError, ValueError, OSError):
            offset = dt.timedelta(0)
        return TimeSpan.from_timedelta(offset)

    def to_utc(self) -> DateTime:
        if self.kind == UTC:
            return self
        return DateTime(min(max(self.ticks - self.utc_offset.ticks, 0), MAX_TICKS), UTC)

    def to_local(self) -> DateTime:
        """Local time of this moment, an unspecified one being taken for UTC."""
        if self.kind == LOCAL:
            return self
        try:
            aware = self.parts.replace(tzinfo=dt.UTC).astimezone()
            offset = TimeSpan.from_timedelta(aware.utcoffset() or dt.timedelta(0)).ticks
        except (OverflowError, ValueError, OSError):
            offset = 0
        return DateTime(min(max(self.ticks + offset, 0), MAX_TICKS), LOCAL)

    def add(self, span: TimeSpan | int) -> DateTime:
        ticks = span.ticks if isinstance(span, TimeSpan) else span
        return DateTime(self.ticks + ticks, self.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateTime) and other.ticks == self.ticks

    def __lt__(self, other: DateTime) -> bool:
        return self.ticks < other.ticks

    def __hash__(self) -> int:
        return hash(("DateTime", self.ticks))

    def __repr__(self) -> str:
        return f"DateTime({self.parts.isoformat()}.{self.fraction:07d}{('', 'Z', ' local')[self.kind]})"


@total_ordering
class DateTimeOffset:
    """A moment with the offset of its clock: local ticks and offset ticks."""

    __slots__ = ("clock", "offset")

    def __init__(self, clock: DateTime, offset: TimeSpan) -> None:
        self.clock = DateTime(clock.ticks)
        self.offset = offset

    @property
    def utc_ticks(self) -> int:
        return self.clock.ticks - self.offset.ticks

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateTimeOffset) and other.utc_ticks == self.utc_ticks

    def __lt__(self, other: DateTimeOffset) -> bool:
        return self.utc_ticks < other.utc_ticks

    def __hash__(self) -> int:
        return hash(("DateTimeOffset", self.utc_ticks))

    def __repr__(self) -> str:
        return f"DateTimeOffset({self.clock!r}, {self.offset!r})"


class Version(NamedTuple):
    """System.Version; parts that were not given are -1."""

    major: int
    minor: int
    build: int = -1
    revision: int = -1

    @classmethod
    def parse(cls, text: str) -> Version:
        parts = text.strip().split(".")
        if not 2 <= len(parts) <= 4 or not all(p.strip().isascii() and p.strip().isdigit() for p in parts):
            raise ValueError(f"{text!r} is not a version: give two to four numbers with dots between them")
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return ".".join(str(part) for part in self if part >= 0)


class SemanticVersion(NamedTuple):
    """PowerShell's SemanticVersion: three numbers, a pre-release label and a build label."""

    major: int
    minor: int = 0
    patch: int = 0
    pre_release: str | None = None
    build: str | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SemanticVersion) and self[:4] == other[:4]  # the build says nothing about the order of versions

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:4])

    def __str__(self) -> str:
        label = f"-{self.pre_release}" if self.pre_release else ""
        return f"{self.major}.{self.minor}.{self.patch}{label}" + (f"+{self.build}" if self.build else "")


class Uri:
    """System.Uri by its original text."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Uri) and other.text == self.text

    def __hash__(self) -> int:
        return hash(("Uri", self.text))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Uri({self.text!r})"


class SecureString:
    """A secret text that never shows itself: ask for it with `reveal`.  ``encrypted`` holds what came over a wire without key."""

    __slots__ = ("_text", "encrypted", "read_only")

    def __init__(self, text: str = "", encrypted: str | None = None) -> None:
        self._text = text
        self.encrypted = encrypted
        self.read_only = False

    def reveal(self) -> str:
        return self._text

    def append(self, char: str) -> None:
        self._text += char

    def __len__(self) -> int:
        """As .NET counts: a character beyond the first plane is two."""
        return len(self._text) + sum(one > "\uffff" for one in self._text)

    def __repr__(self) -> str:
        return "SecureString(***)"

    def __reduce__(self) -> Any:
        raise TypeError("a SecureString is not pickled: pass it through a session, which encrypts it")


class SwitchParameter:
    """The value of a switch: present or not."""

    __slots__ = ("present",)

    def __init__(self, present: bool = True) -> None:
        self.present = present

    def __bool__(self) -> bool:
        return self.present

    def __eq__(self, other: object) -> bool:
        return self.present == (other.present if isinstance(other, SwitchParameter) else other)

    def __hash__(self) -> int:
        return hash(self.present)

    def __repr__(self) -> str:
        return f"SwitchParameter({self.present})"


class XmlText:
    """An XML document by its text: what CLIXML carries as XD, and the start of System.Xml.XmlDocument."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, XmlText) and other.text == self.text

    def __hash__(self) -> int:
        return hash(("XmlText", self.text))

    def __repr__(self) -> str:
        return f"XmlText({self.text!r})"


class _AutomationNull:
    """The value of a command that wrote nothing: null as a value, no object in a pipeline."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "AutomationNull"

    def __reduce__(self) -> str:
        return "AutomationNull"


AutomationNull = _AutomationNull()


def _naive_ticks(value: dt.datetime) -> int:
    gone = value - _ORDINAL_ONE
    return ((gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds) * 10


for _python, _name in (
    (TimeSpan, "System.TimeSpan"),
    (DateTime, "System.DateTime"),
    (DateTimeOffset, "System.DateTimeOffset"),
    (Version, "System.Version"),
    (SemanticVersion, "System.Management.Automation.SemanticVersion"),
    (Uri, "System.Uri"),
    (SecureString, "System.Security.SecureString"),
    (SwitchParameter, "System.Management.Automation.SwitchParameter"),
    (XmlText, "System.Xml.XmlDocument"),
):
    represent(_python, find_type(_name))
    find_type(_name).python = _python
