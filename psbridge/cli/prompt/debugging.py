"""The debugger's prompt in the shell: reads from the terminal, runs what is typed in the frame that has stopped."""

from __future__ import annotations

from typing import Any

from psbridge.cli import terminal
from psbridge.concurrency import CancelToken, hearing
from psbridge.engine.context import Collector
from psbridge.engine.debugging.debugger import Stop
from psbridge.engine.debugging.prompt import DebugPrompt
from psbridge.engine.errors import ExitRequest, PipelineStopped, script_error
from psbridge.errors import Cancelled, PsBridgeError
from psbridge.objects.convert import to_text


class ShellFront:
    """``name``: of the job that is debugged, "" for the session itself."""

    def __init__(self, console: Any, name: str = "") -> None:
        self.console, self.name = console, name

    def read(self, stop: Any) -> str | None:
        ui = self.console.ui
        ui.write(f"[DBG]: {f'[{self.name}]: ' if self.name else ''}{_prompt(stop)}")
        try:
            return terminal.read_line(ui.cancelled)
        except Cancelled:
            raise PipelineStopped from None

    def show(self, text: str) -> None:
        self.console.ui.write_line(text)

    def show_objects(self, stop: Any, values: list[Any]) -> None:
        def write(ctx: Any) -> None:
            for value in values:
                self.console.write(value)

        self._shown(stop, write)

    def run(self, stop: Stop, text: str) -> None:
        self._shown(stop, lambda ctx: ctx.runspace.run(text, ctx, self.console))

    def _shown(self, stop: Any, act: Any) -> None:
        """Do something in the stopped frame (ours, when that is elsewhere); the console takes its streams; errors are only shown."""
        console, before = self.console, self.console.ctx
        frame = before if stop.is_remote else stop.ctx
        ctx = frame.child(frame.scope)
        ctx.streams, ctx.stop = console, CancelToken()
        console.sink(ctx)
        try:
            with hearing(ctx.stop):
                act(ctx)
        except ExitRequest:
            console.ui.write_line("Use q to leave the debugger.")
        except (PsBridgeError, RecursionError) as error:
            failure = script_error(error, ctx)
            ctx.execution.remember(failure.record)
            console.error(failure.record)
        finally:
            console.end()
            if before is not None:
                console.sink(before)


def _prompt(stop: Any) -> str:
    """What the function `prompt` gives in the stopped frame; elsewhere: where it is."""
    if stop.is_remote:
        return str(stop.prompt())
    found = Collector()
    try:
        stop.ctx.runspace.run("prompt", stop.ctx.child(stop.ctx.scope), found)
    except PsBridgeError:
        found.items.clear()
    return "".join(map(to_text, found.items)) or "PS>> "


def debug_handler(console: Any) -> Any:
    """Makes a handler for stops: of the session, or of the job of a name."""

    def make(name: str = "") -> DebugPrompt:
        return DebugPrompt(ShellFront(console, name))

    return make
