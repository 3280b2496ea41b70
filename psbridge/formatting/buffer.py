"""Holding a group back until the widths of its columns can be known."""

from __future__ import annotations

from collections.abc import Callable

from psbridge.formatting.packets import FormatEntryData, GroupEndData, GroupStartData, Packet

WINDOW_SECONDS = 0.3


class GroupBuffer:
    """Holds a group until it ends, until so many objects came, or (with a clock) for 300 ms; then `measure` sees what is held.

    Without a clock and a count it waits for the end of the group.
    """

    __slots__ = ("_clock", "_count", "_held", "_limit", "_measure", "_since", "holding")

    def __init__(self, measure: Callable[[list[Packet]], None], limit: int, clock: Callable[[], float] | None) -> None:
        self._measure, self._limit, self._clock = measure, limit, clock
        self._held: list[Packet] = []
        self._count = 0
        self._since = 0.0
        self.holding = False

    def add(self, packet: Packet) -> list[Packet]:
        """Take a packet; gives those that may be written now."""
        if not self.holding:
            if not isinstance(packet, GroupStartData):
                return [packet]
            self.holding = True
            self._count = 0
            self._since = self._clock() if self._clock is not None else 0.0
            self._held.append(packet)
            return []
        self._held.append(packet)
        if isinstance(packet, FormatEntryData) and not packet.out_of_band:
            self._count += 1
        return self.drain() if self._is_full(packet) else []

    def _is_full(self, packet: Packet) -> bool:
        if isinstance(packet, GroupEndData) or 0 < self._limit <= self._count:
            return True
        return self._clock is not None and self._clock() - self._since > WINDOW_SECONDS

    def drain(self) -> list[Packet]:
        """Give all that is held, measured."""
        if not self.holding:
            return []
        self.holding = False
        held, self._held = self._held, []
        self._measure(held)
        return held
