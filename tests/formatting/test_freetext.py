"""Free text: frames, line breaks and controls."""

from __future__ import annotations

from typing import Any

from psbridge.formatting import Environment
from psbridge.formatting.failures import ERROR_TEXT, Failures
from psbridge.formatting.freeform import FreeForm
from psbridge.formatting.freetext import FreeTextWriter
from psbridge.formatting.model import Binding, CustomBody, CustomEntry, Frame, NewLine, Text, expression
from psbridge.formatting.packets import FormatEntry, FormatNewLine, FormatTextField, FormatValue, FrameInfo
from psbridge.objects import PSObject


def written(values: list[FormatValue], screen: int = 40) -> list[str]:
    lines: list[str] = []
    FreeTextWriter(lines.append, screen).write(values)
    return lines


def framed(text: str, **words: int) -> FormatEntry:
    entry = FormatEntry(FrameInfo(**words))
    entry.format_value_list += [FormatTextField(text), FormatNewLine()]
    return entry


def test_text_is_written_at_line_breaks_and_at_the_end() -> None:
    assert written([FormatTextField("a"), FormatTextField("b"), FormatNewLine(), FormatTextField("c")]) == ["ab", "c"]


def test_frames_indent_and_wrap() -> None:
    outer = FormatEntry()
    outer.format_value_list.append(framed("aa bb cc", left=2))
    assert written([outer], 8) == ["  aa bb ", "  cc", ""]


def test_first_lines_may_be_indented_or_hang() -> None:
    outer = FormatEntry()
    outer.format_value_list += [framed("aa bb cc", first=2), framed("aa bb cc", first=-2)]
    assert written([outer], 6) == ["  aa ", "bb cc", "aa bb ", "  cc", ""]


def run(items: tuple[Any, ...], value: Any, failures: Failures | None = None, **controls: CustomBody) -> list[str]:
    out: list[FormatValue] = []
    FreeForm(Environment(), failures or Failures(), controls).run(CustomBody((CustomEntry(items),)), value, out)
    return written(out)


def test_bindings_texts_and_line_breaks() -> None:
    items = (Text("A="), Binding(expression("A")), NewLine(2), Binding(expression("Nope")), Text("."))
    assert run(items, PSObject.of(A=1)) == ["A=1", "", "."]


def test_collections_go_through_a_named_control() -> None:
    control = CustomBody((CustomEntry((Text("<"), Binding(expression("N")), Text(">"))),))
    value = PSObject.of(L=[PSObject.of(N=1), None, PSObject.of(N=2)])
    assert run((Binding(expression("L"), True, "each"),), value, each=control) == ["<1><2>"]
    assert run((Binding(expression("L"), True, "unknown"),), value) == [""]


def test_endless_controls_stop() -> None:
    loop = CustomBody((CustomEntry((Text("x"), Binding(None, False, "loop"))),))
    assert len(run((Binding(None, False, "loop"),), PSObject.of(), loop=loop)[0]) < 60


def test_conditions_leave_parts_out() -> None:
    items = (Binding(expression("A"), when=expression("Show")), Frame((Text("end"),)))
    assert run(items, PSObject.of(A="a", Show=False)) == ["end"]


def test_failures_are_kept_only_when_asked_for() -> None:
    silent, loud = Failures(), Failures(show=True, display=True)
    assert silent.expression_failed("x", ValueError("no"), None) == ""
    assert silent.drain() == []
    assert loud.expression_failed("x", ValueError("no"), None) == ERROR_TEXT
    assert [record.message for record in loud.drain()] == ['Failed to evaluate expression "x".']
    assert loud.drain() == []
