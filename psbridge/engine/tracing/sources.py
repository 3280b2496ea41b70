"""The trace sources of a session, what they are to tell, and to whom.

A source is switched on by options; its listeners are the host and files.  Which events there are, and when they happen, is
engine.tracing.watching's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject

_A = "System.Management.Automation."
PSTraceSourceOptions: Any = define_enum(
    _A + "PSTraceSourceOptions",
    "None=0 Constructor=1 Dispose=2 Finalizer=4 Method=8 Property=16 Delegates=32 Events=64 Exception=128 Lock=256 Error=512 Errors=640 "
    "Warning=1024 Verbose=2048 WriteLine=4096 Data=6167 Scope=8192 ExecutionFlow=8303 Assert=16384 All=32767",
    flags=True,
    assembly=SMA,
)
TraceOptions: Any = define_enum(
    "System.Diagnostics.TraceOptions",
    "None=0 LogicalOperationStack=1 DateTime=2 Timestamp=4 ProcessId=8 ThreadId=16 Callstack=32",
    flags=True,
)
WRITE_LINE, SCOPE, ALL = 4096, 8192, 32767
DESCRIPTIONS = {
    "CommandDiscovery": "Traces the discovery of cmdlets, scripts, functions, applications, etc.",
    "MemberResolution": "Traces the resolution from member name to the member. A member can be a property, method, etc.",
    "ParameterBinding": "Traces the process of binding the arguments to the parameters of cmdlets, scripts, and functions.",
    "PathResolution": "Traces the path resolution algorithm.",
    "TypeConversion": "Traces the type conversion algorithm.",
}


class TraceListener(NetObject):
    """Where lines go: ``write`` takes one."""

    __slots__ = ("close", "name", "options", "write")
    net_type = define("System.Diagnostics.TraceListener", "System.MarshalByRefObject")
    PROPERTIES = {"Name": "name", "TraceOutputOptions": "options"}

    def __init__(self, name: str, write: Callable[[str], None], options: int = 0, close: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.name, self.write, self.close = name, write, close
        self.options: Any = TraceOptions(options)

    def __str__(self) -> str:
        return self.name


class TraceSource(NetObject):
    """One source: ``options`` say which kinds of events it tells (none: it is off)."""

    __slots__ = ("description", "listeners", "name", "options")
    net_type = define(_A + "PSTraceSource", assembly=SMA)
    PROPERTIES = {"Description": "description", "Options": "options", "Listeners": "listeners", "Name": "name"}

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.description = name, DESCRIPTIONS[name]
        self.options: Any = PSTraceSourceOptions(0)
        self.listeners: list[TraceListener] = [TraceListener("Default", lambda line: None)]

    def tells(self, kind: int) -> bool:
        return bool(int(self.options) & kind)

    @property
    def is_on(self) -> bool:
        return int(self.options) != 0 and len(self.listeners) > 1

    def tell(self, depth: int, text: str) -> None:
        """One event, as .NET's trace sources write it."""
        line = f"{self.name} Information: 0 : {'    ' * depth}{text}"
        for listener in self.listeners:
            listener.write(line)
            for extra in _extras(int(listener.options), depth):
                listener.write(extra)


def _extras(options: int, depth: int) -> list[str]:
    """What TraceOptions add below an event."""
    if not options:
        return []
    import os
    import threading
    import time
    from datetime import UTC, datetime

    told: tuple[tuple[int, str], ...] = (
        (8, f"ProcessId={os.getpid()}"),
        (16, f"ThreadId={threading.get_native_id()}"),
        (2, f"DateTime={datetime.now(UTC).isoformat(timespec='microseconds').replace('+00:00', '0Z')}"),
        (4, f"Timestamp={time.monotonic_ns() // 100}"),
    )
    return [f"{'    ' * (depth + 1)}{text}" for bit, text in told if options & bit]


def sources_of(runspace: Any) -> dict[str, TraceSource]:
    """The sources of a session by lower-case name."""
    found: dict[str, TraceSource] = runspace.extras.setdefault(KEY, {})
    if not found:
        found.update((name.lower(), TraceSource(name)) for name in DESCRIPTIONS)
    return found


KEY = "trace_sources"
