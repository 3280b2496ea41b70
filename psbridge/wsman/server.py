"""The service's side: a request's bytes to a checked `Request`, reply messages and faults to bytes.

The dialogue checks what can be checked without knowing any shell: the XML, the headers that must be there, values,
unknown mustUnderstand headers, sizes. What it finds wrong it raises as the `WSManFault` that Windows answers with;
render it with `fault`. Who may ask, which shells there are and what they do is decided above.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from psbridge.errors import LimitExceeded, SoapError, WSManFault
from psbridge.wsman.answers import Answers
from psbridge.wsman.client import payload_room
from psbridge.wsman.faults import FaultKind, fault, write_fault
from psbridge.wsman.names import ANONYMOUS, POWERSHELL, RESOURCE_COMMAND, RESOURCE_SHELL, WSMID, Action
from psbridge.wsman.replies import REPLIES
from psbridge.wsman.requests import BY_ACTION, SHELL_ACTIONS, Command, Create, Delete, Identify, Receive, Signal
from psbridge.wsman.shapes import Shapes
from psbridge.wsman.shells import decode_base64, encode_base64
from psbridge.wsman.soap import Header, new_envelope, parse_envelope, to_bytes, write_reply_header

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psbridge.wsman.replies import Reply
    from psbridge.wsman.requests import Body
    from psbridge.wsman.soap import Envelope

_DEFAULT_ENVELOPE = 153600  # of a request that names none ([MS-WSMV] 2.2.4.22)
_LEAST_ENVELOPE, _MOST_ENVELOPE = 8192, 4294967295
_DEFAULT_TIMEOUT = 60.0
_FAULT_PREFIXES = "s a x e n w p"
_MESSAGE_ID = re.compile(rb"MessageID[^<>]{0,500}>\s*([\w:.-]{1,200})\s*<", re.ASCII)  # also of what cannot be parsed
_BAD_TIMEOUT = "The WS-Management service cannot process the request. The XML contains an invalid timeout field in the SOAP header: {}. "


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may be acted on."""

    action: Action
    header: Header
    body: Body

    @property
    def timeout(self) -> float:
        """Seconds that the client gives the operation."""
        return _DEFAULT_TIMEOUT if self.header.operation_timeout is None else self.header.operation_timeout

    @property
    def payload_room(self) -> int:
        """How many bytes of stream data the client takes in one answer."""
        return payload_room(self.header.max_envelope_size or _DEFAULT_ENVELOPE)


@dataclass(frozen=True)
class Dialogue:
    """Reads requests and writes answers for one listener. Immutable, may be shared by threads."""

    machine: str = "localhost"
    max_envelope_size: int = 512000
    language: str = "en-US"
    activity_ids: bool = True
    new_id: Callable[[], uuid.UUID] = field(default=uuid.uuid4)

    @cached_property
    def _answers(self) -> Answers:
        return _answers_in(self.language)

    def receive(self, data: bytes) -> Request:
        """The request in some bytes; raises the fault to answer with, `fault.relates_to` set when the id is known."""
        known = _SHAPES.find(data) if len(data) <= self.max_envelope_size else None
        if known is not None:
            return known
        try:
            request = self._check(self._parse(data))
            texts = _varying(request)
            if texts is not None:
                _SHAPES.learn(data, request, texts)
            return request
        except WSManFault as error:
            found = _MESSAGE_ID.search(data)
            error.relates_to = found[1].decode("ascii") if found else ""
            raise

    def reply(self, request: Request, reply: Reply) -> bytes:
        """The bytes of an answer."""
        codec = REPLIES[request.action]
        if not isinstance(reply, codec.kind):
            raise TypeError(f"the answer to {request.action.name} is a {codec.kind.__name__}, not {type(reply).__name__}")
        if request.action is Action.IDENTIFY:
            root, _, body = new_envelope(codec.prefixes, self.language)
        else:
            header = self._header(request.action.response, request.header)
            quick = self._answers.render(header, codec.prefixes, reply)
            if quick is not None:
                return quick
            root, head, body = new_envelope(codec.prefixes, self.language)
            write_reply_header(head, header)
        codec.write(body, reply)
        return to_bytes(root)

    def fault(self, error: WSManFault, request: Request | None = None) -> bytes:
        """The bytes of a fault; send them with HTTP status `error.http_status`."""
        asked = Header(message_id=error.relates_to) if request is None else request.header
        root, head, body = new_envelope(_FAULT_PREFIXES, self.language)
        action = write_fault(body, error, self.machine, self.language)
        write_reply_header(head, self._header(action, asked))
        return to_bytes(root)

    def _header(self, action: str, asked: Header) -> Header:
        return Header(
            action=action,
            message_id=self._id(),
            activity_id=self._id() if self.activity_ids else "",
            operation_id=asked.operation_id,
            sequence_id=1 if asked.operation_id else None,
            to=ANONYMOUS,
            relates_to=asked.message_id,
        )

    def _id(self) -> str:
        return f"uuid:{str(self.new_id()).upper()}"

    def _parse(self, data: bytes) -> Envelope:
        try:
            return parse_envelope(data, self.max_envelope_size)
        except LimitExceeded as error:
            raise fault(FaultKind.ENCODING_LIMIT) from error
        except SoapError as error:
            raise _refusal(_KIND_OF_PLACE.get(error.where, FaultKind.INVALID_XML), error) from error

    def _check(self, envelope: Envelope) -> Request:
        header = envelope.header
        if not header.action and envelope.content is not None and envelope.content.tag == f"{{{WSMID}}}Identify":
            return Request(Action.IDENTIFY, header, Identify())
        codec = BY_ACTION.get(header.action) if header.action else None
        if codec is None:
            raise fault(FaultKind.ACTION_NOT_SUPPORTED if header.action else FaultKind.HEADER_REQUIRED)
        self._check_header(header)
        self._check_selectors(codec.action, header)
        try:
            return Request(codec.action, header, codec.read(envelope.body))
        except SoapError as error:
            raise _refusal(FaultKind.INVALID_BODY, error) from error

    def _check_header(self, header: Header) -> None:
        if header.misunderstood:
            raise fault(FaultKind.MUST_UNDERSTAND)
        if not header.message_id or not header.to:
            raise fault(FaultKind.HEADER_REQUIRED)
        if not header.resource_uri:
            raise fault(FaultKind.INVALID_RESOURCE_URI)
        if header.reply_to not in {"", ANONYMOUS}:
            raise fault(FaultKind.INVALID_HEADER)
        size = header.max_envelope_size
        if size is not None and not _LEAST_ENVELOPE <= size <= _MOST_ENVELOPE:
            raise fault(FaultKind.ENVELOPE_SIZE)

    def _check_selectors(self, action: Action, header: Header) -> None:
        of_shells = header.resource_uri.startswith((RESOURCE_SHELL, POWERSHELL)) and header.resource_uri != RESOURCE_COMMAND
        if action in SHELL_ACTIONS and of_shells and not header.shell_id:
            raise fault(FaultKind.INSUFFICIENT_SELECTORS)


def _varying(request: Request) -> dict[str, str] | None:
    """The texts by which requests of one shape differ, by the elements or attributes in which they stand; None for other requests."""
    told = _BODIES.get(type(request.body))
    of_body = None if told is None else told[0](request.body)
    header = request.header
    if of_body is None or len(header.selectors) > 1:
        return None
    texts = {
        "MessageID": header.message_id,
        "To": header.to,
        "SessionId": header.session_id,
        "OperationID": header.operation_id,
        "SequenceId": "" if header.sequence_id is None else str(header.sequence_id),
        "Selector": next(iter(header.selectors.values()), ""),
        **of_body,
    }
    return {name: text for name, text in texts.items() if text}


def _again(model: Request, texts: Mapping[str, str]) -> Request | None:
    """The request of the same shape with other texts."""
    old, number = model.header, texts.get("SequenceId")
    if number is not None and (not number.isdigit() or len(number) > _DIGITS):
        return None
    header = Header(
        action=old.action,
        to=texts["To"],
        resource_uri=old.resource_uri,
        message_id=texts["MessageID"],
        reply_to=old.reply_to,
        max_envelope_size=old.max_envelope_size,
        operation_timeout=old.operation_timeout,
        locale=old.locale,
        data_locale=old.data_locale,
        session_id=texts.get("SessionId", ""),
        operation_id=texts.get("OperationID", ""),
        sequence_id=None if number is None else int(number),
        compression=old.compression,
        options=old.options,
        selectors=dict.fromkeys(old.selectors, texts.get("Selector", "")),
    )
    try:
        return Request(model.action, header, _BODIES[type(model.body)][1](model.body, texts))
    except SoapError:
        return None


# kind -> what of a body varies (None: it is no usual one), and the body again with other texts
_BODIES: dict[type, tuple[Callable[[Any], dict[str, str] | None], Callable[[Any, Mapping[str, str]], Any]]] = {
    Delete: (lambda body: {}, lambda body, texts: body),
    Receive: (lambda body: {"CommandId": body.command_id}, lambda body, texts: replace(body, command_id=texts.get("CommandId", ""))),
    Signal: (lambda body: {"CommandId": body.command_id}, lambda body, texts: replace(body, command_id=texts.get("CommandId", ""))),
    Command: (
        lambda body: {"CommandId": body.command_id, "Arguments": body.arguments[0]} if len(body.arguments) == 1 else None,
        lambda body, texts: replace(body, command_id=texts.get("CommandId", ""), arguments=(texts["Arguments"],)),
    ),
    Create: (
        lambda body: {"ShellId": body.shell_id, "creationXml": encode_base64(body.creation_xml)} if body.creation_xml else None,
        lambda body, texts: replace(
            body, shell_id=texts.get("ShellId", ""), creation_xml=decode_base64(texts["creationXml"], "creationXml")
        ),
    ),
}
_SHAPES: Shapes[Request] = Shapes(_again)
_DIGITS = 18


@lru_cache(maxsize=16)
def _answers_in(language: str) -> Answers:
    """The templates of a language, which all listeners share."""

    def build(header: Header, prefixes: str, text: str) -> bytes:
        root, head, body = new_envelope(prefixes, language)
        write_reply_header(head, header)
        if text:
            body.text = text
        return to_bytes(root)

    return Answers(build)


# Where a SoapError that reading a header raises comes from -> the fault that Windows answers with.
_KIND_OF_PLACE = {
    "OperationTimeout": FaultKind.INVALID_HEADER,
    "MaxEnvelopeSize": FaultKind.INVALID_HEADER,
    "SequenceId": FaultKind.INVALID_HEADER,
    "s:Envelope": FaultKind.INVALID_BODY,
}


def _refusal(kind: FaultKind, error: SoapError) -> WSManFault:
    """The fault for a bad value. On the wire Windows names bad time-outs only; `where` and the cause tell us the rest."""
    message = ""
    if error.where == "OperationTimeout":
        value = error.what.split("'")[1] if "'" in error.what else ""
        message = _BAD_TIMEOUT.format(value)
    refused = fault(kind, message)
    refused.where = error.where
    return refused
