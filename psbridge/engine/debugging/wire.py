"""What debuggers of two processes tell each other: PowerShell's objects for a stop, a command, a breakpoint, and how they travel.

Decides the names of events and virtual commands, the properties that go over the wire, and what is read from them at the other end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psbridge.clixml import rehydration
from psbridge.clixml.invocations import Members, extended_members, read_invocation
from psbridge.engine.debugging.breakpoints import Breakpoint, CommandBreakpoint, LineBreakpoint, VariableAccessMode, VariableBreakpoint
from psbridge.engine.debugging.debugger import GO_ON, INTO, OUT, OVER, QUIT
from psbridge.objects import ComputedScriptProperty, GenericList, NetObject, PSObject, define, define_enum, unwrap
from psbridge.objects.nettypes import SMA
from psbridge.objects.records import InvocationInfo
from psbridge.objects.typetable import builtin

_A = "System.Management.Automation."
STOP_EVENT = "PSInternalRemoteDebuggerStopEvent"
UPDATED_EVENT = "PSInternalRemoteDebuggerBreakpointUpdatedEvent"
SET_MODE, SET_UNHANDLED, SET_STEP = "__Set-PSDebugMode", "__Set-PSUnhandledBreakpointMode", "__Set-PSDebuggerStepMode"
GET_STOP, SET_ACTION = "__Get-PSDebuggerStopArgs", "__Set-PSDebuggerAction"

DebugModes: Any = define_enum(_A + "DebugModes", "None=0 Default=1 LocalScript=2 RemoteScript=4", flags=True, assembly=SMA)
DebuggerResumeAction: Any = define_enum(_A + "DebuggerResumeAction", "Continue StepInto StepOut StepOver Stop", assembly=SMA)
UnhandledBreakpointProcessingMode: Any = define_enum(_A + "UnhandledBreakpointProcessingMode", "Ignore=1 Wait=2", assembly=SMA)
BreakpointUpdateType: Any = define_enum(_A + "BreakpointUpdateType", "Set Removed Enabled Disabled", assembly=SMA)
ACTIONS = {action: DebuggerResumeAction.parse(action) for action in (GO_ON, INTO, OUT, OVER, QUIT)}
REMOTE = 4
SCRIPTS = DebugModes(6)  # scripts here and elsewhere: what a host with a debugger wants


def _member(enum: Any, value: Any) -> Any:
    """A member of an enumeration that came as a number, or (deep inside something) as its name; the first when nothing came."""
    bare = unwrap(value)
    return enum.parse(str(bare)) if isinstance(bare, str) else enum(int(bare or 0))


def action_of(value: Any) -> str:
    """The word for a resume action that came; "" for none."""
    return "" if value is None else str(_member(DebuggerResumeAction, value).label)


class DebuggerStopEventArgs(NetObject):
    """A script has stopped."""

    __slots__ = ("breakpoints", "invocation", "resume_action", "suspend_remote")
    net_type = define(_A + "DebuggerStopEventArgs", "System.EventArgs", assembly=SMA)
    PROPERTIES = {
        "Breakpoints": "breakpoints",
        "InvocationInfo": "invocation",
        "ResumeAction": "resume_action",
        "SuspendRemote": "suspend_remote",
    }

    def __init__(self, invocation: InvocationInfo | None, hits: Any = (), action: Any = None) -> None:
        super().__init__()
        self.invocation = invocation
        self.breakpoints = GenericList(Breakpoint.net_type, list(hits))
        self.resume_action = action if action is not None else ACTIONS[GO_ON]
        self.suspend_remote = False


class DebuggerCommand(NetObject):
    """What the debugger made of a line; its output ends with it."""

    __slots__ = ("command", "executed", "repeats", "resume_action")
    net_type = define(_A + "DebuggerCommand", assembly=SMA)
    PROPERTIES = {"ResumeAction": "resume_action", "Command": "command", "RepeatOnEnter": "repeats", "ExecutedByDebugger": "executed"}

    def __init__(self, command: str, action: Any = None, repeats: bool = False, executed: bool = True) -> None:
        super().__init__()
        self.command, self.resume_action, self.repeats, self.executed = command, action, repeats, executed


class BreakpointUpdatedEventArgs(NetObject):
    """A breakpoint was set, removed, enabled or disabled."""

    __slots__ = ("breakpoint", "count", "kind")
    net_type = define(_A + "BreakpointUpdatedEventArgs", "System.EventArgs", assembly=SMA)
    PROPERTIES = {"Breakpoint": "breakpoint", "UpdateType": "kind", "BreakpointCount": "count"}

    def __init__(self, one: Any, kind: Any, count: int) -> None:
        super().__init__()
        self.breakpoint, self.kind, self.count = one, kind, count


# -- on the wire


def _flat(arguments: Any) -> Any:
    invocation = unwrap(arguments).invocation
    if invocation is None:
        return None
    members: Members = extended_members(invocation)
    return PSObject.of(*members)


_stop = builtin(_A + "DebuggerStopEventArgs")
_stop.add(ComputedScriptProperty("SerializedInvocationInfo", _flat, ""))
_stop.serialization_method = "SpecificProperties"
_stop.serialization_depth = 2
_stop.property_serialization_set = ("Breakpoints", "ResumeAction", "SerializedInvocationInfo")
_stop.inherit_property_serialization_set = True
builtin(_A + "BreakpointUpdatedEventArgs").serialization_depth = 2
builtin(_A + "DebuggerCommand").serialization_depth = 1
builtin(_A + "Breakpoint").serialization_depth = 1


def _stop_of(bag: PSObject) -> Any:
    flat = unwrap(bag.get("SerializedInvocationInfo"))
    invocation = read_invocation(flat) if isinstance(flat, PSObject) else None
    hits = unwrap(bag.get("Breakpoints"))
    found = [unwrap(one) for one in hits] if isinstance(hits, list | tuple) or hasattr(hits, "__iter__") else []
    return DebuggerStopEventArgs(invocation, found, ACTIONS.get(action_of(bag.get("ResumeAction"))))


def stop_of(arguments: Any) -> Any:
    """The stop that an event tells of; it may have been read before this module was there to make it live."""
    given = unwrap(arguments)
    first = unwrap(next(iter(given), None)) if isinstance(given, Iterable) else None
    return first if first is None or isinstance(first, DebuggerStopEventArgs) else _stop_of(first)


def _command_of(bag: PSObject) -> Any:
    action = bag.get("ResumeAction")
    done = bag.get("ExecutedByDebugger", bag.get("EvaluatedByDebugger", False))
    text, repeats = bag.get("Command"), bool(unwrap(bag.get("RepeatOnEnter", False)))
    return DebuggerCommand("" if text is None else str(unwrap(text)), ACTIONS.get(action_of(action)), repeats, bool(unwrap(done)))


def _updated_of(bag: PSObject) -> Any:
    kind, count = bag.get("UpdateType"), bag_value(bag, "BreakpointCount")
    return BreakpointUpdatedEventArgs(bag_value(bag, "Breakpoint"), _member(BreakpointUpdateType, kind), int(count or 0))


def breakpoint_of(value: Any) -> Breakpoint | None:
    """A breakpoint that came: with its number there, or 0 for one that is to be set."""
    bare = unwrap(value)
    if isinstance(bare, Breakpoint):
        return bare
    if not isinstance(bare, PSObject):
        return None
    number, script = int(unwrap(bag_value(bare, "Id")) or 0), bag_value(bare, "Script")
    place = None if script is None else str(script)
    made = _kind_of(bare, number, place)
    if made is not None:
        made.enabled = bool(unwrap(bare.get("Enabled", True)))
        made.hits = int(unwrap(bare.get("HitCount", 0)) or 0)
    return made


def bag_value(bag: PSObject, name: str) -> Any:
    return unwrap(bag.get(name))


def _kind_of(bag: PSObject, number: int, script: str | None) -> Breakpoint | None:
    action = bag_value(bag, "Action")
    if "Line" in bag.shape.index or "line" in bag.shape.index:
        return LineBreakpoint(number, script, action, int(bag_value(bag, "Line")), int(bag_value(bag, "Column") or 0))
    variable, command = bag_value(bag, "Variable"), bag_value(bag, "Command")
    if variable is not None:
        return VariableBreakpoint(number, script, action, str(variable), _member(VariableAccessMode, bag.get("AccessMode")))
    return None if command is None else CommandBreakpoint(number, script, action, str(command))


rehydration.TYPES.update(
    {
        f"Deserialized.{_A}DebuggerStopEventArgs": _stop_of,
        f"Deserialized.{_A}DebuggerCommand": _command_of,
        f"Deserialized.{_A}DebuggerCommandResults": _command_of,
        f"Deserialized.{_A}BreakpointUpdatedEventArgs": _updated_of,
        **dict.fromkeys(
            (f"Deserialized.{_A}{kind}Breakpoint" for kind in ("Line", "Variable", "Command")), lambda bag: breakpoint_of(bag) or bag
        ),
    }
)
