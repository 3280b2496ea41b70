"""Names that are near others."""

from __future__ import annotations

import pytest

from psbridge.modules.core.nearnames import abbreviation, distance


@pytest.mark.parametrize(
    ("first", "second", "keystrokes"),
    [("", "", 0), ("abc", "ABC", 0), ("get-hlp", "Get-Help", 1), ("abdc", "abcd", 1), ("kitten", "sitting", 3), ("", "four", 4), ("four", "", 4)],
)
def test_distance(first, second, keystrokes):
    assert distance(first, second) == distance(second, first) == keystrokes


def test_abbreviation():
    assert abbreviation("Import-PowerShellDataFile") == "i-psdf"


def test_get_command_by_likeness(session):
    assert session.lines("(Get-Command get-hlp -UseFuzzyMatching)[0].Name") == ["Get-Help"]
    assert session.lines("(Get-Command i-psdf -UseAbbreviationExpansion).Name") == ["Import-PowerShellDataFile"]
    assert session.run("Get-Command zzzzzzzzzzzzzzzzzzzzzz -UseFuzzyMatching") == [] == session.errors
