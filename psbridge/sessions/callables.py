"""The process of a Python job: calls what its parent sends and tells what comes of it.

Decides what is told: every value (of a generator every item, as it comes), every printed line, and the end.  Little is imported, since
each job waits for it; the parent's end of the line closing ends the process.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

import cloudpickle  # type: ignore[import-untyped]

__all__ = ["ENDED", "OUTPUT", "PRINTED", "RAISED", "main"]
OUTPUT, PRINTED, ENDED, RAISED = range(4)

Tell = Callable[[int, Any], None]


class _Printed:
    """Standard output: every line is told."""

    encoding = "utf-8"

    def __init__(self, tell: Tell) -> None:
        self._tell, self._rest = tell, ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._tell(PRINTED, line)
        return len(text)

    def flush(self) -> None:
        """A line is told when it is complete."""

    def isatty(self) -> bool:
        return False

    def close_line(self) -> None:
        if self._rest:
            self._tell(PRINTED, self._rest)


def main(descriptor: int) -> None:
    """Serve one call that comes over this socket."""
    channel = Connection(descriptor)
    sending = threading.Lock()

    def tell(kind: int, value: Any) -> None:
        data = cloudpickle.dumps((kind, value))
        with sending:
            channel.send_bytes(data)

    try:
        sys.path[:] = channel.recv()
        call = channel.recv_bytes()
    except EOFError:
        return
    threading.Thread(target=_end_with_parent, args=(channel,), daemon=True).start()
    _call(tell, call)


def _call(tell: Tell, call: bytes) -> None:
    printed = _Printed(tell)
    try:
        with contextlib.redirect_stdout(printed):
            function, arguments, named = pickle.loads(call)  # noqa: S301 - what our own parent packed
            for value in _values(function(*arguments, **named)):
                tell(OUTPUT, value)
        printed.close_line()
        tell(ENDED, None)
    except BaseException as error:  # noqa: BLE001 - whatever it was, the job must hear of it
        printed.close_line()
        tell(RAISED, (type(error).__name__, str(error), traceback.format_exc()))


def _values(result: Any) -> Iterator[Any]:
    if isinstance(result, Iterator):
        yield from result
    elif result is not None:
        yield result


def _end_with_parent(channel: Connection) -> None:
    """The parent says nothing more: what comes is the end of the line."""
    with contextlib.suppress(EOFError, OSError):
        channel.recv_bytes()
    os._exit(1)
