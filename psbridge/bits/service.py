"""The service: looks at the queue, runs what may run, tries again what failed, ends what takes too long.

One per queue.  On the real machine it lives in the worker process (psbridge.bits.worker), in an emulated one on a thread.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psbridge.bits.codes import CODES
from psbridge.bits.runner import Runner
from psbridge.bits.scheduling import Candidate, decide
from psbridge.bits.settings import INACTIVITY
from psbridge.bits.states import ACTIVE, RUNNING, TRANSITIONS, Event, State, names
from psbridge.bits.throttle import Throttle
from psbridge.concurrency import CancelToken

if TYPE_CHECKING:
    from psbridge.bits.manager import Manager
    from psbridge.store.transfers import Transfer

_ACTIVE = names(ACTIVE)


@dataclass(slots=True)
class _Run:
    """A job that a thread works on."""

    token: CancelToken
    thread: threading.Thread
    since: float
    over: bool = field(default=False)


class Service:
    """Call `tick` now and then, or `run` on a thread of your own."""

    def __init__(
        self,
        manager: Manager,
        *,
        throttle: Throttle | None = None,
        foreground_slots: int = 4,
        slice_seconds: float = 10.0,
        poll: float = 0.05,
    ) -> None:
        self.manager, self.queue = manager, manager.queue
        self.throttle = throttle or Throttle()
        self._slots, self._slice, self._poll = foreground_slots, slice_seconds, poll
        self._runs: dict[uuid.UUID, _Run] = {}
        self._served: dict[uuid.UUID, float] = {}
        self._woken = threading.Event()
        self._stamp: object = None
        self._due = 0.0

    # -- for others

    def wake(self) -> None:
        """Look at once, also at what no queue tells of: sessions, costs, clocks."""
        self._due = 0.0
        self._woken.set()

    @property
    def is_idle(self) -> bool:
        """Nothing runs and nothing waits."""
        return not self._runs and not self.queue.in_states(_ACTIVE)

    def run(
        self,
        token: CancelToken,
        idle_after: float | None = None,
        idle: Callable[[], bool] | None = None,
        still: Callable[[], bool] = lambda: True,
    ) -> None:
        """Work until told to stop, `still` says no, or there was nothing to do for `idle_after` seconds and `idle` agrees."""
        unhook = token.on_cancel(self.wake)
        busy_at = time.monotonic()
        try:
            while not token.cancelled and still():
                self.tick()
                if not self.is_idle:
                    busy_at = time.monotonic()
                elif idle_after is not None and time.monotonic() - busy_at > idle_after and (idle is None or idle()):
                    return
                self._woken.wait(self._poll)
                self._woken.clear()
        finally:
            unhook()
            self.stop()

    def stop(self) -> None:
        """Interrupt all runs and wait for them; the jobs go back into the queue."""
        for run in list(self._runs.values()):
            run.token.cancel("the service stops")
        for run in list(self._runs.values()):
            run.thread.join(30)
        self._runs.clear()

    # -- one look

    def tick(self) -> None:
        """One look at the queue, when anything may have changed or is due."""
        now = self.manager.clock()
        ended = [job for job, run in self._runs.items() if run.over]
        for job in ended:
            self._served[job] = now
            del self._runs[job]
        stamp = self.queue.stamp()
        if stamp == self._stamp and not ended and now < self._due:
            return
        self._stamp, self._due = stamp, now + 1.0
        rows = {row.id: row for row in self.queue.in_states(_ACTIVE)}
        self._stop_strays(rows)
        able = [row for row in rows.values() if self._may_run(row, now)]
        self._schedule(able, now)

    def _stop_strays(self, rows: dict[uuid.UUID, Transfer]) -> None:
        """Runs whose job was suspended, resumed, completed or cancelled by somebody else."""
        for job, run in self._runs.items():
            row = rows.get(job)
            started = time.monotonic() - run.since > 1.0
            if row is None or (State[row.state] not in RUNNING and started):
                run.token.cancel("the job was changed")

    def _may_run(self, row: Transfer, now: float) -> bool:
        """Whether a job can make progress now; retries and time limits are applied on the way."""
        if not self.manager.world.is_running() or not self.manager.world.is_logged_on(row.owner):
            self._interrupt(row.id)
            return False
        settings = self.manager.settings(row)
        begun = row.details.get("started_at")
        if begun is not None and now - begun > settings.max_download_time:
            self._fail(row, "MAX_DOWNLOAD_TIMEOUT")
            return False
        if not settings.transfer_policy & self.manager.world.cost():
            self._interrupt(row.id)
            return False
        if row.state == State.TransientError.name:
            return self._retry(row, now)
        return True

    def _retry(self, row: Transfer, now: float) -> bool:
        due = row.details.get("retry_at", now)
        if now < due:
            self._due = min(self._due, due)
            return False
        self.queue.update(
            row.id, lambda job: {"state": State.Queued.name, "details": {"retry_at": None}} if job.state == "TransientError" else None
        )
        return True

    def _fail(self, row: Transfer, name: str) -> None:
        code = CODES[name]
        told = {"code": code.number, "text": code.text, "context": int(code.context), "where": ""}

        def decide_(job: Transfer) -> dict[str, object] | None:
            then = TRANSITIONS.get((State[job.state], Event.FAIL))
            return {"state": then.name, "details": {"error": told}} if then is not None else None

        self.queue.update(row.id, decide_)
        self._interrupt(row.id)

    def _interrupt(self, job: uuid.UUID) -> None:
        run = self._runs.get(job)
        if run is not None:
            run.token.cancel("held up")

    def _schedule(self, rows: list[Transfer], now: float) -> None:
        clock = time.monotonic()
        candidates = [
            Candidate(row.id, row.priority, row.created, self._served.get(row.id, 0.0), clock - run.since if run is not None else None)
            for row in rows
            if (run := self._runs.get(row.id)) is None or not run.token.cancelled
        ]
        taken = [run for run in self._runs.values() if run.token.cancelled]
        decision = decide(candidates, self._slots, self._slice)
        for job in decision.stop:
            self._interrupt(job)
        if len([c for c in candidates if c.priority]) > 1:
            self._due = min(self._due, now + self._slice / 4)
        for job in decision.start:
            if job not in self._runs and not (taken and self._is_background(rows, job)):
                self._start(job)

    @staticmethod
    def _is_background(rows: list[Transfer], job: uuid.UUID) -> bool:
        return any(row.id == job and row.priority for row in rows)

    def _start(self, job: uuid.UUID) -> None:
        token = CancelToken()
        run = _Run(token, threading.Thread(target=self._work, args=(job, token), name=f"bits-{job}", daemon=True), time.monotonic())
        self._runs[job] = run
        run.thread.start()

    def _work(self, job: uuid.UUID, token: CancelToken) -> None:
        try:
            Runner(self.manager, job, token, self.throttle).run()
        finally:
            run = self._runs.get(job)
            if run is not None and run.token is token:
                run.over = True
            self.wake()

    def requeue(self) -> None:
        """At the start: what was running when the last service died is waiting now."""
        for row in self.queue.in_states(names(RUNNING)):
            self.queue.update(row.id, lambda job: {"state": State.Queued.name} if State[job.state] in RUNNING else None)


INACTIVE_AFTER = INACTIVITY
