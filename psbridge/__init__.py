"""psbridge: PowerShell's jobs and remoting for Python, from Linux.

Everything public is in `__all__`; each name is loaded from its module at first use, so that `import psbridge` stays fast.
A new public name goes into three places, which tests/test_exports.py compares: the imports for type checkers, `__all__`,
and `_PUBLIC`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psbridge import bits
    from psbridge.concurrency import CancelToken, Deadline
    from psbridge.errors import (
        AuthenticationError,
        Cancelled,
        ClixmlError,
        DeadlineExceeded,
        InvalidTransition,
        LimitExceeded,
        ProtocolError,
        PsBridgeError,
        TransportError,
        WSManFault,
    )
    from psbridge.modules.shell import PowerShell, Runspace, run
    from psbridge.trace import Secret

__version__ = "0.1.0"

__all__ = [
    "AuthenticationError",
    "CancelToken",
    "Cancelled",
    "ClixmlError",
    "Deadline",
    "DeadlineExceeded",
    "InvalidTransition",
    "LimitExceeded",
    "PowerShell",
    "ProtocolError",
    "PsBridgeError",
    "Runspace",
    "Secret",
    "TransportError",
    "WSManFault",
    "bits",
    "run",
]

# Public name -> the module that defines it. A name that is itself a module maps to that module with a colon behind it.
_PUBLIC: dict[str, str] = {
    "AuthenticationError": "psbridge.errors",
    "CancelToken": "psbridge.concurrency",
    "Cancelled": "psbridge.errors",
    "ClixmlError": "psbridge.errors",
    "Deadline": "psbridge.concurrency",
    "DeadlineExceeded": "psbridge.errors",
    "InvalidTransition": "psbridge.errors",
    "LimitExceeded": "psbridge.errors",
    "PowerShell": "psbridge.modules.shell",
    "ProtocolError": "psbridge.errors",
    "PsBridgeError": "psbridge.errors",
    "Runspace": "psbridge.modules.shell",
    "Secret": "psbridge.trace",
    "TransportError": "psbridge.errors",
    "WSManFault": "psbridge.errors",
    "bits": "psbridge.bits:",
    "run": "psbridge.modules.shell",
}


def __getattr__(name: str) -> object:
    place = _PUBLIC.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(place.rstrip(":"))
    value = module if place.endswith(":") else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
