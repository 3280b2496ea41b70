"""How shapes, collections and levels are laid out in CLIXML, worked out once and kept.

Decides which members of a shape are adapted and which extended, which tag a class of collections has, and what white space stands before
a level.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from psbridge.clixml.escapes import escape_name
from psbridge.objects import typetable
from psbridge.objects.containers import (
    ArrayList,
    CaseSensitiveHashtable,
    GenericDictionary,
    GenericList,
    Hashtable,
    MultiArray,
    NetDictionary,
    OrderedDictionary,
    PSPrimitiveDictionary,
    Queue,
    Stack,
    TypedArray,
)
from psbridge.objects.members import PSMemberInfo
from psbridge.objects.nettypes import _BY_CLASS as NET_TYPES
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.psobject import ADAPTED, SPECIAL, PSObject, Shape

CACHE_LIMIT = 4096


class Layer:
    """The members of one kind of a shape: attributes ready to write, and which values belong to them."""

    __slots__ = ("attributes", "pick")

    def __init__(self, shape: Shape, wanted: Callable[[int], bool]) -> None:
        chosen = [i for i, kind in enumerate(shape.kinds) if wanted(kind)]
        self.attributes = tuple(f' N="{escape_name(shape.names[i])}"' for i in chosen)
        self.pick: Callable[[list[Any]], Sequence[Any]]
        if chosen == list(range(len(shape.names))):
            self.pick = _all
        elif chosen and chosen == list(range(chosen[0], chosen[-1] + 1)):
            cut = slice(chosen[0], chosen[-1] + 1)
            self.pick = lambda values: values[cut]
        else:
            self.pick = lambda values: [values[i] for i in chosen]


def _all(values: list[Any]) -> list[Any]:
    return values


PLANS: dict[Shape, tuple[Layer, Layer]] = {}
NUMBERED = 1024
REFERENCES = tuple(f' RefId="{number}">' for number in range(NUMBERED))  # what ends the start of an element, for the usual numbers
NAME_REFERENCES = tuple(f'<TNRef RefId="{number}" />' for number in range(NUMBERED))


def plan(shape: Shape) -> tuple[Layer, Layer]:
    """Adapted and extended members of a shape."""
    if len(PLANS) > CACHE_LIMIT:
        PLANS.clear()
    found = PLANS[shape] = Layer(shape, lambda kind: kind == ADAPTED), Layer(shape, lambda kind: kind != ADAPTED)
    return found


_known_extras: tuple[Any, int, dict[tuple[str, ...], bool]] = (None, 0, {})


def extras_of(table: typetable.TypeTable) -> dict[tuple[str, ...], bool]:
    """Which type names bring properties of the type table; kept until the table changes."""
    global _known_extras
    known, version, extras = _known_extras
    now = table._total_version()
    if known is not table or version != now or len(extras) > CACHE_LIMIT:
        extras = {}
        _known_extras = (table, now, extras)
    return extras


# tag, elements when it is no sequence itself, type names when all of its class share them; a bare tuple, which unpacks fastest
Row = tuple[str, Callable[[Any], Sequence[Any]] | None, tuple[str, ...] | None]


def _pairs(value: NetDictionary) -> list[Any]:
    return value.pairs()


def _known(tag: str, kind: type, get: Callable[[Any], Sequence[Any]] | None = None) -> Row:
    return tag, get, NET_TYPES[kind].type_names


CONTAINERS: dict[type, Row] = {
    list: _known("LST", list),
    tuple: _known("LST", tuple),
    ArrayList: _known("LST", ArrayList),
    TypedArray: ("LST", None, None),
    GenericList: ("LST", None, None),
    MultiArray: ("LST", lambda value: value.items, None),
    Stack: _known("STK", Stack, lambda value: value[::-1]),
    Queue: _known("QUE", Queue, list),
    deque: ("QUE", list, None),
    dict: _known("DCT", dict, lambda value: list(value.items())),
    NetDictionary: ("DCT", _pairs, None),
    Hashtable: _known("DCT", Hashtable, _pairs),
    OrderedDictionary: _known("DCT", OrderedDictionary, _pairs),
    PSPrimitiveDictionary: _known("DCT", PSPrimitiveDictionary, _pairs),
    CaseSensitiveHashtable: _known("DCT", CaseSensitiveHashtable, _pairs),
    GenericDictionary: ("DCT", _pairs, None),
}
_derived: dict[type, Row | None] = {}


def container(kind: type) -> Row | None:
    """How a class of collections is written; None when it is none."""
    if kind in CONTAINERS:
        return CONTAINERS[kind]
    if kind not in _derived:
        if len(_derived) > CACHE_LIMIT:
            _derived.clear()
        found = next((CONTAINERS[c] for c in kind.__mro__ if c in CONTAINERS), None)
        _derived[kind] = None if found is None else (found[0], found[1], None)
    return _derived[kind]


_LIST, _DICTIONARY = find_type("System.Collections.IList"), find_type("System.Collections.IDictionary")


def row_of(value: Any) -> Row | None:
    """How a value is written that .NET has as a list, stack, queue or dictionary; None for what only Python keeps in a list."""
    kind = type(value)
    row = container(kind)
    if row is None or kind in CONTAINERS or isinstance(value, NetDictionary) or "net_type" not in dir(kind):
        return row
    net = type_of(value)
    return row if net.is_subtype_of(_LIST) or net.is_subtype_of(_DICTIONARY) or not isinstance(value, list) else None


class BoundMember(PSMemberInfo):
    """A member of the type table, read from the object that it was found for."""

    __slots__ = ("_member", "_owner")
    is_property = True

    def __init__(self, member: PSMemberInfo, owner: Any) -> None:
        super().__init__(member.name)
        self._member, self._owner = member, owner

    def get_value(self, instance: Any) -> Any:
        return self._member.get_value(self._owner)


def with_table_members(value: PSObject) -> PSObject:
    """A copy of a bag that has the properties which the type table adds to its type as members of its own."""
    table = typetable.active().members(tuple(value.type_names))
    whole = value.copy()
    for key, member in table.items():
        if member.is_property and key not in value.shape.index:
            whole.shape = whole.shape.plus(member.name, SPECIAL)
            whole.values.append(BoundMember(member, value))
    return whole
