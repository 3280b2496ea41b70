"""$MyInvocation: how a script or function was called."""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import place
from psbridge.objects.records import InvocationInfo


def invocation_of(info: Any, name: str, extent: Any, caller: Any) -> InvocationInfo:
    """An InvocationInfo for a call at `extent`."""
    made = InvocationInfo(info, "" if name == "<ScriptBlock>" else name)
    if extent is not None:
        place(made, extent)
    if name != "<ScriptBlock>":
        made.pipeline_length = made.pipeline_position = 1
    made.history_id = len(caller.runspace.history) + 1
    made.ps_command_path = (extent.file if extent is not None else None) or ""
    return made
