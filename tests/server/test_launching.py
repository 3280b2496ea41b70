"""Programs that scripts start on an emulated machine: they run, write where they are told to, end, and can be stopped."""

from __future__ import annotations

import pytest

from psbridge.emulator.host import Emulator
from psbridge.machine.processes import Launch
from psbridge.sessions.session import Session
from tests.sessions.conftest import connection_of

SCRIPT = """Set-Content C:\\t.ps1 -Value '"$((Get-Process -Id $PID).Name) $env:USERNAME $args"'\n"""
WAIT = "while (Get-Process -Id $id -ErrorAction SilentlyContinue) { Start-Sleep -Milliseconds 5 }\n"


@pytest.fixture(scope="module")
def session():
    with Emulator("server01", https_port=None) as host, Session(host.machine.name, connection=connection_of(host)) as made:
        yield made


def told(session, script):
    result = session.invoke(script, timeout=60)
    assert not result.errors, result.errors
    return result.output


def test_start_process_runs_a_script_and_keeps_its_output(session):
    start = "$p = Start-Process powershell -ArgumentList '-File', 'C:\\t.ps1', 'x y' -RedirectStandardOutput C:\\o.txt -PassThru -Wait; $p.ExitCode\n"
    assert told(session, SCRIPT + start + "Get-Content C:\\o.txt") == [0, "powershell Administrator x y"]


def test_win32_process_create_runs_one_too(session):
    script = """Set-Content C:\\w.ps1 -Value 'Set-Content C:\\w.txt "$env:USERNAME $args"'\n"""
    call = "Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = 'powershell -File C:\\w.ps1 z' }"
    assert told(session, f"{script}$id = ({call}).ProcessId\n{WAIT}Get-Content C:\\w.txt") == ["Administrator z"]


def test_stopping_ends_what_runs(session):
    script = "Set-Content C:\\s.ps1 -Value 'Set-Content C:\\up.txt 1; try { Start-Sleep 600 } finally { Set-Content C:\\down.txt 2 }'\n"
    start = "$id = (Start-Process powershell -ArgumentList '-File', 'C:\\s.ps1' -PassThru).Id\n"
    up = "while (-not (Test-Path C:\\up.txt)) { Start-Sleep -Milliseconds 5 }\nStop-Process -Id $id\n"
    down = "while (-not (Test-Path C:\\down.txt)) { Start-Sleep -Milliseconds 5 }\n(Get-Process -Id $id -ErrorAction SilentlyContinue) -eq $null"
    assert told(session, script + start + up + down) == [True]


def test_what_nobody_knows_is_an_entry_only(session):
    assert told(session, "$p = Start-Process notepad -PassThru; (Get-Process -Id $p.Id).Name; Stop-Process -Id $p.Id") == ["notepad"]


def test_a_process_that_was_stopped_before_it_is_watched():
    with Emulator("server01", listen=False) as host:
        made, runs = host.machine.start(Launch("unknown.exe"))
        assert not runs
        host.machine.processes.stop(made, 3)
        seen = []
        host.machine.processes.when_stopped(made, seen.append)
        assert seen == [3]
