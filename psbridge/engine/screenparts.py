"""Places, sizes, cells and keys of a screen (System.Management.Automation.Host)."""

from __future__ import annotations

from typing import Any

from psbridge.objects.enums import define_enum
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject

_H = "System.Management.Automation.Host."
ControlKeyStates = define_enum(
    _H + "ControlKeyStates",
    "RightAltPressed=1 LeftAltPressed=2 RightCtrlPressed=4 LeftCtrlPressed=8 ShiftPressed=16 NumLockOn=32 ScrollLockOn=64 CapsLockOn=128 "
    "EnhancedKey=256",
    flags=True,
    assembly=SMA,
)
ReadKeyOptions = define_enum(
    _H + "ReadKeyOptions", "AllowCtrlC=1 NoEcho=2 IncludeKeyDown=4 IncludeKeyUp=8", flags=True, assembly=SMA
)


class Struct(NetObject):
    """A value that is shown as its numbers."""

    __slots__ = ()
    PROPERTIES = {}

    def __str__(self) -> str:
        return ",".join(str(getattr(self, str(name))) for name in self.PROPERTIES.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Struct) and other.net_type is self.net_type and str(other) == str(self)

    def __hash__(self) -> int:
        return hash(str(self))


class Size(Struct):
    """Width and height."""

    __slots__ = ("height", "width")
    net_type = define(_H + "Size", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {"Width": "width", "Height": "height"}

    def __init__(self, width: int = 0, height: int = 0) -> None:
        super().__init__()
        self.width, self.height = width, height


class Coordinates(Struct):
    """A place."""

    __slots__ = ("x", "y")
    net_type = define(_H + "Coordinates", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {"X": "x", "Y": "y"}

    def __init__(self, x: int = 0, y: int = 0) -> None:
        super().__init__()
        self.x, self.y = x, y


class Rectangle(Struct):
    """A part of the screen."""

    __slots__ = ("bottom", "left", "right", "top")
    net_type = define(_H + "Rectangle", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {"Left": "left", "Top": "top", "Right": "right", "Bottom": "bottom"}

    def __init__(self, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> None:
        super().__init__()
        self.left, self.top, self.right, self.bottom = left, top, right, bottom


class BufferCell(Struct):
    """A character with its colours; ``kind``: complete, or half of a wide one."""

    __slots__ = ("background", "character", "foreground", "kind")
    net_type = define(_H + "BufferCell", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {
        "Character": "character",
        "ForegroundColor": "foreground",
        "BackgroundColor": "background",
        "BufferCellType": "kind",
    }

    def __init__(self, character: Any, foreground: Any, background: Any, kind: Any) -> None:
        super().__init__()
        self.character, self.foreground, self.background, self.kind = character, foreground, background, kind

    def __str__(self) -> str:
        return f"'{self.character}' {self.foreground} {self.background} {self.kind}"


class KeyInfo(Struct):
    """A key that was pressed."""

    __slots__ = ("character", "code", "control", "down")
    net_type = define(_H + "KeyInfo", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {"VirtualKeyCode": "code", "Character": "character", "ControlKeyState": "control", "KeyDown": "down"}

    def __init__(self, code: int, character: Any, control: Any, down: bool) -> None:
        super().__init__()
        self.code, self.character, self.control, self.down = code, character, control, down
