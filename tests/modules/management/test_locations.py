"""Where a session stands: history of Set-Location, stacks as values, and names that a rename may give."""

from __future__ import annotations

import pytest

from psbridge.modules.management import locations


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$at = \"$PWD\"; Set-Location /; Set-Location -; \"$PWD\" -eq $at; Set-Location +; \"$PWD\"", ["True", "/"]),
        ("Set-Location /; Set-Location -; Set-Location .; (Get-Location -StackName '').Count", ["0"]),
        ("$at = \"$PWD\"; 1..19 | ForEach-Object { Set-Location / }; Set-Location /; 1..20 | ForEach-Object { Set-Location - }; \"$PWD\" -eq $at", ["True"]),
        ("$at = \"$PWD\"; Push-Location /; foreach ($one in (Get-Location -Stack)) { $one.Path -eq $at }", ["True"]),
        ("Set-Content b 1; Rename-Item b ./c; Rename-Item \"$PWD/c\" \"$PWD/e\"; Test-Path e", ["True"]),
        ("Set-Item env:AA 1; Rename-Item env:AA BB; $env:BB; Remove-Item env:BB", ["1"]),
    ],
)
def test_results(session, script, expected):
    assert locations.SetLocation.DECLARATION.name == "Set-Location"
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Set-Location -", "System.InvalidOperationException"),
        ("1..25 | ForEach-Object { Set-Location / }; 1..21 | ForEach-Object { Set-Location - }", "System.InvalidOperationException"),
        ("Set-Location +", "System.InvalidOperationException"),
        ("Set-Location /; Set-Location -; Set-Location .; Set-Location +", "System.InvalidOperationException"),
        ("Set-Content b 1; Rename-Item b c/d", "Argument"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]
