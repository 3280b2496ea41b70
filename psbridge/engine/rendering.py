"""Where the engine meets formatting: the environment that views and calculated columns run in, and text for screens and files.

Decides what of a running frame formatting sees: culture, views of the session, preference variables, evaluation of script blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.encodings import is_desktop
from psbridge.engine.host import HostUI
from psbridge.engine.streamsets import QuietStreams
from psbridge.formatting import UNLIMITED, Environment, FormatTable, OutCommand, builtin
from psbridge.objects.convert import to_text
from psbridge.objects.scalars import AutomationNull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from psbridge.engine.context import Context

DEFAULT_WIDTH = 80  # of a host without a window
_KEY = "format_table"


def views_of(runspace: Any) -> FormatTable:
    """The views in force in a session: the built-in ones until the first change."""
    found: FormatTable | None = runspace.extras.get(_KEY)
    return builtin(is_desktop(runspace)) if found is None else found


def newline_of(runspace: Any) -> str:
    """How lines end on the machine of a session."""
    return "\r\n" if runspace.is_windows else "\n"


def own_views(runspace: Any) -> FormatTable:
    """The session's own table of views, which may be changed."""
    found = runspace.extras.get(_KEY)
    if found is None:
        found = runspace.extras[_KEY] = builtin(is_desktop(runspace)).copy()
    table: FormatTable = found
    return table


def environment(ctx: Context) -> Environment:
    """What formatting needs of a frame."""

    def evaluate(block: Any, value: Any) -> Any:
        frame = ctx.child()
        frame.streams = QuietStreams(ctx.streams)
        found = block.invoke_value(frame, dollar_under=value)
        return None if found is AutomationNull else found

    def is_command(command: Any) -> bool:
        name = to_text(command)
        return bool(name) and ctx.runspace.discovery.find(ctx, name) is not None

    limit = ctx.get_variable("FormatEnumerationLimit", 4)
    return Environment(
        culture=ctx.runspace.culture,
        views=views_of(ctx.runspace),
        evaluate=evaluate,
        compile=lambda text: ctx.runspace.script_block(text, ctx),
        is_command=is_command,
        location=lambda: str(ctx.runspace.drives.location_object()),
        enumeration_limit=limit if isinstance(limit, int) else 4,
        error_view=to_text(ctx.get_variable("ErrorView", "ConciseView")),
        window_width=_window(ctx) or 120,
        desktop=is_desktop(ctx.runspace),
    )


def _window(ctx: Context) -> int:
    """The width of the host's window, 0 when it has none."""
    ui = ctx.runspace.host.ui
    if type(ui) is HostUI:
        return 0
    try:
        return int(ui.raw.size.width)
    except AttributeError:
        return 0


def default_width(ctx: Context) -> int:
    """The width of tables in text for which nobody gave one; its other lines are as long as they like."""
    return _window(ctx) or DEFAULT_WIDTH


class TextFormatter:
    """Objects in by `write`, lines out to `line`; `end` closes what is open.

    `aside` shows something of another stream in its turn.
    """

    __slots__ = ("_out", "aside", "write")

    def __init__(self, out: OutCommand) -> None:
        self._out = out
        self.write = out.process
        self.aside = out.aside

    def end(self) -> None:
        self._out.end()


def text_formatter(
    ctx: Context, line: Callable[[str], None], width: int | None = None, clock: Callable[[], float] | None = None, rows: int = 0
) -> TextFormatter:
    """Formats objects as Out-File and redirections do.

    With a `clock` as a screen does, that has `rows` lines: columns are sized after 300 ms, headers may repeat.
    """
    if width is not None:
        return TextFormatter(OutCommand(environment(ctx), line, width, clock, rows=rows))
    return TextFormatter(OutCommand(environment(ctx), line, UNLIMITED, clock, default_width(ctx)))


def render(ctx: Context, values: Iterable[Any], width: int | None = None) -> str:
    """All values as Out-String writes them."""
    lines: list[str] = []
    formatter = text_formatter(ctx, lines.append, width)
    for value in values:
        formatter.write(value)
    formatter.end()
    end = newline_of(ctx.runspace)
    return "".join(one + end for one in lines)
