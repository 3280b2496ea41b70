"""What a service answers, as dataclasses, and how each becomes the body of an answer and is read from one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from psbridge.errors import SoapError
from psbridge.wsman.names import CFG, POWERSHELL, PROTOCOL_VERSION, WSMID, A, Action, N, W, X
from psbridge.wsman.requests import StreamData, child_of, read_opaque, read_streams, write_streams
from psbridge.wsman.shells import (
    SHELL,
    CommandInfo,
    ShellInfo,
    encode_base64,
    read_command,
    read_names,
    rsp,
    write_command,
)
from psbridge.wsman.soap import element_bytes, parse_xml, read_selectors, text_of, write_selectors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psbridge.wsman.soap import Element


@dataclass(frozen=True, slots=True)
class Created:
    """A shell is open. Old services leave `shell` out."""

    address: str = ""
    resource_uri: str = ""
    shell_id: str = ""
    shell: ShellInfo | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A command runs."""

    command_id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Input is taken."""


@dataclass(frozen=True, slots=True)
class Received:
    """Output, and where the command stands (`state` is "" when the service does not say)."""

    streams: tuple[StreamData, ...] = ()
    command_id: str = ""
    state: str = ""
    exit_code: int | None = None


@dataclass(frozen=True, slots=True)
class Signaled:
    """The signal is taken."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """The shell is closed."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The shell goes on without this client."""


@dataclass(frozen=True, slots=True)
class Reconnected:
    """The shell has its client again."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The shell (or command) has a new client. For a command everything is empty."""

    input_streams: tuple[str, ...] = ()
    output_streams: tuple[str, ...] = ()
    connect_response_xml: bytes | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of a list: shells, commands, or other elements as bytes. `context` asks for the next part."""

    items: tuple[ShellInfo | CommandInfo | bytes, ...] = ()
    context: str = ""
    end: bool = True


@dataclass(frozen=True, slots=True)
class Released:
    """The list is dropped."""


@dataclass(frozen=True, slots=True)
class Got:
    """A resource: a shell, or any other element as bytes (`config_values` reads the configuration)."""

    shell: ShellInfo | None = None
    xml: bytes = b""


@dataclass(frozen=True, slots=True)
class Written:
    """A resource is changed; `xml` is what it is now."""

    xml: bytes = b""


@dataclass(frozen=True, slots=True)
class Identified:
    """Who is there."""

    protocol_version: str = PROTOCOL_VERSION
    product_vendor: str = "Microsoft Corporation"
    product_version: str = ""


Reply = (
    Created | Started | Sent | Received | Signaled | Deleted | Disconnected | Reconnected | Connected | Listed | Released
    | Got | Written | Identified
)  # fmt: skip

_SHELL_ITEM, _COMMAND_ITEM = rsp("Shell"), rsp("Command")


def config_values(xml: bytes) -> dict[str, Any]:
    """The configuration as nested dicts of texts: values["Service"]["MaxConnections"] == "300"."""
    values = _nested(parse_xml(xml))
    return values if isinstance(values, dict) else {}


def _nested(element: Element) -> dict[str, Any] | str:
    if not len(element):
        return element.text or ""
    return {str(etree.QName(child).localname): _nested(child) for child in element}


def config_xml(values: Mapping[str, Any], root: str = "Config") -> bytes:
    """The element for nested dicts of texts, in the configuration's namespace."""
    top = etree.Element(f"{{{CFG}}}{root}", nsmap={"cfg": CFG})
    _fill(top, values)
    return etree.tostring(top, encoding="utf-8")


def _fill(parent: Element, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        child = etree.SubElement(parent, f"{{{CFG}}}{name}")
        if isinstance(value, str):
            child.text = value
        else:
            _fill(child, value)


def _write_created(body: Element, reply: Created) -> None:
    created = etree.SubElement(body, f"{{{X}}}ResourceCreated")
    etree.SubElement(created, f"{{{A}}}Address").text = reply.address
    parameters = etree.SubElement(created, f"{{{A}}}ReferenceParameters")
    etree.SubElement(parameters, f"{{{W}}}ResourceURI").text = reply.resource_uri
    write_selectors(parameters, {"ShellId": reply.shell_id})
    if reply.shell is not None:
        SHELL.write(etree.SubElement(body, _SHELL_ITEM), reply.shell)


def _read_created(body: Element) -> Created:
    created, shell = body.find(f"{{{X}}}ResourceCreated"), body.find(_SHELL_ITEM)
    info = None if shell is None else SHELL.read(shell)
    if created is None:
        if info is None or not info.shell_id:
            raise SoapError("Neither x:ResourceCreated nor rsp:Shell is there", where="CreateResponse")
        return Created(resource_uri=info.resource_uri, shell_id=info.shell_id, shell=info)
    parameters = child_of(created, f"{{{A}}}ReferenceParameters")
    selectors = read_selectors(child_of(parameters, f"{{{W}}}SelectorSet"))
    return Created(
        address=text_of(created.find(f"{{{A}}}Address")),
        resource_uri=text_of(parameters.find(f"{{{W}}}ResourceURI")),
        shell_id=selectors.get("ShellId", ""),
        shell=info,
    )


def _write_started(body: Element, reply: Started) -> None:
    response = etree.SubElement(body, rsp("CommandResponse"))
    etree.SubElement(response, rsp("CommandId")).text = reply.command_id


def _read_started(body: Element) -> Started:
    return Started(text_of(child_of(child_of(body, rsp("CommandResponse")), rsp("CommandId"))))


def _write_received(body: Element, reply: Received) -> None:
    response = etree.SubElement(body, rsp("ReceiveResponse"))
    write_streams(response, reply.streams)
    if reply.state:
        state = etree.SubElement(response, rsp("CommandState"))
        if reply.command_id:
            state.set("CommandId", reply.command_id)
        state.set("State", reply.state)
        if reply.exit_code is not None:
            etree.SubElement(state, rsp("ExitCode")).text = str(reply.exit_code)


def _read_received(body: Element) -> Received:
    response = child_of(body, rsp("ReceiveResponse"))
    state = response.find(rsp("CommandState"))
    if state is None:
        return Received(read_streams(response))
    code = state.find(rsp("ExitCode"))
    return Received(
        read_streams(response),
        state.get("CommandId", ""),
        state.get("State", ""),
        None if code is None else _exit_code(code),
    )


def _exit_code(element: Element) -> int:
    """A DWORD, which some services write signed."""
    text = text_of(element)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
        raise SoapError(f"{text[:64]!r} is not an exit code", where="rsp:ExitCode")
    return int(text)


def _write_connected(body: Element, reply: Connected) -> None:
    response = etree.SubElement(body, rsp("ConnectResponse"))
    for tag, names in (("InputStreams", reply.input_streams), ("OutputStreams", reply.output_streams)):
        if names:
            etree.SubElement(response, rsp(tag)).text = " ".join(names)
    if reply.connect_response_xml is not None:
        opaque = etree.SubElement(response, f"{{{POWERSHELL}}}connectResponseXml", nsmap={None: POWERSHELL})
        opaque.text = encode_base64(reply.connect_response_xml)


def _read_connected(body: Element) -> Connected:
    response = child_of(body, rsp("ConnectResponse"))
    inputs, outputs = response.find(rsp("InputStreams")), response.find(rsp("OutputStreams"))
    return Connected(
        () if inputs is None else read_names(inputs),
        () if outputs is None else read_names(outputs),
        read_opaque(response, "connectResponseXml"),
    )


def _write_items(parent: Element, items: tuple[ShellInfo | CommandInfo | bytes, ...]) -> None:
    for item in items:
        if isinstance(item, ShellInfo):
            SHELL.write(etree.SubElement(parent, _SHELL_ITEM), item)
        elif isinstance(item, CommandInfo):
            write_command(etree.SubElement(parent, _COMMAND_ITEM), item)
        else:
            parent.append(parse_xml(item))


def _read_item(element: Element) -> ShellInfo | CommandInfo | bytes:
    if element.tag == _SHELL_ITEM:
        return SHELL.read(element)
    if element.tag == _COMMAND_ITEM:
        return read_command(element)
    return element_bytes(element)


def _list_codec(name: str, namespace: str) -> tuple[Callable[[Element], Listed], Callable[[Element, Any], None]]:
    """Reader and writer of a list answer: an optimised Enumerate has its items in another namespace than a Pull."""

    def write(body: Element, reply: Listed) -> None:
        response = etree.SubElement(body, f"{{{N}}}{name}")
        etree.SubElement(response, f"{{{N}}}EnumerationContext").text = reply.context
        if reply.items:
            _write_items(etree.SubElement(response, f"{{{namespace}}}Items"), reply.items)
        if reply.end:
            etree.SubElement(response, f"{{{namespace}}}EndOfSequence")

    def read(body: Element) -> Listed:
        response = child_of(body, f"{{{N}}}{name}")
        items: list[ShellInfo | CommandInfo | bytes] = []
        end = False
        for child in response:
            local = str(child.tag).rpartition("}")[2]
            if local == "Items":
                items += [_read_item(item) for item in child]
            end = end or local == "EndOfSequence"
        return Listed(tuple(items), text_of(response.find(f"{{{N}}}EnumerationContext")), end)

    return read, write


def _write_got(body: Element, reply: Got) -> None:
    if reply.shell is not None:
        SHELL.write(etree.SubElement(body, _SHELL_ITEM), reply.shell)
    elif reply.xml:
        body.append(parse_xml(reply.xml))


def _first(body: Element) -> bytes:
    return element_bytes(body[0]) if len(body) else b""


def _read_got(body: Element) -> Got:
    shell = body.find(_SHELL_ITEM)
    return Got(None if shell is None else SHELL.read(shell), _first(body))


def _write_written(body: Element, reply: Written) -> None:
    if reply.xml:
        body.append(parse_xml(reply.xml))


def _write_identified(body: Element, reply: Identified) -> None:
    response = etree.SubElement(body, f"{{{WSMID}}}IdentifyResponse", nsmap={"wsmid": WSMID})
    for name, value in zip(
        ("ProtocolVersion", "ProductVendor", "ProductVersion"),
        (reply.protocol_version, reply.product_vendor, reply.product_version),
        strict=True,
    ):
        etree.SubElement(response, f"{{{WSMID}}}{name}").text = value


def _read_identified(body: Element) -> Identified:
    response = child_of(body, f"{{{WSMID}}}IdentifyResponse")
    names = ("ProtocolVersion", "ProductVendor", "ProductVersion")
    return Identified(*(text_of(response.find(f"{{{WSMID}}}{name}")) for name in names))


def _empty(name: str) -> Callable[[Element, Any], None]:
    """A writer of one empty element."""

    def write(body: Element, _reply: object) -> None:
        etree.SubElement(body, rsp(name))

    return write


def _no_body(_body: Element, _reply: object) -> None:
    """The body stays empty."""


@dataclass(frozen=True, slots=True)
class ReplyCodec:
    """The answer to one action: its class, the prefixes that Windows declares for it, both directions of its body."""

    kind: type
    prefixes: str
    read: Callable[[Element], Reply]
    write: Callable[[Element, Any], None]


_ENUMERATE_READ, _ENUMERATE_WRITE = _list_codec("EnumerateResponse", W)
_PULL_READ, _PULL_WRITE = _list_codec("PullResponse", N)
REPLIES: dict[Action, ReplyCodec] = {
    Action.CREATE: ReplyCodec(Created, "s a x w rsp p", _read_created, _write_created),
    Action.COMMAND: ReplyCodec(Started, "s a x w rsp p", _read_started, _write_started),
    Action.SEND: ReplyCodec(Sent, "s a x w rsp p", lambda body: Sent(), _empty("SendResponse")),
    Action.RECEIVE: ReplyCodec(Received, "s a w rsp p", _read_received, _write_received),
    Action.SIGNAL: ReplyCodec(Signaled, "s a x w rsp p", lambda body: Signaled(), _empty("SignalResponse")),
    Action.DELETE: ReplyCodec(Deleted, "s a w p", lambda body: Deleted(), _no_body),
    Action.DISCONNECT: ReplyCodec(Disconnected, "s a w p", lambda body: Disconnected(), _no_body),
    Action.RECONNECT: ReplyCodec(Reconnected, "s a w p", lambda body: Reconnected(), _no_body),
    Action.CONNECT: ReplyCodec(Connected, "s a x w rsp p", _read_connected, _write_connected),
    Action.ENUMERATE: ReplyCodec(Listed, "s a n w p rsp", _ENUMERATE_READ, _ENUMERATE_WRITE),
    Action.PULL: ReplyCodec(Listed, "s a n w p rsp", _PULL_READ, _PULL_WRITE),
    Action.RELEASE: ReplyCodec(Released, "s a n w p", lambda body: Released(), _no_body),
    Action.GET: ReplyCodec(Got, "s a x w p rsp", _read_got, _write_got),
    Action.PUT: ReplyCodec(Written, "s a x w p", lambda body: Written(_first(body)), _write_written),
    Action.IDENTIFY: ReplyCodec(Identified, "s", _read_identified, _write_identified),
}
