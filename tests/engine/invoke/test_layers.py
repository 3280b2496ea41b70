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
