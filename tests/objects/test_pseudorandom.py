"""The generator of System.Random: psbridge.objects.pseudorandom."""

from __future__ import annotations

import pytest

from psbridge.objects.pseudorandom import NetRandom


@pytest.mark.parametrize(("seed", "first"), [(0, 1559595546), (1, 534011718), (42, 1434747710), (-42, 1434747710)])
def test_a_seed_gives_the_numbers_of_net(seed, first):
    assert NetRandom(seed).sample() == first


def test_fractions_and_ranges_come_from_the_same_sequence():
    assert NetRandom(42).fraction() == 0.6681064659115423
    assert NetRandom(42).between(0, 100) == 66
    numbers = NetRandom(7)
    assert all(-5 <= numbers.between(-5, 5) < 5 for _ in range(200))
    assert -(2**31) <= NetRandom(3).between(-(2**31), 2**31 - 1) < 2**31


def test_bytes_are_the_low_bytes_of_samples():
    numbers = NetRandom(42)
    assert NetRandom(42).data(3) == bytes(numbers.sample() & 0xFF for _ in range(3))


def test_without_a_seed_sequences_differ():
    assert [NetRandom().sample() for _ in range(4)] != [NetRandom().sample() for _ in range(4)]
