"""What sessions of an emulated machine reach over the network: the machine itself, at the ports where its service really listens.

Other names mean nothing there; whoever joins machines hands in a `connector` of his own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.sessions.connection import Connection

if TYPE_CHECKING:
    from psbridge.server.service import WinRMService

Connector = Callable[[str, dict[str, Any]], Connection | None]
_STANDARD = (5985, 5986)


def connector_of(service: WinRMService) -> Connector:
    """Connections of the service's machine to itself; None for every other name or port."""

    def connect(host: str, words: dict[str, Any]) -> Connection | None:
        secure = int(bool(words.get("ssl")))
        port = service.ports[secure]
        if not port or not is_itself(service, host) or words.get("port", port) not in (port, _STANDARD[secure]):
            return None
        auth = words.get("auth", "negotiate")
        told = {**words, "address": service.address, "port": port, "no_proxy": True}
        told["auth"] = "ntlm" if auth == "negotiate" else auth  # an address has no Kerberos name
        return Connection.of(host, **told)

    return connect


def is_itself(service: WinRMService, host: str) -> bool:
    """Whether a name or address is the machine's own."""
    return host.lower() in service.machine.own_names or host.startswith("127.") or host in {"::1", "[::1]"}
