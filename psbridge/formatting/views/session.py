"""Views of what a session holds: variables, drives, history, jobs, sessions, breakpoints, results of the utility cmdlets."""

from __future__ import annotations

import ntpath
from typing import Any

from psbridge.formatting.fields import plain_text
from psbridge.formatting.model import LEFT, RIGHT, GroupBy, expression
from psbridge.formatting.views.build import col, custom, entry, item, listing, table, wide
from psbridge.objects import convert
from psbridge.objects.access import get_property
from psbridge.objects.scalars import TICKS_PER_SECOND, TimeSpan

_A = "System.Management.Automation."
_C = "Microsoft.PowerShell.Commands."
_GB = 1 << 30


def _gigabytes(name: str) -> Any:
    def show(value: Any, env: Any) -> str | None:
        used, free = get_property(value, "Used"), get_property(value, "Free")
        if not (used or free):
            return None
        return convert.format_value((get_property(value, name) or 0) / _GB, "###0.00", env.culture)

    return show


def _inner(*names: str) -> Any:
    """A property of a property."""

    def get(value: Any, env: Any) -> Any:
        for name in names:
            value = None if value is None else get_property(value, name)
        return value

    return get


_COLOURED = ("Header1", "Header2", "Header3", "Header4", "Header5", "Header6", "Code", "Link", "Image", "EmphasisBold", "EmphasisItalics")


def _coloured(name: str) -> Any:
    """A colour of Markdown, named in itself."""
    return lambda value, env: value.as_escape_sequence(name)


def _root(value: Any, env: Any) -> Any:
    shown = get_property(value, "DisplayRoot")
    return get_property(value, "Root") if shown is None else shown


def _duration(value: Any, env: Any) -> str | None:
    """Seconds, minutes or hours with milliseconds, no longer than needed."""
    span = get_property(value, "Duration")
    if not isinstance(span, TimeSpan):
        return None
    total, ticks = divmod(span.ticks, TICKS_PER_SECOND)
    minutes, seconds = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f"{ticks // 10_000:03d}"
    if hours >= 10:
        rounded = round(span.ticks / TICKS_PER_SECOND / 3600)
        return f"{rounded}:{minutes:02d}:{seconds:02d}.{tail}"
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}.{tail}"
    return f"{minutes}:{seconds:02d}.{tail}" if minutes else f"{seconds}.{tail}"


def _match(value: Any, env: Any) -> str:
    """A match as MatchInfo writes it, its path relative to the current location."""
    emphasized = getattr(value, "to_emphasized_string", None)
    if callable(emphasized):
        return str(emphasized(env.location()))
    return plain_text(value, env)


def _runspace_place(value: Any, env: Any) -> Any:
    info = get_property(value, "ConnectionInfo")
    return "localhost" if info is None else get_property(info, "ComputerName")


def _runspace_kind(value: Any, env: Any) -> str:
    return "Local" if get_property(value, "ConnectionInfo") is None else "Remote"


def _availability(value: Any, env: Any) -> Any:
    debugger = get_property(value, "Debugger")
    if debugger is not None and get_property(debugger, "InBreakpoint"):
        return "InBreakpoint"
    return get_property(value, "RunspaceAvailability")


def _script_leaf(value: Any, env: Any) -> str | None:
    path = get_property(value, "Script")
    return ntpath.basename(str(path)) if path else None


def _beginning(name: str) -> Any:
    def show(value: Any, env: Any) -> str:
        text = plain_text(get_property(value, name), env)[:200]
        return text + "\u2026" if len(text) == 200 else text

    return show


def _unless_timed_out(name: str) -> Any:
    def show(value: Any, env: Any) -> Any:
        return "*" if str(get_property(value, "Status")) == "TimedOut" else get_property(value, name)

    return show


_LATENCY = col("Latency(ms)", 7, RIGHT, of=_unless_timed_out("Latency"))
_BREAKPOINTS = f"{_A}CommandBreakpoint {_A}LineBreakpoint {_A}VariableBreakpoint"

_VARIABLES = (
    table(_A + "PSVariable", col(None, 30, of="Name"), "Value", name="Variable"),
    listing(_A + "ShellVariable", "Name", "Value", name="ShellVariable"),
    table(_A + "PathInfo", "Path", name="PathInfo"),
    table(
        f"{_C}ActiveDirectoryProvider+ADPSDriveInfo {_A}PSDriveInfo",
        col(None, 10, of="Name"),
        col("Used (GB)", 13, of=_gigabytes("Used"), cell_align=RIGHT),
        col("Free (GB)", 13, of=_gigabytes("Free"), cell_align=RIGHT),
        col("Provider", 13, of=_inner("Provider", "Name")),
        col("Root", 35, of=_root),
        col(None, 0, of="CurrentLocation", cell_align=RIGHT),
        name="drive",
    ),
    listing(_A + "PSDriveInfo", "Name", "Description", "Provider", "Root", "CurrentLocation"),
    table(_A + "ProviderInfo", col(None, 20, of="Name"), "Capabilities", "Drives", name="provider"),
    listing(_A + "ProviderInfo", "Name", "Drives", "Path", "Home", "Description", "Capabilities", "ImplementingType", name="provider"),
    custom(_A + "ScriptBlock", lambda value, env: value, name="ScriptBlock", out_of_band=True),
    table(_C + "HistoryInfo", col(None, 4, RIGHT, of="Id"), col("Duration", 12, RIGHT, of=_duration), "CommandLine", name="history"),
    wide(_C + "HistoryInfo", "CommandLine", name="history"),
)

_RESULTS = (
    table(_C + "GroupInfo", col("Count", 5, RIGHT), col(None, 25, of="Name"), "Group"),
    listing(_C + "GroupInfo", "Name", "Count", "Group", "Values"),
    table(_C + "GroupInfoNoElement", col("Count", 5, RIGHT), col(None, 25, of="Name")),
    listing(_C + "GroupInfoNoElement", "Name", "Count", "Values"),
    custom(_C + "MatchInfo", _match, name="MatchInfo"),
    custom(f"Deserialized.{_C}MatchInfo", "Line", name="MatchInfo"),
    table(f"Deserialized.{_C}TextMeasureInfo", col("Lines"), col("Words"), col("Characters"), col("Property"), name=_C + "TextMeasureInfo"),
    listing(
        f"Deserialized.{_C}GenericMeasureInfo",
        *("Count", "Average", "Sum", "Maximum", "Minimum", "Property"),
        name=_C + "GenericMeasureInfo",
    ),
    listing("Microsoft.PowerShell.MarkdownRender.PSMarkdownOptionInfo", *(item(name, _coloured(name)) for name in _COLOURED)),
    table(_C + "FileHashInfo", col(None, 15, LEFT, of="Algorithm"), col(None, 70, LEFT, of="Hash"), "Path"),
    table(
        _C + "ByteCollection",
        col("Offset", 16, RIGHT, of="HexOffset"),
        col("Bytes\n00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F", 47, LEFT, of="HexBytes"),
        col("Ascii", 16, LEFT),
        group_by=GroupBy(expression("Label")),
    ),
    listing(
        _C + "BasicHtmlWebResponseObject",
        *("StatusCode", "StatusDescription", item("Content", _beginning("Content")), item("RawContent", _beginning("RawContent"))),
        *("Headers", "Images", "InputFields", "Links", "RawContentLength", "RelationLink"),
    ),
    listing(
        _C + "WebResponseObject",
        *("StatusCode", "StatusDescription", "Content", item("RawContent", _beginning("RawContent"))),
        *("Headers", "RawContentLength", "RelationLink"),
    ),
    table(
        _C + "TestConnectionCommand+PingStatus",
        *(col("Ping", 4, RIGHT), col("Source", 16, LEFT), col("Address", 25, LEFT, of="DisplayAddress"), _LATENCY),
        *(col("BufferSize(B)", 10, RIGHT, of=_unless_timed_out("BufferSize")), col("Status", 16, LEFT)),
        group_by=GroupBy(expression("Destination")),
    ),
    table(
        _C + "TestConnectionCommand+PingMtuStatus",
        *(col("Source", 16, LEFT), col("Address", 25, LEFT, of="DisplayAddress"), _LATENCY, col("Status", 16, LEFT)),
        col("MtuSize(B)", 7, RIGHT, of="MtuSize"),
        group_by=GroupBy(expression("Destination")),
    ),
    table(
        _C + "TestConnectionCommand+TraceStatus",
        *(col("Hop", 3, RIGHT), col("Hostname", 25, LEFT, of=lambda v, env: get_property(v, "Hostname") or "*")),
        *(col("Ping", 4, RIGHT), _LATENCY, col("Status", 16, LEFT), col("Source", 12, LEFT), col("TargetAddress", 15, LEFT)),
        group_by=GroupBy(expression("Target")),
    ),
    table(_C + "ComputerChangeInfo", col("HasSucceeded", 12, LEFT), col("ComputerName", 25)),
    table(_C + "RenameComputerChangeInfo", col("HasSucceeded", 12, LEFT), col("OldComputerName", 25), col("NewComputerName", 25)),
)

_RUNNING = (
    table(
        _A + "Runspaces.Runspace",
        *(col("Id", 3, RIGHT), col("Name", 15, LEFT), col("ComputerName", 15, LEFT, of=_runspace_place)),
        *(col("Type", 13, LEFT, of=_runspace_kind), col("State", 13, LEFT, of=_inner("RunspaceStateInfo", "State"))),
        col("Availability", 15, LEFT, of=_availability),
        name="Runspace",
    ),
    table(
        _A + "Runspaces.PSSession",
        *(col("Id", 3, RIGHT), col("Name", 15, LEFT), col("Transport", 9, LEFT), col("ComputerName", 15, LEFT)),
        *(col("ComputerType", 15, LEFT), col("State", 13, LEFT), col("ConfigurationName", 20, LEFT), col("Availability", 13, RIGHT)),
        name="PSSession",
    ),
    table(
        _A + "Job",
        *(col("Id", 6, LEFT), col("Name", 15, LEFT), col("PSJobTypeName", 15, LEFT), col("State", 13, LEFT)),
        *(col("HasMoreData", 15, LEFT), col("Location", 20, LEFT), col("Command", 25, LEFT)),
        name="Job",
    ),
    table(
        _C + "PSRunspaceDebug",
        *(col("Id", 3, RIGHT, of="RunspaceId"), col("Name", 20, LEFT, of="RunspaceName"), col("Enabled", 10, LEFT)),
        col("BreakAll", 10, LEFT),
        name="PSRunspaceDebug>",
    ),
    table(_A + "CallStackFrame", col("Command"), col("Arguments"), col("Location"), name="CallStackFrame"),
    table(
        _BREAKPOINTS,
        *(col("ID", 4, RIGHT), col("Script", of=_script_leaf), col("Line", 4, RIGHT), col("Command"), col("Variable"), col("Action")),
        name="Breakpoint",
    ),
    listing(
        _BREAKPOINTS,
        entry("ID", "Script", "Line", "Column", "Enabled", "HitCount", "Action", when=_A + "LineBreakpoint"),
        entry("ID", "Variable", "AccessMode", "Enabled", "HitCount", "Action", when=_A + "VariableBreakpoint"),
        entry("ID", "Command", "Enabled", "HitCount", "Action", when=_A + "CommandBreakpoint"),
        entry("ID", "Script", "Enabled", "HitCount", "Action"),
        name="Breakpoint",
    ),
    listing(
        _C + "PSSessionConfigurationCommands#PSSessionConfiguration",
        *("Name", "PSVersion", "StartupScript", "RunAsUser", "Permission"),
        name="PSSessionConfiguration",
    ),
)

VIEWS = (*_VARIABLES, *_RESULTS, *_RUNNING)
