"""IPAddress and MailAddress.

Decides which texts they take (IPv4 in one to four parts, as .NET reads it), how they are written, and the words of their refusals.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from psbridge.objects.adapted import Method, Property, declare
from psbridge.objects.enums import define_enum
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.failure import format_error, null_argument
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import NetObject

AddressFamily = define_enum("System.Net.Sockets.AddressFamily", "Unknown=-1 Unspecified=0 Unix=1 InterNetwork=2 InterNetworkV6=23")
_BAD_ADDRESS = "An invalid IP address was specified."
_BAD_MAIL = "The specified string is not in the form required for an e-mail address."


class IPAddress(NetObject):
    """An address of version 4 or 6."""

    __slots__ = ("scope", "value")
    net_type = find_type("System.Net.IPAddress")
    PROPERTIES = {
        "AddressFamily": "family",
        "ScopeId": "scope_id",
        "Address": "number",
        "IsIPv6LinkLocal": "is_link_local",
        "IsIPv6Multicast": "is_multicast",
        "IsIPv4MappedToIPv6": "is_mapped",
    }
    METHODS = {"GetAddressBytes": "packed", "MapToIPv4": "to_four", "MapToIPv6": "to_six"}

    def __init__(self, value: ipaddress.IPv4Address | ipaddress.IPv6Address, scope: int = 0) -> None:
        super().__init__()
        self.value, self.scope = value, scope

    @property
    def family(self) -> Any:
        return AddressFamily(2 if self.value.version == 4 else 23)

    @property
    def number(self) -> Int64:
        if self.value.version != 4:
            raise NetError.of(
                "System.Net.Sockets.SocketException", "The attempted operation is not supported for the type of object referenced."
            )
        return Int64(int.from_bytes(self.value.packed, "little"))

    @property
    def scope_id(self) -> Int64:
        return Int64(self.scope)

    @property
    def is_link_local(self) -> bool:
        return self.value.version == 6 and self.value.is_link_local

    @property
    def is_multicast(self) -> bool:
        return self.value.version == 6 and self.value.is_multicast

    @property
    def is_mapped(self) -> bool:
        return isinstance(self.value, ipaddress.IPv6Address) and self.value.ipv4_mapped is not None

    def packed(self) -> bytearray:
        return bytearray(self.value.packed)

    def to_four(self) -> IPAddress:
        return IPAddress(ipaddress.IPv4Address(self.value.packed[-4:]))

    def to_six(self) -> IPAddress:
        if self.value.version == 6:
            return self
        return IPAddress(ipaddress.IPv6Address(bytes(10) + b"\xff\xff" + self.value.packed))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IPAddress) and (other.value, other.scope) == (self.value, self.scope)

    def __hash__(self) -> int:
        return hash(("IPAddress", self.value))

    def __str__(self) -> str:
        mapped = self.value.ipv4_mapped if isinstance(self.value, ipaddress.IPv6Address) else None
        text = f"::ffff:{mapped}" if mapped is not None else str(self.value)
        return f"{text}%{self.scope}" if self.scope else text


def parse_address(text: str | None) -> IPAddress:
    """What IPAddress.Parse gives."""
    if text is None:
        raise null_argument("ipString")
    try:
        if ":" not in text:
            return IPAddress(ipaddress.IPv4Address(_four(text)))
        body, _, scope = text.removeprefix("[").removesuffix("]").partition("%")
        return IPAddress(ipaddress.IPv6Address(body), int(scope) if scope.isdigit() else 0)
    except ValueError as error:
        raise format_error(_BAD_ADDRESS) from error


def _four(text: str) -> int:
    """One to four numbers, decimal, octal or hex; the last one fills the bytes that are left."""
    parts = [int(part, _radix(part)) for part in text.split(".")]
    *heads, last = parts
    if len(parts) > 4 or any(not 0 <= head <= 255 for head in heads) or not 0 <= last < 1 << 8 * (5 - len(parts)):
        raise ValueError(text)
    number = last
    for place, head in enumerate(heads):
        number |= head << 8 * (3 - place)
    return number


def _radix(part: str) -> int:
    if part[:2].lower() == "0x":
        return 16
    return 8 if part[:1] == "0" and len(part) > 1 else 10


def _try_parse(text: Any, result: Any) -> bool:
    try:
        result.value = parse_address(text)
    except NetError:
        result.value = None
        return False
    return True


def _new_address(value: Any, *scope: Any) -> IPAddress:
    """From bytes, or from a number in network order."""
    if isinstance(value, bytes | bytearray | list):
        packed = bytes(value)
        if len(packed) not in (4, 16):
            raise NetError.of("System.ArgumentException", f"{_BAD_ADDRESS} (Parameter 'address')", ParamName="address")
        return IPAddress(ipaddress.ip_address(packed), int(scope[0]) if scope else 0)
    if not 0 <= value <= 0xFFFF_FFFF:
        text = "Specified argument was out of the range of valid values. (Parameter 'newAddress')"
        raise NetError.of("System.ArgumentOutOfRangeException", text, ParamName="newAddress")
    return IPAddress(ipaddress.IPv4Address(int(value).to_bytes(4, "little")))


class MailAddress(NetObject):
    """A mailbox with the name that is shown for it."""

    __slots__ = ("display_name", "host", "user")
    net_type = find_type("System.Net.Mail.MailAddress")
    PROPERTIES = {"DisplayName": "display_name", "User": "user", "Host": "host", "Address": "address"}

    def __init__(self, address: str, display_name: str | None = None) -> None:
        super().__init__()
        if address is None:
            raise null_argument("address")
        if not address:
            text = "The parameter 'address' cannot be an empty string. (Parameter 'address')"
            raise NetError.of("System.ArgumentException", text, ParamName="address")
        found = _MAIL.fullmatch(address.strip())
        if found is None:
            raise format_error(_BAD_MAIL)
        self.display_name = display_name or (found["quoted"] or found["plain"] or "").strip()
        user, _, host = str(found["inner"] or found["bare"]).rpartition("@")
        self.user, self.host = user, host

    @property
    def address(self) -> str:
        return f"{self.user}@{self.host}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MailAddress) and str(other).lower() == str(self).lower()

    def __hash__(self) -> int:
        return hash(("MailAddress", str(self).lower()))

    def __str__(self) -> str:
        return f'"{self.display_name}" <{self.address}>' if self.display_name else self.address


_BOX = r"[^\s@<>,;:()\[\]\"]+@[^\s@<>,;:()\"]+"
_MAIL = re.compile(rf"(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^<>@\"]*))\s*<(?P<inner>{_BOX})>|(?P<bare>{_BOX})")


def _declare() -> None:
    table = declare(IPAddress.net_type)
    table.static_methods["parse"] = Method("Parse", parse_address, ("static ipaddress Parse(string ipString)",))
    table.static_methods["tryparse"] = Method("TryParse", _try_parse, ("static bool TryParse(string ipString, [ref] ipaddress address)",))
    table.static_methods["isloopback"] = Method(
        "IsLoopback", lambda address: address.value.is_loopback, ("static bool IsLoopback(ipaddress address)",)
    )
    for name, text in (
        ("Any", "0.0.0.0"),  # noqa: S104 a name for it, nothing is bound
        ("Loopback", "127.0.0.1"),
        ("Broadcast", "255.255.255.255"),
        ("None", "255.255.255.255"),
        ("IPv6Any", "::"),
        ("IPv6Loopback", "::1"),
        ("IPv6None", "::"),
    ):
        made = parse_address(text)
        table.static_properties[name.lower()] = Property(name, lambda net, made=made: made, None, "ipaddress")  # type: ignore[misc]
    table.constructor = Method(
        "IPAddress", _new_address, ("new(long newAddress)", "new(byte[] address, long scopeid)", "new(byte[] address)")
    )
    declare(MailAddress.net_type).constructor = Method(
        "MailAddress", MailAddress, ("new(string address)", "new(string address, string displayName)")
    )


_declare()
