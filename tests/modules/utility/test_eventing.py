"""Commands about events."""

from __future__ import annotations

import pytest

from psbridge.modules.shell import Runspace
from psbridge.modules.utility import eventing


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$null = New-Event a -MessageData 1; (Get-Event a).MessageData; Remove-Event a; @(Get-Event).Count", [1, 0]),
        ("$null = Register-EngineEvent s -Action { $global:h = $Event.MessageData }; $null = New-Event s -MessageData 3; $global:h", [3]),
        ("$null = Register-EngineEvent s -Action { }; Unregister-Event s; @(Get-EventSubscriber).Count", [0]),
        ("$null -eq (Wait-Event none -Timeout 0)", [True]),
        (
            "$j = Register-EngineEvent m -MaxTriggerCount 1 -Action { 'a' }; 1, 2 | % { $null = New-Event m }; Receive-Job $j; @(Get-Event).Count",
            ["a", 1],
        ),
        ("$null = New-Event a; (Wait-Event a).SourceIdentifier", ["a"]),
    ],
)
def test_events(script, expected):
    with Runspace() as runspace:
        assert runspace.invoke(script) == expected


def test_set_of_commands():
    assert eventing.NewEvent.DECLARATION.verb == "New"
