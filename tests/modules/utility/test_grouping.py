"""Group-Object and Compare-Object: order, refusals, and that looking partners up by key finds what looking at each one finds."""

from __future__ import annotations

import random

import pytest

from psbridge.modules.utility import comparing, grouping
from psbridge.modules.utility.ordering import Comparer, Key


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("3, 1, 2, 1 | Group-Object | ForEach-Object Name", ["1", "2", "3"]),
        ("3, 'a', 1, 3 | Group-Object | ForEach-Object Name", ["3", "a", "1"]),
        ("[pscustomobject]@{a=1;b=2}, [pscustomobject]@{a=1} | Group-Object a, b | ForEach-Object Name", ["1", "1, 2"]),
        ("'zoo', 'ål', 'öl' | Sort-Object -Culture sv-SE", ["zoo", "ål", "öl"]),
        ("'i', 'I', 'ı' | Group-Object -Culture tr-TR | ForEach-Object Count", ["2", "1"]),
        ("@(Compare-Object i I -Culture 0x041F).Count; @(Compare-Object i I).Count", ["2", "0"]),
        ("(1, 2 | Group-Object { $_ -gt 1 } -AsHashTable)[$true]", ["2"]),
        ("(Group-Object -InputObject 1, 2).Name; ([datetime]'2020-01-02' | Group-Object).Name", ["1 2", "1/2/2020 12:00:00 AM"]),
        ("(1 | Group-Object { 1, 2 }).Name; (1 | Group-Object { @{a=1} }).Name", ["{1, 2}", "{System.Collections.DictionaryEntry}"]),
        ("Compare-Object 1, 2, 3 3, 2, 1 -SyncWindow 0 | ForEach-Object { '{0}{1}' -f $_.InputObject, $_.SideIndicator }", None),
    ],
)
def test_results(session, script, expected):
    assert grouping.GroupInfo.net_type.name == "GroupInfo"
    assert session.lines(script) == (expected or ["3=>", "1<=", "1=>", "3<="])


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("1 | Group-Object -AsString", "ArgumentException"),
        ("1 | Group-Object a, b -AsHashTable", "ArgumentException"),
        ("1 | Group-Object { throw 'x' }", "ExpressionEvaluation"),
        ("[pscustomobject]@{b=2} | Group-Object a -AsHashTable", grouping._DUPLICATE.partition(",")[0]),
        ("Compare-Object 1 2 3", "PositionalParameterNotFound"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


@pytest.mark.parametrize("seed", range(30))
def test_keys_find_what_a_search_finds(seed):
    chance = random.Random(seed)
    pool = [1, 2, 3, "a", "A", "b", "", True, None, 2.0][: chance.choice([3, 6, 10])]
    comparer = Comparer()

    def match(a, b):
        return len(a[0]) == len(b[0]) and all(
            x.exists == y.exists and comparer.same(x.value, y.value) for x, y in zip(a[0], b[0], strict=True)
        )

    quick, plain = comparing._Waiting(match, Comparer()), []
    for number in range(60):
        row = ([Key(chance.choice(pool))], number)
        if chance.random() < 0.5:
            quick.add(row)
            plain.append(row)
            continue
        expected = next((other for other in plain if match(row, other)), None)
        if expected is not None:
            plain.remove(expected)
        assert quick.take(row) == expected
    assert list(quick.rows()) == plain
