"""How to test a tool that speaks WinRM, with no Windows: `pytest examples/test_winrm_tool.py`.

The tool here uses pypsrp and does not know psbridge; the emulated host listens on 127.0.0.1 and is gone after the test.
"""

from __future__ import annotations

import pytest
from pypsrp.client import Client

from psbridge.testing import emulated_host


def stop_service(client: Client, name: str) -> bool:
    """The tool under test: stop a service if it runs; whether something was changed."""
    output, streams, had_errors = client.execute_ps(f"(Get-Service -Name '{name}' -ErrorAction Stop).Status -eq 'Running'")
    if had_errors:
        raise LookupError(str(streams.error[0]))
    if output.strip() != "True":
        return False
    client.execute_ps(f"Stop-Service -Name '{name}' -Force")
    return True


@pytest.fixture
def client():
    with emulated_host("WEB01") as host:
        words = {"port": host.port, "username": host.username, "password": host.password}
        made = Client("127.0.0.1", ssl=False, auth="negotiate", **words)
        yield made
        made.wsman.close()


def test_a_running_service_is_stopped_once(client):
    assert stop_service(client, "W32Time") is True
    assert stop_service(client, "W32Time") is False


def test_an_unknown_service_is_told(client):
    with pytest.raises(LookupError, match="Cannot find any service"):
        stop_service(client, "Nonsense")
