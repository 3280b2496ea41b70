"""BinaryReader and BinaryWriter."""

from __future__ import annotations

import pytest

from psbridge.engine.members.binaryio import BinaryReader, BinaryWriter
from psbridge.engine.members.streams import MemoryStream
from psbridge.modules import shell

WRITER = "$ms = [IO.MemoryStream]::new(); $w = [IO.BinaryWriter]::new($ms); "


@pytest.mark.parametrize(
    ("written", "data"),
    [
        ("$w.Write([int]1)", "1,0,0,0"),
        ("$w.Write('ab')", "2,97,98"),
        ("$w.Write([byte]7); $w.Write([int16]-2)", "7,254,255"),
        ("$w.Write(1.5)", "0,0,0,0,0,0,248,63"),
        ("$w.Write([byte[]](1, 2, 3), 1, 2)", "2,3"),
        ("$w.Write([char]'é'); $w.Write($true)", "195,169,1"),
        ("$w.Write(1.25d)", "125,0,0,0,0,0,0,0,0,0,0,0,0,0,2,0"),
    ],
)
def test_the_layout_is_that_of_dotnet(written, data):
    assert shell.run(f"{WRITER}{written}; $w.Flush(); $ms.ToArray() -join ','") == [data]


def test_what_was_written_is_read():
    script = f"{WRITER}$w.Write('x' * 200); $w.Write([long]5); $w.Write(-2.5d); $w.Write([char]'€'); $ms.Position = 0; "
    script += '$r = [IO.BinaryReader]::new($ms); $r.ReadString().Length; $r.ReadInt64(); "$($r.ReadDecimal())"; $r.PeekChar(); $r.ReadChar(); $r.PeekChar()'
    assert shell.run(script) == [200, 5, "-2.5", 8364, "€", -1]


def test_reading_beyond_the_end():
    script = "try { [IO.BinaryReader]::new([IO.MemoryStream]::new([byte[]](1))).ReadInt32() } catch { $_.FullyQualifiedErrorId }"
    assert shell.run(script) == ["EndOfStreamException"]


def test_the_stream_may_stay_open():
    stream = MemoryStream()
    BinaryWriter(stream, None, True).close()
    assert not stream.file.closed
    BinaryReader(stream).close()
    assert stream.file.closed
