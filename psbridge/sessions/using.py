"""`$using:` in a script that Python runs: values from Python's variables, under the keys that a server looks for."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from psbridge.errors import LocalProtocolError
from psbridge.objects import find_type
from psbridge.objects.containers import GenericDictionary
from psbridge.objects.natural import from_python


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
        pairs[base64.b64encode(written.lower().encode("utf-16-le")).decode("ascii")] = from_python(value)
    if not pairs:
        return None
    return GenericDictionary(find_type("System.String"), find_type("System.Object"), pairs.items())
