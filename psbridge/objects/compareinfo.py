"""System.Globalization.CompareInfo: how a culture compares texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.objects.convert.collation import compare_text, sort_key
from psbridge.objects.convert.tailoring import tailoring_for
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject

if TYPE_CHECKING:
    from psbridge.objects.culture import CultureInfo

IGNORE_CASE, IGNORE_MARKS, IGNORE_SYMBOLS = 1, 2, 4
ORDINAL, ORDINAL_IGNORE_CASE = 1 << 30, 1 << 28


class CompareInfo(NetObject):
    """The comparisons of a culture; options are those of System.Globalization.CompareOptions."""

    __slots__ = ("culture",)
    net_type = define("System.Globalization.CompareInfo")
    PROPERTIES = {"Name": "name", "LCID": "lcid"}

    def __init__(self, culture: CultureInfo) -> None:
        super().__init__()
        self.culture = culture

    name = property(lambda self: self.culture.name)
    lcid = property(lambda self: self.culture.lcid)

    def key(self, text: str, options: int) -> Any:
        """Texts with the same key are the same."""
        if options & IGNORE_SYMBOLS:
            text = "".join(char for char in text if char.isalnum())
        primary, marks, case = sort_key(text, bool(options & IGNORE_CASE), tailoring_for(self.culture))
        return (primary, b"" if options & IGNORE_MARKS else marks, case)

    def compare(self, a: str | None, b: str | None, options: int = 0) -> int:
        if a is None or b is None:
            return (a is not None) - (b is not None)
        if options in (ORDINAL, ORDINAL_IGNORE_CASE):
            first, second = (a, b) if options == ORDINAL else (a.upper(), b.upper())
            return (first > second) - (first < second)
        if options in (0, IGNORE_CASE):
            return compare_text(a, b, bool(options), tailoring_for(self.culture))
        one, other = self.key(a, options), self.key(b, options)
        return int(one > other) - int(one < other)

    def is_prefix(self, text: str, start: str, options: int = 0) -> bool:
        return any(self.compare(text[:end], start, options) == 0 for end in range(len(text) + 1))

    def is_suffix(self, text: str, tail: str, options: int = 0) -> bool:
        return any(self.compare(text[start:], tail, options) == 0 for start in range(len(text) + 1))

    def index(self, text: str, part: str, options: int = 0) -> int:
        return next((at for at in range(len(text) + 1) if self.is_prefix(text[at:], part, options)), -1)

    def last_index(self, text: str, part: str, options: int = 0) -> int:
        return next((at for at in range(len(text), -1, -1) if self.is_prefix(text[at:], part, options)), -1)

    def __str__(self) -> str:
        return f"CompareInfo - {self.name}"
