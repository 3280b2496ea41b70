"""`$using:` in a script that Python runs: values from Python's variables, under the keys that a server looks for."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from psbridge.engine.scopes import UNSET
from psbridge.errors import LocalProtocolError
from psbridge.objects import find_type
from psbridge.objects.containers import GenericDictionary
from psbridge.objects.natural import from_python

_PREFIX = re.compile(r"([$@]\{?)using:", re.IGNORECASE)
_USING = re.compile(r"[$@]\{?using:(\w+)", re.IGNORECASE)


def caller_names(using: Mapping[str, Any] | None, depth: int) -> Mapping[str, Any]:
    """What `$using:` sees: the given values, then the variables of the caller, so many frames above this one."""
    frame = sys._getframe(depth)
    return {**frame.f_globals, **frame.f_locals, **(using or {})}


def needed(text: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """The names that a text speaks of: what goes elsewhere with it must be no more than that."""
    words = {word.lower() for word in _USING.findall(text)}
    return {name: value for name, value in names.items() if name.lower() in words}


def python_values(text: str, names: Mapping[str, Any]) -> GenericDictionary | None:
    """The values of the `$using:` expressions of a text; None when it has none."""
    pairs: dict[str, Any] = {}
    for expression, value in _expressions(text, names):
        written, key = expression.extent.text, expression.extent.text.lower()
        if value is UNSET:
            raise LocalProtocolError(f"{written} names no variable of the caller", hint="Pass it: using={...}.")
        if not _is_name(expression):
            value, key = _computed(written, value), written
        pairs[base64.b64encode(key.encode("utf-16-le", "surrogatepass")).decode("ascii")] = value
    if not pairs:
        return None
    return GenericDictionary(find_type("System.String"), find_type("System.Object"), pairs.items())


def values_here(text: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a text that runs in this process, as `Context.using` has them; names that Python does not know are left out."""
    from psbridge.engine.compiler.variables import using_key

    return {
        using_key(expression): value if _is_name(expression) else _computed(expression.extent.text, value)
        for expression, value in _expressions(text, names)
        if value is not UNSET
    }


def _expressions(text: str, names: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Each `$using:` expression of a text with the value of the Python variable that it names."""
    if "using:" not in text.lower():
        return
    from psbridge.language import find_all, parse
    from psbridge.language.ast import UsingExpressionAst

    folded = {name.lower(): name for name in names}
    for expression in find_all(parse(text).ast, UsingExpressionAst):
        (word,) = _USING.findall(expression.extent.text)[:1]
        name = word if word in names else folded.get(word.lower())
        yield expression, UNSET if name is None else from_python(names[name])


def _is_name(expression: Any) -> bool:
    from psbridge.language.ast import VariableExpressionAst

    return isinstance(expression.sub_expression, VariableExpressionAst)


def _computed(written: str, value: Any) -> Any:
    """What `$using:rows.Count` or `$using:table['a']` means here: members and elements as PowerShell sees them."""
    from psbridge.engine.runspace import Runspace

    (name,) = _USING.findall(written)[:1]
    plain = _PREFIX.sub(lambda found: str(found[1]), written)
    with Runspace() as here:
        (found,) = here.invoke(f"param(${{{name}}}) , ({plain})", value)
    return found
