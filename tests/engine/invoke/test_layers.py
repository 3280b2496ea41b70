"""What a session tells of types keeps look-ups of these types from being remembered, and of no others."""

from __future__ import annotations

import pytest

from psbridge.engine.invoke import layers
from psbridge.objects import GenericList, Hashtable, Int64, NoteProperty, PSObject, TypedArray, find_type
from psbridge.objects.members import CodeMethod, CodeProperty
from psbridge.objects.typetable import BUILTIN, TypeTable

INT = find_type("System.Int32")


@pytest.fixture
def told(monkeypatch):
    """A session's table; what other tests told is forgotten."""
    monkeypatch.setattr(layers, "_told", frozenset())
    monkeypatch.setattr(layers, "_overlays", set())
    yield TypeTable(BUILTIN)
    layers._changed(BUILTIN)


def test_a_session_concerns_the_types_it_tells_of(told):
    assert layers.may_remember("text")
    told.data("System.String").add(NoteProperty("Mine", 1))
    assert not layers.may_remember("text")
    assert layers.may_remember(5)
    assert layers.may_remember(Int64(5))
    assert layers.may_remember(GenericList(INT))


def test_its_ancestors_count(told):
    told.data("System.ValueType")
    assert not layers.may_remember(5)
    assert layers.may_remember("text")
    told.data("SYSTEM.OBJECT")
    assert not layers.may_remember("text")
    assert not layers.may_remember(GenericList(INT))


@pytest.mark.parametrize("name", ["System.Int32[]", "System.Array", "System.Collections.Generic.List`1[[System.String]]"])
def test_a_class_for_many_types_is_remembered_while_nothing_is_told_of_any(told, name):
    assert layers.may_remember(TypedArray(INT, [1]))
    told.data(name)
    assert not layers.may_remember(TypedArray(find_type("System.Byte"), [1]))
    assert not layers.may_remember(GenericList(INT))
    assert layers.may_remember("text")


def test_a_type_of_its_own_concerns_nothing_else(told):
    generation = layers.generation()
    told.data("My.Type").default_display_property_set = ("a",)
    assert layers.generation() > generation
    assert all(map(layers.may_remember, ("text", 5, 2.5, find_type("System.Int32"))))


def test_what_is_removed_is_told_too(told):
    assert told.remove("System.DateTime")
    assert told.told() == {"system.datetime"}


def test_keys_and_members_of_values_are_never_remembered():
    assert not layers.may_remember(Hashtable())
    assert not layers.may_remember(PSObject())


def test_members_come_from_the_session_that_asks(told):
    from psbridge.objects import typetable

    other = TypeTable(BUILTIN)
    told.data("System.String").add(NoteProperty("Mine", 1))
    before = typetable.activate(told)
    try:
        assert "mine" in layers.extended_members("text")
        typetable.activate(other)
        assert "mine" not in layers.extended_members("text")
        assert "mine" not in layers.extended_members(5)
    finally:
        typetable.activate(before)


def test_sessions_do_not_see_each_other(ps):
    script = "$r = foreach ($i in 1..400) { 'abc'.Twice; 'abc'.ToUpper(); $i.ToString() }; $r[0, 1, 2] -join ','"
    assert ps(script) == [",ABC,1"]
    told = ps.runspace.types.data("System.String")
    told.add(CodeMethod("ToUpper", lambda text: "mine", ("string ToUpper()",)))
    told.add(CodeProperty("Twice", lambda text: text * 2))
    ps.runspace.types.data("System.String")
    assert ps(script) == ["abcabc,mine,1"]
    assert type(ps)()(script) == [",ABC,1"]
    ps.runspace.types.remove("System.String")
    assert ps(script) == [",ABC,1"]


_CLASS = "class K { [int] $v = 1; [int] $w; [int] Add([int] $q) { $this.v += $q; return $this.v } }; $k = [K]::new(); "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$a = [K]::new(); foreach ($i in 1..5) { $null = $a.Add($i) }; $a.v; $k.v; $a.Add('7'); $a.v", [16, 1, 23, 23]),
        ("$k.v = 5; $o = [K]::new(); $o.v; $o.v = '6'; $o.v; $k.v", [1, 6, 5]),
        ("$r = foreach ($i in 1..3) { try { $k.v = 'x' } catch { $_.FullyQualifiedErrorId } }; $r.Count; $k.v", [3, 1]),
        ("$k.v; $null = $k.Add(1); . ([scriptblock]::Create('class K { [string] $v = \"new\" }; [K]::new().v')); $k.V", [1, "new", 2]),
    ],
)
def test_members_of_live_objects_are_remembered_by_class(ps, script, expected):
    assert [value.base if isinstance(value, PSObject) else value for value in ps(_CLASS + script)] == expected


def test_members_and_type_names_of_an_object_come_before_what_is_remembered(ps):
    first, second = ps(_CLASS + "$k.v = 1; $k.v; $null = $k.Add(1); $k, [K]::new()")[1:]
    first.set("v", "note")
    ps.runspace.types.data("My.Type").add(
        CodeProperty("v", lambda _: "of the type"), CodeMethod("Add", lambda _, q: "mine", ("int Add(int q)",))
    )
    second.custom_type_names = ["My.Type"]
    ps.runspace.global_scope.variables.update(first=first, second=second)
    assert ps("$first.v; $second.v; $second.Add(1); [K]::new().v") == ["note", "of the type", "mine", 1]
