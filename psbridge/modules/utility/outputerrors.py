"""Get-Error."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.objects import ErrorRecord, NetException, PSObject, type_names_of, unwrap

_A = "System.Management.Automation."
_MARK = "#PSExtendedError"
_MARKED = (_A + "ErrorRecord", "System.Exception")


@cmdlet(
    "Get-Error",
    default_set="Newest",
    aliases=("gerr",),
    output=(_A + "ErrorRecord" + _MARK, "System.Exception" + _MARK),
    net_class="Microsoft.PowerShell.Commands.GetErrorCommand",
)
class GetError(Cmdlet):
    """Gives the newest errors of the session, or those piped in, to be shown in full."""

    input_object = parameter("InputObject", "psobject", sets=(In("Error", position=0, pipeline=True),))
    newest = parameter("Newest", "int", sets=("Newest",), aliases=("Last",), default=1, validate=(ValidateRange(1, 2147483647),))

    def process(self) -> None:
        found = self._found()
        for index, error in enumerate(found):
            self.write(_extended(error, index if len(found) > 1 else None))

    def _found(self) -> list[Any]:
        if self.input_object is None:
            return list(self.ctx.execution.errors[: self.newest])
        given = unwrap(self.input_object)
        return [given] if isinstance(given, ErrorRecord | NetException) else []


def _extended(error: Any, index: int | None) -> PSObject:
    """The error under a type name for which there is a view that tells everything."""
    names = list(type_names_of(error))
    for name in _MARKED:
        if name in names:
            names.remove(name)
            names.insert(0, name + _MARK)
            break
    made = PSObject(unwrap(error), names)
    if index is not None:
        made.set("PSErrorIndex", index)
    return made
