"""Who may run: foreground first and together, the others by priority and in turns."""

from __future__ import annotations

import uuid

from psbridge.bits.scheduling import Candidate, decide
from psbridge.bits.states import Priority


def job(number: int, priority: Priority, *, running: float | None = None, served: float = 0.0) -> Candidate:
    return Candidate(uuid.UUID(int=number), int(priority), float(number), served, running)


def ids(numbers: list[int]) -> tuple[uuid.UUID, ...]:
    return tuple(uuid.UUID(int=number) for number in numbers)


def test_foreground_jobs_run_together_up_to_the_slots():
    found = decide([job(i, Priority.Foreground) for i in range(6)], 4, 10)
    assert found.start == ids([0, 1, 2, 3])
    assert decide([job(1, Priority.Foreground, running=5), job(2, Priority.Foreground)], 1, 10).start == ()


def test_background_jobs_wait_for_the_foreground():
    found = decide([job(1, Priority.Foreground), job(2, Priority.High, running=1)], 4, 10)
    assert (found.start, found.stop) == (ids([1]), ids([2]))


def test_the_highest_priority_goes_first_one_at_a_time():
    found = decide([job(1, Priority.Low), job(2, Priority.Normal), job(3, Priority.High)], 4, 10)
    assert (found.start, found.stop) == (ids([3]), ())


def test_a_higher_one_takes_the_turn_of_a_lower_one():
    assert decide([job(1, Priority.Normal, running=1), job(2, Priority.High)], 4, 10).stop == ids([1])


def test_equal_ones_take_turns():
    running, waiting = job(1, Priority.Normal, running=3), job(2, Priority.Normal)
    assert decide([running, waiting], 4, 10) == decide([running], 4, 10)
    assert decide([job(1, Priority.Normal, running=11), waiting], 4, 10).stop == ids([1])
    assert decide([job(1, Priority.Normal, served=50), job(2, Priority.Normal, served=40)], 4, 10).start == ids([2])


def test_one_alone_keeps_running():
    found = decide([job(1, Priority.Low, running=1000)], 4, 10)
    assert (found.start, found.stop) == ((), ())


def test_nothing_to_do():
    assert decide([], 4, 10) == decide([], 0, 0)
