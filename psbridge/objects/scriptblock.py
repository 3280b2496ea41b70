"""ScriptBlock as a value: a text.  The engine's own class derives from it and can run."""

from __future__ import annotations

from typing import Any

from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import NetObject


class ScriptBlock(NetObject):
    """The text between the braces.  `invoke_on` runs it with $this set; a bare text cannot."""

    __slots__ = ("source",)
    net_type = find_type("System.Management.Automation.ScriptBlock")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source

    def invoke_on(self, instance: Any, *arguments: Any) -> Any:
        """Run with `instance` as $this and give the single result (None, the object, or a list)."""
        raise NotImplementedError("a script block that is only text does not run: make it with a runspace")

    def __str__(self) -> str:
        return self.source

    def __repr__(self) -> str:
        return f"ScriptBlock({self.source!r})"
