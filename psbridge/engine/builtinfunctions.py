"""Functions of modules that are written in Python: where PowerShell has a script module, its commands show themselves as functions."""

from __future__ import annotations

from typing import Any

from psbridge.engine.commands import CmdletInfo, FunctionInfo
from psbridge.engine.running import running

_PROXY = "[Management.Automation.ProxyCommand]::Create([Management.Automation.CommandMetadata]::new($args[0]))"


class BuiltinFunctionInfo(CmdletInfo):
    """A command in Python that is a function in PowerShell.  Its text is that of a function that calls it: there is no other."""

    __slots__ = ("description",)
    net_type = FunctionInfo.net_type
    TYPE = 2

    def __init__(self, name: str, place: Any, module: Any = None) -> None:
        super().__init__(name, place, module)
        self.description: str | None = None

    @property
    def cmdlet_binding(self) -> bool:
        return True

    @property
    def help_file(self) -> str:
        return f"{self.module_name}-help.xml"

    @property
    def script_block(self) -> Any:
        return running().script_block(self.definition)

    @property
    def definition(self) -> str:
        session = running()
        return super().definition if session is None else str(session.invoke(_PROXY, self)[0])


__all__ = ["BuiltinFunctionInfo"]
