"""Format-Hex: bytes as hexadecimal numbers."""

from __future__ import annotations

import secrets
import struct
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.encodings import HEX_NAMES, default_for, to_encoding
from psbridge.engine.errors import ScriptError
from psbridge.machine import files_of
from psbridge.machine.fileinfo import FileSystemInfo
from psbridge.modules.utility import files
from psbridge.objects import INT32_MAX, Char, NetError, NetObject, NetType, UInt32, UInt64, define, type_of, unwrap
from psbridge.objects.containers import TypedArray
from psbridge.objects.convert import enumerate_value
from psbridge.objects.nettypes import SMA
from psbridge.objects.wildcard import has_wildcards

ROW = 16
MAX_LONG = 9223372036854775807
_U = "Microsoft.PowerShell.Commands."
# .NET type -> struct code of one value
_CODES = {
    "System.Byte": "<B",
    "System.SByte": "<b",
    "System.Int16": "<h",
    "System.UInt16": "<H",
    "System.Int32": "<i",
    "System.UInt32": "<I",
    "System.Int64": "<q",
    "System.UInt64": "<Q",
    "System.Single": "<f",
    "System.Double": "<d",
    "System.Boolean": "<i",
    "System.Char": "<B",
}


class ByteCollection(NetObject):
    """One row of bytes with its place."""

    __slots__ = ("data", "label", "place", "source")
    net_type = define(_U + "ByteCollection", assembly=SMA)
    PROPERTIES = {
        "Offset": "offset",
        "Offset64": "offset64",
        "Path": "source",
        "Bytes": "data",
        "HexOffset": "hex_offset",
        "HexBytes": "hex_bytes",
        "Ascii": "ascii",
        "Label": "label",
    }

    def __init__(self, place: int, data: bytes, label: str, source: str | None = None) -> None:
        super().__init__()
        self.place, self.data, self.label, self.source = place, data, label, source

    @property
    def offset(self) -> Any:
        return UInt32(self.place & 0xFFFFFFFF)

    @property
    def offset64(self) -> Any:
        return UInt64(self.place)

    @property
    def hex_offset(self) -> str:
        return f"{self.place:016X}"

    @property
    def hex_bytes(self) -> str:
        return self.data.hex(" ").upper()

    @property
    def ascii(self) -> str:
        """The bytes as characters: blanks for zeros, a replacement mark for control characters."""
        return "".join(" " if b == 0 else "\ufffd" if b < 0x20 or 0x7F <= b < 0xA0 else chr(b) for b in self.data)

    def __str__(self) -> str:
        return f"{self.hex_offset}   {self.hex_bytes.ljust(3 * ROW)}  {self.ascii}"


@cmdlet(
    "Format-Hex", default_set="Path", aliases=("fhx",), output=(_U + "ByteCollection",), net_class="Microsoft.PowerShell.Commands.FormatHex"
)
class FormatHex(Cmdlet):
    """Shows a file or a value as hexadecimal numbers."""

    path = parameter("Path", "string[]", sets=(In("Path", mandatory=True, position=0),), validate=(NotNullOrEmpty(),))
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("LiteralPath", mandatory=True),), aliases=("PSPath", "LP"), validate=(NotNullOrEmpty(),)
    )
    input_object = parameter("InputObject", "psobject", sets=(In("ByInputObject", mandatory=True, pipeline=True),))
    encoding = parameter(
        "Encoding", "System.Text.Encoding", sets=("ByInputObject",), transform=(to_encoding,), validate=(NotNullOrEmpty(),)
    )
    count = parameter("Count", "long", default=MAX_LONG, validate=(ValidateRange("Positive"),))
    offset = parameter("Offset", "long", default=0, validate=(ValidateRange("NonNegative"),))
    raw = parameter("Raw", "switch", sets=("ByInputObject",), dont_show=True)

    def begin(self) -> None:
        self._held = bytearray()
        self._kind: NetType | None = None  # of what is held
        self._mixed = False

    def process(self) -> None:
        if self.set_name == "ByInputObject":
            self._take(unwrap(self.input_object))
            return
        literal = self.path is None
        for path in self.literal_path if literal else self.path:
            self._files(path, literal)

    def end(self) -> None:
        if self._held:
            self._write_held()

    # -- values

    def _take(self, value: Any) -> None:
        if isinstance(value, FileSystemInfo):
            self._flush()
            self._file(value.full_name)
        elif isinstance(value, str) and not isinstance(value, Char):
            self._flush()
            self._rows((files.told(self) or default_for(self.runspace, "Format-Hex")).encode(value), _label(type_of(value)))
        else:
            self._hold(value)

    def _hold(self, value: Any) -> None:
        """Values of one type that come one by one stand in common rows; an array has rows of its own.

        What a change of types leaves behind is labelled with the type that came in between, as PowerShell's own state has it.
        """
        net = type_of(value)
        items = [value]
        if net.rank:
            self._flush()
            self._kind, self._mixed = net, True
            items = list(enumerate_value(value) or ())
            net = net.element or net
        if net.kind == "enum":
            items = [one.UNDERLYING(int(one)) for one in items]
            net = type_of(items[0]) if items else net
        code = _CODES.get(net.full_name) if items else None
        if code is not None and not self._mixed:
            self._mixed = self._kind is not None and self._kind is not net
            self._kind = net
        if self._mixed:
            self._flush()
        if code is None:
            self._unsupported(type_of(value))
            return
        for one in items:
            self._held += struct.pack(code, ord(one) & 0xFF if isinstance(one, Char) else one)

    def _unsupported(self, net: NetType) -> None:
        text = (
            f"Cannot convert input of type '{net.full_name}' to hexadecimal. To view the hexadecimal formatting of its string "
            "representation, pipe it to the Out-String cmdlet before piping it to Format-Hex."
        )
        self.write_error(self.error("System.ArgumentException", text, "FormatHexTypeNotSupported", "InvalidArgument", net))

    def _flush(self) -> None:
        if self._held:
            self._write_held()
            self._held, self._kind, self._mixed = bytearray(), None, False

    def _write_held(self) -> None:
        if self._kind is None:
            raise NetError.of("System.NullReferenceException", "Object reference not set to an instance of an object.")
        self._rows(bytes(self._held), _label(self._kind))

    def _rows(self, data: bytes, label: str) -> None:
        data = data[self.offset : self.offset + self.count]
        for start in range(0, len(data), ROW):
            self.write(ByteCollection(start, data[start : start + ROW], label))

    # -- files

    def _files(self, path: str, literal: bool) -> None:
        try:
            found = self.paths.resolve(path, literal=literal)
        except (NetError, ScriptError):
            if literal:
                self._file(files.unresolved(self, path))
            elif not has_wildcards(path):
                text = f"Cannot find path '{files.unresolved(self, path)}' because it does not exist."
                kind = "System.Management.Automation.ItemNotFoundException"
                self.write_error(self.error(kind, text, "FileNotFound", "ObjectNotFound", TypedArray(type_of(""), self.path)))
            return
        if found and found[0].provider is not self.runspace.drives.files:
            text = f"The given path '{path}' is not supported. This command only supports the FileSystem Provider paths."
            self.write_error(self.error("System.ArgumentException", text, "FormatHexOnlySupportsFileSystemPaths", "InvalidArgument", path))
            return
        for where in found:
            self._file(str(where.path))

    def _file(self, full: str) -> None:
        try:
            with files_of(self.machine).open(full, "r") as source:
                source.seek(self.offset)
                data = source.read(-1 if self.count == MAX_LONG else self.count)
        except OSError as problem:
            cause = files.exception_of(problem, full)
            if not cause.is_a("System.IO.IOException"):
                raise
            record = self.error(cause.kind.full_name, cause.message, "FormatHexIOError", "WriteError", full)
            record.exception = cause
            self.write_error(record)
            return
        for start in range(0, len(data), ROW):
            self.write(ByteCollection(self.offset + start, data[start : start + ROW], full, full))


def _label(net: NetType) -> str:
    return f"{net.name} ({net.full_name}) <{secrets.randbelow(INT32_MAX):X}>"


FormatHexDesktop = files.desktop(FormatHex, HEX_NAMES)
