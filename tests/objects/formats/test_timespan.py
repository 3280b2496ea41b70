"""TimeSpan, Guid, Version, enums: written and read."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import DateTime, DateTimeOffset, NetError, SemanticVersion, TimeSpan, Version, define_enum
from psbridge.objects.culture import EN_US, INVARIANT, culture_of
from psbridge.objects.formats.failure import overflow
from psbridge.objects.formats.guid import format_guid, parse_guid
from psbridge.objects.formats.timespan import format_timespan, parse_timespan
from psbridge.objects.formats.value import format_enum, formatter_of, register_formatter, try_format
from psbridge.objects.formats.version import parse_semantic_version, parse_version

Attributes = define_enum("Tests.Formats.Attributes", "ReadOnly=1 Hidden=2", flags=True, register=False)
Plain = define_enum("Tests.Formats.Plain", "One=1 Two=2", register=False)
SPAN = TimeSpan.of(days=1, hours=2, minutes=3, seconds=4, milliseconds=500)


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (None, "1.02:03:04.5000000"),
        ("c", "1.02:03:04.5000000"),
        ("g", "1:2:03:04.5"),
        ("G", "1:02:03:04.5000000"),
        ("hh\\:mm", "02:03"),
        ("d\\.hh\\:mm", "1.02:03"),
        ("%h", "2"),
        ("dd' days 'fff", "01 days 500"),
        ("%F", "5"),
    ],
)
def test_writes(spec, text):
    assert format_timespan(SPAN, spec, EN_US) == text


def test_short_and_negative():
    assert format_timespan(TimeSpan.of(minutes=90), None, EN_US) == "01:30:00"
    assert format_timespan(TimeSpan(-SPAN.ticks), None, EN_US) == "-1.02:03:04.5000000"
    assert format_timespan(TimeSpan.of(seconds=1, milliseconds=500), "g", culture_of("de-DE")) == "0:00:01,5"


@pytest.mark.parametrize("spec", ["x", "hh:mm", "hhh", "'open", "%"])
def test_bad_patterns(spec):
    with pytest.raises(NetError, match="not in a correct format"):
        format_timespan(SPAN, spec, EN_US)


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("1.02:03:04", 937_840_000_000),
        ("3:04", 110_400_000_000),
        ("03:04:05", 110_450_000_000),
        ("1.02:03", 937_800_000_000),
        ("5", 4_320_000_000_000),
        (" -1:00:00.5 ", -36_005_000_000),
        ("1:2:3:4", 937_840_000_000),
        ("03:04:05.1234567", 110_451_234_567),
    ],
)
def test_reads(text, ticks):
    assert parse_timespan(text, INVARIANT).ticks == ticks


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x", "Format"), ("", "Format"), ("1:2:3:4:5", "Format"), ("25:00", "Overflow"), ("0:60", "Overflow"), ("99999999", "Overflow")],
)
def test_refuses(text, kind):
    with pytest.raises(NetError) as caught:
        parse_timespan(text, INVARIANT)
    assert caught.value.exception.is_a(f"System.{kind}Exception")


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_spans_read_back(ticks):
    span = TimeSpan(ticks)
    assert parse_timespan(format_timespan(span, None, INVARIANT), INVARIANT) == span
    assert parse_timespan(format_timespan(span, "G", INVARIANT), INVARIANT) == span


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (None, "00000000-0000-0000-0000-00000000000a"),
        ("N", "0000000000000000000000000000000a"),
        ("B", "{00000000-0000-0000-0000-00000000000a}"),
        ("P", "(00000000-0000-0000-0000-00000000000a)"),
        ("x", "{0x00000000,0x0000,0x0000,{0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x0a}}"),
    ],
)
def test_guids(spec, text):
    value = uuid.UUID(int=10)
    assert format_guid(value, spec) == text
    assert parse_guid(f" {text} ") == value


@given(st.uuids(), st.sampled_from("NDBPX"))
def test_guids_read_back(value, spec):
    assert parse_guid(format_guid(value, spec)) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zz", "Guid should contain 32 digits with 4 dashes"),
        ("", "Unrecognized Guid format."),
        ("{zz}", "Guid should contain 32 digits"),
        ("g" * 32, "only contain hexadecimal"),
        ("gggggggg-0000-0000-0000-000000000000", "only contain hexadecimal"),
        ("{0x1}", "Could not find a brace"),
    ],
)
def test_bad_guids(text, message):
    with pytest.raises(NetError, match=message):
        parse_guid(text)
    with pytest.raises(NetError, match="Format String can be only"):
        format_guid(uuid.UUID(int=0), "Q")


def test_versions():
    assert parse_version("1.2.3.4") == Version(1, 2, 3, 4)
    assert parse_semantic_version("1.2.3-rc.1+build.5") == SemanticVersion(1, 2, 3, "rc.1", "build.5")
    assert parse_semantic_version("7") == SemanticVersion(7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "too short or too long"),
        ("1.2.3.4.5", "too short or too long"),
        ("1.x", "not in a correct format"),
        ("1.-2", "greater than or equal to zero"),
        ("1.99999999999", "too large or too small for an Int32"),
    ],
)
def test_bad_versions(text, message):
    with pytest.raises(NetError, match=message):
        parse_version(text)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3.4", "1.2-", "1.2+", "1.2-a b"])
def test_bad_semantic_versions(text):
    with pytest.raises(NetError, match="not in a correct format"):
        parse_semantic_version(text)


@pytest.mark.parametrize(
    ("spec", "text"), [(None, "ReadOnly, Hidden"), ("G", "ReadOnly, Hidden"), ("d", "3"), ("X", "00000003"), ("F", "ReadOnly, Hidden")]
)
def test_enums(spec, text):
    assert format_enum(Attributes(3), spec) == text


def test_enum_rest():
    assert format_enum(Plain(3), "G") == "3"
    assert format_enum(Plain(3), "F") == "One, Two"
    with pytest.raises(NetError, match="Format String can be only"):
        format_enum(Plain(1), "Q")


def test_dispatch():
    assert try_format("x", "N") is None
    assert try_format(True, "N") is None
    assert try_format(5, None) == "5"
    assert try_format(-5, "D3", EN_US) == "-005"
    assert try_format(Attributes(1), "D") == "1"
    assert try_format(DateTime.of(2020, 1, 2), "yyyy", EN_US) == "2020"
    assert try_format(DateTimeOffset(DateTime.of(2020, 1, 2), TimeSpan(0)), "yyyy", EN_US) == "2020"
    assert formatter_of(list) is None

    class Weight:
        pass

    register_formatter(Weight, lambda value, spec, culture: f"{spec}!")
    assert try_format(Weight(), "kg") == "kg!"


def test_errors_are_net_errors():
    assert overflow("x").exception.is_a("System.ArithmeticException")
