"""get_Name() and set_Name(value) behind properties."""

from __future__ import annotations

import pytest

from psbridge.engine.invoke.accessors import find_accessor
from psbridge.objects import find_type


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("@{ keys = 1 }.get_Keys(); 'abc'.get_Length(); [version]::new(1, 2).get_Minor()", ["keys", 3, 2]),
        ("$h = @{ a = 1 }; $h.get_Item('a'); $h.set_Item('b', 2); $h.b", [1, 2]),
        ("$l = [System.Collections.Generic.List[int]](1, 2); $l.set_Item(0, '9'); $l.get_Item(0)", [9]),
        ("class C { [int]$x = 5; static [int]$s = 1 }; $c = [C]::new(); $c.set_x('7'); $c.get_x(); [C]::get_s()", [7, 1]),
        ("[datetime]::get_Now() -is [datetime]", [True]),
        ("try { 'abc'.set_Length(1) } catch { $_.FullyQualifiedErrorId }", ["MethodNotFound"]),
        ("try { 'abc'.get_Nope() } catch { $_.FullyQualifiedErrorId }", ["MethodNotFound"]),
    ],
)
def test_calls(ps, script, expected):
    assert ps(script) == expected


def test_definitions():
    string = find_type("System.String")
    assert find_accessor(string, "get_length").definitions == ("int get_Length()",)
    assert find_accessor(string, "length") is None
    assert find_accessor(string, "get_length", static=True) is None
