"""Get-ExperimentalFeature."""

from __future__ import annotations

from typing import Any

import pytest

ENGINE = ["PSCommandNotFoundSuggestion", "PSImplicitRemotingBatching", "PSNullConditionalOperators", "PSUnixFileStat"]
MODULES = ["Microsoft.PowerShell.Utility.PSManageBreakpointsInRunspace", "PSDesiredStateConfiguration.InvokeDscResource"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(Get-ExperimentalFeature).Name", [*ENGINE, *MODULES]),
        ("(Get-ExperimentalFeature psn*, *stat).Name", ENGINE[2:]),
        ("('*Batching' | Get-ExperimentalFeature).Source", ["PSEngine"]),
        ("(Get-ExperimentalFeature *Dsc*).Source -like '*PSDesiredStateConfiguration.psd1'", ["True"]),
        ("@(Get-ExperimentalFeature none).Count", ["0"]),
        ("(Get-ExperimentalFeature | Group-Object Enabled).Name", ["False"]),
        (
            "Get-ExperimentalFeature PSUnix* | ForEach-Object { $_.GetType().FullName }",
            ["System.Management.Automation.ExperimentalFeature"],
        ),
    ],
)
def test_features(script: str, expected: list[str], session: Any) -> None:
    assert session.lines(script) == expected


def test_an_empty_name_is_refused(session: Any) -> None:
    assert session.fails("Get-ExperimentalFeature ''") == ["ParameterArgumentValidationError"]


def test_the_table(session: Any) -> None:
    assert session.shown("Get-ExperimentalFeature PSUnixFileStat").splitlines()[0].split() == ["Name", "Enabled", "Source", "Description"]
