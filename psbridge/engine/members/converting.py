"""System.Convert and System.BitConverter."""

from __future__ import annotations

import base64
import binascii
import decimal
import re
import struct
from decimal import Decimal
from typing import Any

from psbridge.engine.members.arguments import INDEX, bad_argument, format_error, null_argument, out_of_range, overflow
from psbridge.engine.members.numbers import _TYPES, data_of, parse_bool
from psbridge.engine.members.table import fill, register_types
from psbridge.objects import convert as conversion
from psbridge.objects.convert.casting import is_value_type
from psbridge.objects.culture import current_culture
from psbridge.objects.enums import PSEnum
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.failure import TOO_LARGE
from psbridge.objects.formats.number_parse import parse_as
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.numbers import Char
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import DateTime

register_types("System.Convert\nSystem.BitConverter")
_BASES = (2, 8, 10, 16)


def _cannot(value: Any, name: str) -> NetError:
    return NetError.of("System.InvalidCastException", f"Invalid cast from '{type_of(value).name}' to '{name}'.")


def _from_base(text: str, name: str, base: int) -> Any:
    made, low, high = _TYPES[name]
    if base not in _BASES:
        raise bad_argument("Invalid Base.")
    digits = text[2:] if base == 16 and text[:2].lower() == "0x" else text
    negative = digits.startswith("-")
    if negative and base != 10:
        raise bad_argument("String cannot contain a minus sign if the base is not 10.")
    body = digits.lstrip("+-")
    if not body:
        raise out_of_range("startIndex", INDEX)
    try:
        value = int(body, base)
    except ValueError:
        text = (
            "Could not find any recognizable digits."
            if not body[0].isalnum() or _bad_digit(body[0], base)
            else "Additional non-parsable characters are at the end of the string."
        )
        raise format_error(text) from None
    if negative:
        value = -value
    if base != 10 and value > high and value <= high - low:
        value -= high - low + 1
    if not low <= value <= high:
        raise overflow(TOO_LARGE[name])
    return made(value)


def _bad_digit(char: str, base: int) -> bool:
    try:
        int(char, base)
    except ValueError:
        return True
    return False


def _to_integer(name: str) -> Any:
    made, low, high = _TYPES[name]

    def run(value: Any, *rest: Any) -> Any:
        value = unwrap(value)
        if value is None:
            return made(0)
        if isinstance(value, str) and not isinstance(value, Char):
            if rest and type(rest[0]) is int:
                return _from_base(value, name, rest[0])
            return parse_as(name, value, data_of(rest[0] if rest else None))
        number = _number(value, name)
        if not low <= number <= high:
            raise overflow(TOO_LARGE[name])
        return made(number)

    return run


def _number(value: Any, name: str) -> int:
    if isinstance(value, Char):
        return ord(value)
    if isinstance(value, float | Decimal):
        if value != value or (isinstance(value, float) and abs(value) == float("inf")):
            raise overflow(TOO_LARGE[name])
        return round(value) if isinstance(value, float) else int(value.to_integral_value(decimal.ROUND_HALF_EVEN))
    if isinstance(value, int):
        return int(value)
    raise _cannot(value, name)


def _to_real(name: str) -> Any:
    made = _TYPES[name][0]

    def run(value: Any, *rest: Any) -> Any:
        value = unwrap(value)
        if value is None:
            return made(0)
        if isinstance(value, str) and not isinstance(value, Char):
            return parse_as(name, value, data_of(rest[0] if rest else None))
        if isinstance(value, Char) or not isinstance(value, int | float | Decimal):
            raise _cannot(value, name)
        if name == "Decimal":
            return conversion.convert(value if not isinstance(value, bool) else int(value), find_type("System.Decimal"))
        return made(float(value))

    return run


def to_boolean(value: Any, *rest: Any) -> bool:
    value = unwrap(value)
    if value is None:
        return False
    if isinstance(value, str) and not isinstance(value, Char):
        return parse_bool(value)
    if isinstance(value, int | float | Decimal):
        return bool(value)
    raise _cannot(value, "Boolean")


def to_char(value: Any, *rest: Any) -> Char:
    value = unwrap(value)
    if isinstance(value, str):
        if len(value) != 1:
            raise format_error("String must be exactly one character long.")
        return Char(value)
    if value is None:
        return Char("\0")
    if isinstance(value, bool | float | Decimal) or not isinstance(value, int):
        raise _cannot(value, "Char")
    if not 0 <= value <= 0xFFFF:
        raise overflow("Value was either too large or too small for a character.")
    return Char(int(value))


def to_string(value: Any, *rest: Any) -> str:
    value = unwrap(value)
    if rest and type(rest[0]) is int and isinstance(value, int):
        return _in_base(value, rest[0])
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    return conversion.dotnet_text(value, rest[0] if rest and rest[0] is not None else current_culture())


def _in_base(value: int, base: int) -> str:
    if base not in _BASES:
        raise bad_argument("Invalid Base.")
    number = int(value)
    if base == 10:
        return str(number)
    if number < 0:
        bits = {"Int16": 16, "Int64": 64, "SByte": 8}.get(type_of(value).name, 32)
        number += 1 << bits
    return format(number, {2: "b", 8: "o", 16: "x"}[base])


def to_datetime(value: Any, *rest: Any) -> Any:
    value = unwrap(value)
    if value is None:
        return DateTime(0)
    if isinstance(value, str):
        from psbridge.engine.members.times import parse_datetime

        return parse_datetime(value, *rest)
    if isinstance(value, DateTime):
        return value
    raise _cannot(value, "DateTime")


_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_BAD_BASE64 = (
    "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal "
    "character among the padding characters."
)


def from_base64(text: Any) -> bytes:
    if text is None:
        raise null_argument("s")
    packed = re.sub(r"[ \t\r\n]", "", text)
    if not _BASE64.fullmatch(packed) or len(packed) % 4:
        raise format_error(_BAD_BASE64)
    try:
        return base64.b64decode(packed)
    except binascii.Error:
        raise format_error(_BAD_BASE64) from None


def to_base64(data: Any, *rest: Any) -> str:
    if data is None:
        raise null_argument("inArray")
    numbers = [int(a) for a in rest if type(a) is int]
    if len(numbers) == 2:
        data = data[numbers[0] : numbers[0] + numbers[1]]
    text = base64.b64encode(bytes(data)).decode("ascii")
    wrapped = any(isinstance(a, PSEnum) and int(a) == 1 for a in rest)
    return "\r\n".join(text[i : i + 76] for i in range(0, len(text), 76)) if wrapped else text


def type_code(value: Any) -> Any:
    """What IConvertible says of a value; Object for those that are not convertible."""
    codes = find_type("System.TypeCode").python
    assert codes is not None
    assert issubclass(codes, PSEnum)
    value = unwrap(value)
    if value is None:
        return codes(codes.MEMBERS["Empty"])
    source = type_of(value.UNDERLYING(0) if isinstance(value, PSEnum) else value)
    return codes(codes.MEMBERS.get(source.name if source.namespace == "System" else "", codes.MEMBERS["Object"]))


def change_type(value: Any, target: Any, provider: Any = None) -> Any:
    value = unwrap(value)
    if isinstance(target, PSEnum):
        target = find_type(f"System.{target.label}")
    if target is None:
        raise null_argument("conversionType")
    if value is None:
        if is_value_type(target):
            raise NetError.of("System.InvalidCastException", "Null object cannot be converted to a value type.")
        return None
    name = target.name
    made = _FUNCTIONS.get(f"::To{name}")
    if type_of(value).is_subtype_of(target):
        return value
    if int(type_code(value)) == 1:
        raise NetError.of("System.InvalidCastException", "Object must implement IConvertible.")
    if made is None:
        raise NetError.of("System.InvalidCastException", f"Invalid cast from '{type_of(value).full_name}' to '{target.full_name}'.")
    return made(value, provider) if provider is not None else made(value)


_INTEGERS = ["SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64"]
_SHORT = dict(zip(_INTEGERS, ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"], strict=True))
_INTEGER_LINES = "\n".join(
    f"static {_SHORT[n]} To{n}(string value, int fromBase)\nstatic {_SHORT[n]} To{n}(System.Object value)\n"
    f"static {_SHORT[n]} To{n}(System.Object value, System.IFormatProvider provider)"
    for n in _INTEGERS
)
_OTHER_LINES = "\n".join(
    f"static {short} To{n}(System.Object value)\nstatic {short} To{n}(System.Object value, System.IFormatProvider provider)"
    for n, short in (
        ("Boolean", "bool"),
        ("Char", "char"),
        ("Double", "double"),
        ("Single", "float"),
        ("Decimal", "decimal"),
        ("DateTime", "datetime"),
    )
)
_FUNCTIONS: dict[str, Any] = {
    **{f"::To{n}": _to_integer(n) for n in _INTEGERS},
    **{f"::To{n}": _to_real(n) for n in ("Double", "Single", "Decimal")},
    "::ToBoolean": to_boolean,
    "::ToChar": to_char,
    "::ToDateTime": to_datetime,
    "::ToString": to_string,
    "::ChangeType": change_type,
    "::FromBase64String": from_base64,
    "::FromBase64CharArray": lambda chars, start, count: from_base64("".join(chars[start : start + count])),
    "::ToBase64String": to_base64,
    "::IsDBNull": lambda value: value is not None and type_of(unwrap(value)).full_name == "System.DBNull",
    "::GetTypeCode": type_code,
}
fill(
    "System.Convert",
    f"""
    {_INTEGER_LINES}
    {_OTHER_LINES}
    static string ToString(long value, int toBase)
    static string ToString(int value, int toBase)
    static string ToString(short value, int toBase)
    static string ToString(byte value, int toBase)
    static string ToString(System.Object value)
    static string ToString(System.Object value, System.IFormatProvider provider)
    static System.Object ChangeType(System.Object value, type conversionType)
    static System.Object ChangeType(System.Object value, System.TypeCode typeCode)
    static System.Object ChangeType(System.Object value, type conversionType, System.IFormatProvider provider)
    static byte[] FromBase64String(string s)
    static byte[] FromBase64CharArray(char[] inArray, int offset, int length)
    static string ToBase64String(byte[] inArray)
    static string ToBase64String(byte[] inArray, System.Base64FormattingOptions options)
    static string ToBase64String(byte[] inArray, int offset, int length)
    static string ToBase64String(byte[] inArray, int offset, int length, System.Base64FormattingOptions options)
    static bool IsDBNull(System.Object value)
    static System.TypeCode GetTypeCode(System.Object value)
    """,
    _FUNCTIONS,
)


# -- BitConverter

_CODES = {"Int16": "h", "UInt16": "H", "Int32": "i", "UInt32": "I", "Int64": "q", "UInt64": "Q", "Single": "f", "Double": "d"}


def _read(name: str) -> Any:
    code = struct.Struct("<" + _CODES[name])

    def run(data: Any, start: int = 0) -> Any:
        if data is None:
            raise null_argument("value")
        if not 0 <= start < len(data):
            raise out_of_range("startIndex", INDEX)
        if start + code.size > len(data):
            raise bad_argument(
                "Destination array is not long enough to copy all the items in the collection. Check array index and length.", "value"
            )
        return _TYPES[name][0](code.unpack_from(bytes(data), start)[0])

    return run


def get_bytes(value: Any) -> bytes:
    if isinstance(value, bool):
        return b"\1" if value else b"\0"
    if isinstance(value, Char):
        return struct.pack("<H", ord(value))
    name = type_of(value).name
    return struct.pack("<" + _CODES[name], value)


def hex_text(data: Any, start: int = 0, length: int | None = None) -> str:
    chosen = bytes(data)[start : None if length is None else start + length]
    return "-".join(f"{b:02X}" for b in chosen)


_SHORTS = {"Int16": "short", "UInt16": "ushort", "Int32": "int", "UInt32": "uint", "Int64": "long", "UInt64": "ulong", "Single": "float",
           "Double": "double"}  # fmt: skip
_BIT_LINES = "\n".join(
    f"static byte[] GetBytes({short} value)\nstatic {short} To{name}(byte[] value, int startIndex)" for name, short in _SHORTS.items()
)
fill(
    "System.BitConverter",
    f"""
    static bool IsLittleEndian {{get;}}
    {_BIT_LINES}
    static byte[] GetBytes(bool value)
    static byte[] GetBytes(char value)
    static bool ToBoolean(byte[] value, int startIndex)
    static char ToChar(byte[] value, int startIndex)
    static string ToString(byte[] value)
    static string ToString(byte[] value, int startIndex)
    static string ToString(byte[] value, int startIndex, int length)
    static long DoubleToInt64Bits(double value)
    static double Int64BitsToDouble(long value)
    static int SingleToInt32Bits(float value)
    static float Int32BitsToSingle(int value)
    """,
    {
        "::IsLittleEndian": True,
        "::GetBytes": get_bytes,
        **{f"::To{name}": _read(name) for name in _SHORTS},
        "::ToBoolean": lambda data, start: bytes(data)[start] != 0,
        "::ToChar": lambda data, start: Char(int.from_bytes(bytes(data)[start : start + 2], "little")),
        "::ToString": hex_text,
        "::DoubleToInt64Bits": lambda value: struct.unpack("<q", struct.pack("<d", value))[0],
        "::Int64BitsToDouble": lambda value: struct.unpack("<d", struct.pack("<q", value))[0],
        "::SingleToInt32Bits": lambda value: struct.unpack("<i", struct.pack("<f", value))[0],
        "::Int32BitsToSingle": lambda value: struct.unpack("<f", struct.pack("<i", value))[0],
    },
)
