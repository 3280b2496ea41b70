"""System.Globalization.CompareInfo."""

from __future__ import annotations

import pytest

from psbridge.objects.compareinfo import ORDINAL, ORDINAL_IGNORE_CASE, CompareInfo
from psbridge.objects.culture import culture_of, to_lower, to_upper


@pytest.mark.parametrize(
    ("culture", "a", "b", "options", "expected"),
    [
        ("sv-SE", "ä", "z", 0, 1),
        ("de-DE", "ä", "z", 0, -1),
        ("da-DK", "aa", "b", 0, 1),
        ("en-US", "a", "A", 0, -1),
        ("en-US", "a", "A", 1, 0),
        ("en-US", "resume", "résumé", 2, 0),
        ("en-US", "resume", "résumé", 0, -1),
        ("en-US", "co-op", "coop", 4, 0),
        ("en-US", "a", "B", ORDINAL, 1),
        ("en-US", "a", "B", ORDINAL_IGNORE_CASE, -1),
        ("tr-TR", "I", "ı", 1, 0),
        ("en-US", None, "", 0, -1),
    ],
)
def test_order(culture, a, b, options, expected):
    assert CompareInfo(culture_of(culture)).compare(a, b, options) == expected


def test_parts_of_texts():
    info = CompareInfo(culture_of("en-US"))
    assert (info.index("ABC", "b"), info.index("ABC", "b", 1), info.last_index("abcb", "b")) == (-1, 1, 3)
    assert (info.is_prefix("Abc", "ab", 1), info.is_prefix("Abc", "ab"), info.is_suffix("abc", "bc")) == (True, False, True)
    assert str(info) == "CompareInfo - en-US"


def test_capitals_of_an_i():
    assert (to_upper("ix", "tr-TR"), to_lower("IX", "az"), to_upper("ix"), to_lower("IX", "en-US")) == ("İX", "ıx", "IX", "ix")
    assert to_upper("straße") == "STRAßE"
