"""What goes the short way, and what is left to h11."""

from __future__ import annotations

import h11
import pytest

from psbridge.server.plainrequests import response_bytes, whole_request

PLAIN = b'POST /wsman HTTP/1.1\r\nHost: server01:5985\r\nContent-Type: a;b="c"\r\nContent-Length: 5\r\n\r\nhello'


def test_a_plain_request() -> None:
    headers = {"host": "server01:5985", "content-type": 'a;b="c"', "content-length": "5"}
    assert whole_request(PLAIN, 1000, 1000) == ("/wsman", headers, b"hello")
    assert whole_request(b"POST /wsman HTTP/1.1\r\nHost: h\r\nContent-Length:0\r\n\r\n", 1000, 1000) == (
        "/wsman",
        {"host": "h", "content-length": "0"},
        b"",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"POST", b"GET"),
        (b"/wsman", b"http://x/wsman"),
        (b"HTTP/1.1", b"HTTP/1.0"),
        (b"hello", b"hell"),
        (b"hello", b"hello!"),
        (b"Length: 5", b"Length: +5"),
        (b"Length: 5", b"Length: 5, 5"),
        (b"Length: 5", b"Length: 5\r\nContent-Length: 5"),
        (b"Length: 5", b"Length: 5\r\nTransfer-Encoding: chunked"),
        (b"Length: 5", b"Length: 5\r\nExpect: 100-continue"),
        (b"Length: 5", b"Length: 5\r\nConnection: close"),
        (b"Length: 5", b"Length: 5\r\nConnection: Upgrade\r\nUpgrade: h2c"),
        (b"Length: 5", b"Length : 5"),
        (b"Length: 5", b"Length: 5\r\n folded"),
        (b"Length: 5", b"Length: 5\nX: y"),
        (b"Length: 5", b"Length: 5\r\nX: \x00"),
        (b"Length: 5", b"Length: 5\r\nX: \xc3\xa9"),
        (b"Host: server01:5985\r\n", b""),
        (b"Host:", b"Host: a\r\nHost:"),
        (b"\r\n\r\n", b"\n\n"),
    ],
)
def test_what_is_not_plain(old: bytes, new: bytes) -> None:
    assert old in PLAIN
    assert whole_request(PLAIN.replace(old, new, 1), 1000, 1000) is None


def test_limits() -> None:
    assert whole_request(PLAIN, 50, 1000) is None
    assert whole_request(PLAIN, 1000, 4) is None


def test_every_plain_request_is_one_for_h11_too() -> None:
    server = h11.Connection(h11.SERVER)
    server.receive_data(PLAIN)
    request = server.next_event()
    found = whole_request(PLAIN, 1000, 1000)
    assert found is not None
    assert isinstance(request, h11.Request)
    assert {name.decode(): value.decode() for name, value in request.headers} == found[1]


def test_h11_understands_the_answer() -> None:
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="POST", target="/", headers=[("Host", "h"), ("Content-Length", "0")]))
    client.send(h11.EndOfMessage())
    client.receive_data(response_bytes(401, b"", [("WWW-Authenticate", "Negotiate"), ("Content-Length", "2")], b"{}"))
    response, data, end = client.next_event(), client.next_event(), client.next_event()
    assert isinstance(response, h11.Response)
    assert response.status_code == 401
    assert (b"www-authenticate", b"Negotiate") in list(response.headers)
    assert isinstance(data, h11.Data)
    assert bytes(data.data) == b"{}"
    assert isinstance(end, h11.EndOfMessage)
