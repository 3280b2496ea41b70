"""Select-Object -Unique: which objects count as the same.

Decides equality of values with their selected properties; as long as all values in a place are of one class, equal ones are found by a key
instead of by comparing each with each.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects import Int64, NetObject, PSObject, unwrap
from psbridge.objects.convert import compare, to_text
from psbridge.objects.exceptions import NetError

Notes = list[tuple[str, Any]]
_BAG = "bag"
_SIMPLE = (str, int, bool, Int64, float)


class Distinct:
    """The different objects so far, each with its selected properties."""

    def __init__(self, ignore_case: bool) -> None:
        self._ignore_case = ignore_case
        self.items: list[tuple[Any, Notes]] = []
        self._keys: set[tuple[Any, ...]] | None = set()  # None: not all objects can be told apart by keys
        self._kinds: list[type | None] = []  # of the values by place; None: only nulls were there
        self._names: tuple[str, ...] | None = None

    def is_new(self, made: Any, notes: Notes) -> bool:
        """Whether nothing before was the same; it counts as seen from now on."""
        key = None if self._keys is None else self._key(made, notes)
        if key is None or self._keys is None:
            self._keys = None
            return not any(_same(made, notes, other, others, self._ignore_case) for other, others in self.items)
        if key in self._keys:
            return False
        self._keys.add(key)
        return True

    def _key(self, made: Any, notes: Notes) -> tuple[Any, ...] | None:
        """What equal objects share and others do not; None when they must be compared."""
        names = tuple([name.lower() for name, _ in notes])
        if self._names is None:
            self._names, self._kinds = names, [None] * (len(names) + 1)
        base = unwrap(made)
        values = [_BAG if _is_bag(base) else base, *(unwrap(value) for _, value in notes)]
        if names != self._names or len(set(names)) < len(names) or not all(map(self._fits, range(len(values)), values)):
            return None
        return tuple([value.lower() if self._ignore_case and value.__class__ is str else value for value in values])

    def _fits(self, place: int, value: Any) -> bool:
        """Whether a value is null or of the class of those before it, and of a kind that is equal when its key is."""
        if value is None:
            return True
        kind = value.__class__
        before = self._kinds[place]
        if kind not in _SIMPLE or (before is not None and before is not kind) or value != value:
            return False
        self._kinds[place] = kind
        return kind is not str or (value.isascii() and value.isprintable())


def _same(made: Any, notes: Notes, other: Any, others: Notes, ignore_case: bool) -> bool:
    """Equal values with equal selected properties; property bags without such count as equal."""
    if len(notes) != len(others) or not _equal(unwrap(made), unwrap(other), ignore_case):
        return False
    table = {name.lower(): value for name, value in others}
    return all(name.lower() in table and _equal(value, table[name.lower()], ignore_case) for name, value in notes)


def _equal(a: Any, b: Any, ignore_case: bool) -> bool:
    if a is None or b is None:
        return a is b
    if _is_bag(a) and _is_bag(b):
        return True
    try:
        return compare(a, b, ignore_case) == 0
    except NetError:
        return (to_text(a).lower() == to_text(b).lower()) if ignore_case else to_text(a) == to_text(b)


def _is_bag(value: Any) -> bool:
    return isinstance(value, PSObject) and value.base is None and not isinstance(value, NetObject)
