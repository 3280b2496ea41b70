"""Collections that tell of changes, and dictionaries that refuse them."""

from __future__ import annotations

import pytest

from psbridge.engine.members import observables


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            '$o = [Collections.ObjectModel.ObservableCollection[int]]::new([int[]](1, 2)); $o[0] = 5; $o.Move(0, 1); "$o"; $o.Remove(5); $o.Insert(0, 9); "$o"; $o.Count; try { $o.RemoveAt(7) } catch { $_.FullyQualifiedErrorId }; $o.IndexOf(2)',
            ["2 5", "True", "9 2", "2", "ArgumentOutOfRangeException", "1"],
        ),
        (
            "$o = [Collections.ObjectModel.ObservableCollection[string]]::new(); $n = [Collections.ArrayList]::new(); $o.add_CollectionChanged({ param($s, $e) $null = $n.Add(\"$($e.Action) $($e.NewItems) $($e.OldItems) $($e.NewStartingIndex)\") }); $o.Add('x'); $o[0] = 'y'; $o.Clear(); $n",
            ["Add x  0", "Replace y x 0", "Reset   -1"],
        ),
        (
            "$o = [Collections.ObjectModel.ObservableCollection[string]]::new(); $n = [Collections.ArrayList]::new(); $o.add_PropertyChanged({ param($s, $e) $null = $n.Add($e.PropertyName) }); $o.Add('x'); \"$n\"",
            ["Count Item[]"],
        ),
        (
            "$d = [Collections.Generic.Dictionary[string,int]]::new(); $d.a = 1; $r = [Collections.ObjectModel.ReadOnlyDictionary[string,int]]::new($d); $r['a']; $d.b = 2; $r.Count; $r.Keys -join ','; $r.ContainsKey('b'); try { $r['c'] = 1 } catch { \"$_\" }; $r.GetType().Name",
            ["1", "2", "a,b", "True", "Collection is read-only.", "ReadOnlyDictionary`2"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [observables])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
