"""Comparers of texts, and how cultures compare."""

from __future__ import annotations


def test_cultures_compare_in_scripts(evaluate):
    assert evaluate(
        "$c = [cultureinfo]'sv-SE'; [string]::Compare('ä', 'z', $false, $c); [string]::Compare('a', 'A', $c, 'IgnoreCase')"
    ) == [
        "1",
        "0",
    ]
    assert evaluate("[StringComparer]::Create([cultureinfo]'sv-SE', $true).Compare('Ä', 'z'); 'i'.ToUpper([cultureinfo]'tr-TR')") == [
        "1",
        "İ",
    ]
    assert evaluate("([cultureinfo]'da-DK').CompareInfo.Compare('aa', 'b'); [cultureinfo]::CurrentCulture.CompareInfo.Name") == [
        "1",
        "en-US",
    ]
