"""Type names as text and as AST."""

from __future__ import annotations

import pytest

from psbridge.engine.types import accelerators, names, type_from_text
from psbridge.engine.types.written import forget
from psbridge.language.ast.types import TypeName
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type

CASES = {
    "int": "System.Int32",
    "System.String": "System.String",
    "IO.Path": "System.IO.Path",
    "int[]": "System.Int32[]",
    "int[,]": "System.Int32[,]",
    "string[][]": "System.String[][]",
    "Collections.Generic.List[int]": "System.Collections.Generic.List`1[[System.Int32, {core}]]",
    "System.Collections.Generic.Dictionary[string, int[]]": (
        "System.Collections.Generic.Dictionary`2[[System.String, {core}],[System.Int32[], {core}]]"
    ),
    "System.Environment+SpecialFolder": "System.Environment+SpecialFolder",
    "System.Int32, mscorlib": "System.Int32",
    "CmdletBinding": "System.Management.Automation.CmdletBindingAttribute",
    "psvariable": "System.Management.Automation.PSVariable",
    "Nullable[int]": "System.Nullable`1[[System.Int32, {core}]]",
}


@pytest.mark.parametrize("text", CASES)
def test_names_are_found(text):
    found = type_from_text(text)
    assert found is not None
    assert found.full_name == CASES[text].format(core=find_type("System.Int32").assembly)


@pytest.mark.parametrize("text", ["No.Such.Type", "int[", "List[nope]", "[int]", "int]x"])
def test_wrong_names_are_not(text):
    assert type_from_text(text) is None


def test_namespaces_and_own_types_come_in():
    mine = find_type("System.Random")
    scope = names.TypeNames(lambda name: mine if name == "Mine" else None, ["System.Text"])
    assert scope.from_text("Mine") is mine
    assert scope.from_text("StringBuilder") is type_from_text("System.Text.StringBuilder")
    assert scope.from_text("Mine[]") is mine.array()


def test_an_unknown_name_is_powershells_error():
    with pytest.raises(NetError) as caught:
        names.resolve(None, _name("No.Such"))
    record = caught.value.exception.error_record
    assert record.fully_qualified_error_id == "TypeNotFound"
    assert record.message == "Unable to find type [No.Such]."
    assert (record.category_info.target_name, record.category_info.target_type) == ("No.Such", "TypeName")


def _name(text: str) -> TypeName:
    from psbridge.language.source import Extent, Source

    return TypeName(Extent(Source(text, None), 0, len(text)), text)


def test_remembered_names_can_be_forgotten():
    first = type_from_text("int[,,]")
    forget()
    assert type_from_text("int[,,]") is first


def test_every_accelerator_is_a_type():
    assert all(type_from_text(name) is not None for name in accelerators.NAMES)


def test_full_names_of_accelerators_are_known_as_well():
    for short, full in accelerators.NAMES.items():
        assert accelerators.find(full) is accelerators.find(short) is not None
