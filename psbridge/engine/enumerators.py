"""IEnumerator over Python iterators: what $foreach and $switch hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psbridge.objects import NetObject, find_type


class Enumerator(NetObject):
    """An iterator with MoveNext, Current and Reset; the loop that owns it goes on where a script moved it to."""

    __slots__ = ("_iterator", "_source", "current")
    net_type = find_type("System.Collections.IEnumerator")
    PROPERTIES = {"Current": "current"}
    METHODS = {"MoveNext": "move_next", "Reset": "reset"}

    def __init__(self, items: Iterable[Any]) -> None:
        super().__init__()
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
