"""News of lines that are cut and come back.

Decides that whoever shows such news hears of all sessions of the process, however deep they are made; only the one who began to listen last
is told, so that a prompt within a command shows them and not both.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

RETRYING, GIVEN_UP = "retrying", "given up"


@dataclass(frozen=True, slots=True)
class LineNews:
    """What happened to the line of a session: it is `retrying` for `patience` seconds, `recovered`, `disconnected`, `given up`."""

    host: str
    session: int
    what: str
    patience: float


Listener = Callable[[LineNews], object]
_listeners: list[Listener] = []


@contextlib.contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """While the block runs the listener hears of every line, on the thread that waits for it."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(news: LineNews) -> None:
    """Tell whoever listens."""
    from psbridge.trace import event  # every start of the program imports us

    event("line", host=news.host, what=news.what)
    for listener in _listeners[-1:]:
        listener(news)


__all__ = ["GIVEN_UP", "RETRYING", "LineNews", "listening", "tell"]
