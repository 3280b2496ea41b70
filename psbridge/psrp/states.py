"""States of pools and pipelines: one table for each machine, `advance` the only way through.

The numbers are those of the wire ([MS-PSRP] 2.2.3.4, 2.2.3.5).
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TypeVar

from psbridge.errors import InvalidTransition


class PoolState(IntEnum):
    """RunspacePoolState."""

    BEFORE_OPEN = 0
    OPENING = 1
    OPENED = 2
    CLOSED = 3
    CLOSING = 4
    BROKEN = 5
    NEGOTIATION_SENT = 6
    NEGOTIATION_SUCCEEDED = 7
    CONNECTING = 8
    DISCONNECTED = 9

    @property
    def runspace_state(self) -> str:
        """RunspaceState's word for it: a runspace that negotiates is Opening."""
        return "Opening" if self in _NEGOTIATING else self.name.title().replace("_", "")


_NEGOTIATING = frozenset((PoolState.NEGOTIATION_SENT, PoolState.NEGOTIATION_SUCCEEDED))


class PoolEvent(Enum):
    """What happens to a pool."""

    OPEN = "open"  # the client sent its capability, or the server got it
    NEGOTIATED = "negotiated"  # capabilities fit
    INITIALIZED = "initialized"  # the server accepted the settings
    OPENED = "opened"
    DISCONNECT = "disconnect"
    CONNECT = "connect"  # of another client than the one that opened
    RECONNECT = "reconnect"  # of the same client
    CLOSE = "close"
    CLOSED = "closed"
    BREAK = "break"


_P, _E = PoolState, PoolEvent
_END = {_E.CLOSE: _P.CLOSING, _E.CLOSED: _P.CLOSED, _E.BREAK: _P.BROKEN}
POOL: dict[PoolState, dict[PoolEvent, PoolState]] = {
    _P.BEFORE_OPEN: {_E.OPEN: _P.NEGOTIATION_SENT, _E.CONNECT: _P.CONNECTING, _E.CLOSE: _P.CLOSED, _E.BREAK: _P.BROKEN},
    _P.NEGOTIATION_SENT: {_E.NEGOTIATED: _P.NEGOTIATION_SUCCEEDED, **_END},
    _P.NEGOTIATION_SUCCEEDED: {_E.INITIALIZED: _P.OPENING, _E.OPENED: _P.OPENED, **_END},
    _P.OPENING: {_E.OPENED: _P.OPENED, **_END},
    _P.OPENED: {_E.DISCONNECT: _P.DISCONNECTED, _E.OPENED: _P.OPENED, **_END},
    _P.DISCONNECTED: {_E.CONNECT: _P.CONNECTING, _E.RECONNECT: _P.OPENED, **_END},
    _P.CONNECTING: {_E.NEGOTIATED: _P.CONNECTING, _E.OPENED: _P.OPENED, _E.DISCONNECT: _P.DISCONNECTED, **_END},
    _P.CLOSING: {_E.CLOSED: _P.CLOSED, _E.BREAK: _P.BROKEN, _E.CLOSE: _P.CLOSING},
    _P.CLOSED: {},
    _P.BROKEN: {_E.CLOSE: _P.CLOSED, _E.CLOSED: _P.CLOSED},
}


class PipelineState(IntEnum):
    """PSInvocationState."""

    NOT_STARTED = 0
    RUNNING = 1
    STOPPING = 2
    STOPPED = 3
    COMPLETED = 4
    FAILED = 5
    DISCONNECTED = 6


class PipelineEvent(Enum):
    """What happens to a pipeline."""

    START = "start"
    STOP = "stop"
    STOPPED = "stopped"
    COMPLETE = "complete"
    FAIL = "fail"
    DISCONNECT = "disconnect"
    RECONNECT = "reconnect"


_S, _V = PipelineState, PipelineEvent
_ENDS = {_V.STOPPED: _S.STOPPED, _V.COMPLETE: _S.COMPLETED, _V.FAIL: _S.FAILED}
PIPELINE: dict[PipelineState, dict[PipelineEvent, PipelineState]] = {
    _S.NOT_STARTED: {_V.START: _S.RUNNING, _V.STOPPED: _S.STOPPED, _V.FAIL: _S.FAILED, _V.DISCONNECT: _S.DISCONNECTED},
    _S.RUNNING: {_V.START: _S.RUNNING, _V.STOP: _S.STOPPING, _V.DISCONNECT: _S.DISCONNECTED, **_ENDS},
    _S.STOPPING: {_V.STOP: _S.STOPPING, _V.DISCONNECT: _S.STOPPING, **_ENDS},
    _S.DISCONNECTED: {_V.RECONNECT: _S.RUNNING, _V.STOP: _S.STOPPING, **_ENDS},
    _S.STOPPED: {},
    _S.COMPLETED: {},
    _S.FAILED: {},
}
FINISHED = frozenset({_S.STOPPED, _S.COMPLETED, _S.FAILED})
# the states that a PipelineState message reports, and what they mean for us
REPORTED: dict[int, PipelineEvent] = {
    _S.RUNNING: _V.START,
    _S.STOPPING: _V.STOP,
    _S.STOPPED: _V.STOPPED,
    _S.COMPLETED: _V.COMPLETE,
    _S.FAILED: _V.FAIL,
}
POOL_REPORTED: dict[int, PoolEvent] = {
    _P.OPENED: _E.OPENED,
    _P.CLOSED: _E.CLOSED,
    _P.CLOSING: _E.CLOSE,
    _P.BROKEN: _E.BREAK,
    _P.DISCONNECTED: _E.DISCONNECT,
}

S = TypeVar("S", PoolState, PipelineState)
E = TypeVar("E", PoolEvent, PipelineEvent)


def advance(table: dict[S, dict[E, S]], state: S, event: E) -> S:
    """The state after `event`; InvalidTransition when the table knows none."""
    row = table[state]
    after = row.get(event)
    if after is None:
        raise InvalidTransition(type(state).__name__, state, event, row)
    return after
