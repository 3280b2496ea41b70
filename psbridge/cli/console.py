"""The console of `psbridge run`: output as pwsh shows it, errors on standard error, the other streams with their prefix."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from psbridge.engine.host import HostUI

SIGPIPE = 141  # the exit code of a program that this signal ended
_ALONE = "PowerShell is in NonInteractive mode. Read and Prompt functionality is not available."
_PLAIN = frozenset((str, int, bool))  # shown as they are, without loading the formatter


def put(text: str, *, now: bool = False) -> None:
    """Write to standard output.  When nobody reads any more, the script ends: nothing that it could catch has happened to it."""
    try:
        sys.stdout.write(text)
        if now:
            sys.stdout.flush()
    except BrokenPipeError:
        from psbridge.engine.errors import ExitRequest

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ExitRequest(SIGPIPE) from None


class ConsoleUI(HostUI):
    """A terminal, or what stands in for one."""

    __slots__ = ("alone", "asks", "listener")

    def __init__(self, asks: bool = False) -> None:
        super().__init__()
        self.alone = False  # whether it was said that nobody answers (-NonInteractive)
        self.asks = asks  # whether somebody sits there who can answer
        self.listener: Any = None  # called with all that is shown

    def _make_raw(self) -> Any:
        import shutil

        from psbridge.cli.rawscreen import ScreenRawUI

        size = shutil.get_terminal_size((120, 50))
        return ScreenRawUI(size.columns if sys.stdout.isatty() else 120, size.lines)

    def _make_room(self) -> None:
        """Take away what stands where something is to be written: nothing does here."""

    def write(self, *words: Any) -> None:
        self._make_room()
        self.put(str(words[-1]) if words else "", now=True)

    def put(self, text: str, *, now: bool = False) -> None:
        """Show a text as it is."""
        put(text, now=now)
        if self.listener is not None:
            self.listener(text)

    def write_line(self, *words: Any) -> None:
        self._make_room()
        self.put((str(words[-1]) if words else "") + "\n")

    def write_error_line(self, text: str) -> None:
        sys.stdout.flush()
        sys.stderr.write(text + "\n")
        if self.listener is not None:
            self.listener(text + "\n")

    def write_aside(self, text: str) -> None:
        self._make_room()
        sys.stdout.flush()
        sys.stderr.write(text)
        sys.stderr.flush()

    def write_warning_line(self, text: str) -> None:
        self.write_line(f"WARNING: {text}")

    def write_verbose_line(self, text: str) -> None:
        self.write_line(f"VERBOSE: {text}")

    def write_debug_line(self, text: str) -> None:
        self.write_line(f"DEBUG: {text}")

    def refusal(self, text: str) -> Any:
        if not self.alone:
            return super().refusal(text)
        from psbridge.engine.errors import ScriptError, error_record

        return ScriptError(error_record("PSInvalidOperationException", _ALONE, "InvalidOperation", "InvalidOperation"))

    def read_line(self) -> str:
        if self.alone:
            return super().read_line()
        if not sys.stdin.isatty():
            line = sys.stdin.readline()
            if not line:
                return super().read_line()
            return line.rstrip("\r\n")
        return input()

    def read_secret(self) -> Any:
        """Not shown on a terminal; a line of a pipe."""
        if not self.asks:
            return super().read_secret()
        from psbridge.objects.scalars import SecureString

        if not sys.stdin.isatty():
            line = sys.stdin.readline()
            if not line:
                return super().read_secret()
            self.write_line("")
            return SecureString(line.rstrip("\r\n"))
        import getpass

        return SecureString(getpass.getpass(""))

    def prompt(self, caption: str, message: str, fields: list[Any]) -> dict[str, Any] | None:
        """Ask for missing parameters, on a terminal."""
        if not self.asks:
            return None
        if caption or message:
            self.write_line(f"{caption}\n{message}")
        from psbridge.cli.asking import ask_fields

        return ask_fields(self, fields)

    def typed(self) -> str | None:
        """A line that is typed; one that comes from a pipe is shown, as a terminal would have shown it.  None at the end."""
        if sys.stdin.isatty():
            return self.read_line()
        line = sys.stdin.readline()
        if not line:
            return None
        self.write_line(line.rstrip("\r\n"))
        return line.rstrip("\r\n")

    def prompt_for_choice(self, caption: str, message: str, choices: Any, default: int = 0) -> Any:
        if not (self.asks and sys.stdin.isatty()):
            return super().prompt_for_choice(caption, message, choices, default)
        keys = {"y": "Yes", "a": "YesToAll", "n": "No", "l": "NoToAll", "s": "Suspend"}
        self.write_line(f"\n{caption}\n{message}")
        while True:
            self.write('[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [S] Suspend  [?] Help (default is "Y"): ')
            answer = self.read_line().strip().lower()[:1] or "y"
            if answer in keys:
                return keys[answer]


class Console:
    """The streams of a run, and where its output goes.

    As in pwsh, what is shown past the output does not end a table: rows that wait for the widths of their columns come behind it.
    """

    displays = True

    def __init__(self, xml: bool = False, asks: bool = False) -> None:
        self.ui = ConsoleUI(asks)
        self.xml: list[tuple[str, Any]] | None = [] if xml else None
        self.had_errors = False
        self.ctx: Any = None
        self._formatter: Any = None

    # -- output

    def sink(self, ctx: Any) -> Console:
        self.ctx = ctx
        return self

    def write(self, value: Any) -> None:
        """One object of the output."""
        if self.xml is not None:
            self.xml.append(("Output", value))
            return
        if self._formatter is None and value.__class__ in _PLAIN:
            self.ui.put(f"{value}\n")
            return
        if self._formatter is None:
            from psbridge.engine.rendering import text_formatter

            self._formatter = text_formatter(self.ctx, self._line, self.ui.raw.size.width, time.monotonic)
        self._formatter.write(value)

    def _line(self, text: str) -> None:
        self.ui.put(text + "\n")

    def _finish_block(self) -> None:
        """What the formatter still holds comes out, and the next object begins anew."""
        formatter, self._formatter = self._formatter, None
        if formatter is not None:
            formatter.end()

    def end(self) -> None:
        if self.xml is not None:
            from psbridge.cli.xmloutput import write_document

            write_document(self.xml)
        self._finish_block()
        sys.stdout.flush()

    # -- the other streams

    def error(self, record: Any) -> None:
        self.had_errors = True
        if self.xml is not None:
            self.xml.append(("Error", record))
            return
        from psbridge.engine.rendering import render

        text = render(self.ctx, [record], self.ui.raw.size.width).strip("\n")
        if self._formatter is None:
            self.ui.write_error_line(text)
        else:
            self._formatter.aside(lambda: self.ui.write_error_line(text))

    def native_error(self, line: str) -> None:
        self.ui.write_error_line(line)

    def silent_error(self) -> None:
        self.had_errors = True

    def warning(self, record: Any) -> None:
        self._message("Warning", record, self.ui.write_warning_line)

    def verbose(self, record: Any) -> None:
        self._message("Verbose", record, self.ui.write_verbose_line)

    def debug(self, record: Any) -> None:
        self._message("Debug", record, self.ui.write_debug_line)

    def _message(self, kind: str, record: Any, show: Any) -> None:
        if self.xml is not None:
            self.xml.append((kind, record))
        else:
            show(record.message or "")

    def information(self, record: Any) -> None:
        """What Write-Host writes, and information that is wanted."""
        if self.xml is not None:
            self.xml.append(("Information", record))
            return
        from psbridge.objects.convert import to_text

        data = record.message_data
        self.ui.write(to_text(data) + ("" if getattr(data, "no_new_line", False) else "\n"))

    def hidden_information(self, record: Any) -> None:
        """Not shown."""

    def progress(self, record: Any) -> None:
        """Shown on a terminal only, which pwsh does in a bar; a script's output is not disturbed."""
