"""Order by keys: what Python sorts itself stands as comparing one by one puts it."""

from __future__ import annotations

import random

import pytest

from psbridge.modules.utility import ordering
from psbridge.modules.utility.ordering import Comparer, Key
from psbridge.objects import DateTime
from psbridge.objects.introsort import introsort

POOLS = {
    "texts": ["a", "B", "b", "A", "é", "_x", "-a", "Z1", "z10", "", "a b", None, "ß", "ss"],
    "numbers": [1, 2, -3, 2.5, 0, 0.0, None, 7],
    "truths": [True, False, None],
    "moments": [DateTime(5), DateTime(9), None, DateTime(5, 1)],
}


@pytest.mark.parametrize("seed", range(40))
def test_native_order_is_the_order_of_comparisons(seed):
    chance = random.Random(seed)
    kinds = [chance.choice(list(POOLS)) for _ in range(chance.randint(1, 3))]
    rows = [([Key(chance.choice(POOLS[kind])) for kind in kinds], number) for number in range(chance.choice((3, 12, 60)))]
    comparers = [Comparer(chance.random() < 0.5, chance.random() < 0.5) for _ in kinds]
    assert ordering._columns(rows, comparers) is not None
    assert _numbers(ordering.order(rows, comparers)) == _numbers(ordering._merge_sort(rows, comparers))
    places = list(range(len(rows)))
    introsort(places, lambda i, j: ordering.compare_rows(rows[i][0], rows[j][0], comparers))
    assert _numbers(ordering.order_unstable(rows, comparers)) == places


def _numbers(rows):
    return [number for _, number in rows]


@pytest.mark.parametrize("values", [[1, "a"], [float("nan"), 1.0], [True, 1]], ids=["kinds", "no number", "truth and number"])
def test_what_python_orders_otherwise_is_compared(values):
    assert ordering._columns([([Key(value)], value) for value in values], [Comparer()]) is None


def test_missing_properties_are_compared():
    assert ordering._columns([([Key(None, exists=False)], 0), ([Key(1)], 1)], [Comparer()]) is None


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("'b', 'B', 'a' | Sort-Object", ["a", "B", "b"]),
        ("'b', 'B', 'a' | Sort-Object -Stable", ["a", "b", "B"]),
        ("'b', 'B', 'a' | Sort-Object -Top 3", ["a", "b", "B"]),
        ("('bb', 'cc', 'a' | Sort-Object Length) -join ' '", ["a cc bb"]),
        ("(1..20 | Sort-Object { $_ % 3 }) -join ' '", ["18 3 15 6 12 9 1 16 13 10 7 4 19 11 8 14 5 17 2 20"]),
        ("(1..20 | Sort-Object { $_ % 3 } -Stable) -join ' '", ["3 6 9 12 15 18 1 4 7 10 13 16 19 2 5 8 11 14 17 20"]),
        ("$k = 1, 1, 0; $v = 'a', 'b', 'c'; [array]::Sort($k, $v); $v -join ''", ["cba"]),
    ],
)
def test_equal_objects_change_places_as_in_net(session, script, expected):
    assert session.lines(script) == expected
