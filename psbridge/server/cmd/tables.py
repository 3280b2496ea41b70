"""What cmd.exe can run: its own commands and the programs on the disk. Their modules enter themselves here.

The tables stand apart from the interpreter because some commands run the interpreter again (`cmd /c`, `call`).
"""

from __future__ import annotations

from collections.abc import Callable

from psbridge.server.cmd.process import Process

Program = Callable[[Process, str], int]
SYSTEM = "C:\\Windows\\System32"

BUILTINS: dict[str, Program] = {}
PROGRAMS: dict[str, Program] = {}


def find_program(process: Process, name: str) -> Program | None:
    """The program that a name or a path means."""
    word = name.replace("/", "\\").lower()
    directory, _, base = word.rpartition("\\")
    base = base.removesuffix(".exe").removesuffix(".com")
    found = PROGRAMS.get(base)
    if found is None or not directory:
        return found
    known = directory.replace("%systemroot%", "c:\\windows").startswith(("c:\\windows", "c:\\program files\\powershell"))
    return found if known else None
