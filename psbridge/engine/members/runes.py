"""System.Text.Rune, CharUnicodeInfo and StringInfo: scalar values, what Unicode says of them, and what readers take for one character."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from psbridge.engine.members import chars
from psbridge.engine.members.arguments import bad_argument, needed, out_of_range
from psbridge.engine.members.enumerators import Enumerator
from psbridge.engine.members.table import fill
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject

_G = "System.Globalization."


class Rune(NetObject):
    """A character of any plane."""

    __slots__ = ("code",)
    net_type = define("System.Text.Rune", "System.ValueType", kind="struct", interfaces=["System.IComparable"])

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rune) and other.code == self.code

    def __hash__(self) -> int:
        return self.code

    def __str__(self) -> str:
        return chr(self.code)


def is_valid(code: int) -> bool:
    return 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF


def _new(first: Any, second: Any = None) -> Rune:
    """(char), (high surrogate, low surrogate), (int)."""
    if second is not None:
        code = 0x10000 + ((ord(first) - 0xD800) << 10) + ord(second) - 0xDC00
        if not 0x10000 <= code <= 0x10FFFF:
            raise out_of_range("highSurrogate")
        return Rune(code)
    code = first if isinstance(first, int) else ord(first)
    if not is_valid(code):
        raise out_of_range("ch" if isinstance(first, str) else "value")
    return Rune(code)


def _rune_at(text: str, index: int) -> Rune:
    if not 0 <= index < len(needed(text, "input")):
        raise out_of_range("index")
    if not is_valid(ord(text[index])):
        raise bad_argument("Cannot extract a Unicode scalar value from the specified index in the input.", "index")
    return Rune(ord(text[index]))


def _try_create(value: Any, result: Any) -> bool:
    code = value if isinstance(value, int) else ord(value)
    result.value = Rune(code if is_valid(code) else 0)
    return is_valid(code)


def _tested(test: Callable[[str], bool]) -> Callable[[Rune], bool]:
    return lambda rune: test(chr(rune.code))


def _cased(change: Callable[[str], str]) -> Callable[..., Rune]:
    def run(rune: Rune, culture: Any = None) -> Rune:
        found = change(chr(rune.code))
        return Rune(ord(found)) if len(found) == 1 else rune

    return run


_TESTS = {
    "IsControl": chars.in_category("Cc"),
    "IsDigit": chars.in_category("Nd"),
    "IsLetter": chars.in_category("L"),
    "IsLetterOrDigit": chars.in_category("L", "Nd"),
    "IsLower": chars.in_category("Ll"),
    "IsNumber": chars.in_category("N"),
    "IsPunctuation": chars.in_category("P"),
    "IsSeparator": chars.in_category("Z"),
    "IsSymbol": chars.in_category("S"),
    "IsUpper": chars.in_category("Lu"),
    "IsWhiteSpace": chars.is_white,
}
_R = "System.Text.Rune"
fill(
    Rune.net_type,
    f"""
    new(char ch)
    new(char highSurrogate, char lowSurrogate)
    new(int value)
    bool IsAscii {{get;}}
    bool IsBmp {{get;}}
    int Plane {{get;}}
    int Utf16SequenceLength {{get;}}
    int Utf8SequenceLength {{get;}}
    int Value {{get;}}
    static {_R} ReplacementChar {{get;}}
    int CompareTo({_R} other)
    bool Equals({_R} other)
    string ToString()
    static double GetNumericValue({_R} value)
    static {_R} GetRuneAt(string input, int index)
    static {_G}UnicodeCategory GetUnicodeCategory({_R} value)
    static bool IsValid(int value)
    static {_R} ToLower({_R} value, cultureinfo culture)
    static {_R} ToLowerInvariant({_R} value)
    static {_R} ToUpper({_R} value, cultureinfo culture)
    static {_R} ToUpperInvariant({_R} value)
    static bool TryCreate(int value, [ref] {_R} result)
    """
    + "\n".join(f"static bool {name}({_R} value)" for name in _TESTS),
    {
        "new": _new,
        "IsAscii": lambda rune: rune.code < 0x80,
        "IsBmp": lambda rune: rune.code < 0x10000,
        "Plane": lambda rune: rune.code >> 16,
        "Utf16SequenceLength": lambda rune: 1 if rune.code < 0x10000 else 2,
        "Utf8SequenceLength": lambda rune: len(chr(rune.code).encode()),
        "Value": "code",
        "::ReplacementChar": lambda net: Rune(0xFFFD),
        "CompareTo": lambda rune, other: rune.code - other.code,
        "Equals": Rune.__eq__,
        "ToString": str,
        "::GetNumericValue": _tested(chars.numeric_value),  # type: ignore[arg-type]
        "::GetRuneAt": _rune_at,
        "::GetUnicodeCategory": _tested(chars.category_of),
        "::IsValid": is_valid,
        "::ToLower": _cased(str.lower),
        "::ToLowerInvariant": _cased(str.lower),
        "::ToUpper": _cased(str.upper),
        "::ToUpperInvariant": _cased(str.upper),
        "::TryCreate": _try_create,
        **{f"::{name}": _tested(test) for name, test in _TESTS.items()},
    },
)


# -- CharUnicodeInfo


def _digit(kind: Callable[..., int]) -> Callable[..., int]:
    return lambda text, index=None: kind(text if index is None else text[index], -1)


_PLACES = ("char ch", "string s, int index")
define(_G + "CharUnicodeInfo")
fill(
    _G + "CharUnicodeInfo",
    "\n".join(
        f"static {kind} {name}({place})"
        for kind, name in (
            ("int", "GetDecimalDigitValue"), ("int", "GetDigitValue"), ("double", "GetNumericValue"), (f"{_G}UnicodeCategory", "GetUnicodeCategory"),
        )
        for place in _PLACES
    ),
    {
        "::GetDecimalDigitValue": _digit(unicodedata.decimal),
        "::GetDigitValue": _digit(unicodedata.digit),
        "::GetNumericValue": chars.numeric_value,
        "::GetUnicodeCategory": chars.category_of,
    },
)  # fmt: skip


# -- StringInfo


def elements(text: str) -> list[str]:
    """The text elements: a character with the marks that follow it."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in ("Mn", "Mc", "Me"):
            found[-1] += char
        else:
            found.append(char)
    return found


def _starts(text: str) -> list[int]:
    places, at = [], 0
    for element in elements(needed(text, "str")):
        places.append(at)
        at += len(element)
    return places


class StringInfo(NetObject):
    """A text counted in text elements."""

    __slots__ = ("whole",)
    net_type = define(_G + "StringInfo")

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.whole = needed(text, "value")

    def part(self, start: int, count: int | None = None) -> str:
        parts = elements(self.whole)
        if not 0 <= start < len(parts):
            raise out_of_range("startingTextElement")
        if count is not None and (count < 0 or start + count > len(parts)):
            raise out_of_range("lengthInTextElements")
        return "".join(parts[start : len(parts) if count is None else start + count])


def _element_at(text: str, index: int = 0) -> str:
    return elements(needed(text, "str")[index:])[0] if index < len(text) else ""


fill(
    StringInfo.net_type,
    f"""
    new()
    new(string value)
    int LengthInTextElements {{get;}}
    string String {{get;}}
    string SubstringByTextElements(int startingTextElement)
    string SubstringByTextElements(int startingTextElement, int lengthInTextElements)
    static string GetNextTextElement(string str)
    static string GetNextTextElement(string str, int index)
    static {_G}TextElementEnumerator GetTextElementEnumerator(string str)
    static int[] ParseCombiningCharacters(string str)
    """,
    {
        "new": StringInfo,
        "LengthInTextElements": lambda own: len(elements(own.whole)),
        "String": "whole",
        "SubstringByTextElements": StringInfo.part,
        "::GetNextTextElement": _element_at,
        "::GetTextElementEnumerator": lambda text: Enumerator(lambda: iter(elements(needed(text, "str"))), _G + "TextElementEnumerator"),
        "::ParseCombiningCharacters": _starts,
    },
)
