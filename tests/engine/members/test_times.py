"""Dates, spans, offsets and zones, as scripts use them."""

from __future__ import annotations

import pytest

from psbridge.modules import shell

CASES = [
    ("([datetime]'2020-01-31').AddMonths(1).Day", ["29"]),
    ("([datetime]'2020-03-01' - [datetime]'2020-02-01').Days", ["29"]),
    ("[datetime]::ParseExact('20200102', 'yyyyMMdd', $null).Day", ["2"]),
    ("[datetime]::new(2020, 5, 6).DayOfWeek", ["Wednesday"]),
    ("[datetime]::DaysInMonth(2023, 2); [datetime]::IsLeapYear(2024)", ["28", "True"]),
    ("[timespan]::FromSeconds(3661).ToString()", ["01:01:01"]),
    ("[timespan]::Parse('1.02:03:04').TotalHours", ["26.0511111111111"]),
    ("[timespan]::ParseExact('12:34', 'hh\\:mm', $null).TotalMinutes", ["754"]),
    ("([timespan]'-01:30:00').Hours; ([timespan]'-01:30:00').Minutes", ["-1", "-30"]),
    (
        "[datetimeoffset]::FromUnixTimeSeconds(0).Year; [datetimeoffset]::new(2020, 1, 1, 12, 0, 0, [timespan]::FromHours(2)).UtcDateTime.Hour",
        ["1970", "10"],
    ),
    (
        "[TimeZoneInfo]::ConvertTime([datetime]::new(2020, 7, 1, 12, 0, 0, [DateTimeKind]::Utc), [TimeZoneInfo]::FindSystemTimeZoneById('Europe/Berlin')).Hour",
        ["14"],
    ),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected


def test_all_formats_of_a_date():
    script = "$d = [datetime]'2020-01-02'; $d.GetDateTimeFormats().Count; $d.GetDateTimeFormats('d'); "
    assert shell.run(script + "$d.GetDateTimeFormats('D', [cultureinfo]'de-DE')") == [
        29,
        "1/2/2020",
        "1/2/20",
        "Jan 2, 2020",
        "Donnerstag, 2. Januar 2020",
    ]
