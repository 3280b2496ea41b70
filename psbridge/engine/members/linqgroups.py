"""What of System.Linq.Enumerable brings items together: groups, joins, look-ups, orders within orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine.members import arrays, linq  # noqa: F401 - linq declares the type
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.lists import items_of
from psbridge.engine.members.table import fill
from psbridge.objects.containers import exact_key
from psbridge.objects.convert import register_enumerable
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject, unwrap

OBJECT = find_type("System.Object")


class Grouping(NetObject):
    """Items that have a key in common."""

    __slots__ = ("key", "members")
    net_type = define("System.Linq.Grouping`2", kind="generic", interfaces=["System.Collections.IEnumerable"]).close(OBJECT, OBJECT)

    def __init__(self, key: Any) -> None:
        super().__init__()
        self.key = key
        self.members: list[Any] = []

    def __iter__(self) -> Iterator[Any]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)


class Lookup(NetObject):
    """Groups by their keys; a key that is not there has none."""

    __slots__ = ("groups",)
    net_type = define("System.Linq.Lookup`2", kind="generic", interfaces=["System.Collections.IEnumerable"]).close(OBJECT, OBJECT)

    def __init__(self, groups: dict[Any, Grouping]) -> None:
        super().__init__()
        self.groups = groups

    def __iter__(self) -> Iterator[Grouping]:
        return iter(self.groups.values())

    def __len__(self) -> int:
        return len(self.groups)

    def at(self, key: Any) -> list[Any]:
        found = self.groups.get(exact_key(unwrap(key)))
        return [] if found is None else found.members


def _grouped(source: Any, key: Any, pick: Any = None) -> dict[Any, Grouping]:
    groups: dict[Any, Grouping] = {}
    for item in items_of(source):
        found = key(item)
        group = groups.setdefault(exact_key(unwrap(found)), Grouping(found))
        group.members.append(item if pick is None else pick(item))
    return groups


def _group_by(source: Any, key: Any, pick: Any = None) -> list[Grouping]:
    return list(_grouped(source, key, pick).values())


def _join(outer: Any, inner: Any, outer_key: Any, inner_key: Any, pick: Any) -> list[Any]:
    known = _grouped(inner, inner_key)
    return [
        pick(item, other) for item in items_of(outer) for other in getattr(known.get(exact_key(unwrap(outer_key(item)))), "members", ())
    ]


def _group_join(outer: Any, inner: Any, outer_key: Any, inner_key: Any, pick: Any) -> list[Any]:
    known = Lookup(_grouped(inner, inner_key))
    return [pick(item, known.at(outer_key(item))) for item in items_of(outer)]


class Ordered(list[Any]):
    """Items in an order that ThenBy refines: ``keys`` are the sort keys so far, and whether they go down."""

    __slots__ = ("keys", "source")

    def __init__(self, source: list[Any], keys: list[tuple[Any, bool]]) -> None:
        self.source, self.keys = source, keys
        found = list(source)
        by = arrays.ordering(None)
        for key, down in reversed(keys):
            found = arrays.merge_sort(found[::-1] if down else found, lambda item, key=key: by(key(item)))
            found = found[::-1] if down else found
        super().__init__(found)


def ordered(down: bool) -> Callable[[Any, Any], Ordered]:
    return lambda source, key: Ordered(items_of(source), [(key, down)])


def _then(down: bool) -> Callable[[Any, Any], Ordered]:
    def run(source: Any, key: Any) -> Ordered:
        if isinstance(source, Ordered):
            return Ordered(source.source, [*source.keys, (key, down)])
        return ordered(down)(source, key)

    return run


register_enumerable(Grouping, iter)
register_enumerable(Lookup, iter)
fill(
    Grouping.net_type,
    "System.Object Key {get;}\nint Count {get;}\nSystem.Collections.IEnumerator GetEnumerator()",
    {"Key": "key", "Count": len, "GetEnumerator": lambda own: enumerator_of(own.members)},
)
fill(
    Lookup.net_type,
    "int Count {get;}\nSystem.Object Item(System.Object key) {get;}\nbool Contains(System.Object key)",
    {"Count": len, "Item": Lookup.at, "Contains": lambda own, key: exact_key(unwrap(key)) in own.groups},
)
_E = "System.Collections.IEnumerable"
_F = "System.Func[System.Object,System.Object]"
_PAIR = "System.Func[System.Object,System.Object,System.Object]"
fill(
    "System.Linq.Enumerable",
    "\n".join(
        f"static System.Object {name}({_E} source, {_F} keySelector)"
        for name in ("GroupBy", "ToLookup", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending")
    )
    + f"""
    static System.Object AsEnumerable({_E} source)
    static System.Object GroupBy({_E} source, {_F} keySelector, {_F} elementSelector)
    static System.Object ToLookup({_E} source, {_F} keySelector, {_F} elementSelector)
    static System.Object Join({_E} outer, {_E} inner, {_F} outerKeySelector, {_F} innerKeySelector, {_PAIR} resultSelector)
    static System.Object GroupJoin({_E} outer, {_E} inner, {_F} outerKeySelector, {_F} innerKeySelector, {_PAIR} resultSelector)
    """,
    {
        "::AsEnumerable": lambda source: source,
        "::GroupBy": _group_by,
        "::ToLookup": lambda source, key, pick=None: Lookup(_grouped(source, key, pick)),
        "::Join": _join,
        "::GroupJoin": _group_join,
        "::OrderBy": ordered(False),
        "::OrderByDescending": ordered(True),
        "::ThenBy": _then(False),
        "::ThenByDescending": _then(True),
    },
)
