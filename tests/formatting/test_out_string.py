"""The text of plain values, of objects without a view, and of mixtures."""

from __future__ import annotations

import pytest

from psbridge.formatting import Environment, OutCommand, out_string
from psbridge.objects import OrderedDictionary, PSObject


def rows(*names: str) -> PSObject:
    return PSObject.of(*((name, n) for n, name in enumerate(names, 1)))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], ""),
        (["abc"], "abc\n"),
        ([1, True, None, "x"], "1\nTrue\nx\n"),
        ([rows("A", "B")], "\nA B\n- -\n1 2\n\n"),
        ([rows("A", "B", "C", "D", "E")], "\nA : 1\nB : 2\nC : 3\nD : 4\nE : 5\n\n\n"),
        (["a", rows("P"), 3, rows("P")], "a\n\nP\n-\n1\n3\n1\n\n"),
        ([PSObject.of(L=[1, 2, 3, 4, 5])], "\nL\n-\n{1, 2, 3, 4…}\n\n"),
        ([PSObject.of(S="x\ny")], "\nS\n-\nx…\n\n"),
    ],
)
def test_text_of_values(values: list[object], text: str) -> None:
    assert out_string(values) == text


def test_columns_that_do_not_fit_shrink_or_go() -> None:
    value = PSObject.of(A="aaaaaaaa", B="bbbbbbbb", C="cccccccc")
    assert out_string([value], 12) == "\nA        B\n-        -  \naaaaaaaa bb…\n\n"


def test_an_object_without_the_view_of_the_sequence_is_a_list() -> None:
    text = out_string([OrderedDictionary({"k": "v"}), PSObject.of(A=1)])
    assert (
        text
        == "\nName                           Value\n----                           -----\nk                              v\n\nA : 1\n\n\n"
    )


def test_what_is_shown_beside_a_held_table_keeps_its_turn() -> None:
    shown: list[str] = []
    out = OutCommand(Environment(), shown.append)
    out.process(rows("P"))
    out.aside(lambda: shown.append("beside"))
    out.process(PSObject.of(P="longer"))
    out.end()
    assert [line.strip() for line in shown] == ["", "P", "-", "1", "beside", "longer", ""]
