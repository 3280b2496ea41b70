"""Views of dictionaries: what Hashtable's Synchronized and OrderedDictionary's AsReadOnly give.  They share the entries."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.arguments import needed, not_supported
from psbridge.engine.members.table import fill
from psbridge.objects.containers import Hashtable, NetDictionary, OrderedDictionary
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import unwrap

SYNCHRONIZED = define("System.Collections.Hashtable+SyncHashtable", "System.Collections.Hashtable")
_MADE: dict[type, type] = {}


def synchronized(table: Any) -> NetDictionary:
    """A dictionary over the entries of another one, which says that threads may share it (as they may share any here)."""
    base = unwrap(needed(table, "table"))
    if not isinstance(base, NetDictionary):
        base = Hashtable(base)
    cls = base.__class__
    if cls not in _MADE:
        _MADE[cls] = type("Sync" + cls.__name__, (cls,), {"__slots__": (), "net_type": SYNCHRONIZED})
    shared: NetDictionary = _MADE[cls]()
    shared._items = base._items
    return shared


fill(SYNCHRONIZED, "bool IsSynchronized {get;}", {"IsSynchronized": lambda table: True})


class ReadOnlyOrderedDictionary(OrderedDictionary):
    """What AsReadOnly gives: the same entries, which cannot be changed through it."""

    __slots__ = ("fold",)
    net_type = find_type("System.Collections.Specialized.OrderedDictionary")

    @classmethod
    def over(cls, table: OrderedDictionary) -> ReadOnlyOrderedDictionary:
        made = cls()
        made.fold = table.fold
        made._items = table._items
        return made

    def _refuse(self, *rest: Any) -> Any:
        raise not_supported("The OrderedDictionary is readonly and cannot be modified.")

    __setitem__ = __delitem__ = set_at = clear = _refuse  # type: ignore[assignment]
