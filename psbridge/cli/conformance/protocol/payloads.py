"""PSRP messages as bytes, to send and to look at: fragments ([MS-PSRP] 2.2.4) around messages (2.2.1)."""

from __future__ import annotations

import base64
import struct
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

_FRAGMENT = struct.Struct(">QQBI")
_BOM = b"\xef\xbb\xbf"
_SERVER, _START, _END = 2, 1, 2
TYPES = {
    "SESSION_CAPABILITY": 0x00010002, "INIT_RUNSPACEPOOL": 0x00010004, "PUBLIC_KEY": 0x00010005, "ENCRYPTED_SESSION_KEY": 0x00010006,
    "PUBLIC_KEY_REQUEST": 0x00010007, "CONNECT_RUNSPACEPOOL": 0x00010008, "SET_MAX_RUNSPACES": 0x00021002, "SET_MIN_RUNSPACES": 0x00021003,
    "RUNSPACE_AVAILABILITY": 0x00021004, "RUNSPACEPOOL_STATE": 0x00021005, "CREATE_PIPELINE": 0x00021006,
    "GET_AVAILABLE_RUNSPACES": 0x00021007, "USER_EVENT": 0x00021008, "APPLICATION_PRIVATE_DATA": 0x00021009,
    "GET_COMMAND_METADATA": 0x0002100A, "RUNSPACEPOOL_INIT_DATA": 0x0002100B, "RESET_RUNSPACE_STATE": 0x0002100C,
    "RUNSPACEPOOL_HOST_CALL": 0x00021100, "RUNSPACEPOOL_HOST_RESPONSE": 0x00021101, "PIPELINE_INPUT": 0x00041002,
    "END_OF_PIPELINE_INPUT": 0x00041003, "PIPELINE_OUTPUT": 0x00041004, "ERROR_RECORD": 0x00041005, "PIPELINE_STATE": 0x00041006,
    "DEBUG_RECORD": 0x00041007, "VERBOSE_RECORD": 0x00041008, "WARNING_RECORD": 0x00041009, "PROGRESS_RECORD": 0x00041010,
    "INFORMATION_RECORD": 0x00041011, "PIPELINE_HOST_CALL": 0x00041100, "PIPELINE_HOST_RESPONSE": 0x00041101,
}  # fmt: skip
_NAMES = {number: name for name, number in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the server: its type by name, whom it is for, the pipeline, its body as a tree (None when it is empty)."""

    kind: str
    destination: int
    rpid: str
    pid: str
    body: Any
    text: str


class Sender:
    """Numbers messages and cuts them; one for each session."""

    def __init__(self) -> None:
        self._last = 0

    def bytes_of(self, items: list[dict[str, Any]], fill: Callable[[str], str], templates: dict[str, str]) -> bytes:
        """The fragments of some messages, one behind the other."""
        return b"".join(self._item(item, fill, templates) for item in items)

    def _item(self, item: dict[str, Any], fill: Callable[[str], str], templates: dict[str, str]) -> bytes:
        if "hex" in item:
            return bytes.fromhex(fill(item["hex"]))
        text = item.get("body") or templates.get(item.get("use", ""), "")
        for name, value in item.get("with", {}).items():
            text = text.replace("{" + name + "}", str(value))
        body = fill(text).encode()
        kind = int(item.get("number", TYPES.get(item.get("type", ""), 0)))
        ids = [uuid.UUID(fill(item.get(name, default))).bytes_le for name, default in (("rpid", "{rpid}"), ("pid", "{none}"))]
        message = struct.pack("<II", _SERVER, kind) + b"".join(ids) + (_BOM if item.get("bom") else b"") + body
        return b"".join(self._cut(message, int(item.get("cut", 32747))))

    def _cut(self, message: bytes, size: int) -> Iterator[bytes]:
        self._last += 1
        for number, start in enumerate(range(0, len(message), size)):
            piece = message[start : start + size]
            flags = (_START if start == 0 else 0) | (_END if start + size >= len(message) else 0)
            yield _FRAGMENT.pack(self._last, number, flags, len(piece)) + piece


@dataclass(slots=True)
class Assembler:
    """Puts the messages of a server together; notes what is wrong with its fragments."""

    wrong: list[str] = field(default_factory=list)
    _parts: dict[int, list[bytes]] = field(default_factory=dict)

    def feed(self, data: bytes) -> Iterator[Told]:
        while data:
            if len(data) < _FRAGMENT.size:
                self.wrong.append("a fragment is shorter than its header")
                return
            number, place, flags, length = _FRAGMENT.unpack_from(data)
            blob, data = data[_FRAGMENT.size : _FRAGMENT.size + length], data[_FRAGMENT.size + length :]
            parts = self._parts.setdefault(number, [])
            if len(blob) != length or place != len(parts) or bool(flags & _START) != (place == 0):
                self.wrong.append(f"fragment {place} of message {number} is out of order or cut off")
            parts.append(blob)
            if flags & _END:
                yield _told(b"".join(self._parts.pop(number)))


def _told(message: bytes) -> Told:
    destination, kind = struct.unpack_from("<II", message)
    rpid, pid = (str(uuid.UUID(bytes_le=message[at : at + 16])) for at in (8, 24))
    body = message[40:].removeprefix(_BOM)
    tree = etree.fromstring(body) if body else None
    return Told(_NAMES.get(kind, hex(kind)), destination, rpid, pid, tree, body.decode("utf-8", "replace"))


def as_text(data: bytes) -> str:
    return base64.b64encode(data).decode()
