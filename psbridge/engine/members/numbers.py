"""The numeric types, Boolean and BigInteger: Parse, TryParse, CompareTo, ToString(format, culture), limits.

Decides one table for all widths; what a number parses to is `objects.formats.number_parse`'s.
"""

from __future__ import annotations

import decimal
import math
from decimal import Decimal
from typing import Any

from psbridge.engine.members.arguments import bad_argument, format_error, null_argument, out_of_range
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.adapted import Property, declare
from psbridge.objects.culture import CultureInfo, NumberFormatInfo, culture_by, current_culture
from psbridge.objects.dbnull import DB_NULL, DBNull
from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.number_parse import NUMBER_NAMES, parse_as
from psbridge.objects.nettypes import find_type, type_of
from psbridge.objects.numbers import (
    INT32_MAX,
    INT32_MIN,
    BigInteger,
    Byte,
    Int16,
    Int64,
    IntPtr,
    SByte,
    Single,
    UInt16,
    UInt32,
    UInt64,
)
from psbridge.objects.psobject import unwrap

declare(DBNull.net_type).static_properties["value"] = Property("Value", lambda _: DB_NULL, None, "System.DBNull")

_TYPES: dict[str, tuple[Any, Any, Any]] = {
    "Int32": (int, INT32_MIN, INT32_MAX),
    **{c.__name__: (c, c.MIN, c.MAX) for c in (Byte, SByte, Int16, UInt16, UInt32, Int64, UInt64)},
    "Single": (Single, -3.4028234663852886e38, 3.4028234663852886e38),
    "Double": (float, -1.7976931348623157e308, 1.7976931348623157e308),
    "Decimal": (Decimal, Decimal(-79228162514264337593543950335), Decimal(79228162514264337593543950335)),
    "BigInteger": (BigInteger, None, None),
}
_SHORT = {"Int32": "int", "Int64": "long", "Double": "double", "Decimal": "decimal", "Single": "float", "Byte": "byte", "SByte": "sbyte",
          "Int16": "short", "UInt16": "ushort", "UInt32": "uint", "UInt64": "ulong", "BigInteger": "bigint"}  # fmt: skip


def data_of(provider: Any) -> Any:
    """Number formats of what an IFormatProvider parameter got."""
    if isinstance(provider, NumberFormatInfo):
        return provider.data
    return (provider if isinstance(provider, CultureInfo) else current_culture()).number


def to_string(value: Any, *rest: Any) -> str:
    """ToString(), (format), (provider), (format, provider)."""
    spec = next((a for a in rest if isinstance(a, str)), None)
    provider = next((a for a in rest if a is not None and not isinstance(a, str)), None)
    return conversion.format_value(value, spec, culture_by(provider))


def compare_numbers(a: Any, b: Any) -> int:
    b = unwrap(b)
    if b is None:
        return 1
    if type_of(a) is not type_of(b):
        raise bad_argument(f"Object must be of type {type_of(a).name}.")
    if a != a or b != b:
        return int(b != b) - int(a != a)
    return int(a > b) - int(a < b)


def same(a: Any, b: Any) -> bool:
    b = unwrap(b)
    if b is None or type_of(a) is not type_of(b):
        return False
    return bool(a == b or (a != a and b != b))


def _parser(name: str) -> Any:
    def parse(text: Any, *rest: Any) -> Any:
        styles = next((int(a) for a in rest if isinstance(a, int) and not isinstance(a, bool)), None)
        provider = next((a for a in rest if isinstance(a, CultureInfo | NumberFormatInfo)), None)
        return parse_as(name, text, data_of(provider), styles)

    return parse


def _try_parser(name: str) -> Any:
    parse = _parser(name)
    zero = default_value(find_type("System.Numerics.BigInteger" if name == "BigInteger" else f"System.{name}"))

    def try_parse(text: Any, *rest: Any) -> bool:
        result = rest[-1]
        try:
            result.value = parse(text, *rest[:-1])
        except NetError:
            result.value = zero
            return False
        return True

    return try_parse


_TYPE_CODES = {"SByte": 5, "Byte": 6, "Int16": 7, "UInt16": 8, "Int32": 9, "UInt32": 10, "Int64": 11, "UInt64": 12, "Single": 13, "Double": 14,
               "Decimal": 15, "Boolean": 3, "Char": 4}  # fmt: skip


def type_code(value: Any) -> Any:
    return find_type("System.TypeCode").python(_TYPE_CODES.get(type_of(value).name, 1))  # type: ignore[misc]


_LINES = """
int CompareTo(System.Object value)
int CompareTo({0} value)
bool Equals(System.Object obj)
bool Equals({0} obj)
System.TypeCode GetTypeCode()
string ToString()
string ToString(string format)
string ToString(System.IFormatProvider provider)
string ToString(string format, System.IFormatProvider provider)
static {0} Parse(string s)
static {0} Parse(string s, System.Globalization.NumberStyles style)
static {0} Parse(string s, System.IFormatProvider provider)
static {0} Parse(string s, System.Globalization.NumberStyles style, System.IFormatProvider provider)
static bool TryParse(string s, [ref] {0} result)
static bool TryParse(string s, System.Globalization.NumberStyles style, System.IFormatProvider provider, [ref] {0} result)
"""
_LIMITS = """
static {0} MaxValue {{get;}}
static {0} MinValue {{get;}}
"""


def _fill_all() -> None:
    for name, (made, low, high) in _TYPES.items():
        full = "System.Numerics.BigInteger" if name == "BigInteger" else f"System.{name}"
        short = _SHORT[name]
        functions = {
            "CompareTo": compare_numbers,
            "Equals": same,
            "GetTypeCode": type_code,
            "ToString": to_string,
            "::Parse": _parser(name),
            "::TryParse": _try_parser(name),
        }
        fill(full, _LINES.format(short), functions)
        if low is not None:
            fill(full, _LIMITS.format(short), {"::MinValue": made(low), "::MaxValue": made(high)})
        assert name in NUMBER_NAMES


_fill_all()

_FLOAT_LINES = """
static {0} Epsilon {{get;}}
static {0} NaN {{get;}}
static {0} NegativeInfinity {{get;}}
static {0} PositiveInfinity {{get;}}
static bool IsFinite({0} d)
static bool IsInfinity({0} d)
static bool IsNaN({0} d)
static bool IsNegative({0} d)
static bool IsNegativeInfinity({0} d)
static bool IsPositiveInfinity({0} d)
"""
for _name, _short, _made, _epsilon in (("Double", "double", float, 5e-324), ("Single", "float", Single, 1.401298464324817e-45)):
    fill(
        f"System.{_name}",
        _FLOAT_LINES.format(_short),
        {
            "::Epsilon": _made(_epsilon),
            "::NaN": _made("nan"),
            "::NegativeInfinity": _made("-inf"),
            "::PositiveInfinity": _made("inf"),
            "::IsFinite": math.isfinite,
            "::IsInfinity": math.isinf,
            "::IsNaN": math.isnan,
            "::IsNegative": lambda d: math.copysign(1, d) < 0,
            "::IsNegativeInfinity": lambda d: d == float("-inf"),
            "::IsPositiveInfinity": lambda d: d == float("inf"),
        },
    )


# -- Decimal

_MODES = {0: decimal.ROUND_HALF_EVEN, 1: decimal.ROUND_HALF_UP, 2: decimal.ROUND_DOWN, 3: decimal.ROUND_FLOOR, 4: decimal.ROUND_CEILING}
_WIDE = decimal.Context(prec=60)


def round_decimal(value: Decimal, *rest: Any) -> Decimal:
    digits = next((int(a) for a in rest if type(a) is int), 0)
    mode = next((int(a) for a in rest if type(a) is not int), 0)
    if not 0 <= digits <= 28:
        raise out_of_range("decimals", "Decimal can only round to between 0 and 28 digits of precision.")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return value
    return value.quantize(Decimal(1).scaleb(-digits), rounding=_MODES[mode], context=_WIDE)


def decimal_bits(value: Decimal) -> list[int]:
    sign, digits, exponent = value.as_tuple()
    number = int("".join(map(str, digits)) or "0") * (10**exponent if isinstance(exponent, int) and exponent > 0 else 1)
    scale = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    words = [number >> shift & 0xFFFF_FFFF for shift in (0, 32, 64)]
    flags = scale << 16 | (0x8000_0000 if sign else 0)
    return [w - 0x1_0000_0000 if w > INT32_MAX else w for w in (*words, flags)]


def new_decimal(*args: Any) -> Decimal:
    if len(args) == 1 and not isinstance(args[0], list):
        return Decimal(repr(float(args[0]))) if isinstance(args[0], float) else Decimal(int(args[0]))
    low, mid, high, negative, scale = args
    number = (low & 0xFFFF_FFFF) | (mid & 0xFFFF_FFFF) << 32 | (high & 0xFFFF_FFFF) << 64
    return Decimal(-number if negative else number).scaleb(-int(scale), context=_WIDE)


fill(
    "System.Decimal",
    """
    new(int value)
    new(long value)
    new(double value)
    new(int lo, int mid, int hi, bool isNegative, byte scale)
    static decimal Zero {get;}
    static decimal One {get;}
    static decimal MinusOne {get;}
    static decimal Add(decimal d1, decimal d2)
    static decimal Ceiling(decimal d)
    static int Compare(decimal d1, decimal d2)
    static decimal Divide(decimal d1, decimal d2)
    static decimal Floor(decimal d)
    static int[] GetBits(decimal d)
    static decimal Multiply(decimal d1, decimal d2)
    static decimal Negate(decimal d)
    static decimal Remainder(decimal d1, decimal d2)
    static decimal Round(decimal d)
    static decimal Round(decimal d, int decimals)
    static decimal Round(decimal d, System.MidpointRounding mode)
    static decimal Round(decimal d, int decimals, System.MidpointRounding mode)
    static decimal Subtract(decimal d1, decimal d2)
    static int ToInt32(decimal d)
    static long ToInt64(decimal d)
    static double ToDouble(decimal d)
    static decimal Truncate(decimal d)
    """,
    {
        "new": new_decimal,
        "::Zero": Decimal(0),
        "::One": Decimal(1),
        "::MinusOne": Decimal(-1),
        "::Add": lambda a, b: a + b,
        "::Ceiling": lambda d: d.to_integral_value(decimal.ROUND_CEILING),
        "::Compare": compare_numbers,
        "::Divide": lambda a, b: a / b,
        "::Floor": lambda d: d.to_integral_value(decimal.ROUND_FLOOR),
        "::GetBits": decimal_bits,
        "::Multiply": lambda a, b: a * b,
        "::Negate": lambda d: -d,
        "::Remainder": lambda a, b: a % b,
        "::Round": round_decimal,
        "::Subtract": lambda a, b: a - b,
        "::ToInt32": int,
        "::ToInt64": int,
        "::ToDouble": float,
        "::Truncate": lambda d: d.to_integral_value(decimal.ROUND_DOWN),
    },
)


# -- BigInteger


def big_remainder(a: int, b: int) -> BigInteger:
    return BigInteger(int(math.fmod(a, b)) if abs(a) < 2**52 and abs(b) < 2**52 else abs(a) % abs(b) * (-1 if a < 0 else 1))


def big_quotient(a: int, b: int) -> BigInteger:
    if b == 0:
        raise ZeroDivisionError
    return BigInteger(abs(a) // abs(b) * (-1 if (a < 0) != (b < 0) else 1))


def _div_rem(a: int, b: int, rest: Any) -> BigInteger:
    rest.value = big_remainder(a, b)
    return big_quotient(a, b)


def new_big(value: Any) -> BigInteger:
    if isinstance(value, bytes | bytearray):
        return BigInteger(int.from_bytes(value, "little", signed=True))
    return BigInteger(int(value))


def big_bytes(value: int) -> bytes:
    return int(value).to_bytes((int(value).bit_length() // 8) + 1, "little", signed=True)


fill(
    "System.Numerics.BigInteger",
    """
    new(int value)
    new(long value)
    new(double value)
    new(decimal value)
    new(byte[] value)
    bool IsPowerOfTwo {get;}
    bool IsZero {get;}
    bool IsOne {get;}
    bool IsEven {get;}
    int Sign {get;}
    byte[] ToByteArray()
    static bigint One {get;}
    static bigint Zero {get;}
    static bigint MinusOne {get;}
    static bigint Abs(bigint value)
    static bigint Add(bigint left, bigint right)
    static int Compare(bigint left, bigint right)
    static bigint Divide(bigint dividend, bigint divisor)
    static bigint DivRem(bigint dividend, bigint divisor, [ref] bigint remainder)
    static bigint GreatestCommonDivisor(bigint left, bigint right)
    static double Log(bigint value)
    static double Log(bigint value, double baseValue)
    static double Log10(bigint value)
    static bigint Max(bigint left, bigint right)
    static bigint Min(bigint left, bigint right)
    static bigint ModPow(bigint value, bigint exponent, bigint modulus)
    static bigint Multiply(bigint left, bigint right)
    static bigint Negate(bigint value)
    static bigint Pow(bigint value, int exponent)
    static bigint Remainder(bigint dividend, bigint divisor)
    static bigint Subtract(bigint left, bigint right)
    """,
    {
        "new": new_big,
        "IsEven": lambda v: v % 2 == 0,
        "IsOne": lambda v: v == 1,
        "IsZero": lambda v: v == 0,
        "IsPowerOfTwo": lambda v: v > 0 and v & (v - 1) == 0,
        "Sign": lambda v: (v > 0) - (v < 0),
        "ToByteArray": big_bytes,
        "::One": BigInteger(1),
        "::Zero": BigInteger(0),
        "::MinusOne": BigInteger(-1),
        "::Abs": lambda v: BigInteger(abs(v)),
        "::Add": lambda a, b: BigInteger(int(a) + int(b)),
        "::Compare": compare_numbers,
        "::Divide": big_quotient,
        "::DivRem": _div_rem,
        "::GreatestCommonDivisor": lambda a, b: BigInteger(math.gcd(a, b)),
        "::Log": lambda v, b=None: math.log(v) if b is None else math.log(v, b),
        "::Log10": math.log10,
        "::Max": max,
        "::Min": min,
        "::ModPow": lambda v, e, m: BigInteger(pow(int(v), int(e), int(m))),
        "::Multiply": lambda a, b: BigInteger(int(a) * int(b)),
        "::Negate": lambda v: BigInteger(-int(v)),
        "::Pow": lambda v, e: BigInteger(int(v) ** e),
        "::Remainder": big_remainder,
        "::Subtract": lambda a, b: BigInteger(int(a) - int(b)),
    },
)


# -- Boolean


def parse_bool(text: Any) -> bool:
    if text is None:
        raise null_argument("value")
    word = text.strip("\0 \t\r\n").lower()
    if word not in ("true", "false"):
        raise format_error(f"String '{text}' was not recognized as a valid Boolean.")
    return bool(word == "true")


def try_parse_bool(text: Any, result: Any) -> bool:
    try:
        result.value = parse_bool(text)
    except NetError:
        result.value = False
        return False
    return True


def _int32_of(pointer: IntPtr) -> int:
    if not INT32_MIN <= pointer <= INT32_MAX:
        raise NetError.of("System.OverflowException", "Arithmetic operation resulted in an overflow.")
    return int(pointer)


fill(
    "System.IntPtr",
    """
    new(int value)
    new(long value)
    bool Equals(System.Object obj)
    int ToInt32()
    long ToInt64()
    string ToString()
    string ToString(string format)
    static int Size {get;}
    static System.IntPtr Zero {get;}
    static System.IntPtr Add(System.IntPtr pointer, int offset)
    static System.IntPtr Subtract(System.IntPtr pointer, int offset)
    """,
    {
        "new": lambda value: IntPtr(int(value)),
        "Equals": same,
        "ToInt32": _int32_of,
        "ToInt64": lambda pointer: Int64(int(pointer)),
        "ToString": to_string,
        "::Size": 8,
        "::Zero": IntPtr(0),
        "::Add": lambda pointer, offset: IntPtr(int(pointer) + offset),
        "::Subtract": lambda pointer, offset: IntPtr(int(pointer) - offset),
    },
)
fill(
    "System.Boolean",
    """
    int CompareTo(System.Object obj)
    int CompareTo(bool value)
    bool Equals(System.Object obj)
    bool Equals(bool obj)
    System.TypeCode GetTypeCode()
    string ToString()
    string ToString(System.IFormatProvider provider)
    static string FalseString {get;}
    static string TrueString {get;}
    static bool Parse(string value)
    static bool TryParse(string value, [ref] bool result)
    """,
    {
        "CompareTo": compare_numbers,
        "Equals": same,
        "GetTypeCode": type_code,
        "ToString": lambda value, provider=None: "True" if value else "False",
        "::FalseString": "False",
        "::TrueString": "True",
        "::Parse": parse_bool,
        "::TryParse": try_parse_bool,
    },
)
