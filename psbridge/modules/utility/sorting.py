"""Sort-Object and Get-Unique."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.formatting.expressions import default_key_set
from psbridge.modules.utility.argumentkeys import ASCENDING, DESCENDING, EXPRESSION
from psbridge.modules.utility.editions import refuse_newer
from psbridge.modules.utility.expressions import ABSENT, Entry, evaluate, noted, parse_entries
from psbridge.modules.utility.ordering import Comparer, Key, compare_rows, order, order_unstable, order_values
from psbridge.objects import ErrorRecord, NetError, NetException, type_names_of
from psbridge.objects.convert import to_text, truth
from psbridge.objects.culture import culture_for
from psbridge.objects.records import ErrorCategory

if TYPE_CHECKING:
    from collections.abc import Sequence

SORT_KEYS = (EXPRESSION, ASCENDING, DESCENDING)


def culture_of(cmd: Cmdlet, name: str | None) -> Any:
    """The culture that -Culture names (a name or a number), None for the current one."""
    if not name:
        return None
    text = name.strip()
    hexadecimal = text[:2].lower() == "0x"
    try:
        number = int(text, 16 if hexadecimal else 10) if text[2 if hexadecimal else 0 :].isalnum() else None
    except ValueError:
        number = None
    try:
        return culture_for(name if number is None else number)
    except NetError as error:
        text = f'Cannot bind parameter \'Culture\' to the target. Exception setting "Culture": "{error.exception.message}"'
        kind = "System.Management.Automation.ParameterBindingException"
        return cmd.fail(cmd.error(kind, text, "ParameterBindingFailed", "WriteError", None, error.exception))


def keys_of(cmd: Cmdlet, entries: list[Entry], value: Any) -> list[Key]:
    """What an object is ordered by; without entries by itself."""
    if not entries:
        return [Key(value)]
    keys: list[Key] = []
    for entry in entries:
        note = noted(entry, value)
        if note is not ABSENT:
            keys.append(Key(note))
            continue
        found = evaluate(cmd, entry, value)
        for one in found:
            if one.failure is not None:
                cmd.write_error(expression_failure(cmd, one.failure, value))
        keys += [Key(one.value) for one in found if one.failure is None] or [Key(None, exists=False)]
    return keys


def expression_failure(cmd: Cmdlet, failure: Exception, value: Any) -> Any:
    """An expression of -Property failed for one object: the record has what it raised."""
    if isinstance(failure, ScriptError):
        exception = failure.record.exception
    elif isinstance(failure, NetError):
        exception = failure.exception
    else:
        exception = NetException("System.Management.Automation.RuntimeException", str(failure))
    return ErrorRecord(exception, "ExpressionEvaluation", int(ErrorCategory.parse("InvalidResult")), value)


def comparers_for(entries: list[Entry], width: int, descending: bool, case_sensitive: bool, culture: Any) -> list[Comparer]:
    """One comparer per key; `descending` counts where an entry says nothing itself."""
    made = []
    for i in range(width):
        options = entries[i].options if i < len(entries) else {}
        ascending = not descending
        if "ascending" in options:
            ascending = truth(options["ascending"])
        elif "descending" in options:
            ascending = not truth(options["descending"])
        made.append(Comparer(ascending, case_sensitive, culture))
    return made


@cmdlet("Sort-Object", default_set="Default", aliases=("sort",), output=())
class SortObject(Cmdlet):
    """Sorts objects by property values."""

    stable = parameter("Stable", "switch", sets=("Default",))
    descending = parameter("Descending", "switch")
    unique = parameter("Unique", "switch")
    top = parameter("Top", "int", sets=(In("Top", mandatory=True),), validate=(ValidateRange(1, 2147483647),))
    bottom = parameter("Bottom", "int", sets=(In("Bottom", mandatory=True),), validate=(ValidateRange(1, 2147483647),))
    input_object = parameter("InputObject", "psobject", pipeline=True)
    property = parameter("Property", "object[]", position=0)
    culture = parameter("Culture", "string")
    case_sensitive = parameter("CaseSensitive", "switch")

    def begin(self) -> None:
        self._items: list[Any] = []
        self._entries = parse_entries(self, self.property, SORT_KEYS)

    def process(self) -> None:
        if self.input_object is not None:
            self._items.append(self.input_object)

    def end(self) -> None:
        entries = self._entries
        if self.property is None and self._items:
            entries = parse_entries(self, default_key_set(self._items[0]), SORT_KEYS)
        if not entries and not self.unique and not self.stable and self.set_name == "Default":
            (comparer,) = comparers_for(entries, 1, bool(self.descending), bool(self.case_sensitive), culture_of(self, self.culture))
            values = order_values(self._items, comparer)
            if values is not None:
                self._write_in_order(values)
                return
        rows: list[tuple[Sequence[Key], Any]] = [(keys_of(self, entries, item), item) for item in self._items]
        width = max((len(keys) for keys, _ in rows), default=0)
        comparers = comparers_for(entries, width, bool(self.descending), bool(self.case_sensitive), culture_of(self, self.culture))
        ordered = (order if self.stable or self.set_name != "Default" else order_unstable)(rows, comparers)
        if self.unique:
            ordered = _unique(ordered, comparers)
        if self.set_name == "Top":
            ordered = ordered[: self.top]
        elif self.set_name == "Bottom":
            ordered = ordered[-self.bottom :]
        self._write_in_order([item for _, item in ordered])

    def _write_in_order(self, items: list[Any]) -> None:
        for item in items:
            self.write(item)


def _unique(rows: list[Any], comparers: list[Comparer]) -> list[Any]:
    kept = rows[:1]
    for row in rows[1:]:
        if compare_rows(kept[-1][0], row[0], comparers):
            kept.append(row)
    return kept


@cmdlet("Get-Unique", default_set="AsString", aliases=("gu",))
class GetUnique(Cmdlet):
    """Gives the unique objects of a sorted list."""

    input_object = parameter("InputObject", "psobject", pipeline=True, allow_null=True)
    as_string = parameter("AsString", "switch", sets=("AsString",))
    on_type = parameter("OnType", "switch", sets=(In("UniqueByType", mandatory=True),))
    case_insensitive = parameter("CaseInsensitive", "switch")

    def begin(self) -> None:
        refuse_newer(self, CaseInsensitive=(7, 4))
        self._last: Any = None  # until something other than null has come
        self._comparer = Comparer(case_sensitive=not self.case_insensitive)

    def process(self) -> None:
        value = self.input_object
        if self._last is None or not self._same(value):
            self.write(value)
            self._last = value

    def _same(self, value: Any) -> bool:
        if self.on_type:
            return (
                value is not None and self._last is not None and next(iter(type_names_of(value))) == next(iter(type_names_of(self._last)))
            )
        if self.as_string:
            return self._comparer.same(to_text(self._last), to_text(value))
        return self._comparer.same(self._last, value)
