"""PSScheduledJob: definitions, triggers, options; runs as jobs, whose results outlive the session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psbridge.machine.computer import Machine
from psbridge.modules.scheduledjob import base, definitions, instances, managing, options, registering, triggering
from psbridge.modules.scheduledjob.store import store_of
from psbridge.modules.shell import Runspace
from psbridge.objects import DateTime

_REGISTER = 'Register-ScheduledJob -Name Inv -ScriptBlock { param($a) "got $a"; Write-Warning w; Write-Error e } -ArgumentList 5'


@pytest.fixture
def machine():
    return Machine.windows("web01")


@pytest.fixture
def session(machine):
    opened = []

    def make(version="5.1.20348.2849"):
        opened.append(Runspace(machine, profile="windows", version=version).open())
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def texts(runspace, script):
    return [str(one) for one in runspace.invoke(f'& {{ {script} }} | ForEach-Object {{ "$_" }}')]


def test_a_run_is_a_job_with_times(session):
    """SCH-001"""
    runspace = session()
    runspace.invoke(f"$null = {_REGISTER}; Get-ScheduledJob Inv | Set-ScheduledJob -RunNow; $j = Get-Job -Name Inv; $null = $j | Wait-Job")
    assert texts(runspace, "$j.PSJobTypeName; $j.State; $j.HasMoreData; $j.PSEndTime -ge $j.PSBeginTime; $j.Definition.Name; $j.Location") == [
        "PSScheduledJob", "Completed", "True", "True", "Inv", "localhost",
    ]  # fmt: skip
    assert texts(runspace, "Receive-Job $j 2>&1 3>&1") == ["got 5", "e", "w"]
    assert texts(runspace, "Receive-Job $j; $j.HasMoreData; @(Get-Job -Newest 1).Count") == ["False", "1"]


def test_results_survive_and_come_once_in_each_session(session):
    """SCH-002, GJB-026: Get-Job lists them once the module is loaded."""
    first = session()
    first.invoke(f"$null = {_REGISTER} -RunNow; $null = Get-Job -Name Inv | Wait-Job; $null = Receive-Job -Name Inv 2>$null 3>$null")
    second = session()
    assert texts(second, "@(Get-Job).Count; Import-Module PSScheduledJob; @(Get-Job).Count") == ["0", "1"]
    assert texts(second, "Receive-Job -Name Inv 2>$null 3>$null") == ["got 5"]
    assert texts(second, "(Receive-Job -Name Inv 2>$null 3>$null).Count") == ["0"]


def test_a_run_of_start_job_is_of_its_session_only(session):
    """SCH-003"""
    first, second = session(), session()
    first.invoke(f"$null = {_REGISTER}")
    assert texts(first, "Start-Job -DefinitionName Inv | Wait-Job | Receive-Job 2>$null 3>$null; @(Get-Job -Name Inv).Count") == [
        "got 5",
        "1",
    ]
    assert texts(second, "Import-Module PSScheduledJob; @(Get-Job).Count") == ["0"]


def test_removing_a_run_keeps_the_definition(session):
    """SCH-004"""
    runspace = session()
    runspace.invoke(f"$null = {_REGISTER} -RunNow; Get-Job -Name Inv | Wait-Job | Remove-Job")
    assert texts(runspace, "@(Get-Job).Count; (Get-ScheduledJob).Name; Unregister-ScheduledJob Inv; @(Get-ScheduledJob).Count") == [
        "0",
        "Inv",
        "0",
    ]


def test_the_newest_are_those_that_ended_last(session):
    """SCH-005, GJB-026"""
    runspace = session()
    runspace.invoke("$null = Register-ScheduledJob -Name Day -ScriptBlock { 1 }")
    for _ in range(4):
        runspace.invoke("Get-ScheduledJob Day | Set-ScheduledJob -RunNow; $null = Get-Job -Name Day | Wait-Job")
    adapter = instances.attach(runspace)
    noon = DateTime.now().to_datetime().replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)
    for job, hour in zip(adapter.get_jobs(), (3, 1, 4, 2), strict=True):
        job.ps_begin_time, job.ps_end_time = (DateTime.from_datetime(noon + timedelta(hours=hour, minutes=minute)) for minute in (0, 30))
    script = "$d = (Get-Date).Date; $all = Get-Job -Name Day; function hour { process { $_.PSEndTime.Hour } }\n"
    assert texts(runspace, f"{script} Get-Job -Newest 3 | hour | Sort-Object") == ["14", "15", "16"]
    assert texts(runspace, f"{script} Get-Job -After $d.AddHours(15) | hour | Sort-Object") == ["15", "16"]
    assert texts(runspace, f"{script} Get-Job -Before $d.AddHours(15) | hour | Sort-Object") == ["13", "14"]


def test_filters_match_properties(session):
    runspace = session()
    runspace.invoke(f"$null = {_REGISTER} -RunNow; $null = Get-Job -Name Inv | Wait-Job")
    found = texts(runspace, "@(Get-Job -Filter @{ State = 'Completed'; Name = 'inv' }).Count; @(Get-Job -Filter @{ State = 'Failed' }).Count")
    assert found == ["1", "0"]


def test_only_so_many_results_are_kept(session):
    runspace = session()
    runspace.invoke("$null = Register-ScheduledJob -Name Few -ScriptBlock { 1 } -MaxResultCount 2")
    for _ in range(3):
        runspace.invoke("Get-ScheduledJob Few | Set-ScheduledJob -RunNow; $null = Get-Job -Name Few | Wait-Job")
    assert texts(
        runspace, "@(Get-Job -Name Few).Count; Get-ScheduledJob Few | Set-ScheduledJob -ClearExecutionHistory; @(Get-Job -Name Few).Count"
    ) == ["2", "0"]


def test_the_scheduler_starts_what_is_due(session, machine):
    runspace = session()
    runspace.invoke(
        "$t = New-JobTrigger -Once -At (Get-Date).AddDays(1); $null = Register-ScheduledJob -Name Later -ScriptBlock { 'ran' } -Trigger $t"
    )
    store = store_of(machine)
    (job,) = store.listed()
    due = job.triggers[0].at.to_datetime().replace(tzinfo=None)
    assert store.next_due(due - timedelta(hours=1)) == due
    assert store.run_due(due - timedelta(minutes=1)) == []
    assert len(store.run_due(due)) == 1
    assert store.run_due(due + timedelta(hours=1)) == []
    assert texts(runspace, "Get-Job -Name Later | Wait-Job | Receive-Job") == ["ran"]
    runspace.invoke("Disable-ScheduledJob Later")
    assert store.next_due(due - timedelta(days=9)) is None


def test_one_instance_at_a_time_unless_the_options_say_otherwise(session, machine):
    runspace = session()
    runspace.invoke(
        "$null = Register-ScheduledJob -Name Slow -ScriptBlock { Start-Sleep 60 } -RunNow; $o = New-ScheduledJobOption -MultipleInstancePolicy Parallel"
    )
    store = store_of(machine)
    (job,) = store.listed()
    assert store.start(job) is None
    runspace.invoke("Get-ScheduledJob Slow | Set-ScheduledJob -ScheduledJobOption $o")
    assert store.start(job) is not None
    runspace.invoke("Get-Job -Name Slow | Stop-Job")
    assert texts(runspace, "(Get-Job -Name Slow).State") == ["Stopped", "Stopped"]


def test_triggers(session):
    runspace = session()
    runspace.invoke(
        f"$null = {_REGISTER}; Add-JobTrigger -Name Inv -Trigger (New-JobTrigger -Daily -At '3:00'), (New-JobTrigger -AtStartup)"
    )
    assert texts(runspace, "(Get-JobTrigger Inv).Frequency; (Get-ScheduledJob Inv).JobTriggers.Count") == ["Daily", "AtStartup", "2"]
    runspace.invoke("Get-JobTrigger Inv -TriggerId 2 | Set-JobTrigger -Weekly -DaysOfWeek Sunday, 1 -At '4:00' -WeeksInterval 2")
    assert texts(runspace, '$t = Get-JobTrigger -Name Inv 2; $t.Frequency; "$($t.DaysOfWeek)"; $t.Interval; $t.At.Hour') == [
        "Weekly",
        "Sunday Monday",
        "2",
        "4",
    ]
    assert texts(
        runspace,
        "Get-JobTrigger Inv | Disable-JobTrigger; (Get-JobTrigger Inv).Enabled; Remove-JobTrigger -Name Inv -TriggerId 1; (Get-JobTrigger Inv).Id",
    ) == ["False", "False", "2"]


def test_options(session):
    runspace = session()
    runspace.invoke(
        "$null = Register-ScheduledJob Opt { 1 } -ScheduledJobOption (New-ScheduledJobOption -WakeToRun -RequireNetwork -HideInTaskScheduler)"
    )
    script = "$o = Get-ScheduledJobOption Opt; $o.WakeToRun; $o.RunWithoutNetwork; $o.ShowInTaskScheduler; $o.MultipleInstancePolicy; $o.IdleTimeout; $o.JobDefinition.Name"
    assert texts(runspace, script) == ["True", "False", "False", "IgnoreNew", "01:00:00", "Opt"]
    assert texts(
        runspace,
        "Get-ScheduledJobOption Opt | Set-ScheduledJobOption -WakeToRun:$false -IdleTimeout 2:00:00 -PassThru | ForEach-Object { $_.WakeToRun; $_.IdleTimeout }",
    ) == ["False", "02:00:00"]


def test_files_and_names(session):
    runspace = session()
    runspace.invoke(r"""'param($x) "file $x"' | Set-Content C:\s.ps1; $null = Register-ScheduledJob Old -FilePath C:\s.ps1 -ArgumentList 1""")
    runspace.invoke("Get-ScheduledJob Old | Set-ScheduledJob -Name New -RunNow")
    assert texts(runspace, "(Get-ScheduledJob).Name; Get-Job -Name New | Wait-Job | Receive-Job") == ["New", "file 1"]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Get-ScheduledJob none", "ScheduledJobDefinitionNameNotFound"),
        ("Get-ScheduledJob -Id 99", "ScheduledJobDefinitionIdNotFound"),
        ("$null = Register-ScheduledJob A { 1 }; Register-ScheduledJob A { 2 }", "ScheduledJobAlreadyExists"),
        ("New-JobTrigger -Once -At 1:00 -RepetitionInterval 0:05:00", "Argument"),
        ("New-JobTrigger -Once -At 1:00 -RepetitionInterval 0:00:05 -RepeatIndefinitely", "Argument"),
        ("New-ScheduledJobOption -RestartOnIdleResume", "Argument"),
        ("New-JobTrigger -AtStartup | Disable-JobTrigger", "JobTriggerNoDefinition"),
        ("$null = Register-ScheduledJob A { Start-Sleep 60 } -RunNow; Unregister-ScheduledJob A", "CannotRemoveRunningJob"),
    ],
)
def test_what_is_refused(session, script, error_id):
    runspace = session()
    found = texts(runspace, f"try {{ {script} -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}")
    runspace.invoke("Get-ScheduledJob | Unregister-ScheduledJob -Force")
    assert found == [error_id]


def test_the_module_is_of_windows_powershell_only(session):
    assert texts(session("7.2.0"), "@(Get-Command Register-ScheduledJob -ErrorAction Ignore).Count") == ["0"]
    with Runspace() as local:
        assert local.invoke("@(Get-Command Register-ScheduledJob -ErrorAction Ignore).Count") == [0]


def test_a_computer_that_is_reset_has_none(session, machine):
    session().invoke(f"$null = {_REGISTER}")
    machine.reset()
    assert store_of(machine).listed() == []


def test_each_command_stands_in_its_module():
    assert managing.GetScheduledJob.DECLARATION.name == "Get-ScheduledJob"
    assert registering.RegisterScheduledJob.DECLARATION.name == "Register-ScheduledJob"
    assert definitions.ScheduledJobOptions.net_type.full_name == options.OPTIONS_TYPE
    assert triggering.TRIGGER_TYPE.endswith("ScheduledJobTrigger")
    assert issubclass(managing.GetScheduledJob, base.ScheduledJobCommand)
    assert instances.ScheduledJobSourceAdapter.name == "PSScheduledJob"
