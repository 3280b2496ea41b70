"""Endpoints that are not there, and what the host has instead."""

from __future__ import annotations

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import UnknownEndpoint
from psbridge.sessions.endpoints import explained, offered
from psbridge.sessions.session import Session
from tests.sessions.conftest import connection_of


def test_the_host_tells_what_it_offers() -> None:
    with Emulator("server01", https_port=None, password="pw") as host:
        connection = connection_of(host)
        assert {"microsoft.powershell", "powershell.7"} <= {name.lower() for name in offered(connection)}
        with pytest.raises(UnknownEndpoint, match="It offers .*PowerShell.7.*configuration_name=") as caught:
            Session(connection.host, connection=connection.with_words(configuration_name="JEA")).open()
        assert (caught.value.endpoint, caught.value.host) == ("JEA", connection.host)
        assert not host.sessions()


def test_whoever_may_not_ask_is_told_how() -> None:
    with Emulator("server01", https_port=None, password="pw") as host:
        connection = connection_of(host).with_words(password="wrong")
        assert offered(connection) == ()
        error = UnknownEndpoint(0x8033803B, "Microsoft.PowerShell", "server01")
        assert explained(error, connection_of(host)) is error  # nothing else is there to be asked
        assert "Enable-PSRemoting" in str(error)
