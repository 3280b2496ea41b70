"""Tables: headers once, a row for every object."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from psbridge.formatting.fields import is_scalar_type
from psbridge.formatting.generators.base import COMPUTER_NAME, Generator
from psbridge.formatting.model import Cell, Header, Row, TableBody, select_entry
from psbridge.formatting.packets import TableColumnInfo, TableHeaderInfo, TableRowEntry
from psbridge.formatting.parameters import COMPUTER, Association, active_properties
from psbridge.formatting.tables import LEFT, RIGHT
from psbridge.objects.psobject import type_names_of


class TableGenerator(Generator):
    shape = "table"

    def prepare(self, first: Any) -> None:
        self._columns: list[Association] = []
        if self.view is None:
            self._columns = active_properties(self.parameters.properties, first, table=True)
        self._wrap = self.parameters.wrap

    def prepare_remote(self) -> None:
        body = self.body
        if not isinstance(body, TableBody):
            return
        extra = Cell(COMPUTER_NAME)
        rows = tuple(row if row.selected is not None else replace(row, cells=(*row.cells, extra)) for row in body.rows)
        headers = (*body.headers, Header(COMPUTER)) if body.headers else ()
        self.body = replace(body, rows=rows, headers=headers)

    # -- headers

    def shape_info(self, first: Any) -> TableHeaderInfo:
        info = TableHeaderInfo()
        asked = self.parameters.hide_headers
        info.hide_header = asked if asked is not None else bool(self.body is not None and self.body.hide_headers)
        info.repeat_header = bool(self.parameters.repeat_header)
        if self.view is None:
            info.columns = [self._column(first, one) for one in self._columns]
        else:
            info.columns = self._view_columns(first)
        return info

    def _column(self, first: Any, one: Association) -> TableColumnInfo:
        asked = one.parameter
        column = TableColumnInfo(None, one.label)
        column.width = asked.width or 0 if asked is not None else 0
        told = asked.alignment if asked is not None else None
        column.alignment = told if told is not None else self._default_alignment(first, one)
        return column

    def _default_alignment(self, first: Any, one: Association) -> int:
        """Numbers and the like stand right, text and everything else left."""
        found, ok = one.expression.value(first, self.env)
        if not ok or found is None:
            return LEFT
        names = type_names_of(found)
        if names and names[0] == "System.String":
            return LEFT
        return RIGHT if is_scalar_type(names) else LEFT

    def _view_columns(self, first: Any) -> list[TableColumnInfo]:
        headers = self.body.headers
        columns = []
        for i, cell in enumerate(self._row(first).cells):
            header = headers[i] if i < len(headers) else Header()
            label = header.label
            if label is None:
                label = cell.source.text if cell.source is not None else ""
            columns.append(TableColumnInfo(label, None, header.width, header.alignment or cell.alignment))
        return columns

    # -- rows

    def _row(self, value: Any) -> Row:
        rows = self.body.rows
        if len(rows) == 1:
            return rows[0]  # type: ignore[no-any-return]
        return select_entry(rows, type_names_of(value), self.matcher(value))  # type: ignore[no-any-return]

    def payload(self, value: Any) -> TableRowEntry:
        if self.view is None:
            cells = [self.association_text(value, one) for one in self._columns]
            return TableRowEntry(cells, None, bool(self._wrap))
        row = self._row(value)
        wrap = row.wrap if self._wrap is None else self._wrap
        return TableRowEntry([self.cell(value, cell) for cell in row.cells], tuple(cell.alignment for cell in row.cells), wrap)
