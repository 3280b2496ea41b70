"""Values as lines of ASCII, there and back."""

from __future__ import annotations

import datetime as dt
import decimal

import pytest

from psbridge.clixml.frames import decode, encode, frames

VALUES = [1, 2**40, 0.5, True, None, "", "two\nlines", "h\u00e9 \u2603 \U0001f600", "_x0041_", [1, [2]], {"a": [1, {"b": None}]}]


@pytest.mark.parametrize("value", [*VALUES, decimal.Decimal("1.5"), dt.datetime(2020, 2, 3, tzinfo=dt.UTC), b"\x00\xff"])
def test_there_and_back(value):
    line = encode("output", value)
    assert line.isascii()
    assert line.count("\n") == 1
    assert decode(line) == ("output", value)


def test_a_line_of_one_word_has_no_value():
    assert decode("input\n") == ("input", None)


def test_empty_lines_are_no_frames():
    assert [kind for kind, _ in frames(["", "a\n", "\n", "b"])] == ["a", "b"]
