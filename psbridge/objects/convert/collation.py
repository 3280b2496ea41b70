"""Order and equality of text in a culture: keys that compare as ICU's root collation does.

Decides the three levels: base characters (blanks, punctuation, symbols, digits, letters), accents, case (small before capital).  Control
characters do not count.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ORDER = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
_IGNORED = bytes(i for i in range(128) if chr(i) not in _ORDER and not chr(i).isalpha())
_PRIMARY = bytearray(range(256))
_CASE = bytearray(b"\x01" * 256)
for _weight, _char in enumerate(_ORDER, 2):
    _PRIMARY[ord(_char)] = _weight
    if _char.isalpha():
        _PRIMARY[ord(_char.upper())] = _weight
        _CASE[ord(_char.upper())] = 2
_PRIMARY_TABLE, _CASE_TABLE = bytes(_PRIMARY), bytes(_CASE)
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


def sort_key(text: str, ignore_case: bool = True) -> Key:
    """A key by which texts sort as the culture has them; equal keys mean equal texts."""
    if not text.isascii():
        return _wide_key(text, ignore_case)
    raw = text.encode("ascii").translate(None, _IGNORED)
    return raw.translate(_PRIMARY_TABLE), b"", b"" if ignore_case else raw.translate(_CASE_TABLE)


collation_key = lru_cache(maxsize=4096)(sort_key)  # for comparisons, where the same texts come again


def _wide_key(text: str, ignore_case: bool) -> Key:
    primary, accents, case = bytearray(), bytearray(), bytearray()
    for char in unicodedata.normalize("NFD", text):
        folded = char.lower()
        for mark in unicodedata.normalize("NFD", _LIKE.get(folded) or _PUNCTUATION.get(folded) or folded):
            if unicodedata.combining(mark):
                accents += _accent(mark)
                continue
            weight = _base(mark)
            if weight:
                primary += weight
                accents.append(1)
                case.append(1 if folded == char else 2)
    if ignore_case:
        case.clear()
    return bytes(primary), bytes(accents.rstrip(b"\x01")), bytes(case)


def _accent(mark: str) -> bytes:
    return bytes((2 + (ord(mark) >> 8) % 250, ord(mark) & 0xFF))


def _base(char: str) -> bytes:
    code = ord(char)
    if code < 128:
        return b"" if code in _IGNORED else _PRIMARY_TABLE[code : code + 1]
    if unicodedata.category(char) in ("Cc", "Cf"):
        return b""
    return bytes((_BEYOND,)) + code.to_bytes(3, "big")


def compare_text(a: str, b: str, ignore_case: bool = True) -> int:
    """-1, 0 or 1 as `a` comes before, with or after `b`."""
    if a == b:
        return 0
    first, second = collation_key(a, ignore_case), collation_key(b, ignore_case)
    return (first > second) - (first < second)


def equal_text(a: str, b: str, ignore_case: bool = True) -> bool:
    """Whether two texts are the same to a culture."""
    if a == b:
        return True
    if a.isascii() and b.isascii() and a.isprintable() and b.isprintable():
        return ignore_case and len(a) == len(b) and a.lower() == b.lower()
    return collation_key(a, ignore_case) == collation_key(b, ignore_case)
