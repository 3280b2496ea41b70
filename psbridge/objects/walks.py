"""Walks through collections that .NET guards: what changes meanwhile ends the walk at its next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psbridge.objects.containers import GenericDictionary, NetDictionary
from psbridge.objects.exceptions import NetError


def walk_list(items: list[Any]) -> Iterator[Any]:
    """The items of a list whose size and current item must not change."""
    size = len(items)
    for i in range(size):
        item = items[i]
        yield item
        if len(items) != size or items[i] is not item:
            raise modified()


def walk_table(items: Iterable[Any], table: NetDictionary) -> Iterator[Any]:
    """What stands for the pairs of a dictionary, in its order (pairs, keys or values): neither its size may change nor the current pair."""
    if isinstance(table, GenericDictionary):
        yield from _walk_generic(items, table)
        return
    pairs = table.entries()
    size = len(pairs)
    for item, (folded, pair) in zip(items, pairs, strict=False):
        yield item
        if len(table) != size or table._items.get(folded) is not pair:
            raise modified()


def _walk_generic(items: Iterable[Any], table: GenericDictionary) -> Iterator[Any]:
    """A generic dictionary lets go of pairs, and sets them anew; only what is added disturbs the walk."""
    size = len(table)
    for item, folded in zip(list(items), list(table._items), strict=False):
        if folded in table._items:
            yield item
            if len(table) > size:
                raise modified()
            size = len(table)


def modified() -> NetError:
    return NetError.of("System.InvalidOperationException", "Collection was modified; enumeration operation may not execute.")
