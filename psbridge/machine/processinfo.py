"""System.Diagnostics.Process over a process of a machine, and the type data that PowerShell adds to it."""

from __future__ import annotations

from typing import Any, ClassVar

from psbridge.concurrency import Deadline, pause_heard
from psbridge.machine.fileversions import NO_VERSION, FileVersion
from psbridge.machine.processes import MachineProcess
from psbridge.machine.processparts import PartList, ProcessModule, ProcessThread
from psbridge.objects import (
    AliasProperty,
    ComputedScriptProperty,
    DateTime,
    Int64,
    NetObject,
    PropertySet,
    TimeSpan,
    define,
    define_enum,
    unwrap,
)
from psbridge.objects.eventsource import EventSource
from psbridge.objects.typetable import builtin

ProcessPriorityClass: Any = define_enum(
    "System.Diagnostics.ProcessPriorityClass", "Normal=32 Idle=64 High=128 RealTime=256 BelowNormal=16384 AboveNormal=32768"
)


def _event(name: str) -> Any:
    return property(lambda self: self.sources.setdefault(name, EventSource(name)))


class Process(NetObject):
    """A process; facts are those of the moment it was asked for, HasExited and the waiting look again."""

    __slots__ = ("facts", "machine_name", "parts", "sources", "table", "told")
    net_type = define("System.Diagnostics.Process", "System.ComponentModel.Component")
    PROPERTIES = {
        "SafeHandle": "nothing",
        "Handle": "nothing",
        "BasePriority": "base_priority",
        "ExitCode": "exit_code",
        "HasExited": "has_exited",
        "StartTime": "start_time",
        "ExitTime": "nothing",
        "Id": "id",
        "MachineName": "machine_name",
        "MaxWorkingSet": "nothing",
        "MinWorkingSet": "nothing",
        "Modules": "modules",
        "NonpagedSystemMemorySize64": "non_paged",
        "NonpagedSystemMemorySize": "non_paged_32",
        "PagedMemorySize64": "paged",
        "PagedMemorySize": "paged_32",
        "PriorityClass": "priority_class",
        "PrivateMemorySize64": "paged",
        "ProcessName": "process_name",
        "SessionId": "session_id",
        "StartInfo": "nothing",
        "Threads": "threads",
        "HandleCount": "handle_count",
        "VirtualMemorySize64": "virtual",
        "MainModule": "main_module",
        "Responding": "responding",
        "MainWindowTitle": "window_title",
        "WorkingSet64": "working_set",
        "WorkingSet": "working_set_32",
        "TotalProcessorTime": "processor_time",
        "UserProcessorTime": "processor_time",
    }
    EVENTS: ClassVar[dict[str, str]] = {
        "Disposed": "disposed",
        "ErrorDataReceived": "error_data_received",
        "Exited": "exited",
        "OutputDataReceived": "output_data_received",
    }
    EVENT_TYPES: ClassVar[dict[str, str]] = dict.fromkeys(
        ("ErrorDataReceived", "OutputDataReceived"), "System.Diagnostics.DataReceivedEventArgs"
    )
    METHODS = {"Kill": "kill", "Refresh": "refresh", "WaitForExit": "wait_for_exit", "Close": "close", "Dispose": "close"}
    nothing = None
    responding = True

    def __init__(self, facts: MachineProcess, table: Any, machine_name: str = ".") -> None:
        super().__init__()
        self.facts, self.table, self.machine_name = facts, table, machine_name
        self.parts: dict[type, PartList] = {}
        self.sources: dict[str, EventSource] = {}  # made when somebody listens
        self.told: dict[str, Any] = {}  # what is watched or read for them

    disposed, exited = _event("Disposed"), _event("Exited")
    output_data_received, error_data_received = _event("OutputDataReceived"), _event("ErrorDataReceived")
    id = property(lambda self: self.facts.id)
    process_name = property(lambda self: self.facts.name)
    session_id = property(lambda self: self.facts.session)
    handle_count = property(lambda self: self.facts.handles)
    non_paged = property(lambda self: Int64(self.facts.non_paged))
    paged = property(lambda self: Int64(self.facts.paged))
    virtual = property(lambda self: Int64(self.facts.virtual))
    working_set = property(lambda self: Int64(self.facts.working_set))
    non_paged_32 = property(lambda self: _narrow(self.facts.non_paged))
    paged_32 = property(lambda self: _narrow(self.facts.paged))
    working_set_32 = property(lambda self: _narrow(self.facts.working_set))
    base_priority = property(lambda self: self.facts.priority)
    priority_class = property(lambda self: ProcessPriorityClass(32))
    window_title = property(lambda self: self.facts.window_title)
    exit_code = property(lambda self: self.facts.exit_code if self.has_exited else None)
    threads = property(lambda self: self._part(ProcessThread, self.table.thread_facts))
    modules = property(lambda self: self._part(ProcessModule, self.table.modules))
    main_module = property(lambda self: next(iter(self.modules), None))

    def _part(self, kind: Any, read: Any) -> PartList:
        """They are looked at once, until Refresh."""
        if kind not in self.parts:
            self.parts[kind] = PartList(kind, read(self.facts))
        return self.parts[kind]

    @property
    def start_time(self) -> DateTime | None:
        return self.facts.started

    @property
    def processor_time(self) -> TimeSpan:
        return TimeSpan(int(self.facts.cpu * 10_000_000))

    @property
    def has_exited(self) -> bool:
        return self.facts.has_exited or self.table.find(self.facts.id) is None

    def refresh(self) -> None:
        self.facts = self.table.find(self.facts.id) or self.facts
        self.parts.clear()

    def kill(self, *_: Any) -> None:
        if not self.has_exited:
            self.table.stop(self.facts)

    def wait_for_exit(self, milliseconds: int = -1) -> bool:
        """Whether the process has ended within the time (it is looked at every 50 ms)."""
        limit = Deadline.after(None if milliseconds < 0 else milliseconds / 1000)
        while not self.has_exited:
            if limit.expired:
                return False
            pause_heard(limit.sooner(0.05).remaining())
        return True

    def close(self) -> None:
        """Nothing is held."""

    def __str__(self) -> str:
        return f"System.Diagnostics.Process ({self.facts.name})"

    def __repr__(self) -> str:
        return f"<Process {self.facts.id} {self.facts.name}>"


def _narrow(value: int) -> int:
    """As the 32-bit property wraps."""
    return (value + 0x8000_0000) % 0x1_0000_0000 - 0x8000_0000


_RESOURCES = (
    "Name Id Handlecount WorkingSet NonPagedMemorySize PagedMemorySize PrivateMemorySize VirtualMemorySize Threads.Count TotalProcessorTime"
)
_data = builtin("System.Diagnostics.Process")
_data.add(
    PropertySet("PSConfiguration", ("Name", "Id", "PriorityClass", "FileVersion")),
    PropertySet("PSResources", tuple(_RESOURCES.split())),
    AliasProperty("Name", "ProcessName"),
    AliasProperty("SI", "SessionId"),
    AliasProperty("Handles", "Handlecount"),
    AliasProperty("VM", "VirtualMemorySize64"),
    AliasProperty("WS", "WorkingSet64"),
    AliasProperty("PM", "PagedMemorySize64"),
    AliasProperty("NPM", "NonpagedSystemMemorySize64"),
    ComputedScriptProperty("Path", lambda p: unwrap(p).facts.path or None, "$this.Mainmodule.FileName"),
    ComputedScriptProperty("CommandLine", lambda p: unwrap(p).facts.command_line or None, "$this.CommandLine"),
    ComputedScriptProperty("Parent", lambda p: _parent(unwrap(p)), "$this.Parent"),
    ComputedScriptProperty("Company", lambda p: _version(p).company, "$this.Mainmodule.FileVersionInfo.CompanyName"),
    ComputedScriptProperty("CPU", lambda p: unwrap(p).facts.cpu, "$this.TotalProcessorTime.TotalSeconds"),
    ComputedScriptProperty("FileVersion", lambda p: _version(p).text, "$this.Mainmodule.FileVersionInfo.FileVersion"),
    ComputedScriptProperty("ProductVersion", lambda p: _version(p).product_text, "$this.Mainmodule.FileVersionInfo.ProductVersion"),
    ComputedScriptProperty("Description", lambda p: _version(p).description, "$this.Mainmodule.FileVersionInfo.FileDescription"),
    ComputedScriptProperty("Product", lambda p: _version(p).product, "$this.Mainmodule.FileVersionInfo.ProductName"),
)


def _version(process: Any) -> FileVersion:
    """That of the program's file."""
    main = unwrap(process).main_module
    return NO_VERSION if main is None else main.facts.version


def _parent(process: Process) -> Process | None:
    """Nobody started the first process, so chains of parents end."""
    found = process.table.find(process.facts.parent) if process.facts.parent not in (0, process.facts.id) else None
    return None if found is None else Process(found, process.table, process.machine_name)


def process_table(machine: Any) -> Any:
    """The processes of a machine; without one those of this computer."""
    if machine is not None and hasattr(machine, "processes"):
        return machine.processes
    from psbridge.machine.localprocesses import LOCAL_PROCESSES

    return LOCAL_PROCESSES
