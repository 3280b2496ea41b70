"""Which objects -Unique takes for the same: keys give what comparing each with each gives."""

from __future__ import annotations

import itertools

import pytest

from psbridge.modules.utility.distinct import Distinct, _same
from psbridge.objects import Char, Int64, PSObject

VALUES = ["a", "A", "b", "", "ä", "a\tb", None, 5, 5, "5", True, 1, 1.0, float("nan"), Int64(5), Char("a"), PSObject("a"), [1]]
BAG = PSObject.of(x=1)


def plainly(pairs, ignore_case):
    """Each compared with each."""
    kept: list = []
    for made, notes in pairs:
        if not any(_same(made, notes, other, others, ignore_case) for other, others in kept):
            kept.append((made, notes))
    return kept


def distinct(pairs, ignore_case):
    found = Distinct(ignore_case)
    for made, notes in pairs:
        if found.is_new(made, notes):
            found.items.append((made, notes))
    return found


@pytest.mark.parametrize("ignore_case", [True, False])
def test_keys_give_what_comparing_gives(ignore_case):
    for values in itertools.permutations(VALUES, 3):
        bare = [(value, []) for value in values]
        noted = [(BAG, [("P", value), ("q", 1)]) for value in values]
        renamed = [(BAG, [("P" if i else "r", value)]) for i, value in enumerate(values)]
        for pairs in (bare, noted, renamed):
            assert distinct(pairs, ignore_case).items == plainly(pairs, ignore_case)


def test_values_of_one_class_are_found_by_key():
    pairs = [(BAG, [("Name", f"n{i % 700}"), ("Size", None if i % 2 else i % 700)]) for i in range(2000)]
    found = distinct(pairs, True)
    assert len(found.items) == 700
    assert found._keys is not None
    assert distinct([*pairs, (BAG, [("Name", 5), ("Size", 1)])], True)._keys is None


def test_objects(session):
    script = "1..300 + 1..300 | ForEach-Object { [pscustomobject]@{ Id = $_; Text = \"t$($_ % 3)\" } } | Select-Object Text, Id -Unique"
    assert session.lines(f"@({script}).Count; @({script.replace('Text, Id', 'Text')}).Text -join ','") == ["300", "t1,t2,t0"]
    assert session.lines("'a', 'A', 5, '5', 5 | Select-Object -Unique | ForEach-Object { \"$_\" }") == ["a", "A", "5"]
