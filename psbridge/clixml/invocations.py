"""InvocationInfo as the flat members that records carry (`InvocationInfo_*`, `CommandInfo_*`), both ways."""

from __future__ import annotations

from typing import Any

from psbridge.objects.containers import GenericDictionary, GenericList, TypedArray
from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, find_type
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import PSObject, unwrap
from psbridge.objects.records import CommandOrigin, InvocationInfo

Members = list[tuple[str, Any]]
_A = "System.Management.Automation."
_OBJECT, _STRING, _INT32 = find_type("System.Object"), find_type("System.String"), find_type("System.Int32")


def _enum(name: str, members: str, *, flags: bool = False) -> Any:
    try:
        return find_type(name).python or define_enum(name, members, flags=flags, assembly=SMA)
    except KeyError:
        return define_enum(name, members, flags=flags, assembly=SMA)


CommandTypes = _enum(
    _A + "CommandTypes",
    "Alias=1 Function=2 Filter=4 Cmdlet=8 ExternalScript=16 Application=32 Script=64 Configuration=256 All=383",
    flags=True,
)
SessionStateEntryVisibility = _enum(_A + "SessionStateEntryVisibility", "Public Private")

# wire name -> attribute of InvocationInfo, in the order of the wire
_FIELDS = (
    ("BoundParameters", "bound_parameters"),
    ("CommandOrigin", "command_origin"),
    ("ExpectingInput", "expecting_input"),
    ("InvocationName", "invocation_name"),
    ("Line", "line"),
    ("OffsetInLine", "offset_in_line"),
    ("HistoryId", "history_id"),
    ("PipelineIterationInfo", None),
    ("PipelineLength", "pipeline_length"),
    ("PipelinePosition", "pipeline_position"),
    ("PSScriptRoot", "ps_script_root"),
    ("PSCommandPath", "ps_command_path"),
    ("PositionMessage", "position_message"),
    ("ScriptLineNumber", "script_line_number"),
    ("ScriptName", "script_name"),
    ("UnboundArguments", "unbound_arguments"),
)
_DEFAULTS: dict[str, Any] = {
    "BoundParameters": lambda: GenericDictionary(_STRING, _OBJECT),
    "UnboundArguments": lambda: GenericList(_OBJECT),
    "PipelineIterationInfo": lambda: TypedArray(_INT32),
    "ScriptName": lambda: "",
}


def extended_members(invocation: InvocationInfo) -> Members:
    """Every field of an invocation."""
    members: Members = []
    for name, attribute in _FIELDS:
        value: Any = None if attribute is None else getattr(invocation, attribute)
        if value is None and name in _DEFAULTS:
            value = _DEFAULTS[name]()
        if name == "HistoryId":
            value = Int64(value)
        members.append((f"InvocationInfo_{name}", value))
    members.append(("SerializeExtent", False))
    return members


def adapted_members(invocation: InvocationInfo) -> Members:
    """The properties of an invocation that is an object of its own, in .NET's order."""
    members: Members = []
    for name, attribute in InvocationInfo.PROPERTIES.items():
        value = getattr(invocation, str(attribute))
        if value is None and name in _DEFAULTS:
            value = _DEFAULTS[name]()
        members.append((name, Int64(value) if name == "HistoryId" else value))
    return members


def command_members(invocation: InvocationInfo) -> Members:
    """What is said of the command that was invoked; nothing when there is none."""
    command = invocation.my_command
    if command is None:
        return []
    kind = getattr(command, "command_type", None)
    return [
        ("CommandInfo_CommandType", CommandTypes(int(kind)) if isinstance(kind, int) else CommandTypes(64)),
        ("CommandInfo_Definition", str(getattr(command, "definition", command))),
        ("CommandInfo_Name", str(getattr(command, "name", ""))),
        ("CommandInfo_Visibility", SessionStateEntryVisibility(0)),
    ]


def read_invocation(bag: PSObject) -> InvocationInfo:
    """The invocation from a record's flat members."""
    made = InvocationInfo(bag.get("CommandInfo_Name"))
    for name, attribute in _FIELDS:
        value = unwrap(bag.get(f"InvocationInfo_{name}"))
        if attribute is None or value is None:
            continue
        if attribute == "command_origin":
            value = CommandOrigin(value) if isinstance(value, int) else CommandOrigin(1)
        expected = getattr(made, attribute)
        if expected is None or isinstance(value, type(expected)) or (isinstance(expected, int) and isinstance(value, int)):
            setattr(made, attribute, value)
    return made
