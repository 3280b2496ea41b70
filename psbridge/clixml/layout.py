"""How shapes, collections and levels are laid out in CLIXML, worked out once and kept.

Decides which members of a shape are adapted and which extended, which tag a class of collections has, and what white space stands before
a level.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from psbridge.clixml.escapes import escape, escape_name
from psbridge.objects import typetable
from psbridge.objects.containers import ArrayList, GenericList, MultiArray, NetDictionary, Queue, Stack, TypedArray
from psbridge.objects.members import PSMemberInfo
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.psobject import ADAPTED, SPECIAL, PSObject, Shape

CACHE_LIMIT = 4096
MAX_LEVEL = 400  # of elements; objects that PowerShell could read back end long before
COMPACT = ("",) * MAX_LEVEL
TAGS = ("LST", "STK", "QUE", "DCT", "IE")
INDENTED = tuple("\n" + "  " * level for level in range(MAX_LEVEL))  # white space before an element, by level


class Frames:
    """For one kind of white space, by tag and level: the start of a collection within its Obj, and the end of both."""

    __slots__ = ("closes", "opens")

    def __init__(self, pads: tuple[str, ...]) -> None:
        pairs = list(zip(pads, (*pads[1:], pads[-1]), strict=True))
        self.opens = {tag: tuple(f"{inner}<{tag}>" for _, inner in pairs) for tag in TAGS}
        self.closes = {tag: tuple(f"{inner}</{tag}>{pad}</Obj>" for pad, inner in pairs) for tag in TAGS}


_frames: dict[int, Frames] = {}


def frames(pads: tuple[str, ...]) -> Frames:
    """The frames for white space, made once."""
    found = _frames.get(id(pads))
    if found is None:
        found = _frames[id(pads)] = Frames(pads)
    return found


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
_NAME_BLOCKS: dict[tuple[str, ...], dict[str, str]] = {}
NUMBERED = 1024
REFERENCES = tuple(f' RefId="{number}">' for number in range(NUMBERED))  # what ends the start of an element, for the usual numbers
NAME_REFERENCES = tuple(f'<TNRef RefId="{number}" />' for number in range(NUMBERED))


def type_name_block(names: tuple[str, ...], pad: str, inner: str) -> str:
    """The T elements of type names and the end of their TN; `pad` and `inner`: the white space before TN and T."""
    blocks = _NAME_BLOCKS.get(names)
    if blocks is None:
        if len(_NAME_BLOCKS) > CACHE_LIMIT:
            _NAME_BLOCKS.clear()
        blocks = _NAME_BLOCKS[names] = {}
    found = blocks.get(pad)
    if found is None:
        found = blocks[pad] = inner + inner.join([f"<T>{escape(name)}</T>" for name in names]) + f"{pad}</TN>"
    return found


_PREFIXES: dict[str, dict[str, str]] = {}


def key_prefixes(pad: str) -> dict[str, str]:
    """The starts of dictionary entries by their text key, for a level's white space: keys come again and again."""
    found = _PREFIXES.get(pad)
    if found is None or len(found) > CACHE_LIMIT:
        found = _PREFIXES[pad] = {}
    return found


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


Row = tuple[str, Callable[[Any], Sequence[Any]] | None]
CONTAINERS: dict[type, Row | None] = {
    list: ("LST", None),
    tuple: ("LST", None),
    MultiArray: ("LST", lambda value: value.items),
    Stack: ("STK", lambda value: value[::-1]),
    Queue: ("QUE", list),
    deque: ("QUE", list),
    dict: ("DCT", lambda value: list(value.items())),
    NetDictionary: ("DCT", lambda value: list(value._items.values())),
    bytes: None,
    str: None,
    PSObject: None,
}


def container(kind: type) -> Row | None:
    """How a class of collections is written (tag, and its elements when it is no sequence itself); None when it is none."""
    if kind in CONTAINERS:
        return CONTAINERS[kind]
    row = next((CONTAINERS[c] for c in kind.__mro__ if c in CONTAINERS), None)
    if len(CONTAINERS) < CACHE_LIMIT:
        CONTAINERS[kind] = row
    return row


_LISTS = frozenset({list, tuple, ArrayList, TypedArray, GenericList, MultiArray, Stack, Queue, deque, dict})
_LIST, _DICTIONARY = find_type("System.Collections.IList"), find_type("System.Collections.IDictionary")


def is_list_or_dictionary(value: Any) -> bool:
    """Whether .NET has a list, stack, queue or dictionary there, not something else that Python keeps in a list."""
    if value.__class__ in _LISTS or isinstance(value, NetDictionary) or "net_type" not in dir(value.__class__):
        return True
    net = type_of(value)
    return net.is_subtype_of(_LIST) or net.is_subtype_of(_DICTIONARY) or not isinstance(value, list)


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
