"""Sessions in the store: those left on hosts, so that another process finds its way back.  No secret is ever written."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psbridge.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

    from psbridge.store.database import Database

_SECRET = frozenset(("password", "secret", "token", "credential", "key", "passphrase"))


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session: where, in which state, and the options with which it can be reached again."""

    id: int
    instance_id: uuid.UUID
    name: str
    host: str
    state: str
    created: float
    changed: float
    options: dict[str, Any] = field(default_factory=dict)


class SessionStore:
    """The sessions of a database."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.database, self._clock = database, clock

    def put(self, instance_id: uuid.UUID, name: str, host: str, state: str, options: dict[str, Any] | None = None) -> SessionRow:
        """Write a session, or what has changed of it."""
        told = options or {}
        secret = next((key for key in told if any(word in key.lower() for word in _SECRET)), None)
        if secret is not None:
            raise StoreError(f"The option {secret!r} of a session is a secret and is not stored", hint="Give it again when connecting.")
        now = self._clock()
        with self.database.transaction() as cursor:
            cursor.execute(
                "INSERT INTO sessions (instance_id, name, host, state, options, created, changed) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (instance_id) DO UPDATE SET name = excluded.name, state = excluded.state, options = excluded.options, "
                "changed = excluded.changed",
                (str(instance_id), name, host, state, json.dumps(told), now, now),
            )
        found = self.find(instance_id)
        assert found is not None
        return found

    def find(self, instance_id: uuid.UUID) -> SessionRow | None:
        rows = self.database.query("SELECT * FROM sessions WHERE instance_id = ?", (str(instance_id),))
        return _session(rows[0]) if rows else None

    def list(self, host: str | None = None) -> list[SessionRow]:
        if host is None:
            return [_session(row) for row in self.database.query("SELECT * FROM sessions ORDER BY id")]
        return [_session(row) for row in self.database.query("SELECT * FROM sessions WHERE host = ? COLLATE NOCASE ORDER BY id", (host,))]

    def remove(self, instance_id: uuid.UUID) -> bool:
        with self.database.transaction() as cursor:
            cursor.execute("DELETE FROM sessions WHERE instance_id = ?", (str(instance_id),))
            return cursor.rowcount > 0


def _session(row: sqlite3.Row) -> SessionRow:
    values = dict(row)
    values["instance_id"] = uuid.UUID(values["instance_id"])
    values["options"] = json.loads(values["options"])
    return SessionRow(**values)
