"""What a fault means that answers the making of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psbridge.errors import UnknownEndpoint, WSManFault
from psbridge.wsman import FaultKind, requests
from psbridge.wsman.names import POWERSHELL

if TYPE_CHECKING:
    from psbridge.wsman.requests import Body

# Windows says the first or the second, other services the third
_NO_SUCH_RESOURCE = frozenset((FaultKind.INVALID_RESOURCE_URI.value.code, 0x80338002, FaultKind.RESOURCE_NOT_FOUND.value.code))


def of_create(fault: WSManFault, body: Body, resource_uri: str, host: str) -> WSManFault:
    """The fault; as an unknown endpoint when a session on one was to be made and the service knows no such resource."""
    if fault.code not in _NO_SUCH_RESOURCE or not isinstance(body, requests.Create) or not resource_uri.startswith(POWERSHELL):
        return fault
    return UnknownEndpoint(fault.code, resource_uri.removeprefix(POWERSHELL + "/"), host)


__all__ = ["of_create"]
