"""Format-Hex: bytes as hexadecimal numbers."""

from __future__ import annotations

import secrets
import struct
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidateRange, cmdlet, parameter
from psbridge.engine.encodings import UTF8_NO_MARK, to_encoding
from psbridge.engine.errors import ScriptError
from psbridge.modules.utility import files
from psbridge.objects import NetError, NetObject, PSEnum, UInt32, UInt64, define, type_of, unwrap
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.nettypes import SMA

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
    literal_path = parameter("LiteralPath", "string[]", sets=(In("LiteralPath", mandatory=True),), aliases=("PSPath", "LP"))
    input_object = parameter("InputObject", "psobject", sets=(In("ByInputObject", mandatory=True, pipeline=True),))
    encoding = parameter("Encoding", "System.Text.Encoding", sets=("ByInputObject",), transform=(to_encoding,))
    count = parameter("Count", "long", default=MAX_LONG, validate=(ValidateRange(1, MAX_LONG),))
    offset = parameter("Offset", "long", default=0, validate=(ValidateRange(0, MAX_LONG),))
    raw = parameter("Raw", "switch", sets=("ByInputObject",), dont_show=True)

    def begin(self) -> None:
        self._held = bytearray()
        self._type = ""

    def process(self) -> None:
        if self.set_name == "ByInputObject":
            self._take(self.input_object)
            return
        literal = self.path is None
        for path in self.literal_path if literal else self.path:
            self._files(path, literal)

    def end(self) -> None:
        self._flush()

    def _take(self, value: Any) -> None:
        bare = unwrap(value)
        if isinstance(bare, str) and type_of(bare).full_name != "System.Char":
            self._flush()
            self._rows((self.encoding or UTF8_NO_MARK).encode(bare), _label("String", "System.String"), None)
            return
        if any(name.startswith("System.IO.F") for name in type_of(bare).type_names):
            self._file(to_text(getattr(bare, "full_name", bare)))
            return
        items = enumerate_value(bare)
        for item in [bare] if items is None else items:
            self._add(unwrap(item))

    def _add(self, value: Any) -> None:
        """Values of one type stand in common rows."""
        net = type_of(value)
        if isinstance(value, PSEnum):
            net, value = type_of(int(value)), int(value)
        code = _CODES.get(net.full_name)
        if code is None:
            self._unsupported(net.full_name, value)
            return
        if net.full_name != self._type:
            self._flush()
            self._type = net.full_name
        self._held += struct.pack(code, value)

    def _unsupported(self, type_name: str, value: Any) -> None:
        text = (
            f"Cannot convert input of type '{type_name}' to hexadecimal. To view the hexadecimal formatting of its string representation, "
            "pipe it to the Out-String cmdlet before piping to Format-Hex."
        )
        self.write_error(self.error("System.ArgumentException", text, "FormatHexTypeNotSupported", "InvalidArgument", value))

    def _flush(self) -> None:
        if self._held:
            held, self._held = bytes(self._held), bytearray()
            self._rows(held, _label(self._type.rsplit(".", 1)[-1], self._type), None)

    def _files(self, path: str, literal: bool) -> None:
        try:
            found = files.resolve_all(self, path, literal)
        except (NetError, ScriptError):
            text = f"Cannot find path '{path}' because it does not exist."
            kind = "System.Management.Automation.ItemNotFoundException"
            self.write_error(self.error(kind, text, "FileNotFound", "ObjectNotFound", path))
            return
        for full in found:
            self._file(full)

    def _file(self, full: str) -> None:
        self._rows(files.read_file(self, full), full, full)

    def _rows(self, data: bytes, label: str, source: str | None) -> None:
        data = data[self.offset : self.offset + self.count]
        for start in range(0, len(data), ROW):
            self.write(ByteCollection(self.offset + start, data[start : start + ROW], label, source))


def _label(name: str, full: str) -> str:
    return f"{name} ({full}) <{secrets.randbits(32):08X}>"
