"""Runspaces of the process, and commands that need a debugger or a desktop, which a session of this engine does not have."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.debugging.debugger import debugger_of
from psbridge.objects import NetObject, define
from psbridge.objects.access import get_property
from psbridge.objects.wildcard import compile_wildcard

_A = "System.Management.Automation."
_R = _A + "Runspaces."
_FACE = "psbridge.runspace_face"


def _runspaces(cmd: Cmdlet) -> list[Any]:
    """The sessions of the process, as far as this one knows them."""
    from psbridge.engine.members.runspaces import RunspaceFace

    found = cmd.runspace.extras.get("runspaces")
    if found is not None:
        return list(found())
    face = cmd.runspace.extras.get(_FACE)
    if face is None:
        face = cmd.runspace.extras[_FACE] = RunspaceFace(cmd.runspace, cmd.runspace)
        face.number, face.name = 1, "Runspace1"
    return [face]


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
        for one in _runspaces(self):
            if self._wanted(one):
                self.write(one)

    def _wanted(self, one: Any) -> bool:
        if self.set_name == "IdParameterSet":
            return get_property(one, "Id") in self.id
        if self.set_name == "InstanceIdParameterSet":
            return get_property(one, "InstanceId") in self.instance_id
        return not self.name or any(compile_wildcard(name)(get_property(one, "Name")) for name in self.name)


class _RunspaceChoice(Cmdlet):
    """Parameters that choose runspaces."""

    name: Any = parameter("RunspaceName", "string[]", sets=(In("RunspaceNameParameterSet", position=0),), validate=(NotNullOrEmpty(),))
    runspace_object: Any = parameter("Runspace", "object[]", sets=(In("RunspaceParameterSet", mandatory=True, position=0, pipeline=True),))
    id: Any = parameter("RunspaceId", "int[]", sets=(In("RunspaceIdParameterSet", mandatory=True, position=0),))
    instance_id: Any = parameter("RunspaceInstanceId", "guid[]", sets=(In("RunspaceInstanceIdParameterSet", mandatory=True, position=0),))

    def no_debugger(self) -> None:
        text = "The debugger is not available: this host has no debugger for runspaces."
        self.fail(self.error(_A + "PSInvalidOperationException", text, f"{self.DECLARATION.noun}NoDebugger", "InvalidOperation"))


@cmdlet("Debug-Runspace", default_set="RunspaceNameParameterSet", should_process=True)
class DebugRunspace(Cmdlet):
    """Refuses to debug: the host has no debugger."""

    runspace_object = parameter("Runspace", "object", sets=(In("RunspaceParameterSet", mandatory=True, position=0, pipeline=True),))
    name = parameter("Name", "string", sets=(In("NameParameterSet", mandatory=True, position=0),))
    id = parameter("Id", "int", sets=(In("IdParameterSet", mandatory=True, position=0),))
    instance_id = parameter("InstanceId", "guid", sets=(In("InstanceIdParameterSet", mandatory=True, position=0),))
    break_all = parameter("BreakAll", "switch")

    def process(self) -> None:
        text = "Cannot debug Runspace. There is no host or the host has no debugger for runspaces."
        self.fail(self.error(_A + "PSInvalidOperationException", text, "DebugRunspaceNoHostAvailable", "InvalidOperation"))


@cmdlet("Enable-RunspaceDebug", default_set="RunspaceNameParameterSet")
class EnableRunspaceDebug(_RunspaceChoice):
    """Refuses: the host has no debugger."""

    break_all = parameter("BreakAll", "switch", position=1)

    def process(self) -> None:
        self.no_debugger()


@cmdlet("Disable-RunspaceDebug", default_set="RunspaceNameParameterSet")
class DisableRunspaceDebug(_RunspaceChoice):
    """Refuses: the host has no debugger."""

    def process(self) -> None:
        self.no_debugger()


class PSRunspaceDebug(NetObject):
    """Whether a runspace can be debugged."""

    __slots__ = ("break_all", "enabled", "runspace_id", "runspace_name")
    net_type = define("Microsoft.PowerShell.Commands.PSRunspaceDebug")
    PROPERTIES = {"Enabled": "enabled", "BreakAll": "break_all", "RunspaceName": "runspace_name", "RunspaceId": "runspace_id"}

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.enabled = self.break_all = False
        self.runspace_name, self.runspace_id = name, number


@cmdlet("Get-RunspaceDebug", default_set="RunspaceNameParameterSet", output=("Microsoft.PowerShell.Commands.PSRunspaceDebug",))
class GetRunspaceDebug(_RunspaceChoice):
    """Tells which runspaces can be debugged: none, without a debugger."""

    def process(self) -> None:
        for one in _runspaces(self):
            if self._wanted(one):
                self.write(PSRunspaceDebug(get_property(one, "Name"), get_property(one, "Id")))

    def _wanted(self, one: Any) -> bool:
        if self.set_name == "RunspaceIdParameterSet":
            return get_property(one, "Id") in self.id
        if self.set_name == "RunspaceInstanceIdParameterSet":
            return get_property(one, "InstanceId") in self.instance_id
        if self.set_name == "RunspaceParameterSet":
            return any(given is one for given in self.runspace_object)
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
