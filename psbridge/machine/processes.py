"""Processes of an emulated machine: a table of numbers and names.

A process runs something only where a server has put a launcher (`Machine.launcher`) that knows its program; it is told when the process
is stopped.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from psbridge.machine.fileversions import FileVersion
from psbridge.machine.processparts import ModuleFacts, ThreadFacts
from psbridge.objects import DateTime


@dataclass(slots=True)
class MachineProcess:
    """One process."""

    id: int
    name: str
    path: str = ""
    company: str = "Microsoft Corporation"
    description: str = ""
    command_line: str = ""
    user: str = "NT AUTHORITY\\SYSTEM"
    session: int = 0
    handles: int = 120
    working_set: int = 8 << 20
    paged: int = 4 << 20
    non_paged: int = 12 << 10
    virtual: int = 2 << 40
    cpu: float = 0.05
    started: DateTime | None = None
    parent: int = 4
    priority: int = 8
    threads: int = 4
    window_title: str = ""
    has_exited: bool = False
    exit_code: int | None = None
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Launch:
    """How a program is started: its command line, whose it is, where, and the files that its streams are (empty: none)."""

    command_line: str
    user: str = ""
    directory: str = ""
    environment: Mapping[str, str] | None = None
    output: str = ""
    errors: str = ""


_MICROSOFT = "Microsoft Corporation"
_LIBRARIES = (
    ("ntdll.dll", 0x7FFC_E470_0000, 0x200000, "NT Layer DLL"),
    ("KERNEL32.DLL", 0x7FFC_E2F0_0000, 0xC2000, "Windows NT BASE API Client DLL"),
    ("KERNELBASE.dll", 0x7FFC_E1E0_0000, 0x37B000, "Windows NT BASE API Client DLL"),
)


def _version(system: str, company: str, description: str) -> FileVersion:
    """What a file of Windows says of itself; one of somebody else has no numbers."""
    if company != _MICROSOFT:
        return FileVersion(company=company or None, description=description or None)
    major, minor, build = (int(part) for part in system.split("."))
    text = f"{system}.1"
    return FileVersion(
        (major, minor, build, 1),
        f"{text} (WinBuild.160101.0800)",
        text,
        company,
        description or None,
        "Microsoft® Windows® Operating System",
        "© Microsoft Corporation. All rights reserved.",
        "English (United States)",
    )


class ProcessTable:
    """The processes by id."""

    def __init__(self, processes: tuple[MachineProcess, ...] = (), system: str = "10.0.20348") -> None:
        self._system = system
        self._processes = {process.id: process for process in processes}
        self._lock = threading.Lock()
        self._enders: dict[int, Callable[[int], object]] = {}
        self._ids = itertools.count(max(self._processes, default=0) // 4 * 4 + 4, 4)

    def all(self) -> list[MachineProcess]:
        return sorted(self._processes.values(), key=lambda one: (one.name.lower(), one.id))

    def find(self, number: int) -> MachineProcess | None:
        return self._processes.get(number)

    def modules(self, process: MachineProcess) -> list[ModuleFacts]:
        """The program and the libraries that every program of Windows has; a process of the kernel has no file."""
        if not process.path:
            return []
        own = _version(self._system, process.company, process.description)
        return [
            ModuleFacts(process.path, 0x7FF7_0000_0000, 0x72000, 0x7FF7_0001_2340, own),
            *(
                ModuleFacts(f"C:\\Windows\\SYSTEM32\\{name}", base, size, base + 0x1000, _version(self._system, _MICROSOFT, text))
                for name, base, size, text in _LIBRARIES
            ),
        ]

    def thread_facts(self, process: MachineProcess) -> list[ThreadFacts]:
        kernel = process.cpu / 4 / max(process.threads, 1)
        return [
            ThreadFacts(process.id + 4 * at, "Wait", process.priority, kernel * 4, kernel, process.started, "UserRequest")
            for at in range(1, process.threads + 1)
        ]

    def start(self, name: str, **facts: object) -> MachineProcess:
        with self._lock:
            made = MachineProcess(next(self._ids), name, started=DateTime.now(), **facts)  # type: ignore[arg-type]
            self._processes[made.id] = made
        return made

    def stop(self, process: MachineProcess, exit_code: int = -1) -> None:
        with self._lock:
            process.has_exited, process.exit_code = True, exit_code
            self._processes.pop(process.id, None)
            end = self._enders.pop(process.id, None)
        if end is not None:
            end(exit_code)

    def when_stopped(self, process: MachineProcess, end: Callable[[int], object]) -> None:
        """Call that with the exit code when the process is stopped; at once when it is over already."""
        with self._lock:
            if not process.has_exited:
                self._enders[process.id] = end
                return
        end(process.exit_code or 0)
