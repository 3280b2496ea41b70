"""Answers to Receive that may not have arrived.

The next Receive of the same series (`OperationID`) confirms the answer before it.  A Receive with the number (`SequenceId`) of the last one
asks for its answer again; a client that takes a session over after another was lost gets what that one never confirmed, from the beginning
of the message in which it breaks off.  Clients that number nothing confirm by asking on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from psbridge.psrp.fragments import END, HEADER
from psbridge.wsman import StreamData
from psbridge.wsman.replies import Received


@dataclass(slots=True)
class _Series:
    operation: str
    number: int | None
    reply: Received
    unfinished: list[StreamData] = field(default_factory=list)  # confirmed, but parts of a message that goes on in `reply`


class Deliveries:
    """What was sent last, for each command of a shell ("" for the shell itself)."""

    def __init__(self) -> None:
        self._last: dict[str, _Series] = {}
        self._again: dict[str, list[StreamData]] = {}

    def repeated(self, key: str, operation: str, number: int | None) -> Received | None:
        """The answer of a request that comes once more."""
        last = self._last.get(key)
        if last is not None and operation and (last.operation, last.number) == (operation, number):
            return last.reply
        return None

    def sent(self, key: str, operation: str, number: int | None, reply: Received) -> None:
        """An answer goes out; the one before it has arrived."""
        before = self._last.get(key)
        tail = [] if before is None else _tail([*before.unfinished, *before.reply.streams])
        self._last[key] = _Series(operation, number, reply, tail)

    def settled(self) -> None:
        """The client has left in an orderly way: it has everything."""
        self._last.clear()

    def lost(self) -> None:
        """The client is gone: the next one gets what this one did not confirm."""
        for key, last in self._last.items():
            self._again[key] = [*last.unfinished, *last.reply.streams]
        self._last.clear()

    def owed(self, key: str) -> list[StreamData]:
        """What is to be sent first."""
        return self._again.pop(key, [])

    def forget(self, key: str) -> None:
        self._last.pop(key, None)
        self._again.pop(key, None)


def _tail(streams: list[StreamData]) -> list[StreamData]:
    """The pieces behind the last end of a message (each piece is a fragment)."""
    for index in range(len(streams) - 1, -1, -1):
        data = streams[index].data
        if len(data) >= HEADER.size and HEADER.unpack_from(data)[2] & END:
            return streams[index + 1 :]
    return streams
