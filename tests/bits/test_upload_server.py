"""The upload protocol's server: sessions, order of fragments, and the errors that [MC-BUP] asks for."""

from __future__ import annotations

import pytest

from psbridge.bits.upload_server import PROTOCOL, UploadServer


class Memory:
    def __init__(self):
        self.parts, self.done, self.fails = {}, {}, None

    def begin(self, path, session):
        if self.fails:
            raise self.fails
        self.parts[session] = bytearray()

    def write(self, path, session, offset, data):
        assert offset == len(self.parts[session])
        self.parts[session] += data

    def finish(self, path, session):
        self.done[path] = bytes(self.parts.pop(session, b""))

    def drop(self, path, session):
        self.parts.pop(session, None)


@pytest.fixture
def server():
    return UploadServer(Memory())


def post(server, kind, headers=(), body=b"", path="/f", owner=""):
    reply = server.handle("BITS_POST", path, {"bits-packet-type": kind, **dict(headers)}, body, owner)
    assert reply is not None
    return reply.status, {name.lower(): value for name, value in reply.headers}


def create(server, **more):
    status, headers = post(server, "Create-Session", {"bits-supported-protocols": PROTOCOL}, **more)
    assert (status, headers["bits-packet-type"], headers["bits-protocol"]) == (200, "Ack", PROTOCOL)
    return headers["bits-session-id"]


def fragment(server, session, first, data, total, **more):
    span = f"bytes {first}-{first + len(data) - 1}/{total}"
    return post(server, "Fragment", {"bits-session-id": session, "content-range": span}, data, **more)


def test_a_file_in_fragments(server):
    session = create(server)
    assert fragment(server, session, 0, b"abc", 5)[1]["bits-received-content-range"] == "3"
    assert "/f" not in server.storage.done
    assert fragment(server, session, 3, b"de", 5)[1]["bits-received-content-range"] == "5"
    assert server.storage.done == {"/f": b"abcde"}
    assert post(server, "Close-Session", {"bits-session-id": session})[0] == 200
    assert server.sessions == {}


def test_a_gap_is_refused_and_an_overlap_taken_once(server):
    session = create(server)
    status, headers = fragment(server, session, 2, b"cde", 5)
    assert (status, headers["bits-received-content-range"]) == (416, "0")
    fragment(server, session, 0, b"abc", 5)
    assert fragment(server, session, 1, b"bcde", 5)[1]["bits-received-content-range"] == "5"
    assert fragment(server, session, 1, b"bcde", 5)[0] == 200
    assert server.storage.done == {"/f": b"abcde"}


@pytest.mark.parametrize("span", ["", "bytes 0-1", "bytes 0-9/5", "bytes 0-1/5x", "lines 0-2/5"])
def test_bad_ranges(server, span):
    session = create(server)
    status, headers = post(server, "Fragment", {"bits-session-id": session, "content-range": span}, b"abc")
    assert (status, headers["bits-error-code"]) == (400, "0x80070057")


def test_a_total_that_changes_is_refused(server):
    session = create(server)
    fragment(server, session, 0, b"abc", 5)
    assert fragment(server, session, 3, b"de", 6)[0] == 400


def test_sessions_that_are_not_there_or_not_ours(server):
    session = create(server, owner="one")
    for kind in ("Fragment", "Close-Session", "Cancel-Session"):
        status, headers = post(server, kind, {"bits-session-id": session, "content-range": "bytes 0-0/1"}, b"a", owner="two")
        assert (status, headers["bits-error-code"]) == (500, "0x8020001F")


def test_cancelling_and_pinging(server):
    session = create(server)
    fragment(server, session, 0, b"abc", 5)
    assert post(server, "Cancel-Session", {"bits-session-id": session})[0] == 200
    assert (server.storage.parts, server.storage.done) == ({}, {})
    assert post(server, "Ping") == (200, {"bits-packet-type": "Ack", "content-length": "0"})


def test_what_is_refused(server):
    assert post(server, "Nonsense")[0] == 400
    assert post(server, "Create-Session", {"bits-supported-protocols": "{other}"})[0] == 400
    assert post(server, "Create-Session", {"bits-supported-protocols": PROTOCOL}, path="/dir/")[0] == 400
    assert post(server, "Ping", {"x": "y" * 5000})[0] == 400
    server.storage.fails = PermissionError(13, "no")
    assert post(server, "Create-Session", {"bits-supported-protocols": PROTOCOL})[0] == 403
    server.storage.fails = OSError(28, "full")
    assert post(server, "Create-Session", {"bits-supported-protocols": PROTOCOL})[1]["bits-error-code"] == "0x80070070"


def test_limits_replies_and_other_requests():
    server = UploadServer(Memory(), application=lambda path, session: b"reply", max_size=10, host_id="other")
    session = create(server)
    assert fragment(server, session, 0, b"abc", 11)[1]["bits-error-code"] == "0x80200020"
    url = fragment(server, session, 0, b"abc", 3)[1]["bits-reply-url"]
    found = server.handle("GET", url, {}, b"")
    assert (found.status, found.body) == (200, b"reply")
    post(server, "Close-Session", {"bits-session-id": session})
    assert server.handle("GET", url, {}, b"").status == 404
    assert server.handle("GET", "/other", {}, b"") is None
    assert server.handle("PUT", "/f", {}, b"") is None


def test_an_empty_file(server):
    session = create(server)
    post(server, "Close-Session", {"bits-session-id": session})
    assert server.storage.done == {"/f": b""}
