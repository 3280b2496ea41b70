"""System.ConsoleKeyInfo: a key with what was held down beside it."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.arguments import out_of_range
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.table import fill
from psbridge.objects.nettypes import define
from psbridge.objects.numbers import Char
from psbridge.objects.psobject import NetObject, unwrap

_SHIFT, _ALT, _CONTROL = 2, 1, 4


class ConsoleKeyInfo(NetObject):
    """A key of the console."""

    __slots__ = ("char", "key", "modifiers")
    net_type = define("System.ConsoleKeyInfo", "System.ValueType", kind="struct", assembly="System.Console")

    def __init__(self, char: Any = None, key: Any = 0, shift: bool = False, alt: bool = False, control: bool = False) -> None:
        super().__init__()
        if not 0 <= int(key) <= 255:
            raise out_of_range("key", "Console key values must be between 0 and 255 inclusive.")
        self.char = Char("\0") if char is None else char
        self.key = enum_type("System.ConsoleKey")(int(key))
        self.modifiers = enum_type("System.ConsoleModifiers")(_SHIFT * shift | _ALT * alt | _CONTROL * control)

    def __eq__(self, other: object) -> bool:
        bare = unwrap(other)
        return isinstance(bare, ConsoleKeyInfo) and (bare.char, int(bare.key), int(bare.modifiers)) == (
            self.char,
            int(self.key),
            int(self.modifiers),
        )

    def __hash__(self) -> int:
        return ord(str(self.char)) | int(self.modifiers)


fill(
    ConsoleKeyInfo.net_type,
    """
    new()
    new(char keyChar, System.ConsoleKey key, bool shift, bool alt, bool control)
    char KeyChar {get;}
    System.ConsoleKey Key {get;}
    System.ConsoleModifiers Modifiers {get;}
    bool Equals(System.Object value)
    bool Equals(System.ConsoleKeyInfo obj)
    """,
    {
        "new": ConsoleKeyInfo,
        "KeyChar": "char",
        "Key": "key",
        "Modifiers": "modifiers",
        "Equals": ConsoleKeyInfo.__eq__,
    },
)
