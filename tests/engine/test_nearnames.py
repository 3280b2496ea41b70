"""Names that are near others."""

from __future__ import annotations

import pytest

from psbridge.engine.nearnames import abbreviation, distance


@pytest.mark.parametrize(
    ("first", "second", "keystrokes"),
    [("", "", 0), ("abc", "ABC", 0), ("get-hlp", "Get-Help", 1), ("abdc", "abcd", 1), ("kitten", "sitting", 3), ("", "four", 4), ("four", "", 4)],
)
def test_distance(first, second, keystrokes):
    assert distance(first, second) == distance(second, first) == keystrokes


def test_abbreviation():
    assert abbreviation("Import-PowerShellDataFile") == "i-psdf"
