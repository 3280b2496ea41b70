"""Fragments that have come already: dropped by their numbers, so that an answer which is sent again does no harm.

A sender's object ids only grow, and fragments of an object are numbered; whatever is not above the mark was here before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psbridge.psrp.fragments import END, HEADER

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


__all__ = ["Mark", "news"]
