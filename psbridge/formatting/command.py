"""The work of a Format-* cmdlet: objects in, format objects out.

Decides what starts and ends a document and a group, and what is shown out of band (text, numbers, errors, and objects that the view of the
running sequence does not cover).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.formatting.fields import enumerate_cell, is_scalar_type, plain_text
from psbridge.formatting.generators import Generator, select_generator
from psbridge.formatting.generators.custom import CustomGenerator
from psbridge.formatting.generators.listing import ListGenerator
from psbridge.formatting.model import CustomBody
from psbridge.formatting.packets import FormatEndData, FormatEntryData, GroupEndData, Packet, RawTextFormatEntry
from psbridge.formatting.parameters import Parameters, expand_all
from psbridge.formatting.revive import is_sent_packet
from psbridge.objects.psobject import PSObject, type_names_of
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from psbridge.formatting.environment import Environment

_INLINE = frozenset((str, int, float, bool))
_REMOTE_ONLY = frozenset(("pscomputername", "psshowcomputername", "runspaceid"))
EXPANSIONS = ("CoreOnly", "EnumOnly", "Both")


class FormatCommand:
    """Formats a sequence of objects; `write` takes the format objects."""

    def __init__(
        self, env: Environment, write: Callable[[Any], None], shape: str | None = None, parameters: Parameters | None = None
    ) -> None:
        self._env, self._write, self._shape = env, write, shape
        self._parameters = parameters or Parameters()
        self._generator: Generator | None = None
        self._in_group = False

    def process(self, value: Any) -> None:
        """Take one object; collections are taken apart."""
        if value.__class__ in _INLINE and not self._parameters.force:
            self._raw(value)
            return
        if value is None or value is AutomationNull:
            return
        items = enumerate_cell(value)
        expand = self._parameters.expand or "EnumOnly"
        if items is None or expand == "CoreOnly":
            self._object(value)
            return
        if expand == "Both":
            listed = list(items)
            self._announce(value, len(listed))
            items = iter(listed)
        for item in items:
            if item is not None:
                self._object(item)

    def end(self) -> None:
        """Close the group and the document."""
        if self._generator is not None:
            self._end_group()
            self._generator = None
            self._write(FormatEndData())

    # -- objects

    def _object(self, value: Any) -> None:
        if isinstance(value, Packet) or is_sent_packet(value):
            self._write(value)
            return
        banding = not self._parameters.force
        if banding and self._out_of_band(value, fallback=False):
            return
        generator = self._generator
        if generator is None:
            generator = select_generator(self._env, self._shape, self._parameters, value)
            self._write(generator.start(value))
            self._generator = generator
        if banding and not generator.applies_to(value) and self._out_of_band(value, fallback=True):
            return
        self._grouped(generator, value)

    def _grouped(self, generator: Generator, value: Any) -> None:
        changed = generator.grouping is not None and generator.grouping.update(value)
        if not self._in_group or changed:
            self._end_group()
            self._write(generator.group_start(value))
            self._in_group = True
        self._write(generator.entry(value))
        self._report(generator)

    def _end_group(self) -> None:
        if self._in_group:
            self._in_group = False
            self._write(GroupEndData())

    def _report(self, generator: Generator) -> None:
        for record in generator.failures.drain():
            self._out_of_band(record, fallback=True)

    # -- out of band

    def _raw(self, value: Any) -> None:
        self._write(FormatEntryData(RawTextFormatEntry(plain_text(value, self._env)), True))

    def _out_of_band(self, value: Any, fallback: bool) -> bool:
        """Show an object alone when it is of that kind; `fallback`: as a list when nothing else says how."""
        names = type_names_of(value)
        if not names:
            return False
        view = self._env.views.find(names, out_of_band=True)
        if view is None:
            if is_scalar_type(names) or _only_remote_notes(value):
                self._raw(value)
                return True
            if not fallback or not expand_all(value):
                return False
        kind = CustomGenerator if view is not None and isinstance(view.body, CustomBody) else ListGenerator
        entry = kind(self._env, view, Parameters(), value).entry(value)
        entry.out_of_band = True
        self._write(entry)
        return True

    def _announce(self, value: Any, count: int) -> None:
        self._raw("The following object supports IEnumerable:")
        self._out_of_band(value, fallback=True)
        several = f"The IEnumerable contains the following {count} objects:"
        self._raw({0: "The IEnumerable contains no objects.", 1: "The IEnumerable contains the following object:"}.get(count, several))


def _only_remote_notes(value: Any) -> bool:
    """An object that has nothing but the notes of remoting is shown by its text."""
    if not isinstance(value, PSObject) or "psshowcomputername" not in value.shape.index:
        return False
    found = expand_all(value)
    return len(found) == len(_REMOTE_ONLY) and all(one.expression.text.lower() in _REMOTE_ONLY for one in found)
