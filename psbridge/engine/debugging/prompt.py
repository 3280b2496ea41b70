"""The prompt of the debugger: its one-letter commands, and everything else as PowerShell in the frame that has stopped."""

from __future__ import annotations

from typing import Any, Protocol

from psbridge.engine.callstack import frames_of
from psbridge.engine.debugging.debugger import DETACH, GO_ON, INTO, OUT, OVER, QUIT, Stop

_COMMANDS = {
    "s": INTO, "stepinto": INTO,
    "v": OVER, "stepover": OVER,
    "o": OUT, "stepout": OUT,
    "c": GO_ON, "continue": GO_ON,
    "q": QUIT, "quit": QUIT, "exit": QUIT,
    "d": DETACH, "detach": DETACH,
}  # fmt: skip
_HELP = """
 s, stepInto         Single step (step into functions, scripts, etc.)
 v, stepOver         Step to next statement (step over functions, scripts, etc.)
 o, stepOut          Step out of the current function, script, etc.

 c, continue         Continue operation
 q, quit             Stop operation and exit the debugger
 d, detach           Continue operation and detach the debugger.

 k, Get-PSCallStack  Display call stack

 l, list             List source code for the current script.
                     Use "list" to start from the current line, "list <m>"
                     to start from line <m>, and "list <m> <n>" to list <n>
                     lines starting from line <m>

 <enter>             Repeat last command if it was stepInto, stepOver or list

 ?, h                displays this help message.


For instructions about how to customize your debugger prompt, type "help about_prompt".
"""
_LISTED = 16  # lines that `list` shows


class Front(Protocol):
    """Who talks to somebody: reads a line behind a prompt (None at the end), shows text and objects, runs what is not a command."""

    def read(self, stop: Stop) -> str | None: ...
    def show(self, text: str) -> None: ...
    def show_objects(self, stop: Stop, values: list[Any]) -> None: ...
    def run(self, stop: Stop, text: str) -> None: ...


class DebugPrompt:
    """Asks until an answer makes the script go on."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self._greeted = False
        self._repeated = ""
        self._next_line = 0

    def __call__(self, stop: Stop) -> str:
        self._announce(stop)
        self._next_line = max(1, stop.extent.start_line - 5)
        while True:
            text = self.front.read(stop)
            if text is None:
                return GO_ON
            action = self._answer(stop, text.strip())
            if action:
                return action

    def _announce(self, stop: Stop) -> None:
        lines = [] if self._greeted else ["Entering debug mode. Use h or ? for help.", ""]
        self._greeted = True
        lines += [f"Hit {one}" for one in stop.hits]
        lines += [""] if stop.hits else []
        self.front.show("\n".join([*lines, position_text(stop.extent), ""]))

    def _answer(self, stop: Stop, text: str) -> str:
        """What a line means: an action, or "" when it has been dealt with."""
        word, *rest = (text or self._repeated).lower().split() or [""]
        self._repeated = ""
        if word in _COMMANDS and not rest:
            action = _COMMANDS[word]
            self._repeated = word if action in (INTO, OVER) else ""
            return action
        if word in ("l", "list") and all(one.isdigit() for one in rest):
            self._repeated = word
            self._list(stop, [int(one) for one in rest])
        elif word in ("h", "?") and not rest:
            self.front.show(_HELP)
        elif word == "k" and not rest:
            self.front.show_objects(stop, frames_of(stop.ctx))
        elif text:
            self.front.run(stop, text)
        return ""

    def _list(self, stop: Stop, numbers: list[int]) -> None:
        lines = stop.extent.source.text.splitlines()
        first = numbers[0] if numbers else self._next_line
        count = numbers[1] if len(numbers) > 1 else _LISTED
        if first < 1 or first > len(lines):
            self.front.show(f"The start line must be between 1 and {len(lines)}.")
            return
        self._next_line = first + count
        for number, line in enumerate(lines[first - 1 : first - 1 + count], first):
            mark = "*" if number == stop.extent.start_line else " "
            self.front.show(f"{number:>5}:{mark} {line}")
        self.front.show("")


def position_text(extent: Any) -> str:
    """Where a script is: `At place`, the line, and the statement underlined."""
    text = extent.source.text
    start = text.rfind("\n", 0, extent.start) + 1
    end = text.find("\n", extent.start)
    line = text[start : end if end >= 0 else None].rstrip("\r")
    at = extent.start - start
    width = max(1, min(extent.end, start + len(line)) - extent.start)
    place = extent.file or "line"
    return f"At {place}:{extent.start_line} char:{at + 1}\n+ {line}\n+ {' ' * at}{'~' * width}"
