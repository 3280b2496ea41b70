"""Which session the running thread works for: conversions know no context, and yet must find the files of the right machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from psbridge.concurrency import CancelToken, hearing
from psbridge.objects.typetable import activate, active

_thread = threading.local()


def run_for(runspace: Any) -> None:
    """What the running thread converts is for this session from now on."""
    _thread.runspace = runspace


def running() -> Any:
    """The session of the running thread; None when there was none yet."""
    return getattr(_thread, "runspace", None)


class pipeline_here:  # noqa: N801 - reads like the `with` statement that it is for
    """A `with` block in which the running thread runs a pipeline that `stop` ends.

    What it waits for ends with it. A pipeline that a thread runs inside another one is stopped with that one, and gives the thread's
    session and type data back at its end.
    """

    __slots__ = ("_hearing", "_leave", "_stop")

    def __init__(self, stop: CancelToken) -> None:
        self._stop, self._hearing = stop, hearing(stop)
        self._leave: Callable[[], None] | None = None

    def __enter__(self) -> None:
        outer = self._hearing.__enter__()
        if outer is not None:
            self._leave = self._inside(outer)

    def _inside(self, outer: CancelToken) -> Callable[[], None]:
        """Within another pipeline of this thread; how to go back to it."""
        session, types = running(), active()
        unhook = None if outer is self._stop else outer.on_cancel(lambda: self._stop.cancel(outer.reason))

        def leave() -> None:
            run_for(session)
            activate(types)
            if unhook is not None:
                unhook()

        return leave

    def __exit__(self, *error: object) -> None:
        self._hearing.__exit__(*error)
        if self._leave is not None:
            self._leave()
