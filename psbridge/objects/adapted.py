"""Members that a .NET type gives its values: properties, methods, statics and constructors, as tables.

Decides how a member is declared and found; conversion of arguments and choice of overload are the engine's.  A class of this package
declares its members beside it (`NetObject`), types that are plain Python values (str, int, list ...) get theirs from tables of the
engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from psbridge.objects.nettypes import NetType


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a .NET type.  ``type_name`` is what Get-Member shows; ``set`` None: read only."""

    name: str
    get: Callable[[Any], Any]
    set: Callable[[Any, Any], None] | None = None
    type_name: str = "System.Object"


@dataclass(frozen=True, slots=True)
class Method:
    """A method: ``call(instance, *arguments)`` (statics: ``call(*arguments)``), with its overloads in C# words.

    ``definitions`` such as ``"string Substring(int startIndex, int length)"`` tell Get-Member what to show and the engine what to convert
    arguments to; without any, arguments are handed on as they are.
    """

    name: str
    call: Callable[..., Any]
    definitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """An event; ``attribute`` holds its EventSource, ``arguments`` is the type of what handlers are told."""

    name: str
    attribute: str
    arguments: str


@dataclass(slots=True)
class TypeMembers:
    """What one type itself declares; all keys are lower case."""

    properties: dict[str, Property] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    static_properties: dict[str, Property] = field(default_factory=dict)
    static_methods: dict[str, Method] = field(default_factory=dict)
    constructor: Method | None = None
    events: dict[str, Event] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)  # what is not public: .NET name -> Python attribute, for reflection only


_DECLARED: dict[NetType, TypeMembers] = {}
_MERGED: dict[NetType, TypeMembers] = {}
_LOADERS: list[Callable[[], None]] = []
_FINDERS: list[Callable[[str], None]] = []


def declare(net: NetType) -> TypeMembers:
    """The table of what `net` itself declares, to be filled."""
    _MERGED.clear()
    return _DECLARED.setdefault(net, TypeMembers())


def own_members(net: NetType) -> TypeMembers:
    """What `net` itself declares, to be read."""
    return _DECLARED.get(net) or (_DECLARED.get(net.generic_definition) if net.generic_definition else None) or TypeMembers()


def add_loader(loader: Callable[[], None]) -> None:
    """Have `loader` fill tables before the first look-up, so that start-up does not pay for them."""
    _LOADERS.append(loader)


def add_finder(finder: Callable[[str], None]) -> None:
    """Have `finder` told the full name of a type before its members are first looked up, so that it may fill that table only."""
    _FINDERS.append(finder)


def members_of(net: NetType) -> TypeMembers:
    """What values of `net` have, inherited members included (instance members come from ancestors too, constructors do not)."""
    found = _MERGED.get(net)
    if found is not None:
        return found
    while _LOADERS:
        _LOADERS.pop()()
    for finder in _FINDERS:
        finder((net.generic_definition or net).full_name)
    own = own_members(net)
    merged = TypeMembers(constructor=own.constructor)
    _take(merged, own)
    if net.base is not None:
        _take(merged, members_of(net.base))
    _MERGED[net] = merged
    return merged


def _take(target: TypeMembers, source: TypeMembers) -> None:
    """Add what is not there yet: a type's own members stand before those it inherits, as reflection lists them."""
    for name in ("properties", "methods", "static_properties", "static_methods", "events", "hidden"):
        mine = getattr(target, name)
        for key, member in getattr(source, name).items():
            mine.setdefault(key, member)
