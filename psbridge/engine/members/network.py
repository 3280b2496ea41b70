"""Names and addresses of System.Net, and the clients that this engine does not offer."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from psbridge.engine.members.arguments import format_error, needed, not_supported, null_argument, out_of_range
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.runtime import machine_name
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.numbers import Char, Int64
from psbridge.objects.psobject import NetObject, unwrap

register_types(
    """
    System.Net.Dns
    System.Net.WebClient | System.ComponentModel.Component
    System.Net.IPEndPoint
    System.Net.Sockets.TcpClient
    """
)


class IPAddress(NetObject):
    """An IPv4 or IPv6 address."""

    __slots__ = ("address",)
    net_type = find_type("System.Net.IPAddress")

    def __init__(self, source: Any) -> None:
        super().__init__()
        if isinstance(source, bytes | bytearray):
            if len(source) not in (4, 16):
                text = "An invalid IP address was specified. (Parameter 'address')"
                raise NetError.of("System.ArgumentException", text, ParamName="address")
            self.address: Any = ipaddress.ip_address(bytes(source))
        elif isinstance(source, int | Char):
            number = ord(source) if isinstance(source, Char) else int(source)
            if not 0 <= number <= 0xFFFFFFFF:
                raise out_of_range("newAddress")
            self.address = ipaddress.IPv4Address(number.to_bytes(4, "little"))
        else:
            self.address = source

    @property
    def family(self) -> Any:
        return find_type("System.Net.Sockets.AddressFamily").python(2 if self.address.version == 4 else 23)  # type: ignore[misc]

    @property
    def scope(self) -> Int64:
        if self.address.version == 4:
            raise NetError.of("System.Net.Sockets.SocketException", "Operation not supported")
        return Int64(int(self.address.scope_id or 0))

    @property
    def number(self) -> Int64:
        if self.address.version == 6:
            raise NetError.of("System.Net.Sockets.SocketException", "Operation not supported")
        return Int64(int.from_bytes(self.address.packed, "little"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IPAddress) and other.address == self.address

    def __hash__(self) -> int:
        return hash(self.address)

    def __str__(self) -> str:
        return str(self.address)


_PART = re.compile(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")


def parse_address(text: Any) -> IPAddress:
    if text is None:
        raise null_argument("ipString")
    number = _ipv4_number(text)
    try:
        if number is not None:
            return IPAddress(ipaddress.IPv4Address(number))
        return IPAddress(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        raise format_error("An invalid IP address was specified.") from None


def _ipv4_number(text: str) -> int | None:
    """The number of an IPv4 address of one to four parts: decimal, octal or hexadecimal, the last one taking the room that is left."""
    parts = text.split(".")
    if not all(_PART.fullmatch(part) for part in parts) or len(parts) > 4:
        return None
    *first, last = [int(part, 16 if part[:2] in ("0x", "0X") else 8 if part[0] == "0" else 10) for part in parts]
    if any(part > 255 for part in first) or last >= 1 << 8 * (4 - len(first)):
        return None
    return int.from_bytes(bytes(first), "big") << 8 * (4 - len(first)) | last


def try_parse(text: Any, result: Any) -> bool:
    try:
        result.value = parse_address(text)
    except NetError:
        result.value = None
        return False
    return True


fill(
    "System.Net.IPAddress",
    """
    new(long newAddress)
    new(byte[] address)
    System.Net.Sockets.AddressFamily AddressFamily {get;}
    System.Object ScopeId {get;}
    bool IsIPv6Multicast {get;}
    bool IsIPv6LinkLocal {get;}
    bool IsIPv6SiteLocal {get;}
    bool IsIPv6Teredo {get;}
    bool IsIPv4MappedToIPv6 {get;}
    System.Object Address {get;}
    bool Equals(System.Object comparand)
    byte[] GetAddressBytes()
    ipaddress MapToIPv4()
    ipaddress MapToIPv6()
    string ToString()
    static ipaddress Any {get;}
    static ipaddress Broadcast {get;}
    static ipaddress IPv6Any {get;}
    static ipaddress IPv6Loopback {get;}
    static ipaddress Loopback {get;}
    static ipaddress None {get;}
    static bool IsLoopback(ipaddress address)
    static ipaddress Parse(string ipString)
    static bool TryParse(string ipString, [ref] ipaddress address)
    """,
    {
        "new": IPAddress,
        "AddressFamily": "family",
        "ScopeId": "scope",
        "IsIPv6Multicast": lambda a: a.address.version == 6 and a.address.is_multicast,
        "IsIPv6LinkLocal": lambda a: a.address.version == 6 and a.address.is_link_local,
        "IsIPv6SiteLocal": lambda a: a.address.version == 6 and a.address.is_site_local,
        "IsIPv6Teredo": lambda a: a.address.version == 6 and a.address.teredo is not None,
        "IsIPv4MappedToIPv6": lambda a: a.address.version == 6 and a.address.ipv4_mapped is not None,
        "Address": "number",
        "Equals": lambda a, b: a == unwrap(b),
        "GetAddressBytes": lambda a: a.address.packed,
        "MapToIPv4": lambda a: IPAddress(getattr(a.address, "ipv4_mapped", None) or a.address),
        "MapToIPv6": lambda a: IPAddress(ipaddress.ip_address(f"::ffff:{a.address}") if a.address.version == 4 else a.address),
        "ToString": str,
        "::Any": IPAddress(ipaddress.ip_address("0.0.0.0")),  # noqa: S104 - a constant of .NET; nothing is bound
        "::Broadcast": IPAddress(ipaddress.ip_address("255.255.255.255")),
        "::IPv6Any": IPAddress(ipaddress.ip_address("::")),
        "::IPv6Loopback": IPAddress(ipaddress.ip_address("::1")),
        "::Loopback": IPAddress(ipaddress.ip_address("127.0.0.1")),
        "::None": IPAddress(ipaddress.ip_address("255.255.255.255")),
        "::IsLoopback": lambda a: a.address.is_loopback,
        "::Parse": parse_address,
        "::TryParse": try_parse,
    },
)


class MailAddress(NetObject):
    """An address of mail, with a name to show."""

    __slots__ = ("display", "host", "user")
    net_type = find_type("System.Net.Mail.MailAddress")

    def __init__(self, address: str, display: str | None = None) -> None:
        super().__init__()
        given = needed(address, "address").strip()
        named = re.fullmatch(r'"?([^"<]*?)"?\s*<([^<>]+)>', given)
        plain = named[2] if named else given
        user, at, host = plain.rpartition("@")
        if not at or not user or not host or " " in plain:
            raise format_error("The specified string is not in the form required for an e-mail address.")
        self.user, self.host = user, host
        self.display = display if display is not None else named[1] if named else ""

    @property
    def address(self) -> str:
        return f"{self.user}@{self.host}"

    def __str__(self) -> str:
        return f'"{self.display}" <{self.address}>' if self.display else self.address


fill(
    MailAddress.net_type,
    "new(string address)\nnew(string address, string displayName)\nstring DisplayName {get;}\nstring User {get;}\nstring Host {get;}\n"
    "string Address {get;}\nstring ToString()",
    {"new": MailAddress, "DisplayName": "display", "User": "user", "Host": "host", "Address": "address", "ToString": str},
)


def refuse(*args: Any) -> Any:
    """What would open a connection from inside a script: the cmdlets do that, within the limits of the machine."""
    raise not_supported(
        "Network access through this type is not supported here: use Invoke-WebRequest, Invoke-RestMethod or Resolve-DnsName."
    )


fill(
    "System.Net.Dns",
    "static string GetHostName()\nstatic System.Object GetHostEntry(string hostNameOrAddress)\nstatic ipaddress[] GetHostAddresses(string hostNameOrAddress)",
    {"::GetHostName": WithContext(machine_name), "::GetHostEntry": refuse, "::GetHostAddresses": refuse},
)
fill(
    "System.Net.WebClient",
    "new()\nstring DownloadString(string address)\nvoid DownloadFile(string address, string fileName)\nbyte[] DownloadData(string address)",
    {"new": refuse, "DownloadString": refuse, "DownloadFile": refuse, "DownloadData": refuse},
)
fill("System.Net.Sockets.TcpClient", "new()\nnew(string hostname, int port)", {"new": refuse})


class EndPoint(NetObject):
    """An address and a port."""

    __slots__ = ("address", "port")
    net_type = find_type("System.Net.IPEndPoint")

    def __init__(self, address: Any, port: int) -> None:
        super().__init__()
        self.address, self.port = address if isinstance(address, IPAddress) else IPAddress(address), port

    def __str__(self) -> str:
        return f"[{self.address}]:{self.port}" if self.address.address.version == 6 else f"{self.address}:{self.port}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EndPoint) and (str(other.address), other.port) == (str(self.address), self.port)

    def __hash__(self) -> int:
        return hash((str(self.address), self.port))


def parse_end_point(text: Any) -> EndPoint:
    """An address with or without a port; IPv6 addresses with a port stand in brackets."""
    told = needed(text, "s")
    address, port = told, "0"
    if told.startswith("[") and "]:" in told:
        address, _, port = told[1:].partition("]:")
    elif told.count(":") == 1:
        address, _, port = told.partition(":")
    try:
        if port.isdigit() and int(port) <= 65535:
            return EndPoint(IPAddress(bytes(ipaddress.ip_address(address.strip("[]")).packed)), int(port))
    except ValueError:
        pass
    raise NetError.of("System.FormatException", "An invalid IPEndPoint was specified.")


def _try_end_point(text: Any, result: Any) -> bool:
    try:
        result.value = parse_end_point(text)
    except NetError:
        result.value = None
    return result.value is not None


def _family(end: EndPoint) -> Any:
    return enum_type("System.Net.Sockets.AddressFamily")(23 if end.address.address.version == 6 else 2)


fill(
    EndPoint.net_type,
    """
    new(ipaddress address, int port)
    new(long address, int port)
    ipaddress Address {get;set;}
    System.Net.Sockets.AddressFamily AddressFamily {get;}
    int Port {get;set;}
    static int MaxPort {get;}
    static int MinPort {get;}
    bool Equals(System.Object comparand)
    string ToString()
    static System.Net.IPEndPoint Parse(string s)
    static bool TryParse(string s, [ref] System.Net.IPEndPoint result)
    """,
    {
        "new": EndPoint,
        "Address": "address",
        "AddressFamily": _family,
        "Port": "port",
        "::MaxPort": 65535,
        "::MinPort": 0,
        "Equals": EndPoint.__eq__,
        "ToString": str,
        "::Parse": parse_end_point,
        "::TryParse": _try_end_point,
    },
)


def _swapped(value: Any) -> Any:
    """The bytes of a number in the order of the network."""
    size = {"Int16": 2, "Int64": 8}.get(type_of(value).name, 4)
    return type(value)(int.from_bytes(int(value).to_bytes(size, "little", signed=True), "big", signed=True))


fill(
    IPAddress.net_type,
    "\n".join(
        f"static {kind} {name}({kind} value)" for name in ("HostToNetworkOrder", "NetworkToHostOrder") for kind in ("long", "int", "int16")
    ),
    {"::HostToNetworkOrder": _swapped, "::NetworkToHostOrder": _swapped},
)
