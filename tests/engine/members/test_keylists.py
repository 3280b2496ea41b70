"""Keys and values of dictionaries are collections that count."""

from __future__ import annotations

import pytest

from psbridge.engine.members import dictionaries, keylists


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$k = @{ a = 1; b = 2 }.Keys; $k.Count; $k.IsSynchronized; $k.GetType().Name", ["2", "False", "KeyCollection"]),
        ("@{ a = 1; b = 2; c = 3 }.Values.Count", ["3"]),
        ("$o = [ordered] @{ a = 1; b = 2 }; $o.Keys.Count; $o.Values.Count", ["2", "2"]),
        ("$d = [System.Collections.Generic.Dictionary[string, int]]::new(); $d.a = 1; $d.b = 2; $d.Keys.Count; $d.Values.IsReadOnly", ["2", "True"]),
        ("$into = [object[]]::new(3); @{ a = 1 }.Keys.CopyTo($into, 1); $into -join '|'", ["|a|"]),
        ("$e = @{ a = 1 }.Keys.GetEnumerator(); $e.MoveNext(); $e.Current", ["True", "a"]),
        ("@{ abc = 1 }.Keys.Length", ["3"]),
    ],
)
def test_collections_of_keys(evaluate, script, expected):
    assert evaluate(script) == expected


def test_a_list_knows_its_dictionary():
    table = {"a": 1}
    keys = dictionaries.keys_of(table)
    assert isinstance(keys, keylists.KeyList)
    assert keys.table is table
