"""Transfers in the store: jobs of the transfer queue, their files, and how far each has come.

Decides atomic changes (`update` reads, decides and writes in one transaction) and that progress is on disk against `kill -9`, but not
against a power cut: who resumes looks at `boot` and `synced`.  States are words; what they mean is decided above.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import sqlite3

    from psbridge.store.database import Database

_FINAL = ("Acknowledged", "Cancelled")


class Transfer(NamedTuple):
    """A job's facts (a tuple: a long queue is made of them in no time); `details` are read from their text when asked for."""

    id: uuid.UUID
    name: str
    owner: str
    state: str
    priority: int
    created: float
    changed: float
    text: str = "{}"

    @property
    def details(self) -> dict[str, Any]:
        """Shared between equal texts: not to be changed."""
        return _parsed(self.text)

    def __repr__(self) -> str:
        return f"<Transfer {self.id} {self.name!r} {self.state}>"


@lru_cache(maxsize=4096)
def _parsed(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


@dataclass(frozen=True, slots=True)
class TransferFile:
    """One file of a job: `done` bytes are in `temporary`, `synced` of them for good; `validator` says of which version they are."""

    position: int
    source: str
    destination: str
    done: int = 0
    total: int | None = None
    complete: bool = False
    validator: str | None = None
    temporary: str | None = None
    synced: int = 0
    boot: str | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """A job's files together; `bytes_total` is None while a size is unknown."""

    files_total: int
    files_done: int
    bytes_done: int
    bytes_total: int | None


Change = dict[str, Any]
_COLUMNS = frozenset(("name", "owner", "state", "priority"))
_FACTS = frozenset(("source", "destination", "done", "total", "complete", "validator", "temporary", "synced", "boot"))
_SELECT = "SELECT id, name, owner, state, priority, created, changed, details FROM transfers"


class TransferStore:
    """The transfers of a database.  The clock can be handed in."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.database, self._clock = database, clock
        self._generation = 0
        self._eased = threading.local()

    def _progress_connection(self) -> sqlite3.Connection:
        """This thread's connection, which does not wait for the disk: a killed process loses nothing, a power cut may."""
        connection = self.database.connection()
        if getattr(self._eased, "connection", None) is not connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            self._eased.connection = connection
        return connection

    def stamp(self) -> tuple[int, int, int]:
        """Differs from an earlier one of the same thread when anything may have changed."""
        version = self.database.connection().execute("PRAGMA data_version").fetchone()[0]
        return threading.get_ident(), version, self._generation

    # -- jobs

    def create(self, name: str, owner: str, priority: int, details: Change, state: str = "Suspended") -> Transfer:
        made, now = uuid.uuid4(), self._clock()
        with self.database.transaction() as cursor:
            cursor.execute(
                "INSERT INTO transfers (id, name, owner, state, priority, created, changed, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (str(made), name, owner, state, priority, now, now, json.dumps(details)),
            )
        self._generation += 1
        return Transfer(made, name, owner, state, priority, now, now, json.dumps(details))

    def get(self, job: uuid.UUID) -> Transfer | None:
        rows = self.database.query(f"{_SELECT} WHERE id = ?", (str(job),))
        return _transfer(rows[0]) if rows else None

    def jobs(self, owner: str | None = None) -> list[Transfer]:
        """Jobs that are not over, oldest first; of one owner, or of all."""
        marks = "state NOT IN (?, ?)"
        if owner is None:
            rows = self.database.query(f"{_SELECT} WHERE {marks} ORDER BY created, rowid", _FINAL)
        else:
            rows = self.database.query(f"{_SELECT} WHERE {marks} AND owner = ? ORDER BY created, rowid", (*_FINAL, owner))
        return [_transfer(row) for row in rows]

    def in_states(self, states: tuple[str, ...]) -> list[Transfer]:
        marks = ", ".join("?" * len(states))
        return [_transfer(row) for row in self.database.query(f"{_SELECT} WHERE state IN ({marks}) ORDER BY created, rowid", states)]

    def update(self, job: uuid.UUID, decide: Callable[[Transfer], Change | None]) -> Transfer | None:
        """Read, decide, write as one: `decide` gives what changes (columns, `details` merged) or None; None when there is no such job."""
        with self.database.transaction() as cursor:
            row = cursor.execute(f"{_SELECT} WHERE id = ?", (str(job),)).fetchone()
            if row is None:
                return None
            now = _transfer(row)
            change = decide(now)
            if not change:
                return now
            values = {name: change[name] for name in _COLUMNS & change.keys()}
            values["details"] = _merged(now, change)
            values["changed"] = self._clock()
            names = ", ".join(f"{name} = ?" for name in values)
            cursor.execute(f"UPDATE transfers SET {names} WHERE id = ?", (*values.values(), str(job)))  # noqa: S608  names are from a fixed set
            if values.get("state") in _FINAL:
                cursor.execute("DELETE FROM transfer_files WHERE transfer = ?", (str(job),))
        self._generation += 1
        return self.get(job)

    def purge(self, before: float) -> None:
        """Forget jobs that were over before that time."""
        with self.database.transaction() as cursor:
            cursor.execute("DELETE FROM transfers WHERE state IN (?, ?) AND changed < ?", (*_FINAL, before))

    # -- files

    def add_files(self, job: uuid.UUID, pairs: Iterable[tuple[str, str]]) -> None:
        with self.database.transaction() as cursor:
            first = cursor.execute("SELECT COALESCE(MAX(position) + 1, 0) FROM transfer_files WHERE transfer = ?", (str(job),)).fetchone()[
                0
            ]
            rows = [(str(job), first + i, source, destination) for i, (source, destination) in enumerate(pairs)]
            cursor.executemany("INSERT INTO transfer_files (transfer, position, source, destination) VALUES (?, ?, ?, ?)", rows)
        self._generation += 1

    def files(self, job: uuid.UUID) -> list[TransferFile]:
        rows = self.database.query(
            "SELECT position, source, destination, done, total, complete, validator, temporary, synced, boot FROM transfer_files "
            "WHERE transfer = ? ORDER BY position",
            (str(job),),
        )
        return [_file(row) for row in rows]

    def sums(self, job: uuid.UUID) -> Sums:
        row = self.database.query(
            "SELECT COUNT(*), COALESCE(SUM(complete), 0), COALESCE(SUM(done), 0), SUM(total), COUNT(total) "
            "FROM transfer_files WHERE transfer = ?",
            (str(job),),
        )[0]
        return Sums(row[0], row[1], row[2], row[3] if row[4] == row[0] and row[0] else None)

    def progress(self, job: uuid.UUID, position: int, **facts: Any) -> bool:
        """Write how far a file has come; False (and nothing written) when the job is over."""
        assert facts.keys() <= _FACTS
        names = ", ".join(f"{name} = ?" for name in facts)
        connection = self._progress_connection()
        try:
            cursor = connection.execute(
                f"UPDATE transfer_files SET {names} WHERE transfer = ? AND position = ?",  # noqa: S608  names are from a fixed set
                (*facts.values(), str(job), position),
            )
        except Exception as problem:
            raise self.database._error(problem) from problem
        self._generation += 1
        return cursor.rowcount > 0


def _merged(now: Transfer, change: Change) -> str:
    """The text of the details with what changes; a value of None goes away."""
    more = change.get("details")
    if not more:
        return now.text
    return json.dumps({name: value for name, value in {**now.details, **more}.items() if value is not None})


def _file(row: Any) -> TransferFile:
    return TransferFile(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7], row[8], row[9])


def _transfer(row: Any) -> Transfer:
    return Transfer(uuid.UUID(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], row[7])
