"""Moves one file's bytes: from an opened origin into the temporary file, from an offset on, noting how far it has come.

Order is what makes it safe: the validator is stored before the first byte, bytes are written in order, and a file counts as complete only
when its length is what the server said.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psbridge.bits.codes import BitsError
from psbridge.errors import Cancelled

if TYPE_CHECKING:
    from psbridge.bits.origins import Opened
    from psbridge.bits.throttle import Throttle
    from psbridge.bits.volumes import Writer
    from psbridge.concurrency import CancelToken

CHUNK = 1 << 20
REPORT_EVERY = 0.25


@dataclass(slots=True)
class Pump:
    """What moving needs: the token that stops it, the limits, and whom it tells."""

    token: CancelToken
    throttles: tuple[Throttle, ...]
    report: Callable[[int], None]  # bytes that are in the file; now and then, and at the end
    moved: Callable[[], None]  # once, when the first bytes came
    clock: Callable[[], float] = time.monotonic

    def move(self, opened: Opened, writer: Writer) -> int:
        """All that is to come; the length of the file.  Cancelled when the token says so, what is there stays."""
        done, total = opened.offset, opened.total
        size = CHUNK
        for limit in self.throttles:
            size = limit.piece(size)
        view = memoryview(bytearray(size if total is None else max(1, min(size, total - done))))
        told, first = self.clock(), True
        read, write, token = opened.reader.readinto, writer.write, self.token
        try:
            while total is None or done < total:
                count = read(view if total is None or total - done >= len(view) else view[: total - done])
                if not count:
                    break
                write(view[:count])
                done += count
                if first:
                    self.moved()
                    first, told = False, told - (REPORT_EVERY if total is None or total > CHUNK else 0.0)
                for limit in self.throttles:
                    limit.take(count, token)
                if token.cancelled:
                    raise Cancelled("The transfer was stopped")
                now = self.clock()
                if now - told >= REPORT_EVERY:
                    self.report(done)
                    told = now
        except BitsError:
            if token.cancelled:
                raise Cancelled("The transfer was stopped") from None
            raise
        if total is not None and done != total:
            raise BitsError("CONNECTION_CLOSED")
        return done


def closing(*things: Any) -> None:
    """Close what is there; a failure to close what is not needed any more is no failure."""
    for thing in things:
        try:
            thing.close()
        except BitsError:
            continue
