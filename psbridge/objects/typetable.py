"""The extended type table (ETS): members and serialisation settings that PowerShell adds to types, as data.

Decides which members a list of type names brings along.  A runspace overlays the built-in table with one of its own (Update-TypeData);
the table that counts on a thread is `active()`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from psbridge.objects.members import PSMemberInfo


@dataclass(slots=True)
class TypeData:
    """What the table says of one type.  None: not said here, so an ancestor's word counts."""

    type_name: str
    members: dict[str, PSMemberInfo] = field(default_factory=dict)  # by lower-case name
    default_display_property_set: tuple[str, ...] | None = None
    default_display_property: str | None = None
    default_key_property_set: tuple[str, ...] | None = None
    serialization_method: str | None = None  # AllPublicProperties, SpecificProperties or String
    serialization_depth: int | None = None
    property_serialization_set: tuple[str, ...] | None = None
    inherit_property_serialization_set: bool | None = None
    string_serialization_source: str | None = None
    target_type_for_deserialization: str | None = None
    type_converter: Any = None
    type_adapter: Any = None

    def add(self, *members: PSMemberInfo) -> TypeData:
        for member in members:
            self.members[member.name.lower()] = member
        return self


# members that Windows PowerShell's sessions do not show, by type
DESKTOP_LACKS: Mapping[str, frozenset[str]] = {"system.diagnostics.process": frozenset(("commandline", "parent"))}
LISTENERS: list[Callable[[TypeTable], None]] = []  # called when a table changes, by those who remember look-ups


class TypeTable:
    """Type data by type name over a parent table; the overlay's word counts before the parent's.

    ``hidden``: members of the parent that are not to be seen, by type; whoever remembers look-ups knows these types (`DESKTOP_LACKS`).
    """

    def __init__(self, parent: TypeTable | None = None, hidden: Mapping[str, frozenset[str]] | None = None) -> None:
        self.parent = parent
        self.types: dict[str, TypeData] = {}
        self.removed: set[str] = set()
        self.hidden = hidden or {}
        self._merged: dict[tuple[str, ...], dict[str, PSMemberInfo]] = {}
        self._children_version = 0
        self.version = 0

    # -- changes

    def data(self, type_name: str) -> TypeData:
        """This table's own entry for a type, to be filled; what a parent says of it stays valid beside it."""
        self.removed.discard(type_name.lower())
        entry = self.types.setdefault(type_name.lower(), TypeData(type_name))
        self._changed()
        return entry

    def remove(self, type_name: str) -> bool:
        """Forget a type, the parent's entry included; False when nobody knew it."""
        key = type_name.lower()
        known = self.types.pop(key, None) is not None or any(True for _ in self._parents_of(key))
        self.removed.add(key)
        self._changed()
        return known

    def remove_member(self, type_name: str, member: str) -> bool:
        entry = self.types.get(type_name.lower())
        self._changed()
        return entry is not None and entry.members.pop(member.lower(), None) is not None

    def _changed(self) -> None:
        self.version += 1
        self._merged.clear()
        for listener in LISTENERS:
            listener(self)

    def _parents_of(self, key: str) -> Iterator[TypeData]:
        if self.parent is not None and key not in self.removed:
            yield from self.parent.entries(key)

    # -- look-ups

    def told(self) -> set[str]:
        """The types that this table itself tells something of, in lower case."""
        return {*self.types, *self.removed}

    def entries(self, type_name: str) -> Iterator[TypeData]:
        """What is said of exactly this type, the overlay first."""
        key = type_name.lower()
        own = self.types.get(key)
        if own is not None:
            yield own
        yield from self._parents_of(key)

    def members(self, type_names: Sequence[str]) -> dict[str, PSMemberInfo]:
        """All members that these type names bring, the most special type first; do not change the result."""
        version = self._total_version()
        if version != self._children_version:
            self._merged.clear()
            self._children_version = version
        names = type_names if type_names.__class__ is tuple else tuple(type_names)
        found = self._merged.get(names)
        if found is None:
            found = {}
            for name in names:
                hidden = self.hidden.get(name.lower(), frozenset())
                for entry in self.entries(name):
                    for key, member in entry.members.items():
                        if key not in hidden or entry is self.types.get(name.lower()):
                            found.setdefault(key, member)
            self._merged[names] = found
        return found

    def _total_version(self) -> int:
        return self.version + (self.parent._total_version() if self.parent is not None else 0)

    def setting(self, type_names: Iterable[str], attribute: str) -> Any:
        """The first word on a setting (an attribute of TypeData) along the type names; None when there is none."""
        for name in type_names:
            for entry in self.entries(name):
                value = getattr(entry, attribute)
                if value is not None:
                    return value
        return None

    def known_types(self) -> list[TypeData]:
        """Every entry in force, parents' included."""
        seen: dict[str, TypeData] = {}
        table: TypeTable | None = self
        hidden: set[str] = set()
        while table is not None:
            for key, entry in table.types.items():
                if key not in hidden:
                    seen.setdefault(key, entry)
            hidden |= table.removed
            table = table.parent
        return list(seen.values())


BUILTIN = TypeTable()
_local = threading.local()


def active() -> TypeTable:
    """The table of the running thread: its runspace's, else the built-in one."""
    table: TypeTable = getattr(_local, "table", BUILTIN)
    return table


def activate(table: TypeTable | None) -> TypeTable | None:
    """Make `table` the running thread's (None: the built-in one); gives back the one before."""
    before: TypeTable | None = getattr(_local, "table", None)
    _local.table = BUILTIN if table is None else table
    return before


def builtin(type_name: str) -> TypeData:
    """The built-in entry of a type, for the module that defines the type to fill."""
    return BUILTIN.data(type_name)
