"""System.Char: categories and case of UTF-16 code units."""

from __future__ import annotations

import unicodedata
from typing import Any

from psbridge.engine.members.arguments import format_error, out_of_range
from psbridge.engine.members.numbers import type_code
from psbridge.engine.members.table import fill
from psbridge.objects.nettypes import find_type
from psbridge.objects.numbers import Char
from psbridge.objects.psobject import unwrap

_CATEGORIES = [
    "Lu",
    "Ll",
    "Lt",
    "Lm",
    "Lo",
    "Mn",
    "Mc",
    "Me",
    "Nd",
    "Nl",
    "No",
    "Zs",
    "Zl",
    "Zp",
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Pc",
    "Pd",
    "Ps",
    "Pe",
    "Pi",
    "Pf",
    "Po",
    "Sm",
    "Sc",
    "Sk",
    "So",
    "Cn",
]


def _at(text: str, index: int | None = None) -> str:
    """The character meant by (c) or (text, index)."""
    if index is None:
        return text
    if not 0 <= index < len(text):
        raise out_of_range("index")
    return text[index]


def _category(char: str) -> str:
    return unicodedata.category(char)


def category_of(text: str, index: int | None = None) -> Any:
    """The UnicodeCategory of a character."""
    return find_type("System.Globalization.UnicodeCategory").python(_CATEGORIES.index(_category(_at(text, index))))  # type: ignore[misc]


def _is_pair(first: str, second: Any) -> bool:
    if isinstance(second, int):  # a place in a text, whose characters beyond the first plane are one here
        return _at(first, second) > "\uffff" or _is_pair(first[second], first[second + 1 : second + 2])
    return "\ud800" <= first <= "\udbff" and "\udc00" <= second <= "\udfff"


def in_category(*prefixes: str) -> Any:
    """A test of characters by the start of their categories' short names."""
    return lambda text, index=None: _category(_at(text, index)).startswith(prefixes)


def is_white(text: str, index: int | None = None) -> bool:
    char = _at(text, index)
    return char in "\t\n\v\f\r\x85\xa0" or _category(char).startswith("Z")


def parse(text: str) -> Char:
    if len(text) != 1:
        raise format_error("String must be exactly one character long.")
    return Char(text)


def try_parse(text: Any, result: Any) -> bool:
    ok = isinstance(text, str) and len(text) == 1
    result.value = Char(text) if ok else Char("\0")
    return ok


def compare_to(a: Char, b: Any) -> int:
    b = unwrap(b)
    return 1 if b is None else ord(a) - ord(b)


def numeric_value(text: str, index: int | None = None) -> float:
    return float(unicodedata.numeric(_at(text, index), -1.0))


def from_utf32(number: int) -> str:
    if not 0 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise out_of_range("utf32", "A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate "
                                    "codepoint values (0x00d800 ~ 0x00dfff).")  # fmt: skip
    return chr(number)


_TESTS = ("IsControl", "IsDigit", "IsLetter", "IsLetterOrDigit", "IsLower", "IsNumber", "IsPunctuation", "IsSeparator", "IsSurrogate", "IsSymbol",
          "IsUpper", "IsWhiteSpace", "IsHighSurrogate", "IsLowSurrogate")  # fmt: skip
_TEST_LINES = "\n".join(f"static bool {name}(char c)\nstatic bool {name}(string s, int index)" for name in _TESTS)

fill(
    "System.Char",
    f"""
    int CompareTo(System.Object value)
    int CompareTo(char value)
    bool Equals(System.Object obj)
    bool Equals(char obj)
    System.TypeCode GetTypeCode()
    string ToString()
    string ToString(System.IFormatProvider provider)
    static char MaxValue {{get;}}
    static char MinValue {{get;}}
    {_TEST_LINES}
    static string ConvertFromUtf32(int utf32)
    static int ConvertToUtf32(string s, int index)
    static int ConvertToUtf32(char highSurrogate, char lowSurrogate)
    static double GetNumericValue(char c)
    static double GetNumericValue(string s, int index)
    static System.Globalization.UnicodeCategory GetUnicodeCategory(char c)
    static System.Globalization.UnicodeCategory GetUnicodeCategory(string s, int index)
    static bool IsSurrogatePair(char highSurrogate, char lowSurrogate)
    static bool IsSurrogatePair(string s, int index)
    static char Parse(string s)
    static char ToLower(char c)
    static char ToLower(char c, cultureinfo culture)
    static char ToLowerInvariant(char c)
    static string ToString(char c)
    static char ToUpper(char c)
    static char ToUpper(char c, cultureinfo culture)
    static char ToUpperInvariant(char c)
    static bool TryParse(string s, [ref] char result)
    """,
    {
        "CompareTo": compare_to,
        "Equals": lambda a, b: unwrap(b).__class__ is Char and str(a) == str(unwrap(b)),
        "GetTypeCode": type_code,
        "ToString": lambda c, provider=None: str(c),
        "::MaxValue": Char("\uffff"),
        "::MinValue": Char("\0"),
        "::IsControl": in_category("Cc"),
        "::IsDigit": in_category("Nd"),
        "::IsLetter": in_category("L"),
        "::IsLetterOrDigit": in_category("L", "Nd"),
        "::IsLower": in_category("Ll"),
        "::IsNumber": in_category("N"),
        "::IsPunctuation": in_category("P"),
        "::IsSeparator": in_category("Z"),
        "::IsSurrogate": in_category("Cs"),
        "::IsSymbol": in_category("S"),
        "::IsUpper": in_category("Lu"),
        "::IsWhiteSpace": is_white,
        "::IsSurrogatePair": _is_pair,
        "::IsHighSurrogate": lambda s, i=None: "\ud800" <= _at(s, i) <= "\udbff",
        "::IsLowSurrogate": lambda s, i=None: "\udc00" <= _at(s, i) <= "\udfff",
        "::ConvertFromUtf32": from_utf32,
        "::ConvertToUtf32": lambda s, i: ord(s[i]) if isinstance(i, int) else 0x10000 + ((ord(s) - 0xD800) << 10) + ord(i) - 0xDC00,
        "::GetNumericValue": numeric_value,
        "::GetUnicodeCategory": category_of,
        "::Parse": parse,
        "::ToLower": lambda c, culture=None: Char(str.lower(c)),
        "::ToLowerInvariant": lambda c: Char(str.lower(c)),
        "::ToString": str,
        "::ToUpper": lambda c, culture=None: Char(str.upper(c)) if len(str.upper(c)) == 1 else c,
        "::ToUpperInvariant": lambda c: Char(str.upper(c)) if len(str.upper(c)) == 1 else c,
        "::TryParse": try_parse,
    },
)
