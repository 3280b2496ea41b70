"""IEnumerator over Python iterators: what $foreach and $switch hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psbridge.engine.enumeratornames import ARRAY, named
from psbridge.objects import NetObject, find_type, unwrap
from psbridge.objects.nettypes import NetType


class Enumerator(NetObject):
    """An iterator with MoveNext, Current and Reset; the loop that owns it goes on where a script moved it to."""

    __slots__ = ("_iterator", "_kind", "_source", "current")
    net_type = find_type("System.Collections.IEnumerator")

    def __init__(self, items: Iterable[Any], kind: NetType | None = None) -> None:
        super().__init__()
        self._kind = kind or named(ARRAY)
        self._source = items
        self._iterator = iter(items)
        self.current: Any = None

    def move_next(self) -> bool:
        for item in self._iterator:
            self.current = item
            return True
        self.current = None
        return False

    def reset(self) -> None:
        self._iterator = iter(self._source)

    def __iter__(self) -> Iterator[Any]:
        while self.move_next():
            yield self.current


Enumerator.net_type = property(lambda self: self._kind)  # type: ignore[assignment]


def enumerator_over(items: Iterable[Any], value: Any) -> Enumerator:
    """The enumerator over the items of a value; one that has none is gone through as an array of one."""
    from psbridge.engine.members.enumerators import kind_of

    return Enumerator(items, None if items.__class__ is tuple else kind_of(unwrap(value)))
