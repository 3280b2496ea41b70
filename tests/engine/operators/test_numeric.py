"""Numbers as operands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.operators import numeric as n
from psbridge.objects import Char, Int64, NetError


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, 0), ("12", 12), (" 0x1F ", 31), ("", 0), ("1kb", 1024), ("-3", -3), (Char("A"), 65), (True, 1), ("2.5", 2.5)],
)
def test_as_number(value, expected):
    assert n.as_number(value) == expected


def test_as_number_refuses_words():
    with pytest.raises(NetError, match="Input string was not in a correct format"):
        n.as_number("abc")


def test_decimals_keep_their_scale():
    assert str(n.decimals("*", Decimal("1.0"), Decimal("2.00"))) == "2.000"
    assert str(n.decimals("/", Decimal(1), Decimal(8))) == "0.125"


@pytest.mark.parametrize(("symbol", "left", "right"), [("/", 1, 0), ("*", Decimal(10) ** 28, 100)])
def test_decimals_refuse(symbol, left, right):
    with pytest.raises(ScriptError):
        n.decimals(symbol, left, right)


def test_integer_division():
    assert n.integer_divide(7, 2, int) == 3.5
    assert n.integer_divide(-6, 2, Int64) == Int64(-3)
    assert n.integer_remainder(-7, 3, int) == -1
