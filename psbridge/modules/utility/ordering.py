"""Order of objects by several keys, for Sort-Object, Group-Object and Compare-Object.

Decides what stands before what: missing properties last, null first, then PowerShell's comparison, and by text where two
things have no order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from psbridge.objects import DateTime, NetError, NetObject, PSObject
from psbridge.objects.convert import compare, to_text
from psbridge.objects.convert.collation import compare_text, equal_text, sort_key
from psbridge.objects.convert.tailoring import tailoring_for
from psbridge.objects.culture import current_culture
from psbridge.objects.introsort import introsort

if TYPE_CHECKING:
    from collections.abc import Sequence


class Key(NamedTuple):
    """A value to order by; ``exists`` False: the object has no such property."""

    value: Any
    exists: bool = True


def is_bag(value: Any) -> bool:
    """A property bag: what stands behind all of them is the same, so they neither differ nor have an order."""
    return isinstance(value, PSObject) and value.base is None and not isinstance(value, NetObject)


def _text(value: Any) -> str:
    return "" if is_bag(value) else to_text(value)


class Comparer:
    """Compares single values as ObjectCommandComparer does."""

    def __init__(self, ascending: bool = True, case_sensitive: bool = False, culture: Any = None) -> None:
        self.ascending, self.ignore_case, self.culture = ascending, not case_sensitive, culture
        self.tailoring = tailoring_for(culture or current_culture())

    def compare(self, left: Any, right: Any) -> int:
        sign = 1 if self.ascending else -1
        if left is None or right is None:
            return 0 if left is right else (-sign if left is None else sign)
        if is_bag(left) and is_bag(right):
            return 0
        if left.__class__ is str and right.__class__ is str:
            return sign * compare_text(left, right, self.ignore_case, self.tailoring)
        try:
            result = compare(left, right, self.ignore_case, self.culture)
        except NetError:
            result = compare_text(_text(left), _text(right), self.ignore_case, self.tailoring)
        return sign * result

    def compare_keys(self, left: Key, right: Key) -> int:
        if left.exists and right.exists:
            return self.compare(left.value, right.value)
        return right.exists - left.exists

    def same(self, left: Any, right: Any) -> bool:
        """Equality for grouping and comparing."""
        if left is None or right is None:
            return left is right
        if left.__class__ is str and right.__class__ is str:
            return equal_text(left, right, self.ignore_case, self.tailoring)
        return self.compare(left, right) == 0


def order(rows: list[tuple[Sequence[Key], Any]], comparers: Sequence[Comparer]) -> list[tuple[Sequence[Key], Any]]:
    """The rows (keys, object) in order; equal ones keep their order.

    Merged by hand: a comparison may run script code (IComparable of a script class), which must not be called from inside list.sort.
    """
    columns = _columns(rows, comparers)
    return _merge_sort(rows, comparers) if columns is None else [rows[place] for place in _native(columns, comparers)]


def order_unstable(rows: list[tuple[Sequence[Key], Any]], comparers: Sequence[Comparer]) -> list[tuple[Sequence[Key], Any]]:
    """The rows in the order in which .NET's sort leaves them: equal ones change places."""
    columns = _columns(rows, comparers)
    places = list(range(len(rows)))
    if columns is None:
        introsort(places, lambda i, j: compare_rows(rows[i][0], rows[j][0], comparers))
        return [rows[place] for place in places]
    keys = [tuple(column[place] for column in columns) for place in places] if len(columns) != 1 else columns[0]
    return [rows[place] for place in _shuffled(_native(columns, comparers), keys)]


def _shuffled(places: list[int], keys: list[Any]) -> list[int]:
    """Places that are in order, after .NET's sort has moved those with the same key."""
    ranks, rank, before = [0] * len(places), 0, None
    for at, place in enumerate(places):
        key = keys[place]
        rank, before = rank + (at > 0 and key != before), key
        ranks[place] = rank
    if rank + 1 == len(places):
        return places
    moved = list(range(len(places)))
    introsort(moved, lambda i, j: ranks[i] - ranks[j])
    return moved


def compare_rows(left: Sequence[Key], right: Sequence[Key], comparers: Sequence[Comparer]) -> int:
    for a, b, comparer in zip(left, right, comparers, strict=False):
        result = comparer.compare_keys(a, b)
        if result:
            return result
    return 0


def _columns(rows: list[tuple[Sequence[Key], Any]], comparers: Sequence[Comparer]) -> list[list[Any]] | None:
    """Key by key what Python can order, where the values of each key have an order that needs no script code."""
    if any(len(keys) != len(comparers) for keys, _ in rows):
        return None
    columns = []
    for i, comparer in enumerate(comparers):
        column = _column([keys[i] for keys, _ in rows], comparer)
        if column is None:
            return None
        columns.append(column)
    return columns


def _native(columns: list[list[Any]], comparers: Sequence[Comparer]) -> list[int]:
    """Places in order by Python's own sort, which is stable: by the last key first."""
    places = list(range(len(columns[0]) if columns else 0))
    for column, comparer in zip(reversed(columns), reversed(comparers), strict=True):
        places.sort(key=column.__getitem__, reverse=not comparer.ascending)
    return places


def _column(keys: list[Key], comparer: Comparer) -> list[Any] | None:
    """What Python orders as PowerShell orders these values; None when they are not all of one plain kind, or some do not exist."""
    values = [value for value, exists in keys if exists]
    return _plain(values, comparer) if len(values) == len(keys) else None


def order_values(values: list[Any], comparer: Comparer) -> list[Any] | None:
    """Values by themselves in the order of .NET's sort; None when they must be compared one by one."""
    column = _plain(values, comparer)
    if column is None:
        return None
    places = sorted(range(len(values)), key=column.__getitem__, reverse=not comparer.ascending)
    made = [values[place] for place in places]
    if len(set(map(type, values))) > 1 or len(set(column)) < len(set(values)):  # equal ones can be told apart
        made = [values[place] for place in _shuffled(places, column)]
    return made


def _plain(values: list[Any], comparer: Comparer) -> list[Any] | None:
    """What Python orders as PowerShell orders these values."""
    kinds: set[type] = set(map(type, values))
    nulls = type(None) in kinds
    kinds.discard(type(None))
    if kinds <= _NUMBERS or kinds == _TRUTHS:
        made = values
        if float in kinds and any(value != value for value in values):
            return None  # NaN has a place of its own
    elif kinds == _TEXTS:
        made = [value if value is None else sort_key(value, comparer.ignore_case, comparer.tailoring) for value in values]
    elif kinds == _MOMENTS:
        made = [value if value is None else value.ticks for value in values]
    else:
        return None
    return [(False, 0) if value is None else (True, value) for value in made] if nulls else made


_NUMBERS, _TRUTHS, _TEXTS, _MOMENTS = frozenset((int, float)), frozenset((bool,)), frozenset((str,)), frozenset((DateTime,))


def _merge_sort(rows: list[tuple[Sequence[Key], Any]], comparers: Sequence[Comparer]) -> list[tuple[Sequence[Key], Any]]:
    runs = [[row] for row in rows]
    while len(runs) > 1:
        runs = [_merge(runs[i], runs[i + 1], comparers) if i + 1 < len(runs) else runs[i] for i in range(0, len(runs), 2)]
    return runs[0] if runs else []


def _merge(left: list[Any], right: list[Any], comparers: Sequence[Comparer]) -> list[Any]:
    merged, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if compare_rows(right[j][0], left[i][0], comparers) < 0:
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]
