"""Classes and enums of scripts: psbridge.engine.classes, classmembers and instances."""

from __future__ import annotations

import pytest

from psbridge.engine.classmembers import empty_value
from psbridge.engine.instances import ScriptInstance
from psbridge.objects import find_type

PERSON = """
class P {
    [string] $Name; [int] $Age = 5; static [int] $Count = 0; hidden [string] $s = 'h'
    P([string] $n) { $this.Name = $n; [P]::Count++ }
    P() { }
    [string] Hi() { 'not output'; return "Hi $($this.Name)" }
    static [P] Make([string] $n) { return [P]::new($n) }
    [void] Set([int] $a) { $this.Age = $a }
    [string] Over([int] $a) { return 'int' }
    [string] Over([string] $a) { return 'string' }
}
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$p = [P]::Make('Bob'); $p.Hi()", ["Hi Bob"]),
        ("$p = [P]::new(); $p.Set('42'); $p.Age; $p.Age = '7'; $p.Age", [42, 7]),
        ("$null = [P]::new('a'), [P]::new('b'); [P]::Count", [2]),
        ("[P]::new().Over(1); [P]::new().Over('x')", ["int", "string"]),
        ('[P]::new() -is [P]; [P]::new().GetType().Name; "$([P]::new())"', [True, "P", "P"]),
        ("([P] @{ Name = 'h'; Age = 1 }).Name", ["h"]),
        ("$null -eq [P]::new().Set(1)", [True]),
    ],
)
def test_classes(ps, script, expected):
    assert ps(PERSON + script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            (
                "class B { [string] Who() { return 'B' } [string] Call() { return $this.Who() } }; "
                "class D : B { [string] Who() { return 'D' } }; [D]::new().Call()"
            ),
            ["D"],
        ),
        ("class B { [int] F() { return 1 } }; class D : B { [int] F() { return ([B] $this).F() + 10 } }; [D]::new().F()", [11]),
        ("class B { $x; B($v) { $this.x = $v } }; class D : B { D() : base(9) { } }; [D]::new().x", [9]),
        ("class C { [string] ToString() { return 'me' } }; \"$([C]::new())\"; [C]::new() -join ','", ["me", "me"]),
        (
            (
                "class V : System.IComparable { [int] $n; "
                "V($n) { $this.n = $n } [int] CompareTo([object] $o) { return $this.n - $o.n } }; [V]::new(1) -lt [V]::new(2)"
            ),
            [True],
        ),
        (
            (
                "class E { $v; "
                "E($v) { $this.v = $v } [bool] Equals([object] $o) { return $this.v -eq $o.v } [int] GetHashCode() { return 1 } }; "
                "[E]::new(1) -eq [E]::new(1)"
            ),
            [True],
        ),
        (
            (
                "class L : System.Collections.ArrayList { [int] Twice() { return $this.Count * 2 } }; $l = [L]::new(); "
                "$null = $l.Add(5); $l.Twice()"
            ),
            [2],
        ),
        (
            (
                "class X : System.Exception { [int] $Code; X([string] $m, [int] $c) : base($m) { $this.Code = $c } }; "
                "try { throw [X]::new('m', 4) } catch [X] { $_.Exception.Code; \"$_\" }"
            ),
            [4, "m"],
        ),
        ("class S { static $a = 1; static S() { [S]::a = 5 } }; [S]::a", [5]),
    ],
)
def test_inheritance_and_overrides(ps, script, expected):
    assert ps(script) == expected


def test_an_error_ends_a_method(ps):
    ran = ps.run("class C { [int] F() { 1 / 0; return 5 } }; [C]::new().F(); 'after'")
    assert ran.output == ["after"]
    assert ran.ids == ["RuntimeException"]


def test_values_are_checked(ps):
    ran = ps.run("class C { [ValidateRange(1, 5)] [int] $N = 1 }; $c = [C]::new(); $c.N = 9; $c.N = 'x'; $c.N")
    assert ran.output == [1]
    assert ran.ids == ["ExceptionWhenSetting", "ExceptionWhenSetting"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("enum C { Red; Green = 5; Blue }; [int] [C]::Blue; \"$([C] 'green')\"", [6, "Green"]),
        ("[Flags()] enum F { A = 1; B = 2; C = 4 }; \"$([F] 3)\"; [int] [F] 'A,C'", ["A, B", 5]),
        ("enum B : byte { X = 200 }; [B]::X.value__.GetType().Name", ["Byte"]),
    ],
)
def test_enums(ps, script, expected):
    assert ps(script) == expected


def test_types_may_refer_to_each_other(ps):
    assert ps("class A { [B] $b }; class B { [A] $a }; $a = [A]::new(); $a.b = [B]::new(); $a.b.GetType().Name") == ["B"]


@pytest.mark.parametrize(
    ("name", "expected"), [("System.Int32", 0), ("System.String", None), ("System.Boolean", False), ("System.Char", "\0")]
)
def test_default_values(name, expected):
    assert empty_value(find_type(name)) == expected


def test_instances_are_net_objects(ps):
    [made] = ps("class C { $a = 1 }; [C]::new()")
    assert isinstance(made, ScriptInstance)
    assert made.fields == {"a": 1}
