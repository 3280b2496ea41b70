"""Get-Clipboard and Set-Clipboard.

Decides where the clipboard is: with `xclip` on this computer; where that is not there or finds no screen, and on emulated machines, a text
is kept for the commands themselves, as PowerShell 7.0 does.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, cmdlet, parameter
from psbridge.engine.members.arguments import INDEX, out_of_range

if TYPE_CHECKING:
    from psbridge.concurrency import CancelToken

_SHOWN = 20  # so many characters of a text stand in the question whether it may be set


class Clipboard:
    """A text that is copied; ``outside``: whether `xclip` has it."""

    __slots__ = ("outside", "text")

    def __init__(self, outside: bool) -> None:
        self.outside, self.text = outside, ""

    def get(self, environment: dict[str, str], stop: CancelToken) -> str:
        return self._run(("-out",), "", environment, stop) if self.outside else self.text

    def put(self, text: str, environment: dict[str, str], stop: CancelToken) -> None:
        """An empty text changes nothing."""
        if text and self.outside:
            self._run(("-in",), text, environment, stop)
        if text and not self.outside:
            self.text = text

    def _run(self, words: tuple[str, ...], text: str, environment: dict[str, str], stop: CancelToken) -> str:
        """Have xclip do it; when it cannot, nobody asks it again.  What it leaves behind to serve others must not hold us."""
        output = subprocess.PIPE if words == ("-out",) else subprocess.DEVNULL
        try:
            child = subprocess.Popen(
                ("xclip", "-selection", "clipboard", *words),
                stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL, env=environment,
            )  # fmt: skip
        except OSError:
            self.outside = False
            return ""
        unhook = stop.on_cancel(child.kill)
        try:
            found = child.communicate(text.encode())[0]
        finally:
            unhook()
        self.outside = child.returncode == 0 or stop.cancelled
        return (found or b"").decode(errors="replace")


_HERE = Clipboard(True)


class ClipboardCommand(Cmdlet):
    """What both commands know."""

    @property
    def clipboard(self) -> Clipboard:
        """That of the computer, or of the session on an emulated one."""
        if self.runspace.machine is None:
            return _HERE
        found: Clipboard = self.runspace.module_state("clipboard").setdefault("text", Clipboard(False))
        return found

    @property
    def new_line(self) -> str:
        return "\r\n" if self.runspace.is_windows else "\n"

    def copied(self) -> str:
        return self.clipboard.get(dict(self.runspace.environment), self.stopping)


@cmdlet("Get-Clipboard", aliases=("gcb",), output=("System.String",), help_uri="https://go.microsoft.com/fwlink/?LinkId=2109905")
class GetClipboard(ClipboardCommand):
    """Gets the contents of the clipboard."""

    raw = parameter("Raw", "switch")

    def begin(self) -> None:
        text = self.copied()
        for line in [text] if self.raw else text.split(self.new_line):
            self.write(line)


@cmdlet("Set-Clipboard", aliases=("scb",), should_process=True, help_uri="https://go.microsoft.com/fwlink/?LinkId=2109826")
class SetClipboard(ClipboardCommand):
    """Sets the contents of the clipboard."""

    value = parameter("Value", "string[]", position=0, mandatory=True, pipeline=True, by_property=True, allow_null=True, allow_empty=True)
    append = parameter("Append", "switch")

    def begin(self) -> None:
        self.lines: list[Any] = []

    def process(self) -> None:
        self.lines += self.value or ()

    def end(self) -> None:
        if not self.lines and not self.append:
            self.should_process("The Clipboard has been cleared.", "Set-Clipboard")
            return
        before = self.copied() + self.new_line if self.append else ""
        if not self.lines:
            raise out_of_range("index", INDEX)
        first = self.lines[0] or ""
        shown = first if len(first) < _SHOWN else first[:_SHOWN] + " ..."
        if self.should_process(f"{'Append' if self.append else 'Set'} string '{shown}' to the clipboard.", "Set-Clipboard"):
            text = before + self.new_line.join(one or "" for one in self.lines)
            self.clipboard.put(text, dict(self.runspace.environment), self.stopping)
