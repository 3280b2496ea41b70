"""Input of a command on its targets, sent while it runs.

Decides when the sender waits: a target that lags behind holds it back, so that only so many objects are kept for each; while it waits, what
the targets say is written.  Targets whose turn has not come are not waited for, and neither are jobs, which nobody waits for.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable
from typing import Any

from psbridge.concurrency import Deadline
from psbridge.engine.inputs import InputQueue
from psbridge.jobs.states import JobState
from psbridge.modules.core.sessions.delivering import Delivering, stop_all
from psbridge.sessions.remotejobs import THROTTLE, RemoteRunner, Share, Throttle
from psbridge.sessions.synchronous import Item, SyncChild

AHEAD = 1000  # objects that are kept for a target
PATIENCE = 10.0  # seconds in which a target may stop


class Course:
    """A command whose caller waits: from the first object to the last record."""

    def __init__(self, command: Delivering, shares: Iterable[Share], limit: int, told: Callable[[list[SyncChild]], object]) -> None:
        self._command, self._told = command, told
        self._records: queue.SimpleQueue[Item] = queue.SimpleQueue()
        runners = [RemoteRunner(share) for share in shares]
        self._pairs = [(one, SyncChild(one.share.location, one, self._records, hidden=one.share.hidden)) for one in runners]
        for runner, child in self._pairs:
            if isinstance(runner.share.input, InputQueue):
                runner.share.input.on_room = child.has_room
        self._bounded = len(self._pairs) <= (limit if limit > 0 else THROTTLE)
        self._left = len(self._pairs)
        self._unhook = command.stopping.on_cancel(lambda *_: self._stop())
        Throttle(limit).start(self._pairs)  # type: ignore[arg-type]

    @property
    def _children(self) -> list[SyncChild]:
        return [child for _, child in self._pairs]

    def _queues(self) -> list[InputQueue]:
        """The input of the targets that may still take some."""
        return [one.share.input for one, child in self._pairs if isinstance(one.share.input, InputQueue) and not child.is_finished]

    def put(self, value: Any) -> None:
        """One object for every target; writes what they have said meanwhile."""
        for given in self._queues():
            given.put(value)
        while not self._records.empty():
            self._take()
        while self._bounded and self._left and any(given.is_full for given in self._queues()):
            self._take()

    def _take(self) -> None:
        self._left -= self._command.take(self._records.get())

    def finish(self) -> None:
        """No more input: wait for the targets."""
        self._end_input()
        while self._left:
            self._take()
        self._told(self._children)

    def _end_input(self) -> None:
        for runner, _ in self._pairs:
            if isinstance(runner.share.input, InputQueue):
                runner.share.input.end()

    def _stop(self) -> None:
        going = [child for child in self._children if child.state != JobState.Disconnected]
        stop_all(going, hurry=self._command.stopping.cancelled)

    def dispose(self) -> None:
        """However the command ended: no target goes on without it, and the next command finds its session free."""
        self._unhook()
        self._end_input()
        self._stop()
        deadline = Deadline.after(PATIENCE)
        while any(not child.is_finished and child.state != JobState.Disconnected for child in self._children):
            try:
                self._records.get(timeout=deadline.remaining())  # what it still says is nobody's any more
            except queue.Empty:
                return


class JobCourse:
    """A command that is a job by now: it takes the input that still comes."""

    def __init__(self, shares: Iterable[Share]) -> None:
        self._queues = [one.input for one in shares if isinstance(one.input, InputQueue)]

    def put(self, value: Any) -> None:
        for given in self._queues:
            given.put(value)

    def finish(self) -> None:
        self.dispose()

    def dispose(self) -> None:
        for given in self._queues:
            given.end()
