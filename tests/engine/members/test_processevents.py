"""Events of processes: Exited, and the lines of their streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.sessions import Session
from psbridge.modules.shell import Runspace

LIMIT = 60
START = """
$i = [Diagnostics.ProcessStartInfo]::new('cmd.exe', '/c "echo one& echo two& echo aside 1>&2& exit 3"')
$i.UseShellExecute = $false; $i.RedirectStandardOutput = $true; $i.RedirectStandardError = $true
$p = [Diagnostics.Process]::new(); $p.StartInfo = $i
"""
EVENTS = """
$p.EnableRaisingEvents = $true
'OutputDataReceived', 'ErrorDataReceived', 'Exited' | ForEach-Object { Register-ObjectEvent $p $_ -SourceIdentifier $_ }
$null = $p.Start(); $p.BeginOutputReadLine(); $p.BeginErrorReadLine(); $p.WaitForExit()
$e = Wait-Event Exited -Timeout 60; "$($e.SourceEventArgs.GetType()) $($e.Sender.ExitCode)"
Get-Event OutputDataReceived | ForEach-Object { "[$($_.SourceEventArgs.Data)]" }
((Get-Event ErrorDataReceived).SourceEventArgs.Data -join '').Trim()
"""
INPUT = """
$i = [Diagnostics.ProcessStartInfo]::new('powershell.exe', '-Command "$input | % { $_ * 2 }"')
$i.UseShellExecute = $false; $i.RedirectStandardInput = $true; $i.RedirectStandardOutput = $true
$p = [Diagnostics.Process]::Start($i); $lines = [Collections.ArrayList]::new()
$p.add_OutputDataReceived({ param($from, $told) if ($told.Data) { [void]$lines.Add($told.Data) } })
$p.BeginOutputReadLine(); $lines.Count
$p.StandardInput.WriteLine('ab'); $p.StandardInput.Close(); $p.WaitForExit(); "$lines"
"""


@pytest.fixture
def emulated() -> Iterator[Any]:
    with Session.emulated("WEB01") as session:
        yield session


def test_lines_and_the_end_of_an_emulated_program(emulated):
    assert list(emulated.invoke(START + EVENTS)) == ["System.EventArgs 3", "[one]", "[two]", "[]", "aside"]


def test_lines_of_a_program_that_waits_for_input(emulated):
    assert list(emulated.invoke(INPUT)) == [0, "abab"]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("$p.BeginOutputReadLine()", "StandardOut has not been redirected or the process hasn't started yet."),
        ("$i.RedirectStandardError = $false; $null = $p.Start(); $p.BeginErrorReadLine()", "StandardError has not been redirected."),
        ("$null = $p.Start(); 1, 2 | % { $p.BeginOutputReadLine() }", "An async read operation has already been started on the stream."),
        ("$null = $p.Start(); $p.CancelOutputRead()", "No async read operation is in progress on the stream."),
        ("$null = $p.Start(); $p.BeginOutputReadLine(); $p.get_StandardOutput()", "Cannot mix synchronous and asynchronous operation"),
    ],
)
def test_complaints(emulated, script, message):
    assert message in "".join(map(str, emulated.invoke(f"{START}; try {{ {script} }} catch {{ $_.Exception.Message }}")))


def test_cancelled_reading_tells_nothing_more(emulated):
    script = """
    $seen = [Collections.ArrayList]::new()
    $p.add_OutputDataReceived({ [void]$seen.Add($_.Data); $p.CancelOutputRead() })
    $null = $p.Start(); $p.BeginOutputReadLine(); $p.WaitForExit(); $seen[0]
    """
    assert list(emulated.invoke(START + script))[:1] == ["one"]


@pytest.fixture
def here() -> Iterator[Any]:
    with Runspace() as runspace:
        yield runspace


def test_the_end_of_a_program_of_this_computer(here):
    script = """
    $p = Start-Process sleep 600 -PassThru; $p.EnableRaisingEvents = $true
    $null = Register-ObjectEvent $p Exited -Action { New-Event gone -MessageData $Sender.HasExited }
    $p.Kill(); (Wait-Event gone -Timeout 60).MessageData
    """
    assert here.invoke(script)[-1] is True


@pytest.mark.parametrize("how", ["$p.EnableRaisingEvents = $false", "$p.Dispose()", "$p.Close()", ""])
def test_what_watches_is_given_back(here, how):
    process = here.invoke("$p = Get-Process -Id $PID; $p.EnableRaisingEvents = $true; $p.EnableRaisingEvents; $p")[1]
    thread = process.told["watch"].thread
    assert thread.is_alive()
    here.invoke(how) if how else here.close()
    thread.join(LIMIT)
    assert not thread.is_alive()


def test_dispose_is_told_once(here):
    here.invoke("$p = Get-Process -Id $PID; $n = @(0); $p.add_Disposed({ $n[0]++ }); $p.Dispose(); $p.Dispose()")
    assert here.invoke("$n[0]") == [1]
