"""Sockets for services: HTTP and HTTPS listeners on one event loop, which may run on a thread of its own.

Binds to the loopback interface unless told otherwise. A stop lets answers that are being written out finish, then closes.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from psbridge.errors import ConnectionFailed
from psbridge.server.certificates import Authority, Identity, end_point_binding, server_context
from psbridge.server.httpserver import HttpConnection
from psbridge.server.service import WinRMService

T = TypeVar("T")
_GRACE = 5.0


class Listener:
    """The sockets of one service. All methods run on the loop."""

    def __init__(self, service: WinRMService) -> None:
        self.service = service
        self.connections: set[HttpConnection] = set()
        self._servers: list[asyncio.Server] = []

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen; the port, which is a free one when 0 was asked for."""
        loop = asyncio.get_running_loop()

        def connection() -> HttpConnection:
            return HttpConnection(self.service.respond, self.service.config.limits, tls is not None, self.connections)

        try:
            server = await loop.create_server(connection, host, port, ssl=tls, backlog=1024)
        except OSError as error:
            raise ConnectionFailed(f"Cannot listen: {error.strerror or error}", where=f"{host}:{port}") from error
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Take no more connections, end the shells, let answers go out, close."""
        for server in self._servers:
            server.close()
        await self.service.close()
        busy = [connection.task for connection in self.connections if connection.task is not None]
        if busy:
            await asyncio.wait(busy, timeout=_GRACE)
        for connection in list(self.connections):
            connection.close()
        await asyncio.sleep(0)

    def refuse(self) -> None:
        """Take no more connections; those that are open go on."""
        for server in self._servers:
            server.close()
        self._servers.clear()

    def drop_connections(self) -> int:
        """Cut every connection off, as a broken network would; how many there were."""
        found = list(self.connections)
        for connection in found:
            connection.abort()
        return len(found)


class LoopThread:
    """An event loop on a daemon thread, for callers that are not asynchronous."""

    def __init__(self, name: str = "psbridge host") -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()

    def call(self, work: Coroutine[Any, Any, T], timeout: float | None = 30.0) -> T:
        """Run a coroutine there and wait for its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    def stop(self) -> None:
        """End the loop; what still runs is cancelled."""
        if not self._thread.is_alive():
            return
        self.call(_cancel_rest())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(_GRACE)


async def _cancel_rest() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@dataclass(slots=True)
class Tls:
    """The TLS side of a host: given, or made on demand by an authority."""

    identity: Identity
    client_authorities: tuple[bytes, ...] = field(default=())

    @classmethod
    def made(cls, authority: Authority, names: Iterable[str]) -> Tls:
        return cls(authority.host(names), (authority.certificate,))

    @property
    def binding(self) -> bytes:
        return end_point_binding(self.identity.certificate)

    def context(self) -> ssl.SSLContext:
        return server_context(self.identity, self.client_authorities)
