"""Groups, joins, orders within orders; comparers of any values."""

from __future__ import annotations

import pytest

from psbridge.engine.members import comparers, linqgroups


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            '$g = [Linq.Enumerable]::GroupBy([object[]](1, 2, 3, 4, 5), [Func[object,object]]{ $args[0] % 2 }); $g.Count; $g[0].Key; "$($g[0])"; "$($g[1])"',
            ["2", "1", "1 3 5", "2 4"],
        ),
        (
            "$o = [Linq.Enumerable]::OrderBy([object[]]('bb', 'a', 'cc', 'aa'), [Func[object,object]]{ $args[0].Length }); [Linq.Enumerable]::ThenByDescending($o, [Func[object,object]]{ $args[0] }) -join ','; \"$o\"",
            ["a,cc,bb,aa", "a bb cc aa"],
        ),
        (
            "[Linq.Enumerable]::Join([object[]](1, 2, 3), [object[]](2, 3, 3), [Func[object,object]]{ $args[0] }, [Func[object,object]]{ $args[0] }, [Func[object,object,object]]{ \"$($args[0]):$($args[1])\" }) -join ','",
            ["2:2,3:3,3:3"],
        ),
        (
            "$l = [Linq.Enumerable]::ToLookup([object[]]('a', 'bb', 'c'), [Func[object,object]]{ $args[0].Length }); $l.Count; \"$($l[1])\"; $l.Contains(3); $l[9].Count",
            ["2", "a c", "False", "0"],
        ),
        (
            "[Linq.Enumerable]::GroupJoin([object[]](1, 2), [object[]](1, 1), [Func[object,object]]{ $args[0] }, [Func[object,object]]{ $args[0] }, [Func[object,object,object]]{ \"$($args[0])=$(@($args[1]).Count)\" }) -join ','",
            ["1=2,2=0"],
        ),
        (
            "[Collections.Comparer]::Default.Compare('a', 'A'); [Collections.CaseInsensitiveComparer]::Default.Compare('a', 'A'); [Collections.Comparer]::Default.Compare(1, 2); [Collections.Generic.Comparer[int]]::Default.Compare(5, 2); [Collections.Generic.EqualityComparer[string]]::Default.Equals('a', 'A'); [StringComparer]::FromComparison('OrdinalIgnoreCase').Equals('a', 'A')",
            ["-1", "0", "-1", "1", "False", "True"],
        ),
        (
            "[Collections.StructuralComparisons]::StructuralEqualityComparer.Equals((1, 2, 3), (1, 2, 3)); [Collections.StructuralComparisons]::StructuralComparer.Compare((1, 2), (1, 3)); [Collections.StructuralComparisons]::StructuralEqualityComparer.Equals((1, 2), (1, 3)); $a = [Collections.ArrayList]@('b', 'A', 'a'); $a.Sort([Collections.CaseInsensitiveComparer]::Default); \"$($a[2])\"",
            ["True", "-1", "False", "b"],
        ),
        (
            '$c = [Collections.Generic.Comparer[int]]::Create([Comparison[int]]{ param($a, $b) $b - $a }); $l = [Collections.Generic.List[int]](1, 3, 2); $l.Sort($c); "$l"',
            ["3 2 1"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [comparers])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []


def test_orders_within_orders_keep_what_is_equal():
    found = linqgroups.ordered(True)(["b", "aa", "a"], len)
    assert found == ["aa", "b", "a"]
