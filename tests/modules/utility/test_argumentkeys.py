"""The keys that properties are given with, and what is said of wrong ones."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import argumentkeys


@pytest.mark.parametrize(
    ("script", "error", "said"),
    [
        ("1 | Select-Object @{n='X'}", "DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing."),
        ("1 | Select-Object ''", "ExpressionEmptyString2", "An empty string value is not allowed."),
        ("1 | Sort-Object @{e=''}", "ExpressionEmptyString1", 'The "expression" key cannot have an empty string value.'),
        ("1 | Group-Object a*", "ExpressionGlobbing2", 'Wildcard characters are not allowed in "a*".'),
        (
            "Compare-Object 1 2 -Property @{e='a*'}",
            "ExpressionGlobbing1",
            'The "expression" key cannot have wildcard characters in value "a*".',
        ),
        (
            "1 | Select-Object @{e={1};n=5}",
            "DictionaryKeyIllegalValue2",
            'The "n" key has a type, System.Int32, that is not valid; expected type is System.String.',
        ),
        ("1 | Select-Object @{e={1};ex={2}}", "DictionaryKeyDuplicate", 'The duplicated key "ex" conflicts with "expression".'),
        ("1 | ConvertTo-Html -Property @{e='a';q=1}", "DictionaryKeyIllegal", "The q key is not valid."),
        ("1 | Select-Object @{e=$null}", "DictionaryKeyMissingValue", "The e key has no value."),
        ("1 | Select-Object @{5='a'}", "DictionaryKeyNonString", "The Int32 key type is not valid. The key must be a string."),
        (
            "1 | Select-Object 5",
            "DictionaryKeyUnknownType",
            "Cannot convert System.Int32 to one of the following types {System.String, System.Management.Automation.ScriptBlock}.",
        ),
        ("1 | Format-Table @{e={1};''=2}", "DictionaryKeyAmbiguous", "The  key is ambiguous; expression and formatString conflict."),
    ],
)
def test_refusals(session, script, error, said):
    assert session.fails(script) == [error]
    record = session.streams.errors[0]
    assert record.message == said
    assert record.exception.message == "Specified method is not supported."


def test_other_names():
    assert argumentkeys.NAME.matches("lab")
    assert argumentkeys.LABEL.matches("n")
    assert not argumentkeys.WIDTH.matches("x")


def test_values_by_shortened_keys(session):
    script = "1 | Select-Object @{lab='A';exp={$_ + 1}} | ForEach-Object A; 2, 3 | Sort-Object @{e={$_};desc=$true}"
    assert session.lines(script) == ["2", "3", "2"]
