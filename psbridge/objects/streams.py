"""The streams of a pipeline or a job: output, errors, warnings, verbose, debug, information and progress in one place.

Decides how records are kept (in order of arrival, whatever their stream), who may read them (receivers that take them away, cursors that
see everything for themselves), when a writer must wait (back-pressure) and when everything has been said.  Knows no jobs and no wires.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import Any

from psbridge.concurrency import CancelToken, Deadline
from psbridge.errors import StreamClosed


class Stream(IntEnum):
    """PowerShell's stream numbers; progress has none of its own and comes last."""

    OUTPUT = 1
    ERROR = 2
    WARNING = 3
    VERBOSE = 4
    DEBUG = 5
    INFORMATION = 6
    PROGRESS = 7


OUTPUT, ERROR, WARNING, VERBOSE, DEBUG, INFORMATION, PROGRESS = range(1, 8)
Record = tuple[int, Any]  # stream number and value
Listener = Callable[[int, Any], object]


class Cursor:
    """An independent reader of a `StreamSet`: it sees each record once, whatever others take away.

    While a set has a high water mark, a cursor that does not read makes the writers wait, so close it when it is no longer needed.
    """

    def __init__(self, owner: StreamSet, streams: frozenset[int] | None) -> None:
        self._owner = owner
        self._streams = streams
        self._records: deque[Record] = deque()
        self._closed = False

    def __len__(self) -> int:
        return len(self._records)

    def _push(self, record: Record) -> None:
        if self._streams is None or record[0] in self._streams:
            self._records.append(record)

    def drain(self) -> list[Record]:
        """What has come and was not read, without waiting."""
        with self._owner._lock:
            records = list(self._records)
            self._records.clear()
            self._owner._sink()
        return records

    def get(self, deadline: Deadline | None = None, token: CancelToken | None = None) -> Record | None:
        """The next record, waiting for one; None when the set is complete and everything was read."""
        records = self._records
        if not records:
            with self._owner._lock:
                self._owner._await(lambda: bool(records) or self._closed, deadline, token, "a record of a stream")
                if not records:
                    return None
        with self._owner._lock:
            record = records.popleft() if records else None
            self._owner._sink()
        return record

    def __iter__(self) -> Iterator[Record]:
        """Records as they come, until the set is complete."""
        while (record := self.get()) is not None:
            yield record

    def close(self) -> None:
        """Stop collecting."""
        with self._owner._lock:
            self._closed = True
            self._records.clear()
            self._owner._cursors = tuple(c for c in self._owner._cursors if c is not self)
            self._owner._watch()
            self._owner._sink()
            self._owner._changed.notify_all()

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class StreamSet:
    """All streams of one command, written by its threads and read by anybody.

    ``high`` bounds what lies unread (None: no bound, as PowerShell's jobs buffer); a writer above it waits until the level has sunk to
    ``low``, or until ``token`` is cancelled (Cancelled).  ``keep`` False: records are not stored, only cursors and listeners get them.
    """

    def __init__(self, high: int | None = None, low: int | None = None, *, token: CancelToken | None = None, keep: bool = True) -> None:
        self._high = high
        self._low = 0 if high is None else (high // 2 if low is None else min(low, high - 1))
        self._token = token
        self._keep = keep
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)  # a record came, or there is room, or the end
        self._log: list[Record] = []
        self._cursors: tuple[Cursor, ...] = ()
        self._listeners: tuple[Listener, ...] = ()
        self._endings: list[Callable[[], object]] = []
        self._waiting = 0
        self._paused = False
        self._complete = False
        self._watched = high is not None  # whether a write has more to do than to append
        self.written = 0

    # -- writing

    def write(self, stream: int, value: Any) -> None:
        """Add a record; waits above the high water mark, raises StreamClosed after `complete`."""
        with self._lock:
            if self._paused:
                self._wait_for_room()
            if self._complete:
                raise StreamClosed("The streams are complete", hint="Nothing may be written after the command has ended.")
            if self._keep:
                self._log.append((stream, value))
            self.written += 1
            if self._watched:
                self._fan_out((stream, value))
            listeners = self._listeners
        for listener in listeners:
            listener(stream, value)

    def write_all(self, stream: int, values: Iterable[Any]) -> None:
        """Add several records of one stream."""
        for value in values:
            self.write(stream, value)

    def output(self, value: Any) -> None:
        self.write(OUTPUT, value)

    def error(self, record: Any) -> None:
        self.write(ERROR, record)

    def warning(self, record: Any) -> None:
        self.write(WARNING, record)

    def verbose(self, record: Any) -> None:
        self.write(VERBOSE, record)

    def debug(self, record: Any) -> None:
        self.write(DEBUG, record)

    def information(self, record: Any) -> None:
        self.write(INFORMATION, record)

    def progress(self, record: Any) -> None:
        self.write(PROGRESS, record)

    def _fan_out(self, record: Record) -> None:
        for cursor in self._cursors:
            cursor._push(record)
        if self._high is not None and self._level() >= self._high:
            self._paused = True
        if self._waiting:
            self._changed.notify_all()

    def _level(self) -> int:
        """Records that the slowest reader has before it."""
        level = len(self._log)
        for cursor in self._cursors:
            level = max(level, len(cursor._records))
        return level

    def _watch(self) -> None:
        self._watched = self._high is not None or bool(self._cursors) or self._waiting > 0

    def _wait_for_room(self) -> None:
        self._await(lambda: not self._paused, None, self._token, "room in the streams")

    def _sink(self) -> None:
        """Let writers go on at the low water mark (the lock is held)."""
        if self._paused and self._level() <= self._low:
            self._paused = False
            self._changed.notify_all()

    def _await(self, ready: Callable[[], bool], deadline: Deadline | None, token: CancelToken | None, what: str) -> None:
        """Sleep (the lock is held) until `ready` or complete; raises when late or cancelled."""
        unhook = None if token is None else token.on_cancel(self._wake)
        self._waiting += 1
        self._watched = True
        try:
            while not (ready() or self._complete):
                if token is not None:
                    token.check()
                if deadline is not None:
                    deadline.check(what)
                self._changed.wait(None if deadline is None else deadline.remaining())
        finally:
            self._waiting -= 1
            self._watch()
            if unhook is not None:
                unhook()

    def _wake(self) -> None:
        with self._lock:
            self._changed.notify_all()

    # -- the end

    @property
    def is_complete(self) -> bool:
        """Whether nothing more will come; records may still be there."""
        return self._complete

    def complete(self) -> None:
        """Nothing more will be written; readers that wait come home. May be called more than once."""
        with self._lock:
            if self._complete:
                return
            self._complete = True
            self._paused = False
            endings, self._endings = self._endings, []
            self._changed.notify_all()
        for ending in endings:
            ending()

    def reopen(self) -> None:
        """The same command runs again: what nobody read yet stays, and more may come."""
        with self._lock:
            self._complete = False

    def close(self) -> None:
        """Complete, and forget everything."""
        self.complete()
        with self._lock:
            self._log.clear()
            for cursor in self._cursors:
                cursor._records.clear()
            self._cursors = ()
            self._listeners = ()

    # -- reading

    def __len__(self) -> int:
        return len(self._log)

    def count(self, stream: int) -> int:
        """Unread records of a stream."""
        with self._lock:
            return sum(1 for record in self._log if record[0] == stream)

    @property
    def has_more_data(self) -> bool:
        """Whether a receiver would get anything now."""
        return bool(self._log)

    def receive(self, streams: Iterable[int] | None = None, *, keep: bool = False) -> list[Record]:
        """Unread records in order of arrival, of all streams or of some; taken away unless `keep`."""
        with self._lock:
            if streams is None:
                if keep:
                    return list(self._log)
                taken, self._log = self._log, []
            else:
                wanted = frozenset(streams)
                taken = [record for record in self._log if record[0] in wanted]
                if not keep:
                    self._log = [record for record in self._log if record[0] not in wanted]
            self._sink()
            return taken

    def values(self, stream: int, *, keep: bool = False) -> list[Any]:
        """Unread values of one stream."""
        return [value for _, value in self.receive((stream,), keep=keep)]

    def put_back(self, records: Iterable[Record]) -> None:
        """Return what was received and could not be handed on, to the front."""
        with self._lock:
            self._log[:0] = records

    def wait(self, deadline: Deadline | None = None, token: CancelToken | None = None) -> bool:
        """Wait until something can be received; False when the set is complete and empty. DeadlineExceeded when late."""
        with self._lock:
            self._await(lambda: bool(self._log), deadline, token, "data of a command")
            return bool(self._log)

    def wait_complete(self, deadline: Deadline | None = None, token: CancelToken | None = None) -> None:
        """Wait for the end."""
        with self._lock:
            self._await(lambda: self._complete, deadline, token, "the end of a command")

    def cursor(self, streams: Iterable[int] | None = None, *, from_start: bool = True) -> Cursor:
        """A new independent reader, of what is there (`from_start`) and of all that comes."""
        made = Cursor(self, None if streams is None else frozenset(streams))
        with self._lock:
            if from_start:
                for record in self._log:
                    made._push(record)
            self._cursors = (*self._cursors, made)
            self._watch()
        return made

    def __iter__(self) -> Iterator[Record]:
        """Records as they come, unread ones first, until the set is complete; nothing is taken away from receivers."""
        with self.cursor() as reader:
            yield from reader

    # -- listening

    def on_record(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener(stream, value)`` for each record to come, on the writer's thread and outside locks; returns how to stop it."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(other for other in self._listeners if other is not listener)

        return stop

    def on_complete(self, ending: Callable[[], object]) -> None:
        """Call ``ending()`` once the set is complete (at once when it is)."""
        with self._lock:
            if not self._complete:
                self._endings.append(ending)
                return
        ending()

    def merge_into(self, target: StreamSet, redirect: dict[int, int] | None = None) -> Callable[[], None]:
        """Forward what is there and all that comes to another set, some streams to others (`redirect`); returns how to stop it.

        What is forwarded is also kept here.  Sets must not be merged in a circle.
        """
        forward = _Forward(target, redirect or {})
        with self._lock:
            forward.pending.extend(self._log)
            stop = self.on_record(forward)
        forward.start()
        return stop


class _Forward:
    """A listener that hands records to another set, those that were there before the first one that came later."""

    def __init__(self, target: StreamSet, redirect: dict[int, int]) -> None:
        self._target = target
        self._redirect = redirect
        self._lock = threading.Lock()
        self._started = False
        self.pending: deque[Record] = deque()

    def __call__(self, stream: int, value: Any) -> None:
        with self._lock:
            if not self._started:
                self.pending.append((stream, value))
                return
        self._send(stream, value)

    def start(self) -> None:
        while True:
            with self._lock:
                if not self.pending:
                    self._started = True
                    return
                stream, value = self.pending.popleft()
            self._send(stream, value)

    def _send(self, stream: int, value: Any) -> None:
        if not self._target.is_complete:
            self._target.write(self._redirect.get(stream, stream), value)
