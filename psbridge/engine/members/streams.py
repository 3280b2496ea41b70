"""Streams, readers and writers of System.IO."""

from __future__ import annotations

import io
from typing import Any

from psbridge.engine.members.arguments import null_argument
from psbridge.engine.members.table import fill, register_types
from psbridge.engine.members.texts import Encoding, StringBuilder, encoding
from psbridge.objects import convert as conversion
from psbridge.objects.culture import current_culture
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import NetObject

register_types(
    """
    System.IO.Stream | System.MarshalByRefObject | class | System.IDisposable
    System.IO.FileStream | System.IO.Stream | class | System.IDisposable
    System.IO.MemoryStream | System.IO.Stream | class | System.IDisposable
    System.IO.TextReader | System.MarshalByRefObject | class | System.IDisposable
    System.IO.TextWriter | System.MarshalByRefObject | class | System.IDisposable
    System.IO.StreamReader | System.IO.TextReader | class | System.IDisposable
    System.IO.StringReader | System.IO.TextReader | class | System.IDisposable
    System.IO.StreamWriter | System.IO.TextWriter | class | System.IDisposable
    System.IO.StringWriter | System.IO.TextWriter | class | System.IDisposable
    System.IO.BinaryReader | System.Object | class | System.IDisposable
    System.IO.BinaryWriter | System.Object | class | System.IDisposable
    """
)


def closed(name: str = "a closed file") -> NetError:
    return NetError.of("System.ObjectDisposedException", f"Cannot access {name}.")


class Stream(NetObject):
    """A stream of bytes over a binary file object."""

    __slots__ = ("file", "path")
    net_type = find_type("System.IO.FileStream")

    def __init__(self, file: Any, path: str = "") -> None:
        super().__init__()
        self.file, self.path = file, path

    @property
    def live(self) -> Any:
        if self.file.closed:
            raise closed("a closed Stream" if isinstance(self.file, io.BytesIO) else "a closed file")
        return self.file

    @property
    def length(self) -> int:
        here = self.live.tell()
        end: int = self.file.seek(0, 2)
        self.file.seek(here)
        return end

    @property
    def position(self) -> int:
        return int(self.live.tell())

    @position.setter
    def position(self, value: int) -> None:
        self.live.seek(value)

    def read(self, buffer: Any, offset: int, count: int) -> int:
        data = self.live.read(count)
        buffer[offset : offset + len(data)] = data
        return len(data)

    def read_byte(self) -> int:
        data = self.live.read(1)
        return data[0] if data else -1

    def write(self, buffer: Any, offset: int = 0, count: int | None = None) -> None:
        self.live.write(bytes(buffer[offset : None if count is None else offset + count]))

    def close(self) -> None:
        self.file.close()


class _Memory(io.BytesIO):
    """Bytes that stay to be seen when the stream is closed."""

    kept = b""

    def close(self) -> None:
        if not self.closed:
            self.kept = self.getvalue()
        super().close()


class MemoryStream(Stream):
    """A stream in memory."""

    __slots__ = ()
    net_type = find_type("System.IO.MemoryStream")

    def __init__(self, data: Any = b"") -> None:
        super().__init__(_Memory(bytes(data) if not isinstance(data, int) else b""))

    def content(self) -> bytes:
        return bytes(self.file.kept if self.file.closed else self.file.getvalue())


_STREAM = """
bool CanRead {get;}
bool CanSeek {get;}
bool CanWrite {get;}
bool CanTimeout {get;}
long Length {get;}
long Position {get;set;}
void Close()
void CopyTo(System.IO.Stream destination)
void Dispose()
void Flush()
int Read(byte[] buffer, int offset, int count)
int ReadByte()
long Seek(long offset, System.IO.SeekOrigin origin)
void SetLength(long value)
void Write(byte[] buffer, int offset, int count)
void WriteByte(byte value)
"""
fill(
    "System.IO.Stream",
    _STREAM,
    {
        "CanRead": lambda s: not s.file.closed and s.file.readable(),
        "CanSeek": lambda s: not s.file.closed and s.file.seekable(),
        "CanWrite": lambda s: not s.file.closed and s.file.writable(),
        "CanTimeout": lambda s: False,
        "Length": "length",
        "Position": "position",
        "Close": Stream.close,
        "CopyTo": lambda s, target: target.live.write(s.live.read()) and None,
        "Dispose": Stream.close,
        "Flush": lambda s: s.live.flush(),
        "Read": Stream.read,
        "ReadByte": Stream.read_byte,
        "Seek": lambda s, offset, origin: s.live.seek(offset, int(origin)),
        "SetLength": lambda s, size: s.live.truncate(size) and None,
        "Write": Stream.write,
        "WriteByte": lambda s, value: s.live.write(bytes([value])) and None,
    },
)
fill("System.IO.FileStream", "string Name {get;}", {"Name": "path"})


fill(
    "System.IO.MemoryStream",
    """
    new()
    new(int capacity)
    new(byte[] buffer)
    new(byte[] buffer, bool writable)
    int Capacity {get;}
    byte[] GetBuffer()
    byte[] ToArray()
    void WriteTo(System.IO.Stream stream)
    """,
    {
        "new": lambda data=b"", writable=True: MemoryStream(data),
        "Capacity": lambda s: len(s.content()),
        "GetBuffer": MemoryStream.content,
        "ToArray": MemoryStream.content,
        "WriteTo": lambda s, target: target.write(s.content()),
    },
)


# -- text


class TextReader(NetObject):
    """Text that is read piece by piece; ``stream`` None: from a text in memory."""

    __slots__ = ("at", "body", "encoding", "stream")
    net_type = find_type("System.IO.StringReader")

    def __init__(self, body: str) -> None:
        super().__init__()
        if body is None:
            raise null_argument("s")
        self.body: str | None = body
        self.at = 0
        self.stream: Stream | None = None
        self.encoding = encoding("UTF8")

    @property
    def live(self) -> str:
        if self.body is None:
            raise closed("a closed TextReader")
        return self.body

    def read_line(self) -> str | None:
        content = self.live
        if self.at >= len(content):
            return None
        ends = [i for i in (content.find("\n", self.at), content.find("\r", self.at)) if i >= 0]
        if not ends:
            line, self.at = content[self.at :], len(content)
            return line
        end = min(ends)
        line = content[self.at : end]
        self.at = end + (2 if content[end : end + 2] == "\r\n" else 1)
        return line

    def read_to_end(self) -> str:
        rest = self.live[self.at :]
        self.at = len(self.live)
        return rest

    def read_one(self, *block: Any) -> int:
        content = self.live
        if block:
            buffer, offset, count = block
            piece = content[self.at : self.at + count]
            buffer[offset : offset + len(piece)] = list(piece)
            self.at += len(piece)
            return len(piece)
        found = self.peek()
        self.at += found >= 0
        return found

    def peek(self) -> int:
        return ord(self.live[self.at]) if self.at < len(self.live) else -1

    def close(self) -> None:
        self.body = None
        if self.stream is not None:
            self.stream.close()


class StreamReader(TextReader):
    """A TextReader over a stream; a byte order mark says the encoding."""

    __slots__ = ()
    net_type = find_type("System.IO.StreamReader")

    def __init__(self, stream: Stream, enc: Encoding | None = None) -> None:
        data = stream.live.read()
        chosen = enc or encoding("UTF8")
        for name in ("UTF32", "UTF8", "Unicode", "BigEndianUnicode"):
            known = encoding(name)
            if data.startswith(known.preamble):
                chosen, data = known, data[len(known.preamble) :]
                break
        super().__init__(chosen.decode(data))
        self.stream, self.encoding = stream, chosen


_READER = """
void Close()
void Dispose()
int Peek()
int Read()
int Read(char[] buffer, int index, int count)
string ReadLine()
string ReadToEnd()
"""
fill(
    "System.IO.TextReader",
    _READER,
    {
        "Close": TextReader.close,
        "Dispose": TextReader.close,
        "Peek": TextReader.peek,
        "Read": TextReader.read_one,
        "ReadLine": TextReader.read_line,
        "ReadToEnd": TextReader.read_to_end,
    },
)
fill("System.IO.StringReader", "new(string s)", {"new": TextReader})


class TextWriter(NetObject):
    """Text that is written piece by piece, into a builder or a stream."""

    __slots__ = ("auto_flush", "encoding", "new_line", "sink", "stream")
    net_type = find_type("System.IO.StringWriter")

    def __init__(self, sink: StringBuilder | None = None) -> None:
        super().__init__()
        self.sink = sink if sink is not None else StringBuilder()
        self.stream: Stream | None = None
        self.new_line, self.auto_flush = "\n", False
        self.encoding = encoding("Unicode")

    def put(self, content: str) -> None:
        self.sink.put(content)

    def write(self, *args: Any) -> None:
        self.put(_written(args))

    def write_line(self, *args: Any) -> None:
        self.put(_written(args) + self.new_line)

    def flush(self) -> None:
        if self.stream is not None and not self.stream.file.closed:
            self.stream.file.flush()

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()

    def __str__(self) -> str:
        return self.sink.content() if self.stream is None else self.net_type.full_name


class StreamWriter(TextWriter):
    """A TextWriter over a stream."""

    __slots__ = ()
    net_type = find_type("System.IO.StreamWriter")

    def __init__(self, stream: Stream, enc: Encoding | None = None) -> None:
        super().__init__()
        self.stream = stream
        self.encoding = enc or encoding("UTF8")
        if enc is not None and enc.preamble and stream.position == 0:
            stream.live.write(enc.preamble)

    def put(self, content: str) -> None:
        assert self.stream is not None
        if self.stream.file.closed:
            raise closed("a closed TextWriter")
        self.stream.file.write(self.encoding.encode(content))
        if self.auto_flush:
            self.flush()


def _written(args: tuple[Any, ...]) -> str:
    """What Write makes of its arguments: a text, a value, or a format with values."""
    if not args or args[0] is None:
        return ""
    if len(args) > 1:
        values = args[1] if len(args) == 2 and isinstance(args[1], list) else list(args[1:])
        return conversion.format_composite(args[0], values, current_culture())
    return "".join(args[0]) if isinstance(args[0], list) else conversion.dotnet_text(args[0], current_culture())


_WRITE_LINES = "\n".join(
    f"void {name}({kind} value)"
    for name in ("Write", "WriteLine")
    for kind in ("string", "char", "char[]", "bool", "int", "long", "double", "decimal", "System.Object")
)
fill(
    "System.IO.TextWriter",
    f"""
    System.Text.Encoding Encoding {{get;}}
    string NewLine {{get;set;}}
    void Close()
    void Dispose()
    void Flush()
    void WriteLine()
    {_WRITE_LINES}
    void Write(string format, System.Object arg0)
    void Write(string format, Params System.Object[] arg)
    void WriteLine(string format, System.Object arg0)
    void WriteLine(string format, Params System.Object[] arg)
    string ToString()
    """,
    {
        "Encoding": "encoding",
        "NewLine": "new_line",
        "Close": TextWriter.close,
        "Dispose": TextWriter.close,
        "Flush": TextWriter.flush,
        "Write": TextWriter.write,
        "WriteLine": TextWriter.write_line,
        "ToString": str,
    },
)
fill(
    "System.IO.StringWriter",
    "new()\nnew(System.Text.StringBuilder sb)\nSystem.Text.StringBuilder GetStringBuilder()",
    {"new": TextWriter, "GetStringBuilder": lambda w: w.sink},
)
