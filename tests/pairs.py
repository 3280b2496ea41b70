"""A client and a server joined in memory: what one sends, the other receives, until both are silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from psbridge.psrp import ClientPool, ServerPool
from psbridge.psrp.events import OpenRequested
from psbridge.psrp.messages import NIL


class Pair:
    """`pump` carries everything both ways and collects the events; `react` may answer server events at once."""

    def __init__(
        self,
        client: ClientPool | None = None,
        server: ServerPool | None = None,
        *,
        size: int = 32768,
        react: Callable[[Pair, Any], object] | None = None,
    ) -> None:
        self.client = client or ClientPool()
        self.server = server or ServerPool()
        self.size = size
        self.react = react
        self.at_client: list[Any] = []
        self.at_server: list[Any] = []

    def pump(self) -> Pair:
        """Carry bytes until nothing waits on either side."""
        moved = True
        while moved:
            moved = self._carry(self.client, self.server, self.at_server) | self._carry(self.server, self.client, self.at_client)
        return self

    def _carry(self, source: Any, target: Any, events: list[Any]) -> bool:
        moved = False
        for pid, data, _ in list(source.take_all(self.size)):
            moved = True
            for event in target.receive(data, None if pid == NIL else pid):
                events.append(event)
                if target is self.server and self.react is not None:
                    self.react(self, event)
        return moved

    def open(self, private_data: dict | None = None) -> Pair:
        """Open the pool; forget the events of that."""
        self.client.open()
        self.pump()
        assert any(isinstance(event, OpenRequested) for event in self.at_server)
        self.server.opened(private_data or {"PSVersionTable": {"PSVersion": "7"}})
        self.pump()
        self.at_client.clear()
        self.at_server.clear()
        return self

    def seen(self, kind: type, pid: UUID | None = None) -> list[Any]:
        """Events of a kind at the client (of a pipeline)."""
        return [event for event in self.at_client if isinstance(event, kind) and (pid is None or event.pid == pid)]

    def asked(self, kind: type) -> list[Any]:
        """Events of a kind at the server."""
        return [event for event in self.at_server if isinstance(event, kind)]
