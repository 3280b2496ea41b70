"""Shells: life, quotas, time-outs, ownership, lists, disconnection, faults with Windows' codes."""

from __future__ import annotations

import time
import uuid

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import WSManFault
from psbridge.machine.users import User
from psbridge.server.shelltable import Counters
from psbridge.server.winrmconfig import Quotas, WinRMConfig
from psbridge.wsman import FaultKind, requests
from psbridge.wsman.names import RESOURCE_CMD, RESOURCE_COMMAND, RESOURCE_CONFIG, RESOURCE_POWERSHELL, RESOURCE_SHELL
from tests.server.soapclient import SoapClient
from tests.sessions.conftest import Gate


def _refused(kind, client, body, uri=RESOURCE_POWERSHELL, **options):
    with pytest.raises(WSManFault) as caught:
        client.ask(body, uri, **options)
    assert hex(caught.value.code) == hex(kind.value.code), caught.value
    return caught.value


@pytest.fixture
def client(open_host):
    made = SoapClient(open_host)
    made.open()
    return made


def test_life(client, open_host):
    client.run("1")
    shells = open_host.sessions()
    assert [(one.state, one.owner, one.resource_uri) for one in shells] == [("Connected", "WEB02\\vagrant", RESOURCE_POWERSHELL)]
    client.ask(requests.Delete())
    assert open_host.sessions() == []
    _refused(FaultKind.UNEXPECTED_SELECTORS, client, requests.Delete())


def test_receive_times_out_and_goes_on(client):
    _refused(FaultKind.TIMED_OUT, client, requests.Receive(("stdout",)), timeout=0.6)
    client.run("1")


def test_unknown_things(client):
    _refused(FaultKind.UNEXPECTED_SELECTORS, client, requests.Receive(("stdout",)), shell_id=str(uuid.uuid4()))
    _refused(FaultKind.UNEXPECTED_SELECTORS, client, requests.Receive(("stdout",), str(uuid.uuid4())))
    _refused(FaultKind.BAD_COMMAND_ID, client, requests.Receive(("stdout",), "nonsense"))
    _refused(FaultKind.RESOURCE_NOT_FOUND, client, requests.Get(), "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Nothing")
    create = requests.Create(creation_xml=b"x")
    _refused(FaultKind.INVALID_RESOURCE_URI, client, create, "http://schemas.microsoft.com/powershell/Nope", shell_id="")
    _refused(FaultKind.RESOURCE_NOT_FOUND, client, create, "http://schemas.microsoft.com/nothing/Nope", shell_id="")
    _refused(FaultKind.INVALID_PARAMETER, client, requests.Signal("nonsense", client.start("1")))
    _refused(FaultKind.BAD_SHELL_ID, client, requests.Create("no-guid", creation_xml=b"x"), shell_id="")
    _refused(FaultKind.SHELL_ID_CONFLICT, client, requests.Create(client.shell_id, creation_xml=b"x"), shell_id="")
    _refused(FaultKind.INVALID_BODY, client, requests.Create(), shell_id="")


def test_garbage_for_the_pool_is_survived(client):
    client.ask(requests.Send((requests.StreamData("stdin", b"\0" * 50),)))
    client.ask(requests.Send((requests.StreamData("stdin", b"\0\0\0"),)))
    _refused(FaultKind.INVALID_PARAMETER, client, requests.Send((requests.StreamData("nope", b"x"),)))


def test_quota_of_shells(open_host):
    for _ in range(3):
        SoapClient(open_host).open()
    _refused(FaultKind.QUOTA_MAX_SHELLS, SoapClient(open_host), requests.Create(creation_xml=b"x"))


def test_quota_of_operations():
    counters = Counters()
    counters.enter("a", 1)
    with pytest.raises(WSManFault):
        counters.enter("a", 1)
    counters.enter("b", 1)
    counters.leave("a")
    counters.enter("a", 1)


def test_shells_belong_to_their_user(open_host):
    """PSS-016"""
    owner = SoapClient(open_host)
    owner.open()
    open_host.machine.accounts.add_user(User("mallory", "Secret-2"))
    open_host.machine.accounts.groups_of("vagrant")
    other = SoapClient(open_host)
    other.headers["Authorization"] = "Basic bWFsbG9yeTpTZWNyZXQtMg=="
    _refused(FaultKind.ACCESS_DENIED, other, requests.Receive(("stdout",)), shell_id=owner.shell_id)
    _refused(FaultKind.ACCESS_DENIED, other, requests.Create(creation_xml=b"x"))  # in no group that may enter
    assert other.ask(requests.Enumerate(optimize=True, max_elements=10), RESOURCE_SHELL).items == ()


def test_lists(client, open_host):
    second = SoapClient(open_host)
    second.open()
    whole = client.ask(requests.Enumerate(optimize=True, max_elements=10), RESOURCE_SHELL, shell_id="")
    assert {one.shell_id for one in whole.items} == {client.shell_id, second.shell_id}
    part = client.ask(requests.Enumerate(optimize=True, max_elements=1), RESOURCE_SHELL, shell_id="")
    assert (len(part.items), part.end) == (1, False)
    rest = client.ask(requests.Pull(part.context, 5), RESOURCE_SHELL, shell_id="")
    assert (len(rest.items), rest.end) == (1, True)
    _refused(FaultKind.INVALID_ENUMERATION_CONTEXT, client, requests.Pull(part.context), RESOURCE_SHELL, shell_id="")
    plain = client.ask(requests.Enumerate(), RESOURCE_SHELL, shell_id="")
    assert plain.items == ()
    client.ask(requests.Release(plain.context), RESOURCE_SHELL, shell_id="")
    pid = client.start("Start-Sleep 60")
    commands = client.ask(
        requests.Enumerate(optimize=True, selectors={"ShellId": client.shell_id}, max_elements=5), RESOURCE_COMMAND, shell_id=""
    )
    assert [(one.command_id, one.state) for one in commands.items] == [(pid, "Running")]
    _refused(FaultKind.COMMAND_FILTER_EXPECTED, client, requests.Enumerate(optimize=True), RESOURCE_COMMAND, shell_id="")


def test_get(client):
    got = client.ask(requests.Get(), RESOURCE_SHELL)
    assert (got.shell.shell_id, got.shell.child_processes) == (client.shell_id, 0)
    text = client.ask(requests.Get(), RESOURCE_CONFIG, shell_id="").xml
    assert b"MaxEnvelopeSizekb" in text
    assert b"AllowUnencrypted>true" in client.ask(requests.Get(), RESOURCE_CONFIG + "/Service", shell_id="").xml
    _refused(FaultKind.RESOURCE_NOT_FOUND, client, requests.Get(), RESOURCE_CONFIG + "/nope", shell_id="")


def test_disconnected_shells_keep_working_and_come_back(client):
    pid = client.start("1..3; Start-Sleep -Milliseconds 50; 'late'")
    client.ask(requests.Disconnect(idle_timeout=120.0))
    _refused(FaultKind.SHELL_DISCONNECTED, client, requests.Receive(("stdout",), pid))
    _refused(FaultKind.ALREADY_DISCONNECTED, client, requests.Disconnect())
    client.ask(requests.Reconnect())
    client.ask(requests.Reconnect())
    seen = b""
    while not (answer := client.receive(pid)).state.endswith("Done"):
        seen += b"".join(stream.data for stream in answer.streams)
    seen += b"".join(stream.data for stream in answer.streams)
    assert b"late" in seen
    assert client.ask(requests.Get(), RESOURCE_SHELL).shell.idle_timeout == 120.0


def test_another_client_connects(client, open_host):
    pid = client.start("'first'; Start-Sleep -Milliseconds 50; 'late'")
    client.pool.disconnected()
    client.ask(requests.Disconnect())
    other = SoapClient(open_host)
    from psbridge.psrp import ClientPool

    other.pool, other.shell_id = ClientPool(rpid=client.pool.rpid), client.shell_id
    other.pool.connect()
    data = b"".join(data for _, data, _ in other.pool.take_all())
    connected = other.ask(requests.Connect(connect_xml=data))
    other.pool.receive(connected.connect_response_xml)
    while other.pool.state.name != "OPENED":
        other.receive()
    other.ask(requests.Connect(command_id=pid))
    other.pool.adopt(uuid.UUID(pid))
    seen = b""
    while not (answer := other.receive(pid)).state.endswith("Done"):
        seen += b"".join(stream.data for stream in answer.streams)
    assert b"first" in seen + b"".join(stream.data for stream in answer.streams)


def test_who_comes_back_over_a_broken_line_gets_what_it_did_not_confirm(client, open_host):
    """The host never noticed that it was away."""
    gate = Gate(open_host)
    pid = client.start(f"'once'; {gate.wait}")

    def received():
        answer = client.ask(requests.Receive(("stdout",), pid), timeout=60.0)
        return b"".join(stream.data for stream in answer.streams)

    while b"once" not in received():
        pass
    client.http.close()  # before the next Receive, which would confirm it
    shell = open_host.service.shells.shells[client.shell_id.upper()]
    _until(open_host, lambda: shell.is_deserted)
    client.ask(requests.Reconnect())
    assert b"once" in received()
    gate.open()


def _connecting(open_host, pool_id, shell_id):
    """Another client of the same user, and the Connect that it sends."""
    from psbridge.psrp import ClientPool

    other = SoapClient(open_host)
    other.pool, other.shell_id = ClientPool(rpid=pool_id), shell_id
    other.pool.connect()
    return other, requests.Connect(connect_xml=b"".join(data for _, data, _ in other.pool.take_all()))


def _until(open_host, test):
    """Let the host's loop turn until something is so; it takes a few turns."""

    async def look():
        return test()

    for _ in range(100_000):
        if open_host.call(look()):
            return
    raise AssertionError("it never came")


def test_a_client_that_is_there_keeps_its_session_from_others(client, open_host):
    other, connect = _connecting(open_host, client.pool.rpid, client.shell_id)
    _refused(FaultKind.CONNECTED_TO_OTHER, other, connect)
    assert client.ask(requests.Get(), RESOURCE_SHELL).shell.state == "Connected"


def test_another_takes_over_from_a_client_that_broke_off(client, open_host):
    """It left no word, and nothing of it was under way: no connection of it is open."""
    shell = open_host.service.shells.shells[client.shell_id.upper()]
    client.http.close()
    _until(open_host, lambda: shell.is_deserted)
    other, connect = _connecting(open_host, client.pool.rpid, client.shell_id)
    assert other.ask(requests.Get(), RESOURCE_SHELL).shell.state == "Connected"  # nobody has missed it yet
    other.ask(connect)
    third, again = _connecting(open_host, client.pool.rpid, client.shell_id)
    _refused(FaultKind.CONNECTED_TO_OTHER, third, again)


def test_a_client_that_is_lost_while_it_waits_is_given_up_after_the_network_timeout(client, open_host):
    table = open_host.service.shells
    shell = table.shells[client.shell_id.upper()]
    pending = client.client.request(requests.Receive(("stdout",), ""), RESOURCE_POWERSHELL, shell_id=client.shell_id, timeout=600.0)
    client.http.request("POST", "/wsman", pending.data, client.headers)
    _until(open_host, lambda: shell.active == 1)
    client.http.close()
    _until(open_host, lambda: shell.dropped_at is not None)

    async def after(seconds):
        table.expire(shell.dropped_at + seconds)
        return shell.state.value

    assert table.config.network_timeout == 240.0
    assert open_host.call(after(239.0)) == "Connected"
    assert open_host.call(after(241.0)) == "Disconnected"
    client.ask(requests.Reconnect())
    assert client.ask(requests.Get(), RESOURCE_SHELL).shell.state == "Connected"


def test_the_network_timeout_of_a_machine(tmp_path):
    (tmp_path / "m.toml").write_text('name = "m"\nnetwork_timeout = 5\n')
    with Emulator(tmp_path / "m.toml", https_port=None) as host:
        assert host.service.shells.config.network_timeout == 5.0


def test_cmd_shells_cannot_be_left(open_host):
    client = SoapClient(open_host)
    client.shell_id = client.ask(requests.Create(), RESOURCE_CMD).shell_id
    for body in (requests.Disconnect(), requests.Reconnect(), requests.Connect()):
        _refused(FaultKind.DISCONNECT_NOT_SUPPORTED, client, body, RESOURCE_CMD)


def test_idle_shells_end(open_host):
    client = SoapClient(open_host)
    client.open(idle_timeout=60.0)
    table = open_host.service.shells

    async def expire():
        table.expire(time.monotonic() + 65)

    open_host.call(expire())
    _refused(FaultKind.UNEXPECTED_SELECTORS, client, requests.Receive(("stdout",)))


def test_killed_sessions_are_gone(client, open_host):
    assert open_host.kill_session() == 1
    _refused(FaultKind.UNEXPECTED_SELECTORS, client, requests.Receive(("stdout",)))


def test_a_pipeline_waits_for_a_client_that_does_not_receive():
    config = WinRMConfig(allow_unencrypted=True, buffered_output=20_000, quotas=Quotas())
    with Emulator("BLOCK01", config=config, https_port=None) as host:
        client = SoapClient(host)
        client.open()
        pid = client.start("1..200 | % { 'x' * 1000; $global:n = $_ }; 'end'")
        until = time.monotonic() + 60
        shell = next(iter(host.service.shells.shells.values()))
        while shell.host.pool.waiting_bytes() < 20_000 and time.monotonic() < until:
            time.sleep(0.005)
        assert shell.host.pool.waiting_bytes() < 60_000
        seen = 0
        while True:
            answer = client.receive(pid)
            seen += sum(len(stream.data) for stream in answer.streams)
            if answer.state.endswith("Done"):
                break
        assert seen > 200_000


def test_identify_needs_nobody(open_host):
    client = SoapClient(open_host)
    del client.headers["Authorization"]
    envelope = client.client.request(requests.Identify()).data
    assert client.post(envelope)[0] == 401
    status, answer = client.post(envelope, WSMANIDENTIFY="unauthenticated")
    assert status == 200
    assert b"OS: 0.0.0 SP: 0.0 Stack: 3.0" in answer
    assert client.post(client.client.request(requests.Get(), RESOURCE_CONFIG).data, WSMANIDENTIFY="unauthenticated")[0] == 500


def test_a_session_is_a_process_of_the_machine(client, open_host):
    (shell,) = open_host.sessions()
    process = open_host.machine.processes.find(shell.process_id)
    assert (process.name, process.user) == ("wsmprovhost", "WEB02\\vagrant")
    client.ask(requests.Delete())
    assert open_host.machine.processes.find(shell.process_id) is None


def test_stopping_the_process_ends_the_session(client, open_host):
    (shell,) = open_host.sessions()
    client.start(f"Stop-Process -Id {shell.process_id} -Force")
    table = open_host.service.shells
    until = time.monotonic() + 60
    while open_host.machine.processes.find(shell.process_id) is not None and time.monotonic() < until:
        time.sleep(0.005)

    async def expire():
        table.expire(time.monotonic())

    open_host.call(expire())
    _refused(FaultKind.UNEXPECTED_SELECTORS, client, requests.Receive(("stdout",)))
