"""A Kerberos ticket that has really expired, from a KDC of MIT: what is said of it, and that the session waits for a new one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.errors import AuthenticationError
from psbridge.psrp import PoolState
from psbridge.server.winrmconfig import WinRMConfig
from tests.loopback import Realm, kerberos, program

USER, PASSWORD = "alice", "wonderland"


@pytest.fixture
def realm(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Realm]:
    pytest.importorskip("gssapi")
    with kerberos(tmp_path_factory.mktemp("kdc"), USER, PASSWORD) as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


def _log_on(realm: Realm, lifetime: str) -> None:
    realm.log_on(USER, PASSWORD, "-l", lifetime)


def _is_valid() -> bool:
    return subprocess.run([program("klist"), "-s"], check=False, env=os.environ).returncode == 0


def _opened(realm: Realm, host: Emulator, words: dict[str, Any]) -> Session:
    """A session with a ticket that is as short as this machine can do with."""
    for lifetime in (2, 5, 15, 45):
        _log_on(realm, f"{lifetime}s")
        with contextlib.suppress(AuthenticationError):
            session = Session("server01", **words).open()
            session.invoke("$kept = 5")
            if _is_valid():
                return session
            session.client.kill()
        host.kill_session()
    raise AssertionError("45 seconds are too short for one command")


def _until_expired() -> None:
    """Ask for the ticket until the library no longer counts it: what is waited for is the thing itself."""
    deadline = time.monotonic() + 120
    while _is_valid():
        assert time.monotonic() < deadline, "the ticket does not expire"


def test_a_ticket_that_expires_while_a_session_is_open(realm: Realm) -> None:
    """Its log-ons are refused, which leaves the session; with a new ticket it goes on where it was."""
    with Emulator("server01", user=USER, password="another one", config=WinRMConfig(keytab=realm.keytab), https_port=None) as host:
        words: dict[str, Any] = {"address": "localhost", "port": host.port, "auth": "kerberos", "no_proxy": True}
        session = _opened(realm, host, words)
        left = threading.Event()
        session.client.listeners.append(lambda client: left.set() if client.state is PoolState.DISCONNECTED else None)
        _until_expired()
        with pytest.raises(AuthenticationError, match="(?i)expired"):
            Session("server01", **words).open()
        host.drop_connections()  # whoever comes again must log on again
        with pytest.raises(AuthenticationError, match="expired"):
            session.invoke("$kept")
        assert left.wait(60)  # the connection that listens hears of it too
        assert session.state == "Disconnected"
        assert len(host.sessions()) == 1
        _log_on(realm, "1h")
        session.reconnect()
        assert session.invoke("$kept").output == [5]
        session.close()
