"""The session in which the functions run: one of the process, made when first needed, or the one that a caller puts in its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from psbridge.engine.runspace import Runspace as EngineRunspace

_chosen: ContextVar[EngineRunspace | None] = ContextVar("runspace", default=None)
_lock = threading.Lock()
_own: EngineRunspace | None = None


def current_runspace() -> EngineRunspace:
    """The session of the functions: the one of the innermost `use_runspace`, else the one of the process."""
    global _own
    found = _chosen.get()
    if found is not None:
        return found
    with _lock:
        if _own is None:
            from psbridge.modules.shell import Runspace

            _own = Runspace().open()
        return _own


@contextmanager
def use_runspace(runspace: Any) -> Iterator[EngineRunspace]:
    """Let the functions run in that session within the block."""
    token = _chosen.set(runspace)
    try:
        yield runspace
    finally:
        _chosen.reset(token)
