"""Wide views: one property of every object, in as many columns as were asked for or fit."""

from __future__ import annotations

from typing import Any

from psbridge.formatting.fields import display_name
from psbridge.formatting.generators.base import Generator
from psbridge.formatting.model import WideEntry, select_entry
from psbridge.formatting.packets import WideViewEntry, WideViewHeaderInfo
from psbridge.formatting.parameters import Association, expand_all, expand_default_set, expand_parameters
from psbridge.objects.psobject import type_names_of


class WideGenerator(Generator):
    shape = "wide"

    def shape_info(self, first: Any) -> WideViewHeaderInfo:
        if self.autosize:
            return WideViewHeaderInfo(0)
        asked = self.parameters.columns
        return WideViewHeaderInfo(asked if asked is not None else getattr(self.body, "columns", 0))

    def payload(self, value: Any) -> WideViewEntry:
        if self.view is not None:
            chosen: WideEntry = select_entry(self.body.entries, type_names_of(value), self.matcher(value))
            return WideViewEntry(self.cell(value, chosen.cell))
        active = self._active(value)
        return WideViewEntry(self.association_text(value, active[0]) if active else "")

    def _active(self, value: Any) -> list[Association]:
        if self.parameters.properties:
            return expand_parameters(self.parameters.properties, value, keep_unknown=False)
        named = display_name(value, self.env)
        if named is not None:
            return [Association(named)]
        return expand_default_set(value) or expand_all(value)
