"""Work on a thread with a large stack, while the main thread listens for Ctrl-C."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from typing import Any

from psbridge.concurrency import CancelToken

STACK = 512 * 1024 * 1024  # deep recursion of scripts wants a large stack, which only a thread of our own can have

COLLECT = (50_000, 20, 50)  # objects of a pipeline come by the thousand and rarely form cycles: the collector may wait longer


class Interrupted(Exception):
    """Ctrl-C came a second time: the work does not end, and nobody waits for it any more."""


def run_interruptibly(work: Callable[[CancelToken], Any]) -> tuple[Any, bool]:
    """What `work` gives, and whether Ctrl-C came.  The first Ctrl-C cancels its token and waits for the end; the second one gives up."""
    token = CancelToken()
    box: dict[str, Any] = {}
    ended = threading.Event()  # not join(): in Python 3.11 a thread whose join was interrupted counts as ended

    def body() -> None:
        try:
            box["value"] = work(token)
        except BaseException as error:  # noqa: BLE001 - carried over to the thread that waits
            box["error"] = error
        finally:
            ended.set()

    gc.set_threshold(*COLLECT)
    before = threading.stack_size(STACK)
    try:
        threading.Thread(target=body, name="command", daemon=True).start()
    finally:
        threading.stack_size(before)
    while not ended.is_set():
        try:
            ended.wait(3600)
        except KeyboardInterrupt:
            if token.cancelled:
                raise Interrupted from None
            token.cancel("Ctrl-C")
    if "error" in box:
        raise box["error"]
    return box.get("value"), token.cancelled
