"""How long a client goes on asking when there is no connection: as long as PowerShell's robust sessions do.

Decides the pauses between the tries, and that time is read from a clock and spent by a function that tests may give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.errors import ConnectionFailed, DeadlineExceeded

RETRY_TIME = 240.0  # four minutes
_PAUSES = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


class Patience:
    """Asks again.  ``tell`` hears "retrying" and "recovered"."""

    def __init__(
        self, retry_time: float, clock: Callable[[], float], pause: Callable[[float], object], tell: Callable[[str], object]
    ) -> None:
        self._time, self._clock, self._pause, self._tell = retry_time, clock, pause, tell

    def ask(self, once: Callable[[], Any], wanted: Callable[[], bool]) -> Any:
        """What `once` gives; None when nobody wants it any more, its error when the time is over."""
        began: float | None = None
        tries = 0
        while True:
            try:
                found = once()
            except (ConnectionFailed, DeadlineExceeded):
                now = self._clock()
                began = now if began is None else began
                if not wanted():
                    return None
                if now - began >= self._time:
                    raise
                self._tell("retrying") if tries == 0 else None
                self._pause(_PAUSES[min(tries, len(_PAUSES) - 1)])
                tries += 1
                if not wanted():  # somebody else has given up meanwhile: nothing is to be taken up again behind his back
                    return None
            else:
                self._tell("recovered") if tries else None
                return found


__all__ = ["RETRY_TIME", "Patience"]
