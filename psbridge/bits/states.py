"""The state machine of transfer jobs and their priorities: BITS's states, what moves them, who goes first.

All that affects a state stands in `_TABLE`; every change goes through `advance`.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from psbridge.errors import InvalidTransition

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(IntEnum):
    """BG_JOB_STATE."""

    Queued = 0
    Connecting = 1
    Transferring = 2
    Suspended = 3
    Error = 4
    TransientError = 5
    Transferred = 6
    Acknowledged = 7
    Cancelled = 8


class Priority(IntEnum):
    """BG_JOB_PRIORITY: the lower number goes first."""

    Foreground = 0
    High = 1
    Normal = 2
    Low = 3


class TransferType(IntEnum):
    """BG_JOB_TYPE."""

    Download = 0
    Upload = 1
    UploadReply = 2


class Event(Enum):
    """What can happen to a job."""

    RESUME = "resume"
    SUSPEND = "suspend"
    CONNECT = "connect"
    TRANSFER = "transfer"
    DONE = "done"
    WAIT = "wait"
    TRANSIENT = "transient"
    FAIL = "fail"
    ADD = "add"
    COMPLETE = "complete"
    CANCEL = "cancel"


_TABLE = """
Suspended      resume=Queued suspend=Suspended add=Suspended complete=Acknowledged cancel=Cancelled
Queued         resume=Queued suspend=Suspended add=Queued complete=Acknowledged cancel=Cancelled
Queued         connect=Connecting wait=Queued done=Transferred transient=TransientError fail=Error
Connecting     resume=Connecting suspend=Suspended add=Connecting complete=Acknowledged cancel=Cancelled
Connecting     connect=Connecting transfer=Transferring wait=Queued done=Transferred transient=TransientError fail=Error
Transferring   resume=Transferring suspend=Suspended add=Transferring complete=Acknowledged cancel=Cancelled
Transferring   connect=Connecting transfer=Transferring wait=Queued done=Transferred transient=TransientError fail=Error
TransientError resume=Queued suspend=Suspended add=TransientError complete=Acknowledged cancel=Cancelled wait=Queued fail=Error
Error          resume=Queued suspend=Suspended add=Suspended complete=Acknowledged cancel=Cancelled
Transferred    resume=Transferred suspend=Suspended add=Suspended complete=Acknowledged cancel=Cancelled
Acknowledged
Cancelled
"""


def _read(text: str) -> dict[tuple[State, Event], State]:
    table: dict[tuple[State, Event], State] = {}
    for line in text.strip().splitlines():
        state, *moves = line.split()
        for move in moves:
            event, _, then = move.partition("=")
            table[State[state], Event(event)] = State[then]
    return table


TRANSITIONS = _read(_TABLE)
FINAL = frozenset((State.Acknowledged, State.Cancelled))
RUNNING = frozenset((State.Connecting, State.Transferring))
ACTIVE = frozenset((State.Queued, State.Connecting, State.Transferring, State.TransientError))  # the service has work with these
SETTLED = frozenset((State.Error, State.Transferred, State.Suspended, *FINAL))  # nothing happens by itself


def allowed(state: State) -> tuple[Event, ...]:
    return tuple(event for event in Event if (state, event) in TRANSITIONS)


def advance(state: State, event: Event) -> State:
    """The next state; InvalidTransition when the table has none."""
    then = TRANSITIONS.get((state, event))
    if then is None:
        raise InvalidTransition("transfer job", state, event, allowed(state))
    return then


def names(states: Iterable[State]) -> tuple[str, ...]:
    return tuple(sorted(state.name for state in states))
