"""The SQLite file: where it is, its schema and versions, and transactions.

Decides durability (WAL, synchronous FULL for what is acknowledged), one connection per thread, and that sqlite3's exceptions become
StoreError at this one border.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_SECONDS = 30.0

# one entry per version: never changed once released, only added to
_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        instance_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        command TEXT NOT NULL,
        location TEXT NOT NULL,
        state INTEGER NOT NULL DEFAULT 0,
        reason BLOB,
        created REAL NOT NULL,
        began REAL,
        ended REAL,
        details TEXT NOT NULL DEFAULT '{}',
        received INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE records (
        job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        stream INTEGER NOT NULL,
        source TEXT NOT NULL DEFAULT '',
        body BLOB NOT NULL,
        PRIMARY KEY (job, seq)
    ) WITHOUT ROWID;
    CREATE TABLE sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        instance_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        host TEXT NOT NULL,
        state TEXT NOT NULL,
        options TEXT NOT NULL DEFAULT '{}',
        created REAL NOT NULL,
        changed REAL NOT NULL
    );
    CREATE INDEX sessions_by_host ON sessions(host);
    """,
    """
    CREATE TABLE transfers (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        owner TEXT NOT NULL,
        state TEXT NOT NULL,
        priority INTEGER NOT NULL,
        created REAL NOT NULL,
        changed REAL NOT NULL,
        details TEXT NOT NULL
    );
    CREATE INDEX transfers_by_state ON transfers(state, priority);
    CREATE TABLE transfer_files (
        transfer TEXT NOT NULL REFERENCES transfers(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        source TEXT NOT NULL,
        destination TEXT NOT NULL,
        done INTEGER NOT NULL DEFAULT 0,
        total INTEGER,
        complete INTEGER NOT NULL DEFAULT 0,
        validator TEXT,
        temporary TEXT,
        PRIMARY KEY (transfer, position)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE transfer_files ADD COLUMN synced INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE transfer_files ADD COLUMN boot TEXT;
    """,
)


def default_path() -> Path:
    """The user's store: $PSBRIDGE_STORE, else below the XDG state directory."""
    told = os.environ.get("PSBRIDGE_STORE")
    if told:
        return Path(told)
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "psbridge" / "store.sqlite3"


class Database:
    """Opens the file (making it, readable by its owner only) and brings it to the present version."""

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = Path(path) if path is not None else default_path()
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self.path.exists():
                self.path.touch(mode=0o600)
            self._migrate()
        except (OSError, sqlite3.Error) as problem:
            raise self._error(problem) from problem

    def _error(self, problem: Exception) -> StoreError:
        hint = "Free space on the disk." if "full" in str(problem) else "Check that the file may be written, or set PSBRIDGE_STORE."
        return StoreError(f"The store does not work: {problem}", where=str(self.path), hint=hint)

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            found.row_factory = sqlite3.Row
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                found.execute(f"PRAGMA {pragma}")
            self._local.connection = found
            with self._lock:
                self._all.append(found)
        return found

    def _migrate(self) -> None:
        connection = self.connection()
        known = len(_MIGRATIONS)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > known:
            raise StoreError(
                f"The store is of version {version}; this program knows {known}", where=str(self.path), hint="Use a newer psbridge."
            )
        while version < known:
            with self.transaction() as cursor:
                version = cursor.execute("PRAGMA user_version").fetchone()[0]
                if version < known:
                    for statement in _MIGRATIONS[version].split(";"):
                        if statement.strip():
                            cursor.execute(statement)
                    version += 1
                    cursor.execute(f"PRAGMA user_version = {version}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Cursor]:
        """All or nothing; on disk when the block has ended."""
        try:
            cursor = self.connection().cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                if self.connection().in_transaction:  # a full disk has ended it already
                    cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
        except sqlite3.Error as problem:
            raise self._error(problem) from problem

    def query(self, text: str, values: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        try:
            return self.connection().execute(text, values).fetchall()
        except sqlite3.Error as problem:
            raise self._error(problem) from problem

    def close(self) -> None:
        with self._lock:
            connections, self._all = self._all, []
        for connection in connections:
            connection.close()
        self._local = threading.local()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
