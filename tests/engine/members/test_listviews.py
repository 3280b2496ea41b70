"""Views of lists: what they refuse, and that they show what happens behind them."""

from __future__ import annotations

import pytest

from psbridge.engine.members import listviews
from psbridge.objects.containers import ArrayList

A = "[Collections.ArrayList]"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"$l = {A}@(1, 2); $v = {A}::FixedSize($l); $v[0] = 5; $l.Add(3); \"$l|$v\"; $v.Count; $v.IsFixedSize", ["2", "5 2 3|5 2 3", "3", "True"]),
        (f"$v = {A}::FixedSize({A}@(1)); try {{ $v.Add(2) }} catch {{ $_.Exception.InnerException.Message }}", ["Collection was of a fixed size."]),
        (f"$v = {A}::ReadOnly({A}@(1)); try {{ $v[0] = 2 }} catch {{ $_.FullyQualifiedErrorId; \"$_\" }}",
         ["System.NotSupportedException", "Collection is read-only."]),
        (f"$v = {A}::ReadOnly({A}@(1, 2)); $v.IsReadOnly; $v.IsFixedSize; $v -contains 2; $v[-1]; $v.IndexOf(2)", ["True", "True", "True", "2", "1"]),
        (f"$l = {A}@(1); $v = {A}::Synchronized($l); $v.Add(7); \"$l\"; $v.IsSynchronized; $l.IsSynchronized; $v.GetType().FullName",
         ["1", "1 7", "True", "False", "System.Collections.ArrayList+SyncArrayList"]),
        (f"$a = 3, 1, 2; {A}::Adapter($a).Sort(); \"$a\"; {A}::Adapter($a).Reverse(); \"$a\"; {A}::Adapter($a).IsFixedSize", ["1 2 3", "3 2 1", "True"]),
        (f"$l = {A}@(1, 2, 3); $l.SetRange(1, (8, 9)); \"$l\"; try {{ $l.SetRange(2, (1, 2)) }} catch {{ $_.FullyQualifiedErrorId }}",
         ["1 8 9", "ArgumentOutOfRangeException"]),
    ],
)  # fmt: skip
def test_views(evaluate, script, expected):
    assert evaluate(script) == expected


def test_a_view_of_a_list_that_grows_may_grow():
    source = ArrayList([1])
    view = listviews.adapter(source)
    view.append(2)
    view.insert(0, 0)
    view.extend([3])
    assert source == [0, 1, 2, 3]
    assert list(reversed(view)) == [3, 2, 1, 0]
    view.clear()
    assert list(view) == source == []
