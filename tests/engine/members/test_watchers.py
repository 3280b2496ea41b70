"""System.IO.FileSystemWatcher in scripts, on this computer and on an emulated one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.engine.powershell import PowerShell
from psbridge.machine.computer import Machine
from psbridge.machine.filechanges import Overflow
from psbridge.modules.shell import Runspace
from psbridge.objects.exceptions import NetError

LIMIT = 60
TELL = "function tell($e) { $a = $e.SourceEventArgs; \"$($e.SourceIdentifier) $($a.ChangeType) $($a.OldName) $($a.Name)\" -replace '  ', ' ' }\n"


def _emulated() -> Any:
    machine = Machine.windows("web01")
    return Runspace(machine, profile="windows", version="7.0.13", environment=machine.environment, directory="C:\\")


@pytest.fixture(params=["local", "emulated"])
def session(request: Any, tmp_path: Path) -> Iterator[Any]:
    with Runspace() if request.param == "local" else _emulated() as runspace:
        place = str(tmp_path) if request.param == "local" else "C:\\watched"
        runspace.invoke(f"$d = '{place}'; $null = New-Item $d -ItemType Directory -Force\n{TELL}")
        yield runspace


def run(session: Any, script: str) -> list[str]:
    return [str(one) for one in session.invoke(f"$ErrorActionPreference = 'Stop'\n{script}")]


WAITED = """
$w = [IO.FileSystemWatcher]::new($d)
'Created', 'Changed', 'Renamed', 'Deleted' | ForEach-Object { Register-ObjectEvent $w $_ -SourceIdentifier $_ }
$w.EnableRaisingEvents = $true
Set-Content $d/a.txt x
Rename-Item $d/a.txt b.txt
Remove-Item $d/b.txt
do {
    $e = Wait-Event -Timeout 60
    tell $e
    Remove-Event -EventIdentifier $e.EventIdentifier
} until ($e.SourceIdentifier -eq 'Deleted')
$e.Sender -eq $w; $e.SourceEventArgs.FullPath -eq (Join-Path $d b.txt)
$w.Dispose()
"""


def test_events_wait_in_the_queue(session):
    told = ["Created Created a.txt", "Changed Changed a.txt", "Renamed Renamed a.txt b.txt", "Deleted Deleted b.txt", "True"]
    assert list(dict.fromkeys(run(session, WAITED))) == told  # of a change there may be several
    assert (
        run(session, "Get-Event | Remove-Event; 'Created', 'Changed', 'Renamed', 'Deleted' | ForEach-Object { Unregister-Event $_ }") == []
    )


def test_actions_are_told_what_the_filter_lets_through(session):
    script = """
    $w = New-Object IO.FileSystemWatcher $d, *.log -Property @{ IncludeSubdirectories = $true; EnableRaisingEvents = $true }
    $null = Register-ObjectEvent $w Created -Action { New-Event seen -EventArguments $Event.SourceEventArgs.Name, $EventArgs.ChangeType }
    $null = New-Item $d/sub -ItemType Directory; Set-Content $d/a.txt 1; Set-Content $d/sub/b.log 1
    (Wait-Event seen -Timeout 60).SourceArgs -replace '/', '\\'
    """
    assert run(session, script) == ["sub\\b.log", "Created"]


def test_a_rename_is_told_when_either_name_fits(session):
    script = """
    Set-Content $d/a.txt 1; $w = [IO.FileSystemWatcher]@{ Path = $d; Filter = '*.log' }; $w.EnableRaisingEvents = $true
    Register-ObjectEvent $w Renamed r; Rename-Item $d/a.txt a.log; Rename-Item $d/a.log a.tmp; Rename-Item $d/a.tmp b.tmp
    Rename-Item $d/b.tmp b.log
    1..3 | ForEach-Object { $e = Wait-Event r -Timeout 60; tell $e; Remove-Event -EventIdentifier $e.EventIdentifier }
    """
    assert run(session, script) == ["r Renamed a.txt a.log", "r Renamed a.log a.tmp", "r Renamed b.tmp b.log"]


def test_wait_for_changed_sees_what_another_session_does(session):
    watcher, ready = run_object(session, "$w = [IO.FileSystemWatcher]::new($d); $w"), threading.Event()
    changed, path = [], session.invoke("$d")[0]

    def wait() -> None:
        changed.extend(PowerShell(session).add_script("$w.WaitForChanged('Deleted', 60000)").invoke())
        ready.set()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    with session.sibling() as other:
        while not ready.wait(0.05):  # again and again: when the wait begins is its own affair
            other.open().invoke(f"Set-Content '{path}/f' 1; Remove-Item '{path}/f'")
    thread.join(LIMIT)
    assert [(str(one.kind), one.name, one.timed_out) for one in changed] == [("Deleted", "f", False)]
    assert watcher.enabled is False


def run_object(session: Any, script: str) -> Any:
    return session.invoke(script)[0]


def test_wait_for_changed_gives_up(session):
    assert run(session, "$w = [IO.FileSystemWatcher]::new($d); $r = $w.WaitForChanged('All', 1); $r.TimedOut, [int]$r.ChangeType, $w.EnableRaisingEvents") == [
        "True", "0", "False",
    ]  # fmt: skip


def test_a_wait_can_be_stopped(session):
    shell = PowerShell(session).add_script("$w = [IO.FileSystemWatcher]::new($d); $global:begun.Set(); $w.WaitForChanged('Created')")
    session.invoke("$global:begun = [Threading.ManualResetEventSlim]::new($false)")
    begun = session.invoke("$global:begun")[0]
    ended = threading.Event()

    def work() -> None:
        with contextlib.suppress(Exception):  # that it was stopped
            shell.invoke()
        ended.set()

    threading.Thread(target=work, daemon=True).start()
    assert begun.wait(LIMIT)
    shell.stop()
    assert ended.wait(LIMIT)


@pytest.mark.parametrize("how", ["dispose", "disable", "close"])
def test_what_a_watcher_holds_is_given_back(session, how):
    watcher = run_object(session, "$w = [IO.FileSystemWatcher]::new($d); $w.EnableRaisingEvents = $true; $w")
    thread = watcher._watch.thread
    assert thread.is_alive()
    ends = {
        "dispose": lambda: session.invoke("$w.Dispose()"),
        "disable": lambda: session.invoke("$w.EnableRaisingEvents = $false"),
        "close": session.close,
    }
    ends[how]()
    thread.join(LIMIT)
    assert not thread.is_alive()
    assert not watcher.enabled


def test_a_closed_session_watches_nothing_more(session):
    watcher, other = session.invoke(
        "$w, $v = 1..2 | ForEach-Object { [IO.FileSystemWatcher]::new($d) }; $w.EnableRaisingEvents = $true; $w; $v"
    )
    session.close()
    for one in (watcher, other):
        with pytest.raises(NetError, match="disposed"):
            one.enable(True)
        assert not one.enabled


def test_properties(session):
    script = """
    $w = [IO.FileSystemWatcher]::new($d)
    "$($w.Filter) $($w.NotifyFilter) $($w.IncludeSubdirectories) $($w.InternalBufferSize) $($w.EnableRaisingEvents)"
    $w.Filter = '*.*'; $w.Filter; $w.InternalBufferSize = 1; $w.InternalBufferSize
    $w.NotifyFilter = 'Size, Security'; $w.NotifyFilter
    $w.Filters.Add('*.b'); $w.Filters.Count
    """
    assert run(session, script) == ["* FileName, DirectoryName, LastWrite False 8192 False", "*", "4096", "Size, Security", "2"]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("[IO.FileSystemWatcher]::new('')", None),
        ('[IO.FileSystemWatcher]::new("$d/none")', "does not exist. (Parameter 'Path')"),
        ("[IO.FileSystemWatcher]::new($d).Path = ''", "The directory name  is invalid. (Parameter 'Path')"),
        ("[IO.FileSystemWatcher]::new().EnableRaisingEvents = $true", "Error reading the  directory."),
        (
            "$w = [IO.FileSystemWatcher]::new($d); $w.Dispose(); $w.Dispose(); $w.EnableRaisingEvents = $true",
            "Cannot access a disposed object.",
        ),
        ("[IO.FileSystemWatcher]::new($d).NotifyFilter = 512", "NotifyFilters"),
    ],
)
def test_complaints(session, script, message):
    found = run(session, f"try {{ $null = & {{ {script} }} }} catch {{ $_.Exception.Message }}")
    assert (message in found[0]) if message else found == []


def test_trouble_is_an_event_of_its_own(session):
    script = """
    $w = [IO.FileSystemWatcher]::new($d); Register-ObjectEvent $w Error err; $w.EnableRaisingEvents = $true
    """
    run(session, script)
    session.invoke("$w")[0]._fail(Overflow(75, "much"))
    assert run(session, "(Wait-Event err -Timeout 60).SourceEventArgs.GetException().GetType().FullName") == [
        "System.IO.InternalBufferOverflowException"
    ]


def test_the_end_of_an_emulated_directory():
    with _emulated() as runspace:
        script = """
        $null = mkdir C:\\gone; $w = [IO.FileSystemWatcher]::new('C:\\gone'); Register-ObjectEvent $w Error err; $w.EnableRaisingEvents = $true
        Remove-Item C:\\gone; (Wait-Event err -Timeout 60).SourceEventArgs.GetException().Message; $w.EnableRaisingEvents
        """
        assert run(runspace, script) == ["Access is denied", "False"]
