"""What formatting needs of its surroundings, handed in: culture, views, script evaluation, preferences.

Knows no engine: script blocks are run by the callables given here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psbridge.formatting.cells import ELLIPSIS
from psbridge.objects.culture import CultureInfo, current_culture

if TYPE_CHECKING:
    from psbridge.formatting.registry import FormatTable


def _cannot_run(block: Any, value: Any) -> Any:
    raise NotImplementedError("a script block in a view needs an evaluator: make the Environment with one")


def _cannot_compile(text: str) -> Any:
    raise NotImplementedError("a view with script text needs a compiler: make the Environment with one")


def _builtin_views() -> FormatTable:
    from psbridge.formatting.registry import builtin

    return builtin()


@dataclass(slots=True)
class Environment:
    """`evaluate(block, value)` runs a block with $_ and gives null, the object, or a list; `compile(text)` makes a block of script text."""

    culture: CultureInfo = field(default_factory=current_culture)
    views: FormatTable = field(default_factory=_builtin_views)
    evaluate: Callable[[Any, Any], Any] = _cannot_run
    compile: Callable[[str], Any] = _cannot_compile
    is_command: Callable[[Any], bool] = bool
    location: Callable[[], str] = str
    enumeration_limit: int = 4
    error_view: str = "ConciseView"
    window_width: int = 120
    desktop: bool = False  # as Windows PowerShell 5.1 shows things

    @property
    def ellipsis(self) -> str:
        """What stands for text that was cut off."""
        return "..." if self.desktop else ELLIPSIS
