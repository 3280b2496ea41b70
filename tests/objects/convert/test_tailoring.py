"""The order of text in single languages."""

from __future__ import annotations

import pytest

from psbridge.objects.convert.collation import compare_text, equal_text, sort_key
from psbridge.objects.convert.tailoring import tailoring_for, tailoring_of
from psbridge.objects.culture import CultureInfo


@pytest.mark.parametrize(
    ("culture", "ordered"),
    [
        ("sv-SE", "zebra zucker ål ärta ö"),
        ("da-DK", "zebra ære øre ål"),
        ("nb-NO", "abc zoo ærlig ødeland åpen"),
        ("et-EE", "saar šokk zoo tee"),
        ("es-ES", "nadie nuevo ñandú oso"),
        ("cs-CZ", "cena čas hora chata jaro"),
        ("hr-HR", "cvijet čaj ćup dan džep đak"),
        ("tr-TR", "hala ırmak iyi"),
        ("pl-PL", "lato łan mama"),
    ],
)
def test_order(culture, ordered):
    words = ordered.split()
    tailoring = tailoring_of(culture)
    assert sorted(set(words), key=lambda word: sort_key(word, True, tailoring)) == words


def test_root_order_holds_elsewhere():
    assert tailoring_for(CultureInfo("en-US")) is None
    assert tailoring_of("de-DE") is None
    assert compare_text("ö", "z") < 0 < compare_text("ö", "z", True, tailoring_of("sv-SE"))


@pytest.mark.parametrize(
    ("culture", "left", "right", "same"),
    [
        ("tr-TR", "i", "I", False),
        ("tr-TR", "i", "İ", True),
        ("tr-TR", "ı", "I", True),
        ("tr-TR", "ab", "AB", True),
        ("da-DK", "Aase", "Åse", True),
        ("sv-SE", "ä", "Ä", True),
        ("sv-SE", "ä", "æ", False),
    ],
)
def test_sameness(culture, left, right, same):
    assert equal_text(left, right, True, tailoring_of(culture)) is same


def test_case_decides_last():
    rules = tailoring_of("sv-SE")
    assert not equal_text("ö", "Ö", False, rules)
    assert compare_text("ö", "Ö", False, rules) < 0
