"""Get-PSCallStack: the frames of a context as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import place
from psbridge.engine.scriptplaces import leaf_of
from psbridge.objects.convert import to_text, truth
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject
from psbridge.objects.records import InvocationInfo

if TYPE_CHECKING:
    from psbridge.engine.context import Context


class CallStackFrame(NetObject):
    """One frame."""

    __slots__ = ("extent", "frame", "function_name")
    net_type = define("System.Management.Automation.CallStackFrame", assembly=SMA)
    PROPERTIES = {
        "ScriptName": "script_name",
        "ScriptLineNumber": "line",
        "InvocationInfo": "invocation",
        "Position": "extent",
        "FunctionName": "function_name",
        "Command": "command",
        "Location": "location",
        "Arguments": "arguments",
    }
    METHODS = {"GetScriptLocation": "location_text", "GetFrameVariables": "variables"}

    def __init__(self, frame: Context, extent: Any) -> None:
        super().__init__()
        self.frame, self.extent = frame, extent
        self.function_name = frame.name

    @property
    def script_name(self) -> str | None:
        return self.extent.file if self.extent is not None else None

    @property
    def line(self) -> int:
        return self.extent.start_line if self.extent is not None else 0

    @property
    def invocation(self) -> Any:
        called = getattr(self.frame, "called", None)
        if called is not None:
            return called.frame_invocation() if hasattr(called, "frame_invocation") else _planned_invocation(self.frame)
        if self.frame.invocation is not None:
            return self.frame.invocation
        made = InvocationInfo(None, "")
        if self.extent is not None:
            place(made, self.extent)
        return made

    @property
    def command(self) -> str:
        return self.function_name

    @property
    def location(self) -> str:
        return self.location_text()

    def location_text(self) -> str:
        name = leaf_of(self.script_name)
        return f"{name}: line {self.line}" if name else "<No file>"

    @property
    def arguments(self) -> str:
        told = self.invocation
        bound = told.bound_parameters
        named = [f"{key}={to_text(value) if truth(value) else ''}" for key, value in bound.pairs()] if hasattr(bound, "pairs") else []
        free = [to_text(value) if truth(value) else "$null" for value in told.unbound_arguments or ()]
        return "{" + ", ".join(named + free) + "}"

    def variables(self) -> Any:
        from psbridge.objects.containers import Hashtable

        return Hashtable({key: self.frame.scope.get(key) for key in self.frame.vars})

    def __str__(self) -> str:
        return f"at {self.function_name}, {self.script_name or '<No file>'}: line {self.line}"


def _planned_invocation(frame: Context) -> InvocationInfo:
    """$MyInvocation of a call that went the short way: told from its plan and the variables of the frame."""
    from psbridge.engine.functionparameters import planned_dictionary
    from psbridge.engine.invocations import invocation_of

    call, caller = frame.called, frame.caller
    shape = call.shape
    made = invocation_of(frame.scope.find_function(frame.name.lower()), frame.name, caller.position if caller else None, caller or frame)
    made.bound_parameters = planned_dictionary((shape.spelled[index], frame.vars.get(shape.keys[index])) for index, _ in call.slots)
    made.unbound_arguments = [] if shape.advanced else list(frame.vars.get("args") or ())
    return made


def frames_of(ctx: Context) -> list[CallStackFrame]:
    """All frames, innermost first."""
    found: list[CallStackFrame] = []
    frame: Context | None = ctx
    while frame is not None:
        if frame.caller is not None or not found:
            found.append(CallStackFrame(frame, frame.position))
        frame = frame.caller
    return found
