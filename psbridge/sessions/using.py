"""`$using:` in a script that Python runs: values from Python's variables, under the keys that a server looks for."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Mapping
from typing import Any

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
    if "using:" not in text.lower():
        return None
    from psbridge.language import find_all, parse
    from psbridge.language.ast import UsingExpressionAst, VariableExpressionAst

    folded = {name.lower(): name for name in names}
    pairs: dict[str, Any] = {}
    for expression in find_all(parse(text).ast, UsingExpressionAst):
        written = expression.extent.text
        variable = next(iter(find_all(expression, VariableExpressionAst)))
        word = variable.variable_path.user_path.removeprefix("using:").removeprefix("Using:")
        name = word if word in names else folded.get(word.lower().removeprefix("using:"))
        if name is None:
            raise LocalProtocolError(f"{written} names no variable of the caller", hint="Pass it: using={...}.")
        value, key = from_python(names[name]), written.lower()
        if expression.sub_expression is not variable:
            value, key = _computed(written, word, value), written
        pairs[base64.b64encode(key.encode("utf-16-le", "surrogatepass")).decode("ascii")] = value
    if not pairs:
        return None
    return GenericDictionary(find_type("System.String"), find_type("System.Object"), pairs.items())


def _computed(written: str, name: str, value: Any) -> Any:
    """What `$using:rows.Count` or `$using:table['a']` means here: members and elements as PowerShell sees them."""
    from psbridge.engine.runspace import Runspace

    plain = _PREFIX.sub(lambda found: str(found[1]), written)
    with Runspace() as here:
        (found,) = here.invoke(f"param(${{{name}}}) , ({plain})", value)
    return found
