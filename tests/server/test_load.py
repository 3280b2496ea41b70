"""Small versions of the load that a host must bear: nothing is left behind, waiting costs no thread."""

from __future__ import annotations

import socket
import threading

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import PsBridgeError
from psbridge.server.winrmconfig import Limits, Quotas, WinRMConfig
from psbridge.wsman import requests
from psbridge.wsman.names import RESOURCE_POWERSHELL
from tests.server.soapclient import SoapClient
from tests.sessions.test_background import until


@pytest.fixture
def host():
    config = WinRMConfig(allow_unencrypted=True, quotas=Quotas(shells_per_user=200), limits=Limits(connections=100))
    with Emulator("LOAD01", config=config, https_port=None) as made:
        yield made


def _open(host):
    client = SoapClient(host)
    client.open()
    return client


def test_create_run_delete_leaves_nothing(host):
    first = _open(host)
    first.run("1")
    before = (threading.active_count(), len(host.machine.processes.all()))
    for _ in range(30):
        client = _open(host)
        client.run("1..3")
        client.ask(requests.Delete())
        client.http.close()
    assert len(host.sessions()) == 1
    assert len(host.machine.processes.all()) == before[1]
    until(lambda: threading.active_count() <= before[0] + 8)  # workers, which stay


def test_parked_receives_hold_no_thread_and_end_with_their_session(host):
    clients = [_open(host) for _ in range(40)]
    before = threading.active_count()
    for client in clients:
        pending = client.client.request(requests.Receive(("stdout",)), RESOURCE_POWERSHELL, shell_id=client.shell_id, timeout=60.0)
        client.http.request("POST", "/wsman", pending.data, client.headers)
    while sum(shell.bell.is_parked for shell in host.service.shells.shells.values()) < len(clients):
        pass
    until(lambda: threading.active_count() <= before)
    assert host.kill_session() == len(clients)
    for client in clients:
        answer = client.http.getresponse()
        assert (answer.status, b'Code="995"' in answer.read()) == (500, True)


def test_connections_are_limited_and_the_others_go_on(host):
    client = _open(host)
    extra = [socket.create_connection(("127.0.0.1", host.port)) for _ in range(150)]
    client.run("1")
    assert len(host.listener.connections) <= 100
    for one in extra:
        one.close()
    _open(host).run("1")


def test_output_of_many_pipelines_at_once(host):
    clients = [_open(host) for _ in range(8)]
    failures = []

    def work(client):
        try:
            for _ in range(5):
                client.run("1..20 | % { $_ * 2 }")
        except (OSError, PsBridgeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
