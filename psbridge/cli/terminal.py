"""Questions on a terminal: a line, a secret, a credential, a choice, in a way that Ctrl-C can interrupt.

A command runs on a thread of its own while the main thread listens for Ctrl-C, so a plain `input()` could not be left; lines are read when
they are there, and between two looks the reader asks whether it is still wanted.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psbridge.errors import Cancelled

_LOOK = 0.05


def read_line(cancelled: Callable[[], bool] = lambda: False) -> str | None:
    """The next line without its end; None at the end of the input.  Raises Cancelled when nobody wants it any more."""
    sys.stdout.flush()
    if sys.stdin.isatty():
        while not select.select([sys.stdin], [], [], _LOOK)[0]:
            if cancelled():
                raise Cancelled("The question was interrupted")
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def read_secret(cancelled: Callable[[], bool] = lambda: False) -> str | None:
    """A line that the terminal does not show."""
    with _silent():
        line = read_line(cancelled)
    if sys.stdin.isatty():
        sys.stdout.write("\n")
    return line


@contextmanager
def _silent() -> Iterator[None]:
    """The terminal does not repeat what is typed."""
    if not sys.stdin.isatty():
        yield
        return
    import termios

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    quiet = list(before)
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(handle, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def choice_line(labels: list[tuple[str, str]], default: int) -> str:
    """The line that offers choices: `[Y] Yes  [N] No  [?] Help (default is "Y"): `."""
    shown = "  ".join(f"[{key}] {label}" for key, label in labels)
    ending = f' (default is "{labels[default][0]}")' if 0 <= default < len(labels) else ""
    return f"{shown}  [?] Help{ending}: "


def split_label(label: str, taken: int) -> tuple[str, str]:
    """Hot key and text of `&Yes`; without an ampersand there is no key, and the number stands for it."""
    before, mark, after = label.partition("&")
    if mark and after:
        return after[0].upper(), before + after
    return str(taken), label


def is_capable() -> bool:
    """Whether the terminal can move its cursor."""
    return os.environ.get("TERM", "dumb") not in ("dumb", "")
