"""psbridge: PowerShell's jobs and remoting for Python, from Linux.

Everything public is in `__all__`; each name is loaded from its module at first use, so that `import psbridge` stays fast.
A new public name goes into three places, which tests/test_exports.py compares: the imports for type checkers, `__all__`,
and `_PUBLIC`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psbridge import bits, clixml, language, ps
    from psbridge.concurrency import CancelToken, Deadline
    from psbridge.emulator.estate import Estate
    from psbridge.emulator.host import Emulator
    from psbridge.emulator.sessions import Session
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
    from psbridge.jobs import Job, JobState, wait
    from psbridge.machine.computer import Machine
    from psbridge.modules.shell import PowerShell, Runspace, run
    from psbridge.objects.natural import from_python, into, to_python
    from psbridge.ps.errors import CommandError
    from psbridge.ps.imported import import_module
    from psbridge.ps.jobs import start_job
    from psbridge.sessions.fleet import invoke_command
    from psbridge.sessions.results import CommandFailed, Result, Results
    from psbridge.trace import Secret

__version__ = "0.1.0"

__all__ = [
    "AuthenticationError",
    "CancelToken",
    "Cancelled",
    "ClixmlError",
    "CommandError",
    "CommandFailed",
    "Deadline",
    "DeadlineExceeded",
    "Emulator",
    "Estate",
    "InvalidTransition",
    "Job",
    "JobState",
    "LimitExceeded",
    "Machine",
    "PowerShell",
    "ProtocolError",
    "PsBridgeError",
    "Result",
    "Results",
    "Runspace",
    "Secret",
    "Session",
    "TransportError",
    "WSManFault",
    "bits",
    "clixml",
    "from_python",
    "import_module",
    "into",
    "invoke_command",
    "language",
    "ps",
    "run",
    "start_job",
    "to_python",
    "wait",
]

# Public name -> the module that defines it. A name that is itself a module maps to that module with a colon behind it.
_PUBLIC: dict[str, str] = {
    "AuthenticationError": "psbridge.errors",
    "CancelToken": "psbridge.concurrency",
    "Cancelled": "psbridge.errors",
    "ClixmlError": "psbridge.errors",
    "CommandError": "psbridge.ps.errors",
    "CommandFailed": "psbridge.sessions.results",
    "Deadline": "psbridge.concurrency",
    "DeadlineExceeded": "psbridge.errors",
    "Emulator": "psbridge.emulator.host",
    "Estate": "psbridge.emulator.estate",
    "InvalidTransition": "psbridge.errors",
    "Job": "psbridge.jobs",
    "JobState": "psbridge.jobs",
    "LimitExceeded": "psbridge.errors",
    "Machine": "psbridge.machine.computer",
    "PowerShell": "psbridge.modules.shell",
    "ProtocolError": "psbridge.errors",
    "PsBridgeError": "psbridge.errors",
    "Result": "psbridge.sessions.results",
    "Results": "psbridge.sessions.results",
    "Runspace": "psbridge.modules.shell",
    "Secret": "psbridge.trace",
    "Session": "psbridge.emulator.sessions",
    "TransportError": "psbridge.errors",
    "WSManFault": "psbridge.errors",
    "bits": "psbridge.bits:",
    "clixml": "psbridge.clixml:",
    "from_python": "psbridge.objects.natural",
    "import_module": "psbridge.ps.imported",
    "into": "psbridge.objects.natural",
    "invoke_command": "psbridge.sessions.fleet",
    "language": "psbridge.language:",
    "ps": "psbridge.ps:",
    "run": "psbridge.modules.shell",
    "start_job": "psbridge.ps.jobs",
    "to_python": "psbridge.objects.natural",
    "wait": "psbridge.jobs",
}


if not TYPE_CHECKING:  # a type checker that saw it would take any name for one of ours

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


def load_ipython_extension(shell: object) -> None:
    """`%load_ext psbridge`: the cell magic `%%powershell`."""
    from psbridge.ps.magic import load_ipython_extension as load

    load(shell)
