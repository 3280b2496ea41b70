"""The op_ methods of values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from psbridge.engine.members import comparisons
from psbridge.modules import shell


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("[version]::op_GreaterThan('2.0', '1.0'); [version]::op_LessThan($null, '1.0')", [True, True]),
        ("[decimal]::op_Addition(1.5, 2).ToString(); [decimal]::op_Implicit(5).GetType().Name", ["3.5", "Decimal"]),
        ("[datetime]::op_Subtraction([datetime]'2020-01-02', [datetime]'2020-01-01').TotalDays", [1.0]),
        ("[timespan]::op_Equality('1:0', '1:0'); [timespan]::op_UnaryNegation('1:0').TotalHours", [True, -1.0]),
        ("[string]::op_Equality('a', 'A'); [guid]::op_Inequality([guid]::Empty, [guid]::Empty)", [False, False]),
        ("[bigint]::op_LessThanOrEqual(1, 1)", [True]),
    ],
)
def test_scripts_call_them(script, expected):
    assert shell.run(script) == expected


def test_get_member_shows_them():
    assert shell.run("([decimal] | Get-Member -Static -Force op_*).Name -join ' '")[0].split()[:3] == [
        "op_Addition",
        "op_Decrement",
        "op_Division",
    ]
    assert comparisons.__doc__


def test_conversions_stay_as_they_are():
    assert shell.run("[int][decimal]2.5; [decimal]'1.5' -eq 1.5; [version]'1.0' -lt '2.0'; 1d / 4") == [
        2,
        True,
        True,
        Decimal("0.25"),
    ]
