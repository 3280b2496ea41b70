"""Property expressions: what -Property takes in Select-Object, Sort-Object, Group-Object, Measure-Object, ConvertTo-Html and their like.

Decides how a name (with wildcards), a script block or a dictionary with keys becomes something that gives values of an object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from psbridge.engine.context import Collector
from psbridge.engine.errors import ScriptError
from psbridge.engine.streamsets import QuietStreams
from psbridge.formatting.expressions import matching_names, names_together, property_set
from psbridge.modules.utility.argumentkeys import Argument, Key
from psbridge.objects import NetError, PSObject, ScriptBlock, custom_object, unwrap
from psbridge.objects.access import get_property, iter_properties
from psbridge.objects.containers import CaseSensitiveHashtable, Hashtable
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import SPECIAL
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psbridge.engine.cmdlet import Cmdlet

ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Entry:
    """One -Property argument: where the value comes from, and the other keys of its dictionary."""

    source: Any  # a str (name or pattern) or a ScriptBlock
    options: dict[str, Any] = field(default_factory=dict)
    plain: str = field(init=False, default="", compare=False)  # the folded name of a property when the source is no pattern

    def __post_init__(self) -> None:
        if isinstance(self.source, str) and not has_wildcards(self.source):
            object.__setattr__(self, "plain", unescape(self.source).lower())

    @property
    def label(self) -> str | None:
        """The name given with Name/Label."""
        return self.options.get("name", self.options.get("label"))

    @property
    def is_block(self) -> bool:
        return isinstance(self.source, ScriptBlock)


class Found(NamedTuple):
    """A value of an object under a name; ``failure`` is what its expression raised."""

    name: str
    value: Any
    failure: Exception | None = None


def parse_entries(cmd: Cmdlet, arguments: Iterable[Any] | None, keys: tuple[Key, ...]) -> list[Entry]:
    """The arguments as entries; `keys` are those that a dictionary may have."""
    made = []
    for argument in arguments or ():
        values = Argument(cmd, keys).parse(argument)
        made.append(Entry(values.pop("expression"), values))
    return made


def as_object(value: Any) -> Any:
    """A Hashtable stands for an object with its keys as properties; everything else for itself."""
    bare = unwrap(value)
    if isinstance(bare, Hashtable | CaseSensitiveHashtable | dict):
        return custom_object((to_text(key), item) for key, item in bare.items())
    return value


def noted(entry: Entry, value: Any) -> Any:
    """The value of a note property, where that is what an entry names; ABSENT: look closer."""
    if entry.plain and value.__class__ is PSObject:
        shape = value.shape
        slot = shape.index.get(entry.plain)
        if slot is not None and shape.kinds[slot] != SPECIAL:
            return value.values[slot]
    return ABSENT


def evaluate(cmd: Cmdlet, entry: Entry, value: Any) -> list[Found]:
    """The values that an entry has for an object: none where there is no such property, several where a pattern matches several."""
    if entry.is_block:
        return [_run(cmd, entry.source, value)]
    if value is None:
        return []
    found = noted(entry, value)
    if found is not ABSENT:
        return [Found(value.shape.names[value.shape.index[entry.plain]], found)]
    return [_read(target, name) for target, name in _names(value, entry.source)]


def resolve_names(value: Any, pattern: str) -> list[str]:
    """The names of the properties that a name or pattern stands for."""
    return [] if value is None else [name for _, name in _names(value, pattern)]


def _names(value: Any, pattern: str) -> list[tuple[Any, str]]:
    target = as_object(value)
    if has_wildcards(pattern):
        return [(target, name) for name in matching_names(target, compile_wildcard(pattern))]
    name = unescape(pattern)
    together = property_set(target, name)
    if together is not None:
        return [(target, one) for one in names_together(target, together)]
    if isinstance(target, PSObject) and name in target:
        return [(target, target.shape.names[target.shape.index[name.lower()]])]
    try:
        return [] if get_property(target, name, ABSENT) is ABSENT else [(target, _written(target, name))]
    except (NetError, ScriptError):
        return [(target, name)]  # a getter that fails is a property nevertheless


def _written(target: Any, name: str) -> str:
    low = name.lower()
    return next((view.name for view in iter_properties(target) if view.name.lower() == low), name)


def unescape(pattern: str) -> str:
    return pattern.replace("`", "") if "`" in pattern else pattern


def _read(target: Any, name: str) -> Found:
    try:
        return Found(name, get_property(target, name))
    except (NetError, ScriptError) as problem:
        return Found(name, None, problem)


def quietly(cmd: Cmdlet, block: Any, value: Any) -> list[Any]:
    """The output of a block in a scope of its own: the first error ends it, and nobody is told."""
    execution, sink = cmd.ctx.execution, Collector()
    frame = cmd.ctx.child()
    frame.streams = QuietStreams(cmd.ctx.streams)
    before, execution.propagate = execution.propagate, True
    try:
        block.run(frame, sink, dollar_under=value)
    finally:
        execution.propagate = before
    return sink.items


def _run(cmd: Cmdlet, block: Any, value: Any) -> Found:
    try:
        values = quietly(cmd, block, value)
    except (NetError, ScriptError) as problem:
        if isinstance(problem, ScriptError) and problem.record.error_id == "CallDepthOverflow":
            raise  # else a block that calls itself for each object would try all of them on every level
        return Found(block.source, None, problem)
    return Found(block.source, values[0] if len(values) == 1 else None if not values else list(values))
