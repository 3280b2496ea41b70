"""Watching the engine: the calls of a few of its functions, seen from outside, told as events of trace sources.

Nothing is asked of those functions: while tracing is on, Python's profiler tells of every call on this thread, and a table knows which
calls mean what.  Sessions that trace nothing pay nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from psbridge.engine.tracing.sources import SCOPE, WRITE_LINE, TraceSource, sources_of

Enter = Callable[["Watcher", dict[str, Any]], bool]
Leave = Callable[["Watcher", dict[str, Any], Any], None]
_TABLE: dict[CodeType, tuple[str, Enter, Leave | None]] = {}


class Watcher:
    """One stretch of watching: depth of indentation, and the open scopes."""

    def __init__(self, sources: dict[str, TraceSource]) -> None:
        self.sources = sources
        self.depth = 0
        self.busy = False
        self.open: list[tuple[FrameType, bool]] = []
        self.source = next(iter(sources.values()))

    def say(self, text: str) -> None:
        if self.source.tells(WRITE_LINE):
            self.source.tell(self.depth, text)

    def enter(self, text: str) -> bool:
        """An event that others happen in."""
        if self.source.tells(SCOPE | WRITE_LINE):
            self.source.tell(self.depth, text)
        return True

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        if self.busy or event not in ("call", "return"):
            return
        known = _TABLE.get(frame.f_code)
        if known is None:
            return
        source = self.sources.get(known[0])
        if source is None or not source.is_on:
            return
        self.busy, self.source = True, source
        try:
            self._event(frame, event, value, known)
        finally:
            self.busy = False

    def _event(self, frame: FrameType, event: str, value: Any, known: tuple[str, Enter, Leave | None]) -> None:
        if event == "call":
            if known[1](self, frame.f_locals):
                self.depth += 1
                self.open.append((frame, True))
            return
        if self.open and self.open[-1][0] is frame:
            if known[2] is not None:
                known[2](self, frame.f_locals, value)
            self.open.pop()
            self.depth -= 1
        elif known[2] is not None:
            known[2](self, frame.f_locals, value)


def watch(source: str, function: Any, enter: Enter, leave: Leave | None = None) -> None:
    """Say what a call of `function` means to a source; `enter` gives whether what happens in it is indented."""
    _TABLE[function.__code__] = (source.lower(), enter, leave)


@contextmanager
def watching(runspace: Any) -> Iterator[None]:
    """Tell of what happens on this thread, as the sources of the session want it; whoever asks has filled the table."""
    before = sys.getprofile()
    sys.setprofile(Watcher(sources_of(runspace)))
    try:
        yield
    finally:
        sys.setprofile(before)
