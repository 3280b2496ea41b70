"""Threads for pipelines, kept for a while for those that follow: most pipelines are shorter than it takes to start a thread.

Decides that a kept thread comes back as a new one would be (no session, its types and its culture are the usual ones), and that a process
that was forked begins with none.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable

from psbridge.engine.running import run_for
from psbridge.engine.threads.blockrun import start_thread
from psbridge.objects.culture import EN_US, set_current_culture
from psbridge.objects.typetable import activate

KEPT = 10.0  # seconds that a thread waits for more work
_IDLE = "idle thread"

Work = Callable[[], None]


class PipelineThreads:
    """Runs each work on a thread of its own."""

    def __init__(self, kept: float = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._idle: list[queue.SimpleQueue[tuple[Work, str]]] = []

    def run(self, work: Work, name: str) -> None:
        """Start it; returns at once."""
        with self._lock:
            waiting = self._idle.pop() if self._idle else None
        if waiting is None:
            start_thread(lambda: self._serve(work, name), name)
        else:
            waiting.put((work, name))

    def forget(self) -> None:
        """The threads are those of another process."""
        self._lock = threading.Lock()
        self._idle = []

    def _serve(self, work: Work, name: str) -> None:
        """The life of a thread; it ends when nothing comes for a while, or when a work fails."""
        own: queue.SimpleQueue[tuple[Work, str]] = queue.SimpleQueue()
        thread = threading.current_thread()
        while True:
            thread.name = name
            work()
            work = _nothing  # what it holds is nobody's any more
            thread.name = _IDLE
            activate(None)
            run_for(None)
            set_current_culture(EN_US)
            with self._lock:
                self._idle.append(own)
            try:
                work, name = own.get(timeout=self._kept)
            except queue.Empty:
                with self._lock:
                    if own in self._idle:
                        self._idle.remove(own)
                        return
                work, name = own.get()  # somebody has just taken us: it comes


def _nothing() -> None:
    """No work."""


THREADS = PipelineThreads()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=THREADS.forget)

__all__ = ["THREADS", "PipelineThreads"]
