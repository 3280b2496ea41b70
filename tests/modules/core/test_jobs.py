# ruff: noqa: ISC004 - a script stands on one line, beside what comes out of it
"""The Job cmdlets, statement by statement of the catalogue of documented behaviour; every id names the statement it checks."""

from __future__ import annotations

import threading

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session as Remote
from psbridge.jobs import JobEvent, JobState
from psbridge.jobs.job2 import Job2
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.machine.computer import Machine
from psbridge.modules.core.jobs.finding import manager_of
from psbridge.modules.shell import PowerShell
from psbridge.objects import unwrap
from tests.modules.conftest import Session
from tests.sessions.test_background import until

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
    ("STJ-022", "$h = @{ a = 1 }; ${x`{y} = 2; (Write-Output @h ${x`{y} &).Command -split ' ; ' | Select-Object -Last 1", ["Write-Output ${using:h} ${using:x`{y}"]),
    ("STJ-001", "function f($x, $y = 3) { $x * $y }; Start-Job ${function:f} -ArgumentList 4 | Receive-Job -Wait", ["12"]),
    ("API-031", "$j = Start-Job { 1 } | Wait-Job; $d = [System.Management.Automation.IJobDebugger]; $j -is $d; $j.ChildJobs[0] -is $d; "
                "(Start-ThreadJob { 1 } | Wait-Job) -is $d", ["False", "True", "True"]),
    ("API-006", "$j = Start-Job { 1 } | Wait-Job; try { $j.SetJobState('Failed') } catch { $_.FullyQualifiedErrorId }; $j.State; "
                "[System.Management.Automation.PSEventJob].BaseType.IsAbstract", ["MethodNotFound", "Completed", "True"]),
    ("STJ-024", "$j = $nope &; (Wait-Job $j).State; $null -eq (Receive-Job $j)", ["Completed", "True"]),
    ("STJ-026", "$j = Write-Output hi > made.txt &; $null = Wait-Job $j; Get-Content made.txt; @(Receive-Job $j).Count", ["hi", "0"]),
    ("STJ-027", "@(Get-Date & Get-Date &).Count", ["2"]),
    ("STJ-015", "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; Set-Content f.ps1 7; Start-Job -FilePath f.ps1 | Receive-Job -Wait", ["7"]),
    # what the pages say otherwise, and what the real engine does
    ("GJB-020", f"$a = Start-ThreadJob {{ {SLOW} }} -Name a; $b = Start-ThreadJob {{ 1 }} | Wait-Job; $c = Start-ThreadJob {{ 2 }} -Name c | Wait-Job; "
                "(Get-Job -Newest 1).Name; (Get-Job -Newest 2).Name -join ','; Stop-Job $a", ["a", "a,c"]),
    ("RMJ-006", f"$j = Start-ThreadJob {{ {SLOW} }}; while ([string]$j.State -ne 'Running') {{ }}; Remove-Job -State Running; @(Get-Job).Count", ["0"]),
    ("RMJ-006", f"$j = Start-ThreadJob {{ {SLOW} }}; Remove-Job -Command ' {SLOW} '; @(Get-Job).Count", ["0"]),
    # events are dealt with between statements only
    ("EVT-006", "$j = Register-EngineEvent ev -Action { 'done' }\n"
     "[string]$j.State, $ExecutionContext.Events.GenerateEvent('ev', $null, @(), $null).SourceIdentifier, [string]$j.State; $null = Get-Date; [string]$j.State; Receive-Job $j",
     ["NotStarted", "ev", "NotStarted", "Running", "done"]),
    # Receive-Job
    ("RCJ-002", "$j = Start-Job { 1; 2 } | Wait-Job; (Receive-Job $j) -join ','; @(Receive-Job $j).Count", ["1,2", "0"]),
    ("RCJ-003", "$j = Start-Job { 1; 2 } | Wait-Job; (Receive-Job $j -Keep) -join ','; (Receive-Job $j) -join ','; @(Receive-Job $j).Count", ["1,2", "1,2", "0"]),
    ("RCJ-006", "$j = Start-Job { 1 } | Wait-Job; $null = Receive-Job $j; $j.ChildJobs[0].Output.Count", ["1"]),
    ("RCJ-007", "$j = Start-ThreadJob { 1 } | Wait-Job; $null = Receive-Job $j; $j.Output.Count", ["0"]),
    ("RCJ-010", "@(Start-Job { 1 } | Wait-Job | Receive-Job -NoRecurse).Count; Start-ThreadJob { 1 } | Wait-Job | Receive-Job -NoRecurse", ["0", "1"]),
    ("RCJ-019", "$Error.Clear(); $j = Start-Job { Write-Error e } | Wait-Job; $Error.Count; Receive-Job $j -ErrorAction SilentlyContinue; $Error.Count", ["0", "1"]),
    ("RCJ-020", "$j = Start-Job { Write-Error e -ErrorId MyId; 1 } | Wait-Job; $e = @(Receive-Job $j 2>&1)[0]; $e.GetType().Name; $e.FullyQualifiedErrorId; $e.OriginInfo.PSComputerName",
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
    ("STJ-015", "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; Start-Job { 1 }",
     ["CannotStartJobInconsistentLanguageMode,Microsoft.PowerShell.Commands.StartJobCommand"]),
    ("STJ-015", "$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; Set-Content f.ps1 1; Start-Job -FilePath f.ps1 -InitializationScript { 1 }",
     ["CannotStartJobInconsistentLanguageMode,Microsoft.PowerShell.Commands.StartJobCommand"]),
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


def test_a_job_that_is_listed_twice_is_waited_for_once(session):
    """WTJ-013: there the wait ends with the time-out, or never; ours gives the job, as docs/differences.md says."""
    found = session.run("$q = Start-ThreadJob { 1 }; Wait-Job $q, $q -Timeout 60; Wait-Job -Id $q.Id, $q.Id")
    assert [job.state.label for job in map(unwrap, found)] == ["Completed", "Completed"]


def test_interrupting_a_wait_leaves_the_jobs_running(session):
    """WTJ-017"""
    (job,) = session.run(f"$j = Start-ThreadJob {{ {SLOW} }}; $j")
    waiting = PowerShell(session.runspace).add_script("'waits'; Wait-Job $j; 'after'")
    running = waiting.begin_invoke()
    until(lambda: unwrap(job)._watchers)
    waiting.stop()
    assert running is not None
    assert session.lines("$j.State; Stop-Job $j; $j.State") == ["Running", "Stopped"]


def test_a_child_that_was_blocked_when_it_was_disconnected_is_skipped(session):
    """RCJ-047; once it is connected again it is blocked as before, and everything comes."""
    child = RemotingChildJob("1", "server01", Asks())
    job = RemotingJob("1", "left")
    job.adopt([child])
    manager_of(session.runspace).add(job)
    job.begin()
    for event in (JobEvent.START, JobEvent.BLOCK, JobEvent.DISCONNECT):
        child.move(event)
    child.put("output", 5)
    assert session.lines("$j = Get-Job left; $j.State; @(Receive-Job $j -Keep).Count; @(Receive-Job $j).Count") == ["Disconnected", "0", "0"]
    child.move(JobEvent.RECONNECT)
    assert (child.state, child.runner.unblocked) == (JobState.Blocked, 0)
    assert session.lines("Receive-Job $j") == ["5"]
    assert child.runner.unblocked == 1


class Asks:
    """A runner that counts how often it was asked to put its question."""

    unblocked = 0

    def unblock(self, child):
        self.unblocked += 1


@pytest.mark.parametrize(
    ("version", "told"),
    [("2.0", "Windows PowerShell 2.0 is not installed"), ("4.0", "The available values are 2.0, 3.0."), ("5.1", "The value 5.1 is not valid")],
)
def test_versions_that_windows_powershell_does_not_start(windows, version, told):
    """STJ-012"""
    windows.run(f"Start-Job {{ 1 }} -PSVersion {version}")
    (record,) = windows.streams.errors
    assert record.fully_qualified_error_id == "ParameterBindingFailed,Microsoft.PowerShell.Commands.StartJobCommand"
    assert told in record.exception.message


@pytest.fixture(scope="module")
def host():
    with Emulator("server01", https_port=None) as made:
        yield made


def test_windows_powershell_takes_3_0_for_itself(host):
    """STJ-012"""
    words = {"address": "127.0.0.1", "port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}
    with Remote("server01", **words) as session:
        found = session.invoke("Start-Job { $PSVersionTable.PSVersion.Major } -PSVersion 3.0 | Wait-Job | Receive-Job")
    assert (found.output, found.errors) == ([5], [])


# -- Suspend-Job and Resume-Job: Windows PowerShell only, and there are no workflows here


class Checkpointed(Job2):
    """As a workflow: it does one thing after another, keeps its place at checkpoints, and rests at one when it is told to."""

    __slots__ = ("at", "done", "kept")
    CHECKPOINTS = (0, 3, 6)

    def __init__(self):
        super().__init__("work", "flow")
        self.at, self.kept, self.done = 0, 0, []

    def start_job(self, *_):
        self.set_job_state(JobState.Running)

    def step(self):
        """One thing more; somebody else's thread does the work."""
        self.done.append(self.at)
        self.output.add(self.at)
        self.at += 1
        if self.at in self.CHECKPOINTS:
            self.kept = self.at
            if self.state == JobState.Suspending:
                self.set_job_state(JobState.Suspended)

    def suspend_job(self, force=False, reason=""):
        if force:
            self.at = self.kept
        self.set_job_state(JobState.Suspended if force else JobState.Suspending)

    def resume_job(self, *_):
        self.set_job_state(JobState.Running)

    def stop_job(self, *_):
        self.set_job_state(JobState.Stopped)

    has_more_data = property(lambda self: self.stream_count("output") > 0)
    location = property(lambda self: "localhost")
    status_message = property(lambda self: "")


class Lazy(Checkpointed):
    """It hears what it is told, and does it when it likes."""

    __slots__ = ("asked",)

    def __init__(self):
        super().__init__()
        self.name, self.asked = "lazy", threading.Event()

    def suspend_job(self, *_):
        self.asked.set()

    resume_job = suspend_job


@pytest.fixture
def windows(tmp_path):
    machine = Machine.windows("web01")
    made = Session(tmp_path, machine=machine, profile="windows", version="5.1.20348.2849")
    yield made
    made.runspace.close()


@pytest.fixture
def flow(windows):
    """A job that is running, and that scripts see as $j."""
    job = Checkpointed()
    manager_of(windows.runspace).add(job)
    windows.run("$j = Get-Job flow")
    job.start_job()
    return job


class TestSuspending:
    @pytest.mark.parametrize("command", ["Suspend-Job", "Resume-Job"])
    def test_other_kinds_cannot(self, windows, command):
        """SUS-002"""
        job = RemotingJob("1", "other")
        manager_of(windows.runspace).add(job)
        job.begin()
        windows.run(f"{command} -Name other")
        assert windows.errors == [f"Job2OperationNotSupportedOnJob,Microsoft.PowerShell.Commands.{command.replace('-', '')}Command"]
        assert str(windows.streams.errors[0].category_info.category) == "InvalidType"

    def test_at_the_next_checkpoint(self, windows, flow):
        """SUS-003, SUS-007"""
        flow.step()
        assert windows.lines("(Suspend-Job $j).Id -eq $j.Id; $j.State") == ["True", "Suspending"]
        flow.step()
        assert flow.state == JobState.Suspending
        flow.step()
        assert (flow.state, flow.done) == (JobState.Suspended, [0, 1, 2])
        assert windows.lines("(Resume-Job $j).State") == ["Running"]

    def test_at_once(self, windows, flow):
        """SUS-004: what was done since the last checkpoint is done again."""
        for _ in range(5):
            flow.step()
        assert windows.lines("(Suspend-Job -Name flow -Force).State; (Resume-Job -Name flow).State") == ["Suspended", "Running"]
        flow.step()
        assert flow.done == [0, 1, 2, 3, 4, 3]

    @pytest.mark.parametrize("command", ["Suspend-Job", "Resume-Job"])
    def test_waiting(self, windows, flow, command):
        """SUS-005"""
        before, after = (JobState.Running, JobState.Suspended) if command == "Suspend-Job" else (JobState.Suspended, JobState.Running)
        lazy = Lazy()
        lazy.set_job_state(before)
        manager_of(windows.runspace).add(lazy)
        found = []
        thread = threading.Thread(target=lambda: found.extend(windows.lines(f"({command} lazy -Wait).State")))
        thread.start()
        assert lazy.asked.wait(60)
        until(lambda: lazy._watchers)
        assert found == []
        lazy.set_job_state(after)
        thread.join(60)
        assert found == [after.label]

    def test_in_the_wrong_state(self, windows, flow):
        """SUS-006"""
        assert windows.lines("(Resume-Job $j).State") == ["Running"]
        (warning,) = windows.streams.warnings
        assert warning.message == "One or more jobs could not be resumed because the state was not valid for the operation."
        flow.set_job_state(JobState.Completed)
        assert windows.lines("(Suspend-Job $j).State") == ["Completed"]
        assert len(windows.streams.warnings) == 1

    def test_results_stay_and_it_is_not_finished(self, windows, flow):
        """SUS-008"""
        flow.step()
        flow.suspend_job(force=True)
        assert windows.lines("Receive-Job $j; $j.State") == ["0", "Suspended"]
        windows.run("Remove-Job $j")
        assert windows.errors == ["JobObjectNotFinishedCannotBeRemoved,Microsoft.PowerShell.Commands.RemoveJobCommand"]
        assert windows.lines("Remove-Job $j -Force; @(Get-Job).Count") == ["0"]

    def test_parameters(self, windows, flow):
        """CON-042: the page of Resume-Job speaks of -PassThru, its syntax does not."""
        windows.run("Resume-Job $j -PassThru")
        assert windows.errors == ["NamedParameterNotFound,Microsoft.PowerShell.Commands.ResumeJobCommand"]
        assert windows.lines("Suspend-Job $j -WhatIf; $j.State") == ["Running"]


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


@pytest.mark.parametrize(
    ("script", "message", "target"),
    [
        ("Start-Job { 1 } -Authentication Basic", 'The specified authentication mechanism "Basic" is not supported.', ""),
        ("Start-Job { 1 } -RunAs32", "Cannot start a 32-bit 'pwsh' process", ""),
        ("Start-Job -FilePath ./*.ps1", "Wildcard characters are not supported for the FilePath parameter.", ""),
        ("Start-Job -FilePath ./a.txt", "The value of the FilePath parameter must be a PowerShell script file.", ""),
        ("Start-Job -DefinitionName nope", "Cannot find a scheduled job with name nope.", ""),
        ("Debug-Job 808", "Cannot find job with id 808.", "DebugJobCommand"),
        ("1 | ForEach-Object -Parallel { 1 } -AsJob -TimeoutSeconds 5", "The 'TimeoutSeconds' parameter cannot be used", "ForEachObjectCommand"),
        ("{ 1 } | ForEach-Object -Parallel { 1 }", "A ForEach-Object -Parallel piped input object", "ForEachObjectCommand"),
        ("1 | ForEach-Object -Parallel { throw 'x' }", "x", "PSTask"),
    ],
)
def test_words_and_targets_of_refusals(session, script, message, target):
    session.run(script)
    record = session.streams.errors[0]
    assert record.exception.message.startswith(message)
    assert record.category_info.target_type == target


def test_a_document_that_comes_back_is_one(session):
    script = "$r = Start-Job { [xml]'<a><b>1</b> <c x=\"2\"/></a>' } | Receive-Job -Wait; $r.a.b; $r.a.c.x; $r.GetType().Name; $r.DocumentElement.Name"
    assert session.lines(script) == ["1", "2", "XmlDocument", "a"]


@pytest.mark.parametrize(
    ("script", "error_id", "text"),
    [
        (
            "Remove-Job -Name busy",
            "JobObjectNotFinishedCannotBeRemoved",
            "with the job ID {0} and the name busy because the job is not finished.",
        ),
        ("Remove-Job -Id $j.Id", "JobObjectNotFinishedCannotBeRemoved", "or use the Force parameter. (Parameter 'SessionId')"),
        ("Remove-Job -InstanceId $j.InstanceId", "JobObjectNotFinishedCannotBeRemoved", "first stop the job or use the Force parameter."),
        (
            "Receive-Job $j -ComputerName x",
            "ComputerNameParameterNotSupported",
            "The command cannot retrieve the jobs of the specified computers.",
        ),
        (
            "Receive-Job $j -WriteJobInResults",
            "InvalidOperation",
            "The -WriteJobInResults parameter cannot be used without the -Wait parameter",
        ),
        ("Debug-Job -Id $p.ChildJobs[0].Id", "DebugJobCannotFindJobWithId", "Cannot find job with id"),
        (
            "Start-Job { 1 } -PSVersion 2.0",
            "ParameterBindingFailed",
            "PowerShell 2.0 is not installed. Install PowerShell 2.0, and then try again.",
        ),
        ("Start-Job { 1 } -PSVersion 7.0", "ParameterBindingFailed", "The available values are 2.0, 3.0, 4.0, 5.0, 5.1."),
        (
            "Start-Job -DefinitionName x -Type y",
            "StartJobFromDefinitionNameNotFound",
            "Cannot find a scheduled job with type y and name x.",
        ),
    ],
)
def test_words_of_errors(session, script, error_id, text):
    session.run("$gate = [Threading.ManualResetEvent]::new($false); $j = Start-ThreadJob { $null = ($using:gate).WaitOne() } -Name busy")
    session.run("$p = Start-Job { 1 } | Wait-Job")
    try:
        session.run(script)
        (record,) = session.streams.errors
        (number,) = session.runspace.invoke("$j.Id")
        assert record.fully_qualified_error_id.startswith(f"{error_id},Microsoft.PowerShell.Commands.")
        assert text.format(number) in record.exception.message
    finally:
        session.run("$null = $gate.Set(); Wait-Job $j, $p | Remove-Job")


def test_what_stop_job_passes_on_comes_at_its_end(session):
    lines = session.lines(
        "$a, $b = 1..2 | ForEach-Object { Start-ThreadJob { 1 } } | Wait-Job; Stop-Job $a, $b -PassThru | ForEach-Object State"
    )
    assert lines == ["Completed", "Completed"]


def test_an_error_of_a_command_alone_is_in_its_own_name(session):
    """Blocks of plain commands travel as these, so that no script is there to blame."""
    own = "MyId,Microsoft.PowerShell.Commands.WriteErrorCommand"
    session.run("Start-Job { Write-Error e -ErrorId MyId } | Receive-Job -Wait")
    assert session.errors == [own]
    assert session.lines(
        '$p = [powershell]::Create().AddCommand("Write-Error").AddArgument("x"); $p.Invoke(); $p.Streams.Error[0].FullyQualifiedErrorId'
    ) == ["Microsoft.PowerShell.Commands.WriteErrorException,Microsoft.PowerShell.Commands.WriteErrorCommand"]


def test_variables_and_preferences_hear_what_parallel_runs_write(session):
    script = "1..2 | ForEach-Object -Parallel { Write-Error e; Write-Warning w; Write-Information i } -ThrottleLimit 1"
    session.run(f"{script} -ErrorVariable e -WarningVariable w -InformationVariable i")
    assert session.run('"$($e.Count) $($w.Count) $($i.Count)"') == ["2 2 2"]
    session.run(f"& {{ $ErrorActionPreference = $WarningPreference = 'SilentlyContinue'; {script} }}")
    assert session.errors == []
    assert session.streams.warnings == []
