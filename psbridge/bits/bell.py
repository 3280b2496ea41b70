"""How a shell finds the worker of its queue, wakes it, and starts one when there is none.

A lock on a file beside the store says who the worker is; the kernel lets it go when the process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path


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
