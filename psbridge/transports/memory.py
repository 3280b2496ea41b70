"""A session in the same process: the pool of the client and a served pool, joined without a wire.

The served side is handed in as a function that makes it; whatever it runs, its answers come on one thread, as from a real carrier.
What is said takes turns with what is asked, so that a command that says more than anybody can hear can be stopped; it is slowed down, too.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from psbridge.psrp import ClientPool
from psbridge.psrp.messages import NIL
from psbridge.transports.carrier import Capabilities, Receiver

_MUCH = 1 << 20  # bytes that wait to be heard, from which on those who talk are slowed down
_PAUSE = 0.05


class Served(Protocol):
    """What the memory transport needs of a served pool (psbridge.server.poolhost.PoolHost has it)."""

    pool: Any

    def receive(self, data: bytes | memoryview, pid: UUID | None = None) -> None: ...

    def stop(self, pid: UUID, done: Callable[[], None] | None = None) -> None: ...

    def close_pipeline(self, pid: UUID, done: Callable[[], None] | None = None) -> None: ...

    def close(self, done: Callable[[], None] | None = None) -> None: ...

    def abandon(self) -> None: ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...


class MemoryTransport:
    """Joined to the served pool that `serve(flush)` makes."""

    name = "memory"
    capabilities = Capabilities(disconnect=True, keys=True)

    def __init__(self, serve: Callable[[Callable[[], None]], Served]) -> None:
        self._serve = serve
        self._served: Served | None = None
        self._pool: ClientPool | None = None
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._receiver: Receiver | None = None
        self._away = False
        self._carrier = threading.Thread(target=self._carry, name="memory transport", daemon=True)
        self._is_coming = False  # somebody is about to hear what there is
        self._heard = threading.Condition()

    def open(self, pool: ClientPool, receiver: Receiver) -> None:
        self._pool, self._receiver = pool, receiver
        self._served = self._serve(self._answer)
        self._carrier.start()
        self.flush()

    def _carry(self) -> None:
        while (work := self._work.get()) is not None:
            work()

    def _answer(self) -> None:
        """The served side has something to say."""
        if not self._is_coming:
            self._is_coming = True
            self._work.put(self._deliver)
        served = self._served
        if served is None or self._away or threading.current_thread() is self._carrier or served.pool.waiting_bytes() < _MUCH:
            return
        with self._heard:
            self._heard.wait(_PAUSE)

    def _deliver(self) -> None:
        """One piece of everything that somebody says."""
        self._is_coming = False  # before the look: who says more meanwhile comes again
        served, receiver = self._served, self._receiver
        if served is None or receiver is None or self._away:
            return
        for pid in sorted(served.pool.waiting(), key=lambda pid: pid != NIL):
            taken = served.pool.take(pid)
            if taken is not None:
                receiver.received(taken[0], None if pid == NIL else pid)
        with self._heard:
            self._heard.notify_all()
        if served.pool.waiting():
            self._answer()

    def _deliver_all(self) -> None:
        served, receiver = self._served, self._receiver
        if served is not None and receiver is not None and not self._away:
            for pid, data, _ in served.pool.take_all():
                receiver.received(data, None if pid == NIL else pid)

    def flush(self) -> None:
        self._work.put(self._forward)

    def _forward(self) -> None:
        assert self._pool is not None
        if self._served is not None:
            for pid, data, _ in self._pool.take_all():
                self._served.receive(data, None if pid == NIL else pid)

    def create(self, pid: UUID) -> None:
        self.flush()

    def signal(self, pid: UUID) -> None:
        self._work.put(lambda: self._on_served(lambda served: served.stop(pid)))

    def close_command(self, pid: UUID) -> None:
        def closed() -> None:
            self._work.put(lambda: self._receiver.command_closed(pid) if self._receiver is not None else None)

        self._work.put(lambda: self._on_served(lambda served: served.close_pipeline(pid, closed)))

    def close(self) -> None:
        def closed() -> None:
            self._work.put(self._deliver_all)
            self._work.put(lambda: self._receiver.closed() if self._receiver is not None else None)
            self._work.put(None)

        self._work.put(lambda: self._on_served(lambda served: served.close(closed)))

    def _on_served(self, act: Callable[[Served], None]) -> None:
        if self._served is not None:
            act(self._served)

    def kill(self) -> None:
        served, self._served = self._served, None
        if served is not None:
            served.abandon()
        self._work.put(None)

    # -- leaving and coming back

    def disconnect_session(self, idle_timeout: float | None = None, buffer_mode: str = "") -> None:
        """Leave the session; the served pool keeps what it has to say (in memory, for as long as this process lives)."""
        self._away = True
        self._on_served(lambda served: served.disconnect())

    def reconnect_session(self, buffer_mode: str = "") -> None:
        self._away = False
        self._on_served(lambda served: served.reconnect())
