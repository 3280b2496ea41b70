"""`+ - * / %` on values of all kinds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.operators import arithmetic as a
from psbridge.objects import (
    BigInteger,
    Byte,
    Char,
    DateTime,
    Hashtable,
    Int64,
    NetError,
    OrderedDictionary,
    Single,
    TimeSpan,
    UInt32,
    UInt64,
)
from psbridge.objects.enums import define_enum


@pytest.mark.parametrize(
    ("operation", "left", "right", "expected"),
    [
        (a.add, 1, 2, 3),
        (a.add, 2147483647, 1, 2147483648.0),
        (a.add, Byte(200), Byte(100), 300),
        (a.add, Int64(5), 1, Int64(6)),
        (a.add, Int64(Int64.MAX), 1, 9.223372036854775807e18),
        (a.add, UInt32(1), UInt32(2), UInt32(3)),
        (a.add, UInt32(1), -2, Int64(-1)),
        (a.subtract, UInt64(5), 6, -1.0),
        (a.add, Decimal("1.10"), Decimal("2.20"), Decimal("3.30")),
        (a.add, 1, "2.5", 3.5),
        (a.add, 1, "0x10", 17),
        (a.add, "a", 1, "a1"),
        (a.add, None, 5, 5),
        (a.add, Char("a"), 1, "a1"),
        (a.add, True, True, 2),
        (a.add, [1], [2, 3], [1, 2, 3]),
        (a.add, [1], "x", [1, "x"]),
        (a.subtract, "10", 2, 8),
        (a.multiply, "ab", 2, "abab"),
        (a.multiply, [1, 2], 2, [1, 2, 1, 2]),
        (a.multiply, 3, "2", 6),
        (a.divide, 7, 2, 3.5),
        (a.divide, 6, 2, 3),
        (a.divide, "10", "4", 2.5),
        (a.divide, 1.0, 0, float("inf")),
        (a.remainder, -7, 3, -1),
        (a.remainder, 7, -3, 1),
        (a.remainder, 7.5, 2, 1.5),
        (a.multiply, BigInteger(5), 2, BigInteger(10)),
        (a.add, Single(1), Single(2), 3.0),
    ],
)
def test_calculates(operation, left, right, expected):
    found = operation(left, right)
    assert (found, type(found)) == (expected, type(expected))


def test_dates_move():
    day = DateTime.of(2020, 1, 31)
    assert a.add(day, TimeSpan.of(days=1)) == DateTime.of(2020, 2, 1)
    assert a.subtract(DateTime.of(2020, 3, 1), DateTime.of(2020, 2, 1)) == TimeSpan.of(days=29)


def test_dictionaries_merge_and_keep_their_kind():
    assert dict(a.add(Hashtable({"a": 1}), Hashtable({"b": 2})).items()) == {"a": 1, "b": 2}
    assert type(a.add(OrderedDictionary({"a": 1}), Hashtable({"b": 2}))) is OrderedDictionary
    with pytest.raises(NetError, match="Item has already been added"):
        a.add(Hashtable({"a": 1}), Hashtable({"A": 2}))


@pytest.mark.parametrize(
    ("operation", "left", "right", "error_id"),
    [
        (a.subtract, [1, 2], 1, "MethodNotFound"),
        (a.divide, 1, 0, "RuntimeException"),
        (a.remainder, 5, 0, "RuntimeException"),
        (a.multiply, True, 5, "NotADefinedOperationForType"),
    ],
)
def test_refuses(operation, left, right, error_id):
    with pytest.raises(ScriptError) as caught:
        operation(left, right)
    assert caught.value.record.error_id == error_id


def test_text_has_a_limit():
    with pytest.raises(NetError, match="Insufficient memory"):
        a.multiply("x" * 1000, 2_000_000)


@pytest.mark.parametrize(("value", "by", "expected"), [(1, 1, 2), (None, -1, -1), (2147483647, 1, 2147483648.0), (1.5, 1, 2.5)])
def test_steps(value, by, expected):
    assert a.step(value, by) == expected


@pytest.mark.parametrize("operation", [a.add, a.subtract, a.multiply])
def test_operands_of_the_usual_classes_are_added_as_all_others(operation, monkeypatch):
    values = [0, 7, -3, 2147483647, -2147483648, Int64(5), Int64(2**62), Int64(-(2**63)), 0.0, -0.5, 1e308, float("inf")]
    quick = [operation(left, right) for left in values for right in values]
    monkeypatch.setattr(a, "_FITS", {})
    slow = [operation(left, right) for left in values for right in values]
    assert [(type(v), repr(v)) for v in quick] == [(type(v), repr(v)) for v in slow]


@pytest.mark.parametrize("value", [Char("a"), BigInteger(5), True, "5"])
def test_steps_only_numbers(value):
    with pytest.raises(ScriptError) as caught:
        a.step(value, 1)
    assert caught.value.record.error_id == "OperatorRequiresNumber"


def test_an_enum_on_the_left_stays_one():
    day = define_enum("Test.Day", {"Sunday": 0, "Monday": 1, "Tuesday": 2})
    monday = day(1)
    assert [type(x) for x in (a.add(monday, 1), a.subtract(monday, monday), a.step(monday, 1), a.add(1, monday))] == [day, day, day, int]
    with pytest.raises(NetError, match="Unable to cast object of type 'System.Double' to type 'Test.Day'"):
        a.divide(monday, 2)
