"""Names of hosts that are somewhere else than DNS says: emulated estates put theirs here, nobody touches /etc/hosts.

A resolver is asked with name, port and whether the connection is to be TLS; it answers with the place to connect to, or None.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name really is; `authority` is a bundle (path) to trust there, if it needs one."""

    host: str
    port: int
    authority: str = ""


Resolver = Callable[[str, int, bool], Place | None]
_resolvers: list[Resolver] = []
_lock = threading.Lock()


def add_resolver(resolver: Resolver) -> Callable[[], None]:
    """Ask `resolver` from now on, the latest first; returns the function that ends it."""
    with _lock:
        _resolvers.append(resolver)

    def remove() -> None:
        with _lock:
            if resolver in _resolvers:
                _resolvers.remove(resolver)

    return remove


def place_of(host: str, port: int, secure: bool) -> Place:
    """Where to connect for a name and port."""
    with _lock:
        asked = list(reversed(_resolvers))
    for resolver in asked:
        found = resolver(host, port, secure)
        if found is not None:
            return found
    return Place(host, port)
