"""Values as written: strings, arrays, hashtables, sub-expressions, types (compiler.literals, compiler.unit)."""

from __future__ import annotations

import pytest

from psbridge.engine.compiler import unit
from psbridge.language.source import Source


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('"a$(1 + 1)b"', ["a2b"]),
        ('$s = 1, 2; "$s"; $OFS = \'-\'; "$s"', ["1 2", "1-2"]),
        ('"$((1, (2, 3)))"', ["1 System.Object[]"]),
        ('$o = [pscustomobject] @{ a = 1; b = [pscustomobject] @{ c = 1 } }; "$o"; "<$(1, $o)>"', ["@{a=1; b=}", "<1 >"]),
        ("([pscustomobject] @{ a = 1 }).ToString().Length; '{0}' -f [pscustomobject] @{ a = 1 }", [0, "@{a=1}"]),
        ("$o = [pscustomobject] @{ a = 1; me = $null }; $o.me = $o; \"$o\"", ["@{a=1; me=}"]),
        ('$h = @{ a = 1 }; "$h.a $($h.a)"', ["System.Collections.Hashtable.a 1"]),
        ('"$nope|"', ["|"]),
        ("@(1).Count; @().Count; @($null).Count; @(1, (2, 3)).Count; @(@(1, 2)).Count", [1, 0, 1, 2, 2]),
        ("(,(1, 2)).Count; (, 1).GetType().Name", [1, "Object[]"]),
        ("$(1).GetType().Name; $null -eq $(); $(1; 2).Count; $(@()).Count", ["Int32", True, 2, 0]),
        ("@($()).Count; @(& { $() }).Count; @(& { }).Count; @($(; )).Count", [1, 1, 0, 1]),  # without statements it is null, not nothing
        ("@{ a = 1; 'b c' = 2; 3 = 'x' }.Count", [3]),
        ("([ordered] @{ z = 1; a = 2 }).Keys -join ','", ["z,a"]),
        ("([pscustomobject] @{ PSTypeName = 'T.X'; a = 1 }).PSObject.TypeNames[0]", ["T.X"]),
        ("([pscustomobject] ([ordered] @{ x = 1 })).x", [1]),
        ("[int].FullName; [System.Collections.Generic.List[string]].Name", ["System.Int32", "List`1"]),
        ("@{ a = if ($true) { 1 } else { 2 } }.a", [1]),
        ("{ 1 + 1 }.ToString()", [" 1 + 1 "]),
        ("1kb; 0x1F; 1e3; 5L.GetType().Name; 1.5d.GetType().Name", [1024, 31, 1000.0, "Int64", "Decimal"]),
    ],
)
def test_values(ps, script, expected):
    assert ps(script) == expected


def test_keys_must_differ(ps):
    ran = ps.run("$k = 'a'; @{ $k = 1; a = 2 }")
    assert ran.ids == ["DuplicateKeyInHashLiteral"]


def test_an_unknown_type_is_an_error_at_run_time(ps):
    assert ps.run("'a'; [No.Such.Type]; 'b'").ids == ["TypeNotFound"]


def test_constants_are_recognised():
    assert unit.constant_of(unit.constant(5)) == (5,)
    assert unit.constant_of(lambda ctx: 5) is None


def test_a_unit_notes_what_its_script_reads():
    assert unit.Unit(Source("$?")).tracks
    assert unit.Unit(Source("$ForEach.Current")).uses_foreach
    assert not unit.Unit(Source("1")).tracks


@pytest.mark.parametrize(
    ("script", "output", "message"),
    [
        ('"a $(1/0) b"', ["a  b"], "Attempted to divide by zero."),
        ("$x = 'old'; $x = $(1/0); \"[$x]\"", ["[]"], "Attempted to divide by zero."),
        ("$(1/0) + 5", [5], "Attempted to divide by zero."),
        ("$x = 'old'; $x = @(1/0); $x", ["old"], "Attempted to divide by zero."),
    ],
)
def test_an_error_in_a_subexpression_is_that_of_a_statement(ps, script, output, message):
    ran = ps.run(script)
    assert ran.output == output
    assert [record.message for record in ran.errors] == [message]


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("[System.Collections.Generic.List[NoSuch]]", "NoSuch"),
        ("[NoSuch[]]", "NoSuch"),
        ("[Foo[int]]", "Foo"),
        ("[System.Collections.Generic.Dictionary[string,[No.Such]]]", "No.Such"),
    ],
)
def test_the_part_of_a_type_that_nobody_knows_is_named(ps, script, name):
    assert ps(f"try {{ {script} }} catch {{ $_.Exception.Message; $_.CategoryInfo.TargetName }}") == [
        f"Unable to find type [{name}].",
        name,
    ]
