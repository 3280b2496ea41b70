"""Select-Object."""

from __future__ import annotations

from collections import deque
from typing import Any, NoReturn

from psbridge.engine.cmdlet import Cmdlet, In, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import StopUpstream
from psbridge.modules.utility.argumentkeys import EXPRESSION, NAME
from psbridge.modules.utility.distinct import Distinct, Notes
from psbridge.modules.utility.editions import refuse_newer
from psbridge.modules.utility.expressions import Entry, Found, evaluate, parse_entries, resolve_names, unescape
from psbridge.objects import AutomationNull, NetObject, PSObject, type_of, unwrap, wrap
from psbridge.objects.access import has_property
from psbridge.objects.convert import enumerate_value
from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import Shape, note_shape
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

_COUNT = (ValidateRange(0, 2147483647),)


@cmdlet("Select-Object", default_set="DefaultParameter", aliases=("select",))
class SelectObject(Cmdlet):
    """Selects objects or their properties."""

    input_object = parameter("InputObject", "psobject", pipeline=True)
    property = parameter("Property", "object[]", sets=(In("DefaultParameter", position=0), In("SkipLastParameter", position=0)))
    exclude_property = parameter("ExcludeProperty", "string[]", sets=("DefaultParameter", "SkipLastParameter"))
    expand_property = parameter("ExpandProperty", "string", sets=("DefaultParameter", "SkipLastParameter"))
    unique = parameter("Unique", "switch")
    case_insensitive = parameter("CaseInsensitive", "switch")
    last = parameter("Last", "int", sets=("DefaultParameter",), validate=_COUNT)
    first = parameter("First", "int", sets=("DefaultParameter",), validate=_COUNT)
    skip = parameter("Skip", "int", sets=("DefaultParameter",), validate=_COUNT)
    skip_last = parameter("SkipLast", "int", sets=("SkipLastParameter",), validate=_COUNT)
    wait = parameter("Wait", "switch", sets=("DefaultParameter", "IndexParameter"))
    index = parameter("Index", "int[]", sets=("IndexParameter",), validate=_COUNT)
    skip_index = parameter("SkipIndex", "int[]", sets=("SkipIndexParameter",), validate=_COUNT)

    def begin(self) -> None:
        refuse_newer(self, CaseInsensitive=(7, 4))
        self._entries = parse_entries(self, self.property, (EXPRESSION, NAME))
        self._excluded = [compile_wildcard(name) for name in self.exclude_property or ()]
        self._seen = 0
        self._skipped = 0
        self._held: deque[Any] = deque()
        self._unique = Distinct(bool(self.case_insensitive))
        self._chosen = frozenset(self.index or ())
        self._left_out = frozenset(self.skip_index or ())
        self._names = self._plain_names()
        self._shapes: dict[Shape, tuple[Shape, list[int]] | None] = {}

    # -- which objects

    def process(self) -> None:
        value = self.input_object
        if value is None or value is AutomationNull:
            return
        if self.set_name == "IndexParameter":
            self._by_index(value)
        elif self.set_name == "SkipIndexParameter":
            if self._seen not in self._left_out:
                self._handle(value)
            self._seen += 1
        elif self.set_name == "SkipLastParameter":
            self._held.append(value)
            if len(self._held) > (self.skip_last or 0):
                self._handle(self._held.popleft())
        else:
            self._window(value)

    def _by_index(self, value: Any) -> None:
        if self._seen in self._chosen:
            self._handle(value)
        self._seen += 1
        if self._seen > max(self._chosen, default=-1) and not self.wait:
            self._enough()

    def _window(self, value: Any) -> None:
        if self.last is not None:
            self._window_with_last(value)
            return
        if self._skipped < (self.skip or 0):
            self._skipped += 1
            return
        if self.first is None:
            self._handle(value)
            return
        if self._seen < self.first:
            self._seen += 1
            self._handle(value)
        if self._seen >= self.first and not self.wait:
            self._enough()

    def _window_with_last(self, value: Any) -> None:
        """With -Last, -Skip counts from the end unless there is a -First."""
        if self.first is not None:
            if self._skipped < (self.skip or 0):
                self._skipped += 1
                return
            if self._seen < self.first:
                self._seen += 1
                self._handle(value)
                return
        self._held.append(value)
        if len(self._held) > self.last + (0 if self.first is not None else self.skip or 0):
            self._held.popleft()

    def _enough(self) -> None:
        """No more input is wanted; what is collected must still be written."""
        self.end()
        self._unique.items.clear()
        self._held.clear()
        raise StopUpstream(self.runtime)

    def end(self) -> None:
        if self.last is not None:
            held = list(self._held)
            for value in held[: self.last] if self.first is None else held:
                self._handle(value)
        if self.unique:
            for made, _ in self._unique.items:
                self.write(made)

    # -- what of an object

    def _plain_names(self) -> list[str]:
        """The names of the properties when that is all that was asked for, else nothing."""
        plain = all(not one.is_block and not one.options and one.source and not has_wildcards(one.source) for one in self._entries)
        if not plain or self._excluded or self.unique or self.expand_property:
            return []
        names = [unescape(one.source) for one in self._entries]
        return names if len({name.lower() for name in names}) == len(names) else []

    def _picked(self, value: PSObject) -> PSObject | None:
        """The named properties of a bag that has them all; where they are is looked up once for bags of the same shape."""
        shape = value.shape
        try:
            found = self._shapes[shape]
        except KeyError:
            slots = [shape.index.get(name.lower(), -1) for name in self._names]
            made = None if -1 in slots or not shape.plain else note_shape(tuple(shape.names[slot] for slot in slots))
            found = self._shapes[shape] = None if made is None else (made, slots)
        if found is None:
            return None
        values = value.values
        return PSObject.from_shape(found[0], [values[slot] for slot in found[1]])

    def _handle(self, value: Any) -> None:
        if self._names and value.__class__ is PSObject and value.base is None:
            made = self._picked(value)
            if made is not None:
                self.write(self._mark(made, True))
                return
        if self.expand_property:
            self._expand(value)
        elif not self._entries and not self._excluded:
            self._emit(value, [])
        else:
            notes = self._notes(value)
            self._emit(self._selection(notes, value), notes)

    def _emit(self, made: Any, notes: Notes) -> None:
        if not self.unique:
            self.write(self._mark(made, bool(notes)))
            return
        if self._unique.is_new(made, notes):
            self._unique.items.append((self._mark(made, bool(notes)), notes))

    def _mark(self, made: Any, new: bool) -> Any:
        """A property bag says what it was selected from, in its first type name."""
        if isinstance(made, PSObject) and made.base is None and not isinstance(made, NetObject):
            name = f"Selected.{type_of(unwrap(self.input_object)).full_name}"
            if made.custom_type_names is None:
                made.custom_type_names = [name, *made.type_names]
            elif new or name not in made.type_names:
                made.own_type_names.insert(0, name)
        return made

    def _notes(self, value: Any) -> Notes:
        found: Notes = []
        for entry in self._entries or [Entry("*")]:
            found += self._properties(entry, value)
        return found

    def _selection(self, notes: Notes, value: Any) -> PSObject:
        made = PSObject()
        for name, found in notes:
            self._add(made, name, found, value)
        return made

    def _properties(self, entry: Entry, value: Any) -> list[tuple[str, Any]]:
        """What an entry gives; -ExcludeProperty looks at what is evaluated (a block: its text), not at the name that it gets."""
        found = [one for one in evaluate(self, entry, value) if not self._left_away(one.name)]
        if not found and not entry.is_block and not has_wildcards(entry.source) and not self._left_away(entry.source):
            found = [Found(entry.source, None)]
        if not entry.label:
            return [(one.name or self._nameless(), one.value) for one in found]
        if len(found) > 1:
            text = "Cannot rename multiple results."
            self.write_error(self.error("System.InvalidOperationException", text, "RenamingMultipleResults", "InvalidOperation", value))
            return []
        return [(entry.label, one.value) for one in found]

    def _left_away(self, name: str) -> bool:
        return any(matches(name) for matches in self._excluded)

    def _nameless(self) -> NoReturn:
        kind = "System.Management.Automation.PSArgumentException"
        text = "A property is an empty script block and does not provide a name."
        self.fail(self.error(kind, text, "EmptyScriptBlockAndNoName", "InvalidArgument"))

    def _add(self, made: PSObject, name: str, found: Any, value: Any) -> None:
        if name in made:
            text = f'The property cannot be processed because the property "{name}" already exists.'
            kind = "System.Management.Automation.PSArgumentException"
            self.write_error(self.error(kind, text, "AlreadyExistingUserSpecifiedPropertyNoExpand", "InvalidOperation", value))
            return
        made.set(name, found)

    def _expand(self, value: Any) -> None:
        names = [] if value is None else resolve_names(value, self.expand_property)
        if not names:
            text = f'Property "{self.expand_property}" cannot be found.'
            kind = "System.Management.Automation.PSArgumentException"
            self.write_error(self.error(kind, text, "ExpandPropertyNotFound", "InvalidArgument", value))
            return
        if len(names) > 1:
            text = f'Multiple properties match "{self.expand_property}": specify one.'
            kind = "System.Management.Automation.PSArgumentException"
            self.write_error(self.error(kind, text, "MutlipleExpandProperties", "InvalidArgument", value))
            return
        (found,) = evaluate(self, Entry(names[0]), value)
        if found.failure is not None:
            self._expansion_failed(found.failure, value)
        elif found.value is not None:
            items = enumerate_value(found.value)
            notes = self._notes(value) if self._entries else []
            for item in [found.value] if items is None else items:
                if item is not None:
                    self._emit(self._with_notes(item, notes, value), notes)

    def _expansion_failed(self, failure: Exception, value: Any) -> None:
        exception = failure.exception if isinstance(failure, NetError) else None
        kind = "System.Management.Automation.PSArgumentException"
        self.write_error(self.error(kind, str(failure), "PropertyEvaluationExpand", "InvalidResult", value, exception))

    def _with_notes(self, item: Any, notes: Notes, value: Any) -> Any:
        """An expanded item, with the other selected properties as notes."""
        if not notes:
            return item
        target = wrap(item)
        for name, found in notes:
            if has_property(target, name):
                text = f'The property cannot be processed because the property "{name}" already exists.'
                kind = "System.Management.Automation.PSArgumentException"
                self.write_error(self.error(kind, text, "AlreadyExistingUserSpecifiedPropertyExpand", "InvalidOperation", value))
            else:
                target.set(name, found)
        return target
