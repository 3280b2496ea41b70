"""A session that cannot be had: opening it says why."""

from __future__ import annotations

from uuid import UUID

from psbridge.errors import PsBridgeError, SessionRefused
from psbridge.psrp import ClientPool
from psbridge.transports.carrier import Capabilities, Receiver


class RefusedTransport:
    """Carries nothing."""

    name = "refused"
    capabilities = Capabilities(interactive=False)

    def __init__(self, why: str | PsBridgeError) -> None:
        self.why = why

    def open(self, pool: ClientPool, receiver: Receiver) -> None:
        raise self.why if isinstance(self.why, PsBridgeError) else SessionRefused(self.why)

    def flush(self) -> None:
        """Nothing is sent."""

    def create(self, pid: UUID) -> None:
        """Nothing is sent."""

    signal = close_command = create

    def close(self) -> None:
        """There is nothing to close."""

    kill = close
