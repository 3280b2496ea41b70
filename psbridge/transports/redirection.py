"""Services that send their client elsewhere: what a redirection means for a target, and whether it may be followed.

Decides that nothing is followed unless the target allows so many redirections, and that TLS is never left on the way: the credentials
go along.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from psbridge.errors import RedirectRequested, WSManFault
from psbridge.wsman import FaultKind

if TYPE_CHECKING:
    from psbridge.transports.wsmanlink import Target

CODE = FaultKind.REDIRECT_REQUESTED.value.code
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def elsewhere(url: str, location: str) -> RedirectRequested:
    """What a 3xx answer of that address means."""
    return RedirectRequested(FaultKind.REDIRECT_REQUESTED.value.text, urljoin(url, location))


def refuse(response: Any, *_: Any, **__: Any) -> None:
    """A hook of requests, which would follow by itself and turn the request into a GET."""
    if response.is_redirect:
        raise elsewhere(response.url, response.headers["location"])


def of_fault(fault: WSManFault) -> WSManFault:
    """The fault, as a redirection if it is one that says where to."""
    found = _ADDRESS.search(f"{fault.provider_fault} {fault.reason}") if fault.code == CODE else None
    return fault if found is None else RedirectRequested(FaultKind.REDIRECT_REQUESTED.value.text, found[0].rstrip(".,"))


def redirected(target: Target, asked: RedirectRequested) -> Target:
    """Where to go on; raises the redirection when it must not be followed."""
    parts = urlsplit(asked.location)
    allowed = target.max_redirections > 0 and parts.scheme in ("http", "https") and bool(parts.hostname)
    if not allowed or (target.secure and parts.scheme != "https"):
        raise asked
    return replace(
        target,
        host=str(parts.hostname),
        port=parts.port or (443 if parts.scheme == "https" else 80),
        ssl=parts.scheme == "https",
        path=f"{parts.path.lstrip('/')}{'?' if parts.query else ''}{parts.query}",
        max_redirections=target.max_redirections - 1,
    )


__all__ = ["CODE", "elsewhere", "of_fault", "redirected", "refuse"]
