"""Commands about the computer: Get-ComputerInfo, Restart-, Stop-, Rename-Computer, Test-Connection, Get-TimeZone, Get-HotFix."""

from __future__ import annotations

import platform
import socket
import time
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.offsets import local_zone, zone_of
from psbridge.objects import Int64, NetObject, PSObject, define
from psbridge.objects.wildcard import compile_wildcard

_M = "Microsoft.PowerShell.Commands."
IPStatus: Any = enum_type("System.Net.NetworkInformation.IPStatus")


@cmdlet("Get-ComputerInfo", aliases=("gin",), output=(_M + "ComputerInfo",))
class GetComputerInfo(Cmdlet):
    """Gets a consolidated object of system and operating system properties."""

    property = parameter("Property", "string[]", position=0, validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        facts = self._windows() if self.machine is not None else self._local()
        patterns = [compile_wildcard(name) for name in self.property or ("*",)]
        made = PSObject(None, [_M + "ComputerInfo", "System.Object"])
        for name, value in facts.items():
            if any(matches(name) for matches in patterns):
                made.set(name, value)
        self.write(made)

    def _windows(self) -> dict[str, Any]:
        told = self.machine.definition
        return {
            "WindowsBuildLabEx": f"{told.os_version.rpartition('.')[2]}.1.amd64fre",
            "WindowsCurrentVersion": "6.3",
            "WindowsEditionId": "ServerStandard",
            "WindowsInstallationType": "Server",
            "WindowsProductName": told.os_caption.removeprefix("Microsoft "),
            "WindowsSystemRoot": "C:\\Windows",
            "WindowsVersion": "2009",
            "CsName": self.machine.name.upper(),
            "CsDNSHostName": self.machine.name,
            "CsDomain": told.domain or "WORKGROUP",
            "CsNumberOfLogicalProcessors": 2,
            "CsPartOfDomain": bool(told.domain),
            "CsUserName": f"{self.machine.name.upper()}\\Administrator",
            "OsName": told.os_caption,
            "OsVersion": told.os_version,
            "OsBuildNumber": told.os_version.rpartition(".")[2],
            "OsArchitecture": "64-bit",
            "OsLanguage": told.culture,
            "OsHotFixes": [],
            "TimeZone": "(UTC) Coordinated Universal Time",
            "LogonServer": f"\\\\{self.machine.name.upper()}",
        }

    def _local(self) -> dict[str, Any]:
        text = "The Get-ComputerInfo cmdlet is not supported on this platform."
        kind = "System.PlatformNotSupportedException"
        self.fail(self.error(kind, text, "PlatformNotSupported", "NotImplemented"))


class PingStatus(NetObject):
    """One answer of Test-Connection."""

    __slots__ = ("address", "buffer_size", "destination", "latency", "ping", "source", "status")
    net_type = define(_M + "TestConnectionCommand+PingStatus", assembly=_M)
    PROPERTIES = {
        "Ping": "ping",
        "Source": "source",
        "Destination": "destination",
        "Address": "address",
        "DisplayAddress": "address",
        "Latency": "latency",
        "Status": "status",
        "BufferSize": "buffer_size",
    }

    def __init__(self, ping: int, source: str, destination: str, address: str, latency: int, status: int) -> None:
        super().__init__()
        self.ping, self.source, self.destination, self.address = ping, source, destination, address
        self.latency, self.status, self.buffer_size = Int64(latency), IPStatus(status), 32


_POSITIVE = (ValidateRange("Positive"),)


@cmdlet("Test-Connection", default_set="DefaultPing", output=(PingStatus.net_type.full_name, "System.Boolean"))
class TestConnection(Cmdlet):
    """Asks hosts whether they answer; from an ordinary account with TCP, since raw sockets need rights."""

    target_name = parameter(
        "TargetName",
        "string[]",
        position=0,
        mandatory=True,
        pipeline=True,
        by_property=True,
        aliases=("ComputerName",),
        validate=(NotNullOrEmpty(),),
    )
    count = parameter("Count", "int", default=4, validate=_POSITIVE)
    delay = parameter("Delay", "int", default=1, validate=_POSITIVE)
    quiet = parameter("Quiet", "switch")
    timeout_seconds = parameter("TimeoutSeconds", "int", default=5, validate=_POSITIVE)
    tcp_port = parameter("TcpPort", "int", sets=(In("TcpPort", mandatory=True),), validate=(ValidateRange(0, 65535),))
    ipv4 = parameter("IPv4", "switch")
    ipv6 = parameter("IPv6", "switch")
    resolve = parameter("ResolveDestination", "switch")
    source = parameter("Source", "string")

    def process(self) -> None:
        for name in self.target_name:
            if self.set_name == "TcpPort":
                listens = self.machine is None or str(self.tcp_port) in _listening(self.machine)
                self.write(listens and self._reach(name, self.tcp_port) is not None)
            else:
                self._ping(name)

    def _ping(self, name: str) -> None:
        answers = []
        source = socket.gethostname() if self.machine is None else self.machine.name
        for number in range(1, (1 if self.quiet else self.count) + 1):
            found = self._reach(name, 5985 if self.machine is None else 0)
            answers.append(found)
            if not self.quiet:
                status = 0 if found is not None else 11010
                self.write(PingStatus(number, source, name, found[0] if found else "", found[1] if found else 0, status))
            if number < self.count and not self.quiet and self.stopping.wait(min(self.delay, 1) * 0.01):
                break
        if self.quiet:
            self.write(all(answer is not None for answer in answers))

    def _reach(self, name: str, port: int) -> tuple[str, int] | None:
        """Address and milliseconds; an emulated machine reaches only itself."""
        if self.machine is not None:
            own = name.lower() in self.machine.own_names | {"127.0.0.1", "::1"}
            return ("127.0.0.1", 0) if own else None
        began = time.perf_counter()
        address: Any = name
        try:
            address = socket.getaddrinfo(name, port or 7, type=socket.SOCK_STREAM)[0][4][0]
            with socket.create_connection((str(address), port), self.timeout_seconds):
                pass
        except ConnectionRefusedError:
            if self.set_name == "TcpPort":
                return None
        except OSError:
            return None
        return str(address), int((time.perf_counter() - began) * 1000)


def _listening(machine: Any) -> set[str]:
    """The ports of an emulated machine's listeners."""
    service = machine.services.find("WinRM")
    names = machine.wsman.children("Listener") if service is not None and service.status == "Running" else ()
    return {machine.wsman.get(f"Listener\\{name}\\Port") for name in names}


@cmdlet("Get-TimeZone", default_set="Name", aliases=("gtz",), output=("System.TimeZoneInfo",))
class GetTimeZone(Cmdlet):
    """Gets the current time zone."""

    id = parameter("Id", "string[]", sets=(In("Id", mandatory=True, pipeline=True, by_property=True),))
    list_available = parameter("ListAvailable", "switch", sets=(In("ListAvailable", mandatory=True),))
    name = parameter("Name", "string[]", sets=(In("Name", position=0, pipeline=True, by_property=True),))

    def process(self) -> None:
        import zoneinfo

        if self.set_name == "Name" and not self.name:
            self.write(local_zone())
            return
        names = sorted(zoneinfo.available_timezones())
        wanted = self.id if self.set_name == "Id" else self.name
        for pattern in wanted or ("*",):
            matches = compile_wildcard(pattern)
            found = [name for name in names if matches(name)]
            for name in found:
                self.write(zone_of(name))
            if not found:
                text = f"No time zone matching '{pattern}' was found on the local computer."
                kind = "System.TimeZoneNotFoundException"
                self.write_error(self.error(kind, text, "TimeZoneNotFound", "ObjectNotFound", pattern))


class _Power(Cmdlet):
    """Restart- and Stop-Computer: the real computer is never touched from here; an emulated one starts anew."""

    computer_name = parameter(
        "ComputerName",
        "string[]",
        position=0,
        by_property=True,
        aliases=("CN", "__SERVER", "Server", "IPAddress"),
        validate=(NotNullOrEmpty(),),
    )
    credential = parameter("Credential", "pscredential", position=1)
    force = parameter("Force", "switch")

    def process(self) -> None:
        target = ", ".join(self.computer_name or (platform.node() if self.machine is None else self.machine.name,))
        if not self.should_process(target, self.DECLARATION.name):
            return
        if self.machine is None:
            text = f"Privilege is not enabled while attempting to shut down the system: {target}."
            kind = "System.InvalidOperationException"
            self.write_error(self.error(kind, text, "InvalidOperationException", "InvalidOperation", target))
            return
        self.machine.reset()


@cmdlet("Restart-Computer", should_process=True)
class RestartComputer(_Power):
    """Restarts the operating system."""

    wait = parameter("Wait", "switch")
    timeout = parameter("Timeout", "int", validate=(ValidateRange(-1, 2147483647),))
    wait_for = parameter("For", "string")
    delay = parameter("Delay", "int16", validate=(ValidateRange(1, 32767),))


@cmdlet("Stop-Computer", should_process=True)
class StopComputer(_Power):
    """Stops (shuts down) the computer."""


@cmdlet("Rename-Computer", should_process=True)
class RenameComputer(Cmdlet):
    """Renames the computer; an emulated one bears the new name after a restart."""

    new_name = parameter("NewName", "string", position=0, mandatory=True, by_property=True)
    pass_thru = parameter("PassThru", "switch")
    force = parameter("Force", "switch")
    restart = parameter("Restart", "switch")
    computer_name = parameter("ComputerName", "string", by_property=True)

    def process(self) -> None:
        if self.machine is not None and self.should_process(self.machine.name, f"Rename-Computer to {self.new_name}"):
            self.write_warning("The changes will take effect after you restart the computer " + self.machine.name + ".")
            if self.pass_thru:
                self.write(PSObject.of(HasSucceeded=True, OldComputerName=self.machine.name, NewComputerName=self.new_name))


@cmdlet("Get-HotFix", default_set="Default", output=("System.Management.ManagementObject#root\\cimv2\\Win32_QuickFixEngineering",))
class GetHotFix(Cmdlet):
    """Gets the hotfixes that are installed on the computer."""

    id = parameter("Id", "string[]", sets=(In("Default", position=0),), aliases=("HFID",))
    description = parameter("Description", "string[]", sets=("Description",))
    computer_name = parameter("ComputerName", "string[]", by_property=True, aliases=("CN",))

    def process(self) -> None:
        for name in self.id or ():
            text = "Cannot find the requested hotfix on the 'localhost' computer. Verify the input and run the command again."
            self.write_error(self.error("System.ArgumentException", text, "GetHotFixNoEntriesFound", "ObjectNotFound", name))
