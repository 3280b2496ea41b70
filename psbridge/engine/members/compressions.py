"""GZipStream and DeflateStream of System.IO.Compression."""

from __future__ import annotations

import io
import zlib
from typing import Any

from psbridge.engine.members.arguments import bad_argument, needed, not_supported
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.streams import Stream
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, define

_Z = "System.IO.Compression."
_CHUNK = 65536
LEVEL: Any = enum_type(_Z + "CompressionLevel")
_LEVELS = {0: 6, 1: 1, 2: 0}  # zlib's numbers
_BROKEN = "The archive entry was compressed using an unsupported compression method."


class _Packer(io.RawIOBase):
    """A file whose bytes go on packed; the rest comes when it is closed."""

    def __init__(self, inner: Stream, bits: int, level: int, leave_open: bool) -> None:
        self.inner, self.leave_open = inner, leave_open
        self.machine = zlib.compressobj(level, zlib.DEFLATED, bits)
        self.done = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.inner.live.write(self.machine.compress(data))
        return len(data)

    def flush(self) -> None:
        if not self.done:
            self.inner.live.write(self.machine.flush(zlib.Z_SYNC_FLUSH))

    def close(self) -> None:
        if self.done:
            return
        self.done = True
        self.inner.live.write(self.machine.flush())
        if not self.leave_open:
            self.inner.close()
        super().close()


class _Unpacker(io.RawIOBase):
    """A file of what the packed bytes stand for."""

    def __init__(self, inner: Stream, bits: int, leave_open: bool) -> None:
        self.inner, self.leave_open = inner, leave_open
        self.machine = zlib.decompressobj(bits)
        self.ready = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self.ready) < size) and not self.machine.eof:
            data = self.inner.live.read(_CHUNK)
            if not data:
                break
            try:
                self.ready += self.machine.decompress(data)
            except zlib.error:
                raise NetError.of("System.IO.InvalidDataException", _BROKEN) from None
        found, self.ready = (self.ready, b"") if size < 0 else (self.ready[:size], self.ready[size:])
        return found

    def close(self) -> None:
        if not self.closed and not self.leave_open:
            self.inner.close()
        super().close()


class CompressionStream(Stream):
    """A stream that packs what is written to it, or unpacks what is read from it."""

    __slots__ = ("inner", "kind")

    def __init__(self, kind: NetType, inner: Stream, file: Any) -> None:
        super().__init__(file)
        self.kind, self.inner = kind, inner

    @property
    def length(self) -> int:
        raise not_supported("This operation is not supported.")

    @property
    def position(self) -> int:
        raise not_supported("This operation is not supported.")

    @position.setter
    def position(self, value: int) -> None:
        raise not_supported("This operation is not supported.")


CompressionStream.net_type = property(lambda self: self.kind)  # type: ignore[assignment]


@wants_type
def _new(net: NetType, stream: Any, how: Any, leave_open: bool = False) -> CompressionStream:
    """(stream, mode or level), (stream, mode or level, leaveOpen)."""
    inner = needed(stream, "stream")
    bits = 31 if net.name == "GZipStream" else -15
    packing = how.__class__ is LEVEL or int(how) == 1
    if not (inner.live.writable() if packing else inner.live.readable()):
        raise bad_argument("Stream does not support writing." if packing else "Stream does not support reading.", "stream")
    if packing:
        level = _LEVELS[int(how)] if how.__class__ is LEVEL else 6
        return CompressionStream(net, inner, _Packer(inner, bits, level, leave_open))
    return CompressionStream(net, inner, _Unpacker(inner, bits, leave_open))


for _name in ("DeflateStream", "GZipStream"):
    fill(
        define(_Z + _name, "System.IO.Stream"),
        "\n".join(
            f"new(System.IO.Stream stream, {_Z}{how})\nnew(System.IO.Stream stream, {_Z}{how}, bool leaveOpen)"
            for how in ("CompressionMode mode", "CompressionLevel compressionLevel")
        )
        + "\nSystem.IO.Stream BaseStream {get;}",
        {"new": _new, "BaseStream": "inner"},
    )
