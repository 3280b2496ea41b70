"""The HTTP side: limits, time-outs, bad input; the others are not affected."""

from __future__ import annotations

import contextlib
import socket

import pytest

from psbridge.emulator.host import Emulator
from psbridge.server.httpserver import HttpRequest
from psbridge.wsman import requests
from psbridge.wsman.names import RESOURCE_POWERSHELL
from tests.server.soapclient import SoapClient
from tests.sessions.conftest import Gate
from tests.sessions.test_background import until


async def _lose_patience(host: Emulator) -> bool:
    """The time of a request that came in part is over."""
    assert host.listener is not None
    for one in list(host.listener.connections):
        if one._request is not None or one.http.trailing_data[0]:
            one._until = one.loop.time()
            one._late()
            return True
    return False


def _raw(host: Emulator, data: bytes, *, is_part: bool = False) -> bytes:
    with socket.create_connection(("127.0.0.1", host.port), timeout=60) as link:
        link.sendall(data)
        while is_part and not host.call(_lose_patience(host)):
            pass
        answer = b""
        with contextlib.suppress(ConnectionError):  # a request that is refused before its end may end with a reset
            while chunk := link.recv(65536):
                answer += chunk
        return answer


def test_path_without_query():
    assert HttpRequest("POST", "/wsman?PSVersion=5.1", {}, b"").path == "/wsman"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /wsman HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"405"),
        (b"POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", b"404"),
        (b"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", b"401"),
        (b"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"POST /wsman HTTP/1.1\r\n" + b"X: y\r\n" * 4000 + b"\r\n", b"431"),
        (b"this is not HTTP\r\n\r\n", b"400"),
        (b"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", b"400"),
        (b"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Le", b"408"),  # slow-loris: a header that does not end
        (b"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nabc", b"408"),  # and a body that does not
    ],
)
def test_bad_requests_are_answered_or_cut_and_others_go_on(open_host, data, status):
    answer = _raw(open_host, data, is_part=status == b"408")
    assert answer[:12] in (b"HTTP/1.1 " + status, *((b"", b"HTTP/1.1 400") if status == b"431" else ()))
    client = SoapClient(open_host)
    client.open()
    client.run("1")


def test_expect_100_continue_and_keep_alive(open_host):
    client = SoapClient(open_host)
    for _ in range(3):
        assert client.post(b"<x/>", Expect="100-continue")[0] in (400, 500)


def test_chunked_bodies_are_read(open_host):
    client = SoapClient(open_host)
    body = b"<x/>"
    client.http.request("POST", "/wsman", iter([body]), {**client.headers, "Transfer-Encoding": "chunked"}, encode_chunked=True)
    assert client.http.getresponse().status in (400, 500)


def test_a_receive_whose_client_is_gone_loses_nothing(open_host):
    client = SoapClient(open_host)
    client.open()
    gate = Gate(open_host)
    pid = client.start(f"{gate.wait}; 'kept'")
    shell = open_host.service.shells.shells[client.shell_id.upper()]
    pending = client.client.request(requests.Receive(("stdout",), pid), RESOURCE_POWERSHELL, shell_id=client.shell_id)
    client.http.request("POST", "/wsman", pending.data, client.headers)
    until(lambda: shell.active == 1)
    client.http.close()  # before the answer
    until(lambda: shell.active == 0)
    gate.open()
    seen = b""
    while True:
        answer = client.receive(pid)
        seen += b"".join(stream.data for stream in answer.streams)
        if answer.state.endswith("Done"):
            break
    assert b"kept" in seen
