"""Property expressions: what -Property takes in Select-Object, Sort-Object, Group-Object, Measure-Object, ConvertTo-Html and their like.

Decides how a name (with wildcards), a script block or a dictionary with keys becomes something that gives values of an object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from psbridge.engine.context import Collector
from psbridge.engine.errors import ScriptError
from psbridge.engine.streamsets import QuietStreams
from psbridge.objects import NetDictionary, NetError, PSObject, ScriptBlock, custom_object, type_of, unwrap
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
        return self.options.get("name")

    @property
    def is_block(self) -> bool:
        return isinstance(self.source, ScriptBlock)


class Found(NamedTuple):
    """A value of an object under a name; ``failure`` is what its expression raised."""

    name: str
    value: Any
    failure: Exception | None = None


def key_error(cmd: Cmdlet, text: str, error_id: str) -> Any:
    """A dictionary argument is not as it should be."""
    cmd.fail(cmd.error("System.NotSupportedException", text, error_id, "InvalidArgument"))


def parse_entries(cmd: Cmdlet, arguments: Iterable[Any] | None, keys: dict[str, str], blocks: bool = True) -> list[Entry]:
    """The arguments as entries.  `keys` maps every accepted key to its canonical word; unambiguous beginnings are accepted too."""
    return [_parse(cmd, argument, keys, blocks) for argument in arguments or ()]


def _parse(cmd: Cmdlet, argument: Any, keys: dict[str, str], blocks: bool) -> Entry:
    bare = unwrap(argument)
    if isinstance(bare, ScriptBlock):
        return Entry(bare)
    if isinstance(bare, NetDictionary | dict):
        return _parse_dictionary(cmd, bare, keys)
    if bare is None:
        return Entry("")
    return Entry(bare if isinstance(bare, str) else to_text(bare))


def _parse_dictionary(cmd: Cmdlet, table: Any, keys: dict[str, str]) -> Entry:
    options: dict[str, Any] = {}
    for key, value in table.items():
        word = _canonical(cmd, key, keys)
        options[word] = unwrap(value) if word in ("expression", "name") else value
    if "expression" not in options:
        key_error(cmd, "The Expression key is missing.", "MissingExpressionKey") if "name" not in options else None
        options["expression"] = options.get("name", "")
    source = options.pop("expression")
    if source is None or source == "":
        key_error(cmd, "The Expression key cannot be empty.", "EmptyExpressionKey")
    if "name" in options:
        options["name"] = to_text(options["name"])
    return Entry(source if isinstance(source, str | ScriptBlock) else to_text(source), options)


def _canonical(cmd: Cmdlet, key: Any, keys: dict[str, str]) -> str:
    if not isinstance(key, str):
        kind = "null" if key is None else type_of(key).full_name
        key_error(
            cmd, f"The key {to_text(key)} has a type, {kind}, that is not valid; expected type is System.String.", "DictionaryKeyIllegal"
        )
    low = key.lower()
    exact = keys.get(low)
    if exact is not None:
        return exact
    near = {word for full, word in keys.items() if full.startswith(low)}
    if len(near) == 1:
        return near.pop()
    if near:
        key_error(cmd, f"The key {key} is ambiguous.", "DictionaryKeyAmbiguous")
    key_error(cmd, f"The {key} key is not valid.", "DictionaryKeyIllegal")
    return str(low)


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
        matcher = compile_wildcard(pattern)
        return [(target, view.name) for view in iter_properties(target) if not view.hidden and matcher(view.name)]
    name = unescape(pattern)
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
