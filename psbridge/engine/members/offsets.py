"""System.DateTimeOffset and System.TimeZoneInfo."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from psbridge.engine.members import times
from psbridge.engine.members.arguments import bad_argument, out_of_range
from psbridge.engine.members.table import fill, register_types
from psbridge.objects.containers import GenericList
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats import datetime_parse
from psbridge.objects.formats.datetime_exact import parse_exact
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import MAX_TICKS, TICKS_PER_DAY, TICKS_PER_SECOND, UNIX_EPOCH_TICKS, DateTime, DateTimeOffset, TimeSpan

_14_HOURS = 14 * 3600 * TICKS_PER_SECOND


def _offset(span: TimeSpan) -> TimeSpan:
    if span.ticks % (60 * TICKS_PER_SECOND):
        raise bad_argument("Offset must be specified in whole minutes.", "offset")
    if abs(span.ticks) > _14_HOURS:
        raise out_of_range("offset", "Offset must be within plus or minus 14 hours.")
    return span


def new(*args: Any) -> DateTimeOffset:
    """(date), (date, offset), (ticks, offset), (year ... second[, ms], offset)."""
    if isinstance(args[0], DateTime):
        date = args[0]
        if len(args) == 1:
            return DateTimeOffset(date, date.utc_offset)
        if date.kind == 1 and args[1].ticks:
            raise bad_argument("The UTC Offset for Utc DateTime instances must be 0.", "offset")
        return DateTimeOffset(date, _offset(args[1]))
    return DateTimeOffset(times.new_date(*args[:-1]), _offset(args[-1]))


def now() -> DateTimeOffset:
    local = DateTime.now()
    return DateTimeOffset(local, local.utc_offset)


def utc(value: DateTimeOffset) -> DateTime:
    return DateTime(value.utc_ticks, 1)


def moved(value: DateTimeOffset, date: DateTime) -> DateTimeOffset:
    return DateTimeOffset(date, value.offset)


def to_offset(value: DateTimeOffset, offset: TimeSpan) -> DateTimeOffset:
    return DateTimeOffset(DateTime(value.utc_ticks + _offset(offset).ticks), offset)


def from_unix(ticks: int) -> DateTimeOffset:
    try:
        return DateTimeOffset(DateTime(UNIX_EPOCH_TICKS + ticks), TimeSpan(0))
    except ValueError:
        raise out_of_range("seconds", "Valid values are between -62135596800 and 253402300799, inclusive.") from None


def subtract(value: DateTimeOffset, other: Any) -> Any:
    if isinstance(other, DateTimeOffset):
        return TimeSpan(value.utc_ticks - other.utc_ticks)
    return moved(value, times.moment(value.clock.ticks - other.ticks))


def to_local(value: DateTimeOffset) -> DateTimeOffset:
    local = utc(value).to_local()
    return DateTimeOffset(local, local.utc_offset)


def parse(text: Any, *rest: Any) -> DateTimeOffset:
    styles = next((int(a) for a in rest if isinstance(a, PSEnum)), 0)
    return datetime_parse.parse_offset(text, times._date_culture(rest), styles)


def parse_exactly(text: Any, formats: Any, *rest: Any) -> DateTimeOffset:
    styles = next((int(a) for a in rest if isinstance(a, PSEnum)), 0)
    found = parse_exact(text, formats, times._date_culture(rest), styles | 128)
    return DateTimeOffset(found, found.utc_offset)


def _clock(name: str) -> Any:
    method = {"AddDays": TICKS_PER_DAY, "AddHours": 3600 * TICKS_PER_SECOND, "AddMinutes": 60 * TICKS_PER_SECOND,
              "AddSeconds": TICKS_PER_SECOND, "AddMilliseconds": 10_000}[name]  # fmt: skip
    add = times._add(method)
    return lambda value, amount: moved(value, add(value.clock, amount))


fill(
    "System.DateTimeOffset",
    """
    new(datetime dateTime)
    new(datetime dateTime, timespan offset)
    new(long ticks, timespan offset)
    new(int year, int month, int day, int hour, int minute, int second, timespan offset)
    new(int year, int month, int day, int hour, int minute, int second, int millisecond, timespan offset)
    datetime Date {get;}
    datetime DateTime {get;}
    int Day {get;}
    System.DayOfWeek DayOfWeek {get;}
    int DayOfYear {get;}
    int Hour {get;}
    datetime LocalDateTime {get;}
    int Millisecond {get;}
    int Minute {get;}
    int Month {get;}
    timespan Offset {get;}
    int Second {get;}
    long Ticks {get;}
    timespan TimeOfDay {get;}
    datetime UtcDateTime {get;}
    long UtcTicks {get;}
    int Year {get;}
    System.DateTimeOffset Add(timespan timeSpan)
    System.DateTimeOffset AddDays(double days)
    System.DateTimeOffset AddHours(double hours)
    System.DateTimeOffset AddMilliseconds(double milliseconds)
    System.DateTimeOffset AddMinutes(double minutes)
    System.DateTimeOffset AddMonths(int months)
    System.DateTimeOffset AddSeconds(double seconds)
    System.DateTimeOffset AddTicks(long ticks)
    System.DateTimeOffset AddYears(int years)
    int CompareTo(System.Object obj)
    bool Equals(System.Object obj)
    bool EqualsExact(System.DateTimeOffset other)
    timespan Subtract(System.DateTimeOffset value)
    System.DateTimeOffset Subtract(timespan value)
    long ToFileTime()
    System.DateTimeOffset ToLocalTime()
    System.DateTimeOffset ToOffset(timespan offset)
    string ToString()
    string ToString(string format)
    string ToString(System.IFormatProvider formatProvider)
    string ToString(string format, System.IFormatProvider formatProvider)
    System.DateTimeOffset ToUniversalTime()
    long ToUnixTimeMilliseconds()
    long ToUnixTimeSeconds()
    static System.DateTimeOffset MaxValue {get;}
    static System.DateTimeOffset MinValue {get;}
    static System.DateTimeOffset UnixEpoch {get;}
    static System.DateTimeOffset Now {get;}
    static System.DateTimeOffset UtcNow {get;}
    static int Compare(System.DateTimeOffset first, System.DateTimeOffset second)
    static System.DateTimeOffset FromFileTime(long fileTime)
    static System.DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)
    static System.DateTimeOffset FromUnixTimeSeconds(long seconds)
    static System.DateTimeOffset Parse(string input)
    static System.DateTimeOffset Parse(string input, System.IFormatProvider formatProvider)
    static System.DateTimeOffset Parse(string input, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles)
    static System.DateTimeOffset ParseExact(string input, string format, System.IFormatProvider formatProvider)
    static System.DateTimeOffset ParseExact(string input, string format, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles)
    static bool TryParse(string input, [ref] System.DateTimeOffset result)
    static bool TryParse(string input, System.IFormatProvider formatProvider, System.Globalization.DateTimeStyles styles, [ref] System.DateTimeOffset result)
    """,
    {
        "new": new,
        "Date": lambda v: DateTime(v.clock.ticks - v.clock.ticks % TICKS_PER_DAY),
        "DateTime": lambda v: DateTime(v.clock.ticks),
        "Day": lambda v: v.clock.parts.day,
        "DayOfWeek": lambda v: times.day_of_week(v.clock),
        "DayOfYear": lambda v: v.clock.parts.timetuple().tm_yday,
        "Hour": lambda v: v.clock.parts.hour,
        "LocalDateTime": lambda v: utc(v).to_local(),
        "Millisecond": lambda v: v.clock.ticks // 10_000 % 1000,
        "Minute": lambda v: v.clock.parts.minute,
        "Month": lambda v: v.clock.parts.month,
        "Offset": "offset",
        "Second": lambda v: v.clock.parts.second,
        "Ticks": lambda v: v.clock.ticks,
        "TimeOfDay": lambda v: TimeSpan(v.clock.ticks % TICKS_PER_DAY),
        "UtcDateTime": utc,
        "UtcTicks": lambda v: v.utc_ticks,
        "Year": lambda v: v.clock.parts.year,
        "Add": lambda v, span: moved(v, times.moment(v.clock.ticks + span.ticks)),
        **{name: _clock(name) for name in ("AddDays", "AddHours", "AddMilliseconds", "AddMinutes", "AddSeconds")},
        "AddMonths": lambda v, months: moved(v, times.add_months(v.clock, months)),
        "AddTicks": lambda v, ticks: moved(v, times.moment(v.clock.ticks + ticks)),
        "AddYears": lambda v, years: moved(v, times.add_months(v.clock, years * 12)),
        "CompareTo": times.compare,
        "Equals": lambda a, b: a == unwrap(b),
        "EqualsExact": lambda a, b: a == b and a.offset == b.offset,
        "Subtract": subtract,
        "ToFileTime": lambda v: v.utc_ticks - 504_911_232_000_000_000,
        "ToLocalTime": to_local,
        "ToOffset": to_offset,
        "ToString": times.to_string,
        "ToUniversalTime": lambda v: DateTimeOffset(utc(v), TimeSpan(0)),
        "ToUnixTimeMilliseconds": lambda v: (v.utc_ticks - UNIX_EPOCH_TICKS) // 10_000,
        "ToUnixTimeSeconds": lambda v: (v.utc_ticks - UNIX_EPOCH_TICKS) // TICKS_PER_SECOND,
        "::MaxValue": DateTimeOffset(DateTime(MAX_TICKS), TimeSpan(0)),
        "::MinValue": DateTimeOffset(DateTime(0), TimeSpan(0)),
        "::UnixEpoch": DateTimeOffset(DateTime(UNIX_EPOCH_TICKS), TimeSpan(0)),
        "::Now": lambda net: now(),
        "::UtcNow": lambda net: DateTimeOffset(DateTime.utc_now(), TimeSpan(0)),
        "::Compare": times.compare,
        "::FromFileTime": lambda ticks: to_local(from_unix(ticks + 504_911_232_000_000_000 - UNIX_EPOCH_TICKS)),
        "::FromUnixTimeMilliseconds": lambda ms: from_unix(ms * 10_000),
        "::FromUnixTimeSeconds": lambda seconds: from_unix(seconds * TICKS_PER_SECOND),
        "::Parse": parse,
        "::ParseExact": parse_exactly,
        "::TryParse": times._trying(parse, DateTimeOffset(DateTime(0), TimeSpan(0))),
    },
)

# Windows names of zones, by the names of the tz database
_WINDOWS = {
    "UTC": "Etc/UTC", "GMT Standard Time": "Europe/London", "W. Europe Standard Time": "Europe/Berlin", "Romance Standard Time": "Europe/Paris",
    "Central European Standard Time": "Europe/Warsaw", "Eastern Standard Time": "America/New_York", "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver", "Pacific Standard Time": "America/Los_Angeles", "Tokyo Standard Time": "Asia/Tokyo",
    "China Standard Time": "Asia/Shanghai", "India Standard Time": "Asia/Kolkata", "Russian Standard Time": "Europe/Moscow",
    "AUS Eastern Standard Time": "Australia/Sydney", "E. South America Standard Time": "America/Sao_Paulo", "Singapore Standard Time": "Asia/Singapore",
}  # fmt: skip


class TimeZoneInfo(NetObject):
    """A time zone; ``zone`` None: the machine's own."""

    __slots__ = ("id", "zone")
    net_type = define("System.TimeZoneInfo")

    def __init__(self, name: str, zone: dt.tzinfo | None) -> None:
        super().__init__()
        self.id, self.zone = name, zone

    def offset_at(self, moment: DateTime) -> TimeSpan:
        """What the zone adds to UTC at a moment (local time of the zone unless it is UTC)."""
        parts = moment.parts
        if self.zone is None:
            found = (parts.replace(tzinfo=dt.UTC) if moment.kind == 1 else parts).astimezone().utcoffset()
        elif moment.kind == 1:
            found = parts.replace(tzinfo=dt.UTC).astimezone(self.zone).utcoffset()
        else:
            found = parts.replace(tzinfo=self.zone).utcoffset()
        return TimeSpan.from_timedelta(found or dt.timedelta(0))

    def standard(self) -> TimeSpan:
        year = DateTime.utc_now().parts.year
        return min((self.offset_at(DateTime.of(year, month, 1, 12, kind=1)) for month in (1, 7)), key=lambda span: span.ticks)

    def has_summer(self) -> bool:
        year = DateTime.utc_now().parts.year
        return len({self.offset_at(DateTime.of(year, month, 1, 12, kind=1)).ticks for month in (1, 7)}) > 1

    @property
    def long_name(self) -> str:
        return "Coordinated Universal Time" if self.id == "UTC" else self.id

    @property
    def display_name(self) -> str:
        ticks = self.standard().ticks
        sign, minutes = ("-" if ticks < 0 else "+"), abs(ticks) // (60 * TICKS_PER_SECOND)
        return (
            f"(UTC) {self.long_name}" if self.id in ("UTC", "Etc/UTC") else f"(UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}) {self.id}"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeZoneInfo) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.display_name


UTC = TimeZoneInfo("UTC", dt.UTC)


def zone_of(name: str) -> TimeZoneInfo:
    if name.upper() == "UTC":
        return UTC
    key = next((tz for windows, tz in _WINDOWS.items() if windows.lower() == name.lower()), name)
    try:
        return TimeZoneInfo(name, zoneinfo.ZoneInfo(key))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise NetError.of("System.TimeZoneNotFoundException", f"The time zone ID '{name}' was not found on the local computer.") from None


def local_zone() -> TimeZoneInfo:
    name = dt.datetime.now().astimezone().tzname() or "UTC"
    return UTC if name == "UTC" else TimeZoneInfo(name, None)


def convert(moment: Any, *zones: TimeZoneInfo) -> Any:
    """Convert(moment, to), Convert(moment, from, to)."""
    target = zones[-1]
    if isinstance(moment, DateTimeOffset):
        return to_offset(moment, target.offset_at(utc(moment)))
    source = zones[0] if len(zones) == 2 else None
    at = DateTime(moment.ticks - source.offset_at(moment).ticks, 1) if source is not None and moment.kind != 1 else moment.to_utc()
    if target.id == "UTC":
        return at
    return DateTime(at.ticks + target.offset_at(at).ticks, 2 if target.zone is None else 0)


def all_zones() -> Any:
    names = sorted(zoneinfo.available_timezones())
    return GenericList(TimeZoneInfo.net_type, [zone_of(n) for n in names], "System.Collections.ObjectModel.ReadOnlyCollection`1")


register_types("System.TimeZoneNotFoundException | System.Exception")
fill(
    TimeZoneInfo.net_type,
    """
    string Id {get;}
    string DisplayName {get;}
    string StandardName {get;}
    string DaylightName {get;}
    timespan BaseUtcOffset {get;}
    bool SupportsDaylightSavingTime {get;}
    timespan GetUtcOffset(datetime dateTime)
    bool IsDaylightSavingTime(datetime dateTime)
    static timezoneinfo Local {get;}
    static timezoneinfo Utc {get;}
    static datetime ConvertTime(datetime dateTime, timezoneinfo destinationTimeZone)
    static System.DateTimeOffset ConvertTime(System.DateTimeOffset dateTimeOffset, timezoneinfo destinationTimeZone)
    static datetime ConvertTime(datetime dateTime, timezoneinfo sourceTimeZone, timezoneinfo destinationTimeZone)
    static datetime ConvertTimeBySystemTimeZoneId(datetime dateTime, string destinationTimeZoneId)
    static datetime ConvertTimeBySystemTimeZoneId(datetime dateTime, string sourceTimeZoneId, string destinationTimeZoneId)
    static datetime ConvertTimeFromUtc(datetime dateTime, timezoneinfo destinationTimeZone)
    static datetime ConvertTimeToUtc(datetime dateTime)
    static datetime ConvertTimeToUtc(datetime dateTime, timezoneinfo sourceTimeZone)
    static timezoneinfo FindSystemTimeZoneById(string id)
    static System.Object GetSystemTimeZones()
    """,
    {
        "BaseUtcOffset": TimeZoneInfo.standard,
        "DaylightName": "long_name",
        "DisplayName": "display_name",
        "Id": "id",
        "StandardName": "long_name",
        "SupportsDaylightSavingTime": TimeZoneInfo.has_summer,
        "GetUtcOffset": TimeZoneInfo.offset_at,
        "IsDaylightSavingTime": lambda zone, moment: zone.offset_at(moment).ticks != zone.standard().ticks,
        "::Local": lambda net: local_zone(),
        "::Utc": lambda net: UTC,
        "::ConvertTime": convert,
        "::ConvertTimeBySystemTimeZoneId": lambda moment, *names: convert(moment, *map(zone_of, names)),
        "::ConvertTimeFromUtc": lambda moment, zone: convert(DateTime(moment.ticks, 1), zone),
        "::ConvertTimeToUtc": lambda moment, zone=None: moment.to_utc() if zone is None else convert(moment, zone, UTC),
        "::FindSystemTimeZoneById": zone_of,
        "::GetSystemTimeZones": all_zones,
    },
)
