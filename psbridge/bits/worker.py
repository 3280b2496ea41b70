"""The worker process: one for each queue, started when there is work, alive when the shell that started it is gone.

Which process is the worker, and how it is woken, psbridge.bits.bell decides.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from psbridge.bits.bell import Lock, bell_of
from psbridge.concurrency import CancelToken

if TYPE_CHECKING:
    from psbridge.bits.manager import Manager

IDLE_SECONDS = 20.0


class Worker:
    """The service of a store, for as long as there is work."""

    def __init__(self, store: Path, idle_seconds: float = IDLE_SECONDS, rate: int = 0) -> None:
        from psbridge.bits.local import local_manager
        from psbridge.bits.service import Service
        from psbridge.bits.throttle import Throttle

        self.store, self._idle = store, idle_seconds
        self.lock = Lock(store)
        self.token = CancelToken()
        self.manager: Manager = local_manager(store, starting=False)
        self.service = Service(self.manager, throttle=Throttle(rate))

    def run(self) -> bool:
        """Work until idle; False when another worker is there."""
        if not self.lock.take():
            return False
        bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            bell.bind(bell_of(self.store))
            threading.Thread(target=self._listen, args=(bell,), name="bits-bell", daemon=True).start()
        except OSError:
            pass  # somebody has the name: looking now and then is enough
        self.service.requeue()
        self.manager.recover()
        self.service.run(self.token, self._idle, self._may_leave, self.store.exists)
        bell.close()
        self.lock.release()
        return True

    def _may_leave(self) -> bool:
        """Let the lock go before the last look, so that whoever adds a job either is seen here or sees that nobody is there."""
        self.lock.release()
        if self.service.is_idle:
            return True
        return not self.lock.take()

    def _listen(self, bell: socket.socket) -> None:
        while True:
            try:
                bell.recv(16)
            except OSError:
                return
            self.service.wake()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m psbridge.bits.worker", description="Works on the transfer queue of a store.")
    parser.add_argument("--store", required=True, type=Path)
    parser.add_argument("--idle", type=float, default=float(os.environ.get("PSBRIDGE_BITS_IDLE", IDLE_SECONDS)))
    parser.add_argument("--limit-rate", type=int, default=int(os.environ.get("PSBRIDGE_BITS_LIMIT_RATE", "0")))
    told = parser.parse_args(arguments)
    worker = Worker(told.store, told.idle, told.limit_rate)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.token.cancel("signal"))
    worker.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
