"""Faults on demand: what a network, a service or a clock may do to a client, switched on by tests.

Decides which requests a disturbance hits (by action, so many times) and what happens to them; the service asks before and after its work.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass

from psbridge.errors import ConfigurationError, PsBridgeError
from psbridge.server.httpserver import HttpResponse
from psbridge.wsman import Request

KINDS = ("drop", "lose", "redirect", "slow", "status")
KERBEROS_SKEW = 300.0  # seconds that clocks may differ
NTLM_SKEW = 1800.0


class Interrupted(PsBridgeError):
    """Instead of the answer, this goes out."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__("A disturbance was asked for", where="disturbances")
        self.response = response


@dataclass(slots=True)
class Disturbance:
    """``kind``: drop (the request is lost), lose (carried out, its answer is lost), slow (``value`` seconds), status (HTTP ``value``),
    redirect (the client is sent to ``location``).

    ``action``: name of the WSMan action (Receive, Create ...), "" for all. ``times``: how often, -1 for ever. ``after``: how many to spare.
    """

    kind: str
    action: str = ""
    times: int = 1
    value: float = 0.0
    after: int = 0
    hits: int = 0
    location: str = ""


class Disturbances:
    """What is switched on at one host."""

    def __init__(self) -> None:
        self._active: list[Disturbance] = []
        self._lock = threading.Lock()
        self.clock_skew = 0.0

    def add(self, kind: str, action: str = "", *, times: int = 1, value: float = 0.0, after: int = 0, location: str = "") -> Disturbance:
        """Switch one on."""
        if kind not in KINDS:
            raise ConfigurationError(f"There is no disturbance {kind!r}", hint=f"Known: {', '.join(KINDS)}.")
        made = Disturbance(kind, action.upper(), times, value, after, location=location)
        with self._lock:
            self._active.append(made)
        return made

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self._active.clear()
        self.clock_skew = 0.0

    def _hit(self, action: str, kinds: tuple[str, ...]) -> list[Disturbance]:
        found = []
        with self._lock:
            for one in list(self._active):
                if one.kind not in kinds or one.action not in {"", action}:
                    continue
                if one.after > 0:
                    one.after -= 1
                    continue
                one.hits += 1
                one.times -= one.times > 0
                if one.times == 0:
                    self._active.remove(one)
                found.append(one)
        return found

    async def before(self, request: Request) -> None:
        """Called with each request before it is carried out."""
        if not self._active:
            return
        for one in self._hit(request.action.name, ("drop", "redirect", "slow", "status")):
            if one.kind == "slow":
                await asyncio.sleep(one.value)
            elif one.kind == "redirect":
                raise Interrupted(HttpResponse(302, (("Location", one.location),), close=True))
            else:
                raise Interrupted(HttpResponse(int(one.value or 500), drop=one.kind == "drop", close=True))

    async def after(self, request: Request) -> None:
        """Called with each request that was carried out."""
        if self._active and self._hit(request.action.name, ("lose",)):
            raise Interrupted(HttpResponse(500, drop=True))

    def clock_refuses(self, kerberos: bool) -> bool:
        """Whether a log-on fails because the clocks are too far apart."""
        return abs(self.clock_skew) > (KERBEROS_SKEW if kerberos else NTLM_SKEW)
