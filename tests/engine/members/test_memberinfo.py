"""Members as values: psbridge.engine.members.memberinfo."""

from __future__ import annotations

import pytest


def test_a_script_method_shows_as_itself(ps):
    told = ps(
        "$o = [pscustomobject]@{ a = 1 }; $o.PSObject.Members.Add([psscriptmethod]::new('m', { param($x) $this.a + $x }));"
        '$o.m.GetType().Name; $o.m.Invoke(4); $o.m.TypeNameOfValue; "$($o.m.Script)".Trim(); "$($o.m)"'
    )
    assert told == ["PSScriptMethod", 5, "System.Object", "param($x) $this.a + $x", "System.Object m();"]


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("'abc'.PSObject.Properties['Length']", "MemberType Value IsSettable IsGettable TypeNameOfValue Name IsInstance"),
        ("([pscustomobject]@{ a = 1 }).PSObject.Properties['a']", "MemberType IsSettable IsGettable Value TypeNameOfValue Name IsInstance"),
        (
            "[psaliasproperty]::new('n', 'm')",
            "ReferencedMemberName ConversionType MemberType TypeNameOfValue IsSettable IsGettable Value Name IsInstance",
        ),
        (
            "[psscriptproperty]::new('n', { 1 })",
            "SetterScript GetterScript MemberType IsSettable IsGettable Value TypeNameOfValue Name IsInstance",
        ),
    ],
)
def test_members_show_what_dotnet_declares_in_its_order(evaluate, script, names):
    assert " ".join(evaluate(f"({script}).PSObject.Properties.Name")) == names
