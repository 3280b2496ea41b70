"""Text encodings of .NET: names and code pages, what -Encoding accepts, bytes and texts.

Decides which Python codec stands for an encoding and which mark it writes first.  `utf8` has no mark in PowerShell 7 and one in 5.1
(``desktop``).  What a code page cannot express becomes a question mark, as .NET's replacement fallback does.
"""

from __future__ import annotations

import codecs
from typing import Any

from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define
from psbridge.objects.numbers import Byte
from psbridge.objects.psobject import NetObject, unwrap

_T = "System.Text."
_BASE = define(_T + "Encoding")
for _name in ("UTF8Encoding", "UnicodeEncoding", "UTF32Encoding", "UTF7Encoding", "ASCIIEncoding", "Latin1Encoding"):
    define(_T + _name, _T + "Encoding")
define(_T + "UTF8Encoding+UTF8EncodingSealed", _T + "UTF8Encoding")
define(_T + "ASCIIEncoding+ASCIIEncodingSealed", _T + "ASCIIEncoding")
define(_T + "CodePageEncoding", _T + "Encoding")

# web name: (type, code page, Python codec, mark, display name)
_ROWS: dict[str, tuple[str, int, str, bytes, str]] = {
    "utf-8": ("UTF8Encoding+UTF8EncodingSealed", 65001, "utf-8", codecs.BOM_UTF8, "Unicode (UTF-8)"),
    "utf-16": ("UnicodeEncoding", 1200, "utf-16-le", codecs.BOM_UTF16_LE, "Unicode"),
    "utf-16BE": ("UnicodeEncoding", 1201, "utf-16-be", codecs.BOM_UTF16_BE, "Unicode (Big-Endian)"),
    "utf-32": ("UTF32Encoding", 12000, "utf-32-le", codecs.BOM_UTF32_LE, "Unicode (UTF-32)"),
    "utf-32BE": ("UTF32Encoding", 12001, "utf-32-be", codecs.BOM_UTF32_BE, "Unicode (UTF-32 Big-Endian)"),
    "utf-7": ("UTF7Encoding", 65000, "utf-7", b"", "Unicode (UTF-7)"),
    "us-ascii": ("ASCIIEncoding+ASCIIEncodingSealed", 20127, "ascii", b"", "US-ASCII"),
    "iso-8859-1": ("Latin1Encoding", 28591, "latin-1", b"", "Western European (ISO)"),
}
_NAMES = {
    "ascii": "us-ascii", "bigendianunicode": "utf-16BE", "bigendianutf32": "utf-32BE", "unicode": "utf-16", "string": "utf-16", "unknown": "utf-16",
    "utf7": "utf-7", "utf8": "utf-8", "utf8bom": "utf-8", "utf8nobom": "utf-8", "utf32": "utf-32", "latin1": "iso-8859-1", "default": "utf-8",
    "utf-16le": "utf-16", "utf-32le": "utf-32", "utf_8": "utf-8", "l1": "iso-8859-1", "iso-10646-ucs-2": "utf-16", "ucs-2": "utf-16",
    "unicodefffe": "utf-16BE",
}  # fmt: skip


class Encoding(NetObject):
    """An encoding.  ``mark``: what stands at the start of a file."""

    __slots__ = ("code_page", "codec", "display_name", "mark", "read_only", "web_name")
    net_type = _BASE
    PROPERTIES = {
        "BodyName": "web_name",
        "EncodingName": "display_name",
        "HeaderName": "web_name",
        "WebName": "web_name",
        "CodePage": "code_page",
        "IsSingleByte": "single_byte",
        "IsReadOnly": "read_only",
    }
    METHODS = {
        "GetBytes": "get_bytes",
        "GetString": "get_string",
        "GetChars": "get_chars",
        "GetByteCount": "get_byte_count",
        "GetCharCount": "get_char_count",
        "GetPreamble": "get_preamble",
    }

    def __init__(self, code_page: int, codec: str, mark: bytes, display_name: str, web_name: str) -> None:
        super().__init__()
        self.code_page, self.codec, self.mark = code_page, codec, mark
        self.display_name, self.web_name, self.read_only = display_name, web_name, True

    @property
    def single_byte(self) -> bool:
        return self.codec in ("ascii", "latin-1") or self.codec.startswith(("cp125", "iso"))

    def encode(self, text: str) -> bytes:
        """The bytes of a text, without a mark."""
        if self.codec.startswith("utf"):
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode(self.codec, "replace")
        return text.encode(self.codec, "replace")

    def decode(self, data: bytes) -> str:
        """The text of bytes; a mark is not looked for."""
        if self.codec == "ascii":
            return "".join(chr(byte) if byte < 128 else "\N{REPLACEMENT CHARACTER}" for byte in data)
        return bytes(data).decode(self.codec, "replace")

    def get_bytes(self, text: Any, start: int | None = None, count: int | None = None) -> bytearray:
        chars = text if isinstance(text, str) else "".join(str(one) for one in text)
        if start is not None:
            chars = chars[start : start + (count or 0)]
        return bytearray(self.encode(chars))

    def get_string(self, data: Any, start: int = 0, count: int | None = None) -> str:
        return self.decode(bytes(int(b) for b in data)[start : None if count is None else start + count])

    def get_chars(self, data: Any) -> list[str]:
        from psbridge.objects.numbers import Char

        return [Char(one) for one in self.get_string(data)]

    def get_byte_count(self, text: Any) -> int:
        return len(self.get_bytes(text))

    def get_char_count(self, data: Any) -> int:
        return len(self.get_string(data))

    def get_preamble(self) -> bytearray:
        return bytearray(self.mark)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Encoding) and (self.codec, self.mark) == (other.codec, other.mark)

    def __hash__(self) -> int:
        return hash((self.codec, self.mark))

    def __str__(self) -> str:
        return self.net_type.full_name


_KINDS: dict[str, type[Encoding]] = {
    kind: type(kind.rpartition("+")[2], (Encoding,), {"__slots__": (), "net_type": define(_T + kind)})
    for kind in (*(row[0] for row in _ROWS.values()), "UTF8Encoding", "ASCIIEncoding", "CodePageEncoding")
}


def _of(web_name: str, mark: bool = True) -> Encoding:
    kind, page, codec, bom, shown = _ROWS[web_name]
    cls = _KINDS[kind if mark else kind.partition("+")[0]]
    return cls(page, codec, bom if mark else b"", shown, web_name)


UTF8 = _of("utf-8")
UTF8_NO_MARK = _of("utf-8", mark=False)
ASCII = _of("us-ascii")
UNICODE = _of("utf-16")
LATIN1 = _of("iso-8859-1")


def encoding_of(value: Any, *, desktop: bool = False) -> Encoding:
    """What -Encoding was given: a name, a code page or an Encoding; NetError for anything else.  None is the default of the edition."""
    bare = unwrap(value)
    if isinstance(bare, Encoding):
        return bare
    if bare is None:
        return UTF8_NO_MARK
    if isinstance(bare, int) and not isinstance(bare, bool):
        return _by_page(int(bare))
    name = str(bare).lower()
    if name in ("utf8nobom", "default", "oem") or (name == "utf8" and not desktop):
        return _by_page(1252) if desktop and name != "utf8nobom" else UTF8_NO_MARK
    known = _NAMES.get(name) or next((web for web in _ROWS if web.lower() == name), None)
    if known is not None:
        return _of(known)
    return _by_codec(str(bare))


def named(name: str) -> Encoding:
    """Encoding.GetEncoding(name)."""
    known = next((web for web in _ROWS if web.lower() == name.lower()), None) or (_NAMES.get(name.lower()) if "utf8" not in name.lower() else None)
    return _of(known) if known is not None else _by_codec(name)


def _by_page(page: int) -> Encoding:
    for web, row in _ROWS.items():
        if row[1] == page:
            return _of(web)
    return _by_codec(f"cp{page}", page)


def _by_codec(name: str, page: int | None = None) -> Encoding:
    try:
        found = codecs.lookup(name)
    except LookupError:
        found = None
    if found is None or not getattr(found, "_is_text_encoding", True):
        if page is not None:
            raise NetError.of("System.NotSupportedException", f"No data is available for encoding {page}.")
        text = (
            f"'{name}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the "
            "Encoding.RegisterProvider method. (Parameter 'name')"
        )
        raise NetError.of("System.ArgumentException", text)
    web = f"windows-{found.name[2:]}" if found.name.startswith("cp125") else found.name
    digits = "".join(c for c in found.name if c.isdigit())
    return _KINDS["CodePageEncoding"](page or int(digits or 0), found.name, b"", web, web)


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32BE"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16BE"),
)


def marked(data: bytes) -> Encoding | None:
    """The encoding whose mark stands at the start of the data."""
    return next((_of(web) for mark, web in _MARKS if data.startswith(mark)), None)


def read(data: bytes, encoding: Encoding | None = None) -> str:
    """The text of a file: a mark decides, then `encoding`, then UTF-8."""
    found = marked(data)
    if found is not None:
        return found.decode(data[len(found.mark) :])
    return (encoding or UTF8_NO_MARK).decode(data)


def byte_list(data: bytes) -> list[Byte]:
    """Bytes one by one, as the pipeline shows them."""
    return [Byte(one) for one in data]
