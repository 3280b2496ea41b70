"""Views of a host, from what its Get-FormatData sent: property bags become views again.

Decides what of a definition is understood: tables, lists and wide views, with their conditions by type.  Free-form ones, and those with a
value that the host computes by other means than a script, are left to the views that this session has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from psbridge.formatting.expressions import PropertyExpression
from psbridge.formatting.model import Cell, Condition, GroupBy, Header, ListBody, ListEntry, Row, TableBody, View, WideBody, WideEntry
from psbridge.formatting.ps1xmlwriting import write_views
from psbridge.objects import unwrap
from psbridge.objects.convert import to_text, truth
from psbridge.objects.psobject import PSObject

Compile = Callable[[str], Any]
_ALIGNMENTS = {"Undefined": 0, "Left": 1, "Center": 2, "Right": 3}


@dataclass(frozen=True, slots=True)
class RemoteViews:
    types: tuple[str, ...]
    views: tuple[View, ...]


def text(views: Sequence[View], encoding: str) -> str:
    """The format file of views, to be written in an encoding."""
    return write_views(views).decode("utf-8").replace("encoding='utf-8'", f"encoding='{encoding}'", 1)


def read(value: Any, compiled: Compile) -> RemoteViews | None:
    """The views of an ExtendedTypeDefinition that has travelled; None when it is none."""
    if not isinstance(value, PSObject):
        return None
    types = tuple(to_text(name) for name in _items(value, "TypeNames")) or tuple(map(to_text, filter(None, (_get(value, "TypeName"),))))
    if not types:
        return None
    reader = _Reader(types, compiled)
    found = (reader.view(one) for one in _items(value, "FormatViewDefinition"))
    return RemoteViews(types, tuple(view for view in found if view is not None))


def _get(value: Any, name: str) -> Any:
    return unwrap(value.get(name)) if isinstance(value, PSObject) else None


def _raw(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, PSObject) else None


def _items(value: Any, name: str) -> list[Any]:
    found = _get(value, name)
    return found if isinstance(found, list) else []


def _text_or_none(value: Any, name: str) -> str | None:
    found = _get(value, name)
    return None if found is None else to_text(found)


class _Reader:
    """Reads the views of some types."""

    def __init__(self, types: tuple[str, ...], compiled: Compile) -> None:
        self._types, self._compiled = types, compiled
        self._complete = True

    def view(self, value: Any) -> View | None:
        control = _raw(value, "Control")
        names = control.type_names if isinstance(control, PSObject) else ()
        body = next((read for kind, read in _BODIES.items() if any(name.endswith(f".{kind}") for name in names)), None)
        if body is None:
            return None
        self._complete = True
        made = View(
            to_text(_get(value, "Name") or ""),
            self._types,
            body(self, control),
            group_by=self._group(_raw(control, "GroupBy")),
            out_of_band=truth(_get(control, "OutOfBand")),
        )
        return made if self._complete else None

    def _group(self, value: Any) -> GroupBy | None:
        source = self._source(_raw(value, "Expression"))
        return None if source is None else GroupBy(source, _text_or_none(value, "Label"))

    def _source(self, entry: Any) -> PropertyExpression | None:
        """A DisplayEntry: a property or a script."""
        told = _text_or_none(entry, "Value")
        if told is None:
            return None
        is_script = to_text(_get(entry, "ValueType")) in ("ScriptBlock", "1")
        if is_script and not told:  # computed over there by something that is no script
            self._complete = False
            return None
        return PropertyExpression(told, block=self._compiled(told)) if is_script else PropertyExpression(told)

    def _cell(self, value: Any, alignment: int = 0) -> Cell:
        when = self._source(_raw(value, "ItemSelectionCondition"))
        return Cell(
            self._source(_raw(value, "DisplayEntry")),
            alignment,
            _text_or_none(value, "FormatString"),
            _text_or_none(value, "Label"),
            when=when,
        )

    def _selected(self, value: Any) -> Condition | None:
        told = _raw(value, "EntrySelectedBy")
        names = _items(told, "TypeNames") or _items(value, "SelectedBy")
        types = tuple(to_text(name) for name in names)
        condition = next(iter(_items(told, "SelectionCondition")), None)
        when = None if condition is None else self._source(condition)
        return Condition(types, when) if types or when is not None else None

    def _table(self, control: Any) -> TableBody:
        headers = tuple(
            Header(_text_or_none(one, "Label"), int(_get(one, "Width") or 0), _aligned(one)) for one in _items(control, "Headers")
        )
        rows = tuple(
            Row(tuple(self._cell(cell, _aligned(cell)) for cell in _items(row, "Columns")), truth(_get(row, "Wrap")), self._selected(row))
            for row in _items(control, "Rows")
        )
        return TableBody(headers, rows, truth(_get(control, "AutoSize")) or None, truth(_get(control, "HideTableHeaders")))

    def _list(self, control: Any) -> ListBody:
        entries = (
            ListEntry(tuple(self._cell(one) for one in _items(entry, "Items")), self._selected(entry))
            for entry in _items(control, "Entries")
        )
        return ListBody(tuple(entries))

    def _wide(self, control: Any) -> WideBody:
        entries = []
        for entry in _items(control, "Entries"):
            shown = entry if _get(entry, "DisplayEntry") is not None or _raw(entry, "DisplayEntry") is not None else None
            cells = [entry] if shown is not None else _items(entry, "Items")
            entries += [WideEntry(self._cell(one), self._selected(entry)) for one in cells[:1]]
        return WideBody(tuple(entries), int(_get(control, "Columns") or 0), truth(_get(control, "AutoSize")) or None)


def _aligned(value: Any) -> int:
    return _ALIGNMENTS.get(to_text(_get(value, "Alignment")), 0)


_BODIES: dict[str, Callable[[_Reader, Any], Any]] = {
    "TableControl": _Reader._table,
    "ListControl": _Reader._list,
    "WideControl": _Reader._wide,
}
