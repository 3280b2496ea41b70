"""Wait handles: events that threads wait for, one or several at once.

Decides who gets through: `take` is asked under the lock of the handle, and takes what it says yes to. Waits of scripts (`wait_heard`,
`wait_any`, `wait_all`) end with the pipeline of their thread, with nothing taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from psbridge.concurrency import Gate, wait_heard
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject

if TYPE_CHECKING:
    from collections.abc import Iterator


class EventWaitHandle(NetObject):
    """An event that is set and reset by hand; ``auto_reset`` lets one waiter through and resets itself."""

    __slots__ = ("_gate", "_set", "_watchers", "auto_reset", "closed")
    net_type = define("System.Threading.EventWaitHandle", "System.Threading.WaitHandle")
    METHODS = {"Set": "set_event", "Reset": "reset"}

    def __init__(self, signalled: bool = False, auto_reset: bool = False) -> None:
        super().__init__()
        self._gate = Gate()
        self._set = signalled
        self._watchers: tuple[Callable[[], None], ...] = ()
        self.auto_reset = auto_reset
        self.closed = False

    @property
    def is_set(self) -> bool:
        """Whether the running thread would get through."""
        return self._set

    def take(self) -> bool:
        """Get through, if that can be; under the lock."""
        if not self._set:
            return False
        if self.auto_reset:
            self._set = False
        return True

    def set_event(self) -> bool:
        with self._gate.lock:
            self._set = True
            self._gate.wake()
        self.tell_watchers()
        return True

    def reset(self) -> bool:
        with self._gate.lock:
            self._set = False
        return True

    def tell_watchers(self) -> None:
        """Somebody may get through now. To be called without the lock, as those who wait for several look under a lock of their own."""
        for act in self._watchers:
            act()

    def watch(self, act: Callable[[], None]) -> Callable[[], None]:
        """Have `act` called whenever somebody may get through; what ends that."""
        with self._gate.lock:
            self._watchers = (*self._watchers, act)

        def forget() -> None:
            with self._gate.lock:
                self._watchers = tuple(one for one in self._watchers if one is not act)

        return forget

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until set, whatever becomes of the pipeline; False when the time is over first."""
        with self._gate.lock:
            return self._gate.wait_for(self.take, seconds)

    def wait_heard(self, seconds: float | None = None) -> bool:
        """The same for a script."""
        gate = self._gate
        with gate.lock:
            return self.take() or wait_heard(gate, self.take, seconds)

    def close(self) -> None:
        self.closed = True


class ManualResetEvent(EventWaitHandle):
    __slots__ = ()
    net_type = define("System.Threading.ManualResetEvent", "System.Threading.EventWaitHandle")


class FaceHandle(ManualResetEvent):
    """The handle of something that is no handle itself: it is set while that lets threads through, and takes nothing of it."""

    __slots__ = ("source",)

    def __init__(self, source: EventWaitHandle) -> None:
        super().__init__()
        self.source = source
        self._gate = source._gate

    @property
    def is_set(self) -> bool:
        return self.source.is_set

    def take(self) -> bool:
        return self.source.is_set

    def watch(self, act: Callable[[], None]) -> Callable[[], None]:
        return self.source.watch(act)


class AutoResetEvent(EventWaitHandle):
    __slots__ = ()
    net_type = define("System.Threading.AutoResetEvent", "System.Threading.EventWaitHandle")

    def __init__(self, signalled: bool = False) -> None:
        super().__init__(signalled, auto_reset=True)


def wait_any(handles: Sequence[EventWaitHandle], seconds: float | None) -> int | None:
    """The number of the first handle that lets the thread through; None when the time is over first."""
    found = _first(handles)
    if found is not None:
        return found

    def ready() -> bool:
        nonlocal found
        found = _first(handles)
        return found is not None

    _watching(handles, ready, seconds)
    return found


def _first(handles: Sequence[EventWaitHandle]) -> int | None:
    for number, one in enumerate(handles):
        with one._gate.lock:
            if one.take():
                return number
    return None


def wait_all(handles: Sequence[EventWaitHandle], seconds: float | None) -> bool:
    """Get through all of them at once, or none."""
    ordered = sorted(handles, key=id)  # locks are taken in one order, or two waits could hold each other up

    def ready() -> bool:
        with ExitStack() as locks:
            for one in ordered:
                locks.enter_context(one._gate.lock)
            return all(one.is_set for one in ordered) and all(one.take() for one in ordered)

    return ready() or _watching(handles, ready, seconds)


def _watching(handles: Sequence[EventWaitHandle], ready: Callable[[], bool], seconds: float | None) -> bool:
    gate = Gate()

    def wake() -> None:
        with gate:
            gate.wake()

    with _watched(handles, wake), gate:
        return wait_heard(gate, ready, seconds)


@contextmanager
def _watched(handles: Sequence[EventWaitHandle], wake: Callable[[], None]) -> Iterator[None]:
    ends = [one.watch(wake) for one in handles]
    try:
        yield
    finally:
        for end in ends:
            end()
