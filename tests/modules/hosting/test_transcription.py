"""Start-Transcript and Stop-Transcript: header, contents, footer; what is refused."""

from __future__ import annotations

import re

import pytest

from psbridge.cli.prompt.session import ShellSession
from psbridge.engine import transcripts
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace

_STARS = r"\*{22}\n"


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = ShellSession(asks=False)
    yield made
    made.close()


def test_all_that_is_shown(session, tmp_path, capsys):
    session.run("Start-Transcript t.txt -UseMinimalHeader; 'out'; Write-Host host; Write-Warning careful; 1/0; [pscustomobject]@{ A = 1 }")
    session.run("'again'")
    session.run("Stop-Transcript; 'after'")
    text = (tmp_path / "t.txt").read_text()
    shown = capsys.readouterr()
    assert re.fullmatch(
        rf"{_STARS}PowerShell transcript start\nStart time: \d{{14}}\n{_STARS}"
        r"Transcript started, output file is [^\n]*/t\.txt\nout\nhost\nWARNING: careful\n[^\n]*divide by zero[^\n]*\n(?s:.*)"
        r"A\n-\n1\n\nPS>'again'\nagain\nPS>Stop-Transcript; 'after'\n"
        rf"{_STARS}PowerShell transcript end\nEnd time: \d{{14}}\n{_STARS}",
        text,
    ), text
    assert "Transcript stopped, output file is " in shown.out
    assert shown.out.rstrip().endswith("after")


def test_a_whole_header_and_command_headers(session, tmp_path):
    session.run("Start-Transcript -LiteralPath 't[1].txt' -IncludeInvocationHeader | Out-Null")
    session.run("'x'")
    lines = (tmp_path / "t[1].txt").read_text().splitlines()
    names = [line.partition(":")[0] for line in lines]
    wanted = ["Username", "RunAs User", "Configuration Name", "Machine", "Host Application", "Process ID", "PSVersion", "PSEdition"]
    assert names[3:11] == wanted
    assert "PSCompatibleVersions: 1.0, 2.0, 3.0, 4.0" in "\n".join(lines)
    start = next(i for i, line in enumerate(lines) if line.startswith("Command start time: "))
    assert lines[start - 1] == lines[start + 1] == "*" * 22
    assert lines[start + 2 : start + 4] == ["PS>'x'", "x"]


def test_the_end_of_the_session_ends_its_transcripts(tmp_path):
    with Runspace(directory=str(tmp_path)) as runspace:
        runspace.invoke("Start-Transcript a.txt; Start-Transcript b.txt; Write-Host seen; Write-Warning both; Stop-Transcript")
        assert len(transcripts.running(runspace).running) == 1
    for name in ("a.txt", "b.txt"):
        text = (tmp_path / name).read_text()
        assert "seen\nWARNING: both\n" in text
        assert "transcript end" in text


def test_places(tmp_path):
    with Runspace(directory=str(tmp_path), environment={"HOME": str(tmp_path / "home")}) as runspace:
        (path,) = runspace.invoke("(Start-Transcript -OutputDirectory new/deep).Path; $null = Stop-Transcript")
        assert re.fullmatch(rf"{tmp_path}/new/deep/PowerShell_transcript\.[^/]+\.[\w+]{{8}}\.\d{{14}}\.txt", path)
        (path,) = runspace.invoke("(Start-Transcript).Path; $null = Stop-Transcript")
        assert path.startswith(str(tmp_path / "home" / "PowerShell_transcript."))
        (path,) = runspace.invoke("$Transcript = 'mine.txt'; (Start-Transcript).Path; $null = Stop-Transcript")
        assert path == str(tmp_path / "mine.txt")
        runspace.invoke("Start-Transcript what.txt -WhatIf")
        assert not (tmp_path / "what.txt").exists()


def test_what_stands_there_already(tmp_path):
    (tmp_path / "t.txt").write_text("before\n")
    catch = "catch { $_.FullyQualifiedErrorId }"
    with Runspace(directory=str(tmp_path)) as runspace:
        assert runspace.invoke(f"try {{ Start-Transcript t.txt -NoClobber }} {catch}") == [
            "NoClobber,Microsoft.PowerShell.Commands.StartTranscriptCommand"
        ]
        runspace.invoke("$null = Start-Transcript t.txt -Append; $null = Stop-Transcript")
        assert (tmp_path / "t.txt").read_text().startswith("before\n***")
        (tmp_path / "t.txt").chmod(0o444)
        assert runspace.invoke(f"try {{ Start-Transcript t.txt }} {catch}") == [
            "CannotStartTranscription,Microsoft.PowerShell.Commands.StartTranscriptCommand"
        ]
        runspace.invoke("$null = Start-Transcript t.txt -Force; $null = Stop-Transcript")
        assert (tmp_path / "t.txt").read_text().startswith("***")
        found = runspace.invoke('try { Stop-Transcript } catch { "$_"; $_.FullyQualifiedErrorId }')
    assert found == [
        "An error occurred stopping transcription: The host is not currently transcribing.",
        "InvalidOperation,Microsoft.PowerShell.Commands.StopTranscriptCommand",
    ]


def test_windows_powershell_says_its_name():
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", version="5.1.20348.2849") as runspace:
        runspace.invoke(r"Start-Transcript C:\t.txt | Out-Null; Write-Host x; Stop-Transcript | Out-Null")
        text = runspace.invoke(r"[IO.File]::ReadAllText('C:\t.txt')")[0]
    assert text.startswith("*" * 22 + "\r\nWindows PowerShell transcript start\r\n")
    assert "\r\nMachine: web01 (Microsoft Windows NT " in text
    assert "\r\nx\r\n" in text
