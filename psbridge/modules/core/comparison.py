"""What the operators of Where-Object compare: the property of an object against a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.errors import ScriptError
from psbridge.engine.invoke import get_member
from psbridge.engine.operators import BINARY, WITH_CONTEXT
from psbridge.language.kinds import TokenKind
from psbridge.modules.core.eachmember import AMBIGUOUS, BAD_ARGUMENT, NULL_INPUT
from psbridge.objects.access import find_member, members_list
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import truth
from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull

_KINDS = {kind.name.lower(): kind for kind in TokenKind}


def _kind(word: str) -> TokenKind:
    """The token of an operator by the name of its switch."""
    key = word.lower()
    found = _KINDS.get(key) if key[0] == "c" and key != "contains" else None
    return found or _KINDS.get("i" + key) or _KINDS[key]


def comparison(command: Any, word: str, value: Any) -> Callable[[Any], Any]:
    """A test of the property's value."""
    kind = _kind(word)
    if word in ("Is", "IsNot"):
        value = _type(command, value)
    with_context = WITH_CONTEXT.get(kind)
    if with_context is not None:
        ctx = command.ctx
        return lambda found: truth(with_context(ctx, found, value))
    operation = BINARY[kind]
    return lambda found: truth(operation(found, value))


def _type(command: Any, value: Any) -> Any:
    bare = unwrap(value)
    if isinstance(bare, str):
        from psbridge.objects.convert import convert
        from psbridge.objects.nettypes import find_type

        return convert(bare.strip("[]"), find_type("System.Type"))
    return value


def failed(command: Any, word: str, problem: NetError | ScriptError) -> None:
    """Tell that two values cannot be compared."""
    if isinstance(problem, ScriptError) and problem.final:
        raise problem
    exception = problem.record.exception if isinstance(problem, ScriptError) else problem.exception
    operator = _kind(word).name.capitalize()
    if exception.is_a("System.ArgumentException"):
        text = f"Bad argument to operator '{operator}': {exception.message}."
        record = command.error(BAD_ARGUMENT, text, "BadOperatorArgument", "InvalidArgument", command.input_object)
    else:
        text = f"Operator '{operator}' failed: {exception.message}."
        kind = "System.Management.Automation.PSInvalidOperationException"
        record = command.error(kind, text, "OperatorFailed", "InvalidOperation", command.input_object)
    command.write_error(record)


def property_value(command: Any, value: Any, test: Callable[[str], bool] | None, name: str) -> Any:
    """The property of that name (or the only one that a wildcard means), null when there is none; AutomationNull after an error."""
    bare = unwrap(value)
    strict = command.ctx.scope.strict_mode >= 2
    if value is None:
        return _refused(command, NULL_INPUT, "InputObjectIsNull", None) if strict else None
    if isinstance(bare, NetDictionary) and name in bare:
        return bare[name]
    if test is not None:
        hits = [member.name for member in members_list(value) if test(member.name)]
        if len(hits) > 1:
            text = AMBIGUOUS.format(name=name, what="members", names=" ".join(hits))
            return _refused(command, text, "AmbiguousPropertyName", value)
        found = hits[0] if hits else None
    else:
        found = name if isinstance(bare, NetDictionary) or find_member(value, name) is not None else None
    if found is None:
        text = f'The input name "{name}" cannot be resolved to a property.'
        return _refused(command, text, "PropertyNotFound", value) if strict else None
    try:
        return get_member(command.ctx, value, found)
    except NetError:
        return None


def _refused(command: Any, text: str, error_id: str, target: Any) -> Any:
    command.write_error(command.error(BAD_ARGUMENT, text, error_id, "InvalidArgument", target))
    return AutomationNull
