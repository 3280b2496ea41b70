"""Get-, Enable- and Disable-ExperimentalFeature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace

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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory without settings."""
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home" / ".config" / "powershell" / "powershell.config.json"


def test_what_is_switched_on_counts_from_the_next_start(home: Path, session: Any) -> None:
    assert session.lines("(Enable-ExperimentalFeature PSUnix*, *Batching).Name; $EnabledExperimentalFeatures.Count") == [
        "PSImplicitRemotingBatching", "PSUnixFileStat", "0",
    ]  # fmt: skip
    assert [str(one) for one in session.streams.warnings] == [
        "Enabling and disabling experimental features do not take effect until next start of PowerShell."
    ]
    assert session.lines("(Get-ExperimentalFeature | ? Enabled).Count") == ["0"]
    with Runspace() as later:
        script = "$EnabledExperimentalFeatures; $EnabledExperimentalFeatures.GetType().Name; (Get-ExperimentalFeature | ? Enabled).Name"
        assert later.invoke(script) == [
            "PSImplicitRemotingBatching",
            "PSUnixFileStat",
            "String[]",
            "PSImplicitRemotingBatching",
            "PSUnixFileStat",
        ]


def test_other_settings_stay(home: Path, session: Any) -> None:
    home.parent.mkdir(parents=True)
    home.write_text(json.dumps({"x": 1, "ExperimentalFeatures": ["PSUnixFileStat", "psimplicitremotingbatching"]}))
    session.lines("Disable-ExperimentalFeature psunixfilestat -WhatIf | Out-Null; Disable-ExperimentalFeature *Batching | Out-Null")
    assert json.loads(home.read_text()) == {"x": 1, "ExperimentalFeatures": ["PSUnixFileStat"]}


def test_what_is_not_there(home: Path, session: Any) -> None:
    assert (
        session.fails("Enable-ExperimentalFeature nope; Disable-ExperimentalFeature nope -Scope AllUsers") == ["ItemNotFoundException"] * 2
    )
    assert str(session.streams.errors[0]) == "Unable to find experimental feature with name 'nope'."
    assert not home.exists()


def test_an_emulated_machine_has_a_file_of_its_own(home: Path) -> None:
    machine = Machine.windows("web01")
    options = {"profile": "windows", "environment": machine.environment, "directory": "C:\\", "version": "7.0.13"}
    with Runspace(machine, **options) as first:
        first.invoke("Enable-ExperimentalFeature PSCommand* -Scope AllUsers -WarningAction SilentlyContinue")
    with Runspace(machine, **options) as second:
        assert second.invoke("$EnabledExperimentalFeatures; Test-Path $PSHOME\\powershell.config.json") == [
            "PSCommandNotFoundSuggestion",
            True,
        ]
    assert not home.exists()
