"""Pipelines: order, early stop, streams and their variables, redirections, programs."""

from __future__ import annotations

import sys

import pytest

from psbridge.engine import commandruntime, confirmation, elements, pipeline, preferences, programs, redirection, sinks, textfile
from psbridge.engine.context import Collector
from psbridge.engine.streamsets import StreamList
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace

CASES = [
    ("1..3 | ForEach-Object { $_ } | Where-Object { $_ -gt 1 }", [2, 3]),
    ("function A { begin { 'a' } process { } }; function B { begin { 'b' } process { \"B$_\" } }; A | B", ["b", "Ba"]),
    ("$n = 0; 1..100 | ForEach-Object { $n++; $_ } | Select-Object -First 2; $n", [1, 2, 2]),
    ("$null = Write-Output 1 2 -OutVariable o; $o.Count", [2]),
    ('Write-Output 1 2 -PipelineVariable p | ForEach-Object { "$p" }', ["1", "2"]),
    ("Write-Error x -ErrorVariable e -ErrorAction SilentlyContinue; $e.Count", [1]),
    ("function f { [CmdletBinding()] param() Write-Warning w }; f -WarningVariable v -WarningAction SilentlyContinue; $v.Count", [1]),
    (
        "(& { 'o'; Write-Error e; Write-Warning w } *>&1 | ForEach-Object { $_.GetType().Name }) -join ' '",
        ["String ErrorRecord WarningRecord"],
    ),
    ("'a' > t.txt; 'b' >> t.txt; Get-Content t.txt", ["a", "b"]),
    ("& { 'o'; Write-Error e } > $null 2> e.txt; (Get-Content e.txt -Raw) -match 'e'", [True]),
    ("function f { [CmdletBinding(SupportsShouldProcess)] param() $PSCmdlet.ShouldProcess('t') }; f -WhatIf; f", [False, True]),
    ("Write-Output -- -x", ["-x"]),
    (
        "[switch]$true | Select-Object * | ForEach-Object { $_.PSObject.TypeNames[0] }",
        ["Selected.System.Management.Automation.SwitchParameter"],
    ),
    ("$true && 'no such command' | Out-Null; 1", [True, 1]),
]


@pytest.fixture
def run(tmp_path):
    """Runs a script with all modules in an empty directory: output and error ids."""

    def go(text: str):
        streams, sink = StreamList(), Collector()
        with Runspace(directory=str(tmp_path)) as runspace:
            ctx = runspace.context(streams)
            runspace.run(text, ctx, sink)
        return [getattr(value, "base", None) or value for value in sink.items], [
            record.fully_qualified_error_id for record in streams.errors
        ]

    return go


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_pipelines(run, script, expected):
    assert run(script) == (expected, [])


def test_unknown_command(run):
    assert run("no-such-thing; 1") == ([1], ["CommandNotFoundException"])


def test_errors_name_their_command(run):
    assert run("Get-Item nowhere")[1] == ["PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand"]


@pytest.mark.skipif(sys.platform == "win32", reason="programs of Unix")
def test_programs(run):
    assert run("'b', 'a' | /usr/bin/env sort") == (["a", "b"], [])
    assert run("/bin/sh -c 'exit 3'; $LASTEXITCODE") == ([3], [])
    assert run("(/bin/sh -c 'echo x >&2' 2>&1).GetType().Name")[0] == ["ErrorRecord"]


def test_redirected_streams_go_where_they_should():
    base, seen = StreamList(), []
    streams = sinks.Redirected(base, {2: seen.append})
    streams.error("e")
    streams.warning("w")
    assert (seen, base.errors, base.warnings) == (["e"], [], ["w"])


def test_watching_keeps_what_is_collected():
    kept: list[str] = []
    streams = sinks.Watching(StreamList(), {"error": kept})
    sinks.collect(streams, "error", "e")
    sinks.collect(streams, "error", "e")
    assert kept == ["e"]


def test_no_redirection_changes_nothing():
    out, streams = Collector(), StreamList()
    made = redirection.redirect(None, (), out, streams)  # type: ignore[arg-type]
    assert (made.out, made.streams) == (out, streams)


@pytest.mark.parametrize(("value", "number"), [("Stop", 1), (2, 2), (True, 2), (False, 0)])
def test_preferences(value, number):
    assert preferences.preference_number(value) == number


@pytest.mark.parametrize(("data", "text"), [(b"\xef\xbb\xbfa", "a"), ("é".encode("utf-16"), "é"), (b"\xe9", "é")])
def test_encodings(data, text):
    assert textfile.decode(data) == text


def test_programs_are_not_found_by_blank_names():
    assert programs.Programs(None).find(None, " ") is None  # type: ignore[arg-type]


def test_ambient_modules_are_what_they_say():
    assert pipeline.not_found.__doc__
    assert elements.CmdletElement.__doc__
    assert confirmation.Confirmation(None).all_process is None
    assert commandruntime.CommandRuntime.__doc__


def test_commands_know_their_place_in_a_pipeline():
    script = 'function f { process { "$($MyInvocation.PipelinePosition)/$($MyInvocation.PipelineLength)" } }; '
    assert Runspace().open().invoke(
        script + "f; 1 | f | ForEach-Object { $_ }; 1 | ForEach-Object { 2 } | f; & { $MyInvocation.PipelineLength }"
    ) == [
        "1/1",
        "1/2",
        "2/2",
        1,
    ]


_WRITES = "$PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('a'), 'a', 0, 1))"


@pytest.mark.parametrize(
    ("script", "kinds"),
    [
        (f"function f {{ [CmdletBinding()]param() {_WRITES}; try {{ throw 'b' }} catch {{ }} }}; f -ev ev 2>$null", ["ErrorRecord"] * 2),
        ("function f { [CmdletBinding()]param() if (1) { throw 'a' } }; try { f -ev ev } catch { }", ["ErrorRecord"] * 2),
        ("function f { [CmdletBinding()]param() throw 'a' }; try { f -ev ev } catch { }", ["ErrorRecord"]),
        (
            f"function f {{ [CmdletBinding()]param() {_WRITES.replace('WriteError', 'ThrowTerminatingError')} }}; try {{ f -ev ev }} catch {{ }}",
            ["CmdletInvocationException"],
        ),
        ("function f { [CmdletBinding()]param() 1 / $null }; f -ev ev 2>$null", ["ErrorRecord"]),
    ],
)
def test_error_variables_get_exceptions_and_what_statements_make_of_them(ps, script, kinds):
    assert ps(script + "; foreach ($one in $ev) { $one.GetType().Name }")[:3] == kinds


def told_by(script):
    """What a script writes in a session with all modules."""
    with Runspace() as runspace:
        return list(runspace.invoke(script))


_BREAKS = [
    ("& { process { throw 'x' } }", "x"),
    ("& { process { 1 / 0 } }", "RuntimeException"),
    ("ForEach-Object { 1 / 0 }", "RuntimeException,Microsoft.PowerShell.Commands.ForEachObjectCommand"),
    ("& { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $i) process { Get-Item /no/such -ErrorAction Stop } }", "PathNotFound,"),
    ("& { begin { throw 'x' } process { } }", "x"),
]


@pytest.mark.parametrize(("last", "error_id"), _BREAKS)
def test_who_writes_to_a_command_that_fails_cannot_catch_that(last, error_id):
    first = "& { try { 1 } catch { [void]$seen.Add('caught') } finally { [void]$seen.Add('finally') }; [void]$seen.Add('on') }"
    told = told_by(
        f"$seen = [Collections.ArrayList]::new(); try {{ {first} | ForEach-Object {{ $_ }} | {last} }} catch {{ $_.FullyQualifiedErrorId }}; $seen"
    )
    assert told[0].startswith(error_id)
    assert told[1:] == ([] if "begin" in last else ["finally"])


def test_what_fails_in_a_pipeline_inside_a_block_can_be_caught_there():
    assert told_by("1 | ForEach-Object { try { $_ | & { process { throw 'x' } } } catch { \"got $_\" } } | ForEach-Object { $_ }") == [
        "got x"
    ]


def test_the_writer_of_a_steppable_pipeline_sees_the_error_itself():
    step = "$s = { ForEach-Object { $_ } | ForEach-Object { throw 'x' } }.GetSteppablePipeline(); $s.Begin($true)"
    assert told_by(step + '; try { $s.Process(1) } catch { "$_" }') == ["x"]


@pytest.mark.parametrize(
    ("script", "error_id", "activity"),
    [
        ("1 | ForEach-Object { $null.Foo() }", "InvokeMethodOnNull,Microsoft.PowerShell.Commands.ForEachObjectCommand", "ForEach-Object"),
        ("1 | Where-Object { [no.such] }", "TypeNotFound,Microsoft.PowerShell.Commands.WhereObjectCommand", "Where-Object"),
        (
            "Invoke-Expression 'no-such-command'",
            "CommandNotFoundException,Microsoft.PowerShell.Commands.InvokeExpressionCommand",
            "Invoke-Expression",
        ),
        ("Invoke-Command { 1 / 0 }", "RuntimeException,Microsoft.PowerShell.Commands.InvokeCommandCommand", "Invoke-Command"),
        (
            "1 | ForEach-Object { & { 1 | Where-Object { 1 / 0 } } }",
            "RuntimeException,Microsoft.PowerShell.Commands.WhereObjectCommand",
            "Where-Object",
        ),
        ("1 | ForEach-Object { throw 'x' }", "x", ""),
        (
            "1 | ForEach-Object { Get-Item /no/such -ErrorAction Stop }",
            "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand",
            "Get-Item",
        ),
        ("function f { 1 / 0 }; f", "RuntimeException", ""),
        ("function f { [CmdletBinding()] param() 1 / 0 }; f", "RuntimeException,f", "f"),
        ("function f { [CmdletBinding()] param($x) $PSCmdlet.Nothing(); }; f", "MethodNotFound,f", "f"),
        (
            "function f { [CmdletBinding()] param() g }; function g { [CmdletBinding()] param() no-such-command }; f",
            "CommandNotFoundException,g",
            "g",
        ),
        ("function f { [CmdletBinding()] param() throw 'x' }; f", "x", ""),
        ("& { [CmdletBinding()] param() 1 / 0 }", "RuntimeException", ""),
    ],
)
@pytest.mark.parametrize("frame", ["try {{ {} }} catch {{ $e = $_ }}", "trap {{ $script:e = $_; continue }} {}"])
def test_an_error_of_code_that_a_command_ran_ends_the_command_in_its_name(frame, script, error_id, activity):
    told = told_by(frame.format(script) + "; $e.FullyQualifiedErrorId; $e.CategoryInfo.Activity; [string]$e.InvocationInfo.MyCommand.Name")
    assert told == [error_id, activity, activity]


def test_the_exception_keeps_the_record_that_no_command_put_its_name_to():
    script = "try { 1 | ForEach-Object { 1 / 0 } } catch { $_.Exception.ErrorRecord.FullyQualifiedErrorId; $_.InvocationInfo.Line.Trim() }"
    assert told_by(script) == ["RuntimeException", script]


def test_variables_of_a_caller_hear_of_the_last_command_of_its_pipelines_only():
    script = (
        "function w { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $i) end { Write-Error $MyInvocation.PipelinePosition; Write-Warning w; $i } }; "
        "function f { [CmdletBinding()] param() w -ErrorVariable +own | w | w -ErrorVariable +own; $null = w; w }; "
        "$null = f -ErrorVariable e -WarningVariable v 2>$null 3>$null; $e -join ' '; $v.Count"
    )
    assert told_by(script) == ["3 1 1", 3]


def test_files_that_cannot_be_opened_are_errors_of_out_file(ps, tmp_path):
    told = ps(
        f"try {{ 1 > '{tmp_path}/none/x' }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.GetType().Name; $_.CategoryInfo.Activity }}"
    )
    assert told == ["FileOpenFailure,Microsoft.PowerShell.Commands.OutFileCommand", "DirectoryNotFoundException", "Out-File"]
    assert ps("1 > ''; 2 > ' '; 3") == [3]


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("'x' > env:REDIRECTED", "ReadWriteFileNotFileSystemProvider"),
        ("'x' > nosuch:file", "DriveNotFound"),
        ("'x' > no?such", "FileOpenFailure"),
        ("$null = New-Item a1, a2; 'x' > a?", "ReadWriteMultipleFilesNotSupported"),
        ("'x' > sub/none/file", "FileOpenFailure"),
    ],
)
def test_what_is_no_file_is_not_redirected_to(tmp_path, script, error_id):
    with Runspace(directory=str(tmp_path)) as runspace:
        runspace.invoke(script)
        (record,) = runspace.execution.errors
        assert record.fully_qualified_error_id == f"{error_id},Microsoft.PowerShell.Commands.OutFileCommand"
        assert record.category_info.activity == "Out-File"


def test_redirections_follow_the_defaults_of_out_file(tmp_path):
    with Runspace(directory=str(tmp_path)) as runspace:
        runspace.invoke(
            "'é' > plain; $PSDefaultParameterValues['Out-File:Encoding'] = 'unicode'; 'é' > wide; 'a' >> wide; New-Item a1; 'b' > a?"
        )
    assert (tmp_path / "plain").read_bytes() == b"\xc3\xa9\n"
    assert (tmp_path / "wide").read_bytes() == "\ufeffé\na\n".encode("utf-16-le")
    assert (tmp_path / "a1").read_bytes() == "\ufeffb\n".encode("utf-16-le")


def test_windows_powershell_redirects_in_unicode():
    machine = Machine.windows()
    with Runspace(machine=machine, profile="windows", directory="C:\\", version="5.1.20348.2227") as runspace:
        runspace.invoke("'a' > C:\\x.txt; 'b' >> C:\\x.txt")
    with machine.files.open("C:\\x.txt", "r") as file:
        assert file.read() == "\ufeffa\r\nb\r\n".encode("utf-16-le")
