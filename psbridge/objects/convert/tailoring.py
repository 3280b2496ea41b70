"""What single languages change in the order of text: letters of their own, pairs of letters that count as one, the two i of Turkish.

The rules read: a letter of the root order, then ``<`` and the letters that follow it, ``/`` before a letter that differs in the second
level only (an accent), ``=`` before one that differs in the third (case).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from psbridge.objects.convert.collation import PRIMARY, Levels

if TYPE_CHECKING:
    from psbridge.objects.culture import CultureInfo

_DANISH = "z<æ/ä<ø/ö/ő<å=aa y/ü/ű d/đ/ð"
_SERBO_CROATIAN = "c<č<ć d<dž<đ l<lj n<nj s<š z<ž"
_RULES = {
    "da": _DANISH,
    "nb": _DANISH,
    "nn": _DANISH,
    "no": _DANISH,
    "sv": "z<å<ä/æ<ö/ø y/ü/ű d/đ/ð",
    "fi": "z<å<ä/æ<ö/ø y/ü v/w",
    "is": "a<á d<ð e<é i<í o<ó u<ú y<ý z<þ<æ/ä<ö/ø<å",
    "et": "s<š<z<ž w<õ<ä<ö<ü",
    "lv": "c<č g<ģ i/y k<ķ l<ļ n<ņ r<ŗ s<š z<ž",
    "lt": "c<č i/y s<š z<ž",
    "pl": "a<ą c<ć e<ę l<ł n<ń o<ó s<ś z<ź<ż",
    "cs": "c<č h<ch r<ř s<š z<ž",
    "sk": "a<ä c<č h<ch o<ô r<ř s<š z<ž",
    "sl": "c<č<ć d<đ s<š z<ž",
    "hr": _SERBO_CROATIAN,
    "bs": _SERBO_CROATIAN,
    "hu": "c<cs d<dz<dzs g<gy l<ly n<ny o<ö/ő s<sz t<ty u<ü/ű z<zs",
    "ro": "a<ă<â i<î s<ș/ş t<ț/ţ",
    "es": "n<ñ",
    "tr": "c<ç g<ğ h<ı i o<ö s<ş u<ü",
    "az": "c<ç e<ə g<ğ h<x<ı i k<q o<ö s<ş u<ü",
}
_LOWER = {"tr": {"I": "ı", "İ": "i"}, "az": {"I": "ı", "İ": "i"}}
_BEHIND = 0xFF  # second byte of a letter that follows another: behind whatever else can follow that one


class Language:
    """The rules of one language."""

    __slots__ = ("_letters", "_longest", "_lower")

    def __init__(self, rules: str, lower: dict[str, str]) -> None:
        self._lower = lower
        self._letters: dict[str, tuple[bytes, bytes]] = {}
        for rule in rules.split():
            self._learn(rule)
        self._longest = max(map(len, self._letters))

    def _learn(self, rule: str) -> None:
        base, *followers = rule.split("<")
        root = PRIMARY[ord(base[0])]
        self._variants(base, bytes((root,)))
        for place, letters in enumerate(followers, 1):
            self._variants(letters, bytes((root, _BEHIND, place)))

    def _variants(self, letters: str, primary: bytes) -> None:
        for accent, letter in enumerate(letters.split("/")):
            for same in letter.split("="):
                self._letters[same] = primary, bytes((1 + accent,))

    def spread(self, text: str, levels: Levels) -> None:
        """Add the characters of a text to the levels of its key."""
        text = unicodedata.normalize("NFC", text)
        low = self.lowered(text)
        at = 0
        while at < len(text):
            size = self._size(low, at)
            if size:
                levels.letter(*self._letters[low[at : at + size]], capital=text[at] != low[at])
            else:
                levels.character(text[at], low[at])
            at += size or 1

    def lowered(self, text: str) -> str:
        """A text in small letters."""
        return "".join(map(self._lowered, text))

    def _lowered(self, char: str) -> str:
        low = self._lower.get(char) or char.lower()
        return low if len(low) == 1 else char

    def _size(self, low: str, at: int) -> int:
        """How many characters from here are one letter of the language."""
        return next((size for size in range(self._longest, 0, -1) if low[at : at + size] in self._letters and at + size <= len(low)), 0)


@lru_cache(maxsize=16)
def tailoring_of(name: str) -> Language | None:
    """The rules for a culture's name; None where the root order holds."""
    language = name.partition("-")[0].lower()
    rules = _RULES.get(language)
    return Language(rules, _LOWER.get(language, {})) if rules else None


def tailoring_for(culture: CultureInfo) -> Language | None:
    """The rules of a culture's language; None where the root order holds."""
    return None if culture.name in ("en-US", "") else tailoring_of(culture.name)
