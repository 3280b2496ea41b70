"""Keys and values of dictionaries as collections: their class, and the members of the types that they say they are of."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import fill
from psbridge.objects.nettypes import NetType

_PLAIN = ("Hashtable+Key", "Hashtable+Value", "Specialized.OrderedDictionary+OrderedDictionaryKeyValue")
_GENERIC = ("Generic.Dictionary`2+Key", "Generic.Dictionary`2+Value")
_MEMBERS = """
bool IsSynchronized {get;}
System.Object SyncRoot {get;}
int Count {get;}
void CopyTo(array array, int arrayIndex)
System.Collections.IEnumerator GetEnumerator()
"""


class KeyList(list[Any]):
    """Keys or values of a dictionary as a collection that knows its type.  ``table``: the dictionary, which a loop must not change."""

    __slots__ = ("net_type", "table")

    def __init__(self, items: Any, net: NetType, table: Any = None) -> None:
        super().__init__(items)
        self.net_type, self.table = net, table

    def copy_to(self, target: Any, at: int) -> None:
        target[at : at + len(self)] = self


_FUNCTIONS: dict[str, Any] = {
    "IsSynchronized": lambda items: False,
    "IsReadOnly": lambda items: True,
    "SyncRoot": "table",
    "Count": len,
    "CopyTo": KeyList.copy_to,
    "GetEnumerator": enumerator_of,
}


def fill_key_lists() -> None:
    """Declare the members; the types must be registered by then."""
    for name in _PLAIN:
        fill(f"System.Collections.{name}Collection", _MEMBERS, _FUNCTIONS)
    for name in _GENERIC:
        fill(f"System.Collections.{name}Collection", _MEMBERS + "bool IsReadOnly {get;}", _FUNCTIONS)
