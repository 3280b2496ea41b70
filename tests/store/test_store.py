"""The store: numbers, records with a cursor, sessions without secrets, and what `kill -9` leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import uuid
from typing import TYPE_CHECKING

import pytest

from psbridge.errors import StoreError
from psbridge.store import Database, JobStore, SessionStore, default_path

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "deep" / "store.sqlite3")


def test_numbers_are_never_given_again(database: Database) -> None:
    jobs = JobStore(database)
    first = jobs.create(None, "RemoteJob", "hostname", "web01")
    assert (first.id, first.name) == (1, "Job1")
    jobs.remove(first.id)
    assert jobs.create("mine", "RemoteJob", "x", "h").id == 2
    with pytest.raises(StoreError, match="no job 1"):
        jobs.get(1)


def test_facts_change_and_unknown_ones_are_refused(database: Database) -> None:
    jobs = JobStore(database, clock=lambda: 5.0)
    job = jobs.create("j", "k", "c", "l", {"port": 1})
    jobs.update(job.id, state=1, began=6.0, details={"port": 2})
    again = jobs.find(job.instance_id)
    assert again is not None
    assert (again.state, again.began, again.details, again.created) == (1, 6.0, {"port": 2}, 5.0)
    with pytest.raises(StoreError, match="colour"):
        jobs.update(job.id, colour="red")


def test_records_are_received_once(database: Database) -> None:
    jobs = JobStore(database)
    job = jobs.create(None, "k", "c", "l").id
    assert jobs.append(job, [(1, "h", b"a"), (2, "h", b"b")]) == 2
    assert [r.body for r in jobs.pending(job)] == [b"a", b"b"]
    assert jobs.has_pending(job)
    jobs.acknowledge(job, 1)
    assert [(r.seq, r.stream, r.source, r.body) for r in jobs.pending(job)] == [(2, 2, "h", b"b")]
    jobs.acknowledge(job, 2)
    assert jobs.pending(job) == []
    assert jobs.append(job, [(1, "h", b"c")]) == 3
    assert jobs.last(job) == 3


def test_a_sender_that_repeats_itself_adds_nothing(database: Database) -> None:
    jobs = JobStore(database)
    job = jobs.create(None, "k", "c", "l").id
    jobs.append(job, [(1, "", b"1"), (1, "", b"2")], first=1)
    jobs.append(job, [(1, "", b"2"), (1, "", b"3")], first=2)
    jobs.acknowledge(job, 3)
    jobs.append(job, [(1, "", b"3")], first=3)
    assert jobs.pending(job) == []
    assert jobs.last(job) == 3


def test_secrets_are_refused(database: Database) -> None:
    sessions = SessionStore(database)
    with pytest.raises(StoreError, match="password"):
        sessions.put(uuid.uuid4(), "s", "h", "Opened", {"password": "x"})
    assert sessions.list() == []


def test_sessions_by_host(database: Database) -> None:
    sessions = SessionStore(database)
    one = uuid.uuid4()
    sessions.put(one, "a", "Web01", "Opened")
    sessions.put(one, "a", "Web01", "Disconnected", {"port": 5985})
    assert [(s.state, s.options) for s in sessions.list("web01")] == [("Disconnected", {"port": 5985})]
    assert sessions.remove(one)
    assert not sessions.remove(one)


def test_threads_write_at_the_same_time(database: Database) -> None:
    jobs = JobStore(database)
    job = jobs.create(None, "k", "c", "l").id

    def work() -> None:
        for _ in range(20):
            jobs.append(job, [(1, "", b"x")])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [r.seq for r in jobs.pending(job)] == list(range(1, 81))


def test_a_newer_store_is_refused(database: Database, tmp_path: Path) -> None:
    database.connection().execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer psbridge"):
        Database(database.path)


def test_only_the_owner_may_read(database: Database) -> None:
    assert database.path.stat().st_mode & 0o077 == 0


def test_a_place_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="PSBRIDGE_STORE"):
        Database(tmp_path / "file" / "store")


def test_the_environment_names_the_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PSBRIDGE_STORE", str(tmp_path / "s"))
    assert default_path() == tmp_path / "s"
    monkeypatch.delenv("PSBRIDGE_STORE")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_path() == tmp_path / "psbridge" / "store.sqlite3"


_WRITER = """
import sys
from psbridge.store import Database, JobStore
jobs = JobStore(Database(sys.argv[1]))
job = jobs.create(None, "k", "c", "l").id
for number in range(100000):
    print(jobs.append(job, [(1, "", str(number).encode())]), flush=True)
"""


def test_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    place = tmp_path / "store.sqlite3"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(place)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = 0
    for line in writer.stdout:
        acknowledged = int(line)
        if acknowledged >= 25:
            os.kill(writer.pid, signal.SIGKILL)
            break
    acknowledged = max([acknowledged, *(int(line) for line in writer.stdout.read().split())])
    writer.wait(60)
    writer.stdout.close()
    with Database(place) as database:
        rows = JobStore(database).pending(1, limit=100_000)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= acknowledged
    assert [row.body for row in rows] == [str(number).encode() for number in range(len(rows))]
