"""Formatting: objects become the text that PowerShell shows.

A view (or an object's properties) is chosen and objects become format objects (`FormatCommand`, what Format-* does); format objects become
lines (`OutCommand`, what Out-* does); `out_string` joins both, as happens where nothing was formatted explicitly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from psbridge.formatting.command import FormatCommand
from psbridge.formatting.environment import Environment
from psbridge.formatting.freetext import UNLIMITED
from psbridge.formatting.generators import UnknownView
from psbridge.formatting.output import OutCommand, OutOfSequence
from psbridge.formatting.parameters import Parameters, PropertyParameter
from psbridge.formatting.registry import FormatTable, builtin

__all__ = [
    "UNLIMITED",
    "Environment",
    "FormatCommand",
    "FormatTable",
    "Formatter",
    "OutCommand",
    "OutOfSequence",
    "Parameters",
    "PropertyParameter",
    "UnknownView",
    "builtin",
    "out_string",
]


class Formatter:
    """Formats while objects come: `write` and `end` give the lines that are ready."""

    def __init__(self, width: int = 120, env: Environment | None = None, clock: Callable[[], float] | None = None) -> None:
        self._lines: list[str] = []
        self._out = OutCommand(env or Environment(), self._lines.append, width, clock)

    def write(self, value: Any) -> list[str]:
        self._out.process(value)
        return self._take()

    def end(self) -> list[str]:
        self._out.end()
        return self._take()

    def _take(self) -> list[str]:
        lines = self._lines[:]
        self._lines.clear()
        return lines


def out_string(values: Iterable[Any], width: int = 120, env: Environment | None = None, newline: str = "\n") -> str:
    """All objects as Out-String writes them: every line with a line end."""
    lines: list[str] = []
    out = OutCommand(env or Environment(), lines.append, width)
    for value in values:
        out.process(value)
    out.end()
    lines.append("")
    return newline.join(lines)
