"""Messages sealed by the security context of their connection: multipart/encrypted both ways ([MS-WSMV] 2.2.9.1).

The container is taken apart by the lengths it states; what a peer got wrong is a `TransportError`.  Exchange writes a blank after the
dashes of its boundary, which is taken too.
"""

from __future__ import annotations

import re
import struct
from typing import Any, Protocol

from psbridge.errors import TransportError

BOUNDARY = b"Encrypted Boundary"
CHUNK = 16384  # CredSSP seals at most a TLS record at a time
_PROTOCOL = re.compile(r'protocol="([^"]{1,100})"', re.IGNORECASE)
_NAMED = re.compile(r'boundary="([^"]{1,70})"', re.IGNORECASE)
_LENGTH = re.compile(rb"OriginalContent:[^\r\n]{0,200}?Length=(\d{1,10})", re.IGNORECASE)
_OCTETS = re.compile(rb"\s*Content-Type:\s*application/octet-stream\s*?\r\n", re.IGNORECASE)
_MAX_HEADER = 4096


class Sealer(Protocol):
    """The part of a security context that we need (pyspnego's ContextProxy has it)."""

    def wrap_winrm(self, data: bytes) -> Any: ...
    def unwrap_winrm(self, header: bytes, data: bytes) -> bytes: ...


def is_sealed(content_type: str) -> bool:
    """Whether a body is sealed."""
    return content_type.lower().startswith(("multipart/encrypted", "multipart/x-multi-encrypted"))


def protocol_of(content_type: str) -> str:
    """How it is sealed: the protocol that the answer names too."""
    found = _PROTOCOL.search(content_type)
    if found is None:
        raise TransportError("A sealed message does not say its protocol", where="Content-Type")
    return found[1]


def unseal(context: Sealer, content_type: str, body: bytes) -> bytes:
    """The message in a body."""
    named = _NAMED.search(content_type)
    boundary = b"--" + (named[1].encode("latin-1") if named else BOUNDARY)
    if body.startswith(b"-- "):
        boundary = b"-- " + boundary[2:]
    message: list[bytes] = []
    position = 0
    while not _is_end(body, position, boundary):
        piece, position = _part(context, body, position, boundary)
        message.append(piece)
    if not message:
        raise TransportError("A sealed message has no parts", where="multipart/encrypted")
    return b"".join(message)


def _is_end(body: bytes, position: int, boundary: bytes) -> bool:
    return not body[position:].strip() or body.startswith(boundary + b"--", position)


def _part(context: Sealer, body: bytes, position: int, boundary: bytes) -> tuple[bytes, int]:
    """One sealed piece and where the next one starts."""
    second = body.find(boundary, position + len(boundary))
    found = _LENGTH.search(body, position, second if second >= 0 else position)
    octets = _OCTETS.match(body, second + len(boundary)) if second >= 0 else None
    if not body.startswith(boundary, position) or found is None or octets is None or len(body) < octets.end() + 4:
        raise TransportError("A sealed message is not built as it must be", where=f"multipart/encrypted, byte {position}")
    size = struct.unpack_from("<i", body, octets.end())[0]
    if not 0 <= size <= _MAX_HEADER:
        raise TransportError(f"A signature of {size} bytes cannot be", where="multipart/encrypted")
    start = octets.end() + 4
    end = body.find(boundary, start + size)
    if end < 0:
        raise TransportError("A sealed message does not end", where="multipart/encrypted")
    piece = bytes(context.unwrap_winrm(body[start : start + size], body[start + size : end]))
    if len(piece) != int(found[1]):
        raise TransportError(f"A sealed message holds {len(piece)} bytes, not {int(found[1])}", where="multipart/encrypted")
    return piece, end


def seal(context: Sealer, protocol: str, message: bytes, charset: str = "UTF-8") -> tuple[str, bytes]:
    """The content type and the body for a message."""
    credssp = "credssp" in protocol.lower()
    pieces = [message[i : i + CHUNK] for i in range(0, len(message), CHUNK)] if credssp and len(message) > CHUNK else [message]
    kind = "multipart/x-multi-encrypted" if len(pieces) > 1 else "multipart/encrypted"
    body = b"".join(_sealed(context, protocol, piece, charset) for piece in pieces)
    return f'{kind};protocol="{protocol}";boundary="{BOUNDARY.decode()}"', body + b"--" + BOUNDARY + b"--\r\n"


def _sealed(context: Sealer, protocol: str, piece: bytes, charset: str) -> bytes:
    header, data, padding = context.wrap_winrm(piece)
    head = (
        f"--{BOUNDARY.decode()}\r\n\tContent-Type: {protocol}\r\n"
        f"\tOriginalContent: type=application/soap+xml;charset={charset};Length={len(piece) + padding}\r\n"
        f"--{BOUNDARY.decode()}\r\n\tContent-Type: application/octet-stream\r\n"
    )
    sealed: bytes = struct.pack("<i", len(header)) + header + data
    return head.encode("ascii") + sealed
