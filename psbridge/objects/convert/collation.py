"""Order and equality of text in a culture: keys that compare as ICU's root collation does.

Decides the three levels: base characters (blanks, punctuation, symbols, digits, letters), accents, case (small before capital).  Control
characters do not count.  What single languages change stands in `tailoring`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Protocol

_ORDER = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
_IGNORED = bytes(i for i in range(128) if chr(i) not in _ORDER and not chr(i).isalpha())
_PRIMARY = bytearray(range(256))
_CASE = bytearray(b"\x01" * 256)
for _weight, _char in enumerate(_ORDER, 2):
    _PRIMARY[ord(_char)] = _weight
    if _char.isalpha():
        _PRIMARY[ord(_char.upper())] = _weight
        _CASE[ord(_char.upper())] = 2
PRIMARY, _CASE_TABLE = bytes(_PRIMARY), bytes(_CASE)
_BEYOND = 0xFE  # first byte of what is no Latin letter; its code point follows

# letters that are compared as others with an accent
_LIKE = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o\u0338",
    "đ": "d\u0335",
    "ð": "d\u0336",
    "ł": "l\u0335",
    "þ": "th",
    "ħ": "h\u0335",
    "ı": "i\u0335",
}
_PUNCTUATION = {"\u00a0": " ", "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "..."}

Key = tuple[bytes, bytes, bytes]


class Tailoring(Protocol):
    """What a language changes."""

    def spread(self, text: str, levels: Levels) -> None:
        """Add the characters of a text to the levels of its key."""

    def __hash__(self) -> int:
        """Keys are kept by the language they were made for."""


def sort_key(text: str, ignore_case: bool = True, tailoring: Tailoring | None = None) -> Key:
    """A key by which texts sort as the culture has them; equal keys mean equal texts."""
    if tailoring is not None or not text.isascii():
        return _wide_key(text, ignore_case, tailoring)
    raw = text.encode("ascii").translate(None, _IGNORED)
    return raw.translate(PRIMARY), b"", b"" if ignore_case else raw.translate(_CASE_TABLE)


collation_key = lru_cache(maxsize=4096)(sort_key)  # for comparisons, where the same texts come again


class Levels:
    """The key of a text while it is made."""

    __slots__ = ("accents", "case", "primary")

    def __init__(self) -> None:
        self.primary, self.accents, self.case = bytearray(), bytearray(), bytearray()

    def letter(self, primary: bytes, accent: bytes, capital: bool) -> None:
        self.primary += primary
        self.accents += accent
        self.case.append(2 if capital else 1)

    def character(self, char: str, folded: str) -> None:
        """A character of the root order, in its own and in small form."""
        for mark in unicodedata.normalize("NFD", _LIKE.get(folded) or _PUNCTUATION.get(folded) or folded):
            if unicodedata.combining(mark):
                self.accents += _accent(mark)
                continue
            weight = _base(mark)
            if weight:
                self.letter(weight, b"\x01", folded != char)


def _wide_key(text: str, ignore_case: bool, tailoring: Tailoring | None) -> Key:
    levels = Levels()
    if tailoring is not None:
        tailoring.spread(text, levels)
    else:
        for char in unicodedata.normalize("NFD", text):
            levels.character(char, char.lower())
    return bytes(levels.primary), bytes(levels.accents.rstrip(b"\x01")), b"" if ignore_case else bytes(levels.case)


def _accent(mark: str) -> bytes:
    return bytes((2 + (ord(mark) >> 8) % 250, ord(mark) & 0xFF))


def _base(char: str) -> bytes:
    code = ord(char)
    if code < 128:
        return b"" if code in _IGNORED else PRIMARY[code : code + 1]
    if unicodedata.category(char) in ("Cc", "Cf"):
        return b""
    return bytes((_BEYOND,)) + code.to_bytes(3, "big")


def compare_text(a: str, b: str, ignore_case: bool = True, tailoring: Tailoring | None = None) -> int:
    """-1, 0 or 1 as `a` comes before, with or after `b`."""
    if a == b:
        return 0
    first, second = collation_key(a, ignore_case, tailoring), collation_key(b, ignore_case, tailoring)
    return (first > second) - (first < second)


def equal_text(a: str, b: str, ignore_case: bool = True, tailoring: Tailoring | None = None) -> bool:
    """Whether two texts are the same to a culture."""
    if a == b:
        return True
    if tailoring is None and a.isascii() and b.isascii() and a.isprintable() and b.isprintable():
        return ignore_case and len(a) == len(b) and a.lower() == b.lower()
    return collation_key(a, ignore_case, tailoring) == collation_key(b, ignore_case, tailoring)
