"""The queue, in memory and in the store: both do the same.  And credentials under seal."""

from __future__ import annotations

import threading
import uuid

import pytest

from psbridge.bits.codes import BitsError
from psbridge.bits.queue import MemoryQueue
from psbridge.bits.sealing import Seal
from psbridge.store import Database, Sums, TransferStore


@pytest.fixture(params=["memory", "store"])
def queue(request, tmp_path):
    if request.param == "memory":
        return MemoryQueue(clock=lambda: 5.0)
    return TransferStore(Database(tmp_path / "q.sqlite3"), clock=lambda: 5.0)


def test_jobs_are_made_listed_and_changed(queue):
    one = queue.create("one", "me", 2, {"a": 1})
    two = queue.create("two", "you", 0, {})
    assert [row.name for row in queue.jobs()] == ["one", "two"]
    assert [row.id for row in queue.jobs("you")] == [two.id]
    row = queue.update(one.id, lambda now: {"state": "Queued", "name": "new", "details": {"a": None, "b": 2}})
    assert (row.state, row.name, row.details, row.changed) == ("Queued", "new", {"b": 2}, 5.0)
    assert queue.get(one.id).details == {"b": 2}
    assert [row.id for row in queue.in_states(("Queued",))] == [one.id]
    assert queue.update(one.id, lambda now: None).state == "Queued"
    assert queue.get(uuid.uuid4()) is None
    assert queue.update(uuid.uuid4(), lambda now: {}) is None


def test_a_refusal_changes_nothing(queue):
    one = queue.create("one", "me", 2, {})

    def refuse(now):
        raise BitsError("INVALID_STATE")

    with pytest.raises(BitsError):
        queue.update(one.id, refuse)
    assert queue.get(one.id).state == "Suspended"


def test_files_and_their_progress(queue):
    one = queue.create("one", "me", 2, {})
    assert queue.sums(one.id) == Sums(0, 0, 0, None)
    queue.add_files(one.id, [("a", "b"), ("c", "d")])
    queue.add_files(one.id, [("e", "f")])
    assert [(file.position, file.source, file.destination) for file in queue.files(one.id)] == [(0, "a", "b"), (1, "c", "d"), (2, "e", "f")]
    before = queue.stamp()
    assert queue.progress(one.id, 0, done=10, total=10, complete=1, validator="v", temporary="t", boot="b", synced=4)
    assert queue.stamp() != before
    assert queue.sums(one.id) == Sums(3, 1, 10, None)
    queue.progress(one.id, 1, total=5)
    queue.progress(one.id, 2, total=5, done=2)
    assert queue.sums(one.id) == Sums(3, 1, 12, 20)


def test_a_job_that_is_over_has_no_files_and_is_forgotten_later(queue):
    one = queue.create("one", "me", 2, {})
    queue.add_files(one.id, [("a", "b")])
    queue.update(one.id, lambda now: {"state": "Cancelled"})
    assert queue.jobs() == []
    assert queue.get(one.id).state == "Cancelled"
    assert queue.progress(one.id, 0, done=1) is False
    queue.purge(4.0)
    assert queue.get(one.id) is not None
    queue.purge(6.0)
    assert queue.get(one.id) is None


def test_changes_of_threads_do_not_get_lost(queue):
    one = queue.create("one", "me", 2, {"n": 0})

    def count():
        for _ in range(20):
            queue.update(one.id, lambda now: {"details": {"n": now.details["n"] + 1}})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert queue.get(one.id).details["n"] == 80


def test_other_processes_are_noticed(tmp_path):
    here, there = (TransferStore(Database(tmp_path / "q.sqlite3")) for _ in range(2))
    before = here.stamp()
    assert here.stamp() == before
    there.create("x", "me", 1, {})
    assert here.stamp() != before


def test_a_seal_opens_for_its_purpose_only(tmp_path):
    seal = Seal(tmp_path / "key")
    closed = seal.seal("user", "secret", "server:me")
    assert "secret" not in closed
    assert Seal(tmp_path / "key").open(closed, "server:me") == ("user", "secret")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    for other, purpose in ((seal, "proxy:me"), (Seal(tmp_path / "other"), "server:me"), (Seal(), "server:me")):
        with pytest.raises(BitsError):
            other.open(closed, purpose)
