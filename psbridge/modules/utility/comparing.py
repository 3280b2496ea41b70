"""Compare-Object."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, ValidateRange, cmdlet, parameter
from psbridge.modules.utility.expressions import evaluate, parse_entries
from psbridge.modules.utility.ordering import Comparer, Key
from psbridge.modules.utility.sorting import culture_of
from psbridge.objects import PSObject, wrap
from psbridge.objects.convert import to_text

KEYS = {"expression": "expression", "e": "expression"}
EQUAL, REFERENCE, DIFFERENCE = "==", "<=", "=>"


@cmdlet("Compare-Object", aliases=("compare", "diff"), output=())
class CompareObject(Cmdlet):
    """Compares two sets of objects."""

    reference_object = parameter("ReferenceObject", "psobject[]", position=0, mandatory=True, allow_empty=True)
    difference_object = parameter("DifferenceObject", "psobject[]", position=1, mandatory=True, pipeline=True, allow_empty=True)
    sync_window = parameter("SyncWindow", "int", default=2147483647, validate=(ValidateRange(0, 2147483647),))
    property = parameter("Property", "object[]", position=2)
    exclude_different = parameter("ExcludeDifferent", "switch")
    include_equal = parameter("IncludeEqual", "switch")
    pass_thru = parameter("PassThru", "switch")
    culture = parameter("Culture", "string")
    case_sensitive = parameter("CaseSensitive", "switch")

    def begin(self) -> None:
        self._entries = parse_entries(self, self.property, KEYS)
        self._comparer = Comparer(case_sensitive=bool(self.case_sensitive), culture=culture_of(self, self.culture))
        self._left = [self._row(value) for value in self.reference_object or ()]
        self._position = 0
        self._open_left: list[tuple[list[Key], Any]] = []
        self._open_right: list[tuple[list[Key], Any]] = []

    def _row(self, value: Any) -> tuple[list[Key], Any]:
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

    def _step(self, right: tuple[list[Key], Any] | None) -> None:
        """One position on both sides: equal pairs go, the rest waits within the window for a partner."""
        left = self._left[self._position] if self._position < len(self._left) else None
        self._position += 1
        if left is not None and right is not None and self._match(left, right):
            self._emit(left, EQUAL)
            return
        if right is not None:
            self._seek(right, self._open_left, self._open_right, REFERENCE_FIRST)
        if left is not None:
            self._seek(left, self._open_right, self._open_left, DIFFERENCE_FIRST)
        self._shrink(self._open_left, REFERENCE)
        self._shrink(self._open_right, DIFFERENCE)

    def _seek(self, row: tuple[list[Key], Any], others: list[Any], own: list[Any], reference_first: bool) -> None:
        for i, other in enumerate(others):
            if self._match(row, other):
                del others[i]
                self._emit(other if reference_first else row, EQUAL)
                return
        own.append(row)

    def _shrink(self, waiting: list[Any], side: str) -> None:
        while len(waiting) > self.sync_window:
            self._emit(waiting.pop(0), side)

    def _match(self, a: tuple[list[Key], Any], b: tuple[list[Key], Any]) -> bool:
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
        for row in self._open_right:
            self._emit(row, DIFFERENCE)
        for row in self._open_left:
            self._emit(row, REFERENCE)

    def _emit(self, row: tuple[list[Key], Any], side: str) -> None:
        if not (self.include_equal if side == EQUAL else not self.exclude_different):
            return
        self.write(self._passed(row[1], side) if self.pass_thru else self._difference(row, side))

    def _passed(self, value: Any, side: str) -> PSObject:
        made = wrap(value)
        made.set("SideIndicator", side)
        return made

    def _difference(self, row: tuple[list[Key], Any], side: str) -> PSObject:
        made = PSObject()
        if not self._entries:
            made.set("InputObject", row[1])
        else:
            for entry, key in zip(self._entries, row[0], strict=False):
                made.set(entry.label or (entry.source if isinstance(entry.source, str) else to_text(entry.source)), key.value)
        made.set("SideIndicator", side)
        return made


REFERENCE_FIRST, DIFFERENCE_FIRST = True, False
