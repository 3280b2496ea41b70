"""What -Encoding accepts, and the text of files: names of PowerShell, code pages and Encoding objects.

Decides which encoding a name means in the edition that runs (`utf8` has a mark in 5.1 and none in 7) and how a mark at the start of a file
counts.  The encodings themselves are those of System.Text.
"""

from __future__ import annotations

import codecs
from typing import Any

from psbridge.engine.members.texts import Encoding, encoding, get_encoding
from psbridge.objects.psobject import unwrap

UTF8_NO_MARK = Encoding("utf-8", "utf-8", 65001, "UTF8Encoding", b"", "Unicode (UTF-8)")
_BIG32 = Encoding("utf-32-be", "utf-32BE", 12001, "UTF32Encoding", codecs.BOM_UTF32_BE, "Unicode (UTF-32 Big-Endian)")
_NAMES = {
    "ascii": "ASCII",
    "bigendianunicode": "BigEndianUnicode",
    "unicode": "Unicode",
    "string": "Unicode",
    "unknown": "Unicode",
    "utf7": "UTF7",
    "utf8": "UTF8",
    "utf8bom": "UTF8",
    "utf32": "UTF32",
}
_MARKS = (
    (codecs.BOM_UTF8, "UTF8"),
    (codecs.BOM_UTF32_LE, "UTF32"),
    (codecs.BOM_UTF16_LE, "Unicode"),
    (codecs.BOM_UTF16_BE, "BigEndianUnicode"),
)


def encoding_of(value: Any, *, desktop: bool = False) -> Encoding:
    """What -Encoding was given; NetError (ArgumentException, NotSupportedException) when that is no encoding."""
    bare = unwrap(value)
    if bare is None:
        return UTF8_NO_MARK
    if isinstance(bare, Encoding):
        return bare
    if isinstance(bare, int) and not isinstance(bare, bool):
        return get_encoding(int(bare))
    name = str(bare).lower()
    if name in ("default", "oem"):
        return get_encoding(1252 if name == "default" else 437) if desktop else UTF8_NO_MARK
    if name == "utf8nobom" or (name == "utf8" and not desktop):
        return UTF8_NO_MARK
    if name == "bigendianutf32":
        return _BIG32
    return encoding(_NAMES[name]) if name in _NAMES else get_encoding(int(name) if name.isdigit() else str(bare))


def to_encoding(value: Any, ctx: Any) -> Encoding:
    """The transformation of -Encoding arguments."""
    return encoding_of(value, desktop=is_desktop(ctx.runspace))


def is_desktop(runspace: Any) -> bool:
    """Whether the session is one of Windows PowerShell 5.1."""
    return str(runspace.version).startswith("5.")


def marked(data: bytes) -> Encoding | None:
    """The encoding whose mark stands at the start of the data."""
    if data.startswith(codecs.BOM_UTF32_BE):
        return _BIG32
    return next((encoding(name) for mark, name in _MARKS if data.startswith(mark)), None)


def text_of(data: bytes, told: Encoding | None = None) -> str:
    """The text of a file: a mark decides, then what was told, then UTF-8."""
    found = marked(data)
    if found is not None:
        return found.decode(data[len(found.preamble) :])
    return (told or UTF8_NO_MARK).decode(data)
