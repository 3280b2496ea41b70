"""Breakpoints, runspaces, lists, events, and what a session without a debugger or desktop refuses."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import breakpoints, eventing, lists


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "(Set-PSBreakpoint -Command foo).Id; (Set-PSBreakpoint -Variable x -Mode Read).AccessMode; @(Get-PSBreakpoint).Count",
            ["1", "Read", "2"],
        ),
        (
            "Set-PSBreakpoint -Command a, b | Out-Null; (Get-PSBreakpoint -Command b).Id; Remove-PSBreakpoint 1; @(Get-PSBreakpoint).Count",
            ["2", "1"],
        ),
        (
            "$b = Set-PSBreakpoint -Command a; $b | Disable-PSBreakpoint; $b.Enabled; ($b | Enable-PSBreakpoint -PassThru).Enabled",
            ["False", "True"],
        ),
        ("'1' > s.ps1; $b = Set-PSBreakpoint s.ps1 1; $b.Line; (Get-PSBreakpoint -Type Line).Id", ["1", "1"]),
        (
            (
                "$r = [runspacefactory]::CreateRunspace(); $r.Name = 'mine'; $r.Open(); (Get-Runspace).Name; (Get-Runspace -Id $r.Id).Name"
                "; $r.Dispose(); (Get-Runspace).Name"
            ),
            ["Runspace1", "mine", "mine", "Runspace1"],
        ),
        ("[runspace]::DefaultRunspace -eq $Host.Runspace; [runspacefactory]::CreateRunspace().Id", ["True", "2"]),
        (
            "(Get-Runspace).RunspaceAvailability; [powershell]::Create().AddScript('[runspace]::DefaultRunspace.Name').Invoke()",
            ["Busy", "Runspace2"],
        ),
        ("(Get-Runspace).Name; (Get-Runspace 1).RunspaceStateInfo.State", ["Runspace1", "Opened"]),
        ("$o = [pscustomobject]@{L=[System.Collections.ArrayList](1,2)}; ($o | Update-List L -Add 3 -Remove 1).L -join ','", ["2,3"]),
        ("$o = [pscustomobject]@{L=1,2}; ($o | Update-List L -Replace 9).L -join ','", ["9"]),
        ("(Update-List -Add 1).Add.Count", ["1"]),
        ("@(Wait-Debugger).Count", ["0"]),
        ("@(Get-Event).Count; $null = New-Event a.b -MessageData 5; (Get-Event).MessageData", ["0", "5"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Remove-PSBreakpoint 9", "PSBreakpoint:BreakpointIdNotFound"),
        ("'1' > s.txt; Set-PSBreakpoint s.txt 1", "NewPSBreakpoint:WrongExtension"),
        ("Set-PSBreakpoint none.ps1 1", "NewPSBreakpoint:FileDoesNotExist"),
        ("1 | Update-List nope -Add 1", "MemberDoesntExist"),
        ("Get-Event -SourceIdentifier never", "INVALID_SOURCE_IDENTIFIER"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_breakpoints_say_what_they_are():
    assert str(breakpoints.LineBreakpoint(1, "/s.ps1", None, 3, 0)) == "Line breakpoint on '/s.ps1:3'"
    assert str(breakpoints.CommandBreakpoint(2, None, None, "dir")) == "Command breakpoint on 'dir'"


def test_modifier_changes_a_list():
    items = [1, 2]
    lists.PSListModifier([3], [1], None).apply(items)
    assert items == [2, 3]
    assert eventing.GetEvent.DECLARATION.name == "Get-Event"
