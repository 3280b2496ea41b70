"""Scripts that ask for too much: each ends in PowerShell's error or within bounds, and the process goes on."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading

import pytest

from psbridge.modules.shell import PowerShell, Runspace

MEGABYTE = 1024 * 1024
DEEP = "function f($n) { f ($n + 1) }; "
SAY = "try { %s } catch { $_.FullyQualifiedErrorId }; 'alive'"
REFUSED = {
    "recursion without end": (DEEP + SAY % "f 0", "CallDepthOverflow"),
    "recursion ten thousand deep": ("function f([int] $n) { if ($n) { f ($n - 1) } }; " + SAY % "f 10000", "CallDepthOverflow"),
    "recursion of an advanced function": ("function f { [CmdletBinding()] param($n) f ($n + 1) }; " + SAY % "f 0", "CallDepthOverflow"),
    "recursion in a key": ("function s { 1, 2 | Sort-Object { s } }; " + SAY % "$ErrorActionPreference = 'Stop'; s", "CallDepthOverflow"),
    "recursion in a column": ("function s { 1, 2 | Select-Object @{ n = 'a'; e = { s } } }; " + SAY % "s", None),
    "a text of many gigabytes": (SAY % "'abcdefgh' * 1GB", "System.OutOfMemoryException"),
    "a text that doubles": (SAY % "$s = 'x' * 1MB; while ($true) { $s += $s }", "System.OutOfMemoryException"),
}


def ran(script: str, memory: int = 0) -> subprocess.CompletedProcess[str]:
    """A script in a process of its own, with at most `memory` bytes (0: any)."""

    def limit() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    command = [sys.executable, "-m", "psbridge", "run", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=500, preexec_fn=limit)


@pytest.mark.parametrize(("script", "error_id"), REFUSED.values(), ids=REFUSED)
def test_too_much_is_refused(script, error_id):
    done = ran(script, 4096 * MEGABYTE)
    lines = done.stdout.split()
    assert lines[-1:] == ["alive"], done.stderr[-500:]
    assert error_id is None or error_id in lines


def test_a_long_pipeline_needs_little_memory():
    """What runs through is not kept: the numbers alone would take more than the process may have beside its stack."""
    stack = 512 * MEGABYTE
    done = ran("(1..400000 | ForEach-Object { $_ } | Where-Object { $_ % 100000 -eq 0 }) -join ','", stack + 140 * MEGABYTE)
    assert done.stdout.strip() == "100000,200000,300000,400000", done.stderr[-500:]


LOOPS = (
    "while ($true) {}",
    "for (;;) { $i++ }",
    "do { $x = 1 } until ($false)",
    "1..2147483647 | ForEach-Object { $_ }",
    "function f { while (1) { f2 } }; function f2 { 1 }; f",
)


@pytest.mark.parametrize("script", LOOPS)
def test_an_endless_loop_can_be_stopped(script):
    with Runspace() as runspace:
        shell = PowerShell(runspace).add_script("$global:begun = 1; " + script)
        shell.begin_invoke()
        while not runspace.execution.global_scope.variables.get("begun"):
            threading.Event().wait(0.001)
        assert shell.stop(timeout=60), "the loop does not look at the token"
        assert PowerShell(runspace).add_script("'alive'").invoke() == ["alive"]
