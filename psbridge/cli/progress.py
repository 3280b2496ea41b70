"""The progress of running commands: some lines below the output of a terminal, that vanish when they are no longer true."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from psbridge.cli.colours import RESET, wanted

_STYLE = "\x1b[30;103m"
_EVERY = 0.1  # seconds between two drawings: more often is only flicker
_LINES = 3


class ProgressView:
    """Draws what runs. Whoever writes to the terminal calls `hide` before, so that bars never stand in the middle of output."""

    def __init__(self, width: int, write: Callable[[str], Any] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._width = width
        self._write = write or sys.stdout.write
        self._clock = clock
        self._running: dict[tuple[int, int], Any] = {}
        self._drawn = 0
        self._next = 0.0

    def show(self, record: Any, source: int = 0) -> None:
        """A record came: draw it, unless the last drawing was a moment ago."""
        key = (source, int(record.activity_id))
        if int(record.record_type) == 1:
            self._running.pop(key, None)
            if not self._running:
                self.hide()
            return
        self._running[key] = record
        now = self._clock()
        if now >= self._next:
            self._next = now + _EVERY
            self.hide()
            self._draw()

    def hide(self) -> None:
        """Take the lines away; the cursor stands where it stood before."""
        if self._drawn:
            self._write("\r\x1b[K" + "\x1b[1A\x1b[K" * (self._drawn - 1))
            sys.stdout.flush()
            self._drawn = 0

    def end(self) -> None:
        """Nothing runs any more."""
        self.hide()
        self._running.clear()
        self._next = 0.0

    def _draw(self) -> None:
        lines = [self._line(one) for one in list(self._running.values())[-_LINES:]]
        self._write("\n".join(lines))
        sys.stdout.flush()
        self._drawn = len(lines)

    def _line(self, record: Any) -> str:
        text = bar(record, self._width - 1)
        percent = int(record.percent_complete)
        if not wanted() or percent < 0:
            return text
        filled = len(text) * min(percent, 100) // 100
        return f"{_STYLE}{text[:filled]}{RESET}{text[filled:]}"


def bar(record: Any, width: int) -> str:
    """One record as a line that is `width` wide at most: what, how far, what just now, how long it will take."""
    percent, seconds = int(record.percent_complete), int(record.seconds_remaining)
    parts = [str(record.activity)]
    if percent >= 0:
        parts.append(f"{percent:3d}%")
    parts += [str(text) for text in (record.status_description, record.current_operation) if text]
    if seconds >= 0:
        parts.append(f"{seconds // 60}:{seconds % 60:02d} left")
    text = "  ".join(parts).replace("\n", " ")
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
