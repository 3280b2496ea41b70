"""The order of a Hashtable's entries: what follows from keys that hash to their value."""

from __future__ import annotations

import pytest

from psbridge.modules import shell
from psbridge.objects.buckets import LIMIT, bucket_order
from psbridge.objects.numbers import Char, Int64


def _walked(keys: list[object], room: int = 0) -> list[object]:
    order = bucket_order(keys, room)
    assert order is not None
    return [keys[place] for place in order]


@pytest.mark.parametrize(
    ("keys", "room", "walked"),
    [
        ([1, 2, 3], 3, [3, 2, 1]),
        ([1, 2, 3, 10, 20], 5, [10, 20, 3, 2, 1]),  # 10 meets 3, and 20 meets 10
        (list(range(1, 21)), 0, list(range(20, 0, -1))),  # grown to 37 buckets
        ([8, 9, 10, 11, 12, 13], 6, [10, 9, 8, 13, 12, 11]),  # 11 buckets
        ([8, 9, 10, 11, 12, 13], 0, [13, 12, 11, 10, 9, 8]),  # grown to 17
        ([True, False], 2, [True, False]),
        ([-1, -2], 2, [-1, -2]),
        ([Char("a"), Char("b"), Char("c")], 3, ["a", "c", "b"]),
        ([Int64(5), Int64(6)], 2, [5, 6]),
        ([1.5, 2.5], 2, [1.5, 2.5]),
    ],
)
def test_order(keys, room, walked):
    assert _walked(keys, room) == walked


def test_every_key_has_its_place_in_large_tables():
    keys = [place * 7919 % 100_003 for place in range(3000)]
    assert sorted(_walked(list(keys))) == sorted(keys)  # type: ignore[type-var]


@pytest.mark.parametrize("keys", [["a", 1], [1, object()], list(range(LIMIT + 1))], ids=["text", "object", "many"])
def test_nothing_tells_the_order(keys):
    assert bucket_order(keys, 0) is None


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$h = @{ 1 = 'a'; 2 = 'b'; 3 = 'c' }; $h.Keys; $h.Values", [3, 2, 1, "c", "b", "a"]),
        ("foreach ($e in @{ 1 = 'a'; 2 = 'b' }.GetEnumerator()) { $e.Key }", [2, 1]),
        ("(@{ 1 = 'a'; 2 = 'b' } | Out-String -Stream) -match '^[12]' -replace ' +', ' '", ["2 b", "1 a"]),
        ("$h = @{}; 1..3 | ForEach-Object { $h[$_] = 1 }; $h.Remove(3); $h[4] = 1; $h.Keys -join ' '", ["4 2 1"]),
        ("(1..5 | Group-Object { $_ % 3 } -AsHashTable).Keys -join ' '", ["2 1 0"]),
        ("@{ 8 = 1; 9 = 1; 10 = 1; 11 = 1; 12 = 1; 13 = 1 }.Keys -join ' '", ["10 9 8 13 12 11"]),
        ("@{ b = 1; a = 2 }.Keys -join ' '; ([ordered]@{ 1 = 1; 2 = 2 }).Keys -join ' '", ["b a", "1 2"]),
    ],
)
def test_scripts(script, expected):
    assert shell.run(script) == expected
