"""Which session the running thread works for: conversions know no context, and yet must find the files of the right machine."""

from __future__ import annotations

import threading
from typing import Any

_thread = threading.local()


def run_for(runspace: Any) -> None:
    """What the running thread converts is for this session from now on."""
    _thread.runspace = runspace


def running() -> Any:
    """The session of the running thread; None when there was none yet."""
    return getattr(_thread, "runspace", None)
