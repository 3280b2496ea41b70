"""Column widths, cells and rows of tables."""

from __future__ import annotations

import pytest

from psbridge.formatting.tables import CENTER, LEFT, RIGHT, TableWriter, best_items_per_row, fit_cell, fit_columns


@pytest.mark.parametrize(
    ("widths", "screen", "fitted"),
    [
        ([3, 4], 20, [3, 4]),
        ([0, 0], 120, [60, 59]),
        ([0, 0, 0, 0], 60, [15, 14, 14, 14]),
        ([10, 0], 20, [10, 9]),
        ([8, 8, 8], 12, [8, 3, -1]),
        ([15, 15, 15, 15, 15], 50, [15, 15, 15, 2, -1]),
        ([30], 20, [20]),
    ],
)
def test_columns_fit_the_screen(widths: list[int], screen: int, fitted: list[int]) -> None:
    assert fit_columns(widths, screen) == fitted


@pytest.mark.parametrize(
    ("text", "width", "alignment", "pad", "cell"),
    [
        ("ab", 4, LEFT, True, "ab  "),
        ("ab", 4, LEFT, False, "ab"),
        ("ab", 4, RIGHT, False, "  ab"),
        ("ab", 5, CENTER, True, " ab  "),
        ("abcdef", 4, LEFT, True, "abc…"),
        ("abcdef", 4, RIGHT, True, "…def"),
        ("abcdef", 1, LEFT, True, "a"),
        ("日本語", 4, LEFT, True, "日… "),
        ("日本語", 4, RIGHT, True, " …語"),
    ],
)
def test_cells(text: str, width: int, alignment: int, pad: bool, cell: str) -> None:
    assert fit_cell(text, width, alignment, pad) == cell


def test_header_labels_wrap_and_get_dashes() -> None:
    lines: list[str] = []
    TableWriter(lines.append, 9, [4, 4], [LEFT, LEFT]).header(["Id", "LongName"])
    assert lines == ["Id   Long", "     Name", "--   ----"]


def test_rows_of_several_lines() -> None:
    lines: list[str] = []
    writer = TableWriter(lines.append, 20, [5, 5], [LEFT, LEFT])
    writer.row(["aa bb cc", "x"], multi_line=True)
    assert lines == ["aa    x", "bb cc"]
    lines.clear()
    writer.row(["aaaa bb", "x"], multi_line=True)
    assert lines == ["aaaa  x", "bb"]  # nothing behind the last text of a line, whichever column it is in
    lines.clear()
    writer.row(["aa", ""], multi_line=True)
    assert lines == ["aa    "]  # but one line alone keeps its blanks
    TableWriter(lines.append, 20, [5, 5], [LEFT, LEFT], pad_last=True).row(["aaaa bb", "x"], multi_line=True)
    assert lines[1:] == ["aaaa  x    ", "bb   "]  # Windows PowerShell keeps them


def test_a_screen_too_narrow_shows_nothing() -> None:
    lines: list[str] = []
    writer = TableWriter(lines.append, 4, [0], [LEFT])
    writer.header(["A"])
    writer.row(["1"])
    assert lines == []


@pytest.mark.parametrize(("longest", "screen", "count"), [(3, 120, 30), (0, 120, 1), (200, 120, 1), (59, 120, 2)])
def test_wide_columns_that_fit(longest: int, screen: int, count: int) -> None:
    assert best_items_per_row(longest, screen) == count
