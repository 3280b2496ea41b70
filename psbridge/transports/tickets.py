"""Whether a name and its password make a Kerberos ticket on this machine.

Decides that it is tried once and not for each connection: where no ticket is to be had (no Kerberos here, no KDC in sight, a local account)
the try can take many seconds, and a wrong password would count as often as there are connections.  After a while it is tried again.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable

_AGAIN = 300.0  # seconds: a network may have come up meanwhile
_MOST = 64


class Tickets:
    """What came of the tries.  ``obtain(username, password)`` raises when there is no ticket."""

    def __init__(self, obtain: Callable[[str, str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._obtain, self._clock = obtain, clock
        self._salt = secrets.token_bytes(32)
        self._found: dict[tuple[str, bytes], tuple[bool, float]] = {}
        self._locks: dict[tuple[str, bytes], threading.Lock] = {}
        self._lock = threading.Lock()

    def are_there(self, username: str, password: str) -> bool:
        """Whether there is one for that password; those who ask while it is tried wait for the answer."""
        key = (username, hmac.digest(self._salt, password.encode("utf-8", "surrogatepass"), "sha256"))
        with self._lock:
            if len(self._locks) >= _MOST:
                self._locks.clear()
                self._found.clear()
            mine = self._locks.setdefault(key, threading.Lock())
        with mine:
            known, until = self._found.get(key, (False, 0.0))
            if known or self._clock() < until:
                return known
            found = self._try(username, password)
            self._found[key] = (found, self._clock() + _AGAIN)
            return found

    def _try(self, username: str, password: str) -> bool:
        try:
            self._obtain(username, password)
        except Exception:  # noqa: BLE001 - Kerberos libraries raise what they like; the log-on itself tells more
            return False
        return True


def obtain(username: str, password: str) -> object:
    """Ask for a ticket."""
    import spnego

    return spnego.client(username, password, hostname="localhost", service="HTTP", protocol="kerberos")


TICKETS = Tickets(obtain)

__all__ = ["TICKETS", "Tickets", "obtain"]
