"""An event of a .NET object: handlers that are called in the order they came.

Decides isolation: a handler that fails does not keep the others from being called, nor the owner from going on.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Handler = Callable[[Any, Any], object]


class EventSource:
    """Handlers called as ``handler(sender, arguments)``; adding and removing is safe while the event fires."""

    __slots__ = ("_handlers", "_lock", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._handlers: tuple[Handler, ...] = ()
        self._lock = threading.Lock()

    def add(self, handler: Handler) -> None:
        with self._lock:
            self._handlers = (*self._handlers, handler)

    def remove(self, handler: Handler) -> None:
        """Take one registration of a handler away; nothing happens when there is none."""
        with self._lock:
            kept = list(self._handlers)
            if handler in kept:
                kept.remove(handler)
                self._handlers = tuple(kept)

    def fire(self, sender: Any, arguments: Any) -> list[Exception]:
        """Call every handler; what they raised is handed back, never raised."""
        failures: list[Exception] = []
        for handler in self._handlers:
            try:
                handler(sender, arguments)
            except Exception as problem:  # noqa: BLE001  a foreign handler may raise anything; the owner must go on
                failures.append(problem)
        return failures

    def __len__(self) -> int:
        return len(self._handlers)

    def __repr__(self) -> str:
        return f"<EventSource {self.name}: {len(self._handlers)} handlers>"
