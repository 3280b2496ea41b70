"""What a client can ask, as dataclasses, and how each becomes the body of a request and is read from one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from psbridge.errors import SoapError
from psbridge.wsman.durations import format_timeout
from psbridge.wsman.names import POWERSHELL, SELECTOR_FILTER, WSMID, Action, N, W
from psbridge.wsman.shells import (
    decode_base64,
    encode_base64,
    read_environment,
    read_names,
    rsp,
    write_environment,
)
from psbridge.wsman.soap import boolean_of, duration_of, element_bytes, integer_of, parse_xml, read_selectors, text_of, write_selectors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psbridge.wsman.soap import Element


@dataclass(frozen=True, slots=True)
class StreamData:
    """A piece of a stream. `end` None: the attribute is not there (not the end)."""

    name: str
    data: bytes = b""
    command_id: str = ""
    end: bool | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """Open a shell. `creation_xml` carries the first fragments of a PowerShell session.

    PowerShell sends the name as an attribute, console clients as an element; both are read.
    """

    shell_id: str = ""
    name: str = ""
    input_streams: tuple[str, ...] = ("stdin",)
    output_streams: tuple[str, ...] = ("stdout", "stderr")
    environment: Mapping[str, str] = field(default_factory=dict)
    working_directory: str = ""
    idle_timeout: float | None = None
    lifetime: float | None = None
    creation_xml: bytes | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """Run a command. For PowerShell the line is empty and the one argument is base 64 of fragments: see `payload`."""

    command_line: str = ""
    arguments: tuple[str, ...] = ()
    command_id: str = ""

    @classmethod
    def with_payload(cls, payload: bytes, command_id: str) -> Command:
        """The command that starts a PowerShell pipeline."""
        return cls("", (encode_base64(payload),), command_id)

    @property
    def payload(self) -> bytes:
        """The fragments in the first argument."""
        return decode_base64(self.arguments[0] if self.arguments else "", "rsp:Arguments")


@dataclass(frozen=True, slots=True)
class Send:
    """Input for a shell or a command."""

    streams: tuple[StreamData, ...] = ()


@dataclass(frozen=True, slots=True)
class Receive:
    """Wait for output of a shell or a command."""

    streams: tuple[str, ...] = ("stdout",)
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """Tell a command something."""

    code: str
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class Delete:
    """Close a shell."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Leave a shell running without a client. `buffer_mode`: Block or Drop when its output buffer is full."""

    idle_timeout: float | None = None
    buffer_mode: str = ""


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Take up a shell again that this client has left."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Take over a shell (or, with `command_id`, a command) that another client has left."""

    command_id: str = ""
    connect_xml: bytes | None = None
    buffer_mode: str = ""


@dataclass(frozen=True, slots=True)
class Enumerate:
    """List resources. `selectors` filters: commands of one shell are listed by its ShellId."""

    max_elements: int | None = None
    optimize: bool = False
    selectors: Mapping[str, str] | None = None
    dialect: str = ""
    filter_text: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """The next part of a list."""

    context: str
    max_elements: int | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Drop a list that is not read to its end."""

    context: str


@dataclass(frozen=True, slots=True)
class Get:
    """Read one resource."""


@dataclass(frozen=True, slots=True)
class Put:
    """Change one resource; `xml` is the element to write, serialised."""

    xml: bytes = b""


@dataclass(frozen=True, slots=True)
class Identify:
    """Who is there? The one request that needs no authentication."""


Body = (
    Create | Command | Send | Receive | Signal | Delete | Disconnect | Reconnect | Connect
    | Enumerate | Pull | Release | Get | Put | Identify
)  # fmt: skip


def child_of(element: Element, tag: str) -> Element:
    """The child that must be there."""
    child = element.find(tag)
    if child is None:
        raise SoapError(f"{etree.QName(tag).localname} is missing", where=str(etree.QName(element).localname))
    return child


def _opaque(parent: Element, name: str, data: bytes | None) -> None:
    """An element of the PowerShell namespace that carries fragments."""
    if data is not None:
        etree.SubElement(parent, f"{{{POWERSHELL}}}{name}", nsmap={None: POWERSHELL}).text = encode_base64(data)


def read_opaque(parent: Element, name: str) -> bytes | None:
    """The bytes of such an element; its namespace is sometimes forgotten by clients."""
    for child in parent:
        if str(child.tag).rpartition("}")[2] == name:
            return decode_base64(child.text, name)
    return None


def write_streams(parent: Element, streams: tuple[StreamData, ...]) -> None:
    """Stream elements below `parent`."""
    for stream in streams:
        child = etree.SubElement(parent, rsp("Stream"), {"Name": stream.name})
        if stream.command_id:
            child.set("CommandId", stream.command_id)
        if stream.end is not None:
            child.set("End", "true" if stream.end else "false")
        child.text = encode_base64(stream.data)


def read_streams(parent: Element) -> tuple[StreamData, ...]:
    """The Stream elements below `parent`."""
    return tuple(_read_stream(child) for child in parent.iterfind(rsp("Stream")))


def _read_stream(element: Element) -> StreamData:
    end = element.get("End")
    data = decode_base64(element.text, "rsp:Stream")
    return StreamData(element.get("Name", ""), data, element.get("CommandId", ""), None if end is None else boolean_of(end))


def _write_create(body: Element, create: Create) -> None:
    shell = etree.SubElement(body, rsp("Shell"))
    powershell = create.creation_xml is not None
    for attribute, value in (("ShellId", create.shell_id), ("Name", create.name if powershell else "")):
        if value:
            shell.set(attribute, value)
    etree.SubElement(shell, rsp("InputStreams")).text = " ".join(create.input_streams)
    etree.SubElement(shell, rsp("OutputStreams")).text = " ".join(create.output_streams)
    if create.environment:
        write_environment(shell, rsp("Environment"), create.environment)
    for tag, seconds in (("IdleTimeOut", create.idle_timeout), ("Lifetime", create.lifetime)):
        if seconds is not None:
            etree.SubElement(shell, rsp(tag)).text = format_timeout(seconds)
    if create.name and not powershell:
        etree.SubElement(shell, rsp("Name")).text = create.name
    if create.working_directory:
        etree.SubElement(shell, rsp("WorkingDirectory")).text = create.working_directory
    _opaque(shell, "creationXml", create.creation_xml)


def _read_create(body: Element) -> Create:
    shell = child_of(body, rsp("Shell"))
    environment = shell.find(rsp("Environment"))
    inputs, outputs = shell.find(rsp("InputStreams")), shell.find(rsp("OutputStreams"))
    return Create(
        shell_id=shell.get("ShellId", ""),
        name=shell.get("Name") or text_of(shell.find(rsp("Name"))),
        input_streams=() if inputs is None else read_names(inputs),
        output_streams=() if outputs is None else read_names(outputs),
        environment={} if environment is None else read_environment(environment),
        working_directory=text_of(shell.find(rsp("WorkingDirectory"))),
        idle_timeout=_seconds(shell, "IdleTimeOut", "IdleTimeout"),
        lifetime=_seconds(shell, "Lifetime"),
        creation_xml=read_opaque(shell, "creationXml"),
    )


def _seconds(parent: Element, *names: str) -> float | None:
    """The duration in the first child with one of the names (old clients spell IdleTimeout)."""
    for name in names:
        child = parent.find(rsp(name))
        if child is not None:
            return duration_of(child)
    return None


def _write_command(body: Element, command: Command) -> None:
    line = etree.SubElement(body, rsp("CommandLine"))
    if command.command_id:
        line.set("CommandId", command.command_id)
    etree.SubElement(line, rsp("Command")).text = command.command_line
    for argument in command.arguments:
        etree.SubElement(line, rsp("Arguments")).text = argument


def _read_command(body: Element) -> Command:
    line = child_of(body, rsp("CommandLine"))
    arguments = tuple(child.text or "" for child in line.iterfind(rsp("Arguments")))
    return Command(child_of(line, rsp("Command")).text or "", arguments, line.get("CommandId", ""))


def _write_send(body: Element, send: Send) -> None:
    write_streams(etree.SubElement(body, rsp("Send")), send.streams)


def _write_receive(body: Element, receive: Receive) -> None:
    desired = etree.SubElement(etree.SubElement(body, rsp("Receive")), rsp("DesiredStream"))
    if receive.command_id:
        desired.set("CommandId", receive.command_id)
    desired.text = " ".join(receive.streams)


def _read_receive(body: Element) -> Receive:
    desired = child_of(child_of(body, rsp("Receive")), rsp("DesiredStream"))
    return Receive(read_names(desired), desired.get("CommandId", ""))


def _write_signal(body: Element, signal: Signal) -> None:
    element = etree.SubElement(body, rsp("Signal"))
    if signal.command_id:
        element.set("CommandId", signal.command_id)
    etree.SubElement(element, rsp("Code")).text = signal.code


def _read_signal(body: Element) -> Signal:
    element = child_of(body, rsp("Signal"))
    return Signal(text_of(child_of(element, rsp("Code"))), element.get("CommandId", ""))


def _write_disconnect(body: Element, disconnect: Disconnect) -> None:
    element = etree.SubElement(body, rsp("Disconnect"))
    if disconnect.idle_timeout is not None:
        etree.SubElement(element, rsp("IdleTimeOut")).text = format_timeout(disconnect.idle_timeout)
    if disconnect.buffer_mode:
        etree.SubElement(element, rsp("BufferMode")).text = disconnect.buffer_mode


def _read_disconnect(body: Element) -> Disconnect:
    element = child_of(body, rsp("Disconnect"))
    return Disconnect(_seconds(element, "IdleTimeOut", "IdleTimeout"), text_of(element.find(rsp("BufferMode"))))


def _write_connect(body: Element, connect: Connect) -> None:
    element = etree.SubElement(body, rsp("Connect"))
    if connect.command_id:
        element.set("CommandId", connect.command_id)
    if connect.buffer_mode:
        etree.SubElement(element, rsp("BufferMode")).text = connect.buffer_mode
    _opaque(element, "connectXml", connect.connect_xml)


def _read_connect(body: Element) -> Connect:
    element = child_of(body, rsp("Connect"))
    mode = text_of(element.find(rsp("BufferMode")))
    return Connect(element.get("CommandId", ""), read_opaque(element, "connectXml"), mode)


def _write_enumerate(body: Element, request: Enumerate) -> None:
    element = etree.SubElement(body, f"{{{N}}}Enumerate")
    if request.optimize:
        etree.SubElement(element, f"{{{W}}}OptimizeEnumeration")
    if request.max_elements is not None:
        etree.SubElement(element, f"{{{W}}}MaxElements").text = str(request.max_elements)
    if request.mode:
        etree.SubElement(element, f"{{{W}}}EnumerationMode").text = request.mode
    if request.selectors is not None:
        holder = etree.SubElement(element, f"{{{W}}}Filter", {"Dialect": request.dialect or SELECTOR_FILTER})
        write_selectors(holder, request.selectors)
    elif request.filter_text:
        etree.SubElement(element, f"{{{W}}}Filter", {"Dialect": request.dialect}).text = request.filter_text


def _read_enumerate(body: Element) -> Enumerate:
    element = child_of(body, f"{{{N}}}Enumerate")
    limit, chosen = element.find(f"{{{W}}}MaxElements"), element.find(f"{{{W}}}Filter")
    selectors = None if chosen is None else chosen.find(f"{{{W}}}SelectorSet")
    return Enumerate(
        max_elements=None if limit is None else integer_of(limit),
        optimize=element.find(f"{{{W}}}OptimizeEnumeration") is not None,
        selectors=None if selectors is None else read_selectors(selectors),
        dialect="" if chosen is None else chosen.get("Dialect", ""),
        filter_text="" if chosen is None or selectors is not None else text_of(chosen),
        mode=text_of(element.find(f"{{{W}}}EnumerationMode")),
    )


def _write_pull(body: Element, pull: Pull) -> None:
    element = etree.SubElement(body, f"{{{N}}}Pull")
    etree.SubElement(element, f"{{{N}}}EnumerationContext").text = pull.context
    if pull.max_elements is not None:
        etree.SubElement(element, f"{{{N}}}MaxElements").text = str(pull.max_elements)


def _read_pull(body: Element) -> Pull:
    element = child_of(body, f"{{{N}}}Pull")
    limit = element.find(f"{{{N}}}MaxElements")
    context = text_of(child_of(element, f"{{{N}}}EnumerationContext"))
    return Pull(context, None if limit is None else integer_of(limit))


def _write_release(body: Element, release: Release) -> None:
    element = etree.SubElement(body, f"{{{N}}}Release")
    etree.SubElement(element, f"{{{N}}}EnumerationContext").text = release.context


def _read_release(body: Element) -> Release:
    return Release(text_of(child_of(child_of(body, f"{{{N}}}Release"), f"{{{N}}}EnumerationContext")))


def _write_put(body: Element, put: Put) -> None:
    body.append(parse_xml(put.xml))


def _read_put(body: Element) -> Put:
    if not len(body):
        raise SoapError("The element to write is missing", where="s:Body")
    return Put(element_bytes(body[0]))


def _write_identify(body: Element, _request: Identify) -> None:
    etree.SubElement(body, f"{{{WSMID}}}Identify")


def _nothing(_body: Element, _request: object) -> None:
    """The body stays empty."""


@dataclass(frozen=True, slots=True)
class Codec:
    """One kind of request: its action, its class, both directions of its body."""

    action: Action
    kind: type
    read: Callable[[Element], Body]
    write: Callable[[Element, Any], None]


CODECS: tuple[Codec, ...] = (
    Codec(Action.CREATE, Create, _read_create, _write_create),
    Codec(Action.COMMAND, Command, _read_command, _write_command),
    Codec(Action.SEND, Send, lambda body: Send(read_streams(child_of(body, rsp("Send")))), _write_send),
    Codec(Action.RECEIVE, Receive, _read_receive, _write_receive),
    Codec(Action.SIGNAL, Signal, _read_signal, _write_signal),
    Codec(Action.DELETE, Delete, lambda body: Delete(), _nothing),
    Codec(Action.DISCONNECT, Disconnect, _read_disconnect, _write_disconnect),
    Codec(Action.RECONNECT, Reconnect, lambda body: Reconnect(), _nothing),
    Codec(Action.CONNECT, Connect, _read_connect, _write_connect),
    Codec(Action.ENUMERATE, Enumerate, _read_enumerate, _write_enumerate),
    Codec(Action.PULL, Pull, _read_pull, _write_pull),
    Codec(Action.RELEASE, Release, _read_release, _write_release),
    Codec(Action.GET, Get, lambda body: Get(), _nothing),
    Codec(Action.PUT, Put, _read_put, _write_put),
    Codec(Action.IDENTIFY, Identify, lambda body: Identify(), _write_identify),
)
BY_ACTION: dict[str, Codec] = {codec.action.value: codec for codec in CODECS}
BY_KIND: dict[type, Codec] = {codec.kind: codec for codec in CODECS}
SHELL_ACTIONS = frozenset({
    Action.COMMAND, Action.CONNECT, Action.DELETE, Action.DISCONNECT, Action.GET, Action.RECEIVE, Action.RECONNECT,
    Action.SEND, Action.SIGNAL,
})  # fmt: skip
"""Requests that are about one shell, when their resource is a shell, and so must select it."""
