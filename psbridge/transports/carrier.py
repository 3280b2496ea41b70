"""The one protocol of all transports.

A transport takes what a `ClientPool` has to send and gives what comes back to a `Receiver`, on a thread of its own.  It knows how its
carrier announces, signals and closes commands; what the bytes mean is not its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from uuid import UUID

    from psbridge.errors import PsBridgeError
    from psbridge.psrp import ClientPool

ENDED_SILENTLY = "The process of the session has ended"  # with not a word on its stderr


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a carrier can do: leave a session and come back, carry prompts, agree on keys for secrets."""

    disconnect: bool = False
    interactive: bool = True
    keys: bool = False


class Receiver(Protocol):
    """Who gets what comes; called on the transport's thread, never two calls at once."""

    def received(self, data: bytes, pid: UUID | None) -> None:
        """Bytes of the pool (None) or of a pipeline."""

    def command_closed(self, pid: UUID) -> None:
        """The other side has let go of a pipeline."""

    def closed(self) -> None:
        """The other side has let go of the session."""

    def failed(self, error: PsBridgeError) -> None:
        """The carrier is lost; nothing more will come."""


class Transport(Protocol):
    """A carrier of one session."""

    name: str
    capabilities: Capabilities

    def open(self, pool: ClientPool, receiver: Receiver) -> None:
        """Connect, and send what the pool has queued to open itself; raises TransportError."""

    def flush(self) -> None:
        """Send what the pool has queued."""

    def create(self, pid: UUID) -> None:
        """Announce a pipeline whose creation is queued, and send it."""

    def signal(self, pid: UUID) -> None:
        """Ask for a pipeline to be stopped."""

    def close_command(self, pid: UUID) -> None:
        """Let go of a pipeline; `command_closed` follows."""

    def close(self) -> None:
        """Let go of the session; `closed` follows."""

    def kill(self) -> None:
        """End the carrier now, whatever the other side does. May be called more than once."""
