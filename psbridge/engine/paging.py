"""$PSCmdlet.PagingParameters."""

from __future__ import annotations

from typing import Any

from psbridge.objects.members import CodeMethod
from psbridge.objects.nettypes import SMA, define
from psbridge.objects.numbers import UInt64
from psbridge.objects.psobject import NetObject, PSObject


class PagingParameters(NetObject):
    """-First, -Skip and -IncludeTotalCount of a function with SupportsPaging."""

    __slots__ = ("first", "include_total_count", "skip")
    net_type = define("System.Management.Automation.PagingParameters", assembly=SMA)
    PROPERTIES = {"IncludeTotalCount": "include_total_count", "Skip": "skip", "First": "first"}
    METHODS = {"NewTotalCount": "new_total_count"}

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__()
        self.include_total_count = bool(values.get("includetotalcount", False))
        self.skip = values.get("skip", UInt64(0))
        self.first = values.get("first", UInt64(UInt64.MAX or 0))

    def new_total_count(self, total: int, accuracy: float) -> Any:
        return total_count(total, accuracy)


def total_count(total: int, accuracy: float) -> PSObject:
    """The number of items, which says how sure it is and shows itself as a sentence."""
    made = PSObject(UInt64(total))
    made.set("Accuracy", min(max(float(accuracy), 0.0), 1.0))
    made.add_member(CodeMethod("ToString", lambda instance: _sentence(instance)))
    return made


def _sentence(count: PSObject) -> str:
    accuracy, number = count.get("Accuracy"), int(count.base)
    if accuracy >= 1.0:
        return f"Total count: {number}"
    return f"Estimated total count: {number}" if accuracy > 0.0 else "Unknown total count"
