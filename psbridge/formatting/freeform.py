"""Running the controls of custom views and group headings: tokens and values become free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.formatting.expressions import MISSING
from psbridge.formatting.failures import Failures
from psbridge.formatting.fields import enumerate_cell, format_field
from psbridge.formatting.model import Binding, Condition, CustomBody, Frame, NewLine, Text, select_entry
from psbridge.formatting.packets import FormatEntry, FormatNewLine, FormatPropertyField, FormatTextField, FormatValue, FrameInfo
from psbridge.objects import convert
from psbridge.objects.psobject import type_names_of

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment

MAX_DEPTH = 50


class FreeForm:
    """Executes a CustomBody for an object; `controls` are the shared ones that it may name."""

    def __init__(self, env: Environment, failures: Failures, controls: dict[str, CustomBody]) -> None:
        self._env, self._failures, self._controls = env, failures, controls

    def run(self, control: CustomBody | str, value: Any, out: list[FormatValue], depth: int = 0) -> None:
        body = self._controls.get(control.lower()) if isinstance(control, str) else control
        if body is None or depth >= MAX_DEPTH:
            return
        entry = select_entry(body.entries, type_names_of(value), lambda condition, _: self._selected(condition, value))
        made = FormatEntry()
        out.append(made)
        self._tokens(entry.items, value, made.format_value_list, depth)

    def _selected(self, condition: Condition, value: Any) -> bool:
        return condition.when is None or self._holds(condition.when, value)

    def _holds(self, when: Any, value: Any) -> bool:
        found, ok = when.value(value, self._env)
        return ok and convert.truth(found)

    def _tokens(self, items: tuple[Any, ...], value: Any, out: list[FormatValue], depth: int) -> None:
        for item in items:
            if isinstance(item, Text):
                out.append(FormatTextField(item.text))
            elif isinstance(item, NewLine):
                out.extend(FormatNewLine() for _ in range(item.count))
            elif isinstance(item, Frame):
                framed = FormatEntry(FrameInfo(item.left, item.right, item.first))
                inner = FormatEntry()
                framed.format_value_list.append(inner)
                self._tokens(item.items, value, inner.format_value_list, depth)
                out.append(framed)
            else:
                self._binding(item, value, out, depth)

    def _binding(self, item: Binding, value: Any, out: list[FormatValue], depth: int) -> None:
        if item.when is not None and not self._holds(item.when, value):
            return
        found = value
        if item.source is not None:
            found, ok = item.source.value(value, self._env)
            if not ok:
                if found is not MISSING:
                    self._failures.expression_failed(str(item.source), found, value)
                found = None
        if item.control is None:
            self._leaves(item, found, out)
        elif found is not None:
            self._nested(item, found, out, depth)

    def _leaves(self, item: Binding, found: Any, out: list[FormatValue]) -> None:
        items = enumerate_cell(found) if item.enumerate else None
        shown = [found] if items is None else [x for x in items if x is not None]
        refused = self._failures.refusal(item.format, found) if item.format else None
        out += [FormatPropertyField("" if one is None else format_field(one, item.format, self._env, refused)) for one in shown]

    def _nested(self, item: Binding, found: Any, out: list[FormatValue], depth: int) -> None:
        items = enumerate_cell(found) if item.enumerate else None
        for one in [found] if items is None else [x for x in items if x is not None]:
            self.run(item.control, one, out, depth + 1)
