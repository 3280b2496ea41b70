"""$input: an enumerator over what came down the pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.objects.convert import register_enumerable
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject


class InputList(NetObject):
    """An enumerator: what was read is gone, until Reset."""

    __slots__ = ("held", "place")
    net_type = define("System.Collections.ArrayList+ArrayListEnumeratorSimple", interfaces=("System.Collections.IEnumerator",))
    PROPERTIES = {"Current": "current"}
    METHODS = {"MoveNext": "move_next", "Reset": "reset"}

    def __init__(self, items: list[Any]) -> None:
        super().__init__()
        self.held, self.place = items, -1

    @property
    def current(self) -> Any:
        return self.held[self.place] if 0 <= self.place < len(self.held) else None

    def move_next(self) -> bool:
        self.place += 1
        return self.place < len(self.held)

    def reset(self) -> None:
        self.place = -1

    def __iter__(self) -> Iterator[Any]:
        while self.move_next():
            yield self.held[self.place]


register_enumerable(InputList, iter)
