"""Where views of Windows PowerShell 5.1 differ: processes and files."""

from __future__ import annotations

from typing import Any

from psbridge.formatting.model import LEFT, RIGHT, Binding, CustomBody, CustomEntry, Frame, GroupBy, NewLine, Text, expression
from psbridge.formatting.views.build import col, table
from psbridge.formatting.views.computer import FILE_TYPES, file_length, parent_path, scaled
from psbridge.objects import convert
from psbridge.objects.access import get_property


def _kilobytes(name: str) -> Any:
    def show(value: Any, env: Any) -> int:
        return round((get_property(value, name) or 0) / 1024)

    return show


def _write_time(value: Any, env: Any) -> str | None:
    when = get_property(value, "LastWriteTime")
    return None if when is None else convert.format_composite("{0,10:d}  {0,8:t}", [when], env.culture)


_DIRECTORY = CustomBody((CustomEntry((Frame((Text("Directory: "), Binding(expression(parent_path)), NewLine()), left=4),)),))

VIEWS = (
    table(
        "System.Diagnostics.Process",
        *(
            col("Handles", 7, RIGHT, of="HandleCount"),
            col("NPM(K)", 7, RIGHT, of=_kilobytes("NPM")),
            col("PM(K)", 8, RIGHT, of=_kilobytes("PM")),
        ),
        *(col("WS(K)", 10, RIGHT, of=_kilobytes("WS")), col("CPU(s)", 10, RIGHT, of=scaled("CPU", 1)), col(None, 6, RIGHT, of="Id")),
        *(col(None, 3, RIGHT, of="SI"), "ProcessName"),
        name="process",
    ),
    table(
        FILE_TYPES,
        *(col("Mode", 7, LEFT), col("LastWriteTime", 25, RIGHT, of=_write_time), col("Length", 14, RIGHT, of=file_length)),
        col("Name", 0, LEFT),
        name="children",
        wrap=True,
        group_by=GroupBy(expression("PSParentPath"), None, _DIRECTORY),
    ),
)
