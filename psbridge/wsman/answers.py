"""Answers from templates: what surrounds the body of an answer is built as XML once and then filled in; usual bodies are written as text.

Decides which answers go this way (output, started commands, signals, input, the end of a shell) and that only text which XML leaves as it
is goes in unseen; whatever else is built as XML.
"""

from __future__ import annotations

import binascii
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from psbridge.wsman.replies import Deleted, Received, Sent, Signaled, Started
from psbridge.wsman.requests import StreamData
from psbridge.wsman.soap import Header
from psbridge.wsman.templates import SPECIAL

_NAME = f"slot-{uuid.uuid4().hex}"  # nothing that an answer may say
_SLOT = f"{_NAME}-{{}}-end"
_SLOTS = re.compile(rf"{_NAME}-(\d+)-end".encode())
_VARYING = ("message_id", "activity_id", "operation_id", "relates_to")
_MOST = 256


class Unfit(Exception):
    """A text that XML writes otherwise."""


def _safe(text: str) -> bytes:
    if SPECIAL.search(text):
        raise Unfit
    return text.encode("ascii")


def _stream(stream: StreamData) -> bytes:
    command = b' CommandId="%b"' % _safe(stream.command_id) if stream.command_id else b""
    end = b"" if stream.end is None else b' End="true"' if stream.end else b' End="false"'
    data = binascii.b2a_base64(stream.data, newline=False)
    return b'<rsp:Stream Name="%b"%b%b>%b</rsp:Stream>' % (_safe(stream.name), command, end, data)


def _state(reply: Received) -> bytes:
    if not reply.state:
        return b""
    command = b' CommandId="%b"' % _safe(reply.command_id) if reply.command_id else b""
    start = b'<rsp:CommandState%b State="%b"' % (command, _safe(reply.state))
    if reply.exit_code is None:
        return start + b"/>"
    return b"%b><rsp:ExitCode>%d</rsp:ExitCode></rsp:CommandState>" % (start, reply.exit_code)


def _received(reply: Received) -> bytes:
    if not reply.streams and not reply.state:
        return b"<rsp:ReceiveResponse/>"
    return b"<rsp:ReceiveResponse>%b%b</rsp:ReceiveResponse>" % (b"".join(map(_stream, reply.streams)), _state(reply))


def _started(reply: Started) -> bytes:
    return b"<rsp:CommandResponse><rsp:CommandId>%b</rsp:CommandId></rsp:CommandResponse>" % _safe(reply.command_id)


_BODIES: dict[type, Callable[[Any], bytes]] = {
    Received: _received,
    Started: _started,
    Sent: lambda reply: b"<rsp:SendResponse/>",
    Signaled: lambda reply: b"<rsp:SignalResponse/>",
    Deleted: lambda reply: b"",
}


class Answers:
    """Templates of answers; `build` makes the bytes of an answer with that header from nothing, with a text or with nothing in its body."""

    def __init__(self, build: Callable[[Header, str, str], bytes]) -> None:
        self._build = build
        self._made: dict[Any, list[bytes | int]] = {}

    def render(self, header: Header, prefixes: str, reply: Any) -> bytes | None:
        """The bytes of an answer; None when it has to be built as XML."""
        write = _BODIES.get(type(reply))
        if write is None:
            return None
        try:
            values = [_safe(getattr(header, name)) for name in _VARYING]
            body = write(reply)
        except Unfit:
            return None
        key = (header.action, header.to, prefixes, header.sequence_id, *map(bool, values), bool(body))
        pieces = self._made.get(key)
        if pieces is None:
            if len(self._made) >= _MOST:
                self._made.clear()
            pieces = self._made[key] = self._pieces(header, prefixes, values, bool(body))
        values.append(body)
        return b"".join([piece if isinstance(piece, bytes) else values[piece] for piece in pieces])

    def _pieces(self, header: Header, prefixes: str, values: list[bytes], has_body: bool) -> list[bytes | int]:
        """Text and numbers of values in turn; the body comes last."""
        slots: dict[str, Any] = {name: _SLOT.format(i) if values[i] else "" for i, name in enumerate(_VARYING)}
        data = self._build(replace(header, **slots), prefixes, _SLOT.format(len(_VARYING)) if has_body else "")
        return [int(part) if place % 2 else part for place, part in enumerate(_SLOTS.split(data))]


__all__ = ["Answers"]
