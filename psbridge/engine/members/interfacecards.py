"""System.Net.NetworkInformation: the network adapters of an emulated machine.

Decides nothing about the real computer: its adapters are not shown.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from psbridge.engine.members.network import IPAddress
from psbridge.engine.members.table import WithContext, fill
from psbridge.machine.networks import ADAPTER, Adapter
from psbridge.objects.containers import GenericList, TypedArray
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import NetObject

_N = "System.Net.NetworkInformation."
_OBJECT = find_type("System.Object")
Kind: Any = define_enum(_N + "NetworkInterfaceType", "Unknown=1 Ethernet=6 Loopback=24 Wireless80211=71 Tunnel=131")
Status: Any = define_enum(_N + "OperationalStatus", "Up=1 Down Testing Unknown Dormant NotPresent LowerLayerDown")
_LOOPBACK = Adapter(
    "Loopback Pseudo-Interface 1", "Software Loopback Interface 1", "{0E8F2A10-0000-0000-0000-000000000001}", 1, "", "127.0.0.1", "255.0.0.0",
    8, "", (), 1_073_741_824,
)  # fmt: skip


def _collection(items: list[Any]) -> GenericList:
    return GenericList(_OBJECT, items, "System.Collections.ObjectModel.Collection`1")


def _address(text: str) -> IPAddress:
    return IPAddress(ipaddress.ip_address(text))


class Unicast(NetObject):
    """An address of an adapter."""

    __slots__ = ("address", "mask", "prefix")
    net_type = define(_N + "UnicastIPAddressInformation")
    PROPERTIES = {"Address": "address", "IPv4Mask": "mask", "PrefixLength": "prefix"}

    def __init__(self, adapter: Adapter) -> None:
        super().__init__()
        self.address, self.mask, self.prefix = _address(adapter.address), _address(adapter.mask), adapter.prefix


class Gateway(NetObject):
    __slots__ = ("address",)
    net_type = define(_N + "GatewayIPAddressInformation")
    PROPERTIES = {"Address": "address"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.address = _address(text)


class Numbers(NetObject):
    """What an adapter says about IPv4."""

    __slots__ = ("adapter",)
    net_type = define(_N + "IPv4InterfaceProperties")
    PROPERTIES = {"Index": "index", "Mtu": "mtu", "IsDhcpEnabled": "dhcp"}
    mtu, dhcp = 1500, False

    def __init__(self, adapter: Adapter) -> None:
        super().__init__()
        self.adapter = adapter

    @property
    def index(self) -> int:
        return self.adapter.index


class Properties(NetObject):
    """IPInterfaceProperties."""

    __slots__ = ("adapter", "suffix")
    net_type = define(_N + "IPInterfaceProperties")

    def __init__(self, adapter: Adapter, suffix: str) -> None:
        super().__init__()
        self.adapter, self.suffix = adapter, suffix


def _no_version_six(properties: Properties) -> Any:
    text = "The requested protocol has not been configured into the system, or no implementation for it exists."
    raise NetError.of(_N + "NetworkInformationException", text)


fill(
    Properties.net_type,
    f"""
    System.Object UnicastAddresses {{get;}}
    System.Object GatewayAddresses {{get;}}
    System.Object DnsAddresses {{get;}}
    string DnsSuffix {{get;}}
    {_N}IPv4InterfaceProperties GetIPv4Properties()
    System.Object GetIPv6Properties()
    """,
    {
        "UnicastAddresses": lambda p: _collection([Unicast(p.adapter)]),
        "GatewayAddresses": lambda p: _collection([Gateway(p.adapter.gateway)] if p.adapter.gateway else []),
        "DnsAddresses": lambda p: _collection([_address(text) for text in p.adapter.dns]),
        "DnsSuffix": "suffix",
        "GetIPv4Properties": lambda p: Numbers(p.adapter),
        "GetIPv6Properties": _no_version_six,
    },
)


class Hardware(NetObject):
    """PhysicalAddress."""

    __slots__ = ("digits",)
    net_type = define(_N + "PhysicalAddress")

    def __init__(self, mac: str) -> None:
        super().__init__()
        self.digits = mac.replace("-", "")

    def __str__(self) -> str:
        return self.digits


fill(Hardware.net_type, "byte[] GetAddressBytes()", {"GetAddressBytes": lambda h: bytes.fromhex(h.digits)})


class Interface(NetObject):
    """NetworkInterface."""

    __slots__ = ("adapter", "kind", "suffix")
    net_type = define(_N + "NetworkInterface")

    def __init__(self, adapter: Adapter, suffix: str) -> None:
        super().__init__()
        self.adapter, self.suffix = adapter, suffix
        self.kind = Kind.parse("Loopback" if adapter is _LOOPBACK else "Ethernet")


def _machine(ctx: Any) -> Any:
    machine = ctx.runspace.machine
    if machine is None or not ctx.runspace.is_windows:
        raise NetError.of("System.PlatformNotSupportedException", "The adapters of this computer are not shown.")
    return machine


def all_interfaces(ctx: Any) -> TypedArray:
    suffix = _machine(ctx).domain
    return TypedArray(Interface.net_type, [Interface(ADAPTER, suffix), Interface(_LOOPBACK, "")])


fill(
    Interface.net_type,
    f"""
    string Id {{get;}}
    string Name {{get;}}
    string Description {{get;}}
    long Speed {{get;}}
    {_N}NetworkInterfaceType NetworkInterfaceType {{get;}}
    {_N}OperationalStatus OperationalStatus {{get;}}
    {_N}IPInterfaceProperties GetIPProperties()
    {_N}PhysicalAddress GetPhysicalAddress()
    static {_N}NetworkInterface[] GetAllNetworkInterfaces()
    static bool GetIsNetworkAvailable()
    """,
    {
        "Id": lambda i: i.adapter.id,
        "Name": lambda i: i.adapter.name,
        "Description": lambda i: i.adapter.description,
        "Speed": lambda i: Int64(i.adapter.speed),
        "NetworkInterfaceType": "kind",
        "OperationalStatus": lambda i: Status.parse("Up"),
        "GetIPProperties": lambda i: Properties(i.adapter, i.suffix),
        "GetPhysicalAddress": lambda i: Hardware(i.adapter.mac),
        "::GetAllNetworkInterfaces": WithContext(all_interfaces),
        "::GetIsNetworkAvailable": WithContext(lambda ctx: _machine(ctx) is not None),
    },
)


class Names(NetObject):
    """IPGlobalProperties: the names of the machine."""

    __slots__ = ("domain", "host")
    net_type = define(_N + "IPGlobalProperties")
    PROPERTIES = {"HostName": "host", "DomainName": "domain"}

    def __init__(self, ctx: Any) -> None:
        super().__init__()
        machine = _machine(ctx)
        self.host, self.domain = machine.name, machine.domain


fill(Names.net_type, f"static {_N}IPGlobalProperties GetIPGlobalProperties()", {"::GetIPGlobalProperties": WithContext(Names)})
