"""System.Net.NetworkInformation.Ping: asks a host whether it answers.

Decides how: with an echo of ICMP where this account may send one, else by a TCP connection, which a host that is there takes or refuses.
On an emulated machine only that machine answers, and no socket is opened.
"""

from __future__ import annotations

import ipaddress
import os
import select
import socket
import struct
import time
from typing import Any

from psbridge.engine.members.arguments import bad_argument, null_argument, out_of_range
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.network import IPAddress
from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.tasks import TASK_OF, running
from psbridge.machine.networks import ADAPTER
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import define
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import NetObject, unwrap

_N = "System.Net.NetworkInformation."
_PAYLOAD = b"abcdefghijklmnopqrstuvwabcdefghi"
_TIMEOUT, _LARGEST, _ECHO_PORT = 5000, 65500, 7
_SUCCESS, _TIMED_OUT, _UNREACHABLE = 0, 11010, 11003
_FAILED = "An exception occurred during a Ping request."
_UNKNOWN = {True: "No such host is known.", False: "Name or service not known"}


class PingOptions(NetObject):
    """How a request travels."""

    __slots__ = ("dont_fragment", "ttl")
    net_type = define(_N + "PingOptions")

    def __init__(self, ttl: int = 128, dont_fragment: bool = False) -> None:
        super().__init__()
        if not 1 <= ttl <= 255:
            raise out_of_range("value")
        self.ttl, self.dont_fragment = ttl, dont_fragment


class PingReply(NetObject):
    """What came of a request."""

    __slots__ = ("address", "buffer", "milliseconds", "options", "status")
    net_type = define(_N + "PingReply")

    def __init__(self, address: Any, status: int, milliseconds: int = 0, buffer: bytes = b"", options: PingOptions | None = None) -> None:
        super().__init__()
        self.address: Any = address
        self.status = enum_type(_N + "IPStatus")(status)
        self.milliseconds, self.buffer, self.options = Int64(milliseconds), buffer, options


class Ping(NetObject):
    """Sends requests."""

    __slots__ = ("gone",)
    net_type = define(_N + "Ping", "System.ComponentModel.Component")

    def __init__(self) -> None:
        super().__init__()
        self.gone = False

    def dispose(self) -> None:
        self.gone = True

    def checked(self, target: Any, timeout: Any, buffer: Any) -> tuple[Any, float, bytes]:
        """The arguments as they count."""
        wanted = unwrap(target)
        if wanted is None or wanted == "":
            raise null_argument("hostNameOrAddress")
        if buffer is None:
            raise null_argument("buffer")
        if int(timeout) < 0:
            raise out_of_range("timeout")
        if len(buffer) > _LARGEST:
            raise bad_argument(f"The data buffer must not be longer than {_LARGEST} bytes.", "buffer")
        if self.gone:
            raise NetError.of("System.ObjectDisposedException", f"Cannot access a disposed object.\nObject name: '{_N}Ping'.")
        if isinstance(wanted, IPAddress) and wanted.address.is_unspecified:
            raise bad_argument("An invalid IP address was specified.", "address")
        return wanted, int(timeout) / 1000, bytes(buffer)


def send(ctx: Any, ping: Ping, target: Any, timeout: Any = _TIMEOUT, buffer: Any = _PAYLOAD, options: Any = None) -> PingReply:
    """Ping.Send."""
    wanted, seconds, data = ping.checked(target, timeout, buffer)
    return _asked(ctx.runspace.machine, wanted, seconds, data, unwrap(options))


def send_later(ctx: Any, ping: Ping, target: Any, timeout: Any = _TIMEOUT, buffer: Any = _PAYLOAD, options: Any = None) -> Any:
    """Ping.SendPingAsync: what is wrong with the arguments is said at once."""
    wanted, seconds, data = ping.checked(target, timeout, buffer)
    machine, how = ctx.runspace.machine, unwrap(options)
    return running(lambda: _asked(machine, wanted, seconds, data, how), TASK_OF.close(PingReply.net_type))


def _asked(machine: Any, wanted: Any, seconds: float, data: bytes, options: PingOptions | None) -> PingReply:
    if machine is not None:
        return _emulated(machine, wanted, data)
    address = wanted.address if isinstance(wanted, IPAddress) else _looked_up(str(wanted))
    try:
        found = _echo(address, seconds, data, options)
    except PermissionError:
        found = _connected(address, seconds)
    except OSError:
        return PingReply(IPAddress(address), _UNREACHABLE)
    if found is None:
        return PingReply(IPAddress(address), _TIMED_OUT)
    return PingReply(IPAddress(address), _SUCCESS, int(found * 1000), data, PingOptions(64, bool(options and options.dont_fragment)))


def _emulated(machine: Any, wanted: Any, data: bytes) -> PingReply:
    text = str(wanted).lower()
    own = {**dict.fromkeys((*machine.own_names, ADAPTER.address), ADAPTER.address), "localhost": "::1"}
    address = _literal(text)
    if text in own:
        return PingReply(IPAddress(ipaddress.ip_address(own[text])), _SUCCESS, 0, data, PingOptions())
    if address is None:
        raise _unknown(True)
    if address.is_loopback:
        return PingReply(IPAddress(address), _SUCCESS, 0, data, PingOptions())
    return PingReply(IPAddress(ipaddress.ip_address("0.0.0.0")), _TIMED_OUT)  # noqa: S104 - what Windows says; nothing is bound


def _literal(text: str) -> Any:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _looked_up(name: str) -> Any:
    try:
        return ipaddress.ip_address(str(socket.getaddrinfo(name, None, type=socket.SOCK_DGRAM)[0][4][0]).partition("%")[0])
    except (OSError, UnicodeError):
        raise _unknown(False) from None


def _unknown(windows: bool) -> NetError:
    inner = NetException("System.Net.Sockets.SocketException", _UNKNOWN[windows], NativeErrorCode=11001)
    return NetError.of(_N + "PingException", _FAILED, inner)


def _echo(address: Any, seconds: float, data: bytes, options: PingOptions | None) -> float | None:
    """Seconds until the answer to an ICMP echo came; None when none did. The kernel gives the request its number and its sum."""
    six = address.version == 6
    family, protocol = (socket.AF_INET6, socket.IPPROTO_ICMPV6) if six else (socket.AF_INET, socket.IPPROTO_ICMP)
    asking, answer = (128, 129) if six else (8, 0)
    sequence = int.from_bytes(os.urandom(2), "big")
    with socket.socket(family, socket.SOCK_DGRAM, protocol) as link:
        if options is not None:
            level, name = (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS) if six else (socket.IPPROTO_IP, socket.IP_TTL)
            link.setsockopt(level, name, options.ttl)
        began = time.perf_counter()
        link.sendto(struct.pack("!BBHHH", asking, 0, 0, 0, sequence) + data, (str(address), 0))
        while (left := began + seconds - time.perf_counter()) > 0:
            poller = select.poll()
            poller.register(link, select.POLLIN)
            if not poller.poll(left * 1000):
                return None
            told = link.recv(_LARGEST + 100)
            if len(told) >= 8 and told[0] == answer and told[6:8] == sequence.to_bytes(2, "big"):
                return time.perf_counter() - began
    return None


def _connected(address: Any, seconds: float) -> float | None:
    """Seconds until a TCP connection was taken or refused; None when neither came."""
    began = time.perf_counter()
    try:
        with socket.create_connection((str(address), _ECHO_PORT), max(seconds, 0.001)):
            pass
    except ConnectionRefusedError:
        pass
    except TimeoutError:
        return None
    return time.perf_counter() - began


def _reply_line(method: str, gives: str) -> str:
    after = ("", ", int timeout", ", int timeout, byte[] buffer", f", int timeout, byte[] buffer, {_N}PingOptions options")
    return "\n".join(f"{gives} {method}({kind}{more})" for kind in ("string hostNameOrAddress", "ipaddress address") for more in after)


fill(
    PingOptions.net_type,
    "new()\nnew(int ttl, bool dontFragment)\nbool DontFragment {get;set;}\nint Ttl {get;set;}",
    {"new": PingOptions, "DontFragment": "dont_fragment", "Ttl": "ttl"},
)
fill(
    PingReply.net_type,
    f"{_N}IPStatus Status {{get;}}\nipaddress Address {{get;}}\nlong RoundtripTime {{get;}}\n{_N}PingOptions Options {{get;}}\nbyte[] Buffer {{get;}}",
    {"Status": "status", "Address": "address", "RoundtripTime": "milliseconds", "Options": "options", "Buffer": "buffer"},
)
fill(
    Ping.net_type,
    f"new()\nvoid Dispose()\n{_reply_line('Send', _N + 'PingReply')}\n{_reply_line('SendPingAsync', f'System.Threading.Tasks.Task[{_N}PingReply]')}",
    {"new": Ping, "Dispose": Ping.dispose, "Send": WithContext(send), "SendPingAsync": WithContext(send_later)},
)
