"""The command line: options, output, exit codes, records of cases."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from psbridge.cli import console, main, record, run, xmloutput
from psbridge.errors import ConfigurationError
from tests.sessions.test_background import descendants, is_alive, until


def psbridge(*words: str, **more):
    return subprocess.run([sys.executable, "-m", "psbridge", *words], capture_output=True, text=True, timeout=500, check=False, **more)


@pytest.mark.parametrize(
    ("words", "command", "file", "arguments"),
    [
        (["-c", "1", "+", "1"], "1 + 1", None, []),
        (["-NoProfile", "-NonInteractive", "-Command", "x"], "x", None, []),
        (["-nop", "-ex", "Bypass", "-File", "a.ps1", "-b", "c"], None, "a.ps1", ["-b", "c"]),
        (["a.ps1", "x"], None, "a.ps1", ["x"]),
        (["-EncodedCommand", "MQA="], "1", None, []),
    ],
)
def test_options(words, command, file, arguments):
    told = run.parse(words)
    assert (told.command, told.file, told.arguments) == (command, file, arguments)


def test_the_streams_of_the_console_are_apart():
    done = psbridge("run", "-c", "[Console]::Error.WriteLine('aside'); [Console]::WriteLine('along')")
    assert (done.stdout, done.stderr) == ("along\n", "aside\n")


def test_standard_input():
    assert run.parse(["-"]).stdin_command
    assert run.parse(["-Command", "-"]).stdin_command


@pytest.mark.parametrize("words", [["-c"], ["-EncodedCommand", "!"], ["-nonsense", "1"]])
def test_wrong_options(words):
    with pytest.raises(run.UsageError):
        run.parse(words)


def test_what_is_sent_nowhere_is_not_shown():
    script = """Write-Warning w 3>$null; & { Write-Host h; Write-Warning x } 6>$null 3>$null
    1 | ForEach-Object { Write-Verbose v -Verbose; Write-Debug d -Debug } *>$null; 1 | ForEach-Object -Parallel { Write-Warning p } 3>$null
    1 | ForEach-Object { Write-Warning kept } -WarningVariable told 3>$null; "left $told" """
    done = psbridge("run", "-c", script)
    assert (done.stdout, done.stderr) == ("left kept\n", "")


@pytest.mark.slow
def test_streams_and_exit_codes(tmp_path):
    done = psbridge("run", "-c", "'out'; Write-Error 'bad'; Write-Warning 'w'; Write-Host 'h'; exit 4")
    assert done.stdout.splitlines() == ["out", "WARNING: w", "h"]
    assert "bad" in done.stderr
    assert done.returncode == 4
    script = tmp_path / "s.ps1"
    script.write_text("param([int] $n, [switch] $s) $n + 1; $s.IsPresent; exit 7")
    done = psbridge("run", str(script), "-n", "2", "-s")
    assert (done.stdout.split(), done.returncode) == (["3", "True"], 7)
    assert psbridge("run", "-c", "throw 'x'").returncode == 1
    assert psbridge("run", "-c", '$input | ForEach-Object { "<$_>" }', input="a\nb\n").stdout.split() == ["<a>", "<b>"]


@pytest.mark.slow
def test_rows_that_wait_for_their_widths_come_behind_other_streams():
    done = psbridge("run", "-c", "[pscustomobject]@{A=1}; Write-Host h; [pscustomobject]@{A=2}; Write-Warning w; 'end'")
    assert done.stdout.splitlines() == ["", "h", "WARNING: w", "A", "-", "1", "2", "end", ""]


@pytest.mark.slow
def test_pwsh_is_psbridge():
    assert psbridge("run", "-c", "pwsh -c '1 + 1'").stdout.strip() == "2"


def test_record(tmp_path, kept_environment):
    cases = tmp_path / "in.jsonl"
    lines = [{"id": "a", "script": "1; Write-Error e"}, {"id": "c", "script": "throw 'x'"}]
    cases.write_text("\n".join(map(json.dumps, lines)))
    out = tmp_path / "out.jsonl"
    assert record.main([str(cases), str(out)]) == 0
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert (first["text"], first["hadErrors"], first["types"][0][0]) == ("1\n", True, "System.Int32")
    assert (second["state"], second["terminating"]["fqid"]) == ("Failed", "x")
    cases.write_text(json.dumps({"id": "b", "script": "while ($true) { }"}))
    assert record.main([str(cases), str(out), "--timeout", "1"]) == 0
    assert json.loads(out.read_text())["timedOut"]


def test_xml_output(capsys):
    xmloutput.write_document([("Output", 1)])
    assert capsys.readouterr().out.startswith('#< CLIXML\n<Objs Version="1.1.0.1"')


def test_plain_values_need_no_formatter(capsys):
    shown = console.Console()
    shown.write(1)
    shown.write("x")
    shown.end()
    assert capsys.readouterr().out == "1\nx\n"


def test_usage(capsys):
    assert main.main(["--help"]) == 0
    assert "run" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["-h"], ["-hel"], ["--HELP"], ["-?"], ["-NoProfile", "--he"]])
def test_any_beginning_of_help_is_help(words):
    assert run.parse(words).show_help


@pytest.mark.parametrize("words", [["-Version"], ["-v", "2"], ["-version", "-command 1-1"]])
def test_the_version_is_told_whatever_stands_behind(words):
    assert run.parse(words).show_version


@pytest.mark.parametrize("option", ["-outp", "-InputFormat"])
def test_formats_that_are_none(option):
    with pytest.raises(run.UsageError, match='"blah" is not a valid format'):
        run.parse([option, "blah", "-c", "1"])


@pytest.mark.parametrize(("words", "value"), [(["-s:$True"], True), (["-s:faLse"], False), (["-s:", "true"], True), (["-s:x"], "x")])
def test_what_switches_of_a_file_are_given(words, value):
    from psbridge.engine.binder.arguments import Arg

    assert [(one.name, one.value) for one in run._script_arguments(words, Arg)] == [("s", value)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Get-Nothing", 1),
        ("Write-Error x", 1),
        ("Write-Error x; 1", 0),
        ("sh -c 'exit 5'", 1),
        ("1", 0),
        ("Get-Item /no/such -ea 0", 1),
        ("", 0),
    ],
)
def test_the_last_statement_decides_the_exit_code(text, code):
    assert psbridge("run", "-c", text).returncode == code


def test_a_machine_that_is_no_file_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="There is no machine 'windoze'"):
        run.main(["--machine", "windoze", "-c", "1"])


def test_killed_recorder_leaves_nothing(tmp_path):
    cases = tmp_path / "in.jsonl"
    cases.write_text(json.dumps({"id": "a", "script": "$PID > pid; Start-Job { Start-Sleep 600 }; while ($true) { }"}))
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-m", "psbridge", "conformance", "record", str(cases), str(tmp_path / "out.jsonl")]
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path / "tmp")}) as recorder:
        until(lambda: any(one.stat().st_size for one in tmp_path.glob("tmp/case-*/here/pid")))
        family = descendants(recorder.pid)
        recorder.kill()
    until(lambda: not any(map(is_alive, family)))
    assert list((tmp_path / "tmp").glob("case-*")) == []
