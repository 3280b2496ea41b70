"""Order by keys: what Python sorts itself stands as comparing one by one puts it."""

from __future__ import annotations

import random

import pytest

from psbridge.modules.utility import ordering
from psbridge.modules.utility.ordering import Comparer, Key
from psbridge.objects import DateTime

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
    rows = [([Key(chance.choice(POOLS[kind])) for kind in kinds], number) for number in range(12)]
    comparers = [Comparer(chance.random() < 0.5, chance.random() < 0.5) for _ in kinds]
    native = ordering._native(rows, comparers)
    assert native is not None
    assert [number for _, number in native] == [number for _, number in ordering._merge_sort(rows, comparers)]


@pytest.mark.parametrize("values", [[1, "a"], [float("nan"), 1.0], [True, 1]], ids=["kinds", "no number", "truth and number"])
def test_what_python_orders_otherwise_is_compared(values):
    assert ordering._native([([Key(value)], value) for value in values], [Comparer()]) is None


def test_missing_properties_are_compared():
    assert ordering._native([([Key(None, exists=False)], 0), ([Key(1)], 1)], [Comparer()]) is None
