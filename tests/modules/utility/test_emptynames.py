"""Empty texts where commands want names, and names that are none of variables."""

from __future__ import annotations

import pytest

REFUSED = (
    "Get-Process -Name ''",
    "Get-Command ''",
    "Get-Command -ParameterName ''",
    "Get-Help -Name ''",
    "Get-Alias ''",
    "Get-Alias -Definition ''",
    "Get-Variable ''",
    "Get-Variable x -Scope ''",
    "New-Variable x -Scope ''",
    "Get-Member '' -InputObject 1",
    "Get-TypeData ''",
    "Get-PSProvider ''",
    "Get-Runspace -Name ''",
    "Get-RunspaceDebug -RunspaceName ''",
    "Wait-Event ''",
    "Test-Json '{}' -Schema ''",
    "Update-List ''",
    "Restart-Computer ''",
    "Clear-History -CommandLine ''",
    "Start-Process x -WorkingDirectory ''",
    "Write-Output 1 -OutVariable ''",
    "Write-Output 1 -OutVariable '+'",
    "Write-Output 1 -ErrorVariable 'env:x'",
    "Write-Output 1 -PipelineVariable 'function:x'",
)


@pytest.mark.parametrize("script", REFUSED)
def test_refused(session, script):
    assert session.fails(script) == ["ParameterArgumentValidationError"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Write-Output 1 -OutVariable script:x | Out-Null; \"$x\"", ["1"]),
        ("$x = 5; Write-Output 1 -OutVariable +x | Out-Null; \"$x\"", ["5 1"]),
        ("Write-Output 1 -OutVariable '$x y' | Out-Null; \"${$x y}\"", ["1"]),
    ],
)  # fmt: skip
def test_odd_names_of_variables(session, script, expected):
    assert session.lines(script) == expected


def test_a_drive_is_no_place_for_a_variable(session):
    session.run("Write-Output 1 -OutVariable env:x")
    assert str(session.streams.errors[0]) == (
        "Cannot validate argument on parameter 'OutVariable'. Cannot validate argument 'env:x' because it is not a valid variable name."
    )


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$MaximumHistoryCount = 0", "ValidateSetFailure"),
        ("$MaximumHistoryCount = 'a'", "ValidateSetFailure"),
        ("$PSDefaultParameterValues = 5", "RuntimeException"),
        ("$OutputEncoding = 'x'", "RuntimeException"),
    ],
)
def test_variables_of_the_session_refuse(session, script, expected):
    assert session.fails(script) == [expected]


def test_default_values_stay_a_table_of_their_own(session):
    script = "$PSDefaultParameterValues = @{'Write-Output:InputObject' = 5}; $PSDefaultParameterValues.GetType().Name; Write-Output"
    assert session.lines(script) == ["DefaultParameterDictionary", "5"]


@pytest.mark.parametrize("call", ["f -ErrorAction Stop -ErrorVariable ev", "$ErrorActionPreference = 'Stop'; f -ErrorVariable ev"])
def test_an_error_that_stops_counts_once(session, call):
    record = "[Management.Automation.ErrorRecord]::new([Exception]::new('x'), 'id', 'NotSpecified', $null)"
    function = f"function f {{ [CmdletBinding()] param() try {{ $PSCmdlet.WriteError({record}) }} catch {{ 'inside' }}; 'after' }}"
    script = f"{function}; try {{ {call} }} catch {{ $_.FullyQualifiedErrorId }}; $ev.Count; $ev[0].GetType().Name; $error.Count"
    assert session.lines(script) == ["id,f", "1", "ActionPreferenceStopException", "1"]


def test_a_wrapped_value_is_a_psobject_and_itself(session):
    script = (
        "$x = [psobject]5; $x -is [psobject]; $x -is [int]; $x + 1; 5 -is [psobject]; $null -eq [psobject]$null; ([psobject](1, 2)).Count"
    )
    assert session.lines(script) == ["True", "True", "6", "False", "True", "2"]
