"""Set-PSDebug: the lines of a running script on the host, assignments and calls too at level 2, and a question before each line."""

from __future__ import annotations

from typing import Any

from psbridge.engine.errors import PipelineStopped
from psbridge.objects.convert import to_text

_QUESTION = "Continue with this operation?"
_CHOICES = ("Yes", "YesToAll", "No", "NoToAll", "Suspend")
_LONGEST = 53  # characters of a value that are shown


class Tracer:
    """``level``: 0, 1 or 2; ``steps``: ask before each line."""

    def __init__(self, runspace: Any) -> None:
        self.runspace = runspace
        self.level = 0
        self.steps = False

    @property
    def is_on(self) -> bool:
        return self.level > 0 or self.steps

    def statement(self, extent: Any) -> None:
        """Show the line of a statement, with a mark where the statement begins; ask when that is wanted."""
        line = traced_line(extent)
        if self.steps:
            self._ask(line)
        if self.level > 0:
            self._show(line)

    def assigned(self, name: str, value: Any) -> None:
        if self.level > 1:
            text = to_text(value)
            self._show(f"    ! SET ${name} = '{text if len(text) <= _LONGEST else text[: _LONGEST - 3] + '...'}'.")

    def called(self, name: str, file: str | None, is_script: bool) -> None:
        if self.level > 1:
            what = f"script '{file}'" if is_script else f"function '{name}'" + (f"  (defined in file '{file}')" if file else "")
            self._show(f"    ! CALL {what}")

    def _show(self, text: str) -> None:
        self.runspace.host.ui.write_debug_line(text)

    def _ask(self, line: str) -> None:
        answer = str(self.runspace.host.ui.prompt_for_choice(_QUESTION, line, _CHOICES, 0))
        if answer == "YesToAll":
            self.steps = False
        elif answer in ("No", "NoToAll"):
            self.steps = self.steps and answer == "No"
            raise PipelineStopped


def traced_line(extent: Any) -> str:
    """`   3+ before >>>> statement`."""
    start = extent.source.text.rfind("\n", 0, extent.start) + 1
    end = extent.source.text.find("\n", extent.start)
    line = extent.source.text[start : end if end >= 0 else None].rstrip("\r")
    at = extent.start - start
    return f"{extent.start_line:>4}+ {line[:at]} >>>> {line[at:]}"
