"""The worker process: started on demand, one for a queue, survives the shell, resumes after `kill -9` of itself and of the server."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from psbridge.bits.bell import Lock, ensure
from psbridge.bits.codes import BitsError
from psbridge.bits.local import local_manager
from psbridge.bits.settings import Settings
from psbridge.bits.states import Priority

SECONDS = 60.0


def end(path: Path, how: int = signal.SIGTERM) -> None:
    pid = Lock(path).holder() if path.exists() else None
    if pid is not None:
        os.kill(pid, how)


def worker_of(path: Path, other_than: int | None = None) -> int:
    """The worker's process id, when it is there."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        pid = Lock(path).holder()
        if pid is not None and pid != other_than:
            return pid
        threading.Event().wait(0.01)
    raise AssertionError("no worker came")


def start(manager, pairs, **settings):
    row = manager.create(priority=Priority.Foreground, settings=Settings(proxy_usage="NoProxy", **settings))
    manager.add_files(row.id, pairs)
    manager.resume(row.id)
    return row.id


def test_it_is_started_on_demand_and_leaves_when_idle(store, web, tmp_path):
    manager = local_manager(store)
    job = start(manager, [(web.put("a", b"x" * 100), str(tmp_path / "out"))])
    assert manager.wait(job, timeout=SECONDS).state == "Transferred"
    worker_of(store)
    manager.complete(job)
    assert (tmp_path / "out").read_bytes() == b"x" * 100
    until = time.monotonic() + SECONDS
    while Lock(store).is_held() and time.monotonic() < until:
        threading.Event().wait(0.05)
    assert not Lock(store).is_held()


def test_there_is_one_for_a_queue(store, web, tmp_path):
    manager = local_manager(store)
    web.pause.clear()
    job = start(manager, [(web.put("a", b"x" * 100), str(tmp_path / "out"))])
    pid = worker_of(store)
    for _ in range(3):
        ensure(store)
    second = subprocess.run([sys.executable, "-m", "psbridge.bits.worker", "--store", str(store)], timeout=SECONDS, check=False)
    assert second.returncode == 0
    assert Lock(store).holder() == pid
    web.pause.set()
    assert manager.wait(job, timeout=SECONDS).state == "Transferred"


def test_it_survives_the_shell(store, web, tmp_path):
    url = web.put("a", os.urandom(1 << 20))
    web.pause.clear()
    code = "import sys; from psbridge import bits; print(bits.start(sys.argv[1], sys.argv[2], store=sys.argv[3], proxy_usage='NoProxy').id)"
    done = subprocess.run(
        [sys.executable, "-c", code, url, str(tmp_path / "out"), str(store)], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    manager = local_manager(store)
    row = manager.jobs()[0]
    assert str(row.id) == done.stdout.strip()
    web.pause.set()
    assert manager.wait(row.id, timeout=SECONDS).state == "Transferred"
    manager.complete(row.id)
    assert (tmp_path / "out").read_bytes() == web.files["/a"]


def test_it_leaves_when_its_store_is_gone(store, web, tmp_path):
    web.statuses = [503]
    manager = local_manager(store)
    job = start(manager, [(web.put("a", b"x"), str(tmp_path / "out"))])
    manager.wait(job, until=lambda row: row.state == "TransientError", timeout=SECONDS)
    pid = worker_of(store)
    store.unlink()
    until = time.monotonic() + SECONDS
    while Lock(store).is_held() and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert not Lock(store).is_held()
    assert pid > 0


def test_credentials_reach_it_sealed(store, web, tmp_path):
    web.user = ("user", "very secret")
    manager = local_manager(store)
    row = manager.create(settings=Settings(proxy_usage="NoProxy"), credential=("user", "very secret"))
    manager.add_files(row.id, [(web.put("a", b"x"), str(tmp_path / "out"))])
    manager.resume(row.id)
    assert manager.wait(row.id, timeout=SECONDS).state == "Transferred"
    for file in store.parent.iterdir():
        assert b"very secret" not in file.read_bytes()
    assert (store.parent / "bits.key").stat().st_mode & 0o777 == 0o600
    manager.cancel(row.id)


def test_a_completion_that_was_killed_is_finished(store, web, tmp_path):
    manager = local_manager(store)
    job = start(manager, [(web.put(f"{i}", b"%d" % i), str(tmp_path / f"out{i}")) for i in range(3)])
    manager.wait(job, timeout=SECONDS)
    manager.queue.update(
        job, lambda row: {"details": {"committing": row.state, "committer": "1/0/gone"}}
    )  # announced, one file placed, then killed
    first = manager.files(job)[0]
    Path(first.temporary).replace(first.destination)
    manager.recover()
    assert manager.state(job).name == "Acknowledged"
    assert [(tmp_path / f"out{i}").read_bytes() for i in range(3)] == [b"0", b"1", b"2"]


def test_a_completion_under_way_is_left_alone(store, web, tmp_path):
    manager = local_manager(store)
    job = start(manager, [(web.put("a", b"a"), str(tmp_path / "out"))])
    manager.wait(job, timeout=SECONDS)
    us = manager.world.process()
    assert manager.world.lives(us)
    assert not manager.world.lives(us.replace("/", "/1", 1))
    manager.queue.update(job, lambda row: {"details": {"committing": row.state, "committer": us}})
    manager.recover()
    assert manager.state(job).name == "Transferred"
    assert not (tmp_path / "out").exists()
    with pytest.raises(BitsError):
        manager.complete(job)
    manager.queue.update(job, lambda row: {"details": {"committer": "1/0/gone"}})
    manager.complete(job)
    assert (tmp_path / "out").read_bytes() == b"a"


@pytest.mark.slow
def test_no_wrong_file_whatever_is_killed(store, nginx, tmp_path):
    """200 files of some sizes; the worker and the server are killed at random moments.  Complete and equal, or Error: nothing else."""
    chance = random.Random(int(os.environ.get("PSBRIDGE_CHAOS_SEED", "7")))
    manager = local_manager(store)
    sums: dict[Path, str] = {}
    jobs = []
    target = tmp_path / "target"
    target.mkdir()
    for number in range(40):
        pairs = []
        for i in range(5):
            data = chance.randbytes(chance.choice((0, 10, 5_000, 300_000, 4_000_000)))
            name = f"{number}-{i}"
            pairs.append((nginx.put(name, data), str(target / name)))
            sums[target / name] = hashlib.sha256(data).hexdigest()
        jobs.append(start(manager, pairs, retry_interval=60, bandwidth=6_000_000))
    until = time.monotonic() + 8
    killed = 0
    while (killed < 4 or time.monotonic() < until) and any(manager.state(job).name not in ("Transferred", "Error") for job in jobs):
        threading.Event().wait(chance.uniform(0.02, 0.25))
        if chance.random() < 0.75:
            pid = Lock(store).holder()
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                killed += 1
        else:
            nginx.kill()
            nginx.start()
        manager.wake()
        for job in jobs:  # what a user does who sees a transient error
            if manager.state(job).name == "TransientError":
                manager.resume(job)
    for job in jobs:
        row = manager.wait(job, until=lambda now: now.state in ("Transferred", "Error", "TransientError"), timeout=SECONDS)
        if row.state == "TransientError":
            manager.resume(job)
            row = manager.wait(job, timeout=SECONDS)
        assert row.state == "Transferred", row.details
        manager.complete(job)
    assert killed > 3
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in target.iterdir()} == sums
