"""Ansible.Windows.Setup: what the module `setup` asks Windows for below WMI.

Decides that firmware, kernel and WMI of an emulated machine tell the same: every fact here is one of its CIM classes.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.table import WithContext, fill
from psbridge.machine.cim import CLASSES
from psbridge.objects.containers import GenericList
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.numbers import Byte, Int64, UInt32, UInt64
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import DateTime

_OBJECT = find_type("System.Object")
_ASSEMBLY = "Ansible.Windows.Setup, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null"
_AMD64 = 9


def row(ctx: Any, name: str) -> dict[str, Any]:
    """The instance of a CIM class that there is one of."""
    machine = ctx.runspace.machine
    if machine is None or not ctx.runspace.is_windows:
        raise NetError.of("System.EntryPointNotFoundException", "The functions of Windows are not there on this platform.")
    return dict(CLASSES[name.lower()].rows(machine)[0])


class Facts(NetObject):
    """Fields with their values; a subclass says which."""

    __slots__ = ("facts",)
    net_type = NetType("Ansible.Windows.Setup.Facts", _OBJECT, assembly=_ASSEMBLY)

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__()
        self.facts = facts


def _system(ctx: Any) -> dict[str, Any]:
    told = row(ctx, "Win32_ComputerSystem")
    return {
        "NetBIOSName": told["Name"][:15].upper(),
        "NumberOfProcessors": UInt32(int(told["NumberOfLogicalProcessors"])),
        "ProcessorArchitecture": UInt32(_AMD64),
    }


def _version(ctx: Any) -> dict[str, Any]:
    return {"ProductType": Byte(int(row(ctx, "Win32_OperatingSystem")["ProductType"]))}


def _memory(ctx: Any) -> dict[str, Any]:
    total = row(ctx, "Win32_ComputerSystem")["TotalPhysicalMemory"]
    free = int(row(ctx, "Win32_OperatingSystem")["FreePhysicalMemory"]) * 1024
    return {"TotalPhysical": UInt64(int(total)), "AvailablePhysical": UInt64(free)}


def _domain(ctx: Any) -> dict[str, Any]:
    told = row(ctx, "Win32_ComputerSystem")
    return {"Domain": told["Domain"], "DomainRole": int(told["DomainRole"]), "PartOfDomain": told["PartOfDomain"]}


def _firmware(ctx: Any) -> dict[str, Any]:
    bios, system, cpu = (row(ctx, name) for name in ("Win32_BIOS", "Win32_ComputerSystem", "Win32_Processor"))
    return {
        "ReleaseDate": bios.get("ReleaseDate"),
        "SMBIOSBIOSVersion": bios["SMBIOSBIOSVersion"],
        "Manufacturer": system["Manufacturer"],
        "Model": system["Model"],
        "SerialNumber": bios["SerialNumber"],
        "UUID": row(ctx, "Win32_ComputerSystemProduct")["UUID"],
        "ProcessorCountFound": True,
        "ProcessorInfo": GenericList(_OBJECT, [_pair(int(cpu["NumberOfCores"]), int(cpu["NumberOfLogicalProcessors"]))]),
    }


class Pair(NetObject):
    """Tuple<int, int>: cores and threads of a processor."""

    __slots__ = ("first", "second")
    net_type = NetType("Ansible.Windows.Setup.Pair", _OBJECT, assembly=_ASSEMBLY)
    PROPERTIES = {"Item1": "first", "Item2": "second"}

    def __init__(self, first: int, second: int) -> None:
        super().__init__()
        self.first, self.second = first, second


def _pair(first: int, second: int) -> Pair:
    return Pair(first, second)


def _class(name: str, read: Any, *fields: str) -> NetType:
    net = NetType(f"Ansible.Windows.Setup.{name}", _OBJECT, assembly=_ASSEMBLY)
    kind = type(name, (Facts,), {"__slots__": (), "net_type": net, "__doc__": Facts.__doc__})
    fill(
        net,
        "new()\n" + "\n".join(f"System.Object {field} {{get;}}" for field in fields),
        {"new": WithContext(lambda ctx: kind(read(ctx))), **{field: _getter(field) for field in fields}},
    )
    return net


def _getter(field: str) -> Any:
    return lambda instance: instance.facts[field]


def ticks(ctx: Any) -> Int64:
    """Milliseconds since the machine has started."""
    row(ctx, "Win32_OperatingSystem")
    return Int64((DateTime.now().ticks - ctx.runspace.machine.booted.ticks) // 10_000)


NATIVE = NetType("Ansible.Windows.Setup.NativeMethods", _OBJECT, assembly=_ASSEMBLY)
fill(NATIVE, "static long GetTickCount64()", {"::GetTickCount64": WithContext(ticks)})
_FIRMWARE = ("ReleaseDate", "SMBIOSBIOSVersion", "Manufacturer", "Model", "SerialNumber", "UUID", "ProcessorCountFound", "ProcessorInfo")
TYPES = {
    net.full_name: net
    for net in (
        _class("SystemInfo", _system, "NetBIOSName", "NumberOfProcessors", "ProcessorArchitecture"),
        _class("OSVersionInfo", _version, "ProductType"),
        _class("MemoryInfo", _memory, "TotalPhysical", "AvailablePhysical"),
        _class("DomainInfo", _domain, "Domain", "DomainRole", "PartOfDomain"),
        _class("SMBIOSInfo", _firmware, *_FIRMWARE),
        NATIVE,
    )
}
