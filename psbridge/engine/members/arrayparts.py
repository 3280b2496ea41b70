"""Arrays filled, copied all or nothing, and wrapped so that they cannot change."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.arguments import needed, out_of_range
from psbridge.engine.members.arrays import copy_array
from psbridge.engine.members.table import fill
from psbridge.objects import convert as conversion
from psbridge.objects.containers import GenericList
from psbridge.objects.nettypes import find_type

OBJECT = find_type("System.Object")


def _read_only(array: Any) -> Any:
    return GenericList(getattr(needed(array, "array"), "element", OBJECT), array, "System.Collections.ObjectModel.ReadOnlyCollection`1")


def _filled(array: Any, value: Any, start: int = 0, count: int | None = None) -> None:
    """Every item, or `count` from `start` on, becomes a value."""
    size = len(needed(array, "array"))
    if not 0 <= start <= size or (count is not None and not 0 <= count <= size - start):
        raise out_of_range("startIndex" if not 0 <= start <= size else "count")
    element = getattr(array, "element", None)
    made = value if element is None else conversion.convert(value, element)
    for i in range(start, size if count is None else start + count):
        array[i] = made


fill(
    "System.Array",
    """
    static System.Object AsReadOnly(array array)
    static void ConstrainedCopy(array sourceArray, int sourceIndex, array destinationArray, int destinationIndex, int length)
    static void Fill(array array, System.Object value)
    static void Fill(array array, System.Object value, int startIndex, int count)
    """,
    {"::AsReadOnly": _read_only, "::ConstrainedCopy": copy_array, "::Fill": _filled},
)
