"""Widths of text on a screen, and where it is cut."""

from __future__ import annotations

import pytest

from psbridge.formatting.cells import cell_width, first_line, head, split_lines, tail


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("a\x1b[31mb\x1b[0m", 2), ("é…", 2), ("😀", 2), ("日\x1b[1mx", 3)]
)
def test_width(text: str, width: int) -> None:
    assert cell_width(text) == width


@pytest.mark.parametrize(("text", "cells", "start", "end"), [("abcdef", 3, "abc", "def"), ("日本語", 3, "日", "語"), ("ab", 5, "ab", "ab")])
def test_cutting_keeps_whole_characters(text: str, cells: int, start: str, end: str) -> None:
    assert head(text, cells) == start
    assert tail(text, cells) == end


def test_escape_sequences_take_no_place_when_cutting() -> None:
    assert head("\x1b[31mabc", 2) == "\x1b[31mab"


def test_lines() -> None:
    assert split_lines("a\r\nb\rc\nd") == ["a", "b", "c", "d"]
    assert first_line("a\nb") == "a…"
    assert first_line("\nb") == "…"
    assert first_line("ab") == "ab"
