"""What `ForEach-Object Name` and `ForEach-Object Method arguments` do with one object."""

from __future__ import annotations

from typing import Any

from psbridge.engine.invoke import get_member, invoke_method
from psbridge.objects.access import find_member, members_list
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import to_text
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.wildcard import compile_wildcard, has_wildcards


def apply_member(command: Any, target: Any, name: str, arguments: Any) -> Any:
    """The value of a property, or what a method gives; AutomationNull when nothing was done."""
    if target is None:
        if command.ctx.scope.strict_mode:
            command.write_error(
                command.error("System.Management.Automation.PSArgumentException", _NULL_INPUT, "InputObjectIsNull", "InvalidArgument")
            )
        return AutomationNull
    bare = unwrap(target)
    if arguments:
        return _call(command, target, name, arguments)
    if isinstance(bare, NetDictionary) and name in bare and not has_wildcards(name):
        return bare[name]
    name = _only_match(command, target, name)
    member = find_member(target, name)
    if member is not None and not _is_property(member):
        return _call(command, target, name, [])
    if member is None and not isinstance(bare, NetDictionary):
        if command.ctx.scope.strict_mode >= 2:
            text = f'The property or method "{name}" cannot be found.'
            command.write_error(
                command.error(
                    "System.Management.Automation.PSArgumentException", text, "PropertyOrMethodNotFound", "InvalidOperation", target
                )
            )
        return None if command.ctx.scope.strict_mode < 2 else AutomationNull
    if command.runtime.asks_nothing():
        return get_member(command.ctx, target, name)
    if not command.should_process(f"InputObject: {to_text(target)}", f"GetProperty {name}"):
        return AutomationNull
    return get_member(command.ctx, target, name)


def _is_property(member: Any) -> bool:
    from psbridge.objects.adapted import Property

    return isinstance(member, Property) or getattr(member, "is_property", False)


def _only_match(command: Any, target: Any, name: str) -> str:
    """The member that a wildcard means; several are an error."""
    if not has_wildcards(name):
        return name
    test = compile_wildcard(name)
    hits = sorted({member.name for member in members_list(target) if test(member.name)})
    if len(hits) == 1:
        return hits[0]
    if len(hits) > 1:
        text = (
            f'Input name "{name}" is ambiguous. It can be resolved to multiple matched members. Possible matches include: {" ".join(hits)}.'
        )
        command.fail(
            command.error(
                "System.Management.Automation.PSArgumentException", text, "AmbiguousPropertyOrMethodName", "InvalidArgument", target
            )
        )
    return name


def _call(command: Any, target: Any, name: str, arguments: Any) -> Any:
    action = f"InvokeMethod {name}" if not arguments else f"Invoke method with arguments {name}: {', '.join(map(to_text, arguments))}"
    if not command.should_process(f"InputObject: {to_text(target)}", action):
        return AutomationNull
    return invoke_method(command.ctx, target, name, list(arguments))


_NULL_INPUT = 'The "InputObject" is null.'
