"""Event logs of an emulated machine: classic logs with sources and entries, the newest last."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from psbridge.errors import PsBridgeError
from psbridge.objects import DateTime


class LogRefusal(PsBridgeError):
    """A log or source that is not there, or is there already."""


@dataclass(slots=True)
class LogEntry:
    """One entry."""

    index: int
    kind: str  # Error, Warning, Information, SuccessAudit, FailureAudit
    source: str
    event_id: int
    message: str
    time: DateTime
    category: int = 0
    user: str | None = None
    data: bytes = b""
    strings: tuple[str, ...] = ()


class EventLog:
    """One log; beyond ``capacity`` entries the oldest go."""

    def __init__(self, name: str, display_name: str = "", sources: tuple[str, ...] = (), capacity: int = 20_000) -> None:
        self.name, self.display_name = name, display_name or name
        self.sources = {source.lower(): source for source in (*sources, name)}
        self.capacity = capacity
        self.maximum_kilobytes = 20_480
        self.overflow = "OverwriteAsNeeded"
        self.retention_days = 0
        self.entries: list[LogEntry] = []
        self._next = 1
        self._lock = threading.Lock()

    def write(
        self,
        source: str,
        event_id: int,
        message: str,
        kind: str = "Information",
        category: int = 0,
        time: DateTime | None = None,
        user: str | None = None,
        data: bytes = b"",
    ) -> LogEntry:
        if source.lower() not in self.sources:
            raise LogRefusal(f'The source name "{source}" does not exist in the log {self.name}')
        with self._lock:
            made = LogEntry(self._next, kind, self.sources[source.lower()], event_id, message, time or DateTime.now(), category, user, data)
            self._next += 1
            self.entries.append(made)
            del self.entries[: max(0, len(self.entries) - self.capacity)]
        return made

    def clear(self) -> None:
        with self._lock:
            self.entries.clear()
            self._next = 1


class EventLogs:
    """The logs by name, case apart."""

    def __init__(self, logs: tuple[EventLog, ...] = ()) -> None:
        self._logs = {log.name.lower(): log for log in logs}

    def all(self) -> list[EventLog]:
        return list(self._logs.values())

    def find(self, name: str) -> EventLog | None:
        return self._logs.get(name.lower())

    def of_source(self, source: str) -> EventLog | None:
        return next((log for log in self._logs.values() if source.lower() in log.sources), None)

    def create(self, name: str, sources: tuple[str, ...]) -> EventLog:
        """Make a log, or give an existing one new sources."""
        for source in sources:
            owner = self.of_source(source)
            if owner is not None:
                raise LogRefusal(f'The "{source}" source is already registered on the "{owner.name}" log')
        log = self._logs.setdefault(name.lower(), EventLog(name))
        log.sources.update((source.lower(), source) for source in sources)
        return log

    def remove(self, name: str) -> None:
        if self._logs.pop(name.lower(), None) is None:
            raise LogRefusal(f'The "{name}" log does not exist')
