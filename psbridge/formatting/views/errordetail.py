"""The full detail of an error, as Get-Error shows it: a tree of all properties that say something."""

from __future__ import annotations

from typing import Any

from psbridge.formatting.cells import ELLIPSIS
from psbridge.formatting.fields import plain_text
from psbridge.objects import convert
from psbridge.objects.access import PropertyView, properties_of
from psbridge.objects.containers import NetDictionary
from psbridge.objects.psobject import type_names_of

MAX_DEPTH = 10
STEP = 4
_EXPANDED = (
    "System.Exception",
    "System.Management.Automation.ErrorRecord",
    "System.Management.Automation.InvocationInfo",
)
_HIDDEN = "PSErrorIndex"


def error_detail(value: Any, env: Any) -> str:
    """The tree of an error record or exception."""
    return "\n".join(_lines(value, env, 0, 1))


def _lines(value: Any, env: Any, indent: int, depth: int) -> list[str]:
    pairs = [(name, found) for name, found in _properties(value) if _says_something(found)]
    widest = max((len(name) for name, _ in pairs), default=0)
    lines: list[str] = []
    for name, found in pairs:
        if name == _HIDDEN or not _is_shown(found):
            continue
        head = " " * indent + name.ljust(widest) + " : "
        first, *more = _value_lines(name, found, env, indent, depth, widest)
        lines += [head + first, *more]
    return lines


def _properties(value: Any) -> list[tuple[str, Any]]:
    """Name and value of every property; an exception tells its type first."""
    pairs = [(view.name, _read(view)) for view in properties_of(value) if not view.hidden]
    names = type_names_of(value)
    return [("Type", names[0].removeprefix("Deserialized.")), *pairs] if _is(value, "System.Exception") else pairs


def _read(view: PropertyView) -> Any:
    try:
        return view.get()
    except Exception:  # noqa: BLE001 - a property that cannot be read is left out
        return None


def _is(value: Any, type_name: str) -> bool:
    return value is not None and any(n.removeprefix("Deserialized.") == type_name for n in type_names_of(value))


def _says_something(value: Any) -> bool:
    """Neither null, nor an empty list, nor what compares equal to an empty text (zero and false); only such names count for the width."""
    if value is None or value == "" or value is False:
        return False
    items = convert.enumerate_value(value)
    if items is not None and next(items, None) is None:
        return False
    return not (isinstance(value, int | float) and not isinstance(value, bool) and value == 0 and not hasattr(value, "label"))


def _is_shown(value: Any) -> bool:
    if isinstance(value, NetDictionary | dict):
        return len(value) > 0
    items = convert.enumerate_value(value)
    return items is None or next(items, None) is not None


def _value_lines(name: str, value: Any, env: Any, indent: int, depth: int, widest: int) -> list[str]:
    """The text behind the name, then further lines."""
    if any(_is(value, one) for one in _EXPANDED):
        return [ELLIPSIS] if depth >= MAX_DEPTH else ["", *_lines(value, env, indent + STEP, depth + 1)]
    if name == "StackTrace":
        return ["", *plain_text(value, env).split("\n")]
    if isinstance(value, NetDictionary | dict):
        return ["", *(" " * (indent + STEP) + f"{key} : {plain_text(item, env)}" for key, item in value.items()), ""]
    items = convert.enumerate_value(value)
    if items is not None and name != "Data":
        return [ELLIPSIS] if depth >= MAX_DEPTH else _item_lines(list(items), env, indent, depth)
    lines = [line.strip() for line in plain_text(value, env).split("\n")]
    if len(lines) == 1:
        return [plain_text(value, env)]
    return [lines[0], *(" " * (indent + widest + 3) + line for line in lines[1:])]


def _item_lines(items: list[Any], env: Any, indent: int, depth: int) -> list[str]:
    lines = [""]
    for n, item in enumerate(items):
        if n:
            lines.append("")
        lines += _lines(item, env, indent + STEP, depth + 1)
    return lines
