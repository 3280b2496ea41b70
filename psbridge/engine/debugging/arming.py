"""Whether code is compiled with hooks for the debugger."""

from __future__ import annotations

import gc
import re
import threading
from typing import Any

from psbridge.engine.plan import Body

_WORDS = re.compile(r"psbreakpoint|psdebug|wait-debugger|\bsbp\b|enablebreakpoint|setdebugmode", re.IGNORECASE)
COLD = -1  # what a loop that became Python gives when somebody begins to debug: the closures, which have hooks, go on
KEY = "debugger"  # where a session keeps its debugger
FRONT = "debug_handler"  # where a session keeps what makes handlers, when somebody sits at it: (name of a job or "") -> Handler


class _Arming:
    """How many debuggers of the process have something to look for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    def arm(self) -> None:
        with self._lock:
            self.count += 1
            first = self.count == 1
        if first:
            compile_again()

    def disarm(self) -> None:
        with self._lock:
            self.count -= 1


ARMING = _Arming()


def speaks_of_debugging(text: str) -> bool:
    """Whether a script sets breakpoints or traces, so that it must be ready for them while it runs."""
    return _WORDS.search(text) is not None


def is_wanted(ctx: Any) -> bool:
    """Whether what is compiled now for a session needs hooks."""
    return ARMING.count > 0 or KEY in ctx.runspace.extras


def may_be_hot(ctx: Any) -> bool:
    """Whether loops of code with hooks may become Python, where nothing stops: as long as nobody has asked a client elsewhere to stop."""
    return ARMING.count == 0 and getattr(ctx.runspace.extras.get(FRONT), "is_lenient", False)


def compile_again() -> None:
    """Have every body compile itself anew when it next runs.  Bodies are found through the garbage collector: to keep a list of them
    would cost those who never debug.
    """
    for one in gc.get_objects():
        if type(one) is Body and one.firsts:
            for slot, first in one.firsts.items():
                setattr(one, slot, first)
