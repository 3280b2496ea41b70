"""Sealed messages: containers both ways, and what is wrong with them."""

from __future__ import annotations

import pytest

from psbridge.errors import TransportError
from psbridge.wsman import sealing

KERBEROS = "application/HTTP-Kerberos-session-encrypted"
CREDSSP = "application/HTTP-CredSSP-session-encrypted"


class Mirror:
    """A context that turns bytes round and signs with their length."""

    def wrap_winrm(self, data):
        return b"%08d" % len(data), data[::-1], 0

    def unwrap_winrm(self, header, data):
        assert int(header) == len(data)
        return data[::-1]


@pytest.mark.parametrize("protocol", [KERBEROS, CREDSSP])
@pytest.mark.parametrize("size", [1, 100, 16384, 16385, 100_000])
def test_round_trip(protocol, size):
    message = bytes(range(256)) * (size // 256 + 1)
    kind, body = sealing.seal(Mirror(), protocol, message[:size])
    assert sealing.is_sealed(kind)
    assert sealing.protocol_of(kind) == protocol
    assert sealing.unseal(Mirror(), kind, body) == message[:size]
    assert ("x-multi" in kind) == (protocol == CREDSSP and size > 16384)


def test_content_that_looks_like_the_header_of_a_part_survives():
    message = b"--Encrypted Boundar\r\n\tContent-Type: application/octet-stream\r\n" * 3
    kind, body = sealing.seal(Mirror(), KERBEROS, message)
    assert sealing.unseal(Mirror(), kind, body) == message


def test_a_boundary_with_a_blank_as_exchange_writes_it_is_taken():
    kind, body = sealing.seal(Mirror(), KERBEROS, b"hello")
    assert sealing.unseal(Mirror(), kind, body.replace(b"--Encrypted", b"-- Encrypted")) == b"hello"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"",
        lambda body: body[:40],
        lambda body: body.replace(b"Length=", b"Size="),
        lambda body: body.replace(b"Length=5", b"Length=6"),
        lambda body: body.replace(b"\x08\0\0\0", b"\xff\xff\xff\x7f"),
        lambda body: body.replace(b"--Encrypted Boundary--\r\n", b""),
        lambda body: b"garbage" + body,
    ],
)
def test_broken_containers_are_refused(spoil):
    kind, body = sealing.seal(Mirror(), KERBEROS, b"hello")
    with pytest.raises(TransportError):
        sealing.unseal(Mirror(), kind, spoil(body))


def test_a_container_without_protocol_is_refused():
    with pytest.raises(TransportError):
        sealing.protocol_of('multipart/encrypted;boundary="x"')
