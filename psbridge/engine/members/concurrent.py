"""System.Collections.Concurrent.ConcurrentDictionary."""

from __future__ import annotations

from typing import Any

from psbridge.engine.members import arrays
from psbridge.engine.members.dictionaries import GENERIC, GENERIC_FUNCTIONS, Pair, checked_key, maker, remove_item
from psbridge.engine.members.table import fill
from psbridge.objects.containers import (
    GenericDictionary,
)
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import unwrap

_G = "System.Collections.Generic."

# -- concurrent


def add_or_update(table: Any, key: Any, value: Any, update: Any) -> Any:
    plain = checked_key(key)
    made = update(plain, table[plain]) if plain in table else value(plain) if callable(value) else value
    table[plain] = made
    return made


def get_or_add(table: Any, key: Any, value: Any) -> Any:
    plain = checked_key(key)
    if plain not in table:
        table[plain] = value(plain) if callable(value) else value
    return table[plain]


def try_update(table: Any, key: Any, new: Any, expected: Any) -> bool:
    plain = checked_key(key)
    if plain not in table or not arrays.same(table[plain], unwrap(expected)):
        return False
    table[plain] = new
    return True


_CONCURRENT = "System.Collections.Concurrent.ConcurrentDictionary`2"
fill(
    _CONCURRENT,
    GENERIC
    + """
    bool IsEmpty {get;}
    TValue AddOrUpdate(TKey key, TValue addValue, System.Func[TKey,TValue,TValue] updateValueFactory)
    TValue GetOrAdd(TKey key, TValue value)
    TValue GetOrAdd(TKey key, System.Func[TKey,TValue] valueFactory)
    bool TryRemove(TKey key, [ref] TValue value)
    bool TryUpdate(TKey key, TValue newValue, TValue comparisonValue)
    System.Collections.Generic.KeyValuePair[TKey,TValue][] ToArray()
    """,
    {
        **GENERIC_FUNCTIONS,
        "new": maker(_CONCURRENT, GenericDictionary),
        "IsEmpty": lambda table: len(table) == 0,
        "AddOrUpdate": add_or_update,
        "GetOrAdd": get_or_add,
        "TryRemove": remove_item,
        "TryUpdate": try_update,
        "ToArray": lambda table: [
            Pair(find_type(_G + "KeyValuePair`2").close(table.key_type, table.value_type), *p) for p in table.pairs()
        ],
    },
)
