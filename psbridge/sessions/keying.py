"""Secrets that are to be sent before a key was agreed on: a client asks for the exchange itself, as PowerShell's over WSMan does.

Decides who waits: whoever writes input or answers a question; a command whose description holds a secret begins by itself when the key is
there, as it may be started on the thread that hears of it.  Over SSH and stdio there is no exchange (PowerShell has none on Unix).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from psbridge.errors import CryptoError, PsBridgeError
from psbridge.psrp import PoolState
from psbridge.sessions.limits import after

if TYPE_CHECKING:
    from psbridge.psrp import ClientPool
    from psbridge.transports.carrier import Transport

PATIENCE = 30.0  # seconds in which the other side has to answer
Fail = Callable[[PsBridgeError], object]


class KeyExchange:
    """The exchange of one session."""

    def __init__(self, pool: ClientPool, transport: Transport) -> None:
        self._pool, self._transport = pool, transport
        self._changed = threading.Condition()
        self._waiting: list[tuple[Callable[[], object], Fail, Callable[[], None]]] = []

    @property
    def is_possible(self) -> bool:
        return self._transport.capabilities.keys and self._pool.needs_key_exchange

    def _ask(self) -> None:
        if self._pool.needs_key_exchange:
            self._pool.exchange_key()
            self._transport.flush()

    def obtain(self) -> None:
        """Wait for the key; CryptoError when none comes."""
        self._ask()
        with self._changed:
            self._changed.wait_for(lambda: self._pool.has_key or self._pool.state is not PoolState.OPENED, PATIENCE)
        if not self._pool.has_key:
            raise _none()

    def then(self, act: Callable[[], object], fail: Fail) -> None:
        """Do it as soon as there is a key."""
        entry = (act, fail, after(PATIENCE, self._late))
        with self._changed:
            self._waiting.append(entry)
        self._ask()
        if self._pool.has_key:  # it came meanwhile
            self.arrived()

    def _late(self) -> None:
        for _, fail, _ in self._taken():
            fail(_none())

    def _taken(self) -> list[tuple[Callable[[], object], Fail, Callable[[], None]]]:
        with self._changed:
            taken, self._waiting = self._waiting, []
            self._changed.notify_all()
        for _, _, cancel in taken:
            cancel()
        return taken

    def arrived(self) -> None:
        """The key is there."""
        for act, fail, _ in self._taken():
            try:
                act()
            except PsBridgeError as error:
                fail(error)

    def with_key(self, act: Callable[[], object]) -> None:
        """Do something that may need the key."""
        try:
            act()
        except CryptoError:
            if not self.is_possible:
                raise
            self.obtain()
            act()


def _none() -> CryptoError:
    return CryptoError("The other side gives no key to encrypt secrets with", where="PUBLIC_KEY", hint="Send nothing secret to it.")


__all__ = ["PATIENCE", "KeyExchange"]
