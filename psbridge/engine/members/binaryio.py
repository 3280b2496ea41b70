"""System.IO.BinaryReader and BinaryWriter: numbers, texts and bytes in a stream, in .NET's layout (little-endian, texts behind their length)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from psbridge.engine.members import streams  # noqa: F401 - defines the types
from psbridge.engine.members.table import fill
from psbridge.engine.members.texts import KINDS, Encoding
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Byte, Char, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64
from psbridge.objects.psobject import NetObject

_MANTISSA = (1 << 96) - 1
# method suffix: (struct format, what the number becomes, C# word)
_NUMBERS: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "Boolean": ("?", bool, "bool"),
    "Byte": ("B", Byte, "byte"),
    "SByte": ("b", SByte, "sbyte"),
    "Int16": ("<h", Int16, "int16"),
    "UInt16": ("<H", UInt16, "uint16"),
    "Int32": ("<i", int, "int"),
    "UInt32": ("<I", UInt32, "uint32"),
    "Int64": ("<q", Int64, "long"),
    "UInt64": ("<Q", UInt64, "uint64"),
    "Single": ("<f", Single, "float"),
    "Double": ("<d", float, "double"),
}


class _Binary(NetObject):
    """What reader and writer share: the stream below and the encoding of texts."""

    __slots__ = ("encoding", "keep", "stream")

    def __init__(self, stream: Any, encoding: Any = None, keep: bool = False) -> None:
        super().__init__()
        codec, name, page, kind, mark, shown = KINDS["UTF8"]
        self.stream, self.encoding, self.keep = stream, encoding or Encoding(codec, name, page, kind, mark, shown), keep

    def close(self) -> None:
        if not self.keep:
            self.stream.close()


class BinaryWriter(_Binary):
    """Writes to a stream."""

    __slots__ = ()
    net_type = find_type("System.IO.BinaryWriter")

    def put(self, data: bytes) -> None:
        self.stream.live.write(data)

    def write_text(self, text: str) -> None:
        data: bytes = self.encoding.encode(text)
        self.put(_length(len(data)) + data)

    def write(self, value: Any, *span: int) -> None:
        """Any of Write's kinds of values."""
        if isinstance(value, Char):
            self.put(self.encoding.encode(str(value)))
        elif isinstance(value, str):
            self.write_text(value)
        elif isinstance(value, Decimal):
            self.put(_decimal_bytes(value))
        elif isinstance(value, (bool, int, float)):
            self.put(_packed(value))
        elif value and isinstance(value[0], Char):
            self.put(self.encoding.encode("".join(map(str, _part(value, span)))))
        else:
            self.put(bytes(_part(value, span)))


def _part(value: Any, span: tuple[int, ...]) -> Any:
    return value[span[0] : span[0] + span[1]] if span else value


def _packed(value: Any) -> bytes:
    for form, kind, _ in _NUMBERS.values():
        if value.__class__ is kind:
            return struct.pack(form, value)
    return struct.pack("<i", value)


def _length(count: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    made = bytearray()
    while count >= 0x80:
        made.append(count & 0x7F | 0x80)
        count >>= 7
    return bytes([*made, count])


def _decimal_bytes(value: Decimal) -> bytes:
    sign, digits, exponent = value.as_tuple()
    scale = -int(exponent) if int(exponent) < 0 else 0
    number = int("".join(map(str, digits))) * 10 ** max(int(exponent), 0) & _MANTISSA
    data: bytes = number.to_bytes(12, "little")
    return data + struct.pack("<I", sign << 31 | scale << 16)


class BinaryReader(_Binary):
    """Reads from a stream; what ends too early is an EndOfStreamException."""

    __slots__ = ()
    net_type = find_type("System.IO.BinaryReader")

    def take(self, count: int) -> bytes:
        data: bytes = self.stream.live.read(count)
        if len(data) < count:
            raise NetError.of("System.IO.EndOfStreamException", "Unable to read beyond the end of the stream.")
        return data

    def read_text(self) -> str:
        count = shift = 0
        while True:
            part = self.take(1)[0]
            count |= (part & 0x7F) << shift
            shift += 7
            if part < 0x80:
                return str(self.encoding.decode(self.take(count)))

    def read_char(self) -> Char:
        data = b""
        while True:
            data += self.take(1)
            text = self.encoding.decode(data)
            if text and "\ufffd" not in text:
                return Char(text[0])
            if len(data) >= 4:
                return Char("\ufffd")

    def read_decimal(self) -> Decimal:
        data = self.take(16)
        flags = struct.unpack("<I", data[12:])[0]
        return Decimal((flags >> 31, tuple(map(int, str(int.from_bytes(data[:12], "little")))), -(flags >> 16 & 0xFF)))

    def read_into(self, *args: Any) -> int:
        """Read(): one character or -1; Read(buffer, index, count): bytes."""
        if args:
            return int(self.stream.read(*args))
        return -1 if self.peek() < 0 else ord(self.read_char())

    def peek(self) -> int:
        here = self.stream.live.tell()
        if not self.stream.live.read(1):
            return -1
        self.stream.live.seek(here)
        found = ord(self.read_char())
        self.stream.live.seek(here)
        return found


def _reading(form: str, make: Callable[[Any], Any]) -> Callable[[BinaryReader], Any]:
    return lambda reader: make(struct.unpack(form, reader.take(struct.calcsize(form)))[0])


_MAKERS = """
new(System.IO.Stream {0})
new(System.IO.Stream {0}, System.Text.Encoding encoding)
new(System.IO.Stream {0}, System.Text.Encoding encoding, bool leaveOpen)
System.IO.Stream BaseStream {{get;}}
void Close()
void Dispose()
"""
_SHARED = {"BaseStream": lambda own: own.stream, "Close": _Binary.close, "Dispose": _Binary.close}
fill(
    "System.IO.BinaryWriter",
    _MAKERS.format("output")
    + "void Flush()\nlong Seek(int offset, System.IO.SeekOrigin origin)\n"
    + "\n".join(f"void Write({word} value)" for _, _, word in _NUMBERS.values())
    + "\nvoid Write(decimal value)\nvoid Write(string value)\nvoid Write(char ch)\nvoid Write(byte[] buffer)\nvoid Write(char[] chars)\n"
    "void Write(byte[] buffer, int index, int count)\nvoid Write(char[] chars, int index, int count)",
    {
        **_SHARED,
        "new": BinaryWriter,
        "Flush": lambda writer: writer.stream.live.flush(),
        "Seek": lambda writer, offset, origin: writer.stream.live.seek(offset, int(origin)),
        "Write": BinaryWriter.write,
    },
)
fill(
    "System.IO.BinaryReader",
    _MAKERS.format("input")
    + "int PeekChar()\nint Read()\nint Read(byte[] buffer, int index, int count)\n"
    + "\n".join(f"{word} Read{name}()" for name, (_, _, word) in _NUMBERS.items())
    + "\ndecimal ReadDecimal()\nstring ReadString()\nchar ReadChar()\nbyte[] ReadBytes(int count)\nchar[] ReadChars(int count)",
    {
        **_SHARED,
        "new": BinaryReader,
        "PeekChar": BinaryReader.peek,
        "Read": BinaryReader.read_into,
        **{f"Read{name}": _reading(form, make) for name, (form, make, _) in _NUMBERS.items()},
        "ReadDecimal": BinaryReader.read_decimal,
        "ReadString": BinaryReader.read_text,
        "ReadChar": BinaryReader.read_char,
        "ReadBytes": lambda reader, count: reader.stream.live.read(count),
        "ReadChars": lambda reader, count: [reader.read_char() for _ in range(count) if reader.peek() >= 0],
    },
)
