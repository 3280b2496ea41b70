"""The session commands: values, states, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.parameters import ALL_SETS, Parameter
from psbridge.modules.core.sessions.entering import EnterPSSession, ExitPSSession
from psbridge.modules.core.sessions.finding import GetPSSession, RemovePSSession
from psbridge.modules.core.sessions.invoking import InvokeCommand
from psbridge.modules.core.sessions.leaving import ConnectPSSession, DisconnectPSSession
from psbridge.modules.core.sessions.making import NewPSSession, NewPSSessionOption, NewPSTransportOption
from psbridge.modules.core.sessions.receiving import ReceivePSSession
from tests.modules.core.sessions.conftest import Shell

COMMANDS: list[type[Cmdlet]] = [
    InvokeCommand, NewPSSession, GetPSSession, RemovePSSession, EnterPSSession, ExitPSSession, DisconnectPSSession, ConnectPSSession,
    ReceivePSSession, NewPSSessionOption, NewPSTransportOption,
]  # fmt: skip
TABLE = json.loads((Path(__file__).parents[3] / "data" / "sessions" / "parameters.json").read_text())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: str(one.DECLARATION.name))
def test_parameters_and_their_sets_are_those_of_the_reference(command: type[Cmdlet]) -> None:
    expected = TABLE[command.DECLARATION.name]
    found = {}
    for one in vars(command).values():
        if isinstance(one, Parameter) and one.name != "StrictMode":  # which the page only has in its syntax
            sets = {use.name: use.mandatory for use in one.uses if use.name != ALL_SETS}
            found[one.name] = [sorted(one.aliases), sets or None]
    assert found == {name: [sorted(aliases), sets] for name, (aliases, sets) in expected.items()}


def test_default_session(shell: Shell) -> None:
    found = shell(
        "$s = New-PSSession -ComputerName Server01; foreach ($n in 'Id','Name','Transport','ComputerType','ComputerName','State','Availability',"
        "'ConfigurationName','IdleTimeout','OutputBufferingMode','DisconnectedOn','ExpiresOn') { '{0}=[{1}]' -f $n, $s.$n }; \"$s\""
    )
    assert found == [
        "Id=[1]", "Name=[Runspace1]", "Transport=[WSMan]", "ComputerType=[RemoteMachine]", "ComputerName=[Server01]", "State=[Opened]",
        "Availability=[Available]", "ConfigurationName=[Microsoft.PowerShell]", "IdleTimeout=[7200000]", "OutputBufferingMode=[Block]",
        "DisconnectedOn=[]", "ExpiresOn=[]", "[PSSession]Runspace1",
    ]  # fmt: skip


def test_names_by_place(shell: Shell) -> None:
    assert shell("(New-PSSession -ComputerName Server01, Server02, Server01 -Name a, b).Name") == ["a", "b", "Runspace3"]


def test_one_that_fails_among_others(shell: Shell) -> None:
    assert shell("(New-PSSession -ComputerName Server01, no-such-host.invalid).ComputerName") == ["Server01"]
    assert shell.errors == ["NetworkPathNotFound,PSSessionOpenFailed"]


def test_clone_shares_no_state(shell: Shell) -> None:
    found = shell(
        '$s = New-PSSession -ComputerName Server01; icm -Session $s { $x = 1 }; $t = New-PSSession -Session $s; icm -Session $t { "[$x]" }; $t.Id'
    )
    assert found == ["[]", "2"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Get-PSSession -Name ghost", "RemoteRunspaceNotAvailableForSpecifiedName,Microsoft.PowerShell.Commands.GetPSSessionCommand"),
        ("Get-PSSession -Id 999", "RemoteRunspaceNotAvailableForSpecifiedSessionId,Microsoft.PowerShell.Commands.GetPSSessionCommand"),
        ("Remove-PSSession -Id 9", "RemoteRunspaceNotAvailableForSpecifiedSessionId,Microsoft.PowerShell.Commands.RemovePSSessionCommand"),
        (
            "Get-PSSession -InstanceId 00000000-0000-0000-0000-000000000009",
            "RemoteRunspaceNotAvailableForSpecifiedRunspaceId,Microsoft.PowerShell.Commands.GetPSSessionCommand",
        ),
        (
            "Invoke-Command -ComputerName Server01 { 1 } -SessionName x",
            "InvalidOperation,Microsoft.PowerShell.Commands.InvokeCommandCommand",
        ),
        (
            "Invoke-Command -ComputerName Server01 { 1 } -AsJob -InDisconnectedSession",
            "System.InvalidOperationException,Microsoft.PowerShell.Commands.InvokeCommandCommand",
        ),
        ("Enter-PSSession Server01", "NotImplemented,Microsoft.PowerShell.Commands.EnterPSSessionCommand"),
        (
            "New-PSSession -ComputerName Server01 | Disconnect-PSSession -IdleTimeoutSec 30",
            "CannotDisconnectSessionWithInvalidIdleTimeout,Microsoft.PowerShell.Commands.DisconnectPSSessionCommand",
        ),
        (
            "$s = New-PSSession -ComputerName Server01; Remove-PSSession $s; Disconnect-PSSession $s",
            "CannotDisconnectSessionWhenNotOpened,Microsoft.PowerShell.Commands.DisconnectPSSessionCommand",
        ),
        (
            "$s = New-PSSession -ComputerName Server01; Remove-PSSession $s; Connect-PSSession $s",
            "PSSessionConnectFailed,Microsoft.PowerShell.Commands.ConnectPSSessionCommand",
        ),
        (
            "New-PSSessionOption -ProxyAuthentication Kerberos",
            "NewPSSessionOption.InvalidProxyAuthentication,Microsoft.PowerShell.Commands.NewPSSessionOptionCommand",
        ),
    ],
)
def test_refusals(shell: Shell, text: str, error: str) -> None:
    shell(text)
    assert shell.errors == [error]


def test_wildcards_that_match_nothing_are_silent(shell: Shell) -> None:
    assert shell("Get-PSSession -Name ghost*; Remove-PSSession -Name ghost*") == []
    assert shell.errors == []


def test_connecting_an_opened_session_changes_nothing_and_disconnecting_twice_is_no_error(shell: Shell) -> None:
    found = shell(
        "$s = New-PSSession -ComputerName Server01; (Connect-PSSession $s).State; (Disconnect-PSSession $s -IdleTimeoutSec 120).IdleTimeout\n"
        '(Disconnect-PSSession $s).State; ($s.ExpiresOn - $s.DisconnectedOn).TotalSeconds; (Connect-PSSession $s).State; "[$($s.ExpiresOn)]"'
    )
    assert found == ["Opened", "120000", "Disconnected", "120", "Opened", "[]"]
    assert shell.errors == []


def test_a_throw_in_the_only_session_ends_the_statement_and_elsewhere_does_not(shell: Shell) -> None:
    shell("$script:s = New-PSSession -ComputerName Server01; $script:t = New-PSSession -ComputerName Server02")
    assert shell("try { icm -Session $s { throw 'bb' } } catch { 'caught' }") == ["caught"]
    assert shell("try { icm -Session $s, $t { 'a'; throw 'bb' } } catch { 'caught' }; 'next'") == ["a", "a", "next"]
    assert shell.errors == ["bb", "bb"]


def test_busy_and_closed_sessions(shell: Shell) -> None:
    shell("$script:s = New-PSSession -ComputerName Server01 -Name busy; $script:j = icm -Session $s { 'up'; Start-Sleep 60 } -AsJob")
    shell("while (-not $j.ChildJobs[0].Output.Count) { Start-Sleep -Milliseconds 5 }")
    assert shell("$s.Availability; $k = icm -Session $s { 1 } -AsJob; $null = Wait-Job $k; $k.State") == ["Busy", "Failed"]
    shell("Receive-Job $k")
    shell("icm -Session $s { 1 }")
    assert shell.errors == [
        "InvokeCommandCommandInvalidSessionAvailability,Microsoft.PowerShell.Commands.InvokeCommandCommand",
        "InvalidOperation,Microsoft.PowerShell.Commands.InvokeCommandCommand",
    ]
    shell("Stop-Job $j")
    assert shell("$j.State; Remove-PSSession $s; $s.State; $s.Availability") == ["Stopped", "Closed", "None"]


def test_options_reach_the_host(shell: Shell) -> None:
    found = shell(
        "$o = New-PSSessionOption -IdleTimeout 60000 -OutputBufferingMode Drop -ApplicationArguments @{ Team = 'IT' }\n"
        "$s = New-PSSession -ComputerName Server01 -SessionOption $o; $s.IdleTimeout; $s.OutputBufferingMode\n"
        "icm -Session $s { $PSSenderInfo.ApplicationArguments.Team }"
    )
    assert found == ["60000", "Drop", "IT"]


def test_notes_of_output(shell: Shell) -> None:
    found = shell(
        "$s = New-PSSession -ComputerName Server01; $r = icm -Session $s { [pscustomobject]@{ A = 1 } } -HideComputerName\n"
        "$r.PSComputerName; $r.PSShowComputerName; $r.RunspaceId -eq $s.InstanceId"
    )
    assert found == ["Server01", "False", "True"]


def test_what_jobs_of_closed_and_busy_sessions_fail_with(shell: Shell) -> None:
    shell("$script:s = New-PSSession -ComputerName Server01; Remove-PSSession $s; $script:j = icm -Session $s { 1 } -AsJob | Wait-Job")
    shell("Receive-Job $j")
    (record,) = shell.streams.errors
    assert record.fully_qualified_error_id == "InvalidSessionState,Server01"
    assert str(record.category_info.category) == "OperationStopped"
    assert record.exception.message.endswith("Current state of the runspace is 'Closed'.")
    shell("icm -Session $s { 1 }")
    assert shell.streams.errors[0].exception.message.startswith("Because the session state for session ")


@pytest.mark.parametrize("way", ["", "-AsJob | Wait-Job | Receive-Job"])
def test_exit_over_there_closes_the_session(shell: Shell, way: str) -> None:
    found = shell(f"$s = New-PSSession -ComputerName Server01; icm -Session $s {{ 'a'; exit 3; 'b' }} {way}; $s.State; $s.Availability")
    assert found == ["a", "Closed", "None"]
    assert shell.errors == []


def test_what_ends_a_command_in_a_session_is_told_in_its_own_name(shell: Shell) -> None:
    assert shell("$s = New-PSSession -ComputerName Server01; icm -Session $s { no-such-thing }; 'next'") == ["next"]
    assert shell.errors == ["CommandNotFoundException"]
    assert shell.streams.errors[0].category_info.activity == ""


def test_who_cannot_enter_hears_of_the_session_first(shell: Shell) -> None:
    shell(
        "Enter-PSSession -Id 4711; Enter-PSSession -Name ghost; $s = New-PSSession -ComputerName Server01; Remove-PSSession $s; Enter-PSSession $s"
    )
    own = "Microsoft.PowerShell.Commands.EnterPSSessionCommand"
    unknown = "RemoteRunspaceNotAvailableForSpecified"
    assert shell.errors == [f"{unknown}SessionId,{own}", f"{unknown}Name,{own}", f"PushedRunspaceMustBeOpen,{own}"]
    shell("Enter-PSSession -ComputerName Server01")
    assert shell.errors == [f"NotImplemented,{own}"]
