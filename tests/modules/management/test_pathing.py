"""Join-, Split-, Resolve-, Test-Path and where to go: what is said when a path means nothing, or too much."""

from __future__ import annotations

import pytest

from psbridge.modules.management import pathing

DIRS = "$null = New-Item -Type Directory a1, a2; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Test-Path '' -IsValid; Test-Path ' '; Test-Path a/b -IsValid; Test-Path zz:/x -IsValid", ["False", "False", "True", "False"]),
        ("Split-Path ~/a -IsAbsolute; Split-Path /a -IsAbsolute; Split-Path env:a -IsAbsolute", ["False", "True", "True"]),
        (
            "Resolve-Path variable:pwd -Relative; (Resolve-Path FileSystem::/).Path",
            ["Variable:/pwd", "Microsoft.PowerShell.Core\\FileSystem::/"],
        ),
        ("$null -eq (Get-Item FileSystem::/).PSDrive; (Get-Item /).PSDrive.Name", ["True", "/"]),
        (DIRS + "Set-Location a?; 'on'; Set-Location a2; Split-Path $PWD -Leaf", None),
        (
            "Push-Location / -StackName s; Set-Location -StackName s; (Get-Location -Stack).Name; (Set-Location -StackName default -PassThru).Name",
            ["s", "default"],
        ),
        ("Join-Path a b c; Join-Path a '\\b'; Join-Path a $null", ["a/b/c", "a/b", "a/"]),
    ],
)
def test_results(session, script, expected):
    assert pathing.JoinPath.DECLARATION.name == "Join-Path"
    if expected is not None:
        assert session.lines(script) == expected
    else:
        assert session.fails(script) == ["Argument"]
        assert str(session.run("Split-Path $PWD -Leaf")[0]) == "a2"


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Get-Location -PSDrive zz", "GetLocationNoMatchingDrive"),
        ("Get-Location -PSProvider Nope", "GetLocationNoMatchingProvider"),
        ("Set-Location -StackName none", "StackNotFound"),
        ("Pop-Location -StackName none", "Argument"),
        ("Set-Content f 1; Set-Location f", "PathNotFound"),
        ("Set-Location x*", "PathNotFound"),
        ("if (Join-Path zz: x) { throw 'something came' }", "DriveNotFound"),
    ],
)
def test_errors(session, script, error_id):
    assert session.fails(script) == [error_id]
