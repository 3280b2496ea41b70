"""System.Tuple and System.ValueTuple."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine.members.arrays import same
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects import convert as conversion
from psbridge.objects.nettypes import NetType, define, find_type, type_of
from psbridge.objects.psobject import NetObject, unwrap

OBJECT = find_type("System.Object")


class Tuple(NetObject):
    """A tuple as a value: its items by place."""

    __slots__ = ("closed", "parts")
    net_type = define("System.Tuple")

    def __init__(self, closed: NetType, parts: tuple[Any, ...]) -> None:
        super().__init__()
        self.closed, self.parts = closed, parts

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tuple) and len(self.parts) == len(other.parts) and all(map(same, self.parts, other.parts))

    def __hash__(self) -> int:
        return hash(tuple(map(str, self.parts)))

    def __str__(self) -> str:
        return f"({', '.join(conversion.to_text(part) for part in self.parts)})"


Tuple.net_type = property(lambda self: self.closed)  # type: ignore[assignment]


@wants_type
def _new(net: NetType, *parts: Any) -> Tuple:
    return Tuple(net, parts)


def _part(index: int) -> Any:
    return lambda value: value.parts[index]


def _create(family: str) -> Any:
    def create(*parts: Any) -> Tuple:
        plain = tuple(unwrap(p) for p in parts)
        kinds = [OBJECT if p is None else type_of(p) for p in plain]
        return Tuple(find_type(f"{family}`{len(parts)}").close(*kinds), plain)

    return create


make_tuple = _create("System.Tuple")  # values of any types

for _family in ("System.Tuple", "System.ValueTuple"):
    _base = "System.Object" if _family == "System.Tuple" else "System.ValueType"
    define(_family)
    for _count in range(1, 9):
        define(f"{_family}`{_count}", _base, kind="generic")
        _fields = "\n".join(f"T{i + 1} Item{i + 1} {{get;}}" for i in range(_count))
        fill(
            f"{_family}`{_count}",
            f"new({', '.join(f'T{i + 1} item{i + 1}' for i in range(_count))})\n{_fields}\nint Length {{get;}}\nstring ToString()\n"
            "bool Equals(System.Object obj)\nSystem.Object Item(int index) {get;}",
            {
                "new": _new,
                **{f"Item{i + 1}": _part(i) for i in range(_count)},
                "Length": lambda value: len(value.parts),
                "ToString": str,
                "Equals": lambda a, b: a == unwrap(b),
                "Item": lambda value, index: value.parts[index],
            },
        )
    fill(
        _family,
        "\n".join(f"static System.Object Create({', '.join(f'System.Object item{i + 1}' for i in range(n))})" for n in range(1, 9)),
        {"::Create": _create(_family)},
    )


# -- Nullable<T>: its values are those of T


def _nullable(value: Any) -> Any:
    return value


fill(find_type("System.Nullable`1"), "new(T value)", {"new": _nullable})
