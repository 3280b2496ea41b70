"""What a shell and a command allow in each of their states: one table each, and the fault for what they do not.

[MS-WSMV] 3.1.1 with the disconnected operations. An illegal event raises `InvalidTransition`; a service turns it into
the `WSManFault` that `fault_of` names.
"""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from psbridge.errors import InvalidTransition
from psbridge.wsman.faults import FaultKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class ShellState(enum.Enum):
    """Where a shell stands; the values are the words of rsp:State."""

    CONNECTED = "Connected"
    DISCONNECTED = "Disconnected"
    CLOSED = "Closed"


class ShellEvent(enum.Enum):
    """What can happen to a shell."""

    USE = "Command, Send, Receive or Signal"
    DISCONNECT = "its client disconnects"
    RECONNECT = "its client comes back"
    CONNECT = "another client takes it over"
    LOST = "its client is not heard of any more"
    DELETE = "it is deleted, or its idle time is over"


class CommandPhase(enum.Enum):
    """Where a command stands; pending and running are one to a client that only receives."""

    PENDING = "Pending"
    RUNNING = "Running"
    DONE = "Done"
    CLOSED = "Closed"


class CommandEvent(enum.Enum):
    """What can happen to a command."""

    START = "it begins to run"
    OUTPUT = "it is received from, sent to, or signaled to stop"
    FINISH = "it has ended"
    TERMINATE = "its client drops it, or its shell is closed"


SHELL: Final[Mapping[ShellState, Mapping[ShellEvent, ShellState]]] = MappingProxyType(
    {
        ShellState.CONNECTED: {
            ShellEvent.USE: ShellState.CONNECTED,
            ShellEvent.DISCONNECT: ShellState.DISCONNECTED,
            ShellEvent.LOST: ShellState.DISCONNECTED,
            ShellEvent.DELETE: ShellState.CLOSED,
        },
        ShellState.DISCONNECTED: {
            ShellEvent.RECONNECT: ShellState.CONNECTED,
            ShellEvent.CONNECT: ShellState.CONNECTED,
            ShellEvent.DELETE: ShellState.CLOSED,
        },
        ShellState.CLOSED: {},
    }
)
COMMAND: Final[Mapping[CommandPhase, Mapping[CommandEvent, CommandPhase]]] = MappingProxyType(
    {
        CommandPhase.PENDING: {
            CommandEvent.START: CommandPhase.RUNNING,
            CommandEvent.OUTPUT: CommandPhase.PENDING,
            CommandEvent.FINISH: CommandPhase.DONE,
            CommandEvent.TERMINATE: CommandPhase.CLOSED,
        },
        CommandPhase.RUNNING: {
            CommandEvent.OUTPUT: CommandPhase.RUNNING,
            CommandEvent.FINISH: CommandPhase.DONE,
            CommandEvent.TERMINATE: CommandPhase.CLOSED,
        },
        CommandPhase.DONE: {
            CommandEvent.OUTPUT: CommandPhase.DONE,
            CommandEvent.TERMINATE: CommandPhase.CLOSED,
        },
        CommandPhase.CLOSED: {},
    }
)
_FAULTS: Final[Mapping[tuple[object, object], FaultKind]] = MappingProxyType(
    {
        (ShellState.CONNECTED, ShellEvent.RECONNECT): FaultKind.ALREADY_CONNECTED,
        (ShellState.CONNECTED, ShellEvent.CONNECT): FaultKind.CONNECTED_TO_OTHER,
        (ShellState.DISCONNECTED, ShellEvent.USE): FaultKind.SHELL_DISCONNECTED,
        (ShellState.DISCONNECTED, ShellEvent.DISCONNECT): FaultKind.ALREADY_DISCONNECTED,
        (ShellState.DISCONNECTED, ShellEvent.LOST): FaultKind.ALREADY_DISCONNECTED,
        (CommandPhase.RUNNING, CommandEvent.START): FaultKind.COMMAND_ID_CONFLICT,
        (CommandPhase.DONE, CommandEvent.START): FaultKind.COMMAND_ID_CONFLICT,
    }
)


def advance_shell(state: ShellState, event: ShellEvent) -> ShellState:
    """The shell's state after an event."""
    following = SHELL[state].get(event)
    if following is None:
        raise InvalidTransition("WSMan shell", state, event, SHELL[state])
    return following


def advance_command(state: CommandPhase, event: CommandEvent) -> CommandPhase:
    """The command's phase after an event."""
    following = COMMAND[state].get(event)
    if following is None:
        raise InvalidTransition("WSMan command", state, event, COMMAND[state])
    return following


def fault_of(error: InvalidTransition) -> FaultKind:
    """The fault for an illegal event: what is closed does not exist for a client."""
    return _FAULTS.get((error.state, error.event), FaultKind.UNEXPECTED_SELECTORS)
