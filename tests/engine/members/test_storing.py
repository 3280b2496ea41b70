"""Array.SetValue stores what .NET stores."""

from __future__ import annotations

import pytest

from psbridge.engine.members import storing

_TRY = "try {{ {0} }} catch {{ $_.Exception.InnerException.GetType().Name }}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$a = [int[]](1, 2); $a.SetValue([byte] 7, 0); $a.SetValue($null, 1); $a", ["7", "0"]),
        ("$a = [long[]](1, 2); $a.SetValue([DayOfWeek]::Friday, 0); $a[0]; $a[0].GetType().Name", ["5", "Int64"]),
        (_TRY.format("([int[]] 1).SetValue('5', 0)"), ["InvalidCastException"]),
        (_TRY.format("([int[]] 1).SetValue(5L, 0)"), ["ArgumentException"]),
        (_TRY.format("([DayOfWeek[]] 1).SetValue(2, 0)"), ["InvalidCastException"]),
        (_TRY.format("([string[]] 'a').SetValue(2, 0)"), ["InvalidCastException"]),
        ("$a = [string[]] 'a'; $a.Set(0, 5); $a", ["5"]),
    ],
)
def test_what_arrays_store(evaluate, script, expected):
    assert storing.stored is not None
    assert evaluate(script) == expected
