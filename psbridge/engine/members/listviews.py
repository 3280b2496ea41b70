"""Views of lists: what ArrayList's FixedSize, ReadOnly, Synchronized and Adapter give.

Decides what a view lets through to the list behind it; whatever is changed there is seen here, and the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, SupportsIndex

from psbridge.engine.members.arguments import needed, not_supported
from psbridge.engine.members.table import fill
from psbridge.objects.containers import ArrayList
from psbridge.objects.nettypes import NetType, define
from psbridge.objects.psobject import unwrap

_A = "System.Collections.ArrayList"
_FIXED = "Collection was of a fixed size."
_LOCKED = "Collection is read-only."
SYNCHRONIZED, FIXED_SIZE, READ_ONLY, ADAPTER = (
    define(f"{_A}+{name}", _A) for name in ("SyncArrayList", "FixedSizeArrayList", "ReadOnlyArrayList", "IListWrapper")
)


class ListView(ArrayList):
    """An ArrayList over another list.  ``size`` and ``items`` are the complaints when it is to grow or shrink, or an item to change."""

    __slots__ = ("items", "net_type", "size", "source")

    def __init__(self, net: NetType, source: Any, size: str = "", items: str = "") -> None:
        super().__init__()
        self.net_type, self.source, self.size, self.items = net, source, size, items

    def _sized(self) -> Any:
        if self.size:
            raise not_supported(self.size)
        return self.source

    def _kept(self) -> Any:
        if self.items:
            raise not_supported(self.items)
        return self.source

    def __len__(self) -> int:
        return len(self.source)

    def __bool__(self) -> bool:
        return bool(self.source)

    def __iter__(self) -> Iterator[Any]:
        return self.source.__iter__()  # type: ignore[no-any-return]

    def __reversed__(self) -> Iterator[Any]:
        return self.source.__reversed__()  # type: ignore[no-any-return]

    def __contains__(self, value: object) -> bool:
        return value in self.source

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __getitem__(self, index: Any) -> Any:
        return self.source[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        self._kept()[index] = value

    def __delitem__(self, index: Any) -> None:
        del self._sized()[index]

    def index(self, value: Any, *bounds: Any) -> int:
        return int(self.source.index(value, *bounds))

    def append(self, value: Any) -> None:
        self._sized().append(value)

    def extend(self, values: Any) -> None:
        self._sized().extend(values)

    def insert(self, index: SupportsIndex, value: Any) -> None:
        self._sized().insert(index, value)

    def clear(self) -> None:
        self._sized().clear()


def fixed_size(source: Any) -> ListView:
    return ListView(FIXED_SIZE, needed(unwrap(source), "list"), _FIXED)


def read_only(source: Any) -> ListView:
    return ListView(READ_ONLY, needed(unwrap(source), "list"), _LOCKED, _LOCKED)


def synchronized(source: Any) -> ListView:
    return ListView(SYNCHRONIZED, needed(unwrap(source), "list"))


def adapter(source: Any) -> ListView:
    """Over any list: of an array items may change, its size may not."""
    base = needed(unwrap(source), "list")
    return ListView(ADAPTER, base, "" if isinstance(base, ArrayList) or not isinstance(base, list) else _FIXED)


def _said(net: NetType, **flags: Callable[[Any], bool]) -> None:
    fill(net, "\n".join(f"bool {name} {{get;}}" for name in flags), flags)


def _always(view: Any) -> bool:
    return True


_said(FIXED_SIZE, IsFixedSize=_always)
_said(READ_ONLY, IsFixedSize=_always, IsReadOnly=_always)
_said(SYNCHRONIZED, IsSynchronized=_always)
_said(ADAPTER, IsFixedSize=lambda view: bool(view.size))
