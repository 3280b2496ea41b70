"""psb.bits: jobs from Python, and the command line over it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import pytest

import psbridge as psb
from psbridge.bits.bell import Lock
from psbridge.bits.codes import BitsError
from psbridge.bits.states import Priority, State
from psbridge.cli.bits import main

DATA = os.urandom(200_000)
NEAR = {"proxy_usage": "NoProxy"}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PSBRIDGE_BITS_IDLE", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    path = tmp_path / "queue" / "store.sqlite3"
    yield path
    pid = Lock(path).holder()
    if pid is not None:
        os.kill(pid, 15)


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
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def run(capsys, store, *words) -> tuple[int, str, str]:
    code = main(["--store", str(store), *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_line(capsys, store, web, tmp_path):
    url = web.put("a", DATA)
    assert run(capsys, store, "start", url, str(tmp_path / "out"))[0] == 0
    assert (tmp_path / "out").read_bytes() == DATA
    code, out, _ = run(capsys, store, "start", url, str(tmp_path / "two"), "--suspended", "-n", "mine")
    job = out.strip()
    assert (code, len(job)) == (0, 36)
    assert "mine" in run(capsys, store, "list")[1]
    assert json.loads(run(capsys, store, "list", "--json")[1])["JobState"] == "Suspended"
    assert json.loads(run(capsys, store, "show", job[:8], "--json")[1])["JobId"] == job
    assert "JobState" in run(capsys, store, "show", "mine")[1]
    assert run(capsys, store, "resume", job)[0] == 0
    assert '"Transferred"' in run(capsys, store, "watch", job, "--json")[1]
    assert run(capsys, store, "complete", job)[0] == 0
    assert (tmp_path / "two").read_bytes() == DATA
    assert run(capsys, store, "remove", job)[0] == 1


def test_the_command_line_says_what_failed(capsys, store, web, tmp_path):
    code, _, err = run(capsys, store, "start", f"{web.url}/none", str(tmp_path / "out"))
    assert code == 1
    assert "404" in err
    assert run(capsys, store, "list")[1] == ""
    code, out, _ = run(capsys, store, "start", "-b", web.put("a", DATA), str(tmp_path / "out"))
    assert code == 0
    assert run(capsys, store, "watch", out.strip())[0] == 0
    assert run(capsys, store, "suspend", out.strip())[0] == 0
    assert run(capsys, store, "remove", out.strip())[0] == 0
    assert main([]) == 2


def test_an_upload_from_the_command_line(capsys, store, web, tmp_path, monkeypatch):
    web.user = ("me", "secret")
    monkeypatch.setenv("PSBRIDGE_PASSWORD", "secret")
    (tmp_path / "up").write_bytes(DATA)
    code, _, err = run(capsys, store, "start", "-u", str(tmp_path / "up"), f"{web.url}/up", "--user", "me", "--method", "PUT")
    assert (code, err.count("psbridge bits:")) == (0, 0)
    assert web.uploads["/up"] == DATA
