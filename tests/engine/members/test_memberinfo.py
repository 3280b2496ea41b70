"""Members as values: psbridge.engine.members.memberinfo."""

from __future__ import annotations


def test_a_script_method_shows_as_itself(ps):
    told = ps(
        "$o = [pscustomobject]@{ a = 1 }; $o.PSObject.Members.Add([psscriptmethod]::new('m', { param($x) $this.a + $x }));"
        '$o.m.GetType().Name; $o.m.Invoke(4); $o.m.TypeNameOfValue; "$($o.m.Script)".Trim(); "$($o.m)"'
    )
    assert told == ["PSScriptMethod", 5, "System.Object", "param($x) $this.a + $x", "System.Object m();"]
