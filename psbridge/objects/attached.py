"""Members that were added to a value which is no PSObject itself: a dictionary that a script still holds by its own name.

Decides where such members live: in a table beside the values, under their identity, for as long as the value lives.
"""

from __future__ import annotations

import weakref
from typing import Any

from psbridge.objects.containers import NetDictionary
from psbridge.objects.psobject import PSObject

BESIDE: dict[int, tuple[weakref.ref[Any], PSObject]] = {}


def members_beside(value: Any) -> PSObject | None:
    """The bag with the members of a value; None when nothing was added."""
    if not BESIDE:
        return None
    found = BESIDE.get(id(value))
    return found[1] if found is not None and found[0]() is value else None


def attach(value: Any) -> PSObject | None:
    """The bag that members of a value may be put into; None for values that cannot have any beside them."""
    if not isinstance(value, NetDictionary):
        return None
    found = members_beside(value)
    if found is None:
        key, found = id(value), PSObject()
        BESIDE[key] = (weakref.ref(value, lambda _: BESIDE.pop(key, None)), found)
    return found
