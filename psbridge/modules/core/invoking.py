"""Invoke-Command where it stays in the session: a script block, here and now.

The remote forms belong to the layer of sessions, whose own Invoke-Command takes this one's place.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter

_HERE = "InProcess"


@cmdlet(
    "Invoke-Command",
    default_set=_HERE,
    aliases=("icm",),
    remoting="OwnedByCommand",
    net_class="Microsoft.PowerShell.Commands.InvokeCommandCommand",
)
class InvokeCommand(Cmdlet):
    """Runs a script block in this session."""

    script_block = parameter("ScriptBlock", "scriptblock", mandatory=True, position=0, aliases=("Command",))
    no_new_scope = parameter("NoNewScope", "switch")
    input_object = parameter("InputObject", "psobject", pipeline=True)
    arguments = parameter("ArgumentList", "object[]", aliases=("Args",))

    def begin(self) -> None:
        self.inputs: list[Any] = []

    def process(self) -> None:
        if self.is_bound("InputObject"):
            self.inputs.append(self.input_object)

    def end(self) -> None:
        given = self.inputs if self.inputs or self.input_is_expected else None
        self.script_block.run(self.ctx, self, tuple(self.arguments or ()), input=given, new_scope=not self.no_new_scope)
