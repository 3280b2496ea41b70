"""The transfer engine: jobs that survive everything, downloads and uploads over HTTP(S), SMB and local paths.

`psbridge.bits.start(...)` makes a job and gives a handle: `await job`, `job.wait()`, `for progress in job.watch()`.

Examples:
    >>> from pathlib import Path
    >>> _ = Path("update.msu").write_bytes(b"x" * 1000)
    >>> job = psb.bits.start(Path("update.msu").resolve(), Path("copy.msu").resolve())
    >>> [at.state.name for at in job.watch()][-1]
    'Transferred'
    >>> job.complete(); Path("copy.msu").stat().st_size
    1000
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psbridge.bits.api import Transfer, add, complete, get, jobs, open_queue, remove, resume, start, suspend
    from psbridge.bits.codes import BitsError
    from psbridge.bits.remote import RemoteTransfer, remote_jobs, start_remote

__all__ = [
    "BitsError",
    "RemoteTransfer",
    "Transfer",
    "add",
    "complete",
    "get",
    "jobs",
    "open_queue",
    "remote_jobs",
    "remove",
    "resume",
    "start",
    "start_remote",
    "suspend",
]
_ELSEWHERE = {
    "BitsError": "psbridge.bits.codes",
    "RemoteTransfer": "psbridge.bits.remote",
    "remote_jobs": "psbridge.bits.remote",
    "start_remote": "psbridge.bits.remote",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_ELSEWHERE.get(name, "psbridge.bits.api")), name)
    globals()[name] = value
    return value
