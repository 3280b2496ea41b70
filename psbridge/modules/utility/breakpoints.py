"""Set-, Get-, Remove-, Enable-, Disable-PSBreakpoint, and Set-PSDebug."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.debugging.breakpoints import Breakpoint, CommandBreakpoint, LineBreakpoint, VariableAccessMode, VariableBreakpoint
from psbridge.engine.debugging.debugger import debugger_of
from psbridge.engine.errors import ScriptError
from psbridge.objects import INT32_MAX, NetError, define_enum
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
_C = "Microsoft.PowerShell.Commands."
BreakpointType: Any = define_enum(_C + "BreakpointType", "Line Variable Command", assembly=SMA)
_OUTPUT = tuple(f"{_A}{kind}Breakpoint" for kind in ("Line", "Variable", "Command"))


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
                debugger_of(self.runspace).add(made)
                self.write(made)

    def _scripts(self) -> list[str | None]:
        if not self.script:
            return [None]
        found: list[str | None] = []
        for path in self.script:
            try:
                there = [one.path for one in self.paths.resolve(path)]
            except (ScriptError, NetError):
                text = f"File '{path}' does not exist."
                self.write_error(self.error("System.ArgumentException", text, "NewPSBreakpoint:FileDoesNotExist", "InvalidArgument"))
                continue
            found += [one for one in there if self._is_script(one)]
        return found

    def _is_script(self, path: str) -> bool:
        right = path.lower().endswith((".ps1", ".psm1"))
        if not right:
            text = f"Cannot set breakpoint on file '{path}'; only *.ps1 and *.psm1 files are valid."
            self.write_error(self.error("System.ArgumentException", text, "NewPSBreakpoint:WrongExtension", "InvalidArgument"))
        return right

    def _make(self, script: str | None) -> list[Breakpoint]:
        number = debugger_of(self.runspace).next_number
        if self.set_name == "Command":
            return [CommandBreakpoint(number(), script, self.action, name) for name in self.command]
        if self.set_name == "Variable":
            mode = VariableAccessMode(int(self.mode))
            return [VariableBreakpoint(number(), script, self.action, name.lstrip("$"), mode) for name in self.variable]
        return [LineBreakpoint(number(), script, self.action, line, self.column) for line in self.line if self._line_is_valid(line)]

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
            one = debugger_of(self.runspace).breakpoints.get(number)
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
        for one in sorted(debugger_of(self.runspace).breakpoints.values(), key=lambda item: item.number):
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
        debugger_of(self.runspace).drop(one)


@cmdlet("Enable-PSBreakpoint", default_set="Breakpoint", aliases=("ebp",), should_process=True, output=(_A + "Breakpoint",))
class EnablePSBreakpoint(_Changing):
    """Makes breakpoints count again."""

    pass_thru = parameter("PassThru", "switch")

    def change(self, one: Breakpoint) -> None:
        debugger_of(self.runspace).enable(one, True)


@cmdlet("Disable-PSBreakpoint", default_set="Breakpoint", aliases=("dbp",), should_process=True, output=(_A + "Breakpoint",))
class DisablePSBreakpoint(_Changing):
    """Makes breakpoints not count."""

    pass_thru = parameter("PassThru", "switch")

    def change(self, one: Breakpoint) -> None:
        debugger_of(self.runspace).enable(one, False)
