"""Statements as calls of functions: what is expressible, and what comes of it."""

from __future__ import annotations

import pytest

from psbridge.cli.conformance.calls import Program, Ways, collapsed, steps_of
from psbridge.modules.shell import Runspace
from psbridge.objects import AutomationNull
from psbridge.ps import use_runspace

COMMANDS = frozenset(("Start-Job", "Start-ThreadJob", "Get-Job", "Receive-Job", "Wait-Job", "Remove-Job", "ForEach-Object", "Stop-Job"))


def run(script):
    with Runspace() as runspace, use_runspace(runspace):
        program = Program(runspace)
        program.run(steps_of(script, COMMANDS))
        program.output = [str(one) for one in program.output]
        return program


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Start-Job { 1 }", [["Start-Job"]]),
        ("$j = Start-Job -Name x { 1 }; $j.Id; Get-Job | Remove-Job -Force", [["Start-Job"], [], ["Get-Job", "Remove-Job"]]),
        ("1, 2 | Start-ThreadJob { $input }", [["Start-ThreadJob"]]),
        ("Receive-Job (Get-Job) -Wait -AutoRemoveJob:$false", [["Receive-Job"]]),
        ("Get-Job -Name a, b -ErrorAction SilentlyContinue", [["Get-Job"]]),
        ("Get-Job | ForEach-Object { $_ }", [["Get-Job"]]),
        ("1 | ForEach-Object { $_ }", [["ForEach-Object"]]),
        ("1 | ForEach-Object { throw $_ }", [[]]),
        ("1 | ForEach-Object { $_ } | ForEach-Object { $_ }", [[]]),
        ("(Get-Job -Id 1).Name", [["Get-Job"]]),
        ("try { Get-Job } catch { 1 }", [["Get-Job"]]),
        ("try { Get-Job } catch [exception] { 1 }", [[]]),
        ("try { Get-Job } finally { 1 }", [[]]),
        ("try { Get-Date } catch { 1 }", [[]]),
        ("1 | ForEach-Object -Parallel { $_ }", [["ForEach-Object"]]),
        ("Get-Job 2>&1", [[]]),
        ("& Get-Job", [[]]),
        ("Get-Job @x", [["Get-Job"]]),
        ("Get-Job -OutVariable x", [[]]),
        ("Get-Job -NoSuchParameter 1", [[]]),
        ("Get-Job -Name", [[]]),
        ("Get-Job &", [[]]),
        ("$x += Get-Job", [[]]),
        ("$env:X = Get-Job", [[]]),
        ("Get-Date", [[]]),
        ("if (1) { Get-Job }", [[]]),
        ("if (Get-Job) { 1 }", [["Get-Job"]]),
        ("return Get-Job", []),
        ("if (1) { exit }; Get-Job", []),
        ("param($a) Get-Job", []),
        ("process { Get-Job }", []),
        ("function Get-Job { 1 }; Get-Job", []),
        ("Get-Job $args", []),
        ("Get-Job (", []),
    ],
)
def test_what_is_expressible(script, expected):
    assert [[call.function.command for call in step.every_call()] for step in steps_of(script, COMMANDS)] == expected


def test_results_go_where_the_script_puts_them():
    ran = run('$j = Start-ThreadJob -Name a { 5 }\n$null = Wait-Job $j\n"$($j.Name) $($j.State)"\nReceive-Job -Job $j\nRemove-Job a')
    assert ran.output == ["a Completed", "5"]
    assert (ran.terminating, ran.had_errors, ran.errors) == (None, False, [])
    assert [name for name, _ in ran.calls] == ["Start-ThreadJob", "Wait-Job", "Receive-Job", "Remove-Job"]
    assert ran.calls[0][1] == ["Name"]


def test_input_goes_through_a_pipeline_of_calls():
    ran = run("1..3 | Start-ThreadJob { ($input | Measure-Object -Sum).Sum } | Receive-Job -Wait -AutoRemoveJob; 'next'")
    assert ran.output == ["6.0", "next"]  # the sum is a Double
    assert len(ran.calls) == 2


def test_errors_end_a_statement_or_the_script():
    ran = run("Get-Job -Id 77\n'after'\nReceive-Job -Name nope | Remove-Job\n'last'")
    assert ran.output == ["after", "last"]
    assert [one.error_id for one in ran.errors] == ["JobWithSpecifiedSessionNotFound", "JobWithSpecifiedNameNotFound"]
    assert ran.had_errors
    stopped = run("'before'; Get-Job -Id 77 -ErrorAction Stop; 'after'")
    assert stopped.output == ["before"]
    assert stopped.terminating.error_id == "JobWithSpecifiedSessionNotFound"
    thrown = run("Get-Job; throw 'out'; 'after'")
    assert (thrown.output, str(thrown.terminating)) == ([], "out")


def test_silenced_errors_count_as_errors_and_are_not_shown():
    ran = run("Get-Job -Id 77 -ErrorAction SilentlyContinue")
    assert (ran.errors, ran.had_errors) == ([], True)


def test_what_means_something_else_in_python_runs_as_text():
    ran = run("$x = $null; Receive-Job -Job $x; $t = '1'; Start-ThreadJob -ScriptBlock $t")
    assert ran.calls == []
    assert len(ran.errors) == 2


def test_tables_are_spread_over_parameters():
    ran = run("$t = @{ Name = 'a'; ScriptBlock = { 7 } }; $j = Start-ThreadJob @t; Receive-Job $j -Wait; $l = 'b', 'c'; Get-Job @l")
    assert ran.output == ["7"]
    assert ran.calls[0] == ("Start-ThreadJob", ["Name", "ScriptBlock"])
    assert [name for name, _ in ran.calls] == ["Start-ThreadJob", "Receive-Job"]  # a list means arguments by place


def test_warnings_of_functions_are_heard():
    ran = run("$j = Start-ThreadJob { Write-Warning careful; Write-Information told }; $null = Wait-Job $j; Receive-Job $j")
    assert [one.message for one in ran.others[3]] == ["careful"]
    assert [str(one.message_data) for one in ran.others[6]] == ["told"]


def test_collapsed():
    assert collapsed([]) is AutomationNull
    assert (collapsed([1]), collapsed([1, 2])) == (1, [1, 2])


def test_ways_count_what_was_called():
    ways = Ways({"Get-Job": ("Id", "Name"), "Stop-Job": ("Id",)})
    assert ways.told() == ""
    ways.note({"calls": [("Get-Job", ["Id"]), ("Get-Job", ["State"])]})
    ways.note({})
    assert ways.told() == ("1 scripts as 2 calls of psb.ps functions, 1 as text; 1 of 2 documented commands and 1 of 3 parameters by name")


def test_parts_of_a_statement_are_called_before_it():
    ran = run(
        "$j = Start-ThreadJob -Name a { 3, 4 }; (Wait-Job -Job $j).Name + '!'; \"$($j.Name) $(Receive-Job -Job $j -Keep)\"; @(Receive-Job $j).Count"
    )
    assert ran.output == ["a!", "a 3 4", "2"]
    assert [name for name, _ in ran.calls] == ["Start-ThreadJob", "Wait-Job", "Receive-Job", "Receive-Job"]


def test_what_a_call_gives_goes_on_through_the_rest_of_its_pipeline():
    ran = run(
        "Start-ThreadJob { 3, 4 } | Receive-Job -Wait -AutoRemoveJob | Sort-Object -Descending; @(Get-Job | Where-Object { $_ }).Count"
    )
    assert ran.output == ["4", "3", "0"]


def test_errors_are_caught():
    ran = run("try { 1; Get-Job -Id 77 -ErrorAction Stop; 2 } catch { $_.FullyQualifiedErrorId }; 'after'")
    assert ran.output == ["1", "JobWithSpecifiedSessionNotFound,Microsoft.PowerShell.Commands.GetJobCommand", "after"]
    assert (ran.terminating, ran.errors) == (None, [])
    thrown = run("try { Get-Job; $null.Nope() } catch { 'caught' }; try { Get-Job } catch { 'not' }")
    assert thrown.output == ["caught"]
    stopped = run("try { Get-Job -Id 77 -ErrorAction Stop } catch { throw 'again' }; 'after'")
    assert (stopped.output, str(stopped.terminating)) == ([], "again")


def test_what_came_before_an_error_counts():
    script = (
        "$j = Start-ThreadJob { 1; Write-Error e }; $null = Wait-Job $j; try { Receive-Job $j -ErrorAction Stop } catch { 'caught' }"
    )
    assert run(script).output == ["1", "caught"]
    piped = script.replace("-ErrorAction Stop }", "-ErrorAction Stop | ForEach-Object { $_ + 1 } }")
    assert run(piped).output == ["2", "caught"]


def test_a_part_that_means_something_else_in_python_runs_as_text():
    ran = run("$n = $null; $j = Start-ThreadJob { 'ran' } -ArgumentList $n; Receive-Job -Job $j -Wait; (Get-Job).Count")
    assert ran.output == ["ran", "1"]
    assert [name for name, _ in ran.calls] == ["Receive-Job", "Get-Job"]
