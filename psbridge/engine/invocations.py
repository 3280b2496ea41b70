"""$MyInvocation: how a script or function was called."""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import place
from psbridge.objects.records import InvocationInfo

_BLOCK = "<ScriptBlock>"


def operator_of(extent: Any) -> str:
    """The operator that a call is written with: the one that dots (not the first character of a path), the one that calls, or none."""
    text = "" if extent is None else extent.text[:2]
    if text[:1] == ".":
        return "." if text[1:] in (" ", "\t", "{", "(", "$", "'", '"') else ""
    return "&" if text[:1] == "&" else ""


def invocation_of(info: Any, name: str, extent: Any, caller: Any, called: str | None = None) -> InvocationInfo:
    """An InvocationInfo for a call at `extent`; `called`: by which name, where that is not its own."""
    made = InvocationInfo(info, operator_of(extent) or ("" if name == _BLOCK else called or name))
    if extent is not None:
        place(made, extent)
    if extent is not None or name != _BLOCK:
        made.pipeline_length = made.pipeline_position = 1
    made.history_id = len(caller.runspace.history) + 1
    made.ps_command_path = (extent.file if extent is not None else None) or ""
    return made


def number(element: Any, position: int, length: int) -> None:
    """Tell an element that was prepared its place in a pipeline of several commands."""
    runtime = getattr(element, "runtime", None)
    if runtime is not None:
        runtime.place = (position, length)
    frame = getattr(element, "ctx", None)
    told = frame.vars.get("myinvocation") if frame is not None else None
    if told is not None and not element.dot:
        told.pipeline_position, told.pipeline_length = position, length
