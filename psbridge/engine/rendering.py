"""Objects as the text of a screen, for those parts of the engine that need it: redirections, Out-Default, native programs' input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from psbridge.engine.context import Context


def environment_for(ctx: Context, width: int = 120) -> Any:
    """What formatting needs of a session: culture, views, and somebody who runs script blocks."""
    from psbridge.engine.commands import CommandInfo
    from psbridge.formatting import Environment

    runspace = ctx.runspace

    def evaluate(block: Any, value: Any) -> Any:
        found = block.invoke_value(ctx, dollar_under=value)
        return None if found is AutomationNull else found

    env = Environment(
        culture=runspace.culture,
        evaluate=evaluate,
        compile=lambda text: runspace.script_block(text, ctx),
        is_command=lambda value: isinstance(value, CommandInfo),
        location=lambda: str(runspace.drives.location_object()),
        enumeration_limit=_limit(ctx.get_variable("FormatEnumerationLimit", 4)),
        error_view=str(ctx.get_variable("ErrorView", "ConciseView")),
        window_width=width,
        unix=not runspace.is_windows,
    )
    views = runspace.extras.get("format_views")
    if views is not None:
        env.views = views
    return env


def _limit(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 4


class TextFormatter:
    """Formats while objects come, line by line."""

    __slots__ = ("formatter", "line")

    def __init__(self, ctx: Context, line: Callable[[str], Any], width: int) -> None:
        from psbridge.formatting import Formatter

        self.formatter = Formatter(width, environment_for(ctx, width))
        self.line = line

    def write(self, value: Any) -> None:
        for text in self.formatter.write(value):
            self.line(text)

    def end(self) -> None:
        for text in self.formatter.end():
            self.line(text)


def text_formatter(ctx: Context, line: Callable[[str], Any], width: int = 120) -> TextFormatter:
    return TextFormatter(ctx, line, width)


def as_text(ctx: Context, values: Iterable[Any], width: int = 120) -> str:
    """All values as Out-String gives them."""
    from psbridge.formatting import out_string

    return out_string(values, width, environment_for(ctx, width))
