"""Limits of validation attributes: psbridge.engine.limits."""

from __future__ import annotations

import pytest

from psbridge.engine.limits import check_lengths, common_type, range_limits
from psbridge.objects import find_type
from psbridge.objects.exceptions import NetError
from psbridge.objects.numbers import Int64


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("Int32", "Byte", "Int32"),
        ("Int32", "UInt32", "Double"),
        ("UInt32", "UInt16", "UInt32"),
        ("Int32", "Int64", "Int64"),
        ("UInt64", "Int64", "Double"),
        ("Int32", "Single", "Double"),
        ("Double", "Decimal", "Decimal"),
        ("Int32", "String", None),
    ],
)
def test_numbers_meet_in_a_type(one, other, common):
    found = common_type(find_type("System." + one), find_type("System." + other))
    assert (found.name if found else None) == common


def test_limits_are_brought_together():
    low, high = range_limits(1, Int64(5))
    assert (type(low), type(high)) == (Int64, Int64)


@pytest.mark.parametrize(("low", "high", "error_id"), [(5, 1, "MaxRangeSmallerThanMinRange"), ("a", 1, "MinRangeNotTheSameTypeOfMaxRange")])
def test_limits_that_cannot_be(low, high, error_id):
    with pytest.raises(NetError) as caught:
        range_limits(low, high)
    assert caught.value.exception.error_record.error_id == error_id


@pytest.mark.parametrize(("low", "high", "error_id"), [(-1, 2, "ArgumentOutOfRange"), (0, 0, "ArgumentOutOfRange"), (3, 2, "Mine")])
def test_lengths_that_cannot_be(low, high, error_id):
    with pytest.raises(NetError) as caught:
        check_lengths(low, high, "text", "Mine")
    assert caught.value.exception.error_record.error_id == error_id
