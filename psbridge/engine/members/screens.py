"""Places, sizes and cells of a screen (System.Management.Automation.Host), and progress records that scripts make."""

from __future__ import annotations

from psbridge.engine.host import FieldDescription
from psbridge.engine.members.table import fill
from psbridge.engine.screenparts import BufferCell, Coordinates, Rectangle, Size
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.psobject import NetObject
from psbridge.objects.records import ProgressRecord

_A = "System.Management.Automation."
_H = _A + "Host."


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
