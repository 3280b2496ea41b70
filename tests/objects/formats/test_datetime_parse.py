"""Dates and times: written, read back, read as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import DateTime, DateTimeOffset, NetError, TimeSpan
from psbridge.objects.culture import EN_US, INVARIANT, culture_of
from psbridge.objects.formats import datetime_parse as dp
from psbridge.objects.formats.datetime_exact import parse_exact
from psbridge.objects.formats.datetime_text import format_datetime, format_offset
from psbridge.objects.scalars import LOCAL, MAX_TICKS, UNSPECIFIED, UTC

DE, GB, FR, JA = (culture_of(name) for name in ("de-DE", "en-GB", "fr-FR", "ja-JP"))
MOMENT = DateTime.of(2020, 7, 8, 9, 10, 11, 1_234_500)


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (None, "7/8/2020 9:10:11 AM"),
        ("d", "7/8/2020"),
        ("D", "Wednesday, July 8, 2020"),
        ("t", "9:10 AM"),
        ("T", "9:10:11 AM"),
        ("f", "Wednesday, July 8, 2020 9:10 AM"),
        ("F", "Wednesday, July 8, 2020 9:10:11 AM"),
        ("g", "7/8/2020 9:10 AM"),
        ("M", "July 8"),
        ("Y", "July 2020"),
        ("o", "2020-07-08T09:10:11.1234500"),
        ("s", "2020-07-08T09:10:11"),
        ("u", "2020-07-08 09:10:11Z"),
        ("R", "Wed, 08 Jul 2020 09:10:11 GMT"),
        ("yyyy/MM/dd HH:mm:ss", "2020/07/08 09:10:11"),
        ("%d", "8"),
        ("ddd dddd MMM MMMM", "Wed Wednesday Jul July"),
        ("yy y yyy", "20 20 2020"),
        ("h:mm:ss.fff tt t", "9:10:11.123 AM A"),
        ("ss.FFFFFFF", "11.12345"),
        ("'at' H\\h \"q\"", "at 9h q"),
        ("gg", "AD"),
    ],
)
def test_writes(spec, text):
    assert format_datetime(MOMENT, spec, EN_US) == text


@pytest.mark.parametrize(
    ("culture", "text"),
    [
        (INVARIANT, "07/08/2020 09:10:11"),
        (DE, "08.07.2020 09:10:11"),
        (GB, "08/07/2020 09:10:11"),
        (FR, "08/07/2020 09:10:11"),
        (JA, "2020/07/08 9:10:11"),
    ],
    ids=str,
)
def test_cultures(culture, text):
    assert format_datetime(MOMENT, None, culture) == text
    assert dp.parse_datetime(text, culture) == DateTime.of(2020, 7, 8, 9, 10, 11)
    long = format_datetime(MOMENT, "D", culture)
    if culture is not JA:
        assert dp.parse_datetime(long, culture) == DateTime.of(2020, 7, 8)


def test_names_in_cultures():
    assert format_datetime(MOMENT, "D", DE) == "Mittwoch, 8. Juli 2020"
    assert format_datetime(MOMENT, "D", FR) == "mercredi 8 juillet 2020"
    assert format_datetime(MOMENT, "D", JA) == "2020年7月8日水曜日"


def test_fraction_vanishes_with_its_point():
    assert format_datetime(DateTime.of(2020, 1, 1, second=5), "ss.FFF", EN_US) == "05"


@pytest.mark.parametrize("spec", ["q", "K", "%", "%%", "'open", "ss\\", "ffffffff"])
def test_bad_patterns(spec):
    with pytest.raises(NetError, match="not in a correct format"):
        format_datetime(MOMENT, spec, EN_US)


def test_kinds_and_zones():
    assert format_datetime(DateTime(MOMENT.ticks, UTC), "yyyyK", EN_US) == "2020Z"
    assert format_datetime(DateTime(MOMENT.ticks, UTC), "zzz z", EN_US) == "+00:00 +0"
    assert format_datetime(MOMENT, "yyyyK", EN_US) == "2020"
    east = DateTimeOffset(MOMENT, TimeSpan.of(hours=5, minutes=30))
    assert format_offset(east, None, EN_US) == "7/8/2020 9:10:11 AM +05:30"
    assert format_offset(east, "o", EN_US) == "2020-07-08T09:10:11.1234500+05:30"
    assert format_offset(east, "u", EN_US) == "2020-07-08 03:40:11Z"
    assert format_offset(east, "%z", EN_US) == "+5"
    with pytest.raises(NetError):
        format_offset(east, "U", EN_US)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-12-25", DateTime.of(2021, 12, 25)),
        ("2019-07-04T09:08:07.250", DateTime.of(2019, 7, 4, 9, 8, 7, 2_500_000)),
        ("2019-07-04 09:08", DateTime.of(2019, 7, 4, 9, 8)),
        ("03/04/2021", DateTime.of(2021, 3, 4)),
        ("3/4/21", DateTime.of(2021, 3, 4)),
        ("3/4/85", DateTime.of(1985, 3, 4)),
        ("2021/3/4", DateTime.of(2021, 3, 4)),
        ("2021.3.4", DateTime.of(2021, 3, 4)),
        ("3-4-2021 5:06 PM", DateTime.of(2021, 3, 4, 17, 6)),
        ("3/4/2021 12:06:07 AM", DateTime.of(2021, 3, 4, 0, 6, 7)),
        ("3/4/2021 5 pm", DateTime.of(2021, 3, 4, 17)),
        ("Jan 5, 2020", DateTime.of(2020, 1, 5)),
        ("5 January 2020", DateTime.of(2020, 1, 5)),
        ("January 2020", DateTime.of(2020, 1, 1)),
        ("2020 Jan 5", DateTime.of(2020, 1, 5)),
        ("Wednesday, July 8, 2020 9:10:11 AM", DateTime.of(2020, 7, 8, 9, 10, 11)),
        ("Wed, 8 Jul 2020 09:10:11", DateTime.of(2020, 7, 8, 9, 10, 11)),
        ("5/2020", DateTime.of(2020, 5, 1)),
        ("2020-05", DateTime.of(2020, 5, 1)),
        ("  2020-05-06  ", DateTime.of(2020, 5, 6)),
        ("9:10:11.5 7/8/2020", DateTime.of(2020, 7, 8, 9, 10, 11, 5_000_000)),
    ],
)
def test_reads(text, value):
    found = dp.parse_datetime(text, EN_US)
    assert found == value
    assert found.kind == UNSPECIFIED


def test_missing_parts_come_from_today():
    today = DateTime.now().parts
    assert dp.parse_datetime("12:30", EN_US) == DateTime.of(today.year, today.month, today.day, 12, 30)
    assert dp.parse_datetime("Jan 5", EN_US) == DateTime.of(today.year, 1, 5)
    assert dp.parse_datetime("12:30", EN_US, dp.NO_CURRENT_DATE) == DateTime.of(1, 1, 1, 12, 30)


@pytest.mark.parametrize(
    "text", ["2020-05-06T07:08:09Z", "2020-05-06T09:08:09+02:00", "2020-05-06 09:08:09 +2", "Wed, 06 May 2020 07:08:09 GMT"]
)
def test_zones_give_local_time(text):
    found = dp.parse_datetime(text, EN_US)
    assert found.kind == LOCAL
    assert found.to_utc() == DateTime.of(2020, 5, 6, 7, 8, 9)
    universal = dp.parse_datetime(text, EN_US, dp.ADJUST_TO_UNIVERSAL)
    assert (universal.kind, universal) == (UTC, DateTime.of(2020, 5, 6, 7, 8, 9))


def test_styles():
    assert dp.parse_datetime("2020-05-06", EN_US, dp.ASSUME_UNIVERSAL | dp.ADJUST_TO_UNIVERSAL).kind == UTC
    assert dp.parse_datetime("2020-05-06", EN_US, dp.ASSUME_LOCAL).kind == LOCAL
    assert dp.parse_datetime("2020-05-06", EN_US, dp.ASSUME_LOCAL | dp.ADJUST_TO_UNIVERSAL).kind == UTC
    assert dp.parse_datetime("2020-05-06", EN_US, dp.ASSUME_UNIVERSAL).kind == LOCAL
    assert dp.parse_datetime("2020-05-06T00:00:00Z", EN_US, dp.ROUNDTRIP_KIND).kind == UTC


def test_offsets():
    found = dp.parse_offset("2020-05-06T09:08:09+02:00", EN_US)
    assert found.clock == DateTime.of(2020, 5, 6, 9, 8, 9)
    assert found.offset == TimeSpan.of(hours=2)
    assert dp.parse_offset("2020-05-06", EN_US, dp.ASSUME_UNIVERSAL).offset == TimeSpan(0)
    assert dp.parse_offset("2020-05-06T09:08:09+02:00", EN_US, dp.ADJUST_TO_UNIVERSAL).clock == DateTime.of(2020, 5, 6, 7, 8, 9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "String '' was not recognized as a valid DateTime."),
        ("notadate", "The string 'notadate' was not recognized as a valid DateTime. There is an unknown word starting at index '0'."),
        ("2020-01-02 foo", "There is an unknown word starting at index '11'."),
        ("2020-13-45", "String '2020-13-45' was not recognized as a valid DateTime."),
        ("2020-02-30", "String '2020-02-30' was not recognized as a valid DateTime."),
        ("5", "String '5' was not recognized as a valid DateTime."),
        ("25:00", "String '25:00' was not recognized as a valid DateTime."),
        ("1/2/3/4", "String '1/2/3/4' was not recognized as a valid DateTime."),
        ("20200506", "String '20200506' was not recognized as a valid DateTime."),
        ("13:00 PM", "String '13:00 PM' was not recognized as a valid DateTime."),
        ("Jan Feb 2020", "String 'Jan Feb 2020' was not recognized"),
        ("2020-01-01T00:00:00+99:00", "was not recognized as a valid DateTime."),
        ("Monday, July 8, 2020", "because the day of week was incorrect."),
    ],
)
def test_refuses(text, message):
    with pytest.raises(NetError) as caught:
        dp.parse_datetime(text, EN_US)
    assert message in caught.value.exception.message
    assert caught.value.exception.is_a("System.FormatException")


@pytest.mark.parametrize(
    ("text", "pattern", "value"),
    [
        ("20200506", "yyyyMMdd", DateTime.of(2020, 5, 6)),
        ("06.05.20 7:08", "dd.MM.yy H:mm", DateTime.of(2020, 5, 6, 7, 8)),
        ("5/6/2020", "d", DateTime.of(2020, 5, 6)),
        ("2020-05-06T07:08:09", "s", DateTime.of(2020, 5, 6, 7, 8, 9)),
        ("2020-05-06T07:08:09.1234567", "o", DateTime.of(2020, 5, 6, 7, 8, 9, 1_234_567)),
        ("Wed 6 May 2020 07 PM", "ddd d MMM yyyy hh tt", DateTime.of(2020, 5, 6, 19)),
        ("6 May, 2020", "d MMMM, yyyy", DateTime.of(2020, 5, 6)),
        ("07:08.5", "HH:mm.F", None),
        ("2020 at 5", "yyyy 'at' M", DateTime.of(2020, 5, 1)),
    ],
)
def test_exact(text, pattern, value):
    found = parse_exact(text, pattern, EN_US)
    if value is not None:
        assert found == value


def test_exact_refuses_and_tries_several():
    with pytest.raises(NetError, match="String '2020' was not recognized as a valid DateTime"):
        parse_exact("2020", "yyyyMMdd", EN_US)
    assert parse_exact("2020", ["yyyyMMdd", "yyyy"], EN_US) == DateTime.of(2020, 1, 1)
    with pytest.raises(NetError):
        parse_exact(" 2020 ", "yyyy", EN_US)
    assert parse_exact(" 2020 ", "yyyy", EN_US, dp.LEADING_WHITE | dp.TRAILING_WHITE) == DateTime.of(2020, 1, 1)
    assert parse_exact("20 20 05", "yyyy MM", EN_US, dp.INNER_WHITE) == DateTime.of(2020, 5, 1)
    assert parse_exact("2020-05-06T07:08:09.0000000Z", "o", EN_US).kind == UTC
    with pytest.raises(NetError):
        parse_exact(None, "yyyy", EN_US)


_ticks = st.integers(0, MAX_TICKS)


@given(_ticks)
def test_round_trip_pattern(ticks):
    moment = DateTime(ticks)
    assert parse_exact(format_datetime(moment, "o", EN_US), "o", EN_US) == moment
    assert dp.parse_datetime(format_datetime(moment, "o", EN_US), EN_US) == moment


@given(_ticks, st.sampled_from([EN_US, INVARIANT, DE, GB, FR]))
def test_general_pattern_reads_back_to_the_second(ticks, culture):
    moment = DateTime(ticks - ticks % 10_000_000)
    assert dp.parse_datetime(format_datetime(moment, None, culture), culture) == moment


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_format_exception(text):
    try:
        dp.parse_datetime(text, EN_US)
    except NetError as error:
        assert error.exception.is_a("System.FormatException")
