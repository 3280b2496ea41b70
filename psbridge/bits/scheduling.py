"""Which jobs may run now: foreground jobs all at once, of the others those of the highest priority that is not held up, in turns.

A pure function of what waits and what runs; the service acts on its answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from psbridge.bits.states import Priority


@dataclass(frozen=True, slots=True)
class Candidate:
    """A job that could run, or does: when it last had its turn (0: never), and for how long it has been running."""

    id: uuid.UUID
    priority: int
    created: float
    served: float = 0.0
    running_for: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    start: tuple[uuid.UUID, ...]
    stop: tuple[uuid.UUID, ...]


def decide(candidates: Iterable[Candidate], foreground_slots: int, slice_seconds: float) -> Decision:
    """What to start and what to put back into the queue.

    Background jobs use what the foreground leaves: none runs while a foreground job does.  A job keeps its turn for `slice_seconds`,
    then the one of the same priority that waits longest is next.
    """
    known = list(candidates)
    foreground = [one for one in known if one.priority == Priority.Foreground]
    background = [one for one in known if one.priority != Priority.Foreground]
    busy = sum(one.running_for is not None for one in foreground)
    waiting = sorted((one for one in foreground if one.running_for is None), key=lambda one: (one.served, one.created))
    start = [one.id for one in waiting[: max(0, foreground_slots - busy)]]
    running = [one for one in background if one.running_for is not None]
    if busy or start:
        return Decision(tuple(start), tuple(one.id for one in running))
    chosen = _turn(background, slice_seconds)
    stop = tuple(one.id for one in running if chosen is None or one.id != chosen.id)
    if chosen is not None and chosen.running_for is None and not stop:
        return Decision((chosen.id,), ())
    return Decision((), stop)  # the next one starts when this one has come home


def _turn(background: list[Candidate], slice_seconds: float) -> Candidate | None:
    """Whose turn it is among the background jobs."""
    if not background:
        return None
    highest = min(one.priority for one in background)
    level = [one for one in background if one.priority == highest]
    current = next((one for one in level if one.running_for is not None), None)
    others = [one for one in level if one.running_for is None]
    if current is not None and (not others or (current.running_for or 0.0) < slice_seconds):
        return current
    return min(others, key=lambda one: (one.served, one.created)) if others else current
