"""The life of one guid (the session or a pipeline) as the client of the framing sees it, in one table."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from psbridge.errors import InvalidTransition

if TYPE_CHECKING:
    from collections.abc import Mapping


class GuidState(enum.Enum):
    """Where a guid stands."""

    UNKNOWN = "nobody has asked for it, or it is closed"
    OPENING = "Command is sent, CommandAck is awaited, data waits"
    OPEN = "data flows"
    CLOSING = "Close is sent, CloseAck is awaited"


class GuidEvent(enum.Enum):
    """What can happen to a guid."""

    COMMAND = "we send Command"
    COMMAND_ACK = "the server acknowledges our Command"
    SEND = "we have data for it"
    SIGNAL = "we send Signal"
    CLOSE = "we send Close"
    CLOSE_ACK = "the server acknowledges our Close"


# A guid may be used again after its CloseAck. PowerShell sends CloseAck for any guid, so one that is gone does no harm.
TRANSITIONS: Final[Mapping[GuidState, Mapping[GuidEvent, GuidState]]] = MappingProxyType(
    {
        GuidState.UNKNOWN: {
            GuidEvent.COMMAND: GuidState.OPENING,
            GuidEvent.CLOSE_ACK: GuidState.UNKNOWN,
        },
        GuidState.OPENING: {
            GuidEvent.COMMAND_ACK: GuidState.OPEN,
            GuidEvent.SEND: GuidState.OPENING,
            GuidEvent.SIGNAL: GuidState.OPENING,
            GuidEvent.CLOSE: GuidState.CLOSING,
            GuidEvent.CLOSE_ACK: GuidState.UNKNOWN,
        },
        GuidState.OPEN: {
            GuidEvent.SEND: GuidState.OPEN,
            GuidEvent.SIGNAL: GuidState.OPEN,
            GuidEvent.CLOSE: GuidState.CLOSING,
            GuidEvent.CLOSE_ACK: GuidState.UNKNOWN,
        },
        GuidState.CLOSING: {
            GuidEvent.COMMAND_ACK: GuidState.CLOSING,
            GuidEvent.CLOSE_ACK: GuidState.UNKNOWN,
        },
    }
)


def advance(state: GuidState, event: GuidEvent) -> GuidState:
    """The state after `event`; `InvalidTransition` when the table has none."""
    following = TRANSITIONS[state].get(event)
    if following is None:
        raise InvalidTransition("stdio guid", state, event, TRANSITIONS[state])
    return following
