"""A runspace here whose computer names mean hosts of an emulated estate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.engine.streamsets import StreamList
from psbridge.modules.shell import Runspace
from psbridge.sessions.connection import Connection

Run = Callable[[str], list[str]]


@pytest.fixture(scope="package")
def estate() -> Iterator[dict[str, Emulator]]:
    with Emulator("server01", https_port=None) as first, Emulator("server02", https_port=None) as second:
        yield {"server01": first, "server02": second}


def connect(estate: dict[str, Emulator], host: str, words: dict[str, Any]) -> Connection | None:
    found = estate.get(host.lower())
    if found is None:
        return None
    own = {"username": found.username, "password": found.password, **words}
    return Connection.of(host, **{**own, "address": "127.0.0.1", "port": found.port, "auth": "ntlm", "no_proxy": True})


class Shell:
    """Runs text; output as strings, errors by id."""

    def __init__(self, estate: dict[str, Emulator]) -> None:
        self.runspace = Runspace().open()
        self.estate = dict(estate)
        self.runspace.extras["connector"] = lambda host, words: connect(self.estate, host, words)
        self.errors: list[str] = []
        self.streams = StreamList()

    def __call__(self, text: str) -> list[str]:
        self.streams = StreamList()
        found = self.runspace.invoke(f'& {{ {text}\n}} | ForEach-Object {{ "$_" }}', streams=self.streams)
        self.errors = [record.fully_qualified_error_id for record in self.streams.errors]
        return [str(one) for one in found]


@pytest.fixture
def shell(estate: dict[str, Emulator]) -> Iterator[Shell]:
    made = Shell(estate)
    yield made
    made("Get-PSSession | Remove-PSSession")
    made.runspace.close()
