"""Members of the job classes, declared as .NET shows them: lines of text with the Python attribute behind the arrow.

`string Name {get;set;} -> name` is a property; `void StopJob() -> stop_job` a method, whose overloads are separated by semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from psbridge.objects.adapted import Method, Property
from psbridge.objects.convert import convert
from psbridge.objects.nettypes import lookup_type
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import AutomationNull

_PROPERTY = re.compile(r"(\S+) (\w+) \{get;(set;)?\} -> (\w+)")
_NULLABLE = re.compile(r"System\.Nullable\[(\S+)\]")
_METHOD = re.compile(r"(.+?) -> (\w+)")
_NAME = re.compile(r"(\w+)\(")
DATES = "System.Nullable[datetime]"


def properties(text: str) -> dict[str, str | Property]:
    """The properties that the lines name, in their order."""
    made: dict[str, str | Property] = {}
    for kind, name, writable, attribute in _PROPERTY.findall(text):
        made[name] = Property(name, attrgetter(attribute), _setter(attribute, kind) if writable else None, kind)
    return made


def _setter(attribute: str, kind: str) -> Callable[[Any, Any], None]:
    """Sets what scripts assign, as a value of the property's type."""
    inner = _NULLABLE.fullmatch(kind)

    def assign(instance: Any, value: Any) -> None:
        if inner is not None and unwrap(value) is None:
            setattr(instance, attribute, None)
            return
        net = lookup_type(inner[1] if inner is not None else kind)
        setattr(instance, attribute, value if net is None else convert(value, net))

    return assign


def methods(text: str) -> dict[str, str | Method]:
    """The methods that the lines name; one that returns void gives nothing."""
    made: dict[str, str | Method] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _METHOD.fullmatch(line)
        assert found is not None, line
        overloads = tuple(part.strip() for part in found[1].split(";"))
        name = _NAME.search(overloads[0])
        assert name is not None, line
        made[name[1]] = Method(name[1], _call(found[2], overloads[0].startswith("void ")), overloads)
    return made


def _call(attribute: str, is_void: bool) -> Callable[..., Any]:
    def call(instance: Any, *arguments: Any) -> Any:
        result = getattr(instance, attribute)(*arguments)
        return AutomationNull if is_void else result

    return call
