"""How a shell finds the worker of its queue, wakes it, and starts one when there is none.

A lock on a file beside the store says who the worker is; the kernel lets it go when the process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path


def _flock(kind: int) -> bytes:
    """A struct flock over the whole file; its process id must be 0 for locks of open files."""
    return struct.pack("hhqqi4x", kind, os.SEEK_SET, 0, 0, 0)


class Lock:
    """Who holds it is the worker."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".bits.lock")
        self._fd = -1

    def take(self) -> bool:
        """Become the worker; False when there is one."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _flock(fcntl.F_WRLCK))
        except (BlockingIOError, PermissionError):
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
        """Whether somebody else is the worker.  Only asks: who asked by taking would keep a worker from starting just then."""
        try:
            fd = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            answer = fcntl.fcntl(fd, fcntl.F_OFD_GETLK, _flock(fcntl.F_WRLCK))
        finally:
            os.close(fd)
        return bool(struct.unpack_from("h", answer)[0] != fcntl.F_UNLCK)

    def holder(self) -> int | None:
        """The worker's process id, when there is one."""
        return self.last() if self.is_held() else None

    def last(self) -> int | None:
        """The process that is the worker, or was the last one."""
        try:
            text = self.path.read_text()
        except FileNotFoundError:
            return None
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
    with _STARTING_LOCK:
        coming = _STARTED.get(store)
        if coming is not None and coming.poll() is None and Lock(store).last() != coming.pid:
            return  # on its way: it has not been the worker yet, so it will look at the queue
        _STARTED[store] = _start(store)


_STARTED: dict[Path, subprocess.Popen[bytes]] = {}
_STARTING_LOCK = threading.Lock()


def _start(store: Path) -> subprocess.Popen[bytes]:
    log = _log(store)
    try:
        return _spawn(store, log)
    finally:
        os.close(log)


def _spawn(store: Path, log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "psbridge.bits.worker", "--store", str(store)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True, cwd="/",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip


def _log(store: Path) -> int:
    """Where a worker that breaks leaves its traceback."""
    return os.open(store.with_name(store.name + ".bits.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
