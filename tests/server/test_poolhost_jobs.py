"""Jobs of an emulated machine stay on it."""

from __future__ import annotations

from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace
from psbridge.server.poolhost import keep_jobs_inside


def test_a_job_sees_the_emulated_machine_only():
    with Runspace(Machine.windows(), profile="windows", version="5.1.20348.558") as runspace:
        keep_jobs_inside(runspace)
        here = runspace.invoke("$env:COMPUTERNAME")
        found = runspace.invoke("Start-Job { $env:COMPUTERNAME; Test-Path /etc/passwd } | Receive-Job -Wait | ForEach-Object { \"$_\" }")
        assert found == [*here, "False"]


def test_its_jobs_stay_as_well():
    with Runspace(Machine.windows(), profile="windows", version="5.1.20348.558") as runspace:
        keep_jobs_inside(runspace)
        text = "Start-Job { Start-Job { Test-Path /etc/passwd } | Receive-Job -Wait } | Receive-Job -Wait | ForEach-Object { \"$_\" }"
        assert runspace.invoke(text) == ["False"]
