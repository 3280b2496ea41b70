"""Set-, Get-, Remove-, Enable-, Disable-PSBreakpoint: breakpoints of a session are kept and listed.

A session without a debugger stops at none of them.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.objects import INT32_MAX, NetError, NetObject, define, define_enum
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
_C = "Microsoft.PowerShell.Commands."
_STORE = "psbridge.breakpoints"
VariableAccessMode: Any = define_enum(_A + "VariableAccessMode", "Read Write ReadWrite", assembly=SMA)
BreakpointType: Any = define_enum(_C + "BreakpointType", "Line Variable Command", assembly=SMA)
_OUTPUT = tuple(f"{_A}{kind}Breakpoint" for kind in ("Line", "Variable", "Command"))


class Breakpoint(NetObject):
    """Base of the three kinds."""

    __slots__ = ("action", "enabled", "hits", "number", "script")
    net_type = define(_A + "Breakpoint", assembly=SMA)
    PROPERTIES = {"Action": "action", "Enabled": "enabled", "HitCount": "hits", "Id": "number", "Script": "script"}
    KIND = 0

    def __init__(self, number: int, script: str | None, action: Any) -> None:
        super().__init__()
        self.number, self.script, self.action = number, script, action
        self.enabled, self.hits = True, 0


class LineBreakpoint(Breakpoint):
    """Stops at a line of a script."""

    __slots__ = ("column", "line")
    net_type = define(_A + "LineBreakpoint", _A + "Breakpoint", assembly=SMA)
    PROPERTIES = {"Column": "column", "Line": "line"}

    def __init__(self, number: int, script: str | None, action: Any, line: int, column: int) -> None:
        super().__init__(number, script, action)
        self.line, self.column = line, column

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

    def __str__(self) -> str:
        return f"Command breakpoint on '{self.script}:{self.command}'" if self.script else f"Command breakpoint on '{self.command}'"


class _Table:
    """The breakpoints of a session by number."""

    def __init__(self) -> None:
        self.items: dict[int, Breakpoint] = {}
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


def _table(cmd: Cmdlet) -> _Table:
    found: _Table = cmd.runspace.extras.setdefault(_STORE, _Table())
    return found


@cmdlet("Set-PSBreakpoint", default_set="Line", aliases=("sbp",), output=_OUTPUT)
class SetPSBreakpoint(Cmdlet):
    """Sets breakpoints on lines, variables and commands."""

    action = parameter("Action", "scriptblock", sets=("Line", "Command", "Variable"))
    column = parameter("Column", "int", sets=(In("Line", position=2),), validate=(ValidateRange(1, INT32_MAX),), default=0)
    command = parameter("Command", "string[]", sets=(In("Command", mandatory=True),), aliases=("C",))
    line = parameter("Line", "int[]", sets=(In("Line", mandatory=True, position=1),))
    mode = parameter("Mode", _A + "VariableAccessMode", sets=("Variable",), default=1)
    script = parameter(
        "Script",
        "string[]",
        sets=(In("Line", mandatory=True, position=0), In("Command", position=0), In("Variable", position=0)),
        validate=(NotNull(),),
    )
    variable = parameter("Variable", "string[]", sets=(In("Variable", mandatory=True),), aliases=("V",))

    def process(self) -> None:
        for script in self._scripts():
            for made in self._make(script):
                _table(self).items[made.number] = made
                self.write(made)

    def _scripts(self) -> list[str | None]:
        if not self.script:
            return [None]
        found: list[str | None] = []
        for path in self.script:
            try:
                found += [one.path for one in self.paths.resolve(path)]
            except (ScriptError, NetError):
                text = f"Cannot set breakpoint. The file '{path}' does not exist."
                self.write_error(self.error("System.ArgumentException", text, "NewPSBreakpoint:FileDoesNotExist", "InvalidArgument"))
        return found

    def _make(self, script: str | None) -> list[Breakpoint]:
        table = _table(self)
        if self.set_name == "Command":
            return [CommandBreakpoint(table.next(), script, self.action, name) for name in self.command]
        if self.set_name == "Variable":
            mode = VariableAccessMode(int(self.mode))
            return [VariableBreakpoint(table.next(), script, self.action, name.lstrip("$"), mode) for name in self.variable]
        return [LineBreakpoint(table.next(), script, self.action, line, self.column) for line in self.line if self._line_is_valid(line)]

    def _line_is_valid(self, line: int) -> bool:
        if line < 1:
            text = "Line cannot be less than 1."
            self.write_error(self.error("System.ArgumentException", text, "SetPSBreakpoint:LineLessThanOne", "InvalidArgument"))
        return line >= 1


class _Choosing(Cmdlet):
    def by_number(self, numbers: list[int]) -> list[Breakpoint]:
        """Breakpoints by Id; one that is not there is reported."""
        found = []
        for number in numbers:
            one = _table(self).items.get(number)
            if one is None:
                text = f"There is no breakpoint with ID '{number}'."
                self.write_error(self.error("System.ArgumentException", text, "PSBreakpoint:BreakpointIdNotFound", "InvalidArgument"))
            else:
                found.append(one)
        return found


@cmdlet("Get-PSBreakpoint", default_set="Line", aliases=("gbp",), output=_OUTPUT)
class GetPSBreakpoint(_Choosing):
    """Gets the breakpoints of the session."""

    script = parameter(
        "Script",
        "string[]",
        sets=(In("Line", position=0, pipeline=True, by_property=True), "Type", "Variable", "Command"),
        validate=(NotNullOrEmpty(),),
    )
    id = parameter("Id", "int[]", sets=(In("Id", mandatory=True, position=0, pipeline=True, by_property=True),), validate=(NotNull(),))
    variable = parameter("Variable", "string[]", sets=(In("Variable", mandatory=True),), validate=(NotNull(),))
    command = parameter("Command", "string[]", sets=(In("Command", mandatory=True),), validate=(NotNull(),))
    type = parameter("Type", _C + "BreakpointType[]", sets=(In("Type", mandatory=True, position=0, pipeline=True),), validate=(NotNull(),))

    def process(self) -> None:
        if self.set_name == "Id":
            self.write_all(self.by_number(self.id))
            return
        for one in sorted(_table(self).items.values(), key=lambda item: item.number):
            if self._wanted(one):
                self.write(one)

    def _wanted(self, one: Breakpoint) -> bool:
        if self.type and one.KIND not in {int(kind) for kind in self.type}:
            return False
        if self.script and not any(one.script == found.path for found in self.paths.each(list(self.script), False, self.write_error)):
            return False
        for names, attribute in ((self.command, "command"), (self.variable, "variable")):
            if names and not any(compile_wildcard(name)(str(getattr(one, attribute, ""))) for name in names):
                return False
        return True


class _Changing(_Choosing):
    breakpoint: Any = parameter(
        "Breakpoint", _A + "Breakpoint[]", sets=(In("Breakpoint", mandatory=True, position=0, pipeline=True),), validate=(NotNull(),)
    )
    id: Any = parameter("Id", "int[]", sets=(In("Id", mandatory=True, position=0, by_property=True),), validate=(NotNull(),))
    pass_thru: Any = False

    def process(self) -> None:
        chosen = self.by_number(self.id) if self.set_name == "Id" else list(self.breakpoint)
        for one in chosen:
            if self.should_process(str(one), self.DECLARATION.name):
                self.change(one)
                if self.pass_thru:
                    self.write(one)

    def change(self, one: Breakpoint) -> None:
        raise NotImplementedError


@cmdlet("Remove-PSBreakpoint", default_set="Breakpoint", aliases=("rbp",), should_process=True)
class RemovePSBreakpoint(_Changing):
    """Deletes breakpoints."""

    def change(self, one: Breakpoint) -> None:
        _table(self).items.pop(one.number, None)


@cmdlet("Enable-PSBreakpoint", default_set="Breakpoint", aliases=("ebp",), should_process=True, output=(_A + "Breakpoint",))
class EnablePSBreakpoint(_Changing):
    """Makes breakpoints count again."""

    pass_thru = parameter("PassThru", "switch")

    def change(self, one: Breakpoint) -> None:
        one.enabled = True


@cmdlet("Disable-PSBreakpoint", default_set="Breakpoint", aliases=("dbp",), should_process=True, output=(_A + "Breakpoint",))
class DisablePSBreakpoint(_Changing):
    """Makes breakpoints not count."""

    pass_thru = parameter("PassThru", "switch")

    def change(self, one: Breakpoint) -> None:
        one.enabled = False
