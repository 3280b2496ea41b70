"""$input: an enumerator over what came down the pipeline, or over what still comes.

Decides when a script meets its input: `InputList` has all of it; `InputStream` reads it from its source one by one as the script asks, as
PowerShell does for the first script of a pipeline that was begun from outside (a job, a remote command, the API).
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psbridge.concurrency import CancelToken
from psbridge.engine.errors import PipelineStopped
from psbridge.engine.scopes import UNSET
from psbridge.objects.convert import register_enumerable
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject

_END = object()


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


class InputStream(NetObject):
    """An enumerator over a source that may still be filled: each object is read once, when it is asked for."""

    __slots__ = ("_source", "current")
    net_type = define(
        "System.Management.Automation.Runspaces.PipelineReader`1+<GetReadEnumerator>d__20",
        interfaces=("System.Collections.IEnumerator",),
        assembly=SMA,
    )
    PROPERTIES = {"Current": "current"}
    METHODS = {"MoveNext": "move_next", "Reset": "reset", "Dispose": "dispose"}

    def __init__(self, source: Iterable[Any]) -> None:
        super().__init__()
        self._source = iter(source)
        self.current: Any = None

    def move_next(self) -> bool:
        found = next(self._source, _END)
        self.current = None if found is _END else found
        return found is not _END

    def reset(self) -> None:
        raise NetError.of("System.NotSupportedException", "Specified method is not supported.")

    def dispose(self) -> None:
        self._source = iter(())

    def __iter__(self) -> Iterator[Any]:
        while self.move_next():
            yield self.current


class InputQueue:
    """Objects that come while a pipeline runs: `put` and `end` from one thread, iterating from another, which waits for them.

    The reader's token ends the wait.  ``on_room`` is called when a queue that was full has been read half empty: whoever writes may hold
    back until then; who cannot wait writes on.
    """

    def __init__(self, token: CancelToken | None = None, limit: int = 0, on_room: Callable[[], object] | None = None) -> None:
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._token: CancelToken | None = None
        self._limit, self.on_room = limit, on_room
        self._was_full = False
        if token is not None:
            self.watch(token)

    def watch(self, token: CancelToken) -> None:
        """From now on that token ends the wait of the reader."""
        self._token = token
        token.on_cancel(self.end)

    def put(self, value: Any) -> None:
        self._queue.put(value)

    def end(self, *_: Any) -> None:
        self._queue.put(_END)

    @property
    def is_full(self) -> bool:
        """Whether the writer had better wait."""
        full = 0 < self._limit <= self._queue.qsize()
        self._was_full = self._was_full or full
        return full

    def __iter__(self) -> Iterator[Any]:
        while (value := self._queue.get()) is not _END:
            yield value
            if self._was_full and self.on_room is not None and self._queue.qsize() <= self._limit // 2:
                self._was_full = False
                self.on_room()
        if self._token is not None and self._token.cancelled:
            raise PipelineStopped


register_enumerable(InputList, iter)
register_enumerable(InputStream, iter)


def restore(vars_: dict[str, Any], old: Any, name: str = "_") -> None:
    """Give $_ (or another automatic variable) back."""
    if old is UNSET:
        vars_.pop(name, None)
    else:
        vars_[name] = old


def reads_input(block: Any) -> bool:
    """Whether the text of a block may read $input: most blocks need none."""
    return "input" in block.body.text.lower()


def with_input(vars_: dict[str, Any], value: Any, call: Callable[[], None]) -> None:
    """Run what a cmdlet runs for one object: $input is an array with that object."""
    old = vars_.get("input", UNSET)
    vars_["input"] = [value]
    try:
        call()
    finally:
        restore(vars_, old, "input")
