"""Lines that the threads of several hosts tell at the same time.

Decides that a line and its end are written at once: `print` writes them one after the other, and the line of another host may come between.
"""

from __future__ import annotations

import sys
from typing import TextIO


def print_line(line: str, file: TextIO | None = None) -> None:
    """On standard output unless told otherwise."""
    (sys.stdout if file is None else file).write(f"{line}\n")


__all__ = ["print_line"]
