"""Emulated hosts: life, disturbances, recording."""

from __future__ import annotations

import pytest

from psbridge.emulator import Emulator
from psbridge.emulator.recorder import Recorder
from psbridge.errors import ConfigurationError, ConnectionFailed
from psbridge.machine.computer import Machine
from psbridge.wsman import Client, requests
from psbridge.wsman.names import RESOURCE_CMD, RESOURCE_CONFIG, RESOURCE_SHELL


@pytest.fixture
def host():
    with Emulator("WEB03", listen=False) as made:
        yield made


def _ask(host, body, uri=RESOURCE_SHELL, **options):
    client = Client("http://web03:5985/wsman")
    pending = client.request(body, uri, **options)
    return client.reply(pending, host.exchange(pending.data)[1])


def test_in_memory_no_port_is_open(host):
    assert (host.port, host.https_port) == (0, 0)
    assert b"MaxEnvelopeSizekb" in _ask(host, requests.Get(), RESOURCE_CONFIG).xml
    shell = _ask(host, requests.Create(), RESOURCE_CMD)
    assert [one.shell_id for one in host.sessions()] == [shell.shell_id]


def test_a_password_is_made_when_there_is_none():
    first, second = Emulator("A"), Emulator("B")
    assert first.password != second.password
    assert len(first.password) > 10
    assert first.password not in repr(first) + repr(first.user)


def test_the_given_account_is_an_administrator():
    host = Emulator(Machine.windows("A"), user="op", password="x")
    assert host.machine.accounts.is_administrator("op")


def test_what_does_not_run_says_so():
    with pytest.raises(ConfigurationError):
        Emulator("A").exchange(b"")
    host = Emulator("A", listen=False).start()
    host.stop()
    host.stop()
    with pytest.raises(ConfigurationError):
        host.exchange(b"")


@pytest.mark.parametrize("kind", ["drop", "lose"])
def test_disturbances_cut(host, kind):
    host.disturbances.add(kind, "Get", times=2, after=1)
    _ask(host, requests.Get(), RESOURCE_CONFIG)
    for _ in range(2):
        with pytest.raises(ConnectionFailed):
            _ask(host, requests.Get(), RESOURCE_CONFIG)
    _ask(host, requests.Get(), RESOURCE_CONFIG)


def test_lost_answers_were_carried_out(host):
    host.disturbances.add("lose", "Create")
    with pytest.raises(ConnectionFailed):
        _ask(host, requests.Create(), RESOURCE_CMD)
    assert len(host.sessions()) == 1
    assert host.kill_session() == 1


def test_unknown_disturbances_are_refused(host):
    with pytest.raises(ConfigurationError):
        host.disturbances.add("earthquake")


def test_logons_expire_and_connections_drop():
    from pypsrp.client import Client as PsrpClient

    with Emulator("WEB04", https_port=None) as host:
        with PsrpClient("127.0.0.1", port=host.port, ssl=False, username=host.username, password=host.password, auth="ntlm") as client:
            client.execute_cmd("hostname")
            assert host.drop_connections() >= 1
            host.refuse()
            host.refuse(False)
            port = host.port
        with PsrpClient("127.0.0.1", port=port, ssl=False, username=host.username, password=host.password, auth="ntlm") as client:
            assert client.execute_cmd("hostname")[0] == "WEB04\r\n"
            host.expire_logons()


def test_recorder_decodes_redacts_and_makes_a_page(tmp_path):
    from pypsrp.client import Client as PsrpClient

    with Emulator("WEB05", https_port=None) as host:
        recorder = host.record()
        with PsrpClient("127.0.0.1", port=host.port, ssl=False, username=host.username, password=host.password, auth="ntlm") as client:
            client.execute_ps("'<b>hello</b>'")
            client.execute_cmd("nope")
    actions = recorder.actions()
    assert actions[:3] == ["Create", "Receive", "Command"]
    assert actions[-1] == "Delete"
    assert "CREATE_PIPELINE" in recorder.text()
    assert "RUNSPACEPOOL_STATE" in recorder.text()
    page = recorder.save(tmp_path / "page.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "<b>hello</b>" not in page
    assert "&lt;b&gt;hello" in page.replace("&amp;", "&")
    assert host.password not in page


def test_recorder_survives_garbage():
    from psbridge.server.httpserver import Link

    recorder = Recorder("x")
    recorder.observe(Link(False), None, b"\0garbage", 400, b"")
    assert recorder.exchanges[0].action == "Identify"


def test_a_session_without_words(host):
    with Emulator("web04", https_port=None) as plain, plain.connect() as session:
        assert session.invoke("$env:COMPUTERNAME").output == ["WEB04"]
    with Emulator("secure01", port=None) as secure, secure.connect(name="mine") as session:
        assert (session.name, session.invoke("1").output) == ("mine", [1])
    with pytest.raises(ConfigurationError, match="does not listen"):
        host.connect()
