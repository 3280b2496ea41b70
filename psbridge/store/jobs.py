"""Jobs in the store: facts, states, and their records with a cursor.

Decides exactly-once delivery: records have numbers, `pending` gives those behind the cursor, `acknowledge` moves it.  Records that were
acknowledged are let go; the ones of a call with `keep` are not acknowledged.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psbridge.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

    from psbridge.store.database import Database


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job's facts."""

    id: int
    instance_id: uuid.UUID
    name: str
    kind: str
    command: str
    location: str
    state: int
    created: float
    began: float | None = None
    ended: float | None = None
    reason: bytes | None = None
    details: dict[str, Any] = field(default_factory=dict)
    received: int = 0


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record: its number in the job, its stream (1 to 7), whose it is (a host), its CLIXML."""

    seq: int
    stream: int
    source: str
    body: bytes


_SETTABLE = frozenset(("name", "state", "reason", "began", "ended", "details", "location"))


class JobStore:
    """The jobs of a database.  The clock can be handed in."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.database, self._clock = database, clock

    # -- jobs

    def create(self, name: str | None, kind: str, command: str, location: str, details: dict[str, Any] | None = None) -> JobRow:
        """A new job; without a name it is called Job and its number."""
        instance = uuid.uuid4()
        with self.database.transaction() as cursor:
            cursor.execute(
                "INSERT INTO jobs (instance_id, name, kind, command, location, created, details) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (str(instance), name or "", kind, command, location, self._clock(), json.dumps(details or {})),
            )
            number = cursor.lastrowid
            if not name:
                cursor.execute("UPDATE jobs SET name = 'Job' || id WHERE id = ?", (number,))
        assert number is not None
        return self.get(number)

    def get(self, number: int) -> JobRow:
        """The job of that number; StoreError when there is none."""
        rows = self.database.query("SELECT * FROM jobs WHERE id = ?", (number,))
        if not rows:
            raise StoreError(f"There is no job {number} in the store", hint="List the jobs with: psbridge job list")
        return _job(rows[0])

    def find(self, instance_id: uuid.UUID) -> JobRow | None:
        rows = self.database.query("SELECT * FROM jobs WHERE instance_id = ?", (str(instance_id),))
        return _job(rows[0]) if rows else None

    def all(self) -> list[JobRow]:
        return [_job(row) for row in self.database.query("SELECT * FROM jobs ORDER BY id")]

    def update(self, number: int, **facts: Any) -> None:
        """Change facts of a job: name, state, reason, began, ended, details, location."""
        unknown = set(facts) - _SETTABLE
        if unknown:
            raise StoreError(f"A stored job has no fact {min(unknown)!r} to change")
        if "details" in facts:
            facts["details"] = json.dumps(facts["details"])
        names = ", ".join(f"{name} = ?" for name in facts)
        with self.database.transaction() as cursor:
            cursor.execute(f"UPDATE jobs SET {names} WHERE id = ?", (*facts.values(), number))  # noqa: S608  names are from a fixed set
            if cursor.rowcount == 0:
                raise StoreError(f"There is no job {number} in the store", hint="It may have been removed meanwhile.")

    def remove(self, number: int) -> None:
        """Forget a job and its records; its number is never given again."""
        with self.database.transaction() as cursor:
            cursor.execute("DELETE FROM jobs WHERE id = ?", (number,))
            if cursor.rowcount == 0:
                raise StoreError(f"There is no job {number} in the store", hint="List the jobs with: psbridge job list")

    # -- records

    def append(self, number: int, records: Iterable[tuple[int, str, bytes]], first: int | None = None) -> int:
        """Add (stream, source, body) records; on disk when this returns.  Gives the number of the last one.

        `first`: the number that the sender gave the first record: what is there already is not added again.
        """
        with self.database.transaction() as cursor:
            last = self._last(cursor, number)
            seq = last if first is None else first - 1
            for stream, source, body in records:
                seq += 1
                if seq > last:
                    cursor.execute(
                        "INSERT INTO records (job, seq, stream, source, body) VALUES (?, ?, ?, ?, ?)", (number, seq, stream, source, body)
                    )
        return max(seq, last)

    def last(self, number: int) -> int:
        """The number of the newest record, received ones included; 0 when there was none."""
        with self.database.transaction() as cursor:
            return self._last(cursor, number)

    @staticmethod
    def _last(cursor: sqlite3.Cursor, number: int) -> int:
        row = cursor.execute(
            "SELECT MAX(received, (SELECT COALESCE(MAX(seq), 0) FROM records WHERE job = jobs.id)) FROM jobs WHERE id = ?", (number,)
        ).fetchone()
        if row is None:
            raise StoreError(f"There is no job {number} in the store", hint="It may have been removed meanwhile.")
        return int(row[0])

    def pending(self, number: int, limit: int = 10_000) -> list[RecordRow]:
        """Records that nobody has acknowledged yet, oldest first."""
        rows = self.database.query(
            "SELECT seq, stream, source, body FROM records WHERE job = ? "
            "AND seq > (SELECT received FROM jobs WHERE id = ?) ORDER BY seq LIMIT ?",
            (number, number, limit),
        )
        return [RecordRow(*row) for row in rows]

    def after(self, number: int, seq: int, limit: int = 10_000) -> list[RecordRow]:
        """Records behind a number that are still there: for a reader with a cursor of its own."""
        rows = self.database.query(
            "SELECT seq, stream, source, body FROM records WHERE job = ? AND seq > ? ORDER BY seq LIMIT ?", (number, seq, limit)
        )
        return [RecordRow(*row) for row in rows]

    def acknowledge(self, number: int, seq: int) -> None:
        """Everything up to `seq` has been received for good: it is let go."""
        with self.database.transaction() as cursor:
            cursor.execute("UPDATE jobs SET received = MAX(received, ?) WHERE id = ?", (seq, number))
            cursor.execute("DELETE FROM records WHERE job = ? AND seq <= ?", (number, seq))

    def has_pending(self, number: int) -> bool:
        return bool(self.pending(number, limit=1))


def _job(row: sqlite3.Row) -> JobRow:
    values = dict(row)
    values["instance_id"] = uuid.UUID(values["instance_id"])
    values["details"] = json.loads(values["details"])
    return JobRow(**values)
