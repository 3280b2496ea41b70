"""Collections that change while they are gone through: foreach ends with .NET's complaint, a pipeline with BadEnumeration.

Decides which collections are watched (lists, the keys and values of dictionaries) and what counts as a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from psbridge.engine.errors import ScriptError, error_record
from psbridge.objects import ArrayList, GenericList, NetDictionary, NetError, unwrap
from psbridge.objects.walks import walk_list, walk_table


def watched(value: Any) -> Iterator[Any] | None:
    """The items of a collection that must not change meanwhile; None for what cannot, or is not watched."""
    base = unwrap(value)
    if isinstance(base, ArrayList | GenericList):
        return walk_list(base)
    table = getattr(base, "table", None)
    return walk_table(base, table) if isinstance(table, NetDictionary) else None


def write_items(write: Callable[[Any], Any], items: Iterable[Any], collection: Any) -> None:
    """Write the items to a pipeline; a walk that fails is BadEnumeration, whatever fails behind `write` stays what it is."""
    step = iter(items).__next__
    while True:
        try:
            item = step()
        except StopIteration:
            return
        except NetError as error:
            raise _bad_enumeration(error, collection) from error
        write(item)


def _bad_enumeration(error: NetError, collection: Any) -> ScriptError:
    from psbridge.engine.enumeratornames import enumerator_name

    text = f"An error occurred while enumerating through a collection: {error.exception.message}."
    record = error_record("RuntimeException", text, "BadEnumeration", "InvalidOperation")
    record.exception.inner = error.exception
    info = record.category_info
    info.target_name = enumerator_name(collection)
    info.target_type = info.target_name.partition("[")[0].rpartition("+")[2]
    return ScriptError(record)
