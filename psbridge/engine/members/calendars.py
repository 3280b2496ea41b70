"""Calendars: the Gregorian one, those that differ from it in how they count years, and ISOWeek.

Decides how weeks are counted.  Calendars with months of their own (Hebrew, Hijri ...) are not there.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from psbridge.engine.members.arguments import out_of_range
from psbridge.engine.members.table import fill
from psbridge.engine.members.times import add_months, days_in_month, is_leap, moment, new_date
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import DateTime

_G = "System.Globalization."
_DAY = 864_000_000_000
_MAX = 3_155_378_975_999_999_999


class Calendar(NetObject):
    """A solar calendar; ``shift`` is what its years are ahead of ours."""

    __slots__ = ("two_digit_max",)
    net_type = define(_G + "Calendar")
    shift: ClassVar[int] = 0

    def __init__(self, kind: Any = None) -> None:
        super().__init__()
        self.two_digit_max = 2029 + self.shift

    def own_year(self, year: int) -> int:
        """Our number of a year."""
        found = year - self.shift
        if not 1 <= found <= 9999:
            raise out_of_range("year", f"Valid values are between {1 + self.shift} and {9999 + self.shift}, inclusive.")
        return found

    def four_digits(self, year: int) -> int:
        if year < 0:
            raise out_of_range("year", "Non-negative number required.")
        if year >= 100:
            return year
        return (self.two_digit_max // 100 - (year > self.two_digit_max % 100)) * 100 + year


class GregorianCalendar(Calendar):
    __slots__ = ()
    net_type = define(_G + "GregorianCalendar", _G + "Calendar")


class ThaiBuddhistCalendar(Calendar):
    __slots__ = ()
    net_type = define(_G + "ThaiBuddhistCalendar", _G + "Calendar")
    shift = 543


class KoreanCalendar(Calendar):
    __slots__ = ()
    net_type = define(_G + "KoreanCalendar", _G + "Calendar")
    shift = 2333


class TaiwanCalendar(Calendar):
    __slots__ = ()
    net_type = define(_G + "TaiwanCalendar", _G + "Calendar")
    shift = -1911


def _parts(time: DateTime) -> dt.datetime:
    return time.parts


def _day_of_year(time: DateTime) -> int:
    return _parts(time).timetuple().tm_yday


def week_of_year(calendar: Calendar, time: DateTime, rule: Any, first: Any) -> int:
    """By the first day, the first full week, or the first week with four days of the year."""
    day, start = _day_of_year(time) - 1, int(first)
    new_year = _parts(time).isoweekday() % 7 - day % 7
    if int(rule) == 0:
        return (day + (new_year - start + 14) % 7) // 7 + 1
    full = 7 if int(rule) == 1 else 4
    offset = (start - new_year + 14) % 7
    offset -= 7 if offset and offset >= full else 0
    if day >= offset:
        return (day - offset) // 7 + 1
    return week_of_year(calendar, moment(time.ticks - (day + 1) * _DAY, time.kind), rule, first)


def _weekday(time: DateTime) -> Any:
    return find_type("System.DayOfWeek").python(_parts(time).isoweekday() % 7)  # type: ignore[misc]


def _to_datetime(calendar: Calendar, year: int, month: int, day: int, *rest: int) -> DateTime:
    return new_date(calendar.own_year(year), month, day, *rest[:4])


def _plus_days(days: int) -> Any:
    return lambda calendar, time, count: moment(time.ticks + count * days * _DAY, time.kind)


def _ticks(unit: int) -> Any:
    return lambda calendar, time, count: moment(time.ticks + int(count * unit), time.kind)


def _part(name: str) -> Any:
    return lambda calendar, time: getattr(_parts(time), name)


_PARTS = ["Year", "Month", "Hour", "Minute", "Second"]
_ERA = "int era"
_TEXT = f"""
new()
int[] Eras {{get;}}
bool IsReadOnly {{get;}}
datetime MaxSupportedDateTime {{get;}}
datetime MinSupportedDateTime {{get;}}
int TwoDigitYearMax {{get;set;}}
{_G}CalendarAlgorithmType AlgorithmType {{get;}}
datetime AddDays(datetime time, int days)
datetime AddHours(datetime time, int hours)
datetime AddMilliseconds(datetime time, double milliseconds)
datetime AddMinutes(datetime time, int minutes)
datetime AddMonths(datetime time, int months)
datetime AddSeconds(datetime time, int seconds)
datetime AddWeeks(datetime time, int weeks)
datetime AddYears(datetime time, int years)
int GetDayOfMonth(datetime time)
System.DayOfWeek GetDayOfWeek(datetime time)
int GetDayOfYear(datetime time)
int GetDaysInMonth(int year, int month)
int GetDaysInMonth(int year, int month, {_ERA})
int GetDaysInYear(int year)
int GetDaysInYear(int year, {_ERA})
int GetEra(datetime time)
double GetMilliseconds(datetime time)
int GetMonthsInYear(int year)
int GetWeekOfYear(datetime time, {_G}CalendarWeekRule rule, System.DayOfWeek firstDayOfWeek)
bool IsLeapDay(int year, int month, int day)
bool IsLeapMonth(int year, int month)
bool IsLeapYear(int year)
bool IsLeapYear(int year, {_ERA})
datetime ToDateTime(int year, int month, int day, int hour, int minute, int second, int millisecond)
int ToFourDigitYear(int year)
System.Object Clone()
""" + "\n".join(f"int Get{part}(datetime time)" for part in _PARTS)
_FUNCTIONS: dict[str, Any] = {
    "Eras": lambda calendar: [1],
    "IsReadOnly": lambda calendar: False,
    "MaxSupportedDateTime": lambda calendar: DateTime(_MAX),
    "MinSupportedDateTime": lambda calendar: new_date(1912, 1, 1) if calendar.shift < 0 else DateTime(0),
    "TwoDigitYearMax": "two_digit_max",
    "AlgorithmType": lambda calendar: define_enum(_G + "CalendarAlgorithmType", "Unknown SolarCalendar LunarCalendar LunisolarCalendar")(1),
    "AddDays": _plus_days(1),
    "AddHours": _ticks(36_000_000_000),
    "AddMilliseconds": _ticks(10_000),
    "AddMinutes": _ticks(600_000_000),
    "AddMonths": lambda calendar, time, count: add_months(time, count),
    "AddSeconds": _ticks(10_000_000),
    "AddWeeks": _plus_days(7),
    "AddYears": lambda calendar, time, count: add_months(time, 12 * count),
    "GetDayOfMonth": lambda calendar, time: _parts(time).day,
    "GetDayOfWeek": lambda calendar, time: _weekday(time),
    "GetDayOfYear": lambda calendar, time: _day_of_year(time),
    "GetDaysInMonth": lambda calendar, year, month, era=0: days_in_month(calendar.own_year(year), month),
    "GetDaysInYear": lambda calendar, year, era=0: 366 if is_leap(calendar.own_year(year)) else 365,
    "GetEra": lambda calendar, time: 1,
    "GetMilliseconds": lambda calendar, time: float(time.ticks // 10_000 % 1000),
    "GetMonthsInYear": lambda calendar, year: 12,
    "GetWeekOfYear": week_of_year,
    "IsLeapDay": lambda calendar, year, month, day: is_leap(calendar.own_year(year)) and (month, day) == (2, 29),
    "IsLeapMonth": lambda calendar, year, month: False,
    "IsLeapYear": lambda calendar, year, era=0: is_leap(calendar.own_year(year)),
    "ToDateTime": _to_datetime,
    "ToFourDigitYear": Calendar.four_digits,
    "Clone": lambda calendar: type(calendar)(),
    "GetYear": lambda calendar, time: _parts(time).year + calendar.shift,
    **{f"Get{name}": _part(name.lower()) for name in _PARTS[1:]},
}
for _made in (GregorianCalendar, ThaiBuddhistCalendar, KoreanCalendar, TaiwanCalendar):
    fill(_made.net_type, _TEXT, {**_FUNCTIONS, "new": _made})


def _calendar_type(net: NetType) -> Any:
    return define_enum(_G + "GregorianCalendarTypes", "Localized=1 USEnglish=2 MiddleEastFrench=9 Arabic=10 TransliteratedEnglish=11")(1)


fill(
    GregorianCalendar.net_type,
    f"{_G}GregorianCalendarTypes CalendarType {{get;}}\nstatic int ADEra {{get;}}",
    {"CalendarType": _calendar_type, "::ADEra": 1},
)


# -- ISOWeek


def _monday(year: int, week: int = 1) -> dt.date:
    return dt.date.fromisocalendar(year, 1, 1) + dt.timedelta(weeks=week - 1)


def _as_time(date: dt.date) -> DateTime:
    return new_date(date.year, date.month, date.day)


def _weeks_in_year(year: int) -> int:
    if not 1 <= year <= 9999:
        raise out_of_range("year", "Valid values are between 1 and 9999, inclusive.")
    return dt.date(year, 12, 28).isocalendar().week


def _iso_date(year: int, week: int, day: Any) -> DateTime:
    _weeks_in_year(year)
    if not 1 <= week <= 53:
        raise out_of_range("week", "The week parameter must be in the range 1 through 53.")
    return _as_time(_monday(year, week) + dt.timedelta(days=(int(day) or 7) - 1))


define(_G + "ISOWeek")
fill(
    _G + "ISOWeek",
    """
    static int GetWeekOfYear(datetime date)
    static int GetWeeksInYear(int year)
    static int GetYear(datetime date)
    static datetime GetYearEnd(int year)
    static datetime GetYearStart(int year)
    static datetime ToDateTime(int year, int week, System.DayOfWeek dayOfWeek)
    """,
    {
        "::GetWeekOfYear": lambda date: _parts(date).isocalendar().week,
        "::GetWeeksInYear": _weeks_in_year,
        "::GetYear": lambda date: _parts(date).isocalendar().year,
        "::GetYearEnd": lambda year: _as_time(_monday(year, _weeks_in_year(year)) + dt.timedelta(days=6)),
        "::GetYearStart": lambda year: _as_time(_monday(year)),
        "::ToDateTime": _iso_date,
    },
)
