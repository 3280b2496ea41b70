"""The prompt of the debugger: its one-letter commands, and everything else as PowerShell in the frame that has stopped.

Decides what a line means (`Reader`), for somebody at a terminal and for a client elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
_FRAMES = "Get-PSCallStack"
Line = Callable[[str], tuple[str, str]]  # what is typed -> the action, and what an empty line means next


@dataclass(frozen=True, slots=True)
class Answer:
    """What a line means: an action, lines to show, or (`is_own` False) a text for PowerShell.  `repeats`: an empty line means it again."""

    text: str
    action: str = ""
    lines: tuple[str, ...] = ()
    is_own: bool = True
    repeats: bool = False


class Reader:
    """The commands of the debugger at one stop."""

    def __init__(self, extent: Any) -> None:
        self._extent = extent
        self._next_line = max(1, extent.start_line - 5)

    def read(self, text: str) -> Answer:
        word, *rest = text.lower().split() or [""]
        if word in _COMMANDS and not rest:
            action = _COMMANDS[word]
            return Answer(text, action, repeats=action in (INTO, OVER))
        if word in ("l", "list") and all(one.isdigit() for one in rest):
            return Answer("list", lines=self._list([int(one) for one in rest]), repeats=True)
        if word in ("h", "?") and not rest:
            return Answer(text, lines=(_HELP,))
        return Answer(_FRAMES if word == "k" and not rest else text, is_own=False)

    def _list(self, numbers: list[int]) -> tuple[str, ...]:
        lines = self._extent.source.text.splitlines()
        first = numbers[0] if numbers else self._next_line
        count = numbers[1] if len(numbers) > 1 else _LISTED
        if first < 1 or first > len(lines):
            return (f"The start line must be between 1 and {len(lines)}.",)
        self._next_line = first + count
        shown = []
        for number, line in enumerate(lines[first - 1 : first - 1 + count], first):
            mark = "*" if number == self._extent.start_line else " "
            shown.append(f"{number:>5}:{mark} {line}")
        return (*shown, "")


class Front(Protocol):
    """Who talks to somebody: reads a line behind a prompt (None at the end), shows text and objects, runs what is not a command."""

    def read(self, stop: Any) -> str | None: ...
    def show(self, text: str) -> None: ...
    def show_objects(self, stop: Any, values: list[Any]) -> None: ...
    def run(self, stop: Stop, text: str) -> None: ...


class DebugPrompt:
    """Asks until an answer makes the script go on.  Takes a `Stop`, or a stop in another process (`is_remote`), which answers itself."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self._greeted = False
        self._repeated = ""

    def __call__(self, stop: Any) -> str:
        self._announce(stop)
        answer = self._there(stop) if stop.is_remote else self._here(stop)
        while True:
            text = self.front.read(stop)
            if text is None:
                return GO_ON
            action, self._repeated = answer(text.strip() or self._repeated)
            if action:
                return str(action)

    def _announce(self, stop: Any) -> None:
        lines = [] if self._greeted else ["Entering debug mode. Use h or ? for help.", ""]
        self._greeted = True
        lines += [f"Hit {one}" for one in stop.hits]
        lines += [""] if stop.hits else []
        place = stop.position if stop.is_remote else position_text(stop.extent)
        self.front.show("\n".join([*lines, place, ""]))

    def _here(self, stop: Stop) -> Line:
        reader = Reader(stop.extent)

        def answer(text: str) -> tuple[str, str]:
            found = reader.read(text)
            for line in found.lines:
                self.front.show(line)
            if not found.is_own and found.text == _FRAMES:
                self.front.show_objects(stop, frames_of(stop.ctx))
            elif not found.is_own and found.text:
                self.front.run(stop, text)
            return found.action, found.text if found.repeats else ""

        return answer

    def _there(self, stop: Any) -> Line:
        def answer(text: str) -> tuple[str, str]:
            if _COMMANDS.get(text.lower()) == DETACH:
                return DETACH, ""
            found = stop.process(text, lambda values: self.front.show_objects(stop, values)) if text else Answer("")
            return found.action, found.text if found.repeats else ""

        return answer


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
