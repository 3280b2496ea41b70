"""Whether and how text is coloured: the escape sequences of the console colours, and the rules of NO_COLOR and FORCE_COLOR."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

RESET = "\x1b[0m"
ERROR, WARNING, VERBOSE = "\x1b[31;1m", "\x1b[33;1m", "\x1b[33;1m"
# ConsoleColor number -> the code of the foreground; the background is ten more
_CODES = (30, 34, 32, 36, 31, 35, 33, 37, 90, 94, 92, 96, 91, 95, 93, 97)


def wanted(stream: TextIO | None = None) -> bool:
    """Whether escape sequences may go to a stream (standard output when none is given): https://no-color.org, and no dumb terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    out = sys.stdout if stream is None else stream
    return out.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def console_style(foreground: Any, background: Any) -> str:
    """The sequence for two console colours, either of which may be missing; "" for none."""
    codes = []
    for value, offset in ((foreground, 0), (background, 10)):
        number = _number(value)
        if number is not None:
            codes.append(str(_CODES[number] + offset))
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _number(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < len(_CODES) else None


def painted(text: str, style: str) -> str:
    """Text in a style; each line is closed, so that a pager or a wrapped line does not bleed."""
    if not style or not text:
        return text
    return "\n".join(f"{style}{line}{RESET}" if line else line for line in text.split("\n"))
