"""Start-ThreadJob: what it refuses, in whose words, and what a refused job costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.modules.conftest import Session

_OWN = "Microsoft.PowerShell.ThreadJob.StartThreadJobCommand"
_EMPTY = "ParameterArgumentValidationError"


@pytest.mark.parametrize(
    ("arguments", "error_id", "text"),
    [
        ("{ 1 } -Name ''", _EMPTY, "Cannot validate argument on parameter 'Name'. The argument is null or empty."),
        (
            "{ 1 } -InitializationScript $null",
            _EMPTY,
            "Cannot validate argument on parameter 'InitializationScript'. The argument is null.",
        ),
        ("{ 1 } -InputObject $null", _EMPTY, "Cannot validate argument on parameter 'InputObject'. The argument is null."),
        ("-FilePath ''", _EMPTY, "Cannot validate argument on parameter 'FilePath'. The argument is null or empty."),
        ("-FilePath ./*.ps1", "System.ArgumentException", "FilePath cannot contain wildcards."),
        ("-FilePath ./job.txt", "System.ArgumentException", "Invalid file path extension.  Extension should be .ps1."),
        ("-FilePath ./broken.ps1", "System.InvalidOperationException", "Unable to parse script file."),
        ("-FilePath ./folder.ps1", "System.InvalidOperationException", "Unable to parse script file."),
        (
            "{ $using:list[1] }",
            "InvalidOperation",
            "Cannot get the value of the Using expression $using:list[1].  Start-ThreadJob only supports using variable expressions.",
        ),
    ],
)
def test_what_is_refused(session: Session, tmp_path: Path, arguments: str, error_id: str, text: str) -> None:
    (tmp_path / "broken.ps1").write_text("if (")
    (tmp_path / "folder.ps1").mkdir()
    session.run(f"$list = 1, 2; Start-ThreadJob {arguments}")
    (record,) = session.streams.errors
    assert record.fully_qualified_error_id == f"{error_id},{_OWN}"
    assert record.exception.message.startswith(text)
    assert session.run("Get-Job") == []


def test_no_input_at_all(session: Session) -> None:
    session.run("@() | Start-ThreadJob { 1 }")
    assert session.errors == [f"System.NullReferenceException,{_OWN}"]


def test_a_refused_script_costs_an_id(session: Session) -> None:
    session.run("$a = (Start-ThreadJob { 1 }).Id; $list = 1, 2; Start-ThreadJob { $using:list[1] }")
    assert session.lines("(Start-ThreadJob { 1 }).Id - $a") == ["2"]


def test_a_file_runs_as_text(session: Session, tmp_path: Path) -> None:
    (tmp_path / "job.ps1").write_text('"[$PSScriptRoot][$PSCommandPath] $args"')
    lines = session.lines("$j = Start-ThreadJob -FilePath ./job.ps1 -ArgumentList 3; $j.Command; Receive-Job $j -Wait")
    assert lines == ["./job.ps1", "[][] 3"]


def test_using_names_functions_and_the_environment_in_their_letter_case(tmp_path: Path) -> None:
    mixed = Session(tmp_path, environment={"PSB_Mixed": "mixed"})
    try:
        mixed.run("function Get-It { 'it' }")
        assert mixed.lines("Start-ThreadJob { & ${using:function:Get-It}; $using:env:PSB_Mixed } | Receive-Job -Wait") == ["it", "mixed"]
    finally:
        mixed.runspace.close()


def test_a_job_stopped_in_the_queue_fails_without_a_reason(session: Session) -> None:
    lines = session.lines(
        "$gate = [Threading.ManualResetEvent]::new($false); $first = Start-ThreadJob { $null = ($using:gate).WaitOne() } -ThrottleLimit 1\n"
        "$queued = Start-ThreadJob { 2 }; Stop-Job $queued\n"
        "$queued.State; $null -eq $queued.JobStateInfo.Reason; $queued.Error.Count; [string]$queued.Error[0].CategoryInfo.Category\n"
        "$queued.Error[0].FullyQualifiedErrorId; [object]::ReferenceEquals($queued.Error[0].TargetObject, $queued)\n"
        "$null = $gate.Set(); $null = Wait-Job $first; $null = Start-ThreadJob { } -ThrottleLimit 5 | Wait-Job"
    )
    assert lines == ["Failed", "True", "1", "InvalidOperation", "ThreadJobError", "True"]


def test_a_queued_job_that_is_started_by_itself_needs_no_place(session: Session) -> None:
    script = """
    $go = [Threading.ManualResetEventSlim]::new()
    $first = Start-ThreadJob { ($using:go).Wait() } -ThrottleLimit 1
    $second = Start-ThreadJob { ($using:go).Wait(); 'done' }
    "$($second.State)"
    $second.StartJobAsync()
    try { $second.StartJob() } catch { "$_" }
    $go.Set()
    Wait-Job $first, $second | Out-Null
    Receive-Job $second
    "$($first.State) $($second.State)"
    Start-ThreadJob { 1 } -ThrottleLimit 5 | Receive-Job -Wait
    """
    refused = 'Exception calling "StartJob" with "0" argument(s): "Cannot start job because it is not in NotStarted state."'
    assert [str(line) for line in session.run(script)] == ["NotStarted", refused, "done", "Completed Completed", "1"]
