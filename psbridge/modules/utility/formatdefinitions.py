"""Views as objects that a script can look at: what Get-FormatData gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.model import Cell, CustomBody, GroupBy, ListBody, Row, TableBody, View, WideBody
from psbridge.objects import GenericList, NetObject, define, define_enum, find_type, typetable
from psbridge.objects.nettypes import SMA

_A = "System.Management.Automation."
Alignment = define_enum(_A + "Alignment", "Undefined Left Center Right", assembly=SMA)
EntryValueType = define_enum(_A + "DisplayEntryValueType", "Property ScriptBlock", assembly=SMA)


class DisplayEntry(NetObject):
    """A property name or a script."""

    __slots__ = ("content", "value_type")
    net_type = define(_A + "DisplayEntry", assembly=SMA)
    PROPERTIES = {"ValueType": "value_type", "Value": "content"}

    def __init__(self, source: PropertyExpression | None) -> None:
        super().__init__()
        self.content = "" if source is None else source.text
        self.value_type = EntryValueType(0 if source is None or source.is_name else 1)

    def __str__(self) -> str:
        kind = "property" if self.value_type == 0 else "script"
        return f"{kind}: {self.content}"


class ColumnHeader(NetObject):
    __slots__ = ("alignment", "label", "width")
    net_type = define(_A + "TableControlColumnHeader", assembly=SMA)
    PROPERTIES = {"Label": "label", "Alignment": "alignment", "Width": "width"}

    def __init__(self, label: str | None, width: int, alignment: int) -> None:
        super().__init__()
        self.label, self.width, self.alignment = label, width, Alignment(alignment)


class Column(NetObject):
    """A cell of a row."""

    __slots__ = ("alignment", "entry", "format_string")
    net_type = define(_A + "TableControlColumn", assembly=SMA)
    PROPERTIES = {"Alignment": "alignment", "DisplayEntry": "entry", "FormatString": "format_string"}

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self.alignment, self.entry, self.format_string = Alignment(cell.alignment), DisplayEntry(cell.source), cell.format

    def __str__(self) -> str:
        return str(self.entry)


class Item(NetObject):
    """A line of a list."""

    __slots__ = ("entry", "format_string", "label")
    net_type = define(_A + "ListControlEntryItem", assembly=SMA)
    PROPERTIES = {"Label": "label", "DisplayEntry": "entry", "FormatString": "format_string"}

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self.label, self.entry, self.format_string = cell.label, DisplayEntry(cell.source), cell.format


def _listed(type_name: str, items: Sequence[Any]) -> GenericList:
    return GenericList(find_type(type_name), items)


class TableRow(NetObject):
    __slots__ = ("columns", "wrap")
    net_type = define(_A + "TableControlRow", assembly=SMA)
    PROPERTIES = {"Columns": "columns", "Wrap": "wrap"}

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.columns = _listed(_A + "TableControlColumn", [Column(cell) for cell in row.cells])
        self.wrap = row.wrap


class Entry(NetObject):
    """An entry of a list or wide view."""

    __slots__ = ("lines", "selected_by")
    net_type = define(_A + "ListControlEntry", assembly=SMA)
    PROPERTIES = {"Items": "lines", "SelectedBy": "selected_by"}

    def __init__(self, cells: Sequence[Cell], selected: Sequence[str]) -> None:
        super().__init__()
        self.lines = _listed(_A + "ListControlEntryItem", [Item(cell) for cell in cells])
        self.selected_by = list(selected)


class GroupByInfo(NetObject):
    __slots__ = ("expression", "label")
    net_type = define(_A + "PSControlGroupBy", assembly=SMA)
    PROPERTIES = {"Expression": "expression", "Label": "label"}

    def __init__(self, group: GroupBy) -> None:
        super().__init__()
        self.expression, self.label = DisplayEntry(group.source), group.label


class Control(NetObject):
    """Base of the four controls."""

    __slots__ = ("group_by", "out_of_band")
    net_type = define(_A + "PSControl", assembly=SMA)
    PROPERTIES = {"GroupBy": "group_by", "OutOfBand": "out_of_band"}

    def __init__(self, view: View) -> None:
        super().__init__()
        self.group_by = None if view.group_by is None else GroupByInfo(view.group_by)
        self.out_of_band = view.out_of_band


class TableControl(Control):
    __slots__ = ("auto_size", "headers", "hide_headers", "rows")
    net_type = define(_A + "TableControl", _A + "PSControl", assembly=SMA)
    PROPERTIES = {"Headers": "headers", "Rows": "rows", "AutoSize": "auto_size", "HideTableHeaders": "hide_headers"}

    def __init__(self, view: View, body: TableBody) -> None:
        super().__init__(view)
        self.headers = _listed(_A + "TableControlColumnHeader", [ColumnHeader(h.label, h.width, h.alignment) for h in body.headers])
        self.rows = _listed(_A + "TableControlRow", [TableRow(row) for row in body.rows])
        self.auto_size, self.hide_headers = bool(body.autosize), body.hide_headers


class ListControl(Control):
    __slots__ = ("entries",)
    net_type = define(_A + "ListControl", _A + "PSControl", assembly=SMA)
    PROPERTIES = {"Entries": "entries"}

    def __init__(self, view: View, body: ListBody) -> None:
        super().__init__(view)
        made = [Entry(one.items, () if one.selected is None else one.selected.types) for one in body.entries]
        self.entries = _listed(_A + "ListControlEntry", made)


class WideControl(Control):
    __slots__ = ("auto_size", "columns", "entries")
    net_type = define(_A + "WideControl", _A + "PSControl", assembly=SMA)
    PROPERTIES = {"Entries": "entries", "Columns": "columns", "AutoSize": "auto_size"}

    def __init__(self, view: View, body: WideBody) -> None:
        super().__init__(view)
        made = [Entry((one.cell,), () if one.selected is None else one.selected.types) for one in body.entries]
        self.entries = _listed(_A + "ListControlEntry", made)
        self.columns, self.auto_size = body.columns, bool(body.autosize)


class CustomControl(Control):
    __slots__ = ()
    net_type = define(_A + "CustomControl", _A + "PSControl", assembly=SMA)

    def __init__(self, view: View, body: CustomBody) -> None:
        super().__init__(view)


_CONTROLS: dict[type, Any] = {TableBody: TableControl, ListBody: ListControl, WideBody: WideControl, CustomBody: CustomControl}


class FormatViewDefinition(NetObject):
    """A view by its name."""

    __slots__ = ("control", "name")
    net_type = define(_A + "FormatViewDefinition", assembly=SMA)
    PROPERTIES = {"Name": "name", "Control": "control"}

    def __init__(self, view: View) -> None:
        super().__init__()
        self.name = view.name
        self.control = _CONTROLS[type(view.body)](view, view.body)

    def __str__(self) -> str:
        return self.name


class ExtendedTypeDefinition(NetObject):
    """The views of some types."""

    __slots__ = ("definitions", "type_list", "views")
    net_type = define(_A + "ExtendedTypeDefinition", assembly=SMA)
    PROPERTIES = {"TypeNames": "type_list", "TypeName": "type_name", "FormatViewDefinition": "definitions"}

    def __init__(self, types: tuple[str, ...], views: list[View]) -> None:
        super().__init__()
        self.views = views
        self.type_list = GenericList(find_type("System.String"), types)
        self.definitions = _listed(_A + "FormatViewDefinition", [FormatViewDefinition(view) for view in views])

    @property
    def type_name(self) -> str:
        return str(self.type_list[0])

    def __str__(self) -> str:
        return self.type_name


for _name in (
    *("ExtendedTypeDefinition", "FormatViewDefinition", "TableControl", "ListControl", "WideControl", "CustomControl", "PSControlGroupBy"),
    *("TableControlColumnHeader", "TableControlRow", "TableControlColumn", "ListControlEntry", "ListControlEntryItem", "DisplayEntry"),
):
    typetable.builtin(_A + _name).serialization_depth = 1  # however deep they lie, their properties travel
