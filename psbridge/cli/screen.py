"""The console when somebody looks: colours, progress, questions that Ctrl-C can leave.

`ScreenUI` and `ScreenConsole` take the place of the plain ones of `psbridge.cli.console` when standard output is a terminal.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from psbridge.cli import terminal
from psbridge.cli.colours import ERROR, VERBOSE, WARNING, console_style, painted, wanted
from psbridge.cli.console import Console, ConsoleUI
from psbridge.cli.progress import ProgressView
from psbridge.errors import Cancelled

_CONFIRM = {  # what ShouldProcess asks for by name
    "Yes": "&Yes",
    "YesToAll": "Yes to &All",
    "No": "&No",
    "NoToAll": "No to A&ll",
    "Suspend": "&Suspend",
}


class ScreenUI(ConsoleUI):
    """A terminal that somebody sits at."""

    __slots__ = ("cancelled", "colours", "progress")

    def __init__(self, asks: bool = True) -> None:
        super().__init__(asks)
        self.colours = wanted()
        self.progress = ProgressView(self.raw.size.width)
        self.cancelled: Callable[[], bool] = lambda: False
        self.raw.cancelled = lambda: self.cancelled()

    @property
    def virtual_terminal(self) -> bool:
        return self.colours

    def _make_room(self) -> None:
        self.progress.hide()

    def write(self, *words: Any) -> None:
        super().write(self._in_colour(words))

    def write_line(self, *words: Any) -> None:
        super().write_line(self._in_colour(words))

    def _in_colour(self, words: tuple[Any, ...]) -> str:
        """The text, which is the last word; two colours may stand before it."""
        text = str(words[-1]) if words else ""
        return painted(text, console_style(words[0], words[1])) if len(words) == 3 and self.colours else text

    def _styled(self, text: str, style: str) -> str:
        return painted(text, style) if self.colours else text

    def write_error_line(self, text: str) -> None:
        self._make_room()
        super().write_error_line(painted(text, ERROR) if wanted(sys.stderr) else text)

    def write_warning_line(self, text: str) -> None:
        self.write_line(self._styled(f"WARNING: {text}", WARNING))

    def write_verbose_line(self, text: str) -> None:
        self.write_line(self._styled(f"VERBOSE: {text}", VERBOSE))

    def write_debug_line(self, text: str) -> None:
        self.write_line(self._styled(f"DEBUG: {text}", VERBOSE))

    def write_progress(self, source: Any, record: Any) -> None:
        if terminal.is_capable():
            self.progress.show(record, int(source or 0))

    def clear(self) -> None:
        """Clear-Host."""
        if terminal.is_capable():
            self.write("\x1b[H\x1b[2J\x1b[3J")

    # -- questions

    def read_line(self) -> str:
        if self.alone:
            return super().read_line()
        self._make_room()
        line = self._interruptible(terminal.read_line)
        return "" if line is None else line

    def read_secret(self) -> Any:
        if not self.asks:
            return super().read_secret()
        from psbridge.objects.scalars import SecureString

        self._make_room()
        return SecureString(self._interruptible(terminal.read_secret) or "")

    def _interruptible(self, read: Callable[[Callable[[], bool]], str | None]) -> str | None:
        from psbridge.engine.errors import PipelineStopped

        try:
            return read(self.cancelled)
        except Cancelled:
            raise PipelineStopped from None

    def prompt_for_credential(self, caption: str, message: str, user_name: str, target: str, *kinds: Any) -> Any:
        """A user name, unless it is known, and a password; None when nothing is typed for the name."""
        if not self.asks:
            return super().prompt_for_credential(caption, message, user_name, target, *kinds)
        from psbridge.objects.credentials import PSCredential

        self.write_line(f"\n{caption}\n{message}")
        name = user_name
        if not name:
            self.write("User: ")
            name = self.read_line()
            if not name:
                return None
        self.write(f"Password for user {name}: ")
        return PSCredential(name, self.read_secret())

    def prompt_for_choice(self, caption: str, message: str, choices: Any, default: int = 0) -> Any:
        """The index of the choice; its name where the choices are those of a confirmation."""
        if not self.asks:
            return super().prompt_for_choice(caption, message, choices, default)
        names = [str(one) if isinstance(one, str) else "" for one in choices]
        offered = [terminal.split_label(label, number) for number, label in enumerate(map(_label, choices))]
        if caption or message:
            self.write_line("\n".join(["", *filter(None, (caption, message))]))
        taken = self._chosen(offered, choices, int(default))
        return names[taken] if all(name in _CONFIRM for name in names) else taken

    def _chosen(self, offered: list[tuple[str, str]], choices: Any, default: int) -> int:
        while True:
            self.write(terminal.choice_line(offered, default))
            answer = self.read_line().strip().lower()
            if not answer and 0 <= default < len(offered):
                return default
            if answer == "?":
                for (key, label), one in zip(offered, choices, strict=True):
                    self.write_line(f"{key} - {_help(one) or label}")
            for number, (key, label) in enumerate(offered):
                if answer in (key.lower(), label.lower()):
                    return number


def _label(choice: Any) -> str:
    if isinstance(choice, str):
        return _CONFIRM.get(choice, choice)
    return str(getattr(choice, "label", choice))


def _help(choice: Any) -> str:
    return str(getattr(choice, "help_message", "") or "")


class ScreenConsole(Console):
    """The streams of a run that somebody looks at."""

    ui: ScreenUI

    def __init__(self, asks: bool = True) -> None:
        super().__init__(asks=asks)
        self.ui = ScreenUI(asks)

    def write(self, value: Any) -> None:
        self.ui.progress.hide()
        if self._formatter is None and value.__class__ is not str:
            from psbridge.engine.rendering import text_formatter

            size = self.ui.raw.size
            self._formatter = text_formatter(self.ctx, self._line, size.width, time.monotonic, rows=size.height)
        super().write(value)

    def information(self, record: Any) -> None:
        data = record.message_data
        if not hasattr(data, "no_new_line"):
            super().information(record)
            return
        act = self.ui.write if data.no_new_line else self.ui.write_line
        act(data.foreground_color, data.background_color, data.message)

    def progress(self, record: Any) -> None:
        self.ui.write_progress(0, record)

    def end(self) -> None:
        self.ui.progress.end()
        super().end()
