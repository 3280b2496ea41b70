"""Runspaces of the process, and commands that need a debugger or a desktop."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.debugging.debugger import debugger_of
from psbridge.objects.access import get_property
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
_R = _A + "Runspaces."


def runspaces(cmd: Cmdlet) -> list[Any]:
    """The sessions of the process that scripts know of."""
    from psbridge.engine.members.runspaces import RunspaceTable, shown

    return [shown(one) if one is cmd.runspace else one for one in RunspaceTable.among(cmd.runspace).all()]


@cmdlet("Get-Runspace", default_set="NameParameterSet", output=(_R + "Runspace",))
class GetRunspace(Cmdlet):
    """Gets the runspaces of the process."""

    name = parameter(
        "Name",
        "string[]",
        sets=(In("NameParameterSet", position=0, pipeline=True, by_property=True),),
        wildcard=True,
        validate=(NotNullOrEmpty(),),
    )
    id = parameter("Id", "int[]", sets=(In("IdParameterSet", mandatory=True, position=0),), validate=(NotNull(),))
    instance_id = parameter("InstanceId", "guid[]", sets=(In("InstanceIdParameterSet", mandatory=True, position=0),), validate=(NotNull(),))

    def process(self) -> None:
        for one in runspaces(self):
            if self._wanted(one):
                self.write(one)

    def _wanted(self, one: Any) -> bool:
        if self.set_name == "IdParameterSet":
            return get_property(one, "Id") in self.id
        if self.set_name == "InstanceIdParameterSet":
            return get_property(one, "InstanceId") in self.instance_id
        return not self.name or any(compile_wildcard(name)(get_property(one, "Name")) for name in self.name)


@cmdlet("Wait-Debugger")
class WaitDebugger(Cmdlet):
    """Has the debugger stop at the next statement; a session where nobody can be asked goes on."""

    def end(self) -> None:
        debugger_of(self.runspace).wait()


@cmdlet("Show-Command", aliases=("shcm",))
class ShowCommand(Cmdlet):
    """Refuses to show a window: there is no desktop."""

    name = parameter("Name", "string", position=0, aliases=("CommandName",))
    height = parameter("Height", "double")
    width = parameter("Width", "double")
    no_common = parameter("NoCommonParameter", "switch")
    error_popup = parameter("ErrorPopup", "switch")
    pass_thru = parameter("PassThru", "switch")

    def begin(self) -> None:
        text = "The command cannot be run in a session that has no desktop."
        self.fail(self.error(_A + "PSNotSupportedException", text, "NotSupported", "NotImplemented", self.name))
