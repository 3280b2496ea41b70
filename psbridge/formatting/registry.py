"""The table of views: which view shows objects of some type names in some shape.

Decides the order: views added in front, then the built-in ones, then those added behind; within them the most special type counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from psbridge.formatting.fields import DESERIALIZED, without_prefix
from psbridge.formatting.model import View

REMEMBERED = 4096
_UNKNOWN: Any = object()


class FormatTable:
    """An ordered set of views with an index by type name; with `load` they are made when somebody first looks."""

    def __init__(self, views: Iterable[View] = (), load: Callable[[], Iterable[View]] | None = None) -> None:
        self._load = load
        self._loaded: list[View] | None = list(views) if load is None else None
        self._index: dict[str, list[View]] | None = None
        self._found: dict[tuple[str | None, str | None, bool, tuple[str, ...]], View | None] = {}

    @property
    def _views(self) -> list[View]:
        found = self._loaded
        if found is None:  # two threads may both get here: they find the same
            found = self._loaded = list(self._load() if self._load is not None else ())
        return found

    def copy(self) -> FormatTable:
        return FormatTable(self._views)

    def prepend(self, views: Sequence[View]) -> None:
        self._views[:0] = views
        self._changed()

    def append(self, views: Sequence[View]) -> None:
        self._views.extend(views)
        self._changed()

    def remove(self, views: Sequence[View]) -> None:
        gone = {id(view) for view in views}
        self._loaded = [view for view in self._views if id(view) not in gone]
        self._changed()

    def _changed(self) -> None:
        self._index = None
        self._found.clear()

    def __iter__(self) -> Iterator[View]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)

    def find(self, type_names: Sequence[str], shape: str | None = None, name: str | None = None, out_of_band: bool = False) -> View | None:
        """The best view of that shape (None: any) and name (None: any) for an object with these type names."""
        key = (shape, None if name is None else name.lower(), out_of_band, tuple(type_names))
        found: View | None = self._found.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            found = self._search(type_names, *key[:3])
            if found is None and any(n.startswith(DESERIALIZED) for n in type_names):
                found = self._search([without_prefix(n) for n in type_names], *key[:3])
            if len(self._found) >= REMEMBERED:  # sessions that invent type names must not grow it for ever
                self._found.clear()
            self._found[key] = found
        return found

    def _search(self, type_names: Iterable[str], shape: str | None, name: str | None, out_of_band: bool) -> View | None:
        index = self._by_type()
        for type_name in type_names:
            for view in index.get(type_name.lower(), ()):
                if view.out_of_band is out_of_band and shape in (None, view.shape) and name in (None, view.name.lower()):
                    return view
        return None

    def of_type(self, type_name: str) -> list[View]:
        """All views of exactly this type, in order."""
        return list(self._by_type().get(type_name.lower(), ()))

    def _by_type(self) -> dict[str, list[View]]:
        if self._index is None:
            index: dict[str, list[View]] = {}
            for view in self._views:
                for type_name in view.types:
                    index.setdefault(type_name.lower(), []).append(view)
            self._index = index
        return self._index


def builtin(desktop: bool = False) -> FormatTable:
    """The built-in views, of Windows PowerShell 5.1 if asked for; runspaces work on a `copy` of it."""
    return _builtin(desktop)


@cache
def _builtin(desktop: bool) -> FormatTable:
    def load() -> Iterable[View]:
        from psbridge.formatting.views import all_views, desktop_views

        return desktop_views() if desktop else all_views()

    return FormatTable(load=load)
