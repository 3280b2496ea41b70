"""What a computer knows of scheduled jobs: definitions, runs with their results, and the scheduler that starts them.

Results are kept as CLIXML, as they are on a disk: whoever asks for them gets copies.
"""

from __future__ import annotations

import threading
import uuid
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from psbridge.clixml import dumps, loads
from psbridge.clixml.records import progress_body, read_error, read_information, read_informational, read_progress
from psbridge.engine.threads.blockrun import BlockRun
from psbridge.jobs import JobState
from psbridge.modules.scheduledjob.definitions import PARALLEL, QUEUE, STOP_EXISTING, ScheduledJobDefinition
from psbridge.objects.scalars import DateTime

STREAMS = ("output", "error", "warning", "verbose", "debug", "information", "progress")


@dataclass(slots=True, eq=False)
class Run:
    """One instance.  ``results`` by stream, as CLIXML, once it is over."""

    definition: ScheduledJobDefinition
    begun: DateTime
    instance_id: uuid.UUID = field(default_factory=uuid.uuid4)
    state: Any = JobState.Running
    ended: DateTime | None = None
    reason: Any = None
    results: dict[str, list[str]] = field(default_factory=dict)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    worker: BlockRun | None = None
    kept: bool = True

    def values(self, stream: str) -> list[Any]:
        """Copies of the records of a stream."""
        read = _READERS.get(stream, _as_it_is)
        return [read(one) for text in self.results.get(stream, ()) for one in loads(text)]


def _as_it_is(value: Any) -> Any:
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "error": read_error,
    "warning": partial(read_informational, "warning"),
    "verbose": partial(read_informational, "verbose"),
    "debug": partial(read_informational, "debug"),
    "information": read_information,
    "progress": read_progress,
}


class _Sink:
    """Keeps what a run writes, serialised."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def _put(self, stream: str, record: Any) -> None:
        bag = progress_body(record) if stream == "progress" else record
        self._run.results.setdefault(stream, []).append(dumps(bag))

    def write(self, value: Any) -> None:
        self._put("output", value)

    def silent_error(self) -> None:
        """An error that was silenced leaves no trace."""

    def hidden_information(self, record: Any) -> None:
        """Not kept."""

    def __getattr__(self, name: str) -> Any:
        if name not in STREAMS:
            raise AttributeError(name)
        return lambda record: self._put(name, record)


class Store:
    """The scheduled jobs of one computer."""

    def __init__(self) -> None:
        self.definitions: dict[str, ScheduledJobDefinition] = {}
        self.runs: list[Run] = []
        self.lock = threading.RLock()
        self._last = 0
        self._looked = _now()
        self._changed = threading.Condition()
        self._clock: threading.Thread | None = None

    # -- definitions

    def find(self, name: str) -> ScheduledJobDefinition | None:
        return self.definitions.get(name.lower())

    def listed(self) -> list[ScheduledJobDefinition]:
        return sorted(self.definitions.values(), key=lambda one: one.number)

    def add(self, definition: ScheduledJobDefinition) -> None:
        with self.lock:
            self._last += 1
            definition.number = self._last
            self.definitions[definition.name.lower()] = definition
        self.changed()

    def rename(self, definition: ScheduledJobDefinition, name: str) -> None:
        with self.lock:
            self.definitions.pop(definition.name.lower(), None)
            definition.name = definition.wrapped.name = name
            self.definitions[name.lower()] = definition

    def drop(self, definition: ScheduledJobDefinition) -> None:
        """Forget a definition, its runs and their results."""
        with self.lock:
            self.definitions.pop(definition.name.lower(), None)
            for one in [run for run in self.runs if run.definition is definition]:
                self.drop_run(one)
        self.changed()

    # -- runs

    def start(self, definition: ScheduledJobDefinition, *, kept: bool = True) -> Run | None:
        """Begin an instance; None when the options say that one is enough."""
        with self.lock:
            going = [one for one in self.runs if one.definition is definition and one.state == JobState.Running]
            policy = int(definition.options.policy)
            if going and policy not in (PARALLEL, QUEUE, STOP_EXISTING) and kept:
                return None
            run = Run(definition, DateTime.now(), kept=kept)
            self.runs.append(run)
        if policy == STOP_EXISTING:
            for one in going:
                self.stop(one)
        if policy == QUEUE and going:
            going[-1].listeners.append(lambda: self._begin(run))
        else:
            self._begin(run)
        return run

    def _begin(self, run: Run) -> None:
        told = run.definition.invocation

        def ended(state: str, record: Any) -> None:
            self._ended(run, state, record)

        run.worker = BlockRun(
            run.definition.parent, told.script, _Sink(run), ended, args=told.arguments, init=told.initialization, file=told.source_file
        )
        run.worker.start(f"ScheduledJob {run.definition.name}")

    def _ended(self, run: Run, state: str, record: Any) -> None:
        if record is not None:
            run.reason = record.exception
        run.ended = DateTime.now()
        run.state = {"Failed": JobState.Failed, "Stopped": JobState.Stopped}.get(state, JobState.Completed)
        self._trim(run.definition)
        for listener in list(run.listeners):
            listener()

    def _trim(self, definition: ScheduledJobDefinition) -> None:
        """Only so many results are kept."""
        with self.lock:
            over = [one for one in self.runs if one.definition is definition and one.ended is not None and one.kept]
            for one in over[: max(0, len(over) - definition.keep)]:
                self.runs.remove(one)

    def set_keep(self, definition: ScheduledJobDefinition, count: int) -> None:
        definition.keep = count
        self._trim(definition)

    def clear(self, definition: ScheduledJobDefinition) -> None:
        """-ClearExecutionHistory."""
        with self.lock:
            self.runs[:] = [one for one in self.runs if one.definition is not definition or one.ended is None]

    def stop(self, run: Run) -> None:
        if run.worker is not None and run.ended is None:
            run.worker.stop()

    def drop_run(self, run: Run) -> None:
        self.stop(run)
        with self.lock:
            if run in self.runs:
                self.runs.remove(run)

    # -- the clock

    def next_due(self, after: datetime) -> datetime | None:
        dues = [one.next_due(after) for job in self.listed() if job.enabled for one in job.triggers]
        return min(filter(None, dues), default=None)

    def run_due(self, now: datetime) -> list[Run]:
        """Start what has become due since the last look."""
        with self.lock:
            since, self._looked = self._looked, max(now, self._looked)
        due = [job for job in self.listed() if job.enabled and any(_is_due(one, since, now) for one in job.triggers)]
        return [run for run in map(self.start, due) if run is not None]

    def changed(self) -> None:
        """Something was registered or changed: the clock looks again, and is set going when there is anything to wait for."""
        with self._changed:
            self._changed.notify_all()
            if self._clock is None and self.next_due(_now()) is not None:
                self._clock = threading.Thread(target=_tick, args=(weakref.ref(self), self._changed), name="scheduler", daemon=True)
                self._clock.start()

    def wait_for_due(self) -> float | None:
        """Seconds to the next start; None when nothing is to be started by the clock any more."""
        due = self.next_due(_now())
        return None if due is None else max(0.0, (due - _now()).total_seconds())


def _is_due(trigger: Any, since: datetime, now: datetime) -> bool:
    due = trigger.next_due(since)
    return due is not None and due <= now


def _now() -> datetime:
    return DateTime.now().to_datetime().replace(tzinfo=None)


def _tick(found: weakref.ref[Store], changed: threading.Condition) -> None:
    """The scheduler's thread: sleeps until something is due, ends when its computer is gone or nothing is left to wait for."""
    while (store := found()) is not None:
        seconds = store.wait_for_due()
        if seconds is None:
            with changed:
                store._clock = None
            return
        del store
        with changed:
            changed.wait(min(seconds, 60.0))
        store = found()
        if store is not None:
            store.run_due(_now())


_STORES: weakref.WeakKeyDictionary[Any, tuple[Any, Store]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def store_of(machine: Any) -> Store:
    """The scheduled jobs of a computer; one that was reset has none."""
    with _lock:
        booted, found = _STORES.get(machine, (None, None))
        if found is None or booted is not machine.booted:
            found = Store()
            _STORES[machine] = (machine.booted, found)
        return found
