"""Generic methods called with explicit type arguments: [Linq.Enumerable]::Cast[int]($x), [array]::Empty[string]().

Decides what the type arguments mean where they cannot be inferred; all others are called as without them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.members import arrays, enumerations, lists
from psbridge.objects import convert as conversion
from psbridge.objects.containers import TypedArray
from psbridge.objects.nettypes import NetType, type_of
from psbridge.objects.psobject import unwrap

Generic = Callable[[Any, tuple[NetType, ...], list[Any]], Any]


def _cast(ctx: Any, types: tuple[NetType, ...], args: list[Any]) -> Any:
    return TypedArray(types[0], [conversion.convert(item, types[0]) for item in lists.items_of(args[0])])


def _of_type(ctx: Any, types: tuple[NetType, ...], args: list[Any]) -> Any:
    plain = (item for item in lists.items_of(args[0]) if item is not None)
    return TypedArray(types[0], [item for item in plain if type_of(unwrap(item)).is_subtype_of(types[0])])


def _empty(ctx: Any, types: tuple[NetType, ...], args: list[Any]) -> Any:
    return arrays.create_array(types[0], 0)


def _create(ctx: Any, types: tuple[NetType, ...], args: list[Any]) -> Any:
    from psbridge.engine.invoke.doors import doors

    return doors.invoke_method(ctx, types[0], "new", args)


def _enum(name: str) -> Generic:
    function = {"parse": enumerations.parse, "getnames": enumerations.get_names, "getvalues": enumerations.get_values}[name]
    return lambda ctx, types, args: function(types[0], *args)  # type: ignore[operator]


METHODS: dict[tuple[str, str], Generic] = {
    ("System.Linq.Enumerable", "cast"): _cast,
    ("System.Linq.Enumerable", "oftype"): _of_type,
    ("System.Linq.Enumerable", "empty"): _empty,
    ("System.Array", "empty"): _empty,
    ("System.Activator", "createinstance"): _create,
    **{("System.Enum", name): _enum(name) for name in ("parse", "getnames", "getvalues")},
}


def find(net: NetType, key: str) -> Generic | None:
    """The method of that lower-case name that needs its type arguments."""
    return METHODS.get((net.full_name, key))
