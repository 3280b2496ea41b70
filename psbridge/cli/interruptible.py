"""Work on a thread with a large stack, while the main thread listens for Ctrl-C."""

from __future__ import annotations

import contextlib
import gc
import signal
import threading
from collections.abc import Callable, Iterator
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
    with _ctrl_c_cancels(token):
        before = threading.stack_size(STACK)
        try:
            threading.Thread(target=body, name="command", daemon=True).start()
        finally:
            threading.stack_size(before)
        while not ended.is_set():
            ended.wait(3600)
    if "error" in box:
        raise box["error"]
    return box.get("value"), token.cancelled


@contextlib.contextmanager
def _ctrl_c_cancels(token: CancelToken) -> Iterator[None]:
    """Not as a KeyboardInterrupt: that one may come where a thread is just being started, and end us instead of the work."""
    came = False

    def heard(*_: object) -> None:
        nonlocal came
        if came:
            raise Interrupted
        came = True
        token.cancel("Ctrl-C")

    with on_ctrl_c(heard):
        yield


@contextlib.contextmanager
def on_ctrl_c(heard: Callable[..., object]) -> Iterator[None]:
    """Have Ctrl-C heard where it would be a KeyboardInterrupt: not on other threads, nor in the place of somebody who hears it already."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
