"""The text of values in cells, and property expressions."""

from __future__ import annotations

from typing import Any

import pytest

from psbridge.formatting import Environment
from psbridge.formatting.expressions import MISSING, PropertyExpression, default_property_set, resolve_names
from psbridge.formatting.fields import cell_text, display_name, format_field, is_scalar_type, object_name
from psbridge.formatting.grouping import Grouping
from psbridge.objects import ErrorCategory, Hashtable, MemberSet, PropertySet, PSObject

ENV = Environment()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (None, ""),
        (5, "5"),
        (True, "True"),
        ([], "{}"),
        (["a", None, "c"], "{a, $null, c}"),
        ([1, 2, 3, 4, 5], "{1, 2, 3, 4…}"),
        ([[1, 2], [3]], "{1 2, 3}"),
        (Hashtable({"inner": 1}), "{inner}"),
        (PSObject.of(x=1, y="z"), "@{x=1; y=z}"),
        (ErrorCategory(5), "InvalidArgument"),
    ],
)
def test_cell_text(value: Any, text: str) -> None:
    assert cell_text(value, ENV) == text


@pytest.mark.parametrize(("limit", "text"), [(0, "{…}"), (1, "{1…}"), (-1, "{1, 2, 3}")])
def test_enumeration_limit(limit: int, text: str) -> None:
    assert cell_text([1, 2, 3], Environment(enumeration_limit=limit)) == text


def test_format_strings() -> None:
    assert format_field(3.14159, "N2", ENV) == "3.14"
    assert format_field(5, "<{0}>", ENV) == "<5>"
    assert format_field("text", "N2", ENV) == "text"


def test_scalar_types() -> None:
    assert is_scalar_type(["System.Int32"])
    assert is_scalar_type(["Deserialized.System.Int32"])
    assert is_scalar_type(["My.Colour", "System.Enum"])
    assert not is_scalar_type(["System.DateTime"])
    assert not is_scalar_type([])


def test_what_names_an_object() -> None:
    found = display_name(PSObject.of(RunspaceId="r", ProcessId=4, FullName="f"), ENV)
    assert str(found) == "FullName"
    assert display_name(PSObject.of(Value=1), ENV) is None
    assert object_name(None, ENV) == "$null"


def test_names_and_patterns() -> None:
    value = PSObject.of(KeyA=1, KeyB=2, Other=3)
    assert resolve_names(value, "key*") == ["KeyA", "KeyB"]
    assert resolve_names(value, "other") == ["Other"]
    assert resolve_names(value, "nope") == []


def test_standard_members_on_the_object_itself() -> None:
    value = PSObject.of(A=1, B=2, C=3)
    standard = MemberSet("PSStandardMembers", {"defaultdisplaypropertyset": PropertySet("DefaultDisplayPropertySet", ("C", "A"))})
    value.add_member(standard)
    assert default_property_set(value) == ("C", "A")


def test_values_of_expressions() -> None:
    value = PSObject.of(A=1)
    assert PropertyExpression("a").value(value, ENV) == (1, True)
    assert PropertyExpression("b").value(value, ENV) == (MISSING, False)
    assert PropertyExpression("", compute=lambda v, env: v.get("A") + 1).value(value, ENV) == (2, True)
    failed, ok = PropertyExpression("", compute=lambda v, env: 1 / 0).value(value, ENV)
    assert not ok
    assert isinstance(failed, ZeroDivisionError)


def test_groups_change_with_the_value_case_apart() -> None:
    grouping = Grouping(PropertyExpression("g"), None, ENV)
    changes = [grouping.update(PSObject.of(G=word)) for word in ("a", "A", "b", None)]
    assert changes == [True, False, True, True]
    assert grouping.label == "G"
