"""A thread that waits for what a service has to say, with a connection of its own."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING
from uuid import UUID

from psbridge.errors import PsBridgeError
from psbridge.transports.wsmanlink import Link

if TYPE_CHECKING:
    from psbridge.transports.wsman import WSManTransport


class Listener:
    """A thread with a connection, which waits for the output of one thing at a time."""

    def __init__(self, carrier: WSManTransport) -> None:
        self.carrier = carrier
        self.link = Link(carrier.target, carrier.client, carrier.proof)
        self.work: queue.SimpleQueue[UUID | type | None] = queue.SimpleQueue()
        self.finished: list[UUID] = []  # commands that are to be let go of over this connection
        self.thread = threading.Thread(target=self._serve, name="wsman receive", daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while (pid := self.work.get()) is not Listener:
            try:
                self.carrier.listen(pid, self.link)  # type: ignore[arg-type]
                while self.finished:
                    self.carrier.end_command(self.finished.pop(), self.link)
            except PsBridgeError as error:
                self.carrier.trouble(error, pid)  # type: ignore[arg-type]
            finally:
                self.carrier.release(self, pid)  # type: ignore[arg-type]
        self.link.close()


__all__ = ["Listener"]
