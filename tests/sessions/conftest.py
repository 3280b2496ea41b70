"""An emulated estate of two hosts with real sockets, for tests of sessions."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.sessions.connection import Connection


def words_of(host: Emulator) -> dict[str, Any]:
    return {
        "address": "127.0.0.1",
        "port": host.port,
        "username": host.username,
        "password": host.password,
        "auth": "ntlm",
        "no_proxy": True,
    }


def connection_of(host: Emulator) -> Connection:
    return Connection.of(host.machine.name, **words_of(host))


class Gate:
    """A place in a script where a host waits until the test lets it go on: what comes after it has surely not happened before."""

    def __init__(self, host: Emulator) -> None:
        self.host, self.path = host, f"C:\\gate-{uuid.uuid4().hex}"
        self.wait = f"Set-Content {self.path}.reached 1; while (-not (Test-Path {self.path})) {{ Start-Sleep -Milliseconds 5 }}"

    @property
    def is_reached(self) -> bool:
        return self.host.machine.files.stat(f"{self.path}.reached") is not None

    def open(self) -> None:
        self.host.machine.files.open(self.path, "w").close()


@pytest.fixture(scope="module")
def estate() -> Iterator[tuple[Emulator, Emulator]]:
    with Emulator("server01", https_port=None) as first, Emulator("server02", https_port=None) as second:
        yield first, second


@pytest.fixture
def host(estate: tuple[Emulator, Emulator]) -> Emulator:
    return estate[0]


@pytest.fixture
def gate(host: Emulator) -> Gate:
    return Gate(host)


@pytest.fixture
def words(host: Emulator) -> dict[str, Any]:
    return words_of(host)
