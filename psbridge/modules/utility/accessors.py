"""The methods behind properties (get_Length, set_Capacity), which Get-Member shows when it is forced to.

Decides how they are declared, from what is shown of the properties themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Row = tuple[str, int, str]
_METHOD, _PROPERTIES = 64, (4, 512)
_PROPERTY = re.compile(r"(?P<type>[^(){}]+) (?P<name>\w+)(?:\((?P<arguments>[^)]*)\))? \{(?P<ways>[^}]*)\}")


def accessors(rows: Iterable[Row]) -> list[Row]:
    """A row for each method that reads or writes one of the properties in `rows`, all its forms together."""
    found: dict[str, list[str]] = {}
    for name, kind, definition in rows:
        if kind in _PROPERTIES:
            for method, text in _methods(name, definition):
                found.setdefault(method, []).append(text)
    return [(method, _METHOD, ", ".join(texts)) for method, texts in found.items()]


def _methods(name: str, definition: str) -> Iterator[tuple[str, str]]:
    for part in _PROPERTY.finditer(definition):
        if part["name"] != name:
            continue
        kind, arguments = part["type"].lstrip(", "), part["arguments"] or ""
        if "get;" in part["ways"]:
            yield f"get_{name}", f"{kind} get_{name}({arguments})"
        if "set;" in part["ways"]:
            yield f"set_{name}", f"void set_{name}({', '.join(filter(None, (arguments, f'{kind} value')))})"


__all__ = ["accessors"]
