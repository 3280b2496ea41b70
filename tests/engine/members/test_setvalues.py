"""Member sets as values."""

from __future__ import annotations

from psbridge.engine.members.setvalues import MemberSetFace, standard_members
from psbridge.objects import NoteProperty, PSObject
from psbridge.objects.convert import to_text
from psbridge.objects.members import AliasProperty, MemberSet


def test_members_of_a_set_are_properties() -> None:
    face = MemberSetFace(MemberSet("S", {"a": NoteProperty("a", 4), "b": AliasProperty("b", "a")}))
    assert list(face.type_names) == ["System.Management.Automation.PSMemberSet"]
    assert str(face) == "S {a, b}"
    assert face.values[0] == 4


def test_a_value_without_settings_has_no_standard_members() -> None:
    assert standard_members(PSObject.of(A=1)) is None


def test_settings_of_a_type_are_standard_members() -> None:
    import psbridge.jobs.typedata  # noqa: F401  what it says of jobs

    value = PSObject.of(A=1)
    value.own_type_names.insert(0, "System.Management.Automation.Job")
    found = standard_members(value)
    assert found is not None
    assert [one.name for one in found.members.values()] == ["SerializationMethod", "SerializationDepth", "PropertySerializationSet"]
    assert to_text(found.members["serializationdepth"].value) == "2"


def test_a_set_travels_as_its_text() -> None:
    from psbridge.clixml import dumps

    text = dumps(MemberSetFace(MemberSet("S", {"a": NoteProperty("a", 4)})))
    assert "<ToString>S {a}</ToString>" in text
    assert "<MS>" not in text
