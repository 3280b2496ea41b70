"""Hosts for the tests of the server: one that listens, and clients of other people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.server.winrmconfig import Limits, Quotas, WinRMConfig

USER, PASSWORD = "vagrant", "P:ss wörd-1"


@pytest.fixture(scope="session")
def host() -> Iterator[Emulator]:
    """A host that many tests share: they leave its machine as it was."""
    with Emulator("WEB01", user=USER, password=PASSWORD) as made:
        yield made


@pytest.fixture
def open_host() -> Iterator[Emulator]:
    """A host that takes plain messages and Basic over HTTP, with small limits."""
    limits = Limits(envelope=60000, header=8192)
    config = WinRMConfig(allow_unencrypted=True, limits=limits, quotas=Quotas(shells_per_user=3))
    with Emulator("WEB02", user=USER, password=PASSWORD, config=config, https_port=None) as made:
        yield made


@pytest.fixture
def pypsrp_client(host: Emulator) -> Any:
    """Makes pypsrp clients of the shared host."""
    from pypsrp.client import Client

    def make(ssl: bool = False, **options: Any) -> Any:
        port = host.https_port if ssl else host.port
        told = {"username": USER, "password": PASSWORD, "auth": "ntlm", "cert_validation": False, **options}
        return Client("127.0.0.1", port=port, ssl=ssl, **told)

    return make
