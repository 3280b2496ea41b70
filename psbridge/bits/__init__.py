"""The transfer engine: jobs that survive everything, downloads and uploads over HTTP(S), SMB and local paths.

`psbridge.bits.start(...)` makes a job and gives a handle: `await job`, `job.wait()`, `for progress in job.watch()`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psbridge.bits.api import Transfer, add, complete, get, jobs, manager, remove, resume, start, suspend
    from psbridge.bits.codes import BitsError

__all__ = ["BitsError", "Transfer", "add", "complete", "get", "jobs", "manager", "remove", "resume", "start", "suspend"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "psbridge.bits.codes" if name == "BitsError" else "psbridge.bits.api"
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value
