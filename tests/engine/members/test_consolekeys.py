"""System.ConsoleKeyInfo."""

from __future__ import annotations

import pytest

from psbridge.engine.members import consolekeys

K = "[ConsoleKeyInfo]"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"$k = {K}::new('a', 'A', $true, $false, $true); $k.KeyChar; $k.Key; $k.Modifiers", ["a", "A", "Shift, Control"]),
        (f"$k = {K}::new('x', 88, $false, $true, $false); $k.Key; $k.Modifiers", ["X", "Alt"]),
        (f"$k = {K}::new(); [int]$k.KeyChar; [int]$k.Key; [int]$k.Modifiers", ["0", "0", "0"]),
        (f"{K}::new('a', 65, 0, 0, 0) -eq {K}::new('a', 'A', 0, 0, 0)", ["True"]),
        (f"{K}::new('a', 65, 0, 0, 0).Equals({K}::new('a', 65, 1, 0, 0)); {K}::new('a', 65, 0, 0, 0).Equals('a')", ["False", "False"]),
        (f"$s = @{{}}; $s[{K}::new('a', 65, 0, 0, 0)] = 1; $s[{K}::new('a', 65, 0, 0, 0)]", ["1"]),
        (f"{K}.IsValueType; {K}.FullName", ["True", consolekeys.ConsoleKeyInfo.net_type.full_name]),
    ],
)
def test_keys(evaluate, script, expected):
    assert evaluate(script) == expected
