"""Values that host calls carry, and what a client says of its host."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from psbridge.objects.numbers import Char


@dataclass(frozen=True, slots=True)
class Coordinates:
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Rectangle:
    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


@dataclass(frozen=True, slots=True)
class BufferCell:
    """One cell of a screen; `kind`: 0 complete, 1 leading half, 2 trailing half of a wide character."""

    character: str = " "
    foreground: int = 7
    background: int = 0
    kind: int = 0


@dataclass(frozen=True, slots=True)
class KeyInfo:
    virtual_key: int = 0
    character: str = "\0"
    control_keys: int = 0
    is_down: bool = True


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """A value that Prompt asks for."""

    name: str
    label: str = ""
    type_name: str = "String"
    type_full_name: str = "System.String"
    assembly_name: str = "System.String, System.Private.CoreLib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e"
    help_message: str = ""
    is_mandatory: bool = True
    default: Any = None


@dataclass(frozen=True, slots=True)
class ChoiceDescription:
    label: str
    help_message: str = ""


@dataclass(frozen=True, slots=True)
class HostDefaults:
    """What a host's RawUI says when a session starts."""

    foreground: int = -1
    background: int = -1
    cursor_position: Coordinates = Coordinates()
    window_position: Coordinates = Coordinates()
    cursor_size: int = 25
    buffer_size: Size = Size(120, 50)
    window_size: Size = Size(120, 50)
    max_window_size: Size = Size(120, 50)
    max_physical_window_size: Size = Size(120, 50)
    window_title: str = ""


@dataclass(frozen=True, slots=True)
class HostInfo:
    """Which parts of a host the client has; the default is no host (a pipeline then uses that of its pool)."""

    is_host_null: bool = True
    is_ui_null: bool = True
    is_raw_ui_null: bool = True
    use_runspace_host: bool = True
    defaults: HostDefaults | None = field(default=None)

    @classmethod
    def full(cls, defaults: HostDefaults | None = None) -> HostInfo:
        """A host with everything."""
        return cls(False, False, False, False, defaults or HostDefaults())


_SMA = "System.Management.Automation.Host."
# key in _hostDefaultData -> attribute, type name
DEFAULT_FIELDS: dict[int, tuple[str, str]] = {
    0: ("foreground", "System.ConsoleColor"),
    1: ("background", "System.ConsoleColor"),
    2: ("cursor_position", _SMA + "Coordinates"),
    3: ("window_position", _SMA + "Coordinates"),
    4: ("cursor_size", "System.Int32"),
    5: ("buffer_size", _SMA + "Size"),
    6: ("window_size", _SMA + "Size"),
    7: ("max_window_size", _SMA + "Size"),
    8: ("max_physical_window_size", _SMA + "Size"),
    9: ("window_title", "System.String"),
}
# class -> member names on the wire beside the attributes, and which of them are characters
MEMBERS: dict[type, tuple[tuple[str, str], ...]] = {
    Coordinates: (("x", "x"), ("y", "y")),
    Size: (("width", "width"), ("height", "height")),
    Rectangle: (("left", "left"), ("top", "top"), ("right", "right"), ("bottom", "bottom")),
    BufferCell: (
        ("character", "character"),
        ("foregroundColor", "foreground"),
        ("backgroundColor", "background"),
        ("bufferCellType", "kind"),
    ),
    KeyInfo: (("virtualKeyCode", "virtual_key"), ("character", "character"), ("controlKeyState", "control_keys"), ("keyDown", "is_down")),
    FieldDescription: (
        ("name", "name"),
        ("label", "label"),
        ("parameterTypeName", "type_name"),
        ("parameterTypeFullName", "type_full_name"),
        ("parameterAssemblyFullName", "assembly_name"),
        ("helpMessage", "help_message"),
        ("isMandatory", "is_mandatory"),
    ),
    ChoiceDescription: (("label", "label"), ("helpMessage", "help_message")),
}


def member_value(value: Any, attribute: str) -> Any:
    """An attribute as it is sent: characters as Char."""
    found = getattr(value, attribute)
    return Char(found) if attribute == "character" else found
