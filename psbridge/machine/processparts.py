"""What a process consists of: the modules that it has loaded, their version information, and its threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psbridge.machine.fileversions import NO_VERSION, FileVersion, FileVersionInfo
from psbridge.objects import ComputedScriptProperty, DateTime, IntPtr, NetObject, TimeSpan, define, define_enum, unwrap
from psbridge.objects.typetable import builtin

_D = "System.Diagnostics."
_COMPONENT = define("System.ComponentModel.Component", "System.MarshalByRefObject", interfaces=["System.IDisposable"])
_READ_ONLY = define("System.Collections.ReadOnlyCollectionBase", interfaces=["System.Collections.ICollection"])
ThreadState: Any = define_enum(_D + "ThreadState", "Initialized=0 Ready=1 Running=2 Standby=3 Terminated=4 Wait=5 Transition=6 Unknown=7")
ThreadWaitReason: Any = define_enum(
    _D + "ThreadWaitReason",
    "Executive=0 FreePage=1 PageIn=2 SystemAllocation=3 ExecutionDelay=4 Suspended=5 UserRequest=6 EventPairHigh=7 EventPairLow=8 "
    "LpcReceive=9 LpcReply=10 VirtualMemory=11 PageOut=12 Unknown=13",
)
ThreadPriorityLevel: Any = define_enum(
    _D + "ThreadPriorityLevel", "Normal=0 AboveNormal=1 Highest=2 TimeCritical=15 Idle=-15 Lowest=-2 BelowNormal=-1"
)


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module: its file and where it lies."""

    path: str
    base: int = 0
    size: int = 0
    entry: int = 0
    version: FileVersion = NO_VERSION

    @property
    def name(self) -> str:
        return self.path.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """A thread: what the system's table says of it."""

    id: int
    state: str = "Wait"
    priority: int = 8
    cpu: float = 0.0
    kernel: float = 0.0
    started: DateTime | None = None
    reason: str = "Unknown"


class ProcessModule(NetObject):
    """System.Diagnostics.ProcessModule."""

    __slots__ = ("facts",)
    net_type = define(_D + "ProcessModule", _COMPONENT.full_name)
    PROPERTIES = {
        "ModuleName": "module_name",
        "FileName": "file_name",
        "BaseAddress": "base_address",
        "ModuleMemorySize": "memory_size",
        "EntryPointAddress": "entry_address",
        "FileVersionInfo": "version_info",
        "Site": "nothing",
        "Container": "nothing",
    }
    nothing = None

    def __init__(self, facts: ModuleFacts) -> None:
        super().__init__()
        self.facts = facts

    module_name = property(lambda self: self.facts.name)
    file_name = property(lambda self: self.facts.path)
    base_address = property(lambda self: IntPtr(self.facts.base))
    entry_address = property(lambda self: IntPtr(self.facts.entry))
    memory_size = property(lambda self: self.facts.size)
    version_info = property(lambda self: FileVersionInfo(self.facts.path, self.facts.version))

    def __str__(self) -> str:
        return f"{_D}ProcessModule ({self.facts.name})"


class ProcessThread(NetObject):
    """System.Diagnostics.ProcessThread; why it waits is known only while it does."""

    __slots__ = ("facts",)
    net_type = define(_D + "ProcessThread", _COMPONENT.full_name)
    PROPERTIES = {
        "BasePriority": "base_priority",
        "CurrentPriority": "base_priority",
        "Id": "id",
        "PriorityBoostEnabled": "boost",
        "PriorityLevel": "priority_level",
        "StartAddress": "start_address",
        "ThreadState": "state",
        "WaitReason": "reason",
        "PrivilegedProcessorTime": "kernel_time",
        "StartTime": "start_time",
        "TotalProcessorTime": "total_time",
        "UserProcessorTime": "user_time",
        "Site": "nothing",
        "Container": "nothing",
    }
    nothing, boost = None, False

    def __init__(self, facts: ThreadFacts) -> None:
        super().__init__()
        self.facts = facts

    id = property(lambda self: self.facts.id)
    base_priority = property(lambda self: self.facts.priority)
    priority_level = property(lambda self: ThreadPriorityLevel(0))
    start_address = property(lambda self: IntPtr(0))
    state = property(lambda self: getattr(ThreadState, self.facts.state))
    reason = property(lambda self: getattr(ThreadWaitReason, self.facts.reason) if self.facts.state == "Wait" else None)
    start_time = property(lambda self: self.facts.started)
    kernel_time = property(lambda self: _span(self.facts.kernel))
    user_time = property(lambda self: _span(self.facts.cpu - self.facts.kernel))
    total_time = property(lambda self: _span(self.facts.cpu))


class PartList(list[Any]):
    """ProcessModuleCollection and ProcessThreadCollection."""

    __slots__ = ("net_type",)

    def __init__(self, kind: type[ProcessModule] | type[ProcessThread], facts: Any) -> None:
        super().__init__(kind(one) for one in facts)
        self.net_type = COLLECTIONS[kind]


COLLECTIONS: dict[type[NetObject], Any] = {
    ProcessModule: define(_D + "ProcessModuleCollection", _READ_ONLY.full_name, interfaces=["System.Collections.ICollection"]),
    ProcessThread: define(_D + "ProcessThreadCollection", _READ_ONLY.full_name, interfaces=["System.Collections.ICollection"]),
}


def _span(seconds: float) -> TimeSpan:
    return TimeSpan(int(seconds * 10_000_000))


builtin(_D + "ProcessModule").add(
    ComputedScriptProperty("Size", lambda module: unwrap(module).facts.size // 1024, "$this.ModuleMemorySize / 1024"),
    ComputedScriptProperty("Company", lambda module: unwrap(module).facts.version.company, "$this.FileVersionInfo.CompanyName"),
    ComputedScriptProperty("FileVersion", lambda module: unwrap(module).facts.version.text, "$this.FileVersionInfo.FileVersion"),
    ComputedScriptProperty(
        "ProductVersion", lambda module: unwrap(module).facts.version.product_text, "$this.FileVersionInfo.ProductVersion"
    ),
    ComputedScriptProperty("Description", lambda module: unwrap(module).facts.version.description, "$this.FileVersionInfo.FileDescription"),
    ComputedScriptProperty("Product", lambda module: unwrap(module).facts.version.product, "$this.FileVersionInfo.ProductName"),
)
