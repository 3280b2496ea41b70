"""The queue of this user on this computer: in the store, worked on by a process of its own."""

from __future__ import annotations

import threading
from pathlib import Path

from psbridge.bits.manager import Manager
from psbridge.bits.sealing import Seal
from psbridge.bits.settings import MIN_RETRY_INTERVAL
from psbridge.bits.world import World
from psbridge.store.database import Database, default_path
from psbridge.store.transfers import TransferStore

_OPEN: dict[Path, Manager] = {}
_LOCK = threading.Lock()


def local_manager(store: Path | None = None, *, starting: bool = True, minimum_interval: int = MIN_RETRY_INTERVAL) -> Manager:
    """The jobs in a store.  With `starting`, calls that make work start a worker when there is none."""
    path = (store or default_path()).absolute()
    with _LOCK:
        found = _OPEN.get(path) if starting else None
        if found is None:
            found = _open(path, starting, minimum_interval)
            if starting:
                _OPEN[path] = found
        return found


def _open(path: Path, starting: bool, minimum_interval: int) -> Manager:
    queue = TransferStore(Database(path))
    manager = Manager(queue, World(), Seal(path.with_name("bits.key")), minimum_interval=minimum_interval)
    if starting:
        manager._wake = lambda: _work(manager, path)
    return manager


def _work(manager: Manager, path: Path) -> None:
    from psbridge.bits.bell import ensure, ring
    from psbridge.bits.service import _ACTIVE

    if manager.queue.in_states(_ACTIVE):
        ensure(path)
    else:
        ring(path)
