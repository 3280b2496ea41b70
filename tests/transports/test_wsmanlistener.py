"""The thread that waits."""

from __future__ import annotations

import threading
import uuid
from types import SimpleNamespace
from typing import Any

from psbridge.errors import ConnectionFailed
from psbridge.transports.wsmanlink import Proof, Target
from psbridge.transports.wsmanlistener import Listener


class Carrier:
    """Notes what its listener does."""

    def __init__(self) -> None:
        self.target = Target("nowhere")
        self.client, self.proof = SimpleNamespace(), Proof()
        self.told: list[Any] = []
        self.idle = threading.Semaphore(0)

    def listen(self, pid: uuid.UUID | None, link: Any) -> None:
        self.told.append(("listen", pid))
        if pid is not None:
            raise ConnectionFailed("gone")

    def trouble(self, error: Exception, pid: uuid.UUID | None) -> None:
        self.told.append(("trouble", pid))

    def release(self, listener: Listener, pid: uuid.UUID | None) -> None:
        self.told.append(("release", pid))
        self.idle.release()


def test_one_thing_after_the_other_and_trouble_is_told() -> None:
    carrier, one = Carrier(), uuid.uuid4()
    listener = Listener(carrier)  # type: ignore[arg-type]
    for pid in (one, None):
        listener.work.put(pid)
        assert carrier.idle.acquire(timeout=60)
    assert carrier.told == [("listen", one), ("trouble", one), ("release", one), ("listen", None), ("release", None)]
    listener.work.put(Listener)
    listener.thread.join(60)
    assert not listener.thread.is_alive()
