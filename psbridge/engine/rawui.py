"""$Host.UI.RawUI: the window, its colours, its cursor and its keys.

`RawUI` remembers what it is told and has no keys; a console that stands for a real screen (cli) shows it and reads them.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import ScriptError, error_record
from psbridge.engine.screenparts import Coordinates, ReadKeyOptions, Rectangle, Size
from psbridge.engine.voids import void
from psbridge.objects.convert import convert, to_text
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.records import ConsoleColor

_H = "System.Management.Automation.Host."
NO_INPUT = (
    "A command that prompts the user failed because the host program or the command type does not support user interaction. "
    "Try a host program that supports user interaction, such as the PowerShell Console, and remove prompt-related commands from command "
    "types that do not support user interaction."
)
_NO_KEYS = "Cannot read keystroke options. To read options, set one or both of the following: IncludeKeyDown, IncludeKeyUp."
_DOWN = 4
_DOWN_OR_UP = _DOWN | 8
GRAY, BLACK = 7, 0


def _remembered(name: str, kind: Any) -> property:
    """A value of one type; `changed` hears of each new one."""

    def get(raw: Any) -> Any:
        return getattr(raw, f"_{name}")

    def put(raw: Any, value: Any) -> None:
        setattr(raw, f"_{name}", convert(value, kind))
        raw.changed(name)

    return property(get, put)


class RawUI(NetObject):
    """What the window is like."""

    __slots__ = ("_background", "_buffer", "_cursor", "_cursor_size", "_foreground", "_place", "_title", "_window")
    net_type = define(
        "System.Management.Automation.Internal.Host.InternalHostRawUserInterface",
        define(_H + "PSHostRawUserInterface", assembly=SMA),
        assembly=SMA,
    )
    PROPERTIES = {
        "ForegroundColor": "foreground",
        "BackgroundColor": "background",
        "CursorPosition": "cursor",
        "WindowPosition": "place",
        "CursorSize": "cursor_size",
        "BufferSize": "buffer",
        "WindowSize": "size",
        "MaxWindowSize": "max_size",
        "MaxPhysicalWindowSize": "max_physical",
        "KeyAvailable": "key_available",
        "WindowTitle": "title",
    }
    METHODS = {
        "ReadKey": "read_key",
        "FlushInputBuffer": void("FlushInputBuffer", "flush"),
        "LengthInBufferCells": "cells",
        "SetBufferContents": void("SetBufferContents", "set_contents"),
        "GetBufferContents": "contents",
        "ScrollBufferContents": void("ScrollBufferContents", "scroll_contents"),
    }

    def __init__(self, width: int = 120, height: int = 50) -> None:
        super().__init__()
        self._window, self._buffer = Size(width, height), Size(width, height)
        self._foreground, self._background = ConsoleColor(GRAY), ConsoleColor(BLACK)
        self._cursor, self._place = Coordinates(), Coordinates()
        self._title = ""
        self._cursor_size = 25

    foreground = _remembered("foreground", ConsoleColor.net_type)
    background = _remembered("background", ConsoleColor.net_type)
    cursor = _remembered("cursor", Coordinates.net_type)
    cursor_size = _remembered("cursor_size", find_type("System.Int32"))
    place = _remembered("place", Coordinates.net_type)
    buffer = _remembered("buffer", Size.net_type)
    size = _remembered("window", Size.net_type)

    @property
    def max_size(self) -> Size:
        return self._window

    @property
    def max_physical(self) -> Size:
        return self._window

    @property
    def title(self) -> str:
        return self._title

    @title.setter
    def title(self, value: Any) -> None:
        self._title = to_text(value)
        self.changed("title")

    def changed(self, name: str) -> None:
        """A value was set: nothing to show it on."""

    # -- keys

    @property
    def key_available(self) -> bool | None:
        return False

    def read_key(self, options: Any = _DOWN) -> Any:
        """The next key; `options`: whether it is shown, and whether Ctrl-C is a key like others."""
        wanted = int(convert(options, ReadKeyOptions.net_type))
        if not wanted & _DOWN_OR_UP:
            raise NetError.of("System.ArgumentException", f"{_NO_KEYS} (Parameter 'options')")
        return self.key(wanted)

    def key(self, wanted: int) -> Any:
        raise ScriptError(error_record(_H + "HostException", NO_INPUT, "HostFunctionNotImplemented", "NotImplemented"))

    def flush(self) -> None:
        """What was typed ahead is forgotten: nothing was."""

    # -- what the screen shows

    def cells(self, source: Any, offset: int = 0) -> int:
        """How many cells a text takes; East Asian characters take two."""
        import unicodedata  # few ask

        text = to_text(source)[offset:]
        return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

    def set_contents(self, place: Any, content: Any) -> None:
        """Clearing the whole screen is all that a terminal can be asked for."""
        where = unwrap(place)
        if not isinstance(where, Rectangle) or (where.left, where.top, where.right, where.bottom) != (-1, -1, -1, -1):
            raise _not_implemented()
        self.changed("contents")

    def contents(self, place: Any) -> Any:
        raise _not_implemented()

    def scroll_contents(self, source: Any, target: Any, clip: Any, fill: Any) -> None:
        raise _not_implemented()


def _not_implemented() -> NetError:
    return NetError.of("System.NotImplementedException", "The method or operation is not implemented.")
