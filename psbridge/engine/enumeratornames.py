"""The types of the enumerators that .NET's collections give."""

from __future__ import annotations

from typing import Any

from psbridge.objects import unwrap
from psbridge.objects.convert.typenames import type_text
from psbridge.objects.nettypes import NetType, define, type_of

ARRAY = "System.Array+SZArrayEnumerator"
_KNOWN = {
    "System.Collections.ArrayList": "System.Collections.ArrayList+ArrayListEnumeratorSimple",
    "System.Collections.Hashtable+KeyCollection": "System.Collections.Hashtable+HashtableEnumerator",
    "System.Collections.Hashtable+ValueCollection": "System.Collections.Hashtable+HashtableEnumerator",
    "System.Collections.Queue": "System.Collections.Queue+QueueEnumerator",
    "System.Collections.Stack": "System.Collections.Stack+StackEnumerator",
    "System.Collections.BitArray": "System.Collections.BitArray+BitArrayEnumeratorSimple",
    "System.Collections.Specialized.StringCollection": "System.Collections.Specialized.StringEnumerator",
    "System.Collections.ObjectModel.Collection`1": "System.Collections.Generic.List`1+Enumerator",
    "System.Collections.ObjectModel.ReadOnlyCollection`1": "System.Collections.Generic.List`1+Enumerator",
}


def enumerator_type(collection: Any) -> NetType:
    """The type of the collection's enumerator."""
    found = type_of(unwrap(collection))
    if found.kind == "array":
        return named(ARRAY if found.rank == 1 else "System.Array+ArrayEnumerator")
    head = (found.generic_definition or found).full_name
    if "Enumerator" in head:
        return found
    made = named(_KNOWN.get(head, f"{head}+Enumerator"))
    return made.close(*found.generic_arguments) if found.generic_arguments else made


def enumerator_name(collection: Any) -> str:
    """As GetType().ToString() tells it."""
    return type_text(enumerator_type(collection))


def named(name: str) -> NetType:
    """The enumerator type of that name, which is made as needed."""
    return define(name, interfaces=["System.Collections.IEnumerator"])
