"""The three kinds of breakpoints, and what they stop at."""

from __future__ import annotations

from typing import Any

from psbridge.objects import NetObject, define, define_enum
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
VariableAccessMode: Any = define_enum(_A + "VariableAccessMode", "Read Write ReadWrite", assembly=SMA)
READ, WRITE, READ_WRITE = 0, 1, 2


class Breakpoint(NetObject):
    """Base of the three kinds; ``script``: the full name of the file that it is about, None for all."""

    __slots__ = ("action", "enabled", "hits", "number", "script")
    net_type = define(_A + "Breakpoint", assembly=SMA)
    PROPERTIES = {"Action": "action", "Enabled": "enabled", "HitCount": "hits", "Id": "number", "Script": "script"}
    KIND = 0

    def __init__(self, number: int, script: str | None, action: Any) -> None:
        super().__init__()
        self.number, self.script, self.action = number, script, action
        self.enabled, self.hits = True, 0

    def is_about(self, file: str | None) -> bool:
        return self.script is None or (file is not None and self.script.lower() == file.lower())


class LineBreakpoint(Breakpoint):
    """Stops at a line of a script."""

    __slots__ = ("column", "line")
    net_type = define(_A + "LineBreakpoint", _A + "Breakpoint", assembly=SMA)
    PROPERTIES = {"Column": "column", "Line": "line"}

    def __init__(self, number: int, script: str | None, action: Any, line: int, column: int) -> None:
        super().__init__(number, script, action)
        self.line, self.column = line, column

    def stops_at(self, extent: Any) -> bool:
        return extent.start_line == self.line and self.column in (0, extent.start_column) and self.is_about(extent.file)

    def __str__(self) -> str:
        place = f"{self.script}:{self.line}"
        return f"Line breakpoint on '{place}, {self.column}'" if self.column else f"Line breakpoint on '{place}'"


class VariableBreakpoint(Breakpoint):
    """Stops when a variable is read or written."""

    __slots__ = ("mode", "variable")
    net_type = define(_A + "VariableBreakpoint", _A + "Breakpoint", assembly=SMA)
    PROPERTIES = {"AccessMode": "mode", "Variable": "variable"}
    KIND = 1

    def __init__(self, number: int, script: str | None, action: Any, variable: str, mode: Any) -> None:
        super().__init__(number, script, action)
        self.variable, self.mode = variable, mode

    def stops_at(self, name: str, access: int, file: str | None) -> bool:
        return self.variable.lower() == name and int(self.mode) in (access, READ_WRITE) and self.is_about(file)

    def __str__(self) -> str:
        place = f"{self.script}:${self.variable}" if self.script else f"${self.variable}"
        return f"Variable breakpoint on '{place}' ({self.mode.label} access)"


class CommandBreakpoint(Breakpoint):
    """Stops when a command is called."""

    __slots__ = ("command",)
    net_type = define(_A + "CommandBreakpoint", _A + "Breakpoint", assembly=SMA)
    PROPERTIES = {"Command": "command"}
    KIND = 2

    def __init__(self, number: int, script: str | None, action: Any, command: str) -> None:
        super().__init__(number, script, action)
        self.command = command

    def stops_at(self, info: Any, file: str | None) -> bool:
        """Whether a command is the one: by name (which may have wildcards), by module and name, or by the path of a script."""
        if not self.is_about(file):
            return False
        module, _, name = self.command.rpartition("\\")
        if module and info.TYPE != 16:
            return compile_wildcard(name)(info.name) and module.lower() == str(info.module_name).lower()
        return compile_wildcard(self.command)(info.name) or str(getattr(info, "path", None) or "").lower() == self.command.lower()

    def __str__(self) -> str:
        return f"Command breakpoint on '{self.script}:{self.command}'" if self.script else f"Command breakpoint on '{self.command}'"
