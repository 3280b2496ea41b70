"""Short forms for writing views down as data."""

from __future__ import annotations

from typing import Any

from psbridge.formatting.model import (
    UNDEFINED,
    Binding,
    Cell,
    Condition,
    CustomBody,
    CustomEntry,
    GroupBy,
    Header,
    ListBody,
    ListEntry,
    Row,
    Source,
    TableBody,
    View,
    WideBody,
    WideEntry,
    expression,
)

Column = tuple[Header, Cell]


def col(
    label: str | None = None,
    width: int = 0,
    align: int = UNDEFINED,
    of: Source | None = None,
    cell_align: int = UNDEFINED,
    spec: str | None = None,
) -> Column:
    """A column; without `of` it shows the property of the label's name.  ``label=None``: the heading is the property's name."""
    source = label if of is None else of
    return Header(label, width, align), Cell(expression(source), cell_align, spec)


def table(
    types: str,
    *columns: Column | str,
    name: str | None = None,
    wrap: bool = False,
    autosize: bool | None = None,
    hide_headers: bool = False,
    group_by: GroupBy | None = None,
) -> View:
    """A table for types (separated by blanks); a text as column is a property by its name."""
    pairs = [col(None, of=c) if isinstance(c, str) else c for c in columns]
    row = Row(tuple(cell for _, cell in pairs), wrap)
    body = TableBody(tuple(header for header, _ in pairs), (row,), autosize, hide_headers)
    names = tuple(types.split())
    return View(name or names[0], names, body, group_by)


def item(label: str, of: Source | None = None, spec: str | None = None) -> Cell:
    return Cell(expression(label if of is None else of), format=spec, label=label if of is not None else None)


def entry(*items: Cell | str, when: str | None = None) -> ListEntry:
    """What a list shows; `when`: only for this type."""
    cells = tuple(item(i) if isinstance(i, str) else i for i in items)
    return ListEntry(cells, None if when is None else Condition((when,)))


def listing(
    types: str,
    *items: Cell | str | ListEntry,
    name: str | None = None,
    group_by: GroupBy | None = None,
    out_of_band: bool = False,
) -> View:
    entries = tuple(i for i in items if isinstance(i, ListEntry))
    plain = [i for i in items if not isinstance(i, ListEntry)]
    body = ListBody((*entries, entry(*plain)) if plain else entries)
    names = tuple(types.split())
    return View(name or names[0], names, body, group_by, out_of_band)


def wide(types: str, source: Source, *special: tuple[str, str], name: str | None = None, group_by: GroupBy | None = None) -> View:
    """A wide view; `special`: (type, format) pairs that differ."""
    cell = Cell(expression(source))
    entries = [WideEntry(cell), *(WideEntry(Cell(expression(source), format=f), Condition((t,))) for t, f in special)]
    names = tuple(types.split())
    return View(name or names[0], names, WideBody(tuple(entries)), group_by)


def custom(types: str, *items: Any, name: str | None = None, out_of_band: bool = False, group_by: GroupBy | None = None) -> View:
    """A custom view; a text or a function among the items is a value."""
    tokens = tuple(Binding(expression(i)) if isinstance(i, str) or callable(i) else i for i in items)
    names = tuple(types.split())
    return View(name or names[0], names, CustomBody((CustomEntry(tokens),)), group_by, out_of_band)
