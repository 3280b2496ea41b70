"""Lists of properties."""

from __future__ import annotations

from psbridge.formatting.lists import ListWriter


def written(labels: list[str], values: list[str], screen: int = 40) -> list[str]:
    lines: list[str] = []
    ListWriter(lines.append, labels, screen).write(values)
    return lines


def test_labels_are_padded() -> None:
    assert written(["A", "Longer"], ["1", ""]) == ["A      : 1", "Longer : "]


def test_long_values_continue_below_themselves() -> None:
    assert written(["Text"], ["word word word"], 17) == ["Text : word word ", "       word"]


def test_line_breaks_are_kept() -> None:
    assert written(["T"], ["a\nb"]) == ["T : a", "    b"]


def test_labels_are_cut_on_a_narrow_screen() -> None:
    assert written(["LongLabel"], ["xy"], 8) == ["Long : x", "       y"]


def test_nothing_fits() -> None:
    assert written(["A"], ["1"], 4) == []
