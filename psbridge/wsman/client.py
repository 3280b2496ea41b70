"""The client's side: a request message to bytes, the answer's bytes to a reply message.

A `Client` remembers what all its requests share (endpoint, sizes, languages, session) and nothing about shells: which
shell a request is for, the caller says each time. It is immutable and may be shared by threads.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psbridge.errors import LocalProtocolError, RemoteProtocolError, SoapError
from psbridge.wsman.faults import find_fault, read_fault
from psbridge.wsman.names import Action
from psbridge.wsman.replies import REPLIES, Deleted, Received, Sent, Signaled, Started
from psbridge.wsman.requests import BY_KIND, Identify, StreamData
from psbridge.wsman.shapes import Shapes
from psbridge.wsman.shells import decode_base64, encode_base64
from psbridge.wsman.soap import (
    MAX_ENVELOPE,
    Header,
    Option,
    new_envelope,
    parse_envelope,
    to_bytes,
    write_request_header,
)
from psbridge.wsman.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psbridge.wsman.replies import Reply
    from psbridge.wsman.requests import Body

_PREFIXES = "s a w p rsp"
_BY_ACTION = {Action.ENUMERATE: "s a w p n", Action.PULL: "s a w p n", Action.RELEASE: "s a w p n"}
_HEADER_ROOM = 2048  # a header of ours with a few options, and the elements around a stream


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that is ready to be sent, and what its answer has to fit."""

    action: Action
    message_id: str
    data: bytes


@dataclass(frozen=True)
class Client:
    """Builds requests and reads answers."""

    endpoint: str
    max_envelope_size: int = 153600
    operation_timeout: float = 20.0
    locale: str = "en-US"
    data_locale: str = "en-US"
    session_id: str = field(default_factory=lambda: f"uuid:{str(uuid.uuid4()).upper()}")
    max_answer: int = MAX_ENVELOPE
    new_id: Callable[[], uuid.UUID] = uuid.uuid4

    def request(
        self,
        body: Body,
        resource_uri: str = "",
        *,
        shell_id: str = "",
        selectors: Mapping[str, str] | None = None,
        options: tuple[Option, ...] = (),
        timeout: float | None = None,
        compression: str = "",
        operation: tuple[str, int] | None = None,
    ) -> Pending:
        """The bytes of a request. `timeout` is the operation time-out for this one; answers may take that long.

        `operation`: id and number of a request that is one of a series (Receive), so that the service can repeat an answer that was lost.
        """
        action = BY_KIND[type(body)].action
        if action is Action.IDENTIFY:
            return self._identify(body)
        if not resource_uri:
            raise LocalProtocolError(f"{action.name} needs a resource URI", hint="Pass resource_uri.")
        header = Header(
            action=action.value,
            to=self.endpoint,
            resource_uri=resource_uri,
            message_id=f"uuid:{str(self.new_id()).upper()}",
            max_envelope_size=self.max_envelope_size,
            operation_timeout=self.operation_timeout if timeout is None else timeout,
            locale=self.locale,
            data_locale=self.data_locale,
            session_id=self.session_id,
            compression=compression,
            operation_id="" if operation is None else operation[0],
            sequence_id=None if operation is None else operation[1],
            options=options,
            selectors=dict(selectors or {}) | ({"ShellId": shell_id} if shell_id else {}),
        )
        return Pending(action, header.message_id, render_request(header, body))

    def _identify(self, body: Body) -> Pending:
        root, _, content = new_envelope("s wsmid")
        BY_KIND[Identify].write(content, body)
        return Pending(Action.IDENTIFY, "", to_bytes(root))

    def reply(self, pending: Pending, data: bytes) -> Reply:
        """The message in an answer; a fault is raised as `WSManFault`."""
        known = _SHAPES.find(data)
        if known is not None and known.relates_to.lower() == pending.message_id.lower() and known.action == pending.action.response:
            return known.reply
        envelope = parse_envelope(data, self.max_answer)
        element = find_fault(envelope.body)
        if element is not None:
            raise read_fault(element)
        if pending.message_id and envelope.header.relates_to.lower() != pending.message_id.lower():
            raise RemoteProtocolError(
                f"The answer relates to {envelope.header.relates_to[:100]!r}, not to our {pending.message_id}",
                where="a:RelatesTo",
            )
        if pending.message_id and envelope.header.action != pending.action.response:
            raise SoapError(f"{envelope.header.action[:200]!r} is no answer to {pending.action.name}", where="a:Action")
        reply = REPLIES[pending.action].read(envelope.body)
        texts = _varying(envelope.header, reply)
        if texts is not None and known is None:
            _SHAPES.learn(data, _Answer(envelope.header.action, envelope.header.relates_to, reply), texts)
        return reply

    @property
    def payload_room(self) -> int:
        """How many bytes of stream data fit into one request of this client."""
        return payload_room(self.max_envelope_size)


def payload_room(max_envelope_size: int) -> int:
    """How many raw bytes fit into an envelope of a size as base 64, next to a header."""
    return max(0, (max_envelope_size - _HEADER_ROOM) // 4 * 3)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an answer says, as far as we ask."""

    action: str
    relates_to: str
    reply: Reply


def _varying(header: Header, reply: Reply) -> dict[str, str] | None:
    """The texts by which answers of one shape differ, by the elements or attributes in which they stand; None for other answers."""
    told = _BODIES.get(type(reply))
    of_body = None if told is None else told[0](reply)
    if of_body is None:
        return None
    texts = {
        "MessageID": header.message_id,
        "ActivityId": header.activity_id,
        "RelatesTo": header.relates_to,
        "OperationID": header.operation_id,
        "SequenceId": "" if header.sequence_id is None else str(header.sequence_id),
        **of_body,
    }
    return {name: text for name, text in texts.items() if text}


def _again(model: _Answer, texts: Mapping[str, str]) -> _Answer | None:
    """The answer of the same shape with other texts."""
    try:
        return _Answer(model.action, texts.get("RelatesTo", ""), _BODIES[type(model.reply)][1](model.reply, texts))
    except SoapError:
        return None


def _received(reply: Received) -> dict[str, str] | None:
    """Texts of output; a lot of it is for the parser."""
    ids = {stream.command_id for stream in reply.streams} | ({reply.command_id} if reply.state else set())
    if len(ids) > 1 or len(reply.streams) > _MOST_STREAMS or sum(len(stream.data) for stream in reply.streams) > _MOST_OUTPUT:
        return None
    return {
        "CommandId": next(iter(ids), ""),
        **{f"Stream_{number}": encode_base64(stream.data) for number, stream in enumerate(reply.streams)},
    }


def _received_again(reply: Received, texts: Mapping[str, str]) -> Received:
    command = texts.get("CommandId", "")
    streams = tuple(
        StreamData(stream.name, decode_base64(texts.get(f"Stream_{number}", ""), "rsp:Stream"), command, stream.end)
        for number, stream in enumerate(reply.streams)
    )
    return Received(streams, command if reply.command_id else "", reply.state, reply.exit_code)


_MOST_STREAMS, _MOST_OUTPUT = 8, 8192
# kind -> what of an answer varies (None: it is no usual one), and the answer again with other texts
_BODIES: dict[type, tuple[Callable[[Any], dict[str, str] | None], Callable[[Any, Mapping[str, str]], Any]]] = {
    Deleted: (lambda reply: {}, lambda reply, texts: reply),
    Signaled: (lambda reply: {}, lambda reply, texts: reply),
    Sent: (lambda reply: {}, lambda reply, texts: reply),
    Started: (lambda reply: {"CommandId": reply.command_id}, lambda reply, texts: Started(texts.get("CommandId", ""))),
    Received: (_received, _received_again),
}
_SHAPES: Shapes[_Answer] = Shapes(_again)


def _built(header: Header, body: Body) -> bytes:
    codec = BY_KIND[type(body)]
    root, head, content = new_envelope(_BY_ACTION.get(codec.action, _PREFIXES))
    write_request_header(head, header)
    codec.write(content, body)
    return to_bytes(root)


_templates = Templates(_built)


def render_request(header: Header, body: Body) -> bytes:
    """The bytes of a request with exactly this header."""
    return _templates.render(header, body)
