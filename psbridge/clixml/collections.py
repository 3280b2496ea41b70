"""Dictionaries whose keys PowerShell takes for equal, as a document may hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psbridge.objects.containers import CaseSensitiveHashtable, NetDictionary, exact_key
from psbridge.objects.nettypes import find_type, represent


def _unique(key: Any) -> Any:
    """No two keys are the same."""
    return object()


class ReferenceHashtable(NetDictionary):
    """A Hashtable whose keys are compared by reference: what a document with equal keys is read into."""

    __slots__ = ()
    fold = staticmethod(_unique)


represent(ReferenceHashtable, find_type("System.Collections.Hashtable"))


def with_equal_keys(table: NetDictionary, rest: Iterable[tuple[Any, Any]]) -> NetDictionary:
    """Another table for keys that differ in case only, or do not differ at all, from those of `table`."""
    pairs = [*table.pairs(), *rest]
    differ = len({exact_key(key) for key, _ in pairs}) == len(pairs)
    return (CaseSensitiveHashtable if differ else ReferenceHashtable)(pairs)
