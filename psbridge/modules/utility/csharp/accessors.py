"""What a script class cannot declare of a C# class: properties with accessors of their own, open lists
of parameters, and that nobody makes one of an abstract class.

Decides the order in which properties are shown: as .NET tells them, properties before fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from psbridge.engine.errors import ScriptError
from psbridge.engine.instances import call_home
from psbridge.engine.invoke import invoke_static
from psbridge.modules.utility.csharp.declarations import MemberSource, TypeSource
from psbridge.objects.adapted import Property, declare
from psbridge.objects.convert import convert
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType


def attach(net: Any, source: TypeSource) -> None:
    """Complete the type that the script has declared."""
    if source.kind == "enum":
        return
    table = declare(net)
    properties = [one for one in source.members if one.kind == "property"]
    for one in properties:
        if one.accessors:
            target = table.static_properties if one.static else table.properties
            target[one.name.lower()] = _property(net, one)
    first = [one.name.lower() for one in properties if one.name.lower() in table.properties]
    table.properties = {key: table.properties[key] for key in [*first, *(key for key in table.properties if key not in first)]}
    for one in source.members:
        if one.kind == "method" and one.parameters and one.parameters[-1].mode == "params":
            _open(table.static_methods if one.static else table.methods, one)
    if source.bare:
        table.constructor = None


def _open(methods: dict[str, Any], one: MemberSource) -> None:
    """Let the last parameter take any number of arguments."""
    found = methods[one.name.lower()]
    signatures = tuple(
        _variadic(each, one.static) if [p.name for p in each.parameters] == [p.name for p in one.parameters] else each
        for each in found.signatures
    )
    texts = tuple(each.text for each in signatures)
    methods[one.name.lower()] = replace(found, call=signatures[0].call, definitions=texts, signatures=signatures)


def _variadic(signature: Any, static: bool) -> Any:
    *fixed, last = signature.parameters
    count = len(fixed) + (not static)

    def call(ctx: Any, *args: Any) -> Any:
        given = args[count:]
        whole = given[0] if len(given) == 1 and isinstance(given[0], list) else convert(list(given), last.net)
        return signature.call(ctx, *args[:count], whole)

    head, _, tail = signature.text.rpartition(", ") if fixed else signature.text.rpartition("(")
    text = f"{head}{', ' if fixed else '('}params {tail}"
    return replace(signature, parameters=(*fixed, replace(last, variadic=True)), text=text, call=call)


def _property(net: Any, one: MemberSource) -> Property:
    call = _raising(_of_type(net) if one.static else call_home)
    getter, setter = f"get_{one.name}", f"set_{one.name}"
    table = declare(net)
    methods = table.static_methods if one.static else table.methods
    kind = methods[getter.lower()].definitions[0].partition(f" {getter}")[0].removeprefix("static ") if "get" in one.accessors else one.type
    put: Callable[[Any, Any], None] = lambda owner, value: call(owner, setter, [value])  # noqa: E731
    return Property(one.name, lambda owner: call(owner, getter, []), put if "set" in one.accessors else None, kind)


def _raising(call: Callable[[Any, str, list[Any]], Any]) -> Callable[[Any, str, list[Any]], Any]:
    """The call, whose exceptions are those of a property of .NET."""

    def run(owner: Any, name: str, args: list[Any]) -> Any:
        try:
            return call(owner, name, args)
        except ScriptError as problem:
            raise NetError(problem.record.exception) from problem

    return run


def _of_type(net: NetType) -> Callable[[Any, str, list[Any]], Any]:
    return lambda owner, name, args: invoke_static(net.tag.home, net, name, args)
