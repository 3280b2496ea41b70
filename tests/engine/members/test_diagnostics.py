"""System.Diagnostics.Process on this computer and on emulated machines."""

from __future__ import annotations

import os

from psbridge.emulator.sessions import Session
from psbridge.engine.members import diagnostics

P = "[Diagnostics.Process]"
SCRIPT = """
$me = [Diagnostics.Process]::GetCurrentProcess(); $me.ProcessName; $me.Id -eq $PID
$i = [Diagnostics.ProcessStartInfo]::new('cmd.exe', '/c "echo out& echo aside 1>&2& exit 3"')
$i.UseShellExecute = $false; $i.RedirectStandardOutput = $true; $i.RedirectStandardError = $true
$p = [Diagnostics.Process]::Start($i)
$p.StandardOutput.ReadToEnd().Trim(); $p.StandardError.ReadToEnd().Trim(); $p.WaitForExit(); $p.ExitCode; $p.HasExited
$q = New-Object Diagnostics.Process
$q.StartInfo.FileName = 'powershell.exe'; $q.StartInfo.Arguments = '-Command "$input | % { $_ * 2 }; $env:OWN"'
$q.StartInfo.UseShellExecute = $false; $q.StartInfo.RedirectStandardInput = $true; $q.StartInfo.RedirectStandardOutput = $true
$q.StartInfo.EnvironmentVariables['OWN'] = 'mine'
$null = $q.Start(); $q.StandardInput.WriteLine('ab'); $q.StandardInput.Close(); $q.StandardOutput.ReadToEnd().Trim() -split '\\s+'
try { [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]::new('/bin/sh')).WaitForExit(100) } catch { 'none' }
$i = [Diagnostics.ProcessStartInfo]::new('/bin/sh', '-c id'); $i.RedirectStandardOutput = $true
try { [Diagnostics.Process]::Start($i) } catch { $_.Exception.InnerException.NativeErrorCode }
@([Diagnostics.Process]::GetProcessesByName('lsass')).Count
"""


def test_an_emulated_machine_runs_its_own_programs_and_no_others():
    with Session.emulated("WEB01") as session:
        got = list(session.invoke(SCRIPT))
    assert got[:2] == ["wsmprovhost", True]
    assert got[2:6] == ["out", "aside", 3, True]
    assert got[6:8] == ["abab", "mine"]
    assert got[8:] == [False, 2, 1]


def test_this_computer_shows_its_processes(evaluate):
    assert evaluate(f"{P}::GetCurrentProcess().Id; {P}::GetProcessById({os.getppid()}).Id") == [str(os.getpid()), str(os.getppid())]
    assert evaluate(f"try {{ {P}::GetProcessById(-5) }} catch {{ $_.Exception.InnerException.GetType().Name }}") == ["ArgumentException"]


def test_programs_of_this_computer_are_not_started_this_way(evaluate):
    assert evaluate(f"try {{ {P}::Start('sh') }} catch {{ $_.Exception.InnerException.GetType().Name }}") == [
        "PlatformNotSupportedException"
    ]
    assert diagnostics.StartInfo.PROPERTIES["FileName"] == "program"
