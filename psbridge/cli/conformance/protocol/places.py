"""Where dialogues are held: the emulated host over HTTP (logged on with NTLM, sealed) or in memory, or a real host."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from psbridge.cli.conformance.protocol.dialogues import Dialogue
from psbridge.cli.conformance.protocol.talking import Exchange, converse

CONVERSES = frozenset(("emulator", "emulator-memory", "winrm"))
_TIMEOUT = 60


@contextlib.contextmanager
def _emulated(name: str, sockets: bool) -> Iterator[tuple[Exchange, str]]:
    from psbridge.emulator.host import Emulator
    from psbridge.server.winrmconfig import Quotas, WinRMConfig

    config = WinRMConfig(quotas=Quotas(shells_per_user=1000, connections=1000))
    with Emulator("EMULATED", https_port=None, config=config, listen=sockets) as host:
        if not sockets:
            yield (lambda data: host.exchange(data, timeout=_TIMEOUT)[1]), "http://emulated:5985/wsman"
            return
        words = {"port": host.port, "username": host.username, "password": host.password, "auth": "ntlm", "ssl": False, "no_proxy": True}
        with _linked("127.0.0.1", words) as (exchange, url):
            yield exchange, url


@contextlib.contextmanager
def _linked(host: str, words: dict[str, Any]) -> Iterator[tuple[Exchange, str]]:
    from psbridge.transports.wsmanlink import Link, Target

    target = Target(host, **words)
    link = Link(target, target.client())
    try:
        yield link.exchange, target.url
    finally:
        link.close()


@contextlib.contextmanager
def place_of(target: str) -> Iterator[tuple[Exchange, str]]:
    """How envelopes get to a target, and its address."""
    kind, _, rest = target.partition("://")
    with contextlib.ExitStack() as stack:
        if kind.startswith("emulator"):
            yield stack.enter_context(_emulated(kind, kind == "emulator"))
            return
        user, _, host = rest.rpartition("@")
        name, _, port = host.partition(":")
        words: dict[str, Any] = {"username": user or None, "password": os.environ.get("PSBRIDGE_PASSWORD"), "auth": "ntlm"}
        yield stack.enter_context(_linked(name, {**words, "port": int(port or 5985), "ssl": port == "5986"}))


def conversed(target: str, dialogues: list[Dialogue], place: Callable[[str], Any] = place_of) -> Iterator[tuple[Dialogue, dict[str, Any]]]:
    """Hold the dialogues one after the other; each gives a record with its differences."""
    if not dialogues:
        return
    with place(target) as (exchange, to):
        for one in dialogues:
            started = time.monotonic()
            try:
                record: dict[str, Any] = {"differences": converse(one, exchange, to)}
            except Exception as error:  # noqa: BLE001 - whatever goes wrong on the way is the answer
                record = {"failed": f"{type(error).__name__}: {error}"}
            yield one, {**record, "seconds": round(time.monotonic() - started, 3)}
