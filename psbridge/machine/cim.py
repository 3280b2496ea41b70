"""The CIM classes of an emulated machine: what Get-CimInstance and Get-WmiObject find, made of the machine's own parts.

One row of `CLASSES` is one class: its key, its rows and its methods.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from psbridge.errors import InvalidTransition
from psbridge.machine.networks import ADAPTER
from psbridge.machine.processes import Launch
from psbridge.machine.services import ServiceRefusal
from psbridge.objects import DateTime, UInt16, UInt32, UInt64

Facts = dict[str, Any]
CALLER = "*caller"  # among the arguments of a method: who calls it
NAMESPACE = "root/cimv2"
_MEMORY = 4 << 30
_STATES = {"Running": "Running", "Stopped": "Stopped", "Paused": "Paused"}
_MODES = {"Automatic": "Auto", "Manual": "Manual", "Disabled": "Disabled", "Boot": "Boot", "System": "System"}
_KINDS = {"Win32ShareProcess": "Share Process", "Win32OwnProcess": "Own Process"}


@dataclass(frozen=True, slots=True)
class CimClass:
    """One class.  A method takes the machine, the row (None for a static call) and the arguments, and gives the out parameters."""

    name: str
    keys: tuple[str, ...]
    rows: Callable[[Any], list[Facts]]
    methods: dict[str, Callable[[Any, Facts | None, Facts], Facts]] = field(default_factory=dict)


def _system(machine: Any) -> Facts:
    return {"CSName": machine.name.upper(), "CSCreationClassName": "Win32_ComputerSystem"}


def _operating_system(machine: Any) -> list[Facts]:
    told = machine.definition
    return [
        {
            "Status": "OK",
            "Name": f"{told.os_caption}|C:\\Windows|\\Device\\Harddisk0\\Partition2",
            "FreePhysicalMemory": UInt64(_MEMORY // 2 // 1024),
            "TotalVisibleMemorySize": UInt64(_MEMORY // 1024),
            "SizeStoredInPagingFiles": UInt64(_MEMORY // 4 // 1024),
            "FreeSpaceInPagingFiles": UInt64(_MEMORY // 4 // 1024),
            "Caption": told.os_caption,
            "InstallDate": DateTime.of(2024, 1, 15, 9, 30, 0),
            **_system(machine),
            "LastBootUpTime": machine.booted,
            "LocalDateTime": DateTime.now(),
            "NumberOfProcesses": UInt32(len(machine.processes.all())),
            "Version": told.os_version,
            "BootDevice": "\\Device\\HarddiskVolume1",
            "BuildNumber": told.os_version.rpartition(".")[2],
            "BuildType": "Multiprocessor Free",
            "CountryCode": "1",
            "Locale": "0409",
            "Manufacturer": "Microsoft Corporation",
            "OSArchitecture": "64-bit",
            "OSLanguage": UInt32(1033),
            "ProductType": UInt32(3),
            "RegisteredUser": "Windows User",
            "Organization": "",
            "SerialNumber": "00454-40000-00001-AA000",
            "ServicePackMajorVersion": UInt16(0),
            "SystemDirectory": "C:\\Windows\\system32",
            "SystemDrive": "C:",
            "WindowsDirectory": "C:\\Windows",
        }
    ]


def _computer_system(machine: Any) -> list[Facts]:
    told = machine.definition
    return [
        {
            "Name": machine.name.upper(),
            "Caption": machine.name.upper(),
            "Status": "OK",
            "PrimaryOwnerName": "Windows User",
            "PrimaryOwnerContact": None,
            "BootupState": "Normal boot",
            "DNSHostName": machine.name,
            "Domain": told.domain or "WORKGROUP",
            "DomainRole": UInt16(3 if told.domain else 2),
            "Manufacturer": "psbridge",
            "Model": "Emulated Machine",
            "NumberOfLogicalProcessors": UInt32(2),
            "NumberOfProcessors": UInt32(1),
            "PartOfDomain": bool(told.domain),
            "SystemType": "x64-based PC",
            "TotalPhysicalMemory": UInt64(_MEMORY),
            "UserName": None,
            "Workgroup": None if told.domain else "WORKGROUP",
        }
    ]


def _bios(machine: Any) -> list[Facts]:
    return [
        {
            "Name": "psbridge BIOS",
            "Caption": "psbridge BIOS",
            "Manufacturer": "psbridge",
            "SerialNumber": machine.accounts.machine_sid.rpartition("-")[2],
            "ReleaseDate": DateTime.of(2024, 1, 2, 0, 0, 0),
            "SMBIOSBIOSVersion": "1.0",
            "Version": "PSB - 1",
            "Status": "OK",
        }
    ]


def _services(machine: Any) -> list[Facts]:
    return [
        {
            "Name": one.name,
            "Status": "OK",
            "ExitCode": UInt32(0 if one.status == "Running" else 1077),
            "Caption": one.display_name,
            "Description": one.description,
            "DisplayName": one.display_name,
            "PathName": one.binary_path,
            "ProcessId": UInt32(0),
            "ServiceType": _KINDS.get(one.kind, one.kind),
            "Started": one.status != "Stopped",
            "StartMode": _MODES.get(one.start_type, one.start_type),
            "StartName": one.account,
            "State": _STATES.get(one.status, one.status),
            "DelayedAutoStart": one.delayed,
            "AcceptPause": one.can_pause,
            "AcceptStop": one.status != "Stopped",
            "SystemName": machine.name.upper(),
        }
        for one in machine.services.all()
    ]


def _processes(machine: Any) -> list[Facts]:
    return [
        {
            "Name": one.path.rpartition("\\")[2] or one.name,
            "Caption": one.path.rpartition("\\")[2] or one.name,
            "Handle": str(one.id),
            "ProcessId": UInt32(one.id),
            "ParentProcessId": UInt32(one.parent),
            "CommandLine": one.command_line or one.path or None,
            "ExecutablePath": one.path or None,
            "CreationDate": one.started,
            "HandleCount": UInt32(one.handles),
            "ThreadCount": UInt32(one.threads),
            "SessionId": UInt32(one.session),
            "Priority": UInt32(one.priority),
            "WorkingSetSize": UInt64(one.working_set),
            "VirtualSize": UInt64(one.virtual),
            "PageFileUsage": UInt32(one.paged // 1024),
            **_system(machine),
        }
        for one in machine.processes.all()
        if not one.has_exited
    ]


def _disks(machine: Any) -> list[Facts]:
    found = []
    for letter, _ in machine.files.roots():
        used, free = machine.files.usage(f"{letter}:\\")
        found.append(
            {
                "DeviceID": f"{letter}:",
                "Name": f"{letter}:",
                "Caption": f"{letter}:",
                "Description": "Local Fixed Disk",
                "DriveType": UInt32(3),
                "FileSystem": "NTFS",
                "FreeSpace": UInt64(free),
                "Size": UInt64(used + free),
                "ProviderName": None,
                "VolumeName": "",
                "SystemName": machine.name.upper(),
            }
        )
    return found


def _users(machine: Any) -> list[Facts]:
    return [
        {
            "Name": one.name,
            "Caption": f"{machine.name.upper()}\\{one.name}",
            "Domain": machine.name.upper(),
            "FullName": one.full_name,
            "Description": one.description,
            "Disabled": not one.enabled,
            "Lockout": one.locked,
            "LocalAccount": True,
            "AccountType": UInt32(512),
            "SID": one.sid,
            "Status": "OK" if one.enabled else "Degraded",
        }
        for one in machine.accounts.users()
    ]


def _groups(machine: Any) -> list[Facts]:
    return [
        {
            "Name": one.name,
            "Caption": f"{machine.name.upper()}\\{one.name}",
            "Domain": machine.name.upper(),
            "Description": one.description,
            "LocalAccount": True,
            "SID": one.sid,
            "Status": "OK",
        }
        for one in machine.accounts.groups()
    ]


def _environment(machine: Any) -> list[Facts]:
    return [
        {"Name": name, "VariableValue": value, "UserName": "<SYSTEM>", "SystemVariable": True, "Caption": f"<SYSTEM>\\{name}"}
        for name, value in machine.environment.items()
    ]


def _processors(machine: Any) -> list[Facts]:
    return [
        {
            "DeviceID": "CPU0",
            "Name": "psbridge CPU",
            "Caption": "Intel64 Family 6",
            "Manufacturer": "psbridge",
            "MaxClockSpeed": UInt32(2400),
            "NumberOfCores": UInt32(2),
            "NumberOfLogicalProcessors": UInt32(2),
            "SocketDesignation": "CPU 0",
            "LoadPercentage": UInt16(1),
        }
    ]


def _product(machine: Any) -> list[Facts]:
    system, bios = _computer_system(machine)[0], _bios(machine)[0]
    return [
        {
            "IdentifyingNumber": bios["SerialNumber"],
            "Name": system["Model"],
            "Caption": "Computer System Product",
            "Vendor": system["Manufacturer"],
            "Version": "1.0",
            "UUID": str(uuid.uuid5(uuid.NAMESPACE_OID, machine.accounts.machine_sid)).upper(),
        }
    ]


def _shares(machine: Any) -> list[Facts]:
    """The shares that Windows makes itself."""
    rows = [(f"{letter}$", f"{letter}:\\", "Default share", 2147483648) for letter in machine.definition.drives]
    rows += [("ADMIN$", "C:\\Windows", "Remote Admin", 2147483648), ("IPC$", "", "Remote IPC", 2147483651)]
    return [
        {"Name": name, "Caption": what, "Description": what, "Path": path, "Status": "OK", "Type": UInt32(kind), "AllowMaximum": True}
        for name, path, what, kind in rows
    ]


def _adapters(machine: Any) -> list[Facts]:
    found = ADAPTER
    return [
        {
            "Index": UInt32(1),
            "Caption": f"[00000001] {found.description}",
            "Description": found.description,
            "DHCPEnabled": False,
            "DNSDomain": machine.definition.domain,
            "DNSHostName": machine.name,
            "IPAddress": [found.address],
            "IPSubnet": [found.mask],
            "DefaultIPGateway": [found.gateway],
            "DNSServerSearchOrder": list(found.dns),
            "IPEnabled": True,
            "InterfaceIndex": UInt32(found.index),
            "MACAddress": found.mac.replace("-", ":"),
            "ServiceName": "netvsc",
        }
    ]


def _code(value: int) -> Facts:
    return {"ReturnValue": UInt32(value)}


def _service_control(what: str) -> Callable[[Any, Facts | None, Facts], Facts]:
    def run(machine: Any, row: Facts | None, arguments: Facts) -> Facts:
        service = machine.services.find(row["Name"]) if row else None
        if service is None:
            return _code(9)
        try:
            machine.services.control(service, what)
        except InvalidTransition:
            return _code(10 if what == "start" else 5)
        except ServiceRefusal as refusal:
            return _code({1058: 14, 1051: 3, 1052: 2}.get(refusal.code, 8))
        return _code(0)

    return run


def _start_mode(machine: Any, row: Facts | None, arguments: Facts) -> Facts:
    modes = {short.lower(): whole for whole, short in _MODES.items()} | {"automatic": "Automatic"}
    wanted = modes.get(str(arguments.get("startmode", "")).lower())
    service = machine.services.find(row["Name"]) if row else None
    if service is None or wanted is None:
        return _code(21)
    service.start_type = wanted
    return _code(0)


def _create_process(machine: Any, row: Facts | None, arguments: Facts) -> Facts:
    line = str(arguments.get("commandline") or "")
    if not line:
        return {"ProcessId": None, **_code(21)}
    user, directory = str(arguments.get(CALLER) or ""), str(arguments.get("currentdirectory") or "C:\\Windows\\system32")
    made, _ = machine.start(Launch(line, user, directory))
    return {"ProcessId": UInt32(made.id), **_code(0)}


def _terminate(machine: Any, row: Facts | None, arguments: Facts) -> Facts:
    process = machine.processes.find(int(row["ProcessId"])) if row else None
    if process is None or process.critical:
        return _code(9 if process is None else 2)
    machine.processes.stop(process, int(arguments.get("reason") or 0))
    return _code(0)


_SERVICE_METHODS = {
    "startservice": _service_control("start"),
    "stopservice": _service_control("stop"),
    "pauseservice": _service_control("pause"),
    "resumeservice": _service_control("continue"),
    "changestartmode": _start_mode,
}
CLASSES = {
    one.name.lower(): one
    for one in (
        CimClass("Win32_OperatingSystem", ("Name",), _operating_system),
        CimClass("Win32_ComputerSystem", ("Name",), _computer_system),
        CimClass("Win32_BIOS", ("Name",), _bios),
        CimClass("Win32_Processor", ("DeviceID",), _processors),
        CimClass("Win32_ComputerSystemProduct", ("IdentifyingNumber", "Name", "Version"), _product),
        CimClass("Win32_Share", ("Name",), _shares),
        CimClass("Win32_NetworkAdapterConfiguration", ("Index",), _adapters),
        CimClass("Win32_LogicalDisk", ("DeviceID",), _disks),
        CimClass("Win32_Service", ("Name",), _services, _SERVICE_METHODS),
        CimClass("Win32_Process", ("Handle",), _processes, {"create": _create_process, "terminate": _terminate}),
        CimClass("Win32_UserAccount", ("Domain", "Name"), _users),
        CimClass("Win32_Group", ("Domain", "Name"), _groups),
        CimClass("Win32_Environment", ("Name", "UserName"), _environment),
    )
}
