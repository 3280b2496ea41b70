"""Messages: their types, their header and their bodies' place in it ([MS-PSRP] 2.2.1).

Decides which message types there are, who sends them and to what they belong (pool or pipeline), and how header and body are packed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

from psbridge import clixml
from psbridge.errors import ClixmlError, MessageError

_HEADER = struct.Struct("<II16s16s")
BOM = b"\xef\xbb\xbf"
NIL = UUID(int=0)
_NOBODY = bytes(16)
_LARGE = 1 << 16
CLIENT, SERVER = 1, 2  # destinations


class MessageType(IntEnum):
    """What a message is, by its number on the wire."""

    SESSION_CAPABILITY = 0x00010002
    INIT_RUNSPACEPOOL = 0x00010004
    PUBLIC_KEY = 0x00010005
    ENCRYPTED_SESSION_KEY = 0x00010006
    PUBLIC_KEY_REQUEST = 0x00010007
    CONNECT_RUNSPACEPOOL = 0x00010008
    SET_MAX_RUNSPACES = 0x00021002
    SET_MIN_RUNSPACES = 0x00021003
    RUNSPACE_AVAILABILITY = 0x00021004
    RUNSPACEPOOL_STATE = 0x00021005
    CREATE_PIPELINE = 0x00021006
    GET_AVAILABLE_RUNSPACES = 0x00021007
    USER_EVENT = 0x00021008
    APPLICATION_PRIVATE_DATA = 0x00021009
    GET_COMMAND_METADATA = 0x0002100A
    RUNSPACEPOOL_INIT_DATA = 0x0002100B
    RESET_RUNSPACE_STATE = 0x0002100C
    RUNSPACEPOOL_HOST_CALL = 0x00021100
    RUNSPACEPOOL_HOST_RESPONSE = 0x00021101
    PIPELINE_INPUT = 0x00041002
    END_OF_PIPELINE_INPUT = 0x00041003
    PIPELINE_OUTPUT = 0x00041004
    ERROR_RECORD = 0x00041005
    PIPELINE_STATE = 0x00041006
    DEBUG_RECORD = 0x00041007
    VERBOSE_RECORD = 0x00041008
    WARNING_RECORD = 0x00041009
    PROGRESS_RECORD = 0x00041010
    INFORMATION_RECORD = 0x00041011
    PIPELINE_HOST_CALL = 0x00041100
    PIPELINE_HOST_RESPONSE = 0x00041101


_T = MessageType
POOL, PIPELINE, EITHER = "pool", "pipeline", "either"
# type -> who receives it, to what it belongs
RULES: dict[MessageType, tuple[int, str]] = {
    _T.SESSION_CAPABILITY: (CLIENT | SERVER, POOL),
    _T.INIT_RUNSPACEPOOL: (SERVER, POOL),
    _T.PUBLIC_KEY: (SERVER, POOL),
    _T.ENCRYPTED_SESSION_KEY: (CLIENT, POOL),
    _T.PUBLIC_KEY_REQUEST: (CLIENT, POOL),
    _T.CONNECT_RUNSPACEPOOL: (SERVER, POOL),
    _T.SET_MAX_RUNSPACES: (SERVER, POOL),
    _T.SET_MIN_RUNSPACES: (SERVER, POOL),
    _T.RUNSPACE_AVAILABILITY: (CLIENT, POOL),
    _T.RUNSPACEPOOL_STATE: (CLIENT, POOL),
    _T.CREATE_PIPELINE: (SERVER, PIPELINE),
    _T.GET_AVAILABLE_RUNSPACES: (SERVER, POOL),
    _T.USER_EVENT: (CLIENT, POOL),
    _T.APPLICATION_PRIVATE_DATA: (CLIENT, POOL),
    _T.GET_COMMAND_METADATA: (SERVER, PIPELINE),
    _T.RUNSPACEPOOL_INIT_DATA: (CLIENT, POOL),
    _T.RESET_RUNSPACE_STATE: (SERVER, POOL),
    _T.RUNSPACEPOOL_HOST_CALL: (CLIENT, POOL),
    _T.RUNSPACEPOOL_HOST_RESPONSE: (SERVER, POOL),
    _T.PIPELINE_INPUT: (SERVER, PIPELINE),
    _T.END_OF_PIPELINE_INPUT: (SERVER, PIPELINE),
    _T.PIPELINE_OUTPUT: (CLIENT, PIPELINE),
    # records and the state of an initialisation script come without a pipeline id
    _T.ERROR_RECORD: (CLIENT, EITHER),
    _T.PIPELINE_STATE: (CLIENT, EITHER),
    _T.DEBUG_RECORD: (CLIENT, EITHER),
    _T.VERBOSE_RECORD: (CLIENT, EITHER),
    _T.WARNING_RECORD: (CLIENT, EITHER),
    _T.PROGRESS_RECORD: (CLIENT, EITHER),
    _T.INFORMATION_RECORD: (CLIENT, EITHER),
    _T.PIPELINE_HOST_CALL: (CLIENT, PIPELINE),
    _T.PIPELINE_HOST_RESPONSE: (SERVER, PIPELINE),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `pid` is NIL for those of the pool; `data` is its CLIXML without byte order mark (of a large message without a copy)."""

    type: MessageType
    rpid: UUID
    pid: UUID
    data: bytes | memoryview
    destination: int

    @property
    def body(self) -> bytes:
        return bytes(self.data)

    def value(self, decrypt: clixml.reader.Decrypt | None = None, limits: clixml.Limits = clixml.LIMITS) -> Any:
        """The object of the body; None for an empty one. MessageError when it is not CLIXML."""
        if not self.data:
            return None
        try:
            return clixml.read_element(self.data, decrypt=decrypt, limits=limits)
        except ClixmlError as error:
            raise MessageError(f"The body of a {self.type.name} message is not CLIXML: {error}", where="body") from error


_headers: dict[tuple[bytes, int | None], tuple[MessageType, UUID, UUID, int]] = {}
_MOST = 1000


def pack(kind: MessageType, destination: int, rpid: UUID, pid: UUID, body: bytes, bom: bool = True) -> bytes:
    """Header and body; an empty body stays empty."""
    return _HEADER.pack(destination, kind, rpid.bytes_le, pid.bytes_le) + (BOM if bom and body else b"") + body


def unpack(data: bytes, destination: int | None = None) -> Message:
    """A message from its bytes; `destination`: the only one that we accept."""
    start = _HEADER.size
    key = data[:start], destination
    found = _headers.get(key)
    if found is None:
        found = _header(data, destination)
        if found[2] != NIL:  # a pipeline sends many
            if len(_headers) >= _MOST:
                _headers.clear()
            _headers[key] = found
    kind, rpid, pid, to = found
    if data.startswith(BOM, start):
        start += len(BOM)
    body = data[start:] if len(data) < _LARGE else memoryview(data)[start:]
    return Message(kind, rpid, pid, body, to)


def _header(data: bytes, destination: int | None) -> tuple[MessageType, UUID, UUID, int]:
    """Type, pool, pipeline and destination of a message."""
    if len(data) < _HEADER.size:
        raise MessageError(f"A message has {len(data)} bytes, its header alone needs {_HEADER.size}", where="header")
    to, number, pool, pipeline = _HEADER.unpack_from(data)
    try:
        kind = MessageType(number)
    except ValueError:
        raise MessageError(f"Message type 0x{number:08X} is unknown", where="message type") from None
    if to not in (CLIENT, SERVER) or (destination is not None and to != destination):
        raise MessageError(f"Destination {to} is not ours", where="destination")
    receivers, belongs = RULES[kind]
    if not receivers & to:
        raise MessageError(f"A {kind.name} message goes the other way", where="message type")
    rpid, pid = (NIL if raw == _NOBODY else UUID(bytes_le=raw) for raw in (pool, pipeline))
    if belongs == PIPELINE and pid == NIL and kind is not _T.CREATE_PIPELINE:
        raise MessageError(f"A {kind.name} message belongs to a pipeline, but names none", where="PID")
    return kind, rpid, pid, to
