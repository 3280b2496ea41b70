"""Writing views as a .ps1xml file (Export-FormatData)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.model import Binding, Cell, Condition, CustomBody, Frame, ListBody, NewLine, TableBody, Text, View, WideBody

_ALIGNMENTS = {1: "Left", 2: "Center", 3: "Right"}
Node = Any


def write_views(views: Sequence[View], with_scripts: bool = True) -> bytes:
    """The format file of some views; without scripts, parts that are computed are left empty."""
    from lxml import etree

    root = etree.Element("Configuration")
    definitions = etree.SubElement(root, "ViewDefinitions")
    writer = _Writer(etree, with_scripts)
    for view in views:
        writer.view(definitions, view)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


class _Writer:
    def __init__(self, etree: Any, with_scripts: bool) -> None:
        self._etree, self._scripts = etree, with_scripts

    def _add(self, parent: Node, tag: str, text: str | None = None) -> Node:
        node = self._etree.SubElement(parent, tag)
        node.text = text
        return node

    def view(self, parent: Node, view: View) -> None:
        node = self._add(parent, "View")
        self._add(node, "Name", view.name)
        if view.out_of_band:
            self._add(node, "OutOfBand")
        self._types(self._add(node, "ViewSelectedBy"), view.types)
        if view.group_by is not None:
            group = self._add(node, "GroupBy")
            self._source(group, view.group_by.source)
            if view.group_by.label is not None:
                self._add(group, "Label", view.group_by.label)
            if isinstance(view.group_by.control, CustomBody):
                self._custom(group, view.group_by.control)
        _BODIES[type(view.body)](self, node, view.body)

    def _types(self, parent: Node, types: Iterable[str]) -> None:
        for name in types:
            self._add(parent, "TypeName", name)

    def _source(self, parent: Node, source: PropertyExpression | None) -> None:
        if source is None:
            return
        if source.is_name:
            self._add(parent, "PropertyName", source.text)
        else:
            self._add(parent, "ScriptBlock", source.text if self._scripts else ";")

    def _selected(self, parent: Node, selected: Condition | None) -> None:
        if selected is not None:
            self._types(self._add(parent, "EntrySelectedBy"), selected.types)

    def _cell(self, node: Node, cell: Cell) -> None:
        if cell.alignment:
            self._add(node, "Alignment", _ALIGNMENTS[cell.alignment])
        if cell.label is not None:
            self._add(node, "Label", cell.label)
        if cell.format is not None:
            self._add(node, "FormatString", cell.format)
        self._source(node, cell.source)
        if cell.text is not None:
            self._add(node, "Text", cell.text)

    def _table(self, parent: Node, body: TableBody) -> None:
        node = self._add(parent, "TableControl")
        if body.autosize:
            self._add(node, "AutoSize")
        if body.hide_headers:
            self._add(node, "HideTableHeaders")
        headers = self._add(node, "TableHeaders")
        for header in body.headers:
            one = self._add(headers, "TableColumnHeader")
            if header.label is not None:
                self._add(one, "Label", header.label)
            if header.width:
                self._add(one, "Width", str(header.width))
            if header.alignment:
                self._add(one, "Alignment", _ALIGNMENTS[header.alignment])
        self._rows(self._add(node, "TableRowEntries"), body)

    def _rows(self, parent: Node, body: TableBody) -> None:
        for row in body.rows:
            node = self._add(parent, "TableRowEntry")
            if row.wrap:
                self._add(node, "Wrap")
            self._selected(node, row.selected)
            items = self._add(node, "TableColumnItems")
            for cell in row.cells:
                self._cell(self._add(items, "TableColumnItem"), cell)

    def _list(self, parent: Node, body: ListBody) -> None:
        entries = self._add(self._add(parent, "ListControl"), "ListEntries")
        for entry in body.entries:
            node = self._add(entries, "ListEntry")
            self._selected(node, entry.selected)
            items = self._add(node, "ListItems")
            for item in entry.items:
                self._cell(self._add(items, "ListItem"), item)

    def _wide(self, parent: Node, body: WideBody) -> None:
        node = self._add(parent, "WideControl")
        if body.autosize:
            self._add(node, "AutoSize")
        elif body.columns:
            self._add(node, "ColumnNumber", str(body.columns))
        entries = self._add(node, "WideEntries")
        for entry in body.entries:
            one = self._add(entries, "WideEntry")
            self._selected(one, entry.selected)
            self._cell(self._add(one, "WideItem"), entry.cell)

    def _custom(self, parent: Node, body: CustomBody) -> None:
        entries = self._add(self._add(parent, "CustomControl"), "CustomEntries")
        for entry in body.entries:
            node = self._add(entries, "CustomEntry")
            self._selected(node, entry.selected)
            self._tokens(self._add(node, "CustomItem"), entry.items)

    def _tokens(self, parent: Node, items: Sequence[Any]) -> None:
        for item in items:
            if isinstance(item, Text):
                self._add(parent, "Text", item.text)
            elif isinstance(item, NewLine):
                node = self._add(parent, "NewLine")
                if item.count > 1:
                    self._add(node, "Count", str(item.count))
            elif isinstance(item, Frame):
                self._frame(parent, item)
            else:
                self._binding(parent, item)

    def _frame(self, parent: Node, frame: Frame) -> None:
        node = self._add(parent, "Frame")
        for tag, number in (("LeftIndent", frame.left), ("RightIndent", frame.right)):
            if number:
                self._add(node, tag, str(number))
        if frame.first:
            self._add(node, "FirstLineIndent" if frame.first > 0 else "FirstLineHanging", str(abs(frame.first)))
        self._tokens(self._add(node, "CustomItem"), frame.items)

    def _binding(self, parent: Node, binding: Binding) -> None:
        node = self._add(parent, "ExpressionBinding")
        if binding.enumerate:
            self._add(node, "EnumerateCollection")
        self._source(node, binding.source)
        if isinstance(binding.control, CustomBody):
            self._custom(node, binding.control)
        elif binding.control is not None:
            self._add(node, "CustomControlName", binding.control)


_BODIES: dict[type, Any] = {
    TableBody: _Writer._table,
    ListBody: _Writer._list,
    WideBody: _Writer._wide,
    CustomBody: _Writer._custom,
}
