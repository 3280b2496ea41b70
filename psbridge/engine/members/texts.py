"""System.Text: StringBuilder and the encodings."""

from __future__ import annotations

import codecs
from typing import Any

from psbridge.engine.members import strings
from psbridge.engine.members.arguments import INDEX, bad_argument, index_range, needed, out_of_range
from psbridge.engine.members.table import fill, register_types
from psbridge.objects import convert as conversion
from psbridge.objects.containers import TypedArray
from psbridge.objects.culture import current_culture
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.numbers import Char
from psbridge.objects.psobject import NetObject, unwrap


class StringBuilder(NetObject):
    """Text that grows: pieces are joined when somebody looks."""

    __slots__ = ("capacity", "limit", "pieces", "size")
    net_type = define("System.Text.StringBuilder")

    def __init__(self, start: str = "", capacity: int = 16, limit: int = 0x7FFF_FFFF) -> None:
        super().__init__()
        self.pieces = [start] if start else []
        self.size = len(start)
        self.capacity, self.limit = max(capacity or 16, len(start)), limit

    def content(self) -> str:
        if len(self.pieces) > 1:
            self.pieces = ["".join(self.pieces)]
        return self.pieces[0] if self.pieces else ""

    def replace_all(self, content: str) -> StringBuilder:
        self.pieces = [content]
        self.size = len(content)
        return self._grown()

    def put(self, piece: str) -> StringBuilder:
        self.pieces.append(piece)
        self.size += len(piece)
        return self._grown()

    def _grown(self) -> StringBuilder:
        if self.size > self.limit:
            raise out_of_range("requiredLength" if self.limit == 0x7FFF_FFFF else "capacity", "capacity was less than the current size.")
        while self.capacity < self.size:
            self.capacity *= 2
        return self

    def __str__(self) -> str:
        return self.content()


def _text(value: Any) -> str:
    """What Append writes: .NET's text in the current culture."""
    if isinstance(value, str):
        return str(value)
    return "" if value is None else conversion.dotnet_text(unwrap(value), current_culture())


def append(builder: StringBuilder, value: Any, *rest: int) -> StringBuilder:
    """Append(value), (char, count), (text, start, count), (char[], start, count)."""
    if isinstance(value, TypedArray):
        value = "".join(value)
    if len(rest) == 1:
        if rest[0] < 0:
            raise out_of_range("repeatCount", "Count cannot be less than zero.")
        return builder.put(_text(value) * rest[0])
    return builder.put(value[rest[0] : rest[0] + rest[1]] if rest else _text(value))


def append_format(builder: StringBuilder, *args: Any) -> StringBuilder:
    return builder.put(strings.format_text(*args))


def insert(builder: StringBuilder, index: int, value: Any, count: int = 1) -> StringBuilder:
    content = builder.content()
    if not 0 <= index <= len(content):
        raise index_range()
    return builder.replace_all(content[:index] + _text(value) * count + content[index:])


def remove(builder: StringBuilder, start: int, count: int) -> StringBuilder:
    content = builder.content()
    for name, number in (("length", count), ("startIndex", start)):
        if number < 0:
            raise out_of_range(name, f"{name[0].upper()}{name[1:]} cannot be less than zero.")
    if start + count > len(content):
        raise out_of_range("length", INDEX)
    return builder.replace_all(content[:start] + content[start + count :])


def replace(builder: StringBuilder, old: str, new: Any, *span: int) -> StringBuilder:
    content = builder.content()
    if old == "":
        raise bad_argument("Empty name is not legal.", "oldValue")
    start, count = span or (0, len(content))
    changed = str.replace(content[start : start + count], needed(old, "oldValue"), new or "")
    return builder.replace_all(content[:start] + changed + content[start + count :])


def set_length(builder: StringBuilder, size: int) -> None:
    if size < 0:
        raise out_of_range("value", "Length cannot be less than zero.")
    content = builder.content()
    builder.replace_all(content[:size] + "\0" * (size - len(content)))


def _new(*given: Any) -> StringBuilder:
    numbers = [one for one in given if isinstance(one, int)]
    text = next((one or "" for one in given if not isinstance(one, int)), "")
    limit = numbers[1] if len(numbers) == 2 else 0x7FFF_FFFF
    capacity = numbers[0] if numbers else 16
    if capacity > limit:
        raise out_of_range("capacity", "Capacity exceeds maximum capacity.")
    if limit < 1:
        raise out_of_range("maxCapacity", "MaxCapacity must be one or greater.")
    if capacity < 0:
        raise out_of_range("capacity", "'capacity' must be greater than zero.")
    return StringBuilder(text, capacity or min(16, limit), limit)


def ensure_capacity(builder: StringBuilder, size: int) -> int:
    if size < 0:
        raise out_of_range("capacity", "Capacity must be positive.")
    builder.capacity = max(builder.capacity, size)
    return builder.capacity


def char_at(builder: StringBuilder, index: int) -> Char:
    if not 0 <= index < builder.size:
        raise NetError.of("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
    return Char(builder.content()[index])


def set_char(builder: StringBuilder, index: int, value: Any) -> None:
    content = builder.content()
    if not 0 <= index < len(content):
        raise index_range()
    builder.replace_all(content[:index] + str(value) + content[index + 1 :])


def to_string(builder: StringBuilder, *span: int) -> str:
    return strings.substring(builder.content(), *span) if span else builder.content()


_B = "System.Text.StringBuilder"
_APPENDS = ["string", "char", "System.Object", "bool", "int", "long", "double", "decimal"]
_APPEND_LINES = "\n".join(f"{_B} Append({kind} value)" for kind in _APPENDS)
_INSERT_LINES = "\n".join(f"{_B} Insert(int index, {kind} value)" for kind in _APPENDS)
fill(
    _B,
    f"""
    new()
    new(int capacity)
    new(string value)
    new(string value, int capacity)
    new(int capacity, int maxCapacity)
    int Capacity {{get;set;}}
    int MaxCapacity {{get;}}
    int Length {{get;set;}}
    char Chars(int index) {{get;set;}}
    char Item(int index) {{get;set;}}
    {_APPEND_LINES}
    {_B} Append(char value, int repeatCount)
    {_B} Append(char[] value)
    {_B} Append(char[] value, int startIndex, int charCount)
    {_B} Append(string value, int startIndex, int count)
    {_B} AppendFormat(string format, System.Object arg0)
    {_B} AppendFormat(string format, System.Object arg0, System.Object arg1)
    {_B} AppendFormat(string format, System.Object arg0, System.Object arg1, System.Object arg2)
    {_B} AppendFormat(string format, Params System.Object[] args)
    {_B} AppendFormat(System.IFormatProvider provider, string format, System.Object arg0)
    {_B} AppendFormat(System.IFormatProvider provider, string format, Params System.Object[] args)
    {_B} AppendJoin(string separator, Params System.Object[] values)
    {_B} AppendJoin(string separator, Params string[] values)
    {_B} AppendLine()
    {_B} AppendLine(string value)
    {_B} Clear()
    void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)
    int EnsureCapacity(int capacity)
    bool Equals(System.Object obj)
    {_INSERT_LINES}
    {_B} Insert(int index, string value, int count)
    {_B} Remove(int startIndex, int length)
    {_B} Replace(string oldValue, string newValue)
    {_B} Replace(string oldValue, string newValue, int startIndex, int count)
    {_B} Replace(char oldChar, char newChar)
    {_B} Replace(char oldChar, char newChar, int startIndex, int count)
    string ToString()
    string ToString(int startIndex, int length)
    """,
    {
        "new": _new,
        "Capacity": "capacity",
        "Length": "size",
        "Length=": set_length,
        "MaxCapacity": "limit",
        "Chars": char_at,
        "Chars=": set_char,
        "Item": char_at,
        "Item=": set_char,
        "Append": append,
        "AppendFormat": append_format,
        "AppendJoin": lambda b, separator, values: b.put(strings.join(separator, values)),
        "AppendLine": lambda b, value="": b.put((value or "") + "\n"),
        "Clear": lambda b: b.replace_all(""),
        "CopyTo": lambda b, source, target, at, count: strings.copy_to(b.content(), source, target, at, count),
        "EnsureCapacity": ensure_capacity,
        "Equals": lambda b, other: isinstance(other, StringBuilder) and other.content() == b.content(),
        "Insert": insert,
        "Remove": remove,
        "Replace": replace,
        "ToString": to_string,
    },
)  # fmt: skip


# -- encodings

register_types("System.Text.EncodingInfo\nSystem.Text.Decoder\nSystem.Text.Encoder")
define("System.Text.Encoding")


class Encoding(NetObject):
    """An encoding: Python's codec, and what .NET calls it."""

    __slots__ = ("codec", "code_page", "display", "kind", "preamble", "strict", "web_name")
    net_type = find_type("System.Text.Encoding")

    def __init__(
        self, codec: str, web_name: str, code_page: int, kind: str, preamble: bytes = b"", display: str = "", strict: bool = False
    ) -> None:
        super().__init__()
        self.codec, self.web_name, self.code_page, self.preamble = codec, web_name, code_page, preamble
        self.display, self.strict = display or web_name, strict
        self.kind = define(f"System.Text.{kind}", "System.Text.Encoding")

    def encode(self, value: str) -> bytes:
        errors = "strict" if self.strict else "surrogatepass" if self.codec.startswith(("utf-16", "utf-32")) else "replace"
        return value.encode(self.codec, errors)

    def decode(self, data: Any) -> str:
        try:
            return bytes(data).decode(self.codec, "strict" if self.strict else "replace")
        except UnicodeDecodeError as error:
            bad = data[error.start]
            text = f"Unable to translate bytes [{bad:02X}] at index {error.start} from specified code page to Unicode."
            raise NetError.of("System.Text.DecoderFallbackException", text) from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Encoding) and (other.code_page, other.preamble) == (self.code_page, self.preamble)

    def __hash__(self) -> int:
        return hash(self.code_page)

    def __str__(self) -> str:
        return self.kind.full_name


Encoding.net_type = property(lambda self: self.kind)  # type: ignore[assignment]
UTF8_BOM = codecs.BOM_UTF8
KINDS: dict[str, tuple[Any, ...]] = {
    "ASCII": ("ascii", "us-ascii", 20127, "ASCIIEncoding", b"", "US-ASCII"),
    "UTF8": ("utf-8", "utf-8", 65001, "UTF8Encoding", UTF8_BOM, "Unicode (UTF-8)"),
    "Unicode": ("utf-16-le", "utf-16", 1200, "UnicodeEncoding", codecs.BOM_UTF16_LE, "Unicode"),
    "BigEndianUnicode": ("utf-16-be", "utf-16BE", 1201, "UnicodeEncoding", codecs.BOM_UTF16_BE, "Unicode (Big-Endian)"),
    "UTF32": ("utf-32-le", "utf-32", 12000, "UTF32Encoding", codecs.BOM_UTF32_LE, "Unicode (UTF-32)"),
    "UTF7": ("utf-7", "utf-7", 65000, "UTF7Encoding", b"", "Unicode (UTF-7)"),
    "Latin1": ("latin-1", "iso-8859-1", 28591, "Latin1Encoding", b"", "Western European (ISO)"),
}
_SHARED = {name: Encoding(*row) for name, row in KINDS.items()}
_BY_PAGE = {made.code_page: made for made in _SHARED.values()}
_BY_NAME = {made.web_name.lower(): made for made in _SHARED.values()}
_ALIASES = {"ascii": "us-ascii", "utf8": "utf-8", "unicode": "utf-16", "utf-16le": "utf-16", "latin1": "iso-8859-1", "ucs-2": "utf-16"}


def encoding(name: str) -> Encoding:
    """The shared encoding under .NET's property name (UTF8, Unicode, ASCII ...)."""
    return _SHARED[name]


def get_encoding(what: Any, *fallbacks: Any) -> Encoding:
    """Encoding.GetEncoding by code page or name."""
    if isinstance(what, int):
        found = _BY_PAGE.get(what) or (_SHARED["UTF8"] if what == 0 else None) or _code_page(what)
        if found is None:
            raise not_supported_page(str(what))
        return found
    key = what.lower()
    found = _BY_NAME.get(_ALIASES.get(key, key))
    if found is not None:
        return found
    try:
        info = codecs.lookup(what)
    except LookupError:
        text = (
            f"'{what}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the "
            "Encoding.RegisterProvider method. (Parameter 'name')"
        )
        raise NetError.of("System.ArgumentException", text) from None
    return _of_codec(info.name)


def _of_codec(name: str) -> Encoding:
    """The encoding of one of Python's codecs under its .NET name."""
    kind, _, number = name.partition("-")
    if name.startswith("cp") and name[2:].isdigit():
        return _code_page(int(name[2:])) or Encoding(name, name, 0, "SBCSCodePageEncoding")
    if kind == "iso8859" and number.isdigit():
        return Encoding(name, f"iso-8859-{number}", 28590 + int(number), "SBCSCodePageEncoding")
    return Encoding(name, name, 0, "SBCSCodePageEncoding")


def _code_page(number: int) -> Encoding | None:
    try:
        codecs.lookup(f"cp{number}")
    except LookupError:
        return None
    return Encoding(f"cp{number}", f"windows-{number}" if 1250 <= number <= 1258 else f"ibm{number}", number, "SBCSCodePageEncoding")


def not_supported_page(name: str) -> NetError:
    text = (
        f"No data is available for encoding {name}. For information on defining a custom encoding, see the documentation for the "
        "Encoding.RegisterProvider method."
    )
    return NetError.of("System.NotSupportedException", text)


def get_bytes(enc: Encoding, value: Any, *span: int) -> bytes:
    content = needed(value if isinstance(value, str) else "".join(value) if value is not None else None, "s")
    return enc.encode(content[span[0] : span[0] + span[1]] if span else content)


def get_string(enc: Encoding, data: Any, *span: int) -> str:
    needed(data, "bytes")
    if span and (span[0] < 0 or span[1] < 0 or span[0] + span[1] > len(data)):
        raise out_of_range("bytes", "Index and count must refer to a location within the buffer.")
    return enc.decode(data[span[0] : span[0] + span[1]] if span else data)


def transcode(source: Encoding, target: Encoding, data: Any) -> bytes:
    return target.encode(source.decode(data))


_STATIC_LINES = "\n".join(f"static System.Text.Encoding {name} {{get;}}" for name in KINDS)
_FOR_BROWSERS = frozenset(("utf-8", "iso-8859-1"))
_FOR_MAIL = frozenset(("utf-8", "us-ascii", "iso-8859-1", "utf-7"))
define("System.Text.EncoderFallback")
define("System.Text.DecoderFallback")


class EncoderFallback(NetObject):
    """What cannot be written becomes a question mark."""

    __slots__ = ()
    net_type = define("System.Text.EncoderReplacementFallback", "System.Text.EncoderFallback")


class DecoderFallback(NetObject):
    """What cannot be read becomes U+FFFD."""

    __slots__ = ()
    net_type = define("System.Text.DecoderReplacementFallback", "System.Text.DecoderFallback")


fill(
    "System.Text.Encoding",
    f"""
    System.Object Preamble {{get;}}
    string BodyName {{get;}}
    string EncodingName {{get;}}
    string HeaderName {{get;}}
    string WebName {{get;}}
    int WindowsCodePage {{get;}}
    bool IsBrowserDisplay {{get;}}
    bool IsBrowserSave {{get;}}
    bool IsMailNewsDisplay {{get;}}
    bool IsMailNewsSave {{get;}}
    bool IsSingleByte {{get;}}
    System.Text.EncoderFallback EncoderFallback {{get;}}
    System.Text.DecoderFallback DecoderFallback {{get;}}
    bool IsReadOnly {{get;}}
    int CodePage {{get;}}
    System.Object Clone()
    bool Equals(System.Object value)
    int GetByteCount(string s)
    byte[] GetBytes(string s)
    byte[] GetBytes(char[] chars)
    byte[] GetBytes(string s, int index, int count)
    int GetCharCount(byte[] bytes)
    char[] GetChars(byte[] bytes)
    char[] GetChars(byte[] bytes, int index, int count)
    int GetMaxByteCount(int charCount)
    byte[] GetPreamble()
    string GetString(byte[] bytes)
    string GetString(byte[] bytes, int index, int count)
    {_STATIC_LINES}
    static byte[] Convert(System.Text.Encoding srcEncoding, System.Text.Encoding dstEncoding, byte[] bytes)
    static System.Text.Encoding GetEncoding(int codepage)
    static System.Text.Encoding GetEncoding(string name)
    static System.Object GetEncodings()
    """,
    {
        "Preamble": lambda e: None,  # a span of memory, which scripts cannot hold
        "IsBrowserDisplay": lambda e: e.web_name in _FOR_BROWSERS,
        "IsBrowserSave": lambda e: e.web_name in _FOR_BROWSERS,
        "IsMailNewsDisplay": lambda e: e.web_name in _FOR_MAIL,
        "IsMailNewsSave": lambda e: e.web_name in _FOR_MAIL,
        "EncoderFallback": lambda e: EncoderFallback(),
        "DecoderFallback": lambda e: DecoderFallback(),
        "IsReadOnly": lambda e: any(e is one for one in _SHARED.values()),
        "BodyName": "web_name",
        "CodePage": "code_page",
        "EncodingName": "display",
        "HeaderName": "web_name",
        "IsSingleByte": lambda e: not e.codec.startswith("utf"),
        "WebName": "web_name",
        "WindowsCodePage": lambda e: 1200 if e.codec.startswith("utf") else 1252,
        "Clone": lambda e: e,
        "Equals": lambda a, b: a == b,
        "GetByteCount": lambda e, text: len(e.encode(text)),
        "GetBytes": get_bytes,
        "GetCharCount": lambda e, data: len(e.decode(data)),
        "GetChars": lambda e, data, *span: [Char(c) for c in get_string(e, data, *span)],
        "GetMaxByteCount": lambda e, count: (count + 1) * {"utf-8": 3, "utf-32-le": 4, "utf-16-le": 2, "utf-16-be": 2}.get(e.codec, 1),
        "GetPreamble": lambda e: e.preamble,
        "GetString": get_string,
        **{f"::{name}": made for name, made in _SHARED.items()},
        "::Convert": transcode,
        "::GetEncoding": get_encoding,
        "::GetEncodings": lambda: list(_SHARED.values()),
    },
)


def _new_utf8(bom: bool = False, strict: bool = False) -> Encoding:
    return Encoding("utf-8", "utf-8", 65001, "UTF8Encoding", UTF8_BOM if bom else b"", "Unicode (UTF-8)", strict)


def _new_utf16(big: bool = False, bom: bool = True, strict: bool = False) -> Encoding:
    row = KINDS["BigEndianUnicode" if big else "Unicode"]
    codec, name, page, kind, mark, shown = row
    return Encoding(codec, name, page, kind, mark if bom else b"", shown, strict)


for _kind, _lines, _make in (
    (
        "UTF8Encoding",
        "new()\nnew(bool encoderShouldEmitUTF8Identifier)\nnew(bool encoderShouldEmitUTF8Identifier, bool throwOnInvalidBytes)",
        _new_utf8,
    ),
    (
        "UnicodeEncoding",
        "new()\nnew(bool bigEndian, bool byteOrderMark)\nnew(bool bigEndian, bool byteOrderMark, bool throwOnInvalidBytes)",
        _new_utf16,
    ),
    ("ASCIIEncoding", "new()", lambda: Encoding(*KINDS["ASCII"])),
    ("UTF32Encoding", "new()", lambda: Encoding(*KINDS["UTF32"])),
):
    fill(define(f"System.Text.{_kind}", "System.Text.Encoding"), _lines, {"new": _make})
