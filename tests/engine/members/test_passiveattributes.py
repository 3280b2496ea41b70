"""Attributes that only say something."""

from __future__ import annotations

import pytest

from psbridge.engine.members.index import MODULES
from psbridge.engine.members.passiveattributes import TABLE


def test_the_index_has_what_the_table_has():
    assert MODULES["passiveattributes"].split() == sorted(TABLE, key=MODULES["passiveattributes"].split().index)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("[System.ComponentModel.DescriptionAttribute]::new('text').Description", ["text"]),
        (
            "$f = { [ComponentModel.Description('what')] param([ComponentModel.DefaultValue(5)] $x) 'ran' }; & $f; $f.Attributes.Description",
            ["ran", "what"],
        ),
        ("function f { [CmdletBinding()] param([Parameter()] [ComponentModel.Category('c')] $x) $x }; f -x 1", [1]),
        ("& { param([Management.Automation.ValidateNotNull()] [Management.Automation.Alias('y')] $x) $x } -y 2", [2]),
        (
            (
                "[DscResource()] class R { [DscProperty(Key)] [string] $Name; [DscProperty(Mandatory)] [int] $Size; [DscProperty(NotConfigurable)] $At; "
                "[bool] Test() { return $this.Size -eq 2 } [R] Get() { return $this } [void] Set() { $this.Size = 2 } }; "
                "$r = [R] @{ Name = 'a'; Size = 1 }; $r.Test(); $r.Set(); $r.Test(); $r.Get().Name"
            ),
            [False, True, "a"],
        ),
        ("$a = [DscProperty]::new(); $a.Key; $a.Key = $true; $a.Key; $a.Mandatory", [False, True, False]),
        ("try { & { param([ComponentModel.Description(1, 2)] $x) } } catch { $_.FullyQualifiedErrorId }", ["MethodCountCouldNotFindBest"]),
    ],
)
def test_they_change_nothing(ps, script, expected):
    assert ps(script) == expected
