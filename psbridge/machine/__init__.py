"""The computer that scripts see: files, and on an emulated one identity, users, services, processes, event logs and registry.

`local` is the Linux machine we run on; an emulated machine is all in memory, and nothing of the real one can be reached through it.
"""

from __future__ import annotations

from typing import Any

from psbridge.machine.files import LOCAL, Files, Stat


def files_of(machine: Any) -> Files:
    """The file system of a machine; without a machine that of the computer we run on."""
    found: Files | None = getattr(machine, "files", None)
    return LOCAL if found is None else found


__all__ = ["LOCAL", "Files", "Stat", "files_of"]
