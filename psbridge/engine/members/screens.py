"""Places, sizes and cells of a screen (System.Management.Automation.Host), and progress records that scripts make."""

from __future__ import annotations

from typing import Any

from psbridge.engine.host import FieldDescription
from psbridge.engine.members.table import fill
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject
from psbridge.objects.records import ProgressRecord

_A = "System.Management.Automation."
_H = _A + "Host."


class _Struct(NetObject):
    """A value that is shown as its numbers."""

    __slots__ = ()
    PROPERTIES = {}

    def __str__(self) -> str:
        return ",".join(str(getattr(self, str(name))) for name in self.PROPERTIES.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Struct) and other.net_type is self.net_type and str(other) == str(self)

    def __hash__(self) -> int:
        return hash(str(self))


class Size(_Struct):
    """Width and height."""

    __slots__ = ("height", "width")
    net_type = define(_H + "Size", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {"Width": "width", "Height": "height"}

    def __init__(self, width: int = 0, height: int = 0) -> None:
        super().__init__()
        self.width, self.height = width, height


class Coordinates(_Struct):
    """A place."""

    __slots__ = ("x", "y")
    net_type = define(_H + "Coordinates", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {"X": "x", "Y": "y"}

    def __init__(self, x: int = 0, y: int = 0) -> None:
        super().__init__()
        self.x, self.y = x, y


class Rectangle(_Struct):
    """A part of the screen."""

    __slots__ = ("bottom", "left", "right", "top")
    net_type = define(_H + "Rectangle", "System.ValueType", kind="struct", assembly=SMA)
    PROPERTIES = {"Left": "left", "Top": "top", "Right": "right", "Bottom": "bottom"}

    def __init__(self, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> None:
        super().__init__()
        self.left, self.top, self.right, self.bottom = left, top, right, bottom


class BufferCell(_Struct):
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


class ChoiceDescription(NetObject):
    """One answer that PromptForChoice offers."""

    __slots__ = ("help_message", "label")
    net_type = define(_H + "ChoiceDescription", assembly=SMA)

    def __init__(self, label: str, help_message: str = "") -> None:
        super().__init__()
        self.label, self.help_message = label, help_message


def _progress(activity_id: int, activity: str, status: str) -> ProgressRecord:
    return ProgressRecord(activity_id, activity, status)


fill(_H + "Size", "new(int width, int height)", {"new": Size})
fill(_H + "Coordinates", "new(int x, int y)", {"new": Coordinates})
fill(_H + "Rectangle", "new(int left, int top, int right, int bottom)", {"new": Rectangle})
fill(
    _H + "BufferCell",
    f"new(char character, System.ConsoleColor foreground, System.ConsoleColor background, {_H}BufferCellType bufferCellType)",
    {"new": BufferCell},
)
fill(
    _H + "ChoiceDescription",
    "string Label {get;}\nstring HelpMessage {get;set;}\nnew(string label)\nnew(string label, string helpMessage)",
    {"new": ChoiceDescription, "Label": "label", "HelpMessage": "help_message"},
)
fill(
    _H + "FieldDescription",
    """
    string Name {get;}
    string Label {get;set;}
    string HelpMessage {get;set;}
    bool IsMandatory {get;set;}
    psobject DefaultValue {get;set;}
    string ParameterTypeName {get;}
    string ParameterTypeFullName {get;}
    new(string name)
    """,
    {
        "new": FieldDescription,
        "Name": "name",
        "Label": "label",
        "HelpMessage": "help_message",
        "IsMandatory": "mandatory",
        "DefaultValue": "default",
        "ParameterTypeName": "short_type",
        "ParameterTypeFullName": "type_name",
    },
)
fill(
    _A + "ProgressRecord",
    "new(int activityId, string activity, string statusDescription)",
    {"new": _progress},
)
