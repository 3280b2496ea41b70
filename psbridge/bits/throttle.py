"""A limit of bytes a second, shared by all transfers of a worker; 0 is no limit."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from psbridge.concurrency import CancelToken


class Throttle:
    """A bucket of bytes that fills with the rate, a tenth of a second deep."""

    def __init__(self, rate: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._free = clock()

    def delay(self, count: int) -> float:
        """Note `count` bytes; how long to wait before the next ones."""
        if not self.rate:
            return 0.0
        with self._lock:
            now = self._clock()
            self._free = max(self._free, now - 0.1) + count / self.rate
            return max(0.0, self._free - now)

    def piece(self, wanted: int) -> int:
        """How much to ask for at once, so that a slow rate stays smooth."""
        return min(wanted, max(1024, self.rate // 10)) if self.rate else wanted

    def take(self, count: int, token: CancelToken) -> None:
        wait = self.delay(count)
        if wait > 0.0:
            token.wait(wait)
