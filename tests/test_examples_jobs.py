"""The examples of docs/extending-jobs.md: a job class and -AsJob for an own command, in Python and in a script module."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import psbridge as psb

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.fixture
def session():
    with psb.Runspace(directory=str(EXAMPLES)) as made:
        yield made


class TestPythonClass:
    @pytest.fixture
    def example(self, session):
        found = runpy.run_path(str(EXAMPLES / "countdown.py"))
        found["equip"](session)
        return found

    def test_here(self, session, example):
        assert session.invoke("Invoke-Countdown 3") == [3, 2, 1]

    def test_as_job(self, session, example):
        found = session.invoke("$j = Invoke-Countdown 3 -AsJob; $j.GetType().FullName; (Wait-Job $j).State; Receive-Job $j; $j.HasMoreData; @(Get-Job).Count")
        assert found == ["Contoso.Jobs.CountdownJob", "Completed", 3, 2, 1, False, 1]

    def test_cmdlets_stop_and_remove_it(self, session, example):
        found = session.invoke("$j = Invoke-Countdown 3 -Pace 60 -AsJob; Stop-Job $j; $j.State; Remove-Job $j; @(Get-Job).Count")
        assert found == ["Stopped", 0]

    def test_python_face(self, session, example):
        job = example["CountdownJob"](3)
        job.begin()
        assert list(job) == [3, 2, 1]


class TestScriptModule:
    def test_here_and_as_job(self, session):
        text = "Import-Module ./Countdown.psm1; (Invoke-Countdown 3) -join ','; (Invoke-Countdown 3 -AsJob | Wait-Job | Receive-Job) -join ','"
        assert session.invoke(text) == ["3,2,1", "3,2,1"]
