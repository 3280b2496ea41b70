"""The form in which members are declared: a text of C#-like lines and the Python functions behind the names.

Decides how a line is read:
    int Length {get;}                     a property, from functions["Length"] (a callable, or the name of a Python attribute)
    string Name {get;set;}                with its setter in functions["Name="]
    static int MaxValue {get;}            of the type itself: functions["::MaxValue"]; a value that cannot be called is a constant
    char Chars(int index) {get;}          a property with arguments
    string Trim(char trimChar)            an overload of a method: functions["Trim"]
    static bool IsNullOrEmpty(string s)   functions["::IsNullOrEmpty"]
    new(int ticks)                        a constructor: functions["new"]
Text is cut up when the table is loaded, parameters are read when a member is first called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from psbridge.engine.members.results import wrapper
from psbridge.engine.running import running
from psbridge.engine.types.written import type_from_text
from psbridge.objects.adapted import Method, Property, TypeMembers, declare
from psbridge.objects.nettypes import NetType, define, find_type

_LINE = re.compile(r"(static )?(?:(\S.*?) )?([A-Za-z_][\w<>.]*)(\(.*?\))?(?: (\{.*\}))?$")


@dataclass(frozen=True, slots=True)
class ContextMethod(Method):
    """A method whose function wants the Context first."""


@dataclass(frozen=True, slots=True)
class ContextProperty(Property):
    """A property whose functions want the Context first."""


@dataclass(frozen=True, slots=True)
class IndexedProperty(Method):
    """A property with arguments; ``assign`` sets it."""

    assign: Callable[..., Any] | None = None


@dataclass(frozen=True, slots=True)
class WithContext:
    """Marks a function of a table that wants the Context as its first argument."""

    call: Callable[..., Any]


def fill(type_name: str | NetType, text: str, functions: Mapping[str, Any]) -> TypeMembers:
    """Declare what `text` says of a type."""
    net = find_type(type_name) if isinstance(type_name, str) else type_name
    table = declare(net)
    overloads: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _LINE.match(line)
        if found is None:
            raise ValueError(f"{net.full_name}: cannot read the line {line!r}")
        static, kind, name, arguments, access = found.groups()
        key = f"::{name}" if static else name
        if access and not arguments:
            _property(table, net, bool(static), name, kind or "System.Object", functions, "set;" in access)
        else:
            overloads.setdefault(key, []).append(line)
    for key, lines in overloads.items():
        _method(table, net, key, lines, functions)
    return table


def _property(table: TypeMembers, net: NetType, static: bool, name: str, kind: str, functions: Mapping[str, Any], writable: bool) -> None:
    key = f"::{name}" if static else name
    getter = _need(functions, key, net)
    setter = functions.get(key + "=")
    target = table.static_properties if static else table.properties
    if isinstance(getter, WithContext):
        put = _in_session(setter.call, 2) if isinstance(setter, WithContext) else None
        target[name.lower()] = ContextProperty(name, _in_session(getter.call, 1), put, kind)
        return
    if isinstance(getter, str) and not static:
        setter = setter if setter is not None or not writable else _attribute_setter(getter)
        getter = attrgetter(getter)
    elif not callable(getter) or isinstance(getter, NetType):
        getter = _constant(getter)
    target[name.lower()] = Property(name, _lazily_typed(getter, kind), setter, kind)


def _in_session(call: Callable[..., Any], count: int) -> Callable[..., Any]:
    """A function that may be called without the Context too: by commands that read the properties of anything, which work in the frame of
    the running session."""

    def act(*args: Any) -> Any:
        return call(*args) if len(args) > count else call(running().context(), *args)

    return act


def _attribute_setter(attribute: str) -> Callable[[Any, Any], None]:
    return lambda instance, value: setattr(instance, attribute, value)


def _constant(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


_PLAIN_TYPES = frozenset({"string", "int", "bool", "object", "System.Object", "datetime", "timespan", "type", "decimal"})


def _lazily_typed(getter: Callable[[Any], Any], kind: str) -> Callable[[Any], Any]:
    """The getter with its results given the declared type; the type is looked up at the first read."""
    if kind in _PLAIN_TYPES:
        return getter
    state: list[Any] = []

    def read(instance: Any) -> Any:
        if not state:
            state.append(wrapper(type_from_text(kind)))
        wrap = state[0]
        return getter(instance) if wrap is None else wrap(getter(instance))

    return read


def _method(table: TypeMembers, net: NetType, key: str, lines: list[str], functions: Mapping[str, Any]) -> None:
    call = _need(functions, key, net)
    name = key.removeprefix("::")
    maker: Any = Method
    if isinstance(call, WithContext):
        call, maker = call.call, ContextMethod
    indexed = any(line.endswith("}") for line in lines)
    if name == "new":
        table.constructor = maker(net.name.partition("`")[0], call, tuple(lines))
    elif indexed:
        table.methods[name.lower()] = IndexedProperty(name, call, tuple(lines), functions.get(name + "="))
    else:
        target = table.static_methods if key.startswith("::") else table.methods
        target[name.lower()] = maker(name, call, tuple(lines))


def _need(functions: Mapping[str, Any], key: str, net: NetType) -> Any:
    found = functions.get(key, functions)
    if found is functions:
        raise KeyError(f"{net.full_name}: no function for {key}")
    return found


def register_types(text: str, assembly: str | None = None) -> None:
    """Define types from lines ``full name | parent | kind | interfaces | accelerators`` (later fields may be left out)."""
    for line in filter(None, map(str.strip, text.splitlines())):
        fields = [field.strip() for field in line.split("|")]
        name, base, kind, interfaces, accelerators = [*fields, *[""] * (5 - len(fields))]
        more: dict[str, Any] = {} if assembly is None else {"assembly": assembly}
        define(
            name,
            None if base == "-" else base or "System.Object",
            kind=kind or "class",
            interfaces=filter(None, interfaces.split(",")),
            accelerators=filter(None, accelerators.split(",")),
            **more,
        )


def wants_type(function: Any) -> Any:
    """Mark a constructor function that gets the (closed) NetType as its first argument."""
    function.wants_type = True
    return function
