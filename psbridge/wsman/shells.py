"""What the service tells about shells and their commands, as dataclasses; one table each drives reading and writing.

The order of a table is the order in which Windows writes the elements.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lxml import etree

from psbridge.errors import SoapError
from psbridge.wsman.durations import format_parts, format_precise
from psbridge.wsman.names import RSP
from psbridge.wsman.soap import duration_of, integer_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psbridge.wsman.soap import Element

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ShellInfo:
    """A shell as Create, Get and Enumerate describe it. What the service leaves out stays empty or None."""

    shell_id: str = ""
    name: str = ""
    resource_uri: str = ""
    owner: str = ""
    client_ip: str = ""
    process_id: int | None = None
    working_directory: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    idle_timeout: float | None = None
    input_streams: tuple[str, ...] = ()
    output_streams: tuple[str, ...] = ()
    max_idle_timeout: float | None = None
    locale: str = ""
    data_locale: str = ""
    compression_mode: str = ""
    profile_loaded: str = ""
    encoding: str = ""
    buffer_mode: str = ""
    state: str = ""
    shell_run_time: float | None = None
    shell_inactivity: float | None = None
    memory_used: str = ""
    child_processes: int | None = None


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """A command as Enumerate describes it. `state` is a plain word here: Running, Done."""

    command_id: str = ""
    command_line: str = ""
    state: str = ""


def raw_text(element: Element) -> str:
    """The text of an element with its blanks."""
    return element.text or ""


def read_names(element: Element) -> tuple[str, ...]:
    """A list of stream names."""
    return tuple(text_of(element).split())


def read_environment(element: Element) -> dict[str, str]:
    """Name to value of an Environment element."""
    return {v.get("Name", ""): v.text or "" for v in element.iterfind(f"{{{RSP}}}Variable")}


def write_environment(parent: Element, tag: str, variables: Mapping[str, str]) -> None:
    """An Environment element below `parent`."""
    holder = etree.SubElement(parent, tag)
    for name, value in variables.items():
        etree.SubElement(holder, f"{{{RSP}}}Variable", {"Name": name}).text = value


def decode_base64(text: str | None, where: str) -> bytes:
    """The bytes of a base 64 text, blanks and line ends allowed."""
    compact = text or ""
    try:
        return binascii.a2b_base64(compact, strict_mode=True)
    except (binascii.Error, ValueError):
        try:
            return base64.b64decode("".join(compact.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise SoapError("The text is not base 64", where=where) from error


def encode_base64(data: bytes) -> str:
    """Base 64 in one line."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


@dataclass(frozen=True, slots=True)
class Text:
    """How one field of a dataclass becomes an element with text, and back."""

    name: str
    tag: str
    read: Callable[[Element], Any] = raw_text
    write: Callable[[Any], str] = str


class Record(Generic[T]):
    """Reads and writes one dataclass by its table of `Text` fields. Fields with their default value are not written."""

    def __init__(self, kind: type[T], *columns: Text) -> None:
        self.kind = kind
        self.columns = columns
        self._by_tag = {column.tag: column for column in columns}
        self._defaults = {f.name: f.default for f in fields(kind)}  # type: ignore[arg-type]

    def read(self, element: Element) -> T:
        """The dataclass of an element; unknown children are not ours to judge."""
        values: dict[str, Any] = {}
        for child in element:
            column = self._by_tag.get(str(child.tag))
            if column is not None:
                values[column.name] = column.read(child)
        return self.kind(**values)

    def write(self, parent: Element, record: T) -> None:
        """The children for a dataclass, in the order of the table."""
        for column in self.columns:
            value = getattr(record, column.name)
            if column.read is read_environment:
                if value:
                    write_environment(parent, column.tag, value)
            elif value != self._defaults[column.name]:
                etree.SubElement(parent, column.tag).text = column.write(value)


def rsp(name: str) -> str:
    """A tag of the shell namespace."""
    return f"{{{RSP}}}{name}"


SHELL = Record(
    ShellInfo,
    Text("shell_id", rsp("ShellId"), text_of),
    Text("name", rsp("Name")),
    Text("resource_uri", rsp("ResourceUri"), text_of),
    Text("owner", rsp("Owner")),
    Text("client_ip", rsp("ClientIP"), text_of),
    Text("process_id", rsp("ProcessId"), integer_of),
    Text("working_directory", rsp("WorkingDirectory")),
    Text("environment", rsp("Environment"), read_environment),
    Text("idle_timeout", rsp("IdleTimeOut"), duration_of, format_precise),
    Text("input_streams", rsp("InputStreams"), read_names, " ".join),
    Text("output_streams", rsp("OutputStreams"), read_names, " ".join),
    Text("max_idle_timeout", rsp("MaxIdleTimeOut"), duration_of, format_precise),
    Text("locale", rsp("Locale"), text_of),
    Text("data_locale", rsp("DataLocale"), text_of),
    Text("compression_mode", rsp("CompressionMode"), text_of),
    Text("profile_loaded", rsp("ProfileLoaded"), text_of),
    Text("encoding", rsp("Encoding"), text_of),
    Text("buffer_mode", rsp("BufferMode"), text_of),
    Text("state", rsp("State"), text_of),
    Text("shell_run_time", rsp("ShellRunTime"), duration_of, format_parts),
    Text("shell_inactivity", rsp("ShellInactivity"), duration_of, format_parts),
    Text("memory_used", rsp("MemoryUsed"), text_of),
    Text("child_processes", rsp("ChildProcesses"), integer_of),
)
_COMMAND_FIELDS = Record(
    CommandInfo,
    Text("command_id", rsp("CommandId"), text_of),
    Text("command_line", rsp("CommandLine")),
    Text("state", rsp("CommandState"), text_of),
)


def read_command(element: Element) -> CommandInfo:
    """A CommandInfo from its element."""
    return _COMMAND_FIELDS.read(element)


def write_command(parent: Element, info: CommandInfo) -> None:
    """The children for a CommandInfo; all three are always there."""
    for column in _COMMAND_FIELDS.columns:
        etree.SubElement(parent, column.tag).text = getattr(info, column.name)
