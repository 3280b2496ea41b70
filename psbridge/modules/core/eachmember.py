"""What `ForEach-Object Name` and `ForEach-Object Method arguments` do with one object: what they write, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psbridge.engine.errors import ScriptError
from psbridge.engine.invoke import get_member, invoke_method
from psbridge.objects import ErrorRecord, NetError
from psbridge.objects.access import find_member, members_list
from psbridge.objects.adapted import Property
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import enumerate_value, to_text
from psbridge.objects.nettypes import type_of
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

BAD_ARGUMENT = "System.Management.Automation.PSArgumentException"
NULL_INPUT = "Cannot operate on a 'null' input object."
AMBIGUOUS = 'Input name "{name}" is ambiguous. It can be resolved to multiple matched {what}. Possible matches include: {names}.'


def apply_member(command: Any, target: Any, name: str, arguments: Any) -> Iterator[Any]:
    """The value of a property, or what a method gives, unrolled."""
    if target is None:
        yield from _of_null(command, name, arguments)
        return
    bare = unwrap(target)
    if arguments:
        found = _method(command, target, name)
        given = f"Invoke method '{found}' with arguments: {', '.join(map(_shown, arguments))}"
        value = AutomationNull if found is None else _call(command, target, found, list(arguments), given)
    elif isinstance(bare, NetDictionary) and name in bare:
        value = bare[name] if _asked(command, target, f"Retrieve the value for key '{name}'") else AutomationNull
    else:
        value = _member(command, target, name)
    items = enumerate_value(value)
    if items is not None:
        yield from items
    elif value is not AutomationNull:
        yield value


def _of_null(command: Any, name: str, arguments: Any) -> Iterator[Any]:
    if arguments:
        text = "You cannot call a method on a null-valued expression."
        command.write_error(command.error(BAD_ARGUMENT, text, "InvokeMethodOnNull", "InvalidArgument"))
    elif _asked(command, None, f"Retrieve the value for property '{name}'"):
        if command.ctx.scope.strict_mode >= 2:
            command.write_error(command.error(BAD_ARGUMENT, NULL_INPUT, "InputObjectIsNull", "InvalidArgument"))
        else:
            yield None


def _asked(command: Any, target: Any, action: str) -> bool:
    return command.runtime.asks_nothing() or bool(command.should_process(f"InputObject: {_shown(target)}", action))


def _shown(value: Any) -> str:
    """A value as questions name it; what has no text is its type."""
    if value is None:
        return "null"
    return to_text(value) or type_of(unwrap(value)).full_name


def _member(command: Any, target: Any, name: str) -> Any:
    """Without arguments: a property, or a method that takes none; what is not there is null, an error in strict mode."""
    found = _only_match(command, target, name) if has_wildcards(name) else name
    if found is None:
        return AutomationNull
    member = find_member(target, found)
    if member is None and not (isinstance(unwrap(target), NetDictionary) and _is_own_property(target, found)):
        return _absent(command, target, name)
    if member is not None and not _is_property(member):
        return _call(command, target, found, [], f"Invoke method '{found}'")
    if not _asked(command, target, f"Retrieve the value for property '{found}'"):
        return AutomationNull
    try:
        return get_member(command.ctx, target, found)
    except (NetError, ScriptError):
        return None


def _is_own_property(target: Any, name: str) -> bool:
    """Whether a dictionary has a property of that name."""
    return any(member.name.lower() == name.lower() for member in members_list(target))


def _absent(command: Any, target: Any, name: str) -> Any:
    if not _asked(command, target, f"Retrieve the value for property '{name}'"):
        return AutomationNull
    if command.ctx.scope.strict_mode < 2:
        return None
    text = f'The input name "{name}" cannot be resolved to a member.'
    command.write_error(command.error(BAD_ARGUMENT, text, "PropertyOrMethodNotFound", "InvalidArgument", target))
    return AutomationNull


def _is_property(member: Any) -> bool:
    return isinstance(member, Property) or getattr(member, "is_property", False)


def _only_match(command: Any, target: Any, name: str) -> str | None:
    """The member that a wildcard means: itself when there is none; several are an error."""
    test = compile_wildcard(name)
    hits = [member.name for member in members_list(target) if test(member.name)]
    if len(hits) > 1:
        text = AMBIGUOUS.format(name=name, what="members", names=" ".join(hits))
        command.write_error(command.error(BAD_ARGUMENT, text, "AmbiguousPropertyOrMethodName", "InvalidArgument", target))
        return None
    return hits[0] if hits else name


def _method(command: Any, target: Any, name: str) -> str | None:
    """The method that a name or a wildcard means."""
    test = compile_wildcard(name)
    hits = [member.name for member in members_list(target) if not _is_property(find_member(target, member.name)) and test(member.name)]
    if len(hits) == 1:
        return str(hits[0])
    if hits:
        text, error_id = AMBIGUOUS.format(name=name, what="methods", names=" ".join(hits)), "AmbiguousMethodName"
    else:
        text, error_id = f'Input name "{name}" cannot be resolved to a method.', "MethodNotFound"
    command.write_error(command.error(BAD_ARGUMENT, text, error_id, "InvalidArgument", target))
    return None


def _call(command: Any, target: Any, name: str, arguments: list[Any], action: str) -> Any:
    """What a method gives; one that takes arguments and gets none is itself the value."""
    if not _asked(command, target, action):
        return AutomationNull
    try:
        return invoke_method(command.ctx, target, name, arguments)
    except ScriptError as error:
        if error.final:
            raise
        exception = error.record.exception
    except NetError as error:
        exception = error.exception
    record = exception.error_record
    if not arguments and record is not None and record.error_id == "MethodCountCouldNotFindBest":
        return get_member(command.ctx, target, name)
    failure = ErrorRecord(exception, "MethodInvocationError", 7, target)
    failure.qualifier = command.DECLARATION.net_class
    command.write_error(failure)
    return AutomationNull
