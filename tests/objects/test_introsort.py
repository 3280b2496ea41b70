"""The sort of arrays: where elements end up that compare as equal."""

from __future__ import annotations

import random

import pytest

from psbridge.objects.introsort import introsort


def _sorted(keys: list[int]) -> list[int]:
    """The places of the keys after the sort."""
    places = list(range(len(keys)))
    introsort(places, lambda a, b: keys[a] - keys[b])
    return places


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        ([], []),
        ([1], [0]),
        ([1, 1], [0, 1]),
        ([1, 1, 0], [2, 1, 0]),  # three are compared as a network
        ([1, 1, 0, 0], [2, 3, 0, 1]),  # some more are inserted in turn
        (
            [place % 3 for place in range(1, 21)],
            [place - 1 for place in (18, 3, 15, 6, 12, 9, 1, 16, 13, 10, 7, 4, 19, 11, 8, 14, 5, 17, 2, 20)],
        ),
    ],
)
def test_equal_elements(keys, places):
    assert _sorted(keys) == places


@pytest.mark.parametrize("shape", ["mixed", "rising", "falling", "few", "organ"])
def test_order(shape):
    chance = random.Random(7)
    keys = {
        "mixed": [chance.randrange(10_000) for _ in range(3000)],
        "rising": list(range(3000)),
        "falling": list(range(3000, 0, -1)),
        "few": [chance.randrange(3) for _ in range(3000)],
        "organ": [*range(1500), *range(1500, 0, -1)],
    }[shape]
    places = _sorted(keys)
    assert [keys[place] for place in places] == sorted(keys)
    assert sorted(places) == list(range(3000))


def test_comparisons_that_contradict_each_other_end():
    items = list(range(100))
    introsort(items, lambda a, b: -1)
    assert sorted(items) == list(range(100))
