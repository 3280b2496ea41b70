"""What the generators of all shapes share: the view, grouping, the text of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.formatting.expressions import MISSING, PropertyExpression
from psbridge.formatting.failures import Failures
from psbridge.formatting.fields import cell_text, format_field
from psbridge.formatting.freeform import FreeForm
from psbridge.formatting.grouping import Grouping
from psbridge.formatting.model import Cell, Condition, View, expression
from psbridge.formatting.packets import (
    AutosizeInfo,
    FormatEntry,
    FormatEntryData,
    FormatPropertyField,
    FormatStartData,
    FormatTextField,
    GroupingEntry,
    GroupStartData,
)
from psbridge.formatting.parameters import Association, Parameters
from psbridge.objects import convert
from psbridge.objects.psobject import type_names_of

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment


class Generator:
    """Formats objects of one sequence.  ``view`` None: from the properties."""

    shape = ""

    def __init__(self, env: Environment, view: View | None, parameters: Parameters, first: Any) -> None:
        self.env, self.view, self.parameters = env, view, parameters
        self.failures = Failures(parameters.show_errors, parameters.display_errors)
        self.grouping = self._make_grouping()
        self.body: Any = None if view is None else view.body
        self._applies: dict[tuple[str, ...], bool] = {}
        self.prepare(first)

    # -- what a shape decides

    def prepare(self, first: Any) -> None:
        """Look at the first object."""

    def shape_info(self, first: Any) -> Any:
        raise NotImplementedError

    def payload(self, value: Any) -> Any:
        """The entry (row, list ...) of one object."""
        raise NotImplementedError

    def prepare_remote(self) -> None:
        """Objects of another computer show its name as a further property."""

    # -- document and groups

    def start(self, first: Any) -> FormatStartData:
        data = FormatStartData(self.shape_info(first))
        if self.autosize:
            data.autosize_info = AutosizeInfo()
        return data

    @property
    def autosize(self) -> bool:
        asked = self.parameters.autosize
        return asked if asked is not None else bool(getattr(self.body, "autosize", False))

    def entry(self, value: Any) -> FormatEntryData:
        return FormatEntryData(self.payload(value))

    def applies_to(self, value: Any) -> bool:
        """Whether an object may be shown with the view of this sequence."""
        if self.view is None:
            return True
        names = tuple(type_names_of(value))
        known = self._applies.get(names)
        if known is None:
            types = {t.lower() for t in self.view.types}
            known = any(n.lower() in types or n.removeprefix("Deserialized.").lower() in types for n in names)
            self._applies[names] = known
        return known

    def _make_grouping(self) -> Grouping | None:
        asked = self.parameters.group_by
        if asked is not None:
            return Grouping(asked.expression, asked.label, self.env)
        if self.view is not None and self.view.group_by is not None:
            return Grouping(self.view.group_by.source, None, self.env)
        return None

    def group_start(self, first: Any) -> GroupStartData:
        data = GroupStartData()
        if self.grouping is None or self.grouping.value is MISSING:
            return data
        data.grouping_entry = GroupingEntry()
        by = self.view.group_by if self.view is not None else None
        if by is not None and by.control is not None:
            FreeForm(self.env, self.failures, self._controls()).run(by.control, first, data.grouping_entry.format_value_list)
            return data
        label = by.label if by is not None and by.label is not None else self.grouping.label
        entry = FormatEntry()
        entry.format_value_list += [FormatTextField(f"   {label}: "), FormatPropertyField(cell_text(self.grouping.value, self.env))]
        data.grouping_entry.format_value_list.append(entry)
        return data

    def _controls(self) -> dict[str, Any]:
        return {} if self.view is None else self.view.controls

    # -- cells

    def text_of(self, value: Any, source: PropertyExpression, spec: str | None) -> str:
        """The text of a property of an object; empty when it has none."""
        found, ok = source.value(value, self.env)
        if ok:
            return cell_text(found, self.env) if not spec else format_field(found, spec, self.env, self.failures.refusal(spec, found))
        if found is MISSING:
            return ""
        return self.failures.expression_failed(str(source), found, value)

    def cell(self, value: Any, cell: Cell) -> str:
        if cell.source is None:
            return cell.text or ""
        return self.text_of(value, cell.source, cell.format)

    def association_text(self, value: Any, one: Association) -> str:
        return self.text_of(value, one.expression, one.format)

    def condition_holds(self, value: Any, when: PropertyExpression | None) -> bool:
        if when is None:
            return True
        found, ok = when.value(value, self.env)
        return ok and convert.truth(found)

    def matcher(self, value: Any) -> Any:
        def matches(condition: Condition, entry: Any) -> bool:
            return self.condition_holds(value, condition.when)

        return matches


COMPUTER_NAME = expression("PSComputerName")
