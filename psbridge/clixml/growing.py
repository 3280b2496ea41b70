"""Large documents, read while they are still being parsed.

Decides when elements are read: as soon as their parent has another child, which says that they are complete.  They are freed at once, so
the tree of a large document never exists as a whole: it would cost more time in memory than all the reading.  Followed are the children
of `Objs` and the items of long lists in them; what is neither is read when it is complete.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from psbridge.clixml.reader import OBJS, Reader, both
from psbridge.objects.containers import ArrayList

LONG = 100  # items from which on an open list is followed
_PIECE = 1 << 15
_OBJECT = frozenset(both({"Obj": None}))
_LISTS = frozenset(both({"LST": None, "IE": None}))


class _OpenList:
    """Elements some of which are not parsed yet; `items`: the values of those that were read."""

    __slots__ = ("_depth", "_element", "_last", "_reader", "items")

    def __init__(self, reader: Reader, element: Any, items: list[Any], depth: int) -> None:
        self._reader, self._element, self.items, self._depth = reader, element, items, depth
        self._last: _OpenObject | None = None

    def advance(self) -> None:
        """Read what is complete: all elements but the last."""
        element = self._element
        if self._last is not None:
            if len(element) == 1:
                self._last.advance()
                return
            self._close_last()
        complete = element[:-1]
        if complete:
            del element[:-1]
            self._read(complete)
        if len(element):
            last = element[0]
            if last.tag in _OBJECT and len(last) and last[-1].tag in _LISTS and len(last[-1]) > LONG:
                self._last = _OpenObject(self._reader, last, self._depth)

    def finish(self) -> None:
        """Read the rest: the list is complete."""
        if self._last is not None:
            self._close_last()
        self._read(self._element)

    def _close_last(self) -> None:
        if self._last is not None:
            self.items.append(self._last.finish())
            self._last = None
            del self._element[0]

    def _read(self, elements: Any) -> None:
        read, depth = self._reader.read, self._depth
        self.items.extend([read(element, depth) for element in elements])


class _OpenObject:
    """An Obj with a long list, which is the last of what was parsed of it."""

    __slots__ = ("_bag", "_depth", "_element", "_list", "_parts", "_reader")

    def __init__(self, reader: Reader, element: Any, depth: int) -> None:
        self._reader, self._element, self._depth = reader, element, depth
        self._bag = bag = reader.begin(element, depth)
        for part in element[:-1]:
            reader.part(bag, part, depth)
        self._parts = len(element)
        bag.base = items = ArrayList()
        self._list = _OpenList(reader, element[-1], items, depth + 1)

    def advance(self) -> None:
        if len(self._element) == self._parts:
            self._list.advance()

    def finish(self) -> Any:
        self._list.finish()
        for part in self._element[self._parts :]:
            self._reader.part(self._bag, part, self._depth)
        return self._reader.complete(self._bag, self._element)


def read_growing(text: str, reader: Reader) -> tuple[Any, list[Any] | None]:
    """The root element of a text, and the values of its children when it is an `Objs` (whose children are gone then).

    Bad XML raises the parser's ParseError.
    """
    builder = ET.TreeBuilder()
    parser = ET.XMLParser(target=builder)  # noqa: S314 - who calls refuses a DTD
    objects: _OpenList | None = None
    for start in range(0, len(text), _PIECE):
        parser.feed(text[start : start + _PIECE])
        if objects is None:
            root: Any = builder.close()  # CPython's builder gives what it has so far
            if root is None or root.tag != OBJS:
                continue
            objects = _OpenList(reader, root, [], 1)
        objects.advance()
    root = parser.close()
    if objects is None:
        return root, None
    objects.finish()
    return root, objects.items
