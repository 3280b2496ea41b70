"""Views as data: what a table, list, wide or custom view of a type consists of.

Decides the vocabulary of built-in views and of those read from .ps1xml files.  A source is a property name, a Python function
``f(value, environment)``, or a script block.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from psbridge.formatting.expressions import PropertyExpression

UNDEFINED, LEFT, CENTER, RIGHT = 0, 1, 2, 3
Source = str | Callable[[Any, Any], Any] | Any


def expression(source: Source) -> PropertyExpression:
    """The expression of a source as views give it."""
    if isinstance(source, PropertyExpression):
        return source
    if isinstance(source, str):
        return PropertyExpression(source)
    text = getattr(source, "source", None)
    if text is not None:
        return PropertyExpression(text, block=source)
    return PropertyExpression("", compute=source)


@dataclass(frozen=True, slots=True)
class Condition:
    """For which objects an entry counts: type names and, with them, perhaps an expression that must be true."""

    types: tuple[str, ...] = ()
    when: PropertyExpression | None = None


@dataclass(frozen=True, slots=True)
class Header:
    label: str | None = None
    width: int = 0
    alignment: int = UNDEFINED


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row or an item of a list; `text` stands in place of a value."""

    source: PropertyExpression | None
    alignment: int = UNDEFINED
    format: str | None = None
    label: str | None = None
    text: str | None = None
    when: PropertyExpression | None = None


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    wrap: bool = False
    selected: Condition | None = None


@dataclass(frozen=True, slots=True)
class TableBody:
    headers: tuple[Header, ...]
    rows: tuple[Row, ...]
    autosize: bool | None = None
    hide_headers: bool = False


@dataclass(frozen=True, slots=True)
class ListEntry:
    items: tuple[Cell, ...]
    selected: Condition | None = None


@dataclass(frozen=True, slots=True)
class ListBody:
    entries: tuple[ListEntry, ...]


@dataclass(frozen=True, slots=True)
class WideEntry:
    cell: Cell
    selected: Condition | None = None


@dataclass(frozen=True, slots=True)
class WideBody:
    entries: tuple[WideEntry, ...]
    columns: int = 0
    autosize: bool | None = None


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class NewLine:
    count: int = 1


@dataclass(frozen=True, slots=True)
class Frame:
    items: tuple[Any, ...]
    left: int = 0
    right: int = 0
    first: int = 0


@dataclass(frozen=True, slots=True)
class Binding:
    """A value in free text; `control` (a CustomBody or the name of a shared one) says how it is shown, None: by its text."""

    source: PropertyExpression | None = None
    enumerate: bool = False
    control: Any = None
    format: str | None = None
    when: PropertyExpression | None = None


@dataclass(frozen=True, slots=True)
class CustomEntry:
    items: tuple[Any, ...]
    selected: Condition | None = None


@dataclass(frozen=True, slots=True)
class CustomBody:
    entries: tuple[CustomEntry, ...]


@dataclass(frozen=True, slots=True)
class GroupBy:
    source: PropertyExpression
    label: str | None = None
    control: CustomBody | str | None = None


Body = TableBody | ListBody | WideBody | CustomBody


@dataclass(frozen=True, slots=True)
class View:
    """A view by name for some types.  Out of band: objects of these types are shown alone, whatever is being shown around them."""

    name: str
    types: tuple[str, ...]
    body: Body
    group_by: GroupBy | None = None
    out_of_band: bool = False
    controls: dict[str, CustomBody] = field(default_factory=dict, hash=False, compare=False)

    @property
    def shape(self) -> str:
        return SHAPES[type(self.body)]


SHAPES: dict[type, str] = {TableBody: "table", ListBody: "list", WideBody: "wide", CustomBody: "custom"}


def select_entry(entries: tuple[Any, ...], type_names: Any, matches: Callable[[Condition, Any], bool]) -> Any:
    """The entry for an object: the one for its most special type, else the first without condition, else the first."""
    names = {name.lower(): i for i, name in enumerate(reversed([n.removeprefix("Deserialized.") for n in type_names]))}
    best, best_place = None, -1
    for entry in entries:
        condition = entry.selected
        if condition is None:
            continue
        place = max((names.get(t.lower(), -1) for t in condition.types), default=-1)
        if place > best_place and matches(condition, entry):
            best, best_place = entry, place
    if best is not None:
        return best
    return next((e for e in entries if e.selected is None), entries[0])
