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
        inner = expression.sub_expression
        written = expression.extent.text
        if not isinstance(inner, VariableExpressionAst):
            raise LocalProtocolError(f"{written} is no variable", hint="Only $using:name can be taken from Python.")
        word = inner.variable_path.user_path
        name = folded.get(word.lower().removeprefix("using:"))
        if name is None:
            raise LocalProtocolError(f"{written} names no variable of the caller", hint="Pass it: using={...}.")
        value = names[word] if word in names else names[name]
        pairs[base64.b64encode(written.lower().encode("utf-16-le", "surrogatepass")).decode("ascii")] = from_python(value)
    if not pairs:
        return None
    return GenericDictionary(find_type("System.String"), find_type("System.Object"), pairs.items())
