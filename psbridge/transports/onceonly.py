"""Fragments that have come already: dropped by their numbers, so that an answer which is sent again does no harm.

A sender's object ids only grow, and fragments of an object are numbered; whatever is not above the mark was here before.
"""

from __future__ import annotations

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


__all__ = ["Mark"]
