"""Breaking text into lines."""

from __future__ import annotations

import pytest

from psbridge.formatting.wrap import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("abc", 5, ["abc"]),
        ("ab cd ef", 5, ["ab ", "cd ef"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a\nb", 5, ["a", "b"]),
        ("ab\tcd ef", 3, ["ab\t", "cd ", "ef"]),
        ("日本語", 4, ["日本", "語"]),
        ("日", 1, ["", "?"]),
    ],
)
def test_lines(text: str, width: int, lines: list[str]) -> None:
    expected = lines if lines[0] or len(lines) == 1 else lines[1:]
    assert wrap(text, width, width) == expected


def test_following_lines_may_be_wider() -> None:
    assert wrap("aa bb cc dd", 3, 6) == ["aa ", "bb cc ", "dd"]


def test_a_soft_hyphen_shows_at_the_end_of_a_line_only() -> None:
    assert wrap("ab\u00adcd", 3, 3) == ["ab-", "cd"]
    assert wrap("ab\u00adcd ef", 7, 7) == ["abcd ef"]
