"""What comes or is asked twice, with the effect of once.

Fragments that have come already are dropped by their numbers, so that an answer which is sent again does no harm: the object ids of a
sender only grow, and fragments of an object are numbered; whatever is not above the mark was here before.  Decides as well which requests
may be sent again when their answer is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psbridge.errors import WSManFault
from psbridge.psrp.fragments import END, HEADER
from psbridge.wsman import FaultKind
from psbridge.wsman import requests as ask

WHOLE = 1 << 62  # as fragment number: the object was complete


class Mark:
    """How far the fragments of one stream have come."""

    __slots__ = ("complete", "fragment", "object_id")

    def __init__(self, complete: int = 0) -> None:
        self.object_id, self.fragment = complete, WHOLE
        self.complete = complete  # the last object that is here in full

    def fresh(self, data: bytes) -> bytes:
        """The part of some whole fragments that is new."""
        position, kept, size = 0, [], len(data)
        while position + HEADER.size <= size:
            object_id, fragment, flags, length = HEADER.unpack_from(data, position)
            end = position + HEADER.size + length
            if (object_id, fragment) > (self.object_id, self.fragment):
                kept.append(data[position:end])
                self.object_id, self.fragment = object_id, fragment
                if flags & END:
                    self.complete = object_id
            position = end
        if position < size:
            kept.append(data[position:])  # no fragment: the pool says what is wrong with it
        return b"".join(kept)


def news(mark: Mark, pieces: Iterable[bytes], apart: bool) -> Iterator[bytes]:
    """What is new in an answer: at once, because a call for each object costs as much as the object, or `apart` for who reads the mark."""
    if not apart:
        if data := b"".join([mark.fresh(piece) for piece in pieces]):
            yield data
        return
    for piece in pieces:
        for fragment in _fragments(piece):
            if data := mark.fresh(fragment):
                yield data


def _fragments(data: bytes) -> Iterator[bytes]:
    """One fragment after the other; at last what is none."""
    position, size = 0, len(data)
    while position + HEADER.size <= size:
        end = position + HEADER.size + HEADER.unpack_from(data, position)[3]
        yield data[position:end]
        position = end
    if position < size:
        yield data[position:]


# what may be asked again when the answer is lost -> the faults that say that the first try has arrived
_REPEATABLE: dict[type, frozenset[int]] = {
    ask.Signal: frozenset(),
    ask.Connect: frozenset(),
    ask.Reconnect: frozenset((FaultKind.ALREADY_CONNECTED.value.code,)),
    ask.Command: frozenset((FaultKind.COMMAND_ID_CONFLICT.value.code,)),
    ask.Disconnect: frozenset((FaultKind.ALREADY_DISCONNECTED.value.code,)),
}


def repeatable(body: Any, once: Callable[[], Any]) -> Callable[[], Any] | None:
    """`once`, to be called as often as the answer is lost; None when the request may not be sent twice."""
    harmless = _REPEATABLE.get(type(body))
    if harmless is None:
        return None
    tries = 0

    def again() -> Any:
        nonlocal tries
        tries += 1
        try:
            return once()
        except WSManFault as error:
            if tries > 1 and error.code in harmless:
                return None  # the first try has arrived after all
            raise

    return again


__all__ = ["Mark", "news", "repeatable"]
