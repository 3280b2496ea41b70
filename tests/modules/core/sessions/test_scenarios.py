"""The documented ways to run remote jobs, from end to end on an emulated estate."""

from __future__ import annotations

from psbridge.emulator.host import Emulator
from tests.modules.core.sessions.conftest import Shell
from tests.sessions.conftest import Gate

LONG = "1..60 | % { $_ }"


def long(gate: Gate) -> str:
    """It does not end before the gate is open."""
    return f"1..60 | % {{ $_; if ($_ -eq 30) {{ {gate.wait} }} }}"


def test_way_one_a_job_in_the_session_writes_a_file_that_is_read_later(shell: Shell) -> None:
    shell("$script:s = New-PSSession -ComputerName Server01")
    shell("New-Item -ItemType Directory C:\\logs -ErrorAction Ignore | Out-Null")
    shell("Invoke-Command -Session $s { $null = New-Item -ItemType Directory C:\\logs -Force; $job = Start-Job { 'from the job' } }")
    shell("Invoke-Command -Session $s { $null = Wait-Job $job; Receive-Job $job > C:\\logs\\PsLog.txt }")
    shell("Remove-PSSession $s")
    assert shell("Invoke-Command -ComputerName Server01 { Get-Content C:\\logs\\PsLog.txt }") == ["from the job"]
    assert shell.errors == []


def test_way_two_a_job_on_two_computers(shell: Shell) -> None:
    found = shell(
        "$j = Invoke-Command -ComputerName Server01, Server02 { $env:COMPUTERNAME } -AsJob -JobName ips; $null = Wait-Job $j\n"
        "$j.Name, $j.State, $j.Location, $j.PSJobTypeName, $j.ChildJobs.Count; Receive-Job $j | Sort-Object"
    )
    assert found == ["ips", "Completed", "Server01,Server02", "RemoteJob", "2", "SERVER01", "SERVER02"]


def test_way_three_the_job_stays_on_the_host(shell: Shell) -> None:
    shell("$script:s = New-PSSession -ComputerName Server01")
    found = shell(
        "$r = Invoke-Command -Session $s { Start-Job { 'kept' } -Name there }; $r.PSObject.TypeNames[0]; $r.PSComputerName; @(Get-Job).Count\n"
        "Invoke-Command -Session $s { Receive-Job -Name there -Wait -Keep:$false }; Invoke-Command -Session $s { Receive-Job -Name there }"
    )
    assert found == ["Deserialized.System.Management.Automation.PSRemotingJob", "Server01", "0", "kept"]


def test_way_three_over_a_temporary_connection_is_cancelled(shell: Shell) -> None:
    found = shell(
        "$r = Invoke-Command -ComputerName Server01 { Start-Job { Start-Sleep 60; 'late' > C:\\late.txt } }; $r.State\n"
        "Invoke-Command -ComputerName Server01 { @(Get-Job).Count; Test-Path C:\\late.txt }"
    )
    assert found == ["Running", "0", "False"]


def test_a_detached_job_is_left_and_received_by_another_process(shell: Shell, estate: dict[str, Emulator]) -> None:
    gate = Gate(estate["server01"])
    shell(
        f"$script:s = New-PSSession -ComputerName Server01 -Name detached; $script:j = Invoke-Command -Session $s {{ {long(gate)} }} -AsJob"
    )
    state = shell(
        "while (-not $j.ChildJobs[0].Output.Count) { Start-Sleep -Milliseconds 5 }; $x = Disconnect-PSSession $s; $j.State; $x.State; $x.Availability"
    )
    assert state == ["Disconnected", "Disconnected", "None"]
    gate.open()
    first = shell("Receive-Job $j")
    other = Shell(estate)
    instance = shell("$s.InstanceId")[0]
    assert other(f"(Get-PSSession -ComputerName Server01 | ? InstanceId -eq '{instance}').State") == ["Disconnected"]
    rest = other(f"Receive-PSSession -ComputerName Server01 -InstanceId '{instance}'")
    assert [int(one) for one in first + rest] == list(range(1, 61))
    assert other("(Get-PSSession).State") == ["Opened"]
    other("Get-PSSession | Remove-PSSession")
    other.runspace.close()


def test_in_disconnected_session_delivers_everything_to_whoever_receives(shell: Shell, estate: object) -> None:
    found = shell(
        f"$script:d = Invoke-Command -ComputerName Server02 {{ {LONG} }} -InDisconnectedSession -SessionName dd; $d.Name; $d.State; $d.Availability"
    )
    assert found == ["dd", "Disconnected", "None"]
    other = Shell(estate)  # type: ignore[arg-type]
    found = other(
        "$j = Receive-PSSession -ComputerName Server02 -InstanceId "
        + shell("$d.InstanceId")[0]
        + ' -OutTarget Job -JobName newJob; $null = Wait-Job $j; $j.Name; "[$($j.Command)]"; Receive-Job $j'
    )
    assert found[:2] == ["newJob", "[]"]
    assert [int(one) for one in found[2:]] == list(range(1, 61))
    other("Get-PSSession | Remove-PSSession")
    other.runspace.close()


def test_receiving_our_own_job_gives_the_same_job(shell: Shell, estate: dict[str, Emulator]) -> None:
    gate = Gate(estate["server01"])
    shell(
        f"$script:s = New-PSSession -ComputerName Server01; $script:j = Invoke-Command -Session $s {{ {long(gate)} }} -AsJob\n"
        "while (-not $j.ChildJobs[0].Output.Count) { Start-Sleep -Milliseconds 5 }; $null = Disconnect-PSSession $s"
    )
    gate.open()
    found = shell(
        "$k = Receive-PSSession $s; $k.Id -eq $j.Id; $null = Wait-Job $k; $k.State; (Receive-Job $k).Count; $s.State; $s.Availability"
    )
    assert found == ["True", "Completed", "60", "Opened", "Available"]


def test_persistent_sessions_keep_state_and_temporary_ones_do_not(shell: Shell) -> None:
    shell("$script:s = New-PSSession -ComputerName Server01")
    assert shell("Invoke-Command -Session $s { $x = 5 }; Invoke-Command -Session $s { $x }") == ["5"]
    assert shell('Invoke-Command -ComputerName Server01 { $y = 5 }; Invoke-Command -ComputerName Server01 { "[$y]" }') == ["[]"]


def test_using_arguments_input_and_file(shell: Shell, tmp_path: object) -> None:
    (tmp_path / "r.ps1").write_text('param($n) "file $n"')  # type: ignore[operator]
    assert shell(
        "$who = 'me'; 1..3 | Invoke-Command -ComputerName Server01 { param($k) $using:who; $input | % { $_ * $k } } -ArgumentList 5"
    ) == [
        "me",
        "5",
        "10",
        "15",
    ]
    assert shell(f"Invoke-Command -ComputerName Server01 -FilePath {tmp_path}/r.ps1 -ArgumentList 4") == ["file 4"]
