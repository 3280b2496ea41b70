"""SortedList: positions, the place it takes, and what it shares."""

from __future__ import annotations

import pytest

from psbridge.engine.members import dictionaryviews, sortedlists
from psbridge.objects.containers import Hashtable

L = "[Collections.SortedList]"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"$s = {L}@{{b = 1; a = 2}}; $s.GetType().Name; $s.Keys -join ''; $s.Capacity; $s.GetKey(0); $s.GetByIndex(1); $s.IndexOfKey('b')",
         ["SortedList", "ab", "2", "a", "1", "1"]),
        (f"$s = {L}::new(); $s.Capacity; $s.Add('x', 1); $s.Capacity; $s.TrimToSize(); $s.Capacity", ["0", "16", "1"]),
        (f"$s = {L}@{{b = 1; a = 2}}; $s.SetByIndex(0, 9); $s.a; $s.RemoveAt(1); $s.Count; $s.GetKeyList() -join ','; $s.GetValueList() -join ','",
         ["9", "1", "a", "9"]),
        (f"$s = {L}@{{a = 2}}; try {{ $s.Capacity = 0 }} catch {{ $_.Exception.InnerException.ParamName }}; try {{ $s.GetKey(4) }} catch {{ $_.FullyQualifiedErrorId }}",
         ["value", "ArgumentOutOfRangeException"]),
        (f"$s = {L}::new([StringComparer]::OrdinalIgnoreCase); $s.A = 1; $s.ContainsKey('a'); {L}::new().ContainsKey('a')", ["True", "False"]),
        (f"$s = {L}@{{a = 1}}; $y = {L}::Synchronized($s); $y.b = 2; $s.Count; $y.IsSynchronized; $c = $s.Clone(); $c.z = 1; $s.Count",
         ["2", "True", "2"]),
        ("$s = [Collections.Generic.SortedList[string,int]]::new(); $s.Add('b', 1); $s.Add('a', 2); $s.Capacity; $s.IndexOfKey('b'); $s.IndexOfValue(2); $s.Values[0]",
         ["4", "1", "0", "2"]),
    ],
)  # fmt: skip
def test_sorted_lists(evaluate, script, expected):
    assert evaluate(script) == expected


def test_clones_keep_the_order_of_their_comparer():
    assert sortedlists.SortedList([("b", 1), ("a", 2)]).pairs() == [("a", 2), ("b", 1)]


def test_views_share_entries():
    table = Hashtable({"a": 1})
    view = dictionaryviews.synchronized(table)
    view.clear()
    assert len(table) == 0
    assert type(view) is type(dictionaryviews.synchronized(table))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$t = @{a = 1}; $s = [hashtable]::Synchronized($t); $s.b = 2; $t.b; $s.IsSynchronized; $t.IsSynchronized; $s -is [hashtable]; $s.GetType().Name",
         ["2", "True", "False", "True", "SyncHashtable"]),
        ("$t = [ordered]@{a = 1}; $r = $t.AsReadOnly(); $t.b = 2; $r.Count; try { $r.Add('c', 1) } catch { $_.Exception.InnerException.Message }",
         ["2", "The OrderedDictionary is readonly and cannot be modified."]),
    ],
)  # fmt: skip
def test_shared_dictionaries(evaluate, script, expected):
    assert evaluate(script) == expected
