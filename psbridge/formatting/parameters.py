"""What the caller of a Format-* cmdlet asked for: properties, shape, grouping and switches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from psbridge.formatting.expressions import PropertyExpression, default_property_set
from psbridge.objects import convert
from psbridge.objects.access import get_property, has_property, properties_of
from psbridge.objects.wildcard import has_wildcards

SHOW_COMPUTER = "PSShowComputerName"
COMPUTER = "PSComputerName"
MAX_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class PropertyParameter:
    """One element of -Property or -GroupBy."""

    expression: PropertyExpression
    label: str | None = None
    width: int | None = None
    alignment: int | None = None
    format: str | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a Format-* cmdlet; None: not given."""

    properties: tuple[PropertyParameter, ...] = ()
    group_by: PropertyParameter | None = None
    view: str | None = None
    autosize: bool | None = None
    wrap: bool | None = None
    hide_headers: bool | None = None
    repeat_header: bool | None = None
    columns: int | None = None
    depth: int = 5
    force: bool = False
    expand: str | None = None  # CoreOnly, EnumOnly, Both
    show_errors: bool = False
    display_errors: bool = False


@dataclass(slots=True)
class Association:
    """A resolved property with the parameter that asked for it."""

    expression: PropertyExpression
    parameter: PropertyParameter | None = None
    field: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        asked = self.parameter
        return asked.label if asked is not None and asked.label is not None else str(self.expression)

    @property
    def format(self) -> str | None:
        return self.parameter.format if self.parameter is not None else None


def shows_computer_name(value: Any) -> bool:
    return has_property(value, SHOW_COMPUTER) and convert.truth(get_property(value, SHOW_COMPUTER))


def expand_parameters(asked: tuple[PropertyParameter, ...], value: Any, keep_unknown: bool) -> list[Association]:
    """The properties asked for, patterns resolved; a table keeps a plain name that the object does not have."""
    found: list[Association] = []
    for one in asked:
        resolved = one.expression.resolve(value)
        if not resolved and keep_unknown and not has_wildcards(one.expression.text):
            resolved = [one.expression]
        found += [Association(expression, one) for expression in resolved]
    return found


def expand_all(value: Any) -> list[Association]:
    """All properties: the type's own first, then those that were added."""
    own: list[str] = []
    added: list[str] = []
    for view in properties_of(value):
        if not view.hidden:
            (own if view.kind == "Property" else added).append(view.name)
    return [Association(PropertyExpression(name)) for name in own + added]


def expand_default_set(value: Any) -> list[Association]:
    return [Association(PropertyExpression(name)) for name in default_property_set(value)]


def _without_remote_notes(value: Any, found: list[Association]) -> list[Association]:
    if not has_property(value, SHOW_COMPUTER):
        return found
    hidden = {SHOW_COMPUTER.lower()}
    if not shows_computer_name(value):
        hidden.add(COMPUTER.lower())
    return [one for one in found if one.expression.text.lower() not in hidden]


def active_properties(asked: tuple[PropertyParameter, ...], value: Any, table: bool = False) -> list[Association]:
    """The properties to show: those asked for, else the default display set, else all (a table stops at ten)."""
    if asked:
        return expand_parameters(asked, value, keep_unknown=table)
    found = expand_default_set(value)
    if found:
        return [*found, Association(PropertyExpression(COMPUTER))] if shows_computer_name(value) else found
    found = _without_remote_notes(value, expand_all(value))
    return found[:MAX_COLUMNS] if table else found
