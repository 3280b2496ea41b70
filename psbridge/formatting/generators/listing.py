"""Lists: a line for every property of every object; which ones is decided for each object anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from psbridge.formatting.expressions import MISSING
from psbridge.formatting.generators.base import COMPUTER_NAME, Generator
from psbridge.formatting.model import Cell, ListBody, ListEntry, select_entry
from psbridge.formatting.packets import ListViewEntry, ListViewField, ListViewHeaderInfo
from psbridge.formatting.parameters import COMPUTER, active_properties
from psbridge.objects.psobject import type_names_of


class ListGenerator(Generator):
    shape = "list"

    def prepare_remote(self) -> None:
        if isinstance(self.body, ListBody):
            # Only the entry for everything else tells the computer: an entry of certain types shows what it says.
            extra = Cell(COMPUTER_NAME, label=COMPUTER)
            self.body = replace(
                self.body, entries=tuple(e if e.selected else replace(e, items=(*e.items, extra)) for e in self.body.entries)
            )

    def shape_info(self, first: Any) -> ListViewHeaderInfo:
        return ListViewHeaderInfo()

    def payload(self, value: Any) -> ListViewEntry:
        entry = ListViewEntry()
        if self.view is None:
            for one in active_properties(self.parameters.properties, value):
                entry.fields.append(ListViewField(None, one.label, self.association_text(value, one)))
            return entry
        chosen: ListEntry = select_entry(self.body.entries, type_names_of(value), self.matcher(value))
        for item in chosen.items:
            if self.condition_holds(value, item.when):
                entry.fields.append(ListViewField(self._label(value, item), None, self.cell(value, item)))
        return entry

    def _label(self, value: Any, item: Cell) -> str:
        """The label told, else the property's name as the object spells it, else as the view does."""
        if item.label is not None:
            return item.label
        if item.source is None:
            return item.text or ""
        if not item.source.is_name:
            return item.source.text
        resolved = item.source.resolve(value)
        found = MISSING if resolved else None
        return str(resolved[0]) if found is MISSING else item.source.text
