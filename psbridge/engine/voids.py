"""Methods of .NET that give nothing."""

from __future__ import annotations

from typing import Any

from psbridge.objects.adapted import Method
from psbridge.objects.scalars import AutomationNull


def void(name: str, attribute: str) -> Method:
    """A method of .NET that gives nothing: no null comes out of it."""

    def call(instance: Any, *arguments: Any) -> Any:
        getattr(instance, attribute)(*arguments)
        return AutomationNull

    return Method(name, call)


def late(name: str, attribute: str) -> Method:
    """A method of .NET whose Python attribute is looked up at the call, so that subclasses may have their own."""
    return Method(name, lambda instance, *arguments: getattr(instance, attribute)(*arguments))
