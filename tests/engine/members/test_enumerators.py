"""Enumerators have the types that .NET gives them."""

from __future__ import annotations

import pytest

_LIST = "System.Collections.Generic.List`1+Enumerator[System.Int32]"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(1,2).GetEnumerator().GetType().FullName", ["System.Array+SZArrayEnumerator"]),
        ("foreach ($i in @{ a = 1 }) { $foreach.GetType().Name }", ["SZArrayEnumerator"]),
        ("foreach ($i in [Collections.ArrayList](1, 2)) { $foreach.GetType().Name; break }", ["ArrayListEnumeratorSimple"]),
        ("foreach ($i in [Collections.Generic.List[int]](1, 2)) { $foreach.MoveNext(); $foreach.GetType().ToString() }", ["True", _LIST]),
        ("switch (1, 2, 3) { 1 { $null = $switch.MoveNext(); $switch.Current } 3 { $switch.GetType().Name } }", ["2", "SZArrayEnumerator"]),
        ("try { throw [datetime] } catch { $_.CategoryInfo.TargetName }", ["System.DateTime"]),
    ],
)
def test_types_of_enumerators(evaluate, script, expected):
    assert evaluate(script) == expected
