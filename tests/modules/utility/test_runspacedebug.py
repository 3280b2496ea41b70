"""Runspaces that are debugged, or wait to be."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import runspacedebug

OTHERS = "$a, $b = 'MyA', 'MyB' | % { $r = [runspacefactory]::CreateRunspace(); $r.Name = $_; $r.Open(); $r }; "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('Get-RunspaceDebug | % { "$($_.RunspaceId) $($_.Enabled) $($_.BreakAll)" }', ["1 False False"]),
        (OTHERS + "Enable-RunspaceDebug My*; (Get-RunspaceDebug).Enabled", ["False", "True", "True"]),
        (OTHERS + "$a | Enable-RunspaceDebug -BreakAll; $d = Get-RunspaceDebug -Runspace $a; $d.Enabled; $d.BreakAll", ["True", "True"]),
        (OTHERS + "Enable-RunspaceDebug -RunspaceId $b.Id; Disable-RunspaceDebug; (Get-RunspaceDebug MyB).Enabled", ["False"]),
        (OTHERS + "(Get-RunspaceDebug -RunspaceInstanceId $b.InstanceId).RunspaceName", ["MyB"]),
        ("Enable-RunspaceDebug -ProcessName pwsh; (Get-RunspaceDebug).Enabled", ["False"]),
    ],
)
def test_which_runspaces_wait(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Debug-Runspace -Name My*", "DebugRunspaceTooManyRunspaceFound"),
        ("Debug-Runspace -Name never", "DebugRunspaceNoRunspaceFound"),
        ("Debug-Runspace -Id 1", "DebugRunspaceCannotDebugHostRunspace"),
        ("Debug-Runspace $Host.Runspace", "DebugRunspaceCannotDebugHostRunspace"),
        ("Debug-Runspace -InstanceId $a.InstanceId", "DebugRunspaceNoHostAvailable"),
        ("$a.Close(); Enable-RunspaceDebug MyA", "SetRunspaceDebugOptionCommandInvalidRunspaceState"),
        ("$a.Close(); Get-RunspaceDebug MyA", "RunspaceDebugOptionNoDebugger"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(OTHERS + script) == [error]


def test_the_default_is_to_go_on():
    assert runspacedebug.Debugging()(None) == "Continue"
