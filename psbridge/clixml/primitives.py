"""Primitive values: their tags, how their text reads, how it is written.

Three tables say it all: `READERS` (tag -> text to value), `LEAVES` (Python class -> tag and value to text) for what always has a text, and
`WRITERS` (Python class -> a function from attribute and value to an element) for all of them.
Readers raise ValueError or TypeError for bad text; the caller knows the place and says so.
"""

from __future__ import annotations

import base64
import binascii
import decimal
import re
import uuid
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from psbridge.clixml.escapes import escape, markup, unescape
from psbridge.clixml.times import format_datetime, format_timespan, parse_datetime, parse_timespan
from psbridge.objects.convert.toscalars import received_xml
from psbridge.objects.numbers import Byte, Char, Int16, Int64, SByte, Single, SizedInt, UInt16, UInt32, UInt64, to_single
from psbridge.objects.records import ProgressRecord
from psbridge.objects.scalars import DateTime, TimeSpan, Uri, Version, XmlText

Reader = Callable[[Any], Any]
Writer = Callable[[str, Any], str]

NAMES = {
    "S": "System.String", "C": "System.Char", "B": "System.Boolean", "DT": "System.DateTime", "TS": "System.TimeSpan",
    "By": "System.Byte", "SB": "System.SByte", "U16": "System.UInt16", "I16": "System.Int16", "U32": "System.UInt32",
    "I32": "System.Int32", "U64": "System.UInt64", "I64": "System.Int64", "Sg": "System.Single", "Db": "System.Double",
    "D": "System.Decimal", "BA": "System.Byte[]", "G": "System.Guid", "URI": "System.Uri",
    "SBK": "System.Management.Automation.ScriptBlock",
    "Version": "System.Version", "XD": "System.Xml.XmlDocument", "SS": "System.Security.SecureString",
}  # fmt: skip


# -- reading


def read_string(text: str | None) -> str:
    if text is None:
        return ""
    return unescape(text) if "_x" in text or "_X" in text else text


def read_int32(text: str) -> int:
    value = int(text)
    if not -0x8000_0000 <= value <= 0x7FFF_FFFF or "_" in text:
        raise ValueError(text)
    return value


def _read_sized(kind: type[SizedInt]) -> Reader:
    low, high = kind.MIN, kind.MAX
    assert low is not None
    assert high is not None

    def read(text: str) -> SizedInt:
        value = kind(text)
        if not low <= value <= high or "_" in text:
            raise ValueError(text)
        return value

    return read


_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def read_bool(text: str) -> bool:
    value = _BOOLEANS.get(text)
    if value is None:
        value = _BOOLEANS.get(text.strip())
        if value is None:
            raise ValueError(text)
    return value


def read_char(text: str) -> Char:
    code = int(text)
    if not 0 <= code <= 0xFFFF:
        raise ValueError(text)
    return Char(code)


def read_double(text: str) -> float:
    if "_" in text:
        raise ValueError(text)
    return float(text)


def read_single(text: str) -> Single:
    return Single(read_double(text))


_DECIMAL = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*")
_DECIMAL_MAX = 79228162514264337593543950335


def read_decimal(text: str) -> decimal.Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    value = decimal.Decimal(text.strip())
    if value.copy_abs() > _DECIMAL_MAX:
        raise ValueError(text)
    return value


def read_guid(text: str) -> uuid.UUID:
    digits = text.strip().strip("{}()").replace("-", "")
    if len(digits) != 32:
        raise ValueError(text)
    return uuid.UUID(int=int(digits, 16))


def read_bytes(text: str | None) -> bytes:
    if text is None:
        return b""
    try:
        return binascii.a2b_base64("".join(text.split()), strict_mode=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def read_version(text: str) -> Version:
    return Version.parse(text)


def read_uri(text: str | None) -> Uri:
    return Uri(read_string(text))


_SELF_CLOSED = re.compile(r"(<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>)|\s*/>", re.DOTALL)


def read_xml(text: str | None) -> Any:
    """An XML document, checked for being one and written as XmlDocument.OuterXml writes it."""
    source = read_string(text)
    if source:
        if "<!DOCTYPE" in source:
            raise ValueError("DTD")
        try:
            ET.fromstring(source)  # noqa: S314 - a DTD was refused above, so there are no entities
        except ET.ParseError as error:
            raise ValueError(source) from error
    return received_xml(_SELF_CLOSED.sub(lambda match: match[1] or " />", source))


READERS: dict[str, Reader] = {
    "S": read_string, "I32": read_int32, "B": read_bool, "Db": read_double, "DT": parse_datetime, "TS": parse_timespan, "C": read_char,
    "By": _read_sized(Byte), "SB": _read_sized(SByte), "I16": _read_sized(Int16), "U16": _read_sized(UInt16), "U32": _read_sized(UInt32),
    "I64": _read_sized(Int64), "U64": _read_sized(UInt64), "Sg": read_single, "D": read_decimal, "G": read_guid, "BA": read_bytes,
    "URI": read_uri, "Version": read_version, "XD": read_xml, "SBK": read_string, "Nil": lambda text: None,
}  # fmt: skip


# -- writing


def _exponent_form(digits: str, point: int) -> str:
    """Digits with the point after the first one and .NET's exponent."""
    power = point - 1
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}E{'-' if power < 0 else '+'}{abs(power):02d}"


def number_text(shortest: str, plain_digits: int) -> str:
    """.NET's round-trip text from Python's: exponents from `plain_digits` digits before the point on, or four zeros after it."""
    sign, body = ("-", shortest[1:]) if shortest[0] == "-" else ("", shortest)
    mantissa, _, exponent = body.partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    if not digits:
        return sign + "0"
    digits = digits.rstrip("0") or "0"
    if point > plain_digits or point < -3:
        return sign + _exponent_form(digits, point)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if len(digits) <= point:
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


_SPECIAL_NUMBERS = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}


def format_double(value: float) -> str:
    text = float.__repr__(value)
    if "e" in text or "n" in text:
        return _SPECIAL_NUMBERS.get(text) or number_text(text, 17)
    return text[:-2] if text[-2:] == ".0" else text


class _Doubles(dict[float, str]):
    """The texts of floats: in real data the same ones come again and again, and to make them takes long."""

    __slots__ = ()

    def __missing__(self, value: float) -> str:
        text = format_double(value)
        if value:  # 0 and -0 are one key with two texts
            if len(self) >= _DOUBLES:
                self.clear()
            self[value] = text
        return text


_DOUBLES = 2048


def format_single(value: float) -> str:
    number = float(value)
    for precision in range(1, 10):
        text = f"{number:.{precision - 1}e}"
        if to_single(float(text)) == number:
            break
    else:
        text = float.__repr__(number)
    return _SPECIAL_NUMBERS.get(float.__repr__(number)) or number_text(text, 9)


def write_string(attribute: str, value: str) -> str:
    return f"<S{attribute}>{escape(value)}</S>"


def _write_bytes(attribute: str, value: bytes | bytearray) -> str:
    return f"<BA{attribute}>{base64.b64encode(value).decode('ascii')}</BA>" if value else f"<BA{attribute} />"


def progress_parts(record: ProgressRecord) -> tuple[str, ...]:
    """The elements of a progress record."""
    operation = record.current_operation
    return (
        f"<AV>{escape(record.activity)}</AV>",
        f"<AI>{record.activity_id}</AI>",
        "<Nil />" if operation is None else f"<S>{escape(operation)}</S>",
        f"<PI>{record.parent_activity_id}</PI>",
        f"<PC>{record.percent_complete}</PC>",
        f"<T>{record.record_type}</T>",
        f"<SR>{record.seconds_remaining}</SR>",
        f"<SD>{escape(record.status_description)}</SD>",
    )


_digits = int.__repr__  # formatting a subclass of int takes longer
LEAVES: dict[type, tuple[str, Callable[[Any], str]]] = {
    str: ("S", escape),
    int: ("I32", repr),
    bool: ("B", {True: "true", False: "false"}.__getitem__),
    float: ("Db", _Doubles().__getitem__),
    Int64: ("I64", _digits),
    DateTime: ("DT", format_datetime),
    TimeSpan: ("TS", format_timespan),
    Char: ("C", lambda value: str(ord(value))),
    Byte: ("By", _digits),
    SByte: ("SB", _digits),
    Int16: ("I16", _digits),
    UInt16: ("U16", _digits),
    UInt32: ("U32", _digits),
    UInt64: ("U64", _digits),
    Single: ("Sg", format_single),
    decimal.Decimal: ("D", lambda value: format(value, "f")),
    uuid.UUID: ("G", str),
    Uri: ("URI", lambda value: escape(value.text)),
    Version: ("Version", str),
    XmlText: ("XD", lambda value: escape(value.text)),
}


def _element(tag: str, text: Callable[[Any], str]) -> Writer:
    return lambda attribute, value: f"<{tag}{attribute}>{text(value)}</{tag}>"


WRITERS: dict[type, Writer] = {
    **{kind: _element(tag, text) for kind, (tag, text) in LEAVES.items()},
    type(None): lambda attribute, value: f"<Nil{attribute} />",
    bytes: _write_bytes,
    bytearray: _write_bytes,
}
__all__ = ["LEAVES", "NAMES", "READERS", "WRITERS", "format_double", "format_single", "markup", "number_text", "read_string"]
