"""When look-ups may be remembered by class: as long as no runspace has type data of its own for the types of that class.

Decides which Python classes have one .NET type for all their values, and tells those who remember when a type table changes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakSet

from psbridge.objects import typetable
from psbridge.objects.attached import BESIDE, members_beside
from psbridge.objects.containers import GenericList, MultiArray, NetDictionary, TypedArray
from psbridge.objects.nettypes import _BY_CLASS, NetType, type_of
from psbridge.objects.psobject import NetObject, PSObject

T = TypeVar("T")
_forgetters: list[Callable[[], None]] = []
_generation = [0]
_overlays: WeakSet[typetable.TypeTable] = WeakSet()  # tables of runspaces that changed theirs, for as long as these live
_ALWAYS = frozenset(typetable.DESKTOP_LACKS)  # sessions may have their own word on these from the beginning
_told = _ALWAYS  # the types that these tables tell something of, in lower case
_lock = threading.Lock()
_CLASSES = 4096
_OPEN = (GenericList, TypedArray, MultiArray)  # one class for values of several types
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


def may_remember(obj: Any) -> bool:
    """Whether what was found for one value holds for all values of its class, in all sessions."""
    kind = obj.__class__
    if issubclass(kind, _SPECIAL) or (kind is GenericList and BESIDE):
        return False
    if kind in _OPEN:
        return not any("[" in name or "`" in name or name in ("system.array", "system.object") for name in _told)
    net = _BY_CLASS.get(kind)
    return net is not None and not _is_told(net)


def shares_members(obj: PSObject) -> bool:
    """Whether what was found for one live object holds for those others of its class that have no members or type names of their own."""
    kind = obj.__class__
    net = getattr(kind, "net_type", None)
    return issubclass(kind, NetObject) and isinstance(net, NetType) and obj.custom_type_names is None and not _is_told(net)


def keep(table: dict[type, dict[str, T]], kind: type, name: str, value: T) -> None:
    """Remember by class and name; scripts may define classes without end."""
    if len(table) > _CLASSES:
        table.clear()
    table.setdefault(kind, {})[name] = value


def _is_told(net: NetType) -> bool:
    """Whether some session has type data of its own for a type or one of its ancestors."""
    return bool(_told) and any(name.lower() in _told for name in net.type_names)


_EXTENDED: dict[NetType, dict[str, Any] | None] = {}  # None: it depends on the session
on_change(_EXTENDED.clear)
_UNKNOWN: Any = {}


def extended_members(obj: Any) -> dict[str, Any]:
    """What the type table adds to a value, by lower-case name."""
    if isinstance(obj, PSObject):
        if obj.custom_type_names is not None or obj.base is not None:
            return typetable.active().members(obj.type_names)
        net = obj.net_type
    else:
        net = type_of(obj)
        if BESIDE:
            added = members_beside(obj)
            if added is not None:
                own = dict(zip(added.shape.index, added.values, strict=True))
                return typetable.active().members(net.type_names) | own
    found = _EXTENDED.get(net, _UNKNOWN)
    if found is _UNKNOWN:
        found = _EXTENDED[net] = None if _is_told(net) else typetable.active().members(net.type_names)
    return typetable.active().members(net.type_names) if found is None else found


def _changed(table: typetable.TypeTable) -> None:
    global _told
    if table is not typetable.BUILTIN:
        with _lock:
            _overlays.add(table)
            _told = _ALWAYS.union(*(one.told() for one in _overlays))
    for forget in _forgetters:
        forget()


typetable.LISTENERS.append(_changed)
