"""psb.bits: jobs from Python."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

import psbridge as psb
from psbridge.bits.codes import BitsError
from psbridge.bits.states import Priority, State

DATA = os.urandom(200_000)
NEAR = {"proxy_usage": "NoProxy"}


def test_start_wait_complete(store, web, tmp_path):
    job = psb.bits.start(web.put("a", DATA), tmp_path / "out", store=store, **NEAR)
    assert job.wait(60, complete=True) is State.Acknowledged
    assert (tmp_path / "out").read_bytes() == DATA
    assert psb.bits.jobs(store=store) == []


def test_watch_and_names(store, web, tmp_path):
    target = tmp_path / "in"
    target.mkdir()
    job = psb.bits.start([web.put("a", DATA), web.put("b", DATA)], target, name="both", store=store, **NEAR)
    seen = list(job.watch(0.01))
    assert seen[-1].state is State.Transferred
    assert (seen[-1].files_done, seen[-1].bytes_done, seen[-1].bytes_total) == (2, 400_000, 400_000)
    assert (job.name, job.priority, job.owner) == ("both", Priority.Foreground, psb.bits.open_queue(store).world.user())
    psb.bits.complete(job)
    assert sorted(path.name for path in target.iterdir()) == ["a", "b"]


def test_await_and_changes(store, web, tmp_path):
    async def work():
        job = psb.bits.start(web.put("a", DATA), tmp_path / "out", store=store, **NEAR)
        last = [at async for at in job.changes(0.01)][-1]
        assert await job is last.state is State.Transferred
        job.cancel()
        return job

    job = asyncio.run(work())
    assert job.state is State.Cancelled
    assert not (tmp_path / "out").exists()


def test_a_failure_is_raised(store, web, tmp_path):
    job = psb.bits.start(f"{web.url}/none", tmp_path / "out", store=store, **NEAR)
    with pytest.raises(BitsError, match="404"):
        job.wait(60, complete=True)
    assert job.error.code.number == 0x80190194
    web.put("none", DATA)
    psb.bits.resume(job)
    assert job.wait(60) is State.Transferred
    job.remove()


def test_managing(store, web, tmp_path):
    job = psb.bits.start(web.put("a", DATA), tmp_path / "out", store=store, suspended=True, priority="Low", **NEAR)
    assert job.set(name="new", priority=Priority.High, description="text").settings.description == "text"
    assert (job.name, job.priority, psb.bits.get(str(job.id)[:8], store=store).id) == ("new", Priority.High, job.id)
    psb.bits.add(job, web.put("b", DATA), tmp_path / "b")
    assert len(job.files) == 2
    assert psb.bits.suspend(job).state is State.Suspended
    with pytest.raises(BitsError):
        psb.bits.get("zzz", store=store)
    with pytest.raises(BitsError):
        psb.bits.start(["a", "b"], ["c", "d", "e"], store=store)
    with pytest.raises(BitsError):
        psb.bits.start(f"{web.url}/a", tmp_path / "no" / "where", store=store)
    assert [one.id for one in psb.bits.jobs(store=store)] == [job.id]
    assert "Suspended" in repr(job)


def test_importing_is_light():
    code = "import sys, psbridge; psbridge.bits; print(sorted({'httpx', 'rich', 'sqlite3', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=500)
    assert done.stdout.strip() == "[]"
