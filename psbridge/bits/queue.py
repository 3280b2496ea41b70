"""The queue that jobs stand in: what an engine asks of it, and the one in memory that an emulated machine has.

The other one is `psbridge.store.TransferStore`, which outlives processes.
"""

from __future__ import annotations

import dataclasses
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from psbridge.store.transfers import Change, Sums, Transfer, TransferFile


class Queue(Protocol):
    """Jobs and their files; every method is atomic."""

    def stamp(self) -> Any: ...
    def create(self, name: str, owner: str, priority: int, details: Change, state: str = "Suspended") -> Transfer: ...
    def get(self, job: uuid.UUID) -> Transfer | None: ...
    def jobs(self, owner: str | None = None) -> list[Transfer]: ...
    def in_states(self, states: tuple[str, ...]) -> list[Transfer]: ...
    def update(self, job: uuid.UUID, decide: Callable[[Transfer], Change | None]) -> Transfer | None: ...
    def purge(self, before: float) -> None: ...
    def add_files(self, job: uuid.UUID, pairs: Iterable[tuple[str, str]]) -> None: ...
    def files(self, job: uuid.UUID) -> list[TransferFile]: ...
    def sums(self, job: uuid.UUID) -> Sums: ...
    def progress(self, job: uuid.UUID, position: int, **facts: Any) -> bool: ...


class MemoryQueue:
    """A queue that lives as long as its machine."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._jobs: dict[uuid.UUID, Transfer] = {}
        self._files: dict[uuid.UUID, list[TransferFile]] = {}
        self._generation = 0

    def stamp(self) -> int:
        return self._generation

    def create(self, name: str, owner: str, priority: int, details: Change, state: str = "Suspended") -> Transfer:
        now = self._clock()
        made = Transfer(uuid.uuid4(), name, owner, state, priority, now, now, json.dumps(details))
        with self._lock:
            self._jobs[made.id] = made
            self._files[made.id] = []
            self._generation += 1
        return made

    def get(self, job: uuid.UUID) -> Transfer | None:
        return self._jobs.get(job)

    def jobs(self, owner: str | None = None) -> list[Transfer]:
        with self._lock:
            jobs = [one for one in self._jobs.values() if one.state not in ("Acknowledged", "Cancelled")]
        return jobs if owner is None else [one for one in jobs if one.owner == owner]

    def in_states(self, states: tuple[str, ...]) -> list[Transfer]:
        with self._lock:
            return [one for one in self._jobs.values() if one.state in states]

    def update(self, job: uuid.UUID, decide: Callable[[Transfer], Change | None]) -> Transfer | None:
        with self._lock:
            now = self._jobs.get(job)
            change = decide(now) if now is not None else None
            if now is None or not change:
                return now
            more: dict[str, Any] = change.get("details") or {}
            merged: dict[str, Any] = {**now.details, **more}
            text = json.dumps({name: value for name, value in merged.items() if value is not None})
            columns: dict[str, Any] = {name: change[name] for name in ("name", "owner", "state", "priority") if name in change}
            made = now._replace(**columns, text=text, changed=self._clock())
            self._jobs[job] = made
            if made.state in ("Acknowledged", "Cancelled"):
                self._files[job] = []
            self._generation += 1
            return made

    def purge(self, before: float) -> None:
        with self._lock:
            for one in [one for one in self._jobs.values() if one.state in ("Acknowledged", "Cancelled") and one.changed < before]:
                del self._jobs[one.id], self._files[one.id]

    def add_files(self, job: uuid.UUID, pairs: Iterable[tuple[str, str]]) -> None:
        with self._lock:
            files = self._files[job]
            files += [TransferFile(len(files) + i, source, destination) for i, (source, destination) in enumerate(pairs)]
            self._generation += 1

    def files(self, job: uuid.UUID) -> list[TransferFile]:
        with self._lock:
            return list(self._files.get(job, ()))

    def sums(self, job: uuid.UUID) -> Sums:
        files = self.files(job)
        known = [file.total for file in files if file.total is not None]
        total = sum(known) if known and len(known) == len(files) else None
        return Sums(len(files), sum(file.complete for file in files), sum(file.done for file in files), total)

    def progress(self, job: uuid.UUID, position: int, **facts: Any) -> bool:
        with self._lock:
            files = self._files.get(job)
            if not files:
                return False
            files[position] = dataclasses.replace(files[position], **facts)
            self._generation += 1
        return True
