"""Which endpoints (session configurations) a host offers: asked when somebody named one that is not there.

Decides that the default endpoint is asked, as every host has it, and that an answer is a kindness: whoever may not ask gets none.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from psbridge.errors import PsBridgeError, UnknownEndpoint
from psbridge.sessions.client import ClientSession

if TYPE_CHECKING:
    from psbridge.sessions.connection import Connection

_DEFAULT = "Microsoft.PowerShell"
_ASK = "(Get-PSSessionConfiguration -ErrorAction SilentlyContinue).Name"
_TIMEOUT = 20.0


def offered(connection: Connection) -> tuple[str, ...]:
    """The names of the endpoints; none when the host does not tell."""
    asked = connection.with_words(configuration_name=_DEFAULT, no_profile=True)
    found: list[object] = []
    with contextlib.suppress(PsBridgeError, TimeoutError), ClientSession(asked.make(), **asked.client_options()) as client:
        found = client.run(_ASK).result(_TIMEOUT)
    return tuple(one for one in found if isinstance(one, str))


def explained(error: UnknownEndpoint, connection: Connection) -> UnknownEndpoint:
    """The error, with what the host offers."""
    if error.offered or error.endpoint.lower() == _DEFAULT.lower():
        return error
    return error.offering(offered(connection))


__all__ = ["explained", "offered"]
