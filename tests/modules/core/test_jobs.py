# ruff: noqa: ISC004 - a script stands on one line, beside what comes out of it
"""The Job cmdlets, statement by statement of the catalogue of documented behaviour; every id names the statement it checks."""

from __future__ import annotations

import pytest

from psbridge.modules.core.jobs.finding import manager_of

SLOW = "Start-Sleep 60"
# statement, script, output lines
CASES = [
    # kinds
    ("KND-001", '$j = Start-Job {1}; $c = $j.ChildJobs[0]; $j.GetType().Name; $j.PSJobTypeName; $c.GetType().Name; "[$($c.PSJobTypeName)]"; $null = Wait-Job $j',
     ["PSRemotingJob", "BackgroundJob", "PSRemotingChildJob", "[]"]),
    ("KND-002", "(Start-Job { $PID } | Receive-Job -Wait) -ne $PID", ["True"]),
    ("KND-006", '$j = Start-ThreadJob {1} | Wait-Job; $j.GetType().FullName; $j.PSJobTypeName; $j.Location; "[$($j.StatusMessage)]"; $j.ChildJobs.Count',
     ["Microsoft.PowerShell.ThreadJob.ThreadJob", "ThreadJob", "PowerShell", "[]", "0"]),
    ("KND-007", "$r = Start-ThreadJob { Get-Date } | Receive-Job -Wait; $r.PSObject.TypeNames[0]; $null -eq $r.PSObject.Properties['RunspaceId']",
     ["System.DateTime", "True"]),
    ("KND-008", "$j = 1..3 | ForEach-Object -Parallel { $_ } -AsJob; $null = Wait-Job $j; $j.PSJobTypeName; $j.ChildJobs.Count; $j.ChildJobs[0].GetType().Name; $j.Location",
     ["PSTaskJob", "3", "PSTaskChildJob", "PowerShell"]),
    ("KND-010", '$j = Register-EngineEvent my.ev -Action {}; "[$($j.PSJobTypeName)]"; "[$($j.Location)]"; $j.Name; $j.ChildJobs.Count', ["[]", "[]", "my.ev", "0"]),
    # states
    ("STA-001", "[enum]::GetValues([System.Management.Automation.JobState]) | ForEach-Object { '{0}={1}' -f $_, [int]$_ }",
     ["NotStarted=0", "Running=1", "Completed=2", "Failed=3", "Stopped=4", "Blocked=5", "Suspended=6", "Disconnected=7", "Suspending=8", "Stopping=9",
      "AtBreakpoint=10"]),
    ("STA-004", "$j = Start-Job { 1 }; $j.State -in 'Running', 'Completed'; $null = Wait-Job $j", ["True"]),
    ("STA-006", "$j = Start-Job { Write-Error e; 'after' } | Wait-Job; $j.State; $j.ChildJobs[0].Error.Count", ["Completed", "1"]),
    ("STA-007", "$j = Start-Job { nosuch; 'after' } | Wait-Job; $j.State", ["Completed"]),
    ("STA-008", "(Start-Job { nosuch } | Wait-Job).State; (Start-ThreadJob { nosuch } | Wait-Job).State", ["Failed", "Completed"]),
    ("STA-009", "(Start-Job { 'a'; throw 'boom' } | Wait-Job).State", ["Failed"]),
    ("STA-010", "(Start-Job { $ErrorActionPreference = 'Stop'; Get-Item /none/such } | Wait-Job).State", ["Failed"]),
    ("STA-011", "$j = Start-Job { 'a'; exit 3; 'b' } | Wait-Job; $j.State; Receive-Job $j", ["Completed", "a"]),
    ("STA-012", "$j = Start-Job { 'early'; [Environment]::Exit(1) } | Wait-Job; $j.State; $j.ChildJobs[0].JobStateInfo.Reason.GetType().Name",
     ["Failed", "PSRemotingTransportException"]),
    ("STA-016", "$j = Start-ThreadJob { Read-Host q } | Wait-Job; $j.State; $j.Error[0].FullyQualifiedErrorId",
     ["Completed", "HostFunctionNotImplemented,Microsoft.PowerShell.Commands.ReadHostCommand"]),
    ("STA-017", f"$j = Start-Job {{ {SLOW} }}; Stop-Job $j; $j.State; $j.ChildJobs[0].State", ["Stopped", "Stopped"]),
    ("STA-025", "$null = Start-ThreadJob {1} | Wait-Job; @(Get-Job -State complete).Count", ["1"]),
    # ids
    ("IDN-003", "$a = Start-Job {1}; $b = Start-Job {1}; $b.Id - $a.Id; $a.ChildJobs[0].Id - $a.Id; $null = Wait-Job $a, $b", ["2", "1"]),
    ("IDN-004", "$a = Start-Job {1} | Wait-Job; Remove-Job $a; $b = Start-ThreadJob {1}; $b.Id - $a.Id", ["2"]),
    # place, command
    ("LOC-001", "$j = Start-Job {1} | Wait-Job; $j.Location; $j.ChildJobs[0].Location", ["localhost", "localhost"]),
    ("LOC-005", '$j = Start-Job { 1+1 }; "[$($j.Command)]"; $null = Wait-Job $j', ["[ 1+1 ]"]),
    ("LOC-006", "Set-Content f.ps1 'param($x) \"F$x\"' -NoNewline; $j = Start-Job -FilePath ./f.ps1 -ArgumentList 7; $j.Command; Receive-Job $j -Wait", ['param($x) "F$x"', "F7"]),
    ("LOC-007", "Set-Content g.ps1 '1'; (Start-ThreadJob -FilePath ./g.ps1).Command -like '*g.ps1'", ["True"]),
    ("LOC-008", "$v = 1; (Write-Output $v &).Command", ["Microsoft.PowerShell.Management\\Set-Location -LiteralPath $using:pwd ; Write-Output ${using:v}"]),
    ("LOC-010", "$null = Start-ThreadJob { 1+1 } | Wait-Job; $null = Start-Job { 2+2 } | Wait-Job; @(Get-Job -Command '2+2').Count", ["1"]),
    # Start-Job
    ("STJ-002", "1..3 | Start-Job { $input | ForEach-Object { $_ * 2 } } | Receive-Job -Wait", ["2", "4", "6"]),
    ("STJ-003", 'Start-Job { param($a, $b) "$a $b $args" } -ArgumentList 1, 2, 3 | Receive-Job -Wait', ["1 2 3"]),
    ("STJ-005", "Start-Job { $q } -InitializationScript { $q = 9; 'frominit' } | Receive-Job -Wait", ["9"]),
    ("STJ-006", '(Start-Job { "$PWD" } | Receive-Job -Wait) -eq "$PWD"; Start-Job { "$PWD" } -WorkingDirectory / | Receive-Job -Wait', ["True", "/"]),
    ("STJ-020", "$r = Start-Job { $n = Start-Job { 42 }; Receive-Job $n -Wait; $n } | Receive-Job -Wait; $r[0]; $r[1].PSObject.TypeNames[0]",
     ["42", "Deserialized.System.Management.Automation.PSRemotingJob"]),
    ("STJ-021", "@(Start-Job { $null; 1 } | Receive-Job -Wait).Count", ["2"]),
    ("STJ-022", "$j = Write-Output 11 &; $j.PSJobTypeName; Receive-Job $j -Wait", ["BackgroundJob", "11"]),
    ("STJ-023", "$v = 11; Receive-Job (Write-Output $v &) -Wait; (Receive-Job ($PID &) -Wait) -ne $PID", ["11", "True"]),
    ("STJ-024", "$j = $nope &; (Wait-Job $j).State; $null -eq (Receive-Job $j)", ["Completed", "True"]),
    ("STJ-026", "$j = Write-Output hi > made.txt &; $null = Wait-Job $j; Get-Content made.txt; @(Receive-Job $j).Count", ["hi", "0"]),
    ("STJ-027", "@(Get-Date & Get-Date &).Count", ["2"]),
    # Receive-Job
    ("RCJ-002", "$j = Start-Job { 1; 2 } | Wait-Job; (Receive-Job $j) -join ','; @(Receive-Job $j).Count", ["1,2", "0"]),
    ("RCJ-003", "$j = Start-Job { 1; 2 } | Wait-Job; (Receive-Job $j -Keep) -join ','; (Receive-Job $j) -join ','; @(Receive-Job $j).Count", ["1,2", "1,2", "0"]),
    ("RCJ-006", "$j = Start-Job { 1 } | Wait-Job; $null = Receive-Job $j; $j.ChildJobs[0].Output.Count", ["1"]),
    ("RCJ-007", "$j = Start-ThreadJob { 1 } | Wait-Job; $null = Receive-Job $j; $j.Output.Count", ["0"]),
    ("RCJ-010", "@(Start-Job { 1 } | Wait-Job | Receive-Job -NoRecurse).Count; Start-ThreadJob { 1 } | Wait-Job | Receive-Job -NoRecurse", ["0", "1"]),
    ("RCJ-019", "$Error.Clear(); $j = Start-Job { Write-Error e } | Wait-Job; $Error.Count; Receive-Job $j -ErrorAction SilentlyContinue; $Error.Count", ["0", "1"]),
    ("RCJ-020", "$j = Start-Job { Write-Error e -ErrorId MyId } | Wait-Job; $e = Receive-Job $j 2>&1; $e.GetType().Name; $e.FullyQualifiedErrorId; $e.OriginInfo.PSComputerName",
     ["RemotingErrorRecord", "MyId", "localhost"]),
    ("RCJ-023", "$r = Start-Job { 1 } | Wait-Job | Receive-Job; $r.PSObject.Properties.Name -join ','", ["PSComputerName,RunspaceId,PSShowComputerName"]),
    ("RCJ-024", "(Start-Job { 1 } | Receive-Job -Wait).PSShowComputerName", ["False"]),
    ("RCJ-031", "$j = Start-Job { 7 }; Receive-Job $j -Wait -AutoRemoveJob; @(Get-Job).Count", ["7", "0"]),
    ("RCJ-034", "@(Receive-Job (Start-Job { Start-Sleep -Milliseconds 50; 1 }) -Wait -WriteEvents | Where-Object { $_.PSEventObject }).Count", ["2"]),
    ("RCJ-036", "$r = @(Receive-Job (Start-Job { 1 }) -Wait -WriteJobInResults); $r.Count; $r[0].GetType().Name", ["2", "PSRemotingJob"]),
    ("RCJ-038", "$j = Start-Job { 1 } | Wait-Job; Receive-Job $j -ComputerName localhost -Keep; Receive-Job $j -Location LOCALHOST", ["1", "1"]),
    ("RCJ-045", f"$j = Start-Job {{ 'p1'; {SLOW} }}; while ($j.ChildJobs[0].Output.Count -eq 0) {{ Start-Sleep -Milliseconds 5 }}; Stop-Job $j; Receive-Job $j", ["p1"]),
    ("RCJ-048", "$j = Start-Job { 1 } | Wait-Job; Remove-Job $j; @(Receive-Job $j).Count", ["0"]),
    ("RCJ-049", "$a, $b = (Start-Job { 1 }), (Start-Job { 2 }); ($a, $b | Receive-Job -Wait -AutoRemoveJob | Sort-Object) -join ','; @(Get-Job).Count", ["1,2", "0"]),
    # more data
    ("HMD-001", "$j = Start-Job { Start-Sleep 60 }; $j.HasMoreData; Stop-Job $j", ["True"]),
    # what travels
    ("DES-002", "(Start-Job { Start-ThreadJob {1} | Wait-Job } | Receive-Job -Wait).PSObject.TypeNames -join '|'",
     ["Deserialized.Microsoft.PowerShell.ThreadJob.ThreadJob|Deserialized.System.Management.Automation.Job2|"
      "Deserialized.System.Management.Automation.Job|Deserialized.System.Object"]),
    ("DES-004", "$r = Start-Job { Start-ThreadJob {1} | Wait-Job } | Receive-Job -Wait; $r.JobStateInfo.GetType().Name; $r.ChildJobs.GetType().Name",
     ["JobStateInfo", "ArrayList"]),
    ("DES-007", "(Start-Job { 1; 'a'; [version]'1.2'; [guid]::Empty; [timespan]1 } | Receive-Job -Wait | ForEach-Object { $_.GetType().Name }) -join ','",
     ["Int32,String,Version,Guid,TimeSpan"]),
    ("DES-008", "$r = Start-Job { [DayOfWeek]::Friday } | Receive-Job -Wait; $r.GetType().Name; $r.PSObject.TypeNames[0]", ["Int32", "Deserialized.System.DayOfWeek"]),
    ("DES-009", "$r = Start-Job { ,@(1, 2); { sb }; @{ a = 1 } } | Receive-Job -Wait; $r[0].GetType().Name; $r[1].GetType().Name; $r[2].GetType().Name",
     ["ArrayList", "String", "Hashtable"]),
    ("DES-010", "$h = @{ n = 1 }; $null = Start-Job { ($using:h).n = 2 } | Wait-Job; $h.n; $null = Start-ThreadJob { ($using:h).n = 3 } | Wait-Job; $h.n", ["1", "3"]),
    # display
    ("FMT-001", "(Start-ThreadJob {1} | Wait-Job | Out-String -Width 140).Trim().Split(\"`n\")[0] -split '\\s+' -join ','", ["Id,Name,PSJobTypeName,State,HasMoreData,Location,Command"]),
    ("FMT-005", "$j = Start-Job {1} | Wait-Job; [bool](($j | Format-List * | Out-String) -match 'ChildJobs +: \\{Job\\d+\\}')", ["True"]),
]
# statement, script, error ids
REFUSED = [
    ("STA-015", "$j = Start-Job { Read-Host q } | Wait-Job; Receive-Job $j", ["HostFunctionNotImplemented,Microsoft.PowerShell.Commands.ReadHostCommand"]),
    ("STJ-004", "Invoke-Expression 'Start-Job { $using:zz = 3 }'", ["InvalidLeftHandSide,Microsoft.PowerShell.Commands.InvokeExpressionCommand"]),
    ("STJ-008", "Start-Job { 1 } -WorkingDirectory /nonexist", ["DirectoryNotFoundException,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STJ-009", "Start-Job { 1 } -WorkingDirectory ''", ["ParameterArgumentValidationError,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STJ-010", "Start-Job -FilePath none.ps1", ["PathNotFound,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STJ-011", "Start-Job { 1 } -PSVersion 2.0", ["ParameterBindingFailed,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STJ-013", "Start-Job { 1 } -RunAs32", ["RunAs32NotSupported,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STJ-016", "Start-Job -DefinitionName nope", ["StartJobFromDefinitionNameNotFound,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STJ-017", "Start-Job -DefinitionName nope -DefinitionPath /nope", ["PathNotFound,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STA-012", "Start-Job { [Environment]::Exit(1) } | Receive-Job -Wait", ["2100,PSSessionStateBroken"]),
    ("STA-013", "Start-Job { 1 } -InitializationScript { throw 'ini' } | Receive-Job -Wait", ["PSSessionStateBroken"]),
    ("RCJ-029", "Receive-Job (Start-ThreadJob {1}) -Wait -Keep", ["ParameterBindingFailed,Microsoft.PowerShell.Commands.ReceiveJobCommand"]),
    ("RCJ-030", "Receive-Job (Start-ThreadJob {1}) -AutoRemoveJob", ["InvalidOperation,Microsoft.PowerShell.Commands.ReceiveJobCommand"]),
    ("RCJ-039", "Receive-Job (Start-ThreadJob {1} | Wait-Job) -ComputerName x", ["ComputerNameParameterNotSupported,Microsoft.PowerShell.Commands.ReceiveJobCommand"]),
    ("RCJ-041", "Receive-Job -Name nope", ["JobWithSpecifiedNameNotFound,Microsoft.PowerShell.Commands.ReceiveJobCommand"]),
    ("RCJ-042", "$j = Start-Job { throw 'boom' } | Wait-Job; Receive-Job $j; Receive-Job $j", ["boom", "boom"]),
    ("RCJ-044", "Start-Job { throw 'boom' } | Receive-Job -Wait; Start-ThreadJob { throw 'boom' } | Receive-Job -Wait", ["boom", "JobStateFailed"]),
    ("DES-005", "$r = Start-Job { Start-ThreadJob {1} | Wait-Job } | Receive-Job -Wait; Stop-Job $r", ["JobWithSpecifiedNameNotFound,Microsoft.PowerShell.Commands.StopJobCommand"]),
    ("DBG-001", "Debug-Job (Start-ThreadJob {1} | Wait-Job)", ["DebugJobWrongDebugMode,Microsoft.PowerShell.Commands.DebugJobCommand"]),
]


def named(cases):
    return [pytest.param(*case[1:], id=f"{case[0]}-{number}") for number, case in enumerate(cases)]


@pytest.mark.parametrize(("script", "expected"), named(CASES))
def test_statement(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(("script", "error_ids"), named(REFUSED))
def test_refusal(session, script, error_ids):
    session.run(script)
    assert [record.fully_qualified_error_id for record in session.streams.errors] == error_ids


def test_order_of_a_process_job(session):
    """RCJ-011"""
    found = session.run("Start-Job { 1; Write-Error e; 2 } | Wait-Job | Receive-Job *>&1")
    assert [str(getattr(one, "base", None) or one) for one in found] == ["1", "e", "2"]


def test_the_manager_of_a_session(session):
    session.run("$null = Start-ThreadJob { 1 } | Wait-Job")
    assert [job.ps_job_type_name for job in manager_of(session.runspace).top_level()] == ["ThreadJob"]


@pytest.mark.parametrize("init", [None, "$q = 9"])
def test_a_server_of_its_own_where_forking_is_not_sound(session, monkeypatch, init):
    """STJ-005, STJ-006"""
    from psbridge.transports import zygotes

    monkeypatch.setattr(zygotes, "CAN_FORK", False)
    script = "Start-Job { $q; \"$PWD\" } -WorkingDirectory /usr | Receive-Job -Wait" if init is None else (
        "Start-Job { $q; \"$PWD\" } -WorkingDirectory /usr -InitializationScript { $q = 9 } | Receive-Job -Wait"
    )
    assert session.lines(script)[-1] == "/usr"
    assert session.errors == []
