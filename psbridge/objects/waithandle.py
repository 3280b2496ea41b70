"""Wait handles: events that threads wait for."""

from __future__ import annotations

import threading
from typing import Any

from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import TimeSpan


class EventWaitHandle(NetObject):
    """An event that is set and reset by hand; ``auto_reset`` lets one waiter through and resets itself."""

    __slots__ = ("_condition", "_set", "auto_reset", "closed")
    net_type = define("System.Threading.EventWaitHandle", "System.Threading.WaitHandle")
    METHODS = {"Set": "set_event", "Reset": "reset"}

    def __init__(self, signalled: bool = False, auto_reset: bool = False) -> None:
        super().__init__()
        self._condition = threading.Condition()
        self._set = signalled
        self.auto_reset = auto_reset
        self.closed = False

    @property
    def is_set(self) -> bool:
        return self._set

    def set_event(self) -> bool:
        with self._condition:
            self._set = True
            self._condition.notify_all()
        return True

    def reset(self) -> bool:
        with self._condition:
            self._set = False
        return True

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until set; False when the time is over first."""
        with self._condition:
            done = self._condition.wait_for(lambda: self._set, seconds)
            if done and self.auto_reset:
                self._set = False
        return done

    def wait_one(self, timeout: Any = -1, exit_context: bool = False) -> bool:
        """WaitOne: milliseconds (-1: no limit) or a TimeSpan."""
        milliseconds = timeout.ticks / 10_000 if isinstance(timeout, TimeSpan) else timeout
        return self.wait(None if milliseconds < 0 else milliseconds / 1000)

    def close(self) -> None:
        self.closed = True


class ManualResetEvent(EventWaitHandle):
    __slots__ = ()
    net_type = define("System.Threading.ManualResetEvent", "System.Threading.EventWaitHandle")


class AutoResetEvent(EventWaitHandle):
    __slots__ = ()
    net_type = define("System.Threading.AutoResetEvent", "System.Threading.EventWaitHandle")

    def __init__(self, signalled: bool = False) -> None:
        super().__init__(signalled, auto_reset=True)
