import pytest

from psbridge.language import Extent, Source, parse
from psbridge.language.source import position_message


def extent(text, start, end, file=None):
    return Extent(Source(text, file), start, end)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_and_columns(newline):
    text = f"ab{newline}cd{newline}ef"
    found = extent(text, text.index("d"), text.index("f") + 1)
    assert (found.start_line, found.start_column, found.end_line, found.end_column) == (2, 2, 3, 3)
    assert found.start_line_text == "cd"


def test_columns_count_utf16():
    found = extent("'\U0001f600' + 1", 4, 5)
    assert (found.start_column, found.start_utf16, found.end_utf16) == (6, 5, 6)


def test_text_and_file():
    found = parse("1 + 2", "a.ps1").ast.extent
    assert (found.text, found.file) == ("1 + 2", "a.ps1")


def test_position_message():
    assert position_message(extent("1 2", 2, 3)) == "At line:1 char:3\n+ 1 2\n+   ~"
    assert position_message(extent("a\n\n  bcd", 5, 8, "x.ps1")) == "At x.ps1:3 char:3\n+   bcd\n+   ~~~"
    assert position_message(extent("ab", 2, 2)) == "At line:1 char:3\n+ ab\n+   ~"
    assert position_message(extent("a {\n1\n}", 2, 7)) == "At line:1 char:3\n+ a {\n+   ~"


def test_tabs_become_blanks():
    assert position_message(extent("\ta\tbc", 3, 5)) == "At line:1 char:4\n+     a    bc\n+          ~~"


def test_long_lines_are_cut_around_the_mark():
    text = "a" * 100 + "BAD" + "c" * 100
    _, line, marks = position_message(extent(text, 100, 103)).split("\n")
    assert line.startswith("+ \u2026 a")
    assert line.endswith("c \u2026")
    assert line[len(marks) - 3 : len(marks)] == "BAD"
    assert len(line) == 2 + 69 + 4


def test_long_marks_are_cut():
    _, line, marks = position_message(extent("x" * 200, 0, 200)).split("\n")
    assert marks.count("~") == 69
    assert line.endswith("\u2026")
