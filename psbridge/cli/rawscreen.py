"""$Host.UI.RawUI of a terminal: changes are shown with escape sequences, keys are read one by one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psbridge.engine.rawui import RawUI
from psbridge.engine.screenparts import ControlKeyStates, KeyInfo
from psbridge.errors import Cancelled
from psbridge.objects.exceptions import NetError
from psbridge.objects.numbers import Char

_CTRL_C, _NO_ECHO = 1, 2
_LOOK = 0.05
_NO_CONSOLE = (
    "Cannot read keys when either application does not have a console or when console input has been redirected. Try Console.Read."
)
# what a terminal sends for keys without a character -> their codes
_SPECIAL = {
    "\x1b[A": 38, "\x1b[B": 40, "\x1b[C": 39, "\x1b[D": 37, "\x1b[H": 36, "\x1b[F": 35, "\x1b[3~": 46, "\x1b[5~": 33, "\x1b[6~": 34,
    "\x1bOP": 112, "\x1bOQ": 113, "\x1bOR": 114, "\x1bOS": 115, "\x1b": 27,
}  # fmt: skip
_NAMED = {"\n": 13, "\r": 13, "\t": 9, " ": 32, "\x7f": 8, "\x08": 8}


class ScreenRawUI(RawUI):
    """The terminal of standard input and output.  ``cancelled``: whether Ctrl-C was pressed while a key was waited for."""

    __slots__ = ("cancelled",)

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.cancelled: Callable[[], bool] = lambda: False

    def changed(self, name: str) -> None:
        """Show a new value, where somebody looks."""
        if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("dumb", ""):
            return
        sequence = self._sequence(name)
        if sequence:
            sys.stdout.write(sequence)
            sys.stdout.flush()

    def _sequence(self, name: str) -> str:
        if name in ("foreground", "background"):
            from psbridge.cli.colours import console_style

            return console_style(self._foreground, self._background)
        if name == "title":
            return f"\x1b]0;{self._title}\x07"
        if name == "cursor":
            return f"\x1b[{self._cursor.y + 1};{self._cursor.x + 1}H"
        return "\x1b[H\x1b[2J" if name == "contents" else ""

    @property
    def key_available(self) -> bool:
        return sys.stdin.isatty() and _waits(sys.stdin.fileno(), 0)

    def key(self, wanted: int) -> Any:
        if sys.stdin is None or not sys.stdin.isatty():
            raise NetError.of("System.InvalidOperationException", _NO_CONSOLE)
        sys.stdout.flush()
        typed = self._typed(bool(wanted & _CTRL_C))
        if not wanted & _NO_ECHO and typed.isprintable():
            sys.stdout.write(typed)
            sys.stdout.flush()
        return key_of(typed)

    def _typed(self, ctrl_c: bool) -> str:
        """What the terminal sends for one key."""
        handle = sys.stdin.fileno()
        with _single_keys(handle, ctrl_c):
            while not _waits(handle, _LOOK):
                if self.cancelled():
                    raise Cancelled("Waiting for a key was interrupted")
            return _one_key(handle)

    def flush(self) -> None:
        if sys.stdin is not None and sys.stdin.isatty():
            import termios

            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _waits(handle: int, seconds: float) -> bool:
    """Whether something was typed, or is within a time."""
    import select

    return bool(select.select([handle], [], [], seconds)[0])


def _one_key(handle: int) -> str:
    """The bytes of one key; what was typed ahead stays for the next."""
    first = os.read(handle, 1)
    if first == b"\x1b" and _waits(handle, 0):
        first += os.read(handle, 8)
    elif first >= b"\xc0":
        first += os.read(handle, 1 + (first >= b"\xe0") + (first >= b"\xf0"))
    return first.decode(errors="replace")


def key_of(typed: str) -> KeyInfo:
    """The key that a terminal sends so."""
    if typed in _SPECIAL:
        return KeyInfo(_SPECIAL[typed], Char("\x1b" if typed == "\x1b" else "\0"), ControlKeyStates(0), True)
    char = typed[:1]
    if char in _NAMED:
        return KeyInfo(_NAMED[char], Char("\r" if char == "\n" else char), ControlKeyStates(0), True)
    if char and char < " ":
        return KeyInfo(ord(char) + 64, Char(char), ControlKeyStates(8), True)
    shift = ControlKeyStates(16 if char.isupper() else 0)
    return KeyInfo(ord(char.upper()) if char.upper().isalnum() and char.isascii() else 0, Char(char or "\0"), shift, True)


@contextmanager
def _single_keys(handle: int, ctrl_c: bool) -> Iterator[None]:
    """The terminal hands over each key at once and shows none; Ctrl-C stays a signal unless it is to be a key."""
    import termios

    before = termios.tcgetattr(handle)
    single = list(before)
    single[3] &= ~(termios.ICANON | termios.ECHO | (termios.ISIG if ctrl_c else 0))
    termios.tcsetattr(handle, termios.TCSADRAIN, single)
    try:
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
