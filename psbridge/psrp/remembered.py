"""What small message bodies say, remembered: the hosts of a fleet send the same capability, states and commands again and again.

Decides that only what cannot change is kept (who asks gets the same object), and how much: little bodies, a few hundred of them.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")
_MOST, _LARGEST = 256, 16384


class Remembered(Generic[T]):
    """Bodies and what they say."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[bytes, T] = {}

    def get(self, body: bytes | memoryview) -> T | None:
        """What a body says, if it was here before."""
        return self._found.get(body) if isinstance(body, bytes) else None

    def keep(self, body: bytes | memoryview, value: T) -> T:
        """Remember what a body says."""
        if isinstance(body, bytes) and len(body) <= _LARGEST:
            if len(self._found) >= _MOST:
                self._found.clear()
            self._found[body] = value
        return value


__all__ = ["Remembered"]
