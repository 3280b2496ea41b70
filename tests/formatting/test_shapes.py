"""Format-* shapes: what generators make of objects, and what becomes of it as text."""

from __future__ import annotations

from typing import Any

import pytest

from psbridge.formatting import (
    Environment,
    FormatCommand,
    OutCommand,
    OutOfSequence,
    Parameters,
    PropertyParameter,
    UnknownView,
    out_string,
)
from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.generators import base, custom, listing, selection, table, wide
from psbridge.formatting.packets import FormatEntryData, FormatStartData, GroupEndData, TableRowEntry
from psbridge.objects import PSObject, ScriptBlock


def evaluate(block: Any, value: Any) -> Any:
    """Blocks of these tests: an attribute of $_, or a failure."""
    if block.source == "fail":
        raise ValueError("no")
    return value.get(block.source)


def formatted(values: list[Any], shape: str, **words: Any) -> list[Any]:
    packets: list[Any] = []
    command = FormatCommand(Environment(evaluate=evaluate), packets.append, shape, Parameters(**words))
    for value in values:
        command.process(value)
    command.end()
    return packets


def text(values: list[Any], shape: str, width: int = 120, **words: Any) -> str:
    return out_string(formatted(values, shape, **words), width)


def asked(*names: str, **words: Any) -> tuple[PropertyParameter, ...]:
    return tuple(PropertyParameter(PropertyExpression(name), **words) for name in names)


def block(source: str) -> PropertyExpression:
    return PropertyExpression(source, block=ScriptBlock(source))


def test_every_shape_has_its_generator() -> None:
    assert {
        "table": table.TableGenerator,
        "list": listing.ListGenerator,
        "wide": wide.WideGenerator,
        "custom": custom.CustomGenerator,
    } == selection.GENERATORS
    assert all(one.shape == name for name, one in selection.GENERATORS.items())
    assert base.Generator in table.TableGenerator.__mro__


A, B = PSObject.of(N=1, G="x"), PSObject.of(N=15, G="y")


def test_table_of_some_properties() -> None:
    assert text([A, B], "table", properties=asked("G", "N")) == "\nG  N\n-  -\nx  1\ny 15\n\n"


def test_unknown_property_is_an_empty_column_and_patterns_without_match_are_none() -> None:
    assert text([A], "table", properties=asked("Nope", "Z*")) == "\nNope\n----\n\n\n"


def test_calculated_column_with_label_width_alignment_and_format() -> None:
    column = PropertyParameter(block("N"), label="Number", width=8, alignment=3, format="N1")
    assert text([A], "table", properties=(column,)) == "\n  Number\n  ------\n     1.0\n\n"


def test_groups_start_with_a_heading() -> None:
    out = text([A, A, B], "table", properties=asked("N"), group_by=asked("g")[0])
    assert out == "\n\n   G: x\n\nN\n-\n1\n1\n\n   G: y\n\n N\n -\n15\n\n"


def test_list_follows_each_object() -> None:
    assert text([A, PSObject.of(Z=1)], "list") == "\nN : 1\nG : x\n\nZ : 1\n\n\n"


def test_wide_in_columns() -> None:
    assert text([A, B, A], "wide", 20, properties=asked("G"), columns=2) == "\nx          y\nx          \n\n"


def test_wide_takes_what_names_an_object() -> None:
    assert text([PSObject.of(V=1, Id="i")], "wide", 9) == "\ni    \n\n"


def test_custom_tree_with_depth() -> None:
    nested = PSObject.of(A=PSObject.of(B=PSObject.of(C=1)))
    assert text([nested], "custom", depth=1).splitlines()[3:6] == ["  A = ", "    class PSCustomObject", "    {"]


def test_text_stands_alone_unless_forced() -> None:
    assert text(["abc"], "list") == "abc\n"
    forced = formatted(["abc"], "table", force=True)
    assert isinstance(forced[0], FormatStartData)


def test_failing_expressions_leave_empty_cells_marks_or_records() -> None:
    column = (PropertyParameter(block("fail"), label="Bad"),)
    assert text([A], "list", properties=column) == "\nBad : \n\n\n"
    assert "Bad : #ERR" in text([A], "list", properties=column, display_errors=True)
    assert 'Failed to evaluate expression "fail".' in text([A], "list", properties=column, show_errors=True)


def test_format_strings_that_do_not_fit_leave_plain_texts_marks_or_records() -> None:
    column = (PropertyParameter(PropertyExpression("N"), label="F", format="Q"),)
    assert text([A], "list", properties=column) == "\nF : 1\n\n\n"
    assert text([A], "list", properties=column, show_errors=True) == "\nF : 1\n\n\n"
    assert text([A], "list", properties=column, display_errors=True) == "\nF : #FMTERR\n\n\n"
    assert 'Failed to interpret format string "Q".' in text([A], "list", properties=column, display_errors=True, show_errors=True)


def test_expand_both_announces_the_collection() -> None:
    out = text([[1, 2]], "table", expand="Both")
    assert out.startswith("The following object supports IEnumerable:\n")
    assert out.endswith("The IEnumerable contains the following 2 objects:\n1\n2\n")


def test_autosize_and_hidden_headers() -> None:
    assert text([A, B], "table", autosize=True, hide_headers=True) == "\n 1 x\n15 y\n\n"


def test_wrapped_cells() -> None:
    value = PSObject.of(Id=7, Text="first\nsecond")
    assert text([value], "table", wrap=True) == "\nId Text\n-- ----\n 7 first\n   second\n\n"


def test_format_objects_pass_through_a_second_format_command() -> None:
    once = formatted([A], "table")
    assert formatted(once, "list") == once


def test_unknown_view_names_those_that_there_are() -> None:
    with pytest.raises(UnknownView) as caught:
        formatted([{"a": 1}], "table", view="nosuch")
    assert caught.value.usable == ["Dictionary"]


def test_format_objects_out_of_order_are_refused() -> None:
    with pytest.raises(OutOfSequence, match="GroupEndData"):
        out_string([GroupEndData()])
    with pytest.raises(OutOfSequence):
        out_string([FormatEntryData(TableRowEntry(["x"]))])


def test_a_new_document_inside_a_group_ends_what_is_open() -> None:
    first = formatted([A], "table")[:3]
    assert out_string([*first, *formatted([B], "list")]).count("N") == 2


def test_remote_objects_show_their_computer() -> None:
    value = PSObject.of(A=1, PSComputerName="web1", PSShowComputerName=True)
    assert out_string([value]) == "\nA PSComputerName\n- --------------\n1 web1\n\n"
    value.set("PSShowComputerName", False)
    assert out_string([value]) == "\nA\n-\n1\n\n"


def test_headers_repeat_on_a_screen() -> None:
    lines: list[str] = []
    out = OutCommand(Environment(), lines.append, rows=2)
    for packet in formatted([A, A, A], "table", properties=asked("N"), repeat_header=True):
        out.process(packet)
    out.end()
    assert lines == ["", "N", "-", "1", "1", "N", "-", "1", ""]
