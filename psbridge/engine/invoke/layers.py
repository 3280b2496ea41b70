"""When look-ups may be remembered by class: as long as no runspace has type data of its own.

Decides which Python classes have one .NET type for all their values, and tells those who remember when the type table changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from psbridge.objects import typetable
from psbridge.objects.attached import BESIDE, members_beside
from psbridge.objects.containers import GenericList, MultiArray, NetDictionary, TypedArray
from psbridge.objects.nettypes import _BY_CLASS, NetType, type_of
from psbridge.objects.psobject import PSObject

_forgetters: list[Callable[[], None]] = []
_generation = [0]
_overlays: WeakSet[Any] = WeakSet()  # tables of runspaces that changed theirs, for as long as these live
_SPECIAL = (PSObject, NetDictionary, dict)  # what keys or members of the value itself come first for


def generation() -> int:
    """A number that changes with whatever may make a remembered method the wrong one."""
    return _generation[0]


def next_generation() -> None:
    _generation[0] += 1


def on_change(forget: Callable[[], None]) -> None:
    """Have `forget` called whenever a type table changes."""
    _forgetters.append(forget)


on_change(next_generation)


def may_remember(kind: type) -> bool:
    """Whether what was found for one value of a class holds for all of them."""
    if _overlays or issubclass(kind, _SPECIAL):
        return False
    if kind is GenericList:
        return not BESIDE
    return kind in _BY_CLASS or kind is TypedArray or kind is MultiArray


_EXTENDED: dict[NetType, dict[str, Any]] = {}
on_change(_EXTENDED.clear)


def extended_members(obj: Any) -> dict[str, Any]:
    """What the type table adds to a value, by lower-case name."""
    if isinstance(obj, PSObject):
        if obj.custom_type_names is not None or _overlays or obj.base is not None:
            return typetable.active().members(obj.type_names)
        net = obj.net_type
    else:
        net = type_of(obj)
        if BESIDE:
            added = members_beside(obj)
            if added is not None:
                own = dict(zip(added.shape.index, added.values, strict=True))
                return typetable.active().members(net.type_names) | own
        if _overlays:
            return typetable.active().members(net.type_names)
    found = _EXTENDED.get(net)
    if found is None:
        found = _EXTENDED[net] = typetable.active().members(net.type_names)
    return found


def _changed(table: Any) -> None:
    if table is not typetable.BUILTIN and table not in _overlays:
        _overlays.add(table)
    for forget in _forgetters:
        forget()


typetable.LISTENERS.append(_changed)
