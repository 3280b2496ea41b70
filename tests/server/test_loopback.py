"""An emulated machine reaches itself, and nothing else."""

from __future__ import annotations

import pytest

from psbridge.emulator.host import Emulator
from psbridge.server.loopback import connector_of


@pytest.fixture(scope="module")
def host():
    with Emulator("ALONE", https_port=None) as made:
        yield made


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "alone", "ALONE"])
def test_its_own_names(host, name):
    found = connector_of(host.service)(name, {"username": "u"})
    assert found is not None
    assert (found.words["address"], found.words["port"], found.words["auth"]) == ("127.0.0.1", host.port, "ntlm")


@pytest.mark.parametrize(("name", "words"), [("example.com", {}), ("alone", {"port": 1}), ("alone", {"ssl": True})])
def test_nothing_else(host, name, words):
    assert connector_of(host.service)(name, words) is None


def test_a_session_goes_on_to_its_own_machine(host):
    from psbridge.sessions.session import Session

    account = {"port": host.port, "username": host.username, "password": host.password, "auth": "ntlm"}
    script = (
        f"$c = [pscredential]::new('{host.username}', (ConvertTo-SecureString '{host.password}' -AsPlainText -Force))\n"
        "Invoke-Command -ComputerName localhost -Credential $c { $env:COMPUTERNAME; $PID } | Select-Object -First 1"
    )
    with Session("127.0.0.1", ssl=False, **account) as session:
        assert [str(one) for one in session.invoke(script).output] == ["ALONE"]
