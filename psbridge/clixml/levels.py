"""What the elements of one level have in common: white space, and the starts and ends of collections, entries and simple values.

Decides what is worked out once for a level instead of once for an element.  A level is made when the first element gets that deep.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from psbridge.clixml.escapes import escape
from psbridge.clixml.primitives import LEAVES

MAX_LEVEL = 400  # of elements; objects that PowerShell could read back end long before
_KEYS = 1024  # keys or lists of type names that are remembered for a level; when there are more, all are met anew
_TAGS = ("LST", "STK", "QUE", "DCT")
_NONE = {None: ""}
Text = Callable[[Any], str]


class Starts(dict[str, str]):
    """What stands before the value of a dictionary's entry, by its text key: keys come again and again."""

    __slots__ = ("_after", "_before")

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self._before, self._after = before, after

    def __missing__(self, key: str) -> str:
        start = self._before + escape(key) + self._after
        if len(key) < 100:
            if len(self) >= _KEYS:
                self.clear()
            self[key] = start
        return start


class NameBlocks(dict[tuple[str, ...], str]):
    """Type names -> their T elements and the end of their TN, for one level."""

    __slots__ = ("_end", "_inner")

    def __init__(self, pad: str, inner: str) -> None:
        super().__init__()
        self._inner, self._end = inner, f"{pad}</TN>"

    def __missing__(self, names: tuple[str, ...]) -> str:
        if len(self) >= _KEYS:
            self.clear()
        block = self[names] = self._inner + self._inner.join([f"<T>{escape(name)}</T>" for name in names]) + self._end
        return block


class Level:
    """The white space before the elements of a level, and what is made with it.

    `leaves`: class -> start (up to the attributes), text and end of a simple value as an element of this level.  `entries`: class ->
    the starts of an entry of this level whose value is such a one (by key), text and end; `keys`: the starts of the other entries.
    `starts`, `empty`, `ends`: tag -> the start of a collection within an Obj of this level, one without elements and the end of the Obj,
    both ends.  `blocks`: what stands in a TN of this level.
    """

    __slots__ = ("blocks", "empty", "ends", "entries", "inner", "keys", "leaves", "pad", "starts")

    def __init__(self, pad: str, inner: str) -> None:
        self.pad, self.inner = pad, inner
        end = f"{pad}</Obj>"
        self.starts = {tag: f"{inner}<{tag}>" for tag in _TAGS}
        self.empty = {tag: f"{inner}<{tag} />{end}" for tag in _TAGS}
        self.ends = {tag: f"{inner}</{tag}>{end}" for tag in _TAGS}
        self.blocks = NameBlocks(pad, inner)
        self.leaves: dict[type, tuple[str, Text, str]] = {kind: (f"{pad}<{tag}", text, f"</{tag}>") for kind, (tag, text) in LEAVES.items()}
        before, key_end, entry_end = f'{pad}<En>{inner}<S N="Key">', f"</S>{inner}", f"{pad}</En>"
        self.keys = Starts(before, "</S>")
        self.entries: dict[type, tuple[Starts, Text, str]] = {
            kind: (Starts(before, f'{key_end}<{tag} N="Value">'), text, f"</{tag}>{entry_end}") for kind, (tag, text) in LEAVES.items()
        }
        self.entries[type(None)] = Starts(before, f'{key_end}<Nil N="Value" />'), _NONE.__getitem__, entry_end


class Levels(dict[int, Level]):
    """The levels of one kind of white space; `pads`: what stands before an element, by level."""

    __slots__ = ("pads",)

    def __init__(self, pads: tuple[str, ...]) -> None:
        super().__init__()
        self.pads = pads

    def __missing__(self, level: int) -> Level:
        made = self[level] = _level(self.pads[level], self.pads[min(level + 1, MAX_LEVEL - 1)])
        return made


@cache
def _level(pad: str, inner: str) -> Level:
    return Level(pad, inner)  # without white space all levels are one


COMPACT = Levels(("",) * MAX_LEVEL)
INDENTED = Levels(tuple("\n" + "  " * level for level in range(MAX_LEVEL)))
