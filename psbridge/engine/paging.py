"""$PSCmdlet.PagingParameters."""

from __future__ import annotations

from typing import Any

from psbridge.objects.nettypes import SMA, define
from psbridge.objects.numbers import UInt64
from psbridge.objects.psobject import NetObject


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
        return UInt64(total)
