"""Requests from templates: what a client sends again and again is built as XML once, then filled in.

Decides which parts of a request vary (ids, addresses, a payload) and that only text which XML leaves as it is goes in unseen; a request
with anything else is built anew.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from psbridge.wsman.requests import Command, Create, Delete, Receive, Signal
from psbridge.wsman.shells import decode_base64, encode_base64
from psbridge.wsman.soap import Header

_NAME = f"slot{uuid.uuid4().hex}"  # nothing that a request may say
_SLOT = f"{_NAME}x{{:03}}xend"  # base 64 of something, too
_SLOTS = re.compile(rf"{_NAME}x(\d{{3}})xend".encode())
SPECIAL = re.compile(r"[^!#-%'-;=?-~]")  # what XML may write otherwise: controls, blanks, quotes, <, >, & and all that is not ASCII
_MOST = 256
_VARYING = ("to", "message_id", "session_id", "operation_id")
_FIXED = ("action", "resource_uri", "reply_to", "max_envelope_size", "operation_timeout", "locale", "data_locale", "compression", "options")
_ABSENT = ("relates_to", "activity_id", "misunderstood")

# kind -> what of the body stays, what varies, and the body again with other varying parts
_BODIES: dict[type, tuple[Callable[[Any], Any], Callable[[Any], tuple[str, ...]], Callable[[Any, list[str]], Any]]] = {
    Receive: (lambda body: body.streams, lambda body: (body.command_id,), lambda body, slots: replace(body, command_id=slots[0])),
    Signal: (lambda body: body.code, lambda body: (body.command_id,), lambda body, slots: replace(body, command_id=slots[0])),
    Delete: (lambda body: None, lambda body: (), lambda body, slots: body),
    Create: (
        lambda body: (
            *(body.name, body.input_streams, body.output_streams, tuple(body.environment.items())),
            *(body.working_directory, body.idle_timeout, body.lifetime, body.creation_xml is None),
        ),
        lambda body: (body.shell_id, encode_base64(body.creation_xml or b"")),
        lambda body, slots: replace(
            body, shell_id=slots[0], creation_xml=None if body.creation_xml is None else decode_base64(slots[1], "creationXml")
        ),
    ),
    Command: (
        lambda body: (body.command_line, len(body.arguments)),
        lambda body: (body.command_id, *body.arguments),
        lambda body, slots: replace(body, command_id=slots[0], arguments=tuple(slots[1:])),
    ),
}


class Templates:
    """Templates of requests; `build` makes the bytes of a request from nothing."""

    def __init__(self, build: Callable[[Header, Any], bytes]) -> None:
        self._build = build
        self._made: dict[Any, list[bytes | int]] = {}

    def render(self, header: Header, body: Any) -> bytes:
        """The bytes of a request."""
        known = _BODIES.get(type(body))
        if known is None or any(getattr(header, name) for name in _ABSENT):
            return self._build(header, body)
        fixed, varying, again = known
        number = "" if header.sequence_id is None else str(header.sequence_id)
        values = [*(getattr(header, name) for name in _VARYING), number, *header.selectors.values(), *varying(body)]
        if any(map(SPECIAL.search, values)):
            return self._build(header, body)
        key = (type(body), fixed(body), tuple(header.selectors), *map(bool, values), *(getattr(header, name) for name in _FIXED))
        pieces = self._made.get(key)
        if pieces is None:
            if len(self._made) >= _MOST:
                self._made.clear()
            pieces = self._made[key] = self._pieces(header, body, values, again)
        return b"".join([piece if isinstance(piece, bytes) else values[piece].encode() for piece in pieces])

    def _pieces(self, header: Header, body: Any, values: list[str], again: Callable[[Any, list[str]], Any]) -> list[bytes | int]:
        """Text and numbers of values in turn."""
        slots = [_SLOT.format(number) if value else "" for number, value in enumerate(values)]
        count = len(_VARYING)
        told: dict[str, Any] = dict(zip(_VARYING, slots, strict=False))
        selectors = dict(zip(header.selectors, slots[count + 1 :], strict=False))
        mine = replace(header, **told, selectors=selectors, sequence_id=None if header.sequence_id is None else _Number(slots[count]))
        data = self._build(mine, again(body, slots[count + 1 + len(selectors) :]))
        parts = _SLOTS.split(data)
        return [int(part) if place % 2 else part for place, part in enumerate(parts)]


class _Number(int):
    """A number that is written as its slot."""

    def __new__(cls, text: str) -> _Number:
        made = super().__new__(cls, 0)
        made.text = text
        return made

    text: str

    def __str__(self) -> str:
        return self.text


__all__ = ["SPECIAL", "Templates"]
