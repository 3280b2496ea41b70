"""How long a client goes on asking when there is no connection: as long as PowerShell's robust sessions do.

Decides the pauses between the tries, and that time is read from a clock and spent by a function that tests may give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.errors import ConnectionFailed, DeadlineExceeded, PsBridgeError

RETRY_TIME = 240.0  # four minutes
FIRST_TIME = 5.0  # a host that was not there yet: it is down, most likely
_PAUSES = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
_NO_LINE = (ConnectionFailed, DeadlineExceeded)


class Patience:
    """Asks again.  ``tell`` hears "retrying", then "recovered" or "given up"."""

    def __init__(
        self, retry_time: float, clock: Callable[[], float], pause: Callable[[float], object], tell: Callable[[str], object]
    ) -> None:
        self._time, self._clock, self._pause, self._tell = retry_time, clock, pause, tell
        self.is_lost = False  # nobody waits any more: what fails is not tried again

    def ask(self, once: Callable[[], Any], wanted: Callable[[], bool]) -> Any:
        """What `once` gives; None when nobody wants it any more, its error when the time is over."""
        try:
            return once()
        except _NO_LINE as error:
            if not wanted():
                return None
            first = error
            if self._time <= 0 or self.is_lost:
                raise
        self._tell("retrying")
        ending = "given up"
        try:
            found, ending = self._again(once, wanted, first)
        finally:
            self._tell(ending)
        return found

    def _again(self, once: Callable[[], Any], wanted: Callable[[], bool], last: PsBridgeError) -> tuple[Any, str]:
        """What comes of it, and how it ended."""
        began, tries = self._clock(), 0
        while True:
            self._pause(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1
            if not wanted():  # somebody else has given up meanwhile: nothing is to be taken up again behind his back
                return None, "given up"
            if self.is_lost:
                raise last
            try:
                return once(), "recovered"
            except _NO_LINE as error:
                if not wanted():
                    return None, "given up"
                last = error
                if self._clock() - began >= self._time:
                    raise


__all__ = ["FIRST_TIME", "RETRY_TIME", "Patience"]
