"""What a command line shows while the line of a session is cut: that it is retried, and for how long.

Decides that a terminal sees a line that counts down and vanishes when the host is there again, and a pipe or a file two lines that stay.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psbridge.linenews import GIVEN_UP, RETRYING, LineNews, listening

_TICK = 1.0
Draw = Callable[[str], object]  # a text, or "" when there is nothing to show any more


class LostLines:
    """The lines that are cut now.  `draw` gets what there is to see, again each second; without it news are printed as they come."""

    def __init__(self, draw: Draw | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._draw, self._clock = draw, clock
        self._until: dict[int, tuple[str, float]] = {}  # session -> its host, and how long it is tried
        self._tries: Counter[int] = Counter()  # session -> its threads that try; others may give up without a word about the line
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._ticking = self._shown = False

    def hear(self, news: LineNews) -> None:
        """What happened to a line."""
        with self._lock:
            known = self._until.get(news.session)
            self._tries[news.session] += {RETRYING: 1, GIVEN_UP: -1}.get(news.what, -self._tries[news.session])
            if self._tries[news.session] <= 0:
                self._until.pop(news.session, None)
                del self._tries[news.session]
            elif known is None:
                self._until[news.session] = (news.host, self._clock() + news.patience)
        if self._draw is None:
            self._print(news, known is not None)
            return
        self.tick()
        if news.what == RETRYING:
            self._start()

    def _print(self, news: LineNews, was_lost: bool) -> None:
        from psbridge.cli.printing import print_line

        if news.what == RETRYING and not was_lost:
            print_line(f"host {news.host}: connection lost, retrying for {span(news.patience)}", sys.stderr)
        elif news.what == "recovered" and was_lost:
            print_line(f"host {news.host}: connected again", sys.stderr)

    def text(self) -> str:
        """What there is to see."""
        with self._lock:
            found = sorted(self._until.values())
        if not found:
            return ""
        names = list(dict.fromkeys(host for host, _ in found))
        left = max(0.0, max(until for _, until in found) - self._clock())
        named = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        return f"host{'s' * (len(names) > 1)} {named}: connection lost, retrying for {span(left)}"

    def tick(self) -> bool:
        """Draw what is true now; False when nothing is."""
        text = self.text()
        if self._draw is not None and (text or self._shown):
            self._shown = bool(text)
            self._draw(text)
        return bool(text)

    def _start(self) -> None:
        with self._lock:
            if self._ticking:
                return
            self._ticking = True
        threading.Thread(target=self._run, name="lost lines", daemon=True).start()

    def _run(self) -> None:
        while not self._changed.wait(_TICK):
            with self._lock:
                self._ticking = bool(self._until)
                if not self._ticking:
                    return
            self.tick()

    def close(self) -> None:
        """Nobody looks any more."""
        self._changed.set()
        with self._lock:
            self._until.clear()
        self.tick()


def span(seconds: float) -> str:
    """`3 m 58 s`"""
    minutes, rest = divmod(round(seconds), 60)
    return " ".join(f"{count} {unit}" for count, unit in ((minutes, "m"), (rest, "s")) if count) or "0 s"


def draw_below(text: str) -> None:
    """As the last line of the terminal, which is standard error."""
    import shutil

    sys.stderr.write("\r\x1b[K" + text[: shutil.get_terminal_size().columns - 1])
    sys.stderr.flush()


def drawing_progress(ui: Any) -> Draw:
    """As the progress display of a PowerShell host, which other output knows how to avoid."""
    from psbridge.objects.records import ProgressRecord, ProgressRecordType

    def draw(text: str) -> None:
        host, _, what = text.partition(": ")
        record = ProgressRecord(_ACTIVITY, host, what)
        record.record_type = ProgressRecordType(0 if text else 1)
        ui.write_progress(_ACTIVITY, record)

    return draw


_ACTIVITY = 0x50534C  # of no script


@contextmanager
def telling(draw: Draw | None = None) -> Iterator[LostLines]:
    """While the block runs, the user sees which lines are cut."""
    lost = LostLines(draw or (draw_below if sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb" else None))
    try:
        with listening(lost.hear):
            yield lost
    finally:
        lost.close()


__all__ = ["LostLines", "draw_below", "drawing_progress", "span", "telling"]
