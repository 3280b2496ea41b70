"""System.DateTime, System.DateTimeOffset and System.TimeSpan."""

from __future__ import annotations

import calendar
import math
from typing import Any

from psbridge.engine.members.arguments import bad_argument, out_of_range, overflow
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.containers import TypedArray
from psbridge.objects.culture import CultureInfo, DateTimeFormatInfo, culture_by, current_culture, provides_formats
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.timespan import parse_timespan
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import (
    MAX_TICKS,
    TICKS_PER_DAY,
    TICKS_PER_SECOND,
    UNIX_EPOCH_TICKS,
    DateTime,
    TimeSpan,
)

_MAX_SPAN = 0x7FFF_FFFF_FFFF_FFFF
_SPAN_TOO_LONG = "TimeSpan overflowed because the duration is too long."
_UNREPRESENTABLE = "The added or subtracted value results in an un-representable DateTime."


def _culture(values: Any) -> CultureInfo:
    return culture_by(next((a for a in values if provides_formats(a)), None))


# -- TimeSpan


def span(ticks: int) -> TimeSpan:
    if not -_MAX_SPAN - 1 <= ticks <= _MAX_SPAN:
        raise overflow(_SPAN_TOO_LONG)
    return TimeSpan(ticks)


def _from(unit: int) -> Any:
    def run(value: float) -> TimeSpan:
        if value != value:
            raise bad_argument("TimeSpan does not accept floating point Not-a-Number values.")
        ticks = value * unit
        if abs(ticks) > 9.3e18:
            raise overflow(_SPAN_TOO_LONG)
        return span(int(ticks))

    return run


def new_span(*args: Any) -> TimeSpan:
    """(ticks), (h, m, s), (d, h, m, s), (d, h, m, s, ms)."""
    if len(args) == 1:
        return span(int(args[0]))
    values = (0, *args) if len(args) == 3 else args
    days, hours, minutes, seconds, milliseconds = (*values, 0)[:5]
    return span((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * TICKS_PER_SECOND + milliseconds * 10_000)


def _part(unit: int, modulo: int | None) -> Any:
    """A component, cut towards zero and with the sign of the whole."""

    def run(value: TimeSpan) -> int:
        amount = abs(value.ticks) // unit
        if modulo is not None:
            amount %= modulo
        return -amount if value.ticks < 0 else amount

    return run


def _total(unit: int) -> Any:
    return lambda value: value.ticks / unit


def compare(a: Any, b: Any) -> int:
    b = unwrap(b)
    if b is None:
        return 1
    if type_of(a) is not type_of(b):
        raise bad_argument(f"Object must be of type {type_of(a).name}.")
    return int(a > b) - int(a < b)


def to_string(value: Any, *rest: Any) -> str:
    spec = next((a for a in rest if isinstance(a, str)), None)
    return conversion.format_value(value, spec, _culture(rest))


def _trying(parse: Any, zero: Any) -> Any:
    def run(*args: Any) -> bool:
        try:
            args[-1].value = parse(*args[:-1])
        except NetError:
            args[-1].value = zero
            return False
        return True

    return run


def parse_span(text: Any, *rest: Any) -> TimeSpan:
    return parse_timespan(text, _culture(rest))


def parse_span_exact(text: Any, formats: Any, *rest: Any) -> TimeSpan:
    from psbridge.engine.members.timeparse import parse_span_exactly

    return parse_span_exactly(text, [formats] if isinstance(formats, str) else list(formats))


_S = TICKS_PER_SECOND
fill(
    "System.TimeSpan",
    """
    new(long ticks)
    new(int hours, int minutes, int seconds)
    new(int days, int hours, int minutes, int seconds)
    new(int days, int hours, int minutes, int seconds, int milliseconds)
long Ticks {get;}
int Days {get;}
int Hours {get;}
int Milliseconds {get;}
int Minutes {get;}
int Seconds {get;}
    double TotalDays {get;}
    double TotalHours {get;}
    double TotalMilliseconds {get;}
    double TotalMinutes {get;}
    double TotalSeconds {get;}
    timespan Add(timespan ts)
    int CompareTo(System.Object value)
    timespan Divide(double divisor)
    double Divide(timespan ts)
    timespan Duration()
    bool Equals(System.Object value)
    timespan Multiply(double factor)
    timespan Negate()
    timespan Subtract(timespan ts)
    string ToString()
    string ToString(string format)
    string ToString(string format, System.IFormatProvider formatProvider)
    static timespan MaxValue {get;}
    static timespan MinValue {get;}
    static timespan Zero {get;}
    static long TicksPerDay {get;}
    static long TicksPerHour {get;}
    static long TicksPerMillisecond {get;}
    static long TicksPerMinute {get;}
    static long TicksPerSecond {get;}
    static int Compare(timespan t1, timespan t2)
    static bool Equals(timespan t1, timespan t2)
    static timespan FromDays(double value)
    static timespan FromHours(double value)
    static timespan FromMilliseconds(double value)
    static timespan FromMinutes(double value)
    static timespan FromSeconds(double value)
    static timespan FromTicks(long value)
    static timespan Parse(string s)
    static timespan Parse(string input, System.IFormatProvider formatProvider)
    static timespan ParseExact(string input, string format, System.IFormatProvider formatProvider)
    static timespan ParseExact(string input, string[] formats, System.IFormatProvider formatProvider)
    static bool TryParse(string s, [ref] timespan result)
    static bool TryParse(string input, System.IFormatProvider formatProvider, [ref] timespan result)
    static bool TryParseExact(string input, string format, System.IFormatProvider formatProvider, [ref] timespan result)
    """,
    {
        "new": new_span,
        "Days": _part(86_400 * _S, None),
        "Hours": _part(3600 * _S, 24),
        "Minutes": _part(60 * _S, 60),
        "Seconds": _part(_S, 60),
        "Milliseconds": _part(10_000, 1000),
        "Ticks": "ticks",
        "TotalDays": _total(TICKS_PER_DAY),
        "TotalHours": _total(3600 * _S),
        "TotalMinutes": _total(60 * _S),
        "TotalSeconds": _total(_S),
        "TotalMilliseconds": _total(10_000),
        "Add": lambda a, b: span(a.ticks + b.ticks),
        "CompareTo": compare,
        "Divide": lambda a, b: a.ticks / b.ticks if isinstance(b, TimeSpan) else span(round(a.ticks / b)),
        "Duration": lambda a: span(abs(a.ticks)),
        "Equals": lambda a, b: a == unwrap(b),
        "Multiply": lambda a, factor: span(round(a.ticks * factor)),
        "Negate": lambda a: span(-a.ticks),
        "Subtract": lambda a, b: span(a.ticks - b.ticks),
        "ToString": to_string,
        "::MaxValue": TimeSpan(_MAX_SPAN),
        "::MinValue": TimeSpan(-_MAX_SPAN - 1),
        "::Zero": TimeSpan(0),
        "::TicksPerDay": TICKS_PER_DAY,
        "::TicksPerHour": 3600 * _S,
        "::TicksPerMillisecond": 10_000,
        "::TicksPerMinute": 60 * _S,
        "::TicksPerSecond": _S,
        "::Compare": compare,
        "::Equals": lambda a, b: a == b,
        "::FromDays": _from(TICKS_PER_DAY),
        "::FromHours": _from(3600 * _S),
        "::FromMilliseconds": _from(10_000),
        "::FromMinutes": _from(60 * _S),
        "::FromSeconds": _from(_S),
        "::FromTicks": span,
        "::Parse": parse_span,
        "::ParseExact": parse_span_exact,
        "::TryParse": _trying(parse_span, TimeSpan(0)),
        "::TryParseExact": _trying(parse_span_exact, TimeSpan(0)),
    },
)


# -- DateTime


def moment(ticks: int, kind: int = 0) -> DateTime:
    if not 0 <= ticks <= MAX_TICKS:
        raise out_of_range("value", _UNREPRESENTABLE)
    return DateTime(ticks, kind)


def new_date(*args: Any) -> DateTime:
    """(ticks), (ticks, kind), (year, month, day[, hour, minute, second[, millisecond]][, calendar][, kind])."""
    kind = next((int(a) for a in args if isinstance(a, PSEnum)), 0)
    numbers = [int(a) for a in args if isinstance(a, int) and not isinstance(a, PSEnum)]
    if len(numbers) == 1:
        if not 0 <= numbers[0] <= MAX_TICKS:
            raise out_of_range("ticks", "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.")
        return DateTime(numbers[0], kind)
    year, month, day, hour, minute, second, milli = (*numbers, 0, 0, 0, 0)[:7]
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise NetError.of(
            "System.ArgumentOutOfRangeException", "Hour, Minute, and Second parameters describe an un-representable DateTime."
        )
    try:
        return DateTime.of(year, month, day, hour, minute, second, milli * 10_000, kind)
    except ValueError:
        text = "Year, Month, and Day parameters describe an un-representable DateTime."
        raise NetError.of("System.ArgumentOutOfRangeException", text) from None


def _add(unit: int) -> Any:
    """AddDays and its kin: to the millisecond, as .NET Core before 7 rounds."""
    milliseconds = unit // 10_000

    def run(value: DateTime, amount: float) -> DateTime:
        if abs(amount) > 1e13:
            raise out_of_range("value", "Value to add was out of range.")
        whole = math.trunc(amount * milliseconds + (0.5 if amount >= 0 else -0.5))
        return moment(value.ticks + whole * 10_000, value.kind)

    return run


def add_months(value: DateTime, months: int) -> DateTime:
    if not -120_000 <= months <= 120_000:
        raise out_of_range("months", "Months value must be between +/-120000.")
    parts = value.parts
    year, month = divmod(parts.year * 12 + parts.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise out_of_range("months", _UNREPRESENTABLE)
    day = min(parts.day, calendar.monthrange(year, month + 1)[1])
    start = DateTime.of(year, month + 1, day)
    return moment(start.ticks + value.ticks % TICKS_PER_DAY, value.kind)


def subtract(value: DateTime, other: Any) -> Any:
    return TimeSpan(value.ticks - other.ticks) if isinstance(other, DateTime) else moment(value.ticks - other.ticks, value.kind)


def _named(form: str | None) -> Any:
    def run(value: DateTime) -> str:
        return conversion.format_value(value, form, current_culture())

    return run


def days_in_month(year: int, month: int) -> int:
    if not 1 <= month <= 12:
        raise out_of_range("month", "Month must be between one and twelve.")
    return calendar.monthrange(year, month)[1]


def is_leap(year: int) -> bool:
    if not 1 <= year <= 9999:
        raise out_of_range("year", "Year must be between 1 and 9999.")
    return calendar.isleap(year)


def parse_datetime(text: Any, *rest: Any) -> DateTime:
    from psbridge.objects.formats import datetime_parse

    styles = next((int(a) for a in rest if isinstance(a, PSEnum)), 0)
    return datetime_parse.parse_datetime(text, _date_culture(rest), styles)


def _date_culture(rest: Any) -> CultureInfo:
    for given in rest:
        if isinstance(given, DateTimeFormatInfo):
            made = CultureInfo("")
            made.date_format = given
            return made
    return _culture(rest)


def parse_datetime_exact(text: Any, formats: Any, *rest: Any) -> DateTime:
    from psbridge.objects.formats.datetime_exact import parse_exact

    styles = next((int(a) for a in rest if isinstance(a, PSEnum)), 0)
    return parse_exact(text, formats, _date_culture(rest), styles)


def from_file_time(ticks: int) -> DateTime:
    return DateTime(504_911_232_000_000_000 + ticks, 1).to_local()


def to_file_time(value: DateTime) -> int:
    return value.to_utc().ticks - 504_911_232_000_000_000 if value.kind != 1 else value.ticks - 504_911_232_000_000_000


_OLE_EPOCH = 599_264_352_000_000_000


def from_oa(value: float) -> DateTime:
    whole = math.trunc(value)
    milliseconds = round((whole + abs(value - whole)) * 86_400_000)
    return moment(_OLE_EPOCH + milliseconds * 10_000)


def to_oa(value: DateTime) -> float:
    return (value.ticks - _OLE_EPOCH) // 10_000 / 86_400_000


def day_of_week(value: DateTime) -> Any:
    return find_type("System.DayOfWeek").python((value.ticks // TICKS_PER_DAY + 1) % 7)  # type: ignore[misc]


def get_formats(value: DateTime, *rest: Any) -> TypedArray:
    from psbridge.objects.formats.datetime_text import all_formats

    letter = next((str(unwrap(one)) for one in rest if isinstance(unwrap(one), str)), "")
    return TypedArray(find_type("System.String"), all_formats(value, letter, _date_culture(rest)))


fill(
    "System.DateTime",
    """
    new(long ticks)
    new(long ticks, System.DateTimeKind kind)
    new(int year, int month, int day)
    new(int year, int month, int day, int hour, int minute, int second)
    new(int year, int month, int day, int hour, int minute, int second, System.DateTimeKind kind)
    new(int year, int month, int day, int hour, int minute, int second, int millisecond)
    new(int year, int month, int day, int hour, int minute, int second, int millisecond, System.DateTimeKind kind)
    datetime Date {get;}
    int Day {get;}
    System.DayOfWeek DayOfWeek {get;}
    int DayOfYear {get;}
    int Hour {get;}
    System.DateTimeKind Kind {get;}
    int Millisecond {get;}
    int Minute {get;}
    int Month {get;}
    int Second {get;}
    long Ticks {get;}
    timespan TimeOfDay {get;}
    int Year {get;}
    datetime Add(timespan value)
    datetime AddDays(double value)
    datetime AddHours(double value)
    datetime AddMilliseconds(double value)
    datetime AddMinutes(double value)
    datetime AddMonths(int months)
    datetime AddSeconds(double value)
    datetime AddTicks(long value)
    datetime AddYears(int value)
    int CompareTo(System.Object value)
    int CompareTo(datetime value)
    bool Equals(System.Object value)
    bool Equals(datetime value)
    string[] GetDateTimeFormats()
    string[] GetDateTimeFormats(System.IFormatProvider provider)
    string[] GetDateTimeFormats(char format)
    string[] GetDateTimeFormats(char format, System.IFormatProvider provider)
    System.TypeCode GetTypeCode()
    bool IsDaylightSavingTime()
    timespan Subtract(datetime value)
    datetime Subtract(timespan value)
    long ToBinary()
    long ToFileTime()
    long ToFileTimeUtc()
    datetime ToLocalTime()
    string ToLongDateString()
    string ToLongTimeString()
    double ToOADate()
    string ToShortDateString()
    string ToShortTimeString()
    string ToString()
    string ToString(string format)
    string ToString(System.IFormatProvider provider)
    string ToString(string format, System.IFormatProvider provider)
    datetime ToUniversalTime()
    static datetime MaxValue {get;}
    static datetime MinValue {get;}
    static datetime UnixEpoch {get;}
    static datetime Now {get;}
    static datetime Today {get;}
    static datetime UtcNow {get;}
    static int Compare(datetime t1, datetime t2)
    static int DaysInMonth(int year, int month)
    static bool Equals(datetime t1, datetime t2)
    static datetime FromBinary(long dateData)
    static datetime FromFileTime(long fileTime)
    static datetime FromFileTimeUtc(long fileTime)
    static datetime FromOADate(double d)
    static bool IsLeapYear(int year)
    static datetime Parse(string s)
    static datetime Parse(string s, System.IFormatProvider provider)
    static datetime Parse(string s, System.IFormatProvider provider, System.Globalization.DateTimeStyles styles)
    static datetime ParseExact(string s, string format, System.IFormatProvider provider)
    static datetime ParseExact(string s, string format, System.IFormatProvider provider, System.Globalization.DateTimeStyles style)
    static datetime ParseExact(string s, string[] formats, System.IFormatProvider provider, System.Globalization.DateTimeStyles style)
    static datetime SpecifyKind(datetime value, System.DateTimeKind kind)
    static bool TryParse(string s, [ref] datetime result)
    static bool TryParse(string s, System.IFormatProvider provider, System.Globalization.DateTimeStyles styles, [ref] datetime result)
    static bool TryParseExact(string s, string format, System.IFormatProvider provider, System.Globalization.DateTimeStyles style, [ref] datetime result)
    static bool TryParseExact(string s, string[] formats, System.IFormatProvider provider, System.Globalization.DateTimeStyles style, [ref] datetime result)
    """,
    {
        "new": new_date,
        "Date": lambda v: DateTime(v.ticks - v.ticks % TICKS_PER_DAY, v.kind),
        "Day": lambda v: v.parts.day,
        "DayOfWeek": day_of_week,
        "DayOfYear": lambda v: v.parts.timetuple().tm_yday,
        "Hour": lambda v: v.ticks // (3600 * _S) % 24,
        "Kind": "kind",
        "Millisecond": lambda v: v.ticks // 10_000 % 1000,
        "Minute": lambda v: v.ticks // (60 * _S) % 60,
        "Month": lambda v: v.parts.month,
        "Second": lambda v: v.ticks // _S % 60,
        "Ticks": "ticks",
        "TimeOfDay": lambda v: TimeSpan(v.ticks % TICKS_PER_DAY),
        "Year": lambda v: v.parts.year,
        "Add": lambda v, amount: moment(v.ticks + amount.ticks, v.kind),
        "AddDays": _add(TICKS_PER_DAY),
        "AddHours": _add(3600 * _S),
        "AddMilliseconds": _add(10_000),
        "AddMinutes": _add(60 * _S),
        "AddMonths": add_months,
        "AddSeconds": _add(_S),
        "AddTicks": lambda v, ticks: moment(v.ticks + ticks, v.kind),
        "AddYears": lambda v, years: add_months(v, years * 12),
        "CompareTo": compare,
        "Equals": lambda a, b: a == unwrap(b),
        "GetDateTimeFormats": get_formats,
        "GetTypeCode": lambda v: find_type("System.TypeCode").python(16),  # type: ignore[misc]
        "IsDaylightSavingTime": lambda v: bool(v.kind != 1 and v.parts.astimezone().dst()),
        "Subtract": subtract,
        "ToBinary": lambda v: v.ticks | v.kind << 62 if v.kind < 2 else (v.to_utc().ticks | 2 << 62) - (1 << 64),
        "ToFileTime": to_file_time,
        "ToFileTimeUtc": to_file_time,
        "ToLocalTime": DateTime.to_local,
        "ToLongDateString": _named("D"),
        "ToLongTimeString": _named("T"),
        "ToOADate": to_oa,
        "ToShortDateString": _named("d"),
        "ToShortTimeString": _named("t"),
        "ToString": to_string,
        "ToUniversalTime": DateTime.to_utc,
        "::MaxValue": DateTime(MAX_TICKS),
        "::MinValue": DateTime(0),
        "::UnixEpoch": DateTime(UNIX_EPOCH_TICKS, 1),
        "::Now": lambda net: DateTime.now(),
        "::Today": lambda net: DateTime((now := DateTime.now()).ticks - now.ticks % TICKS_PER_DAY, 2),
        "::UtcNow": lambda net: DateTime.utc_now(),
        "::Compare": compare,
        "::DaysInMonth": days_in_month,
        "::Equals": lambda a, b: a == b,
        "::FromBinary": lambda data: DateTime(data & 0x3FFF_FFFF_FFFF_FFFF, data >> 62 & 3 if data >= 0 else 2),
        "::FromFileTime": from_file_time,
        "::FromFileTimeUtc": lambda ticks: DateTime(504_911_232_000_000_000 + ticks, 1),
        "::FromOADate": from_oa,
        "::IsLeapYear": is_leap,
        "::Parse": parse_datetime,
        "::ParseExact": parse_datetime_exact,
        "::SpecifyKind": lambda v, kind: DateTime(v.ticks, int(kind)),
        "::TryParse": _trying(parse_datetime, DateTime(0)),
        "::TryParseExact": _trying(parse_datetime_exact, DateTime(0)),
    },
)
