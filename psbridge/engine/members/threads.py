"""Threads, locks and timers of System.Threading and System.Timers."""

from __future__ import annotations

import threading
import time
from typing import Any

from psbridge.engine.members.arguments import null_argument, seconds_of
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.objects.culture import CultureInfo, current_culture, set_current_culture
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import TimeSpan
from psbridge.objects.waithandle import EventWaitHandle, ManualResetEvent

register_types(
    """
    System.Threading.Monitor
    System.Threading.Interlocked
    System.Threading.AutoResetEvent | System.Threading.EventWaitHandle
    System.Threading.ManualResetEvent | System.Threading.EventWaitHandle
    System.Threading.Timeout
    """
)


def sleep(ctx: Any, span: Any) -> None:
    """Thread.Sleep; stopping the pipeline ends it."""
    from psbridge.engine.errors import PipelineStopped

    seconds = seconds_of(span)
    wait = getattr(ctx.stop, "wait", None)
    if wait is None:
        time.sleep(seconds or 0)
    elif wait(seconds):
        raise PipelineStopped


def _give_way() -> bool:
    time.sleep(0)
    return True


class Thread(NetObject):
    """The thread that runs the script."""

    __slots__ = ()
    net_type = define("System.Threading.Thread")

    @property
    def culture(self) -> CultureInfo:
        return current_culture()

    @culture.setter
    def culture(self, value: CultureInfo) -> None:
        set_current_culture(value)


fill(
    Thread.net_type,
    """
    cultureinfo CurrentCulture {get;set;}
    cultureinfo CurrentUICulture {get;set;}
    bool IsAlive {get;}
    bool IsBackground {get;}
    bool IsThreadPoolThread {get;}
    int ManagedThreadId {get;}
    string Name {get;}
    System.Threading.ThreadPriority Priority {get;}
    System.Threading.ThreadState ThreadState {get;}
    System.Threading.ApartmentState GetApartmentState()
    static System.Threading.Thread CurrentThread {get;}
    static void Sleep(int millisecondsTimeout)
    static void Sleep(timespan timeout)
    static bool Yield()
    static void MemoryBarrier()
    """,
    {
        "CurrentCulture": "culture",
        "CurrentUICulture": "culture",
        "IsAlive": lambda t: True,
        "IsBackground": lambda t: True,
        "IsThreadPoolThread": lambda t: False,
        "ManagedThreadId": lambda t: threading.get_ident() % 1000 + 1,
        "Name": lambda t: "Pipeline Execution Thread",
        "Priority": lambda t: 2,
        "ThreadState": lambda t: 4,
        "GetApartmentState": lambda t: find_type("System.Threading.ApartmentState").python(1),  # type: ignore[misc]
        "::CurrentThread": lambda net: Thread(),
        "::Sleep": WithContext(sleep),
        "::Yield": _give_way,
        "::MemoryBarrier": lambda: None,
    },
)


# -- locks

_LOCKS: dict[int, tuple[Any, threading.Condition]] = {}
_GUARD = threading.Lock()


def _lock_of(value: Any) -> Any:
    plain = unwrap(value)
    if plain is None:
        raise null_argument("obj")
    with _GUARD:
        return _LOCKS.setdefault(id(plain), (plain, threading.Condition(threading.RLock())))[1]


def _held(value: Any) -> threading.Condition:
    """The lock of an object, if this thread has it."""
    lock: threading.Condition = _lock_of(value)
    if not lock._is_owned():  # type: ignore[attr-defined]
        text = "Object synchronization method was called from an unsynchronized block of code."
        raise NetError.of("System.Threading.SynchronizationLockException", text)
    return lock


def leave(value: Any) -> None:
    _held(value).release()


def wait_for_pulse(value: Any, span: Any = -1) -> bool:
    seconds = seconds_of(span)
    return _held(value).wait(seconds)


def try_enter(value: Any, span: Any = 0) -> bool:
    seconds = seconds_of(span)
    return bool(_lock_of(value).acquire(timeout=-1 if seconds is None else seconds))


fill(
    "System.Threading.Monitor",
    """
    static void Enter(System.Object obj)
    static void Exit(System.Object obj)
    static bool TryEnter(System.Object obj)
    static bool TryEnter(System.Object obj, int millisecondsTimeout)
    static bool TryEnter(System.Object obj, timespan timeout)
    static bool IsEntered(System.Object obj)
    static void Pulse(System.Object obj)
    static void PulseAll(System.Object obj)
    static bool Wait(System.Object obj)
    static bool Wait(System.Object obj, int millisecondsTimeout)
    static bool Wait(System.Object obj, timespan timeout)
    """,
    {
        "::Enter": lambda value: _lock_of(value).acquire() and None,
        "::Exit": leave,
        "::TryEnter": try_enter,
        "::IsEntered": lambda value: _lock_of(value)._is_owned(),
        "::Pulse": lambda value: _held(value).notify(),
        "::PulseAll": lambda value: _held(value).notify_all(),
        "::Wait": wait_for_pulse,
    },
)


def _atomic(change: Any) -> Any:
    def run(ref: Any, *args: Any) -> Any:
        with _GUARD:
            before = ref.value
            ref.value, answer = change(before, *args)
            return answer

    return run


_INTERLOCKED = "\n".join(
    f"static {t} Increment([ref] {t} location)\nstatic {t} Decrement([ref] {t} location)\nstatic {t} Add([ref] {t} location1, {t} value)\n"
    f"static {t} Exchange([ref] {t} location1, {t} value)\nstatic {t} CompareExchange([ref] {t} location1, {t} value, {t} comparand)"
    for t in ("int", "long")
)
fill(
    "System.Threading.Interlocked",
    _INTERLOCKED + "\nstatic long Read([ref] long location)\nstatic void MemoryBarrier()",
    {
        "::Read": lambda ref: ref.value,
        "::MemoryBarrier": lambda: None,
        "::Increment": _atomic(lambda old: (type(old)(old + 1), old + 1)),
        "::Decrement": _atomic(lambda old: (type(old)(old - 1), old - 1)),
        "::Add": _atomic(lambda old, amount: (type(old)(old + amount), old + amount)),
        "::Exchange": _atomic(lambda old, new: (new, old)),
        "::CompareExchange": _atomic(lambda old, new, expected: (new if old == expected else old, old)),
    },
)


class Mutex(EventWaitHandle):
    """A mutex: held by one thread, which may take it again."""

    __slots__ = ("lock",)
    net_type = define("System.Threading.Mutex", "System.Threading.WaitHandle")

    def __init__(self, owned: bool = False, name: str | None = None) -> None:
        super().__init__()
        self.lock = threading.RLock()
        if owned:
            self.lock.acquire()

    def wait(self, seconds: float | None = None) -> bool:
        return self.lock.acquire(timeout=-1 if seconds is None else seconds)

    def release(self) -> None:
        try:
            self.lock.release()
        except RuntimeError:
            text = "Object synchronization method was called from an unsynchronized block of code."
            raise NetError.of("System.ApplicationException", text) from None


fill(
    Mutex.net_type,
    "new()\nnew(bool initiallyOwned)\nnew(bool initiallyOwned, string name)\nvoid ReleaseMutex()",
    {"new": Mutex, "ReleaseMutex": Mutex.release},
)


class AutoResetEvent(EventWaitHandle):
    __slots__ = ()
    net_type = find_type("System.Threading.AutoResetEvent")

    def __init__(self, signalled: bool = False) -> None:
        super().__init__(signalled, True)


fill("System.Threading.AutoResetEvent", "new(bool initialState)", {"new": AutoResetEvent})
fill("System.Threading.ManualResetEvent", "new(bool initialState)", {"new": ManualResetEvent})
fill(
    "System.Threading.EventWaitHandle",
    "new(bool initialState, System.Threading.EventResetMode mode)",
    {"new": lambda state, mode: EventWaitHandle(state, int(mode) == 0)},
)
fill("System.Threading.Timeout", "static int Infinite {get;}\nstatic timespan InfiniteTimeSpan {get;}",
     {"::Infinite": -1, "::InfiniteTimeSpan": lambda net: TimeSpan(-10_000)})  # fmt: skip
