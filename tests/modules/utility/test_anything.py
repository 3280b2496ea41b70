"""What commands read of any object: no property of the kinds that scripts meet raises anything but PowerShell's errors."""

from __future__ import annotations

import pytest

SOURCES = [
    "([pscustomobject]@{a=1;b=2}).PSObject.Properties",
    "'a'.PSObject.Methods",
    "Get-TimeZone",
    "Get-PSCallStack",
    "Get-Runspace",
    "[runspacefactory]::CreateRunspace()",
    "$Host",
    "$Host.Runspace",
    "$MyInvocation",
    "Get-Command Get-Date",
    "Get-Process -Id $PID",
    "Get-Item .",
    "Get-PSDrive",
    "Get-Culture",
    "[System.Tuple]::Create(1, 'a')",
]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("reader", ["Select-Object *", "ConvertTo-Json -Depth 1 -WarningAction Ignore", "ConvertTo-Csv", "Measure-Object"])
def test_reading_everything(session, source, reader):
    assert session.run(f"{source} | {reader}")
    assert session.errors == []


@pytest.mark.parametrize("source", ["{ 1 }", "[System.Tuple]::Create(1, 'a')", "(Get-Item .).PSObject.Properties['Name']"])
def test_copies_are_whole(session, source):
    assert session.lines(f"$x = {source}; $x.psobject.Copy().ToString() -eq $x.ToString()") == ["True"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("([pscustomobject]@{a=2;b=1}).PSObject.Properties | Sort-Object Value | ForEach-Object Name", ["b", "a"]),
        ("([pscustomobject]@{a=2;b=1}).PSObject.Properties | Select-Object Name, Value | ForEach-Object { $_.Name, $_.Value }", None),
        ("(Get-TimeZone -Id UTC).StandardName", ["Coordinated Universal Time"]),
    ],
)
def test_members_as_objects(session, script, expected):
    assert session.lines(script) == (expected or ["a", "2", "b", "1"])
