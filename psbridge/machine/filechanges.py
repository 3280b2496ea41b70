"""Changes of files: what a watch is told, and how an emulated file system tells it.

Decides which changes a watch hears of (`Order`), and that it hears of them on a thread of its own, in their order: whoever changes a file
never runs the code of those who watch.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

# as WatcherChangeTypes and NotifyFilters number them
CREATED, DELETED, CHANGED, RENAMED = 1, 2, 4, 8
FILE_NAME, DIRECTORY_NAME, ATTRIBUTES, SIZE, LAST_WRITE, LAST_ACCESS, CREATION_TIME, SECURITY = 1, 2, 4, 8, 16, 32, 64, 256


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a file; ``name`` and ``old`` (of what was renamed) count from the directory that is watched."""

    kind: int
    name: str
    is_dir: bool
    old: str = ""
    aspects: int = 0  # what of it changed, as NotifyFilters


class Overflow(OSError):
    """More changed at once than could be told."""


class Gone(OSError):
    """The directory itself is there no more."""


@dataclass(frozen=True, slots=True)
class Order:
    """A directory to watch, what of it, and who is told: `changed` of changes, `failed` of trouble after which the watch goes on or not."""

    path: str
    deep: bool
    filters: int
    changed: Callable[[Change], object]
    failed: Callable[[OSError], object]

    def wants(self, change: Change) -> bool:
        """Whether the filters let a change through."""
        if change.kind == CHANGED:
            return bool(change.aspects & self.filters)
        return bool(self.filters & (DIRECTORY_NAME if change.is_dir else FILE_NAME))


class Watch(Protocol):
    """A watch that is on; `thread` ends when it has given back what it holds."""

    thread: threading.Thread

    def stop(self) -> None: ...


class QueuedWatch:
    """A watch of an emulated file system: what it is sent waits for its thread."""

    __slots__ = ("_leave", "_sent", "order", "thread")

    def __init__(self, order: Order, leave: Callable[[QueuedWatch], None]) -> None:
        self.order, self._leave = order, leave
        self._sent: queue.SimpleQueue[Change | OSError | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name=f"watch {order.path}", daemon=True)
        self.thread.start()

    def send(self, told: Change | OSError) -> None:
        self._sent.put(told)

    def stop(self) -> None:
        self._leave(self)
        self._sent.put(None)

    def _run(self) -> None:
        while (told := self._sent.get()) is not None:
            if isinstance(told, Change):
                self.order.changed(told)
            else:
                self.order.failed(told)


class Announcer:
    """Tells those who watch an emulated file system what its operations do.  Paths are normalized; their case does not count."""

    __slots__ = ("_lock", "_separator", "watches")

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self._lock = threading.Lock()
        self.watches: tuple[QueuedWatch, ...] = ()

    def watch(self, order: Order) -> QueuedWatch:
        made = QueuedWatch(order, self._remove)
        with self._lock:
            self.watches = (*self.watches, made)
        return made

    def _remove(self, watch: QueuedWatch) -> None:
        with self._lock:
            self.watches = tuple(one for one in self.watches if one is not watch)

    def tell(self, kind: int, path: str, is_dir: bool, *, old: str = "", aspects: int = 0) -> None:
        """An operation was done; `old` is the whole path that something had before."""
        for watch in self.watches:
            name = self._below(watch.order, path)
            if name is not None:
                change = Change(kind, name, is_dir, (self._below(watch.order, old) or "") if old else "", aspects)
                if watch.order.wants(change):
                    watch.send(change)
            elif kind == DELETED and path.lower() == self._root(watch.order).lower():
                watch.send(Gone(13, "Access is denied", path))

    def _root(self, order: Order) -> str:
        return order.path.rstrip(self._separator)

    def _below(self, order: Order, path: str) -> str | None:
        """A path counted from the directory that is watched; None when it is none of its own."""
        head = self._root(order) + self._separator
        if not path.lower().startswith(head.lower()):
            return None
        name = path[len(head) :]
        return name if order.deep or self._separator not in name else None
