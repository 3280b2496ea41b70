"""Servers that die between two commands, and commands that are interrupted.  Names are statements of the semantics catalogue."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from psbridge.emulator.host import Emulator
from psbridge.modules.shell import PowerShell
from psbridge.objects import unwrap
from tests.modules.core.sessions.conftest import Shell
from tests.sessions.test_background import until

COUNT = "$global:n = 1; 'up'; while ($true) { $global:n++; Start-Sleep -Milliseconds 5 }"


@pytest.fixture
def left(shell: Shell) -> Callable[[], list[str]]:
    """$s and $t are sessions on two hosts, both left; $j is a job in $s."""
    shell("$script:s = New-PSSession -ComputerName Server01 -Name one; $script:t = New-PSSession -ComputerName Server02 -Name two")
    shell(f"$script:j = Invoke-Command -Session $s {{ {COUNT} }} -AsJob")
    shell("while (-not $j.ChildJobs[0].Output.Count) { Start-Sleep -Milliseconds 5 }; $null = Disconnect-PSSession $s, $t")
    assert shell("$j.State; $s.State; $t.State") == ["Disconnected"] * 3
    return lambda: [one.partition(",")[0] for one in shell.errors]


def test_stopping_a_job_whose_server_is_gone(shell: Shell, estate: dict[str, Emulator], left: Callable[[], list[str]]) -> None:
    """SPJ-009"""
    estate["server01"].kill_session()
    assert shell("Stop-Job $j; $j.State; $j.Error.Count") == ["Disconnected", "1"]
    shell("Receive-Job $j")
    assert left() == ["StopJobCannotConnectToServer"]
    shell("Stop-Job $j.ChildJobs[0]")
    assert shell("$j.ChildJobs[0].Error[-1].FullyQualifiedErrorId") == ["StopJobCannotConnectToServer"]


def test_stopping_a_job_that_was_left_connects_first(shell: Shell, left: Callable[[], list[str]]) -> None:
    """SPJ-009"""
    assert shell("Stop-Job $j; $j.State; $s.State") == ["Stopped", "Opened"]
    assert shell("$a = Invoke-Command $s { $n }; $b = Invoke-Command $s { $n }; $a -gt 0; $a -eq $b") == ["True", "True"]


def test_removing_a_session_whose_server_is_gone(shell: Shell, estate: dict[str, Emulator], left: Callable[[], list[str]]) -> None:
    """PSS-020"""
    estate["server01"].kill_session()
    assert shell("Remove-PSSession $s; (Get-PSSession).Name") == ["two"]
    assert left() == ["RemoveSessionCannotConnectToServer"]


def test_removing_a_session_that_was_left_frees_the_server(
    shell: Shell, estate: dict[str, Emulator], left: Callable[[], list[str]]
) -> None:
    """PSS-020"""
    assert shell("Remove-PSSession $s; (Get-PSSession).Name") == ["two"]
    assert left() == []
    assert estate["server01"].sessions() == []


def test_connecting_where_the_server_refuses(shell: Shell, estate: dict[str, Emulator], left: Callable[[], list[str]]) -> None:
    """DSC-014: the others go on."""
    estate["server01"].kill_session()
    assert shell("(Connect-PSSession $s, $t).Name; $t.State") == ["two", "Opened"]
    assert left() == ["PSSessionConnectFailed"]


def test_leaving_where_the_server_refuses(shell: Shell, estate: dict[str, Emulator]) -> None:
    """DSC-014"""
    shell("$script:s = New-PSSession -ComputerName Server01 -Name one; $script:t = New-PSSession -ComputerName Server02 -Name two")
    estate["server01"].disturbances.add("status", "Disconnect", value=500)
    try:
        assert shell("(Disconnect-PSSession $s, $t).Name; $t.State") == ["two", "Disconnected"]
    finally:
        estate["server01"].disturbances.clear()
    assert [one.partition(",")[0] for one in shell.errors] == ["PSSessionDisconnectFailed"]


class TestInterruption:
    """What is asked for here stops over there."""

    @pytest.fixture
    def counted(self, shell: Shell) -> Callable[[], bool]:
        """Whether the command in $s has stopped counting."""
        shell("$script:s = New-PSSession -ComputerName Server01")
        return lambda: (
            shell("$a = Invoke-Command $s { $n; Start-Sleep -Milliseconds 30; $n }; $a[0] -gt 0; $a[0] -eq $a[1]") == ["True", "True"]
        )

    def interrupted(self, shell: Shell, text: str, is_time: Callable[[], object]) -> None:
        command = PowerShell(shell.runspace).add_script(text)
        running = command.begin_invoke()
        until(is_time)
        command.stop()
        assert running is not None

    def test_a_command(self, shell: Shell, estate: dict[str, Emulator], counted: Callable[[], bool]) -> None:
        """ICM-029"""
        self.interrupted(
            shell,
            f"Invoke-Command $s {{ {COUNT} }} | ForEach-Object {{ $global:seen = $_ }}",
            lambda: shell.runspace.context().get_variable("seen", None),
        )
        assert counted()

    def test_a_session_that_is_received(self, shell: Shell, counted: Callable[[], bool]) -> None:
        """RCS-014"""
        shell(f"$script:j = Invoke-Command -Session $s {{ {COUNT} }} -AsJob")
        shell("while (-not $j.ChildJobs[0].Output.Count) { Start-Sleep -Milliseconds 5 }; $null = Disconnect-PSSession $s")
        self.interrupted(
            shell, "Receive-PSSession $s -OutTarget Host", lambda: unwrap(shell.runspace.context().get_variable("s")).state == "Opened"
        )
        assert counted()

    def test_a_session_that_another_process_receives(self, shell: Shell, estate: dict[str, Emulator]) -> None:
        """RCS-014"""
        shell(f"$script:s = Invoke-Command -ComputerName Server01 {{ {COUNT} }} -InDisconnectedSession")
        other = Shell(estate)
        other(f"$script:o = Get-PSSession -ComputerName Server01 -InstanceId {shell('$s.InstanceId')[0]}")
        is_taking = "Receive-PSSession $o | ForEach-Object { $global:seen = $_ }"
        self.interrupted(other, is_taking, lambda: other.runspace.context().get_variable("seen", None))
        assert other("$a = Invoke-Command $o { $n; Start-Sleep -Milliseconds 30; $n }; $a[0] -gt 0; $a[0] -eq $a[1]") == ["True", "True"]
        other("Get-PSSession | Remove-PSSession")
        other.runspace.close()


def test_only_remote_ways_need_remoting(shell: Shell) -> None:
    """RMT-018: a computer that takes no connections."""
    with Emulator("server09", https_port=None) as host:
        shell.estate["server09"] = host
        host.refuse()
        for text in (
            "New-PSSession -ComputerName Server09",
            "Invoke-Command -ComputerName Server09 { 1 }",
            "Invoke-Command -ComputerName Server09 { 1 } -AsJob | Wait-Job | Receive-Job",
        ):
            shell(text)
            assert len(shell.errors) == 1, text
            assert "PSSession" in shell.errors[0], text
    assert shell("Start-Job { 'here' } | Receive-Job -Wait") == ["here"]
    assert shell.errors == []


def test_a_linux_without_wsman_cannot_ask(shell: Shell) -> None:
    """PSS-012: where the engine does exactly as the recorded PowerShell."""
    shell.runspace.extras["strict"] = True
    shell("Get-PSSession -ComputerName h1")
    assert shell.errors == ["PSSessionComputerNameUnix,Microsoft.PowerShell.Commands.GetPSSessionCommand"]
    assert str(shell.streams.errors[0].category_info.category) == "NotImplemented"


def test_progress_of_a_host_reaches_the_host_here(shell, monkeypatch):
    seen = []
    monkeypatch.setattr(type(shell.runspace.host.ui), "write_progress", lambda _, source, record: seen.append((source, record.activity)))
    assert shell("Invoke-Command server01 { Write-Progress work -Status s; 5 }") == ["5"]
    assert seen == [(0, "work")]
