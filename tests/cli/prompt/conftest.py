"""Ctrl-C for tests of the prompt."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable


def ctrl_c_when(begun: Callable[[], object]) -> None:
    """Ctrl-C for the main thread as soon as the command is where it is to be interrupted."""

    def watch() -> None:
        while not begun():
            threading.Event().wait(0.005)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()
