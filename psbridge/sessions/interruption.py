"""Ctrl-C while many hosts work: what runs is stopped on the hosts, what has not begun does not begin.

Decides how long hosts are waited for when they are asked to stop: one that is silent must not hold up the user, and what it gave until then
is not lost.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import Any

from psbridge.errors import PsBridgeError

PATIENCE = 5.0  # seconds
_LOOK = 0.2  # a signal that comes just before a lock is waited for is noticed after the wait only


class FleetInterrupted(KeyboardInterrupt):
    """Ctrl-C while many hosts worked; ``results``: what there is of those that had begun."""

    def __init__(self, results: Any) -> None:
        super().__init__()
        self.results = results


class Stops:
    """What stops each of the commands that run now."""

    __slots__ = ("_acts", "_lock", "asked")

    def __init__(self) -> None:
        self.asked = False
        self._acts: dict[object, Callable[[], object]] = {}
        self._lock = threading.Condition()

    @contextmanager
    def hold(self, act: Callable[[], object]) -> Iterator[None]:
        """While the block runs, `act` stops it."""
        key = object()
        with self._lock:
            self._acts[key] = act
        try:
            if self.asked:
                _quietly(act)
            yield
        finally:
            with self._lock:
                del self._acts[key]
                self._lock.notify_all()

    def stop(self) -> float:
        """Stop all, each on a thread of its own, and wait for their end; how much longer may be waited."""
        self.asked = True
        over = time.monotonic() + PATIENCE
        with self._lock:
            acts = list(self._acts.values())
        for act in acts:
            threading.Thread(target=_quietly, args=(act,), name="stopping", daemon=True).start()
        with self._lock:
            self._lock.wait_for(lambda: not self._acts, PATIENCE)
        return max(0.0, over - time.monotonic())


def _quietly(act: Callable[[], object]) -> None:
    with suppress(PsBridgeError):  # it ended meanwhile, or cannot be reached
        act()


def run_all(work: Callable[[int], object], count: int, executor: Executor | None, limit: int, stops: Stops) -> None:
    """`work` for each number below `count`, at most `limit` at the same time; when that is interrupted, the commands are stopped."""
    pool = executor or ThreadPoolExecutor(min(limit, count), "fleet")
    futures: list[Future[object]] = []
    try:
        for number in range(count):
            futures.append(pool.submit(work, number))  # noqa: PERF401 - what is there already counts when this is interrupted
        for future in futures:
            while not future.done():
                wait([future], _LOOK)
            future.result()
    except BaseException:
        _give_up(futures, stops)
        raise
    finally:
        if executor is None:
            pool.shutdown(wait=not stops.asked, cancel_futures=stops.asked)


def _give_up(futures: Sequence[Future[object]], stops: Stops) -> None:
    for future in reversed(futures):
        future.cancel()
    left = stops.stop()
    wait([future for future in futures if not future.cancelled()], left)  # their results come after their commands
