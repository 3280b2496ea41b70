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
        (  # a cast chooses the method, from outside as well
            (
                "class A { [string] Name() { return 'a' } [string] ToString() { return 't' } }; class B : A { [string] Name() { return 'b' } }; "
                "class C : B { [string] Name() { return 'c' } }; $c = [C]::new(); "
                '$c.Name(); ([C] $c).Name(); ([B] $c).Name(); ([A] $c).Name(); ([object] $c).ToString(); "$c"'
            ),
            ["c", "c", "b", "a", "C", "t"],
        ),
        (
            "([object] 'abc').ToString(); ([object] 5).ToString(); ([object] 'a').Equals('b'); ([int] '5').ToString('000')",
            [
                "System.String",
                "System.Int32",
                False,
                "005",
            ],
        ),
        ("([ordered]@{ x = 1 }).Contains('x')", [True]),
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


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("class A : hashtable { [int] $n = 3 }; $a = [A]::new(); $a.k = 1; $a['j'] = 2; $a.Count; $a.n; $a -is [hashtable]", [2, 3, True]),
        ("class A : System.Collections.Generic.Dictionary[string,int] { }; $a = [A]::new(); $a.Add('y', 2); $a['y']", [2]),
        (
            (
                "class A : System.Collections.Generic.Dictionary[string,int] { A() : base([StringComparer]::OrdinalIgnoreCase) { } }; "
                "$a = [A]::new(); $a['x'] = 1; $a['X']"
            ),
            [1],
        ),
        ("class A : System.Collections.Generic.Queue[int] { }; $a = [A]::new(); $a.Enqueue(4); $a.Dequeue()", [4]),
        ("class A : System.Random { A() : base(42) { } }; [A]::new().Next()", [1434747710]),
        (
            "class A : System.ICloneable { $v = 1; [object] Clone() { return $this.MemberwiseClone() } }; $a = [A]::new(); $a.v = 7; $a.Clone().v",
            [7],
        ),
        (
            "class A : System.IFormattable { [string] ToString([string] $f, [System.IFormatProvider] $p) { return \"<$f>\" } }; '{0:abc}' -f [A]::new()",
            ["<abc>"],
        ),
        ("class A { [string] ToString([string] $f) { return $f } }; [A]::new().ToString(); [A]::new().ToString('q')", ["A", "q"]),
        (
            (
                "class A : System.Collections.Generic.IComparer[int] { [int] Compare([int] $a, [int] $b) { return $b - $a } }; "
                '$l = [System.Collections.Generic.List[int]](1, 3, 2); $l.Sort([A]::new()); "$l"'
            ),
            ["3 2 1"],
        ),
        (
            (
                "class A : System.Collections.Generic.IEqualityComparer[string] { [bool] Equals([string] $a, [string] $b) "
                "{ return $a[0] -eq $b[0] } [int] GetHashCode([string] $s) { return 1 } }; "
                "$h = [System.Collections.Generic.HashSet[string]]::new([A]::new()); $h.Add('ab'); $h.Add('ac')"
            ),
            [True, False],
        ),
        ("class A { A([int] $y) { } A() { } }; [A]::new.OverloadDefinitions", ["A new(int y)", "A new()"]),
        ('[Flags()] enum F { N; A; B; C }; [F]::C.value__; "$([F]3)"', [4, "A, B"]),
    ],
)
def test_bases_and_interfaces_of_net(ps, script, expected):
    assert ps(script) == expected


@pytest.mark.parametrize(
    ("script", "error_id", "part"),
    [
        ("enum D { A = 'x' }", "CannotConvertValue", 'Cannot convert the value to type "int".'),
        ("enum D { A = [int]::MaxValue; B }", "EnumeratorValueOutOfBounds", "for int."),
        ("enum D : byte { A = 300 }", "EnumeratorValueOutOfBounds", "for byte."),
    ],
)
def test_enums_that_cannot_be(ps, script, error_id, part):
    refused = ps.run(script).terminating
    assert refused.fully_qualified_error_id == error_id
    assert part in refused.exception.message


def test_members_of_enums_are_read_only(ps):
    assert ps.run("enum D { A }; [D]::A = 5").errors[0].exception.message == "'A' is a ReadOnly property."


@pytest.mark.parametrize(
    ("script", "error_id"),
    [
        ("class A { } class B : A[] { }", "SubtypeArray"),
        ("class B : System.Collections.Generic.List`1 { }", "SubtypeUnclosedGeneric"),
        ("class A { } class B { } class C : A, B { }", "InterfaceNameExpected"),
        ("class A : B { } class B { }", "TypeNotFound"),
        ("class A : B { } class B : A { }", "TypeNotFound"),
        ("class A : A { }", "TypeNotFound"),
        ("enum A { x = [B]::x } enum B { x = [A]::x }", "CycleInEnumInitializers"),
    ],
)
def test_bases_that_cannot_be(ps, script, error_id):
    failed = ps(f"try {{ & ([scriptblock]::Create('{script}')) }} catch {{ $_.FullyQualifiedErrorId }}")
    assert failed == [error_id]


def test_types_in_statements_are_known_everywhere(ps):
    assert ps("if ($false) { class A { $x = 1 } }; [A]::new().x; foreach ($i in 1) { enum E { a } }; [int][E]::a") == [1, 0]


def test_enums_may_name_later_ones(ps):
    assert ps("enum A { x = [B]::x + 2 } enum B { x = [C]::x + 2 } enum C { x = 38 }; [int][A]::x") == [42]


def test_static_parts_wait_for_the_first_use(ps):
    """And run once, the initialisers in their order, before the static constructor."""
    script = """
        $script:log = @()
        class A { static $one = $($script:log += 'one'; 1); static A() { $script:log += 'constructor'; [A]::one = 2 } static [void] Go() { } $field = 1 }
        class B : A { static [int] $two = [B]::three; static [int] $three = 3; static [int] $four = [B]::three }
        [A].Name; $script:log.Count
        %s
        $script:log -join ' '; [A]::one; [B]::two; [B]::three; [B]::four
    """
    for first in (
        "[A]::Go()",
        "$null = [A]::new()",
        "$null = [B]::new()",
        "$null = [B]::one",
        "[A]::one = 7; [A]::one = 2",
        "$null = [A]::get_one()",
    ):
        assert ps(script % first) == ["A", 0, "one constructor", 2, 0, 3, 3]


def test_what_static_parts_fail_with_is_the_failure_of_every_use(ps):
    script = "class A { static [int] $n = 'x'; static [void] Go() { } }; 'defined'; foreach ($use in {[A]::n}, {[A]::n}, {[A]::n = 1}, {[A]::Go()}, {[A]::new()}) { try { & $use } catch { $_.FullyQualifiedErrorId } }; try { [A]::n } catch { $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId }"
    kind = "TypeInitializationException"
    assert ps(script) == [
        "defined",
        f"System.{kind}",
        f"System.{kind}",
        "ExceptionWhenSetting",
        kind,
        kind,
        "InvalidCastFromStringToInteger",
    ]


def test_attributes_of_properties_transform_what_is_set(ps):
    """The one next to the name begins; what it throws is the failure of the assignment."""
    ps(
        "class Twice : System.Management.Automation.ArgumentTransformationAttribute { [object] Transform($engine, [object] $value) { "
        "if ($value -eq 'bad') { throw 'no' }; return \"$value$value\" } }; "
        'class Dot : System.Management.Automation.ArgumentTransformationAttribute { [object] Transform($engine, [object] $value) { return "$value." } }'
    )
    script = "class A { [Twice()] [Dot()] $both; [Twice()] [string] $text; static [Dot()] $all }; $a = [A]::new(); $a.both = 'x'; $a.text = 'y'; [A]::all = 'z'; "
    assert ps(script + "$a.both; $a.text; [A]::all; try { $a.text = 'bad' } catch { $_.FullyQualifiedErrorId }") == [
        "x.x.",
        "yy",
        "z.",
        "ExceptionWhenSetting",
    ]
