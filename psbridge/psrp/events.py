"""What a pool tells its owner about what came in: plain data, no behaviour.

`pid` None means the pool itself (or its initialisation script, for records and states).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psbridge.errors import PsBridgeError
from psbridge.objects.records import ErrorRecord
from psbridge.psrp.commands import MetadataQuery, Pipeline
from psbridge.psrp.hostcalls import HostCall, HostResponse
from psbridge.psrp.hosttypes import HostInfo
from psbridge.psrp.states import PipelineState, PoolState


@dataclass(frozen=True, slots=True)
class Discarded:
    """Input that broke the protocol and was dropped, as a real peer drops it (only from a tolerant pool).

    `closes`: over this a real server closes the pool (a second capability, a message of another pool).
    """

    pid: UUID | None
    error: PsBridgeError
    closes: bool = False


@dataclass(frozen=True, slots=True)
class KeyExchanged:
    """Both sides have the session key now: secrets may be sent."""


# -- at the client


@dataclass(frozen=True, slots=True)
class PoolStateChanged:
    """The pool is in another state; `error` says why when it is broken."""

    state: PoolState
    error: ErrorRecord | None = None


@dataclass(frozen=True, slots=True)
class ApplicationPrivateData:
    """What the server says of itself (PSVersionTable and more); read when it is wanted."""

    read: Callable[[], Any]

    @property
    def data(self) -> Any:
        return self.read()


@dataclass(frozen=True, slots=True)
class PoolInitData:
    """The size of the pool that we connected to."""

    min_runspaces: int
    max_runspaces: int


@dataclass(frozen=True, slots=True)
class RunspaceAvailability:
    """The answer to call `id`: whether a size was accepted, or how many runspaces are free."""

    id: int
    value: bool | int


@dataclass(frozen=True, slots=True)
class UserEvent:
    """An event of the server's engine that was forwarded."""

    identifier: int
    source: str
    time: Any
    sender: Any
    arguments: Any
    data: Any
    computer: str | None
    runspace_id: UUID | None


@dataclass(frozen=True, slots=True)
class RecordReceived:
    """A record of a stream (numbers of psbridge.objects.streams)."""

    pid: UUID | None
    stream: int
    value: Any


@dataclass(frozen=True, slots=True)
class PipelineStateChanged:
    """A pipeline is in another state; `error` says why when it failed or was stopped."""

    pid: UUID | None
    state: PipelineState
    error: ErrorRecord | None = None


@dataclass(frozen=True, slots=True)
class HostCalled:
    """The server wants something of our host; answer with `respond` when the method answers."""

    pid: UUID | None
    call: HostCall


# -- at the server


@dataclass(frozen=True, slots=True)
class NegotiationFailed:
    """The client's versions do not fit ours; nothing more will work."""

    error: PsBridgeError


@dataclass(frozen=True, slots=True)
class OpenRequested:
    """A client wants a pool; answer with `opened` or `broken`."""

    min_runspaces: int
    max_runspaces: int
    thread_options: int
    apartment_state: int
    host: HostInfo
    application_arguments: Any


@dataclass(frozen=True, slots=True)
class ConnectRequested:
    """Another client takes the pool over; answer with `connected` or `broken`. Sizes None: as they are."""

    min_runspaces: int | None
    max_runspaces: int | None


@dataclass(frozen=True, slots=True)
class PipelineRequested:
    """A pipeline was created: run it and write to the pool's `pipelines[pid]`."""

    pid: UUID
    pipeline: Pipeline


@dataclass(frozen=True, slots=True)
class MetadataRequested:
    """Describe commands, as output of `pipelines[pid]`."""

    pid: UUID
    query: MetadataQuery


@dataclass(frozen=True, slots=True)
class InputReceived:
    """An object for a pipeline."""

    pid: UUID
    value: Any


@dataclass(frozen=True, slots=True)
class InputEnded:
    """A pipeline gets no more input."""

    pid: UUID


@dataclass(frozen=True, slots=True)
class HostResponded:
    """The answer to a host call."""

    pid: UUID | None
    response: HostResponse


@dataclass(frozen=True, slots=True)
class SizeRequested:
    """Set the least (`is_max` False) or most runspaces; answer with `answer(id, accepted)`."""

    id: int
    count: int
    is_max: bool


@dataclass(frozen=True, slots=True)
class AvailabilityRequested:
    """How many runspaces are free; answer with `answer(id, count)`."""

    id: int


@dataclass(frozen=True, slots=True)
class ResetRequested:
    """Reset the runspace's state; answer with `answer(id, done)`."""

    id: int


ClientEvent = (
    PoolStateChanged
    | ApplicationPrivateData
    | PoolInitData
    | RunspaceAvailability
    | UserEvent
    | RecordReceived
    | PipelineStateChanged
    | HostCalled
    | KeyExchanged
    | Discarded
)
ServerEvent = (
    NegotiationFailed
    | OpenRequested
    | ConnectRequested
    | PipelineRequested
    | MetadataRequested
    | InputReceived
    | InputEnded
    | HostResponded
    | SizeRequested
    | AvailabilityRequested
    | ResetRequested
    | KeyExchanged
    | Discarded
)
