"""$x.psobject as a value (psbridge.engine.members.memberfaces)."""

from __future__ import annotations

import pytest

CASES = [
    (
        "$o = [pscustomobject]@{ a = 1 }; $o.psobject.psobject.Properties.Name -join ' '; $o.psobject.psobject.TypeNames",
        ["Members Properties Methods ImmediateBaseObject BaseObject TypeNames", "System.Management.Automation.PSMemberSet"],
    ),
    ("$o = [pscustomobject]@{ a = 1 }; $c = $o.psobject.Copy(); $c.a = 2; $o.a; $c.a", ["1", "2"]),
    ("'abc'.psobject.BaseObject; (5).psobject.ImmediateBaseObject; (5).psobject.TypeNames[0]", ["abc", "5", "System.Int32"]),
    ("'abc'.psbase.psobject.Properties.Name; ([pscustomobject]@{ a = 1 }).psextended.psobject.Properties.Name", ["Length", "a"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected
