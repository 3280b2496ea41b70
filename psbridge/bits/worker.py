"""The worker process: one for each queue, started when there is work, alive when the shell that started it is gone.

A lock on a file beside the store says who it is; the kernel lets it go when the process dies, however it dies.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from psbridge.concurrency import CancelToken

if TYPE_CHECKING:
    from psbridge.bits.manager import Manager

IDLE_SECONDS = 20.0


class Lock:
    """Who holds it is the worker."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".bits.lock")
        self._fd = -1

    def take(self) -> bool:
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        self._fd = fd
        os.ftruncate(fd, 0)
        os.write(fd, str(os.getpid()).encode())
        return True

    def release(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def is_held(self) -> bool:
        """Whether somebody else is the worker."""
        if self.take():
            self.release()
            return False
        return True

    def holder(self) -> int | None:
        """The worker's process id, when there is one."""
        if not self.is_held():
            return None
        text = self.path.read_text()
        return int(text) if text.isdigit() else None


def bell_of(store: Path) -> str:
    """The name of the socket that wakes the worker; in Linux's abstract space, so that nothing is left behind."""
    digest = hashlib.sha256(str(store.resolve()).encode()).hexdigest()[:24]
    return f"\0psbridge-bits-{os.getuid()}-{digest}"


def ring(store: Path) -> None:
    """Tell the worker to look; it looks by itself as well, so nothing is lost when nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as bell:
        try:
            bell.sendto(b"!", bell_of(store))
        except OSError:
            return


def ensure(store: Path) -> None:
    """Ring; start a worker when there is none."""
    if Lock(store).is_held():
        ring(store)
        return
    subprocess.Popen(
        [sys.executable, "-m", "psbridge.bits.worker", "--store", str(store)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=_log(store), start_new_session=True, cwd="/",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip


def _log(store: Path) -> int:
    """Where a worker that breaks leaves its traceback."""
    return os.open(store.with_name(store.name + ".bits.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


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
        self.service.run(self.token, self._idle, self._may_leave)
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
