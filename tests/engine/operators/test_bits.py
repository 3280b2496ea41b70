"""Bitwise operators, shifts, ranges."""

from __future__ import annotations

import operator

import pytest

from psbridge.engine.operators import bits
from psbridge.objects import Byte, Char, Int64, NetError, UInt32, UInt64

AND, OR = bits.bitwise(operator.and_), bits.bitwise(operator.or_)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (AND(12, 10), 8),
        (AND("12", "10"), 8),
        (AND(255, Int64(15)), Int64(15)),
        (OR(Byte(240), Byte(15)), 255),
        (AND(3.6, 7), UInt64(4)),
        (bits.complement(5), -6),
        (bits.complement(UInt32(0)), UInt32(4294967295)),
        (bits.shift_left(1, 31), -2147483648),
        (bits.shift_left(1, 32), 1),
        (bits.shift_left(Int64(1), 40), Int64(1 << 40)),
        (bits.shift_right(-8, 1), -4),
    ],
)
def test_bits(found, expected):
    assert (found, type(found)) == (expected, type(expected))


def test_enums_stay_enums():
    from psbridge.objects import define_enum

    kind = define_enum("Test.Bits", "None A B=2 C=4", flags=True, register=False)
    assert str(OR(kind(1), "B")) == "A, B"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1, 3, [1, 2, 3]),
        (3, 1, [3, 2, 1]),
        ("1", "3", [1, 2, 3]),
        (1.6, 3, [2, 3]),
        (None, 1, [0, 1]),
        (Char("a"), 99, [97, 98, 99]),
        ("49", Char("3"), [49, 50, 51]),
    ],
)
def test_ranges(low, high, expected):
    assert list(bits.range_of(low, high)) == expected


def test_character_ranges():
    assert bits.range_of("d", "a") == [Char("d"), Char("c"), Char("b"), Char("a")]


@pytest.mark.parametrize(("low", "high"), [("ab", "cd"), ("1", "x"), ("x", "1")])
def test_words_make_no_range(low, high):
    with pytest.raises(NetError, match="Input string was not in a correct format"):
        bits.range_of(low, high)


def test_digits_that_are_characters_make_a_range_of_those():
    assert bits.range_of(Char("1"), Char("3")) == [Char("1"), Char("2"), Char("3")]


def test_the_complement_of_an_enum_stays_within_its_type(ps):
    script = "enum B : byte { Min = 0; Low = 1; High = 254; Max = 255 }; enum S : sbyte { Low = -127; High = 126 }; -bnot [B]::High; -bnot [B]::Min; -bnot [S]::Low"
    assert [str(one) for one in ps(script)] == ["Low", "Max", "High"]
