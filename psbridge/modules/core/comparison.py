"""What the operators of Where-Object compare: the property of an object against a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.invoke import get_member
from psbridge.engine.operators import BINARY, WITH_CONTEXT
from psbridge.language.kinds import TokenKind
from psbridge.objects.access import find_member, properties_of
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import truth
from psbridge.objects.psobject import unwrap

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


def property_value(command: Any, value: Any, test: Callable[[str], bool] | None, name: str) -> Any:
    """The property of that name (or the only one that a wildcard means), null when there is none."""
    bare = unwrap(value)
    if test is not None:
        hits = [view for view in properties_of(value) if test(view.name)]
        if len(hits) > 1:
            names = " ".join(view.name for view in hits)
            text = f'Input name "{name}" is ambiguous. It can be resolved to multiple matched members. Possible matches include: {names}.'
            kind = "System.Management.Automation.PSArgumentException"
            command.fail(command.error(kind, text, "AmbiguousPropertyOrMethodName", "InvalidOperation", value))
        return hits[0].get() if hits else None
    if isinstance(bare, NetDictionary):
        return bare[name] if name in bare else get_member(command.ctx, value, name)
    if value is None:
        return None
    if command.ctx.scope.strict_mode and find_member(value, name) is None:
        text = f'The property "{name}" cannot be found.'
        kind = "System.Management.Automation.PSArgumentException"
        command.write_error(command.error(kind, text, "PropertyNotFound", "InvalidOperation", value))
        return None
    return get_member(command.ctx, value, name) if find_member(value, name) is not None else None
