"""Start-Process on this computer: what it tells of a process, and what it refuses before it starts one."""

from __future__ import annotations

import pytest

from psbridge.modules.management import processes


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$p = Start-Process true -PassThru -Wait; $p.ExitCode", ["0"]),
        ("$p = Start-Process sh -ArgumentList '-c', '\"exit 3\"' -PassThru; $p.WaitForExit(); $p.ExitCode", ["3"]),
        ("Start-Process echo -ArgumentList a, b -RedirectStandardOutput o -Wait; Get-Content o", ["a b"]),
        ("$env:AA = 1; Start-Process env -UseNewEnvironment -RedirectStandardOutput o -Wait; Remove-Item env:AA; (Get-Item o).Length", ["0"]),
        ("$null -eq (Start-Process true -PassThru -WhatIf)", ["True"]),
    ],
)
def test_output(session, script, expected):
    assert processes.StartProcess.DECLARATION.name == "Start-Process"
    assert session.lines(script)[-1:] == expected


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("Start-Process true -Verb open", "NotSupportedException"),
        ("Start-Process true -WindowStyle Hidden", "NotSupportedException"),
        ("Start-Process true -WorkingDirectory nosuch", "DirectoryNotFoundException"),
        ("Start-Process cat -RedirectStandardInput nosuch", "FileNotFoundException"),
        ("Start-Process true -RedirectStandardOutput o -RedirectStandardError ./O", "InvalidOperationException"),
        ("Set-Content i 1; Start-Process cat -RedirectStandardInput i -RedirectStandardOutput i", "InvalidOperationException"),
    ],
)
def test_refusals(session, script, error_id):
    session.run(script)
    assert session.errors == [f"{error_id},Microsoft.PowerShell.Commands.StartProcessCommand"]


def test_windows_has_windows(windows):
    windows.run("Start-Process notepad -NoNewWindow -WindowStyle Normal")
    assert windows.errors == ["InvalidOperationException,Microsoft.PowerShell.Commands.StartProcessCommand"]
    assert [str(name) for name in windows.run("Start-Process notepad -WindowStyle Normal -PassThru | ForEach-Object Name")] == ["notepad"]
