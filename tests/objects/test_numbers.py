"""Numbers that keep their width."""

from __future__ import annotations

import copy
import math
import pickle
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.objects import BigInteger, Byte, Char, Int16, Int64, IntPtr, SByte, Single, SizedInt, UInt16, UInt32, UInt64
from psbridge.objects.numbers import code_units, to_single

WIDTHS = (Byte, SByte, Int16, UInt16, UInt32, Int64, UInt64, IntPtr)


@pytest.mark.parametrize("width", WIDTHS)
def test_widths(width):
    assert issubclass(width, SizedInt)
    assert width.MAX is not None
    value = width(width.MAX)
    assert value == width.MAX
    assert str(value) == str(int(width.MAX))
    assert repr(value) == f"{width.__name__}({int(width.MAX)})"
    for again in (pickle.loads(pickle.dumps(value)), copy.copy(value)):
        assert again == value
        assert type(again) is width


def test_ranges():
    assert (Byte.MIN, Byte.MAX) == (0, 255)
    assert (Int64.MIN, UInt64.MAX) == (-(2**63), 2**64 - 1)
    assert (BigInteger.MIN, BigInteger.MAX) == (None, None)


@given(st.floats(allow_nan=False))
def test_singles_are_what_32_bits_hold(value):
    made = Single(value)
    assert made == to_single(value)
    if math.isfinite(made):
        assert struct.unpack("<f", struct.pack("<f", made))[0] == made
    assert type(pickle.loads(pickle.dumps(made))) is Single


def test_singles_overflow_to_infinity():
    assert Single(1e300) == math.inf
    assert Single(-1e300) == -math.inf
    assert repr(Single("1.5")) == "Single(1.5)"
    assert str(Single(1.5)) == "1.5"


@pytest.mark.parametrize(
    ("text", "units"),
    [("", ""), ("ab", "ab"), ("\u20ac", "\u20ac"), ("a\U0001f600b", "a\ud83d\ude00b"), ("\ud83d\U0010ffff", "\ud83d\udbff\udfff")],
)
def test_code_units(text, units):
    assert code_units(text) == units


def test_chars():
    assert Char(65) == "A"
    assert str(Char("x")) == "x"
    assert repr(Char("x")) == "Char('x')"
    assert type(pickle.loads(pickle.dumps(Char("x")))) is Char
    for bad in ("", "ab", "\U0001f600", 0x1F600):
        with pytest.raises(ValueError, match="one UTF-16 code unit"):
            Char(bad)
