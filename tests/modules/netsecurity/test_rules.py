"""Firewall rules of an emulated Windows machine."""

from __future__ import annotations

import pytest


def test_rules_are_found_by_name_display_name_and_group(ask):
    assert ask("@(Get-NetFirewallRule -Name WINRM*).Count") == [2]
    assert ask("(Get-NetFirewallRule -DisplayGroup 'Remote Desktop').Enabled") == ["False"]


def test_a_rule_lives_and_changes(ask):
    ask("$null = New-NetFirewallRule -Name App -DisplayName 'My app' -Protocol TCP -LocalPort 8080")
    ask("Set-NetFirewallRule -Name App -Action Block; Get-NetFirewallRule -Name App | Disable-NetFirewallRule")
    assert ask("$rule = Get-NetFirewallRule -DisplayName 'My app'; $rule.Action; $rule.Enabled") == ["Block", "False"]
    ask("Remove-NetFirewallRule -Name App")
    assert ask("@(Get-NetFirewallRule | Where-Object Name -eq App).Count") == [0]


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
def test_what_is_refused(ask, script, error_id):
    ask(f"try {{ {script} -ErrorAction Stop }} catch {{ $problem = $_ }}")
    assert ask("$problem.FullyQualifiedErrorId") == [error_id]


def test_whatif_changes_nothing(ask):
    ask("Disable-NetFirewallRule -Name FPS-SMB-In-TCP -WhatIf")
    assert ask("(Get-NetFirewallRule -Name FPS-SMB-In-TCP).Enabled") == ["True"]
