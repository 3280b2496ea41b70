"""Scalars: ticks, kinds, zones, versions, secrets."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import (
    AutomationNull,
    DateTime,
    DateTimeOffset,
    PSCredential,
    ScriptBlock,
    SecureString,
    SemanticVersion,
    SwitchParameter,
    TimeSpan,
    Uri,
    Version,
    XmlText,
    type_of,
)
from psbridge.objects.scalars import LOCAL, MAX_TICKS, TICKS_PER_SECOND, UNIX_EPOCH_TICKS, UNSPECIFIED, UTC

_spans = st.timedeltas(dt.timedelta(days=-10_000), dt.timedelta(days=10_000))


@given(_spans)
def test_time_spans_and_timedeltas(delta):
    assert TimeSpan.from_timedelta(delta).to_timedelta() == delta


def test_time_spans():
    span = TimeSpan.of(days=1, hours=2, minutes=3, seconds=4, milliseconds=5)
    assert span.ticks == 937_840_050_000
    assert span.total_seconds == 93_784.005
    assert TimeSpan(1) < TimeSpan(2)
    assert len({TimeSpan(1), TimeSpan(1)}) == 1
    assert TimeSpan(1) != 1


@given(st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)))
def test_naive_datetimes(moment):
    value = DateTime.from_datetime(moment)
    assert value.kind == UNSPECIFIED
    assert value.to_datetime() == moment


@given(st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2037, 1, 1)))
def test_aware_datetimes(moment):
    aware = moment.replace(tzinfo=dt.UTC)
    value = DateTime.from_datetime(aware)
    assert value.kind == UTC
    assert value.to_datetime() == aware
    east = DateTime.from_datetime(aware.astimezone(dt.timezone(dt.timedelta(hours=5))))
    assert east.kind == LOCAL
    assert east.to_utc() == value
    assert east.to_datetime() == aware


def test_parts_of_a_moment():
    value = DateTime.of(2020, 2, 29, 1, 2, 3, 1_234_567, UTC)
    assert value.parts == dt.datetime(2020, 2, 29, 1, 2, 3)
    assert value.fraction == 1_234_567
    assert value.to_utc() is value
    assert value.to_local().to_utc() == value
    assert value.utc_offset == TimeSpan(0)
    assert value.add(TimeSpan.of(seconds=1)).ticks - value.ticks == TICKS_PER_SECOND
    assert value.add(5).kind == UTC


def test_limits():
    assert DateTime(MAX_TICKS).parts.year == 9999
    assert DateTime(0).to_local().ticks >= 0
    assert DateTime(MAX_TICKS, LOCAL).to_utc().ticks <= MAX_TICKS
    for ticks in (-1, MAX_TICKS + 1):
        with pytest.raises(ValueError, match="between 0"):
            DateTime(ticks)


def test_now_is_after_the_epoch():
    assert DateTime.utc_now().ticks > UNIX_EPOCH_TICKS
    assert DateTime.utc_now().kind == UTC
    assert DateTime.now().kind == LOCAL


def test_kind_does_not_count_in_comparison():
    assert DateTime(5, UTC) == DateTime(5)
    assert DateTime(5) < DateTime(6, UTC)
    assert len({DateTime(5), DateTime(5, UTC)}) == 1


def test_offsets_compare_by_moment():
    first = DateTimeOffset(DateTime.of(2020, 1, 1, 12), TimeSpan.of(hours=2))
    second = DateTimeOffset(DateTime.of(2020, 1, 1, 10), TimeSpan(0))
    assert first == second
    assert hash(first) == hash(second)
    assert not first < second


def test_versions():
    assert Version.parse("1.2.3") == Version(1, 2, 3)
    assert str(Version(1, 2)) == "1.2"
    assert Version(1, 2) < Version(1, 2, 0)
    for bad in ("1", "1.2.3.4.5", "a.b", "1.-2", ""):
        with pytest.raises(ValueError, match="not a version"):
            Version.parse(bad)
    assert str(SemanticVersion(1, 2, 3, "rc.1", "b")) == "1.2.3-rc.1+b"


def test_secrets_do_not_show():
    secret = SecureString("hidden")
    secret.append("!")
    assert secret.reveal() == "hidden!"
    assert len(secret) == 7
    assert "hidden" not in repr(secret)
    credential = PSCredential("user", secret)
    assert "hidden" not in repr(credential)
    assert credential.reveal() == "hidden!"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)


def test_switches():
    assert SwitchParameter(True) == True  # noqa: E712 the comparison is the point
    assert not SwitchParameter(False)
    assert SwitchParameter(True) == SwitchParameter(True)


def test_texts():
    assert Uri("a") == Uri("a")
    assert str(Uri("a")) == "a"
    assert XmlText("<a/>") == XmlText("<a/>")
    assert len({XmlText("<a/>"), XmlText("<a/>"), Uri("x"), Uri("x")}) == 2


def test_automation_null_is_one():
    assert pickle.loads(pickle.dumps(AutomationNull)) is AutomationNull
    assert not AutomationNull


def test_script_blocks_that_are_only_text_do_not_run():
    block = ScriptBlock(" 1 ")
    assert str(block) == " 1 "
    with pytest.raises(NotImplementedError):
        block.invoke_on(None)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (DateTime(0), "System.DateTime"),
        (TimeSpan(0), "System.TimeSpan"),
        (Version(1, 0), "System.Version"),
        (SecureString(), "System.Security.SecureString"),
        (XmlText(""), "System.Xml.XmlDocument"),
    ],
)
def test_types(value, name):
    assert type_of(value).full_name == name
