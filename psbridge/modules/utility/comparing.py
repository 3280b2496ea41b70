"""Compare-Object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, ValidateRange, cmdlet, parameter
from psbridge.modules.utility.argumentkeys import EXACT_EXPRESSION
from psbridge.modules.utility.expressions import evaluate, parse_entries
from psbridge.modules.utility.ordering import Comparer, Key
from psbridge.modules.utility.sorting import culture_of
from psbridge.objects import PSObject, wrap
from psbridge.objects.convert import to_text
from psbridge.objects.convert.collation import sort_key

EQUAL, REFERENCE, DIFFERENCE = "==", "<=", "=>"

Row = tuple[list[Key], Any]


class _Waiting:
    """Rows of one side without a partner yet, oldest first.

    As long as all of them are of one plain kind, equal ones are found by a key; a row of any other kind makes it look at each.
    """

    __slots__ = ("_by_key", "_ignore_case", "_kind", "_match", "_next", "_rows", "_tailoring")

    def __init__(self, match: Callable[[Row, Row], bool], comparer: Comparer) -> None:
        self._match, self._ignore_case, self._tailoring = match, comparer.ignore_case, comparer.tailoring
        self._rows: dict[int, Row] = {}
        self._by_key: dict[Any, list[int]] = {}
        self._kind: tuple[type, ...] | None = None  # (): several, so that keys say nothing
        self._next = 0

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def add(self, row: Row) -> None:
        kind = _kind_of(row)
        if not self._rows:
            self._kind = kind
            self._by_key.clear()
        elif kind != self._kind:
            self._kind = ()
        number, self._next = self._next, self._next + 1
        self._rows[number] = row
        if self._kind:
            self._by_key.setdefault(self._key(row), []).append(number)

    def take(self, row: Row) -> Row | None:
        """The oldest row that equals this one, which stays here no longer."""
        if not self._rows:
            return None
        if self._kind and self._kind == _kind_of(row):
            numbers = self._by_key.get(self._key(row), [])
            while numbers:
                found = self._rows.pop(numbers.pop(0), None)
                if found is not None:
                    return found
            return None
        for number, other in self._rows.items():
            if self._match(row, other):
                return self._rows.pop(number)
        return None

    def beyond(self, limit: int) -> Iterator[Row]:
        """Give up the oldest rows until no more than so many are left."""
        while len(self._rows) > limit:
            yield self._rows.pop(next(iter(self._rows)))

    def _key(self, row: Row) -> tuple[Any, ...]:
        alike, tailoring = self._ignore_case, self._tailoring
        return tuple(sort_key(key.value, alike, tailoring) if key.value.__class__ is str else key.value for key in row[0])


def _kind_of(row: Row) -> tuple[type, ...]:
    """The classes of a row's values where equality is a matter of the values alone, else ()."""
    kinds = tuple(key.value.__class__ for key in row[0])
    return kinds if all(kind in _PLAIN for kind in kinds) and all(key.exists for key in row[0]) else ()


_PLAIN = (str, int, bool)


@cmdlet("Compare-Object", aliases=("compare", "diff"), output=())
class CompareObject(Cmdlet):
    """Compares two sets of objects."""

    reference_object = parameter("ReferenceObject", "psobject[]", position=0, mandatory=True, allow_empty=True)
    difference_object = parameter("DifferenceObject", "psobject[]", position=1, mandatory=True, pipeline=True, allow_empty=True)
    sync_window = parameter("SyncWindow", "int", default=2147483647, validate=(ValidateRange(0, 2147483647),))
    property = parameter("Property", "object[]")
    exclude_different = parameter("ExcludeDifferent", "switch")
    include_equal = parameter("IncludeEqual", "switch")
    pass_thru = parameter("PassThru", "switch")
    culture = parameter("Culture", "string")
    case_sensitive = parameter("CaseSensitive", "switch")

    def begin(self) -> None:
        self._entries = parse_entries(self, self.property, (EXACT_EXPRESSION,))
        self._comparer = Comparer(case_sensitive=bool(self.case_sensitive), culture=culture_of(self, self.culture))
        self._left = [self._row(value) for value in self.reference_object or ()]
        self._position = 0
        self._open_left = _Waiting(self._match, self._comparer)
        self._open_right = _Waiting(self._match, self._comparer)

    def _row(self, value: Any) -> Row:
        if not self._entries:
            return [Key(value)], value
        keys = []
        for entry in self._entries:
            found = evaluate(self, entry, value)
            keys += [Key(one.value) for one in found] or [Key(None, exists=False)]
        return keys, value

    def process(self) -> None:
        for value in self.difference_object or ():
            self._step(self._row(value))

    def _step(self, right: Row | None) -> None:
        """One position on both sides: equal pairs go, the rest waits within the window for a partner."""
        left = self._left[self._position] if self._position < len(self._left) else None
        self._position += 1
        if left is not None and right is not None and self._match(left, right):
            self._emit(left, EQUAL)
            return
        if right is not None:
            found = self._open_left.take(right)
            if found is not None:
                self._emit(found, EQUAL)
            else:
                self._open_right.add(right)
        if left is not None:
            if self._open_right.take(left) is not None:
                self._emit(left, EQUAL)
            else:
                self._open_left.add(left)
        for row in self._open_right.beyond(self.sync_window):
            self._emit(row, DIFFERENCE)
        for row in self._open_left.beyond(self.sync_window):
            self._emit(row, REFERENCE)

    def _match(self, a: Row, b: Row) -> bool:
        if len(a[0]) == 1 and len(b[0]) == 1:
            x, y = a[0][0], b[0][0]
            if x.value.__class__ is int and y.value.__class__ is int:
                return x.value == y.value
            return x.exists == y.exists and self._comparer.same(x.value, y.value)
        return len(a[0]) == len(b[0]) and all(
            x.exists == y.exists and self._comparer.same(x.value, y.value) for x, y in zip(a[0], b[0], strict=True)
        )

    def end(self) -> None:
        while self._position < len(self._left):
            self._step(None)
        for row in self._open_right.rows():
            self._emit(row, DIFFERENCE)
        for row in self._open_left.rows():
            self._emit(row, REFERENCE)

    def _emit(self, row: Row, side: str) -> None:
        if not (self.include_equal if side == EQUAL else not self.exclude_different):
            return
        self.write(self._passed(row[1], side) if self.pass_thru else self._difference(row, side))

    def _passed(self, value: Any, side: str) -> PSObject:
        made = wrap(value)
        made.set("SideIndicator", side)
        return made

    def _difference(self, row: Row, side: str) -> PSObject:
        made = PSObject()
        if not self._entries:
            made.set("InputObject", row[1])
        else:
            for entry, key in zip(self._entries, row[0], strict=False):
                made.set(entry.label or (entry.source if isinstance(entry.source, str) else to_text(entry.source)), key.value)
        made.set("SideIndicator", side)
        return made
