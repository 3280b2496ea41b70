"""Streams, readers and writers over files of the machine: the constructors that take a path."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.files import open_stream
from psbridge.engine.members.streams import Stream, StreamReader, StreamWriter
from psbridge.engine.members.table import WithContext, fill
from psbridge.engine.members.texts import Encoding

fill(
    "System.IO.FileStream",
    """
    new(string path, System.IO.FileMode mode)
    new(string path, System.IO.FileMode mode, System.IO.FileAccess access)
    new(string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share)
    """,
    {"new": WithContext(open_stream)},
)


def _new_reader(ctx: Any, source: Any, *rest: Any) -> StreamReader:
    enc = next((a for a in rest if isinstance(a, Encoding)), None)
    return StreamReader(source if isinstance(source, Stream) else open_stream(ctx, source, 3, 1), enc)


_READER_NEW = "\n".join(
    f"new({source})\nnew({source}, System.Text.Encoding encoding)\nnew({source}, bool detectEncodingFromByteOrderMarks)\n"
    f"new({source}, System.Text.Encoding encoding, bool detectEncodingFromByteOrderMarks)"
    for source in ("System.IO.Stream stream", "string path")
)
fill(
    "System.IO.StreamReader",
    _READER_NEW + "\nSystem.IO.Stream BaseStream {get;}\nSystem.Text.Encoding CurrentEncoding {get;}\nbool EndOfStream {get;}",
    {
        "new": WithContext(_new_reader),
        "BaseStream": "stream",
        "CurrentEncoding": "encoding",
        "EndOfStream": lambda r: r.at >= len(r.live),
    },
)


def _new_writer(ctx: Any, target: Any, *rest: Any) -> StreamWriter:
    enc = next((a for a in rest if isinstance(a, Encoding)), None)
    append = any(a is True for a in rest)
    return StreamWriter(target if isinstance(target, Stream) else open_stream(ctx, target, 6 if append else 2), enc)


fill(
    "System.IO.StreamWriter",
    """
    new(System.IO.Stream stream)
    new(System.IO.Stream stream, System.Text.Encoding encoding)
    new(string path)
    new(string path, bool append)
    new(string path, bool append, System.Text.Encoding encoding)
    bool AutoFlush {get;set;}
    System.IO.Stream BaseStream {get;}
    """,
    {"new": WithContext(_new_writer), "AutoFlush": "auto_flush", "BaseStream": "stream"},
)
