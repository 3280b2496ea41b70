"""Firewall rules of an emulated Windows machine."""

from __future__ import annotations

import pytest

from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace


@pytest.fixture
def windows():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849", environment=machine.environment, directory="C:\\") as runspace:
        yield runspace


def ask(windows, script):
    return list(windows.invoke(script))


def test_rules_are_found_by_name_display_name_and_group(windows):
    assert ask(windows, "@(Get-NetFirewallRule -Name WINRM*).Count") == [2]
    assert ask(windows, "(Get-NetFirewallRule -DisplayGroup 'Remote Desktop').Enabled") == ["False"]


def test_a_rule_lives_and_changes(windows):
    ask(windows, "$null = New-NetFirewallRule -Name App -DisplayName 'My app' -Protocol TCP -LocalPort 8080")
    ask(windows, "Set-NetFirewallRule -Name App -Action Block; Get-NetFirewallRule -Name App | Disable-NetFirewallRule")
    assert ask(windows, "$rule = Get-NetFirewallRule -DisplayName 'My app'; $rule.Action; $rule.Enabled") == ["Block", "False"]
    ask(windows, "Remove-NetFirewallRule -Name App")
    assert ask(windows, "@(Get-NetFirewallRule | Where-Object Name -eq App).Count") == [0]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Get-NetFirewallRule -Name NoSuch", "CmdletizationQuery_NotFound_InstanceID,Get-NetFirewallRule"),
        ("New-NetFirewallRule -Name FPS-SMB-In-TCP -DisplayName x", "Windows System Error 183,New-NetFirewallRule"),
        ("Disable-NetFirewallRule", "NoRules,Disable-NetFirewallRule"),
        ("Get-NetFirewallRule -Enabled perhaps", "InvalidEnabled,Get-NetFirewallRule"),
    ],
    ids=["name", "twice", "all", "enabled"],
)
def test_what_is_refused(windows, script, error_id):
    ask(windows, f"try {{ {script} -ErrorAction Stop }} catch {{ $problem = $_ }}")
    assert ask(windows, "$problem.FullyQualifiedErrorId") == [error_id]


def test_whatif_changes_nothing(windows):
    ask(windows, "Disable-NetFirewallRule -Name FPS-SMB-In-TCP -WhatIf")
    assert ask(windows, "(Get-NetFirewallRule -Name FPS-SMB-In-TCP).Enabled") == ["True"]
