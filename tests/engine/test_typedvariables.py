"""Values on their way into typed variables: psbridge.engine.typedvariables."""

from __future__ import annotations

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.typedvariables import check_value, to_type, validating
from psbridge.engine.validation import ValidateRange
from psbridge.objects import AutomationNull, find_type


def test_values_are_converted():
    assert to_type(find_type("System.Int32"))(None, "5") == 5
    assert to_type(find_type("System.String"))(None, AutomationNull) in ("", None)


@pytest.mark.parametrize(
    ("type_name", "value", "part"),
    [
        ("System.Int32", "x", 'Cannot convert value "x" to type "System.Int32".'),
        ("System.Boolean", "x", "Boolean parameters accept only Boolean values and numbers"),
    ],
)
def test_a_refusal_is_an_error_of_metadata(type_name, value, part):
    with pytest.raises(ScriptError) as caught:
        to_type(find_type(type_name))(None, value)
    assert part in caught.value.record.exception.message
    assert str(caught.value.record.category_info.category) == "MetadataError"


def test_no_preference_variable_suspends(ps):
    told = ps("try { $ErrorActionPreference = 'Suspend' } catch { $_.FullyQualifiedErrorId; $_.Exception.GetType().Name }; \"$ErrorActionPreference\"")
    assert told == ["RuntimeException", "ArgumentTransformationMetadataException", "Continue"]


def test_places_can_be_assigned(ps):
    assert ps("$PSScriptRoot = 'a'; $PSScriptRoot; $PSCommandPath = 'b'; $PSCommandPath; & { \"[$PSScriptRoot]\" }") == ["a", "b", "[]"]


@pytest.mark.parametrize(("value", "shown"), [(9, "9"), (None, "$null"), ([1, 9], "System.Object[]")])
def test_a_validated_variable_says_what_it_does_not_take(value, shown):
    guard = validating("x", (ValidateRange(1, 5),))
    assert guard(None, 5) == 5
    with pytest.raises(ScriptError) as caught:
        guard(None, value)
    assert caught.value.record.error_id == "ValidateSetFailure"
    assert caught.value.record.exception.message == (
        f"The variable cannot be validated because the value {shown} is not a valid value for the x variable."
    )


def test_the_message_is_made_for_a_refusal_only():
    check_value(None, (ValidateRange(1, 5),), 3, lambda: pytest.fail("nobody asked"))
    with pytest.raises(ScriptError, match="no"):
        check_value(None, (ValidateRange(1, 5),), 6, lambda: "no")
