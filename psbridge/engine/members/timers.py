"""System.Timers.Timer: raises Elapsed again and again on a thread of its own."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from psbridge.engine.voids import void
from psbridge.objects.adapted import Method, declare
from psbridge.objects.eventsource import EventSource
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject
from psbridge.objects.scalars import DateTime

_ASSEMBLY = "System.ComponentModel.TypeConverter"


class ElapsedEventArgs(NetObject):
    """When the timer fired."""

    __slots__ = ("signal_time",)
    net_type = define("System.Timers.ElapsedEventArgs", "System.EventArgs", assembly=_ASSEMBLY)
    PROPERTIES = {"SignalTime": "signal_time"}

    def __init__(self) -> None:
        super().__init__()
        self.signal_time = DateTime.now()


class Timer(NetObject):
    """Fires every `interval` milliseconds while it is enabled."""

    __slots__ = ("_clock", "auto_reset", "elapsed", "interval")
    net_type = define("System.Timers.Timer", "System.ComponentModel.Component", assembly=_ASSEMBLY)
    EVENTS: ClassVar[dict[str, str]] = {"Elapsed": "elapsed"}
    EVENT_TYPES: ClassVar[dict[str, str]] = {"Elapsed": "System.Timers.ElapsedEventArgs"}
    PROPERTIES = {"AutoReset": "auto_reset", "Enabled": "enabled", "Interval": "interval"}
    METHODS = {
        "Start": void("Start", "start"),
        "Stop": void("Stop", "stop"),
        "Close": void("Close", "stop"),
        "Dispose": void("Dispose", "stop"),
    }

    def __init__(self, interval: Any = 100.0) -> None:
        super().__init__()
        self.interval = float(interval)
        self.auto_reset = True
        self.elapsed = EventSource("Elapsed")
        self._clock: threading.Timer | None = None

    @property
    def enabled(self) -> bool:
        return self._clock is not None

    @enabled.setter
    def enabled(self, value: bool) -> None:
        if value:
            self.start()
        else:
            self.stop()

    def start(self) -> None:
        if self._clock is None:
            self._arm()

    def _arm(self) -> None:
        clock = self._clock = threading.Timer(self.interval / 1000, self._fire)
        clock.daemon = True
        clock.start()

    def _fire(self) -> None:
        clock = self._clock
        if clock is None:
            return
        if self.auto_reset:
            self._arm()
        else:
            self._clock = None
        self.elapsed.fire(self, ElapsedEventArgs())

    def stop(self) -> None:
        clock, self._clock = self._clock, None
        if clock is not None:
            clock.cancel()


declare(Timer.net_type).constructor = Method("new", Timer, ("Timer()", "Timer(double interval)"))
