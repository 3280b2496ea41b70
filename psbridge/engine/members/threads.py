"""Threads, locks and timers of System.Threading and System.Timers."""

from __future__ import annotations

import threading
import time
from typing import Any

from psbridge.concurrency import pause_heard, wait_heard
from psbridge.engine.members.arguments import null_argument, seconds_of
from psbridge.engine.members.table import fill, register_types
from psbridge.errors import Cancelled
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


def sleep(span: Any) -> None:
    """Thread.Sleep; stopping the pipeline ends it."""
    pause_heard(seconds_of(span))


def _join(thread: Any, span: Any = -1) -> bool:
    """Threads that scripts see are those that they run on, which do not end meanwhile."""
    sleep(span)
    return False


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
    void Join()
    bool Join(int millisecondsTimeout)
    bool Join(timespan timeout)
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
        "Join": _join,
        "::CurrentThread": lambda net: Thread(),
        "::Sleep": sleep,
        "::Yield": _give_way,
        "::MemoryBarrier": lambda: None,
    },
)


# -- locks

_UNSYNCHRONIZED = "Object synchronization method was called from an unsynchronized block of code."


class Mutex(EventWaitHandle):
    """A mutex: held by one thread, which may take it again."""

    __slots__ = ("more", "owner")
    net_type = define("System.Threading.Mutex", "System.Threading.WaitHandle")

    def __init__(self, owned: bool = False, name: str | None = None) -> None:
        super().__init__()
        self.owner: int | None = None
        self.more = 0  # how often the owner took it again; nobody else changes that
        if owned:
            self.take()

    def wait_heard(self, seconds: float | None = None) -> bool:
        with self._gate.lock:
            if self.owner is None:
                self.owner = threading.get_ident()
                return True
        return super().wait_heard(seconds)

    @property
    def is_mine(self) -> bool:
        return self.owner == threading.get_ident()

    @property
    def is_set(self) -> bool:
        return self.owner is None or self.is_mine

    def take(self) -> bool:
        me = threading.get_ident()
        if self.owner is None:
            self.owner = me
            return True
        if self.owner != me:
            return False
        self.more += 1
        return True

    def release(self) -> None:
        """Give it back, if this thread has it."""
        if self.owner != threading.get_ident():
            raise NetError.of("System.ApplicationException", _UNSYNCHRONIZED)
        if self.more:
            self.more -= 1
            return
        gate = self._gate
        with gate.lock:
            self.owner = None
            if gate.sleepers:
                gate.wake()
        if self._watchers:
            self.tell_watchers()


fill(
    Mutex.net_type,
    "new()\nnew(bool initiallyOwned)\nnew(bool initiallyOwned, string name)\nvoid ReleaseMutex()",
    {"new": Mutex, "ReleaseMutex": Mutex.release},
)


class _Ticket:
    """Somebody who waits for a pulse."""

    __slots__ = ("rung",)

    def __init__(self) -> None:
        self.rung = False


class _Monitor(Mutex):
    """The lock of an object; ``users``: how often it is held or waited for, as the table keeps it only so long."""

    __slots__ = ("target", "tickets", "users")

    def __init__(self) -> None:
        super().__init__()
        self.target, self.users = None, 0
        self.tickets: list[_Ticket] = []

    def wait_for_pulse(self, seconds: float | None) -> bool:
        """Let others have the lock until one of them rings.

        A stop does not wait for others: the lock is taken again only if nobody has it then.
        """
        ticket = _Ticket()
        with self._gate.lock:
            more, self.more = self.more, 0
            self.tickets.append(ticket)
            self.release()
            try:
                wait_heard(self._gate, lambda: ticket.rung, seconds)
                wait_heard(self._gate, self.take)
            except Cancelled:
                if not self.take():
                    _give_back(self, more + 1)
                    raise
                self.more = more
                raise
            finally:
                if not ticket.rung:
                    self.tickets.remove(ticket)
            self.more = more
            return ticket.rung

    def pulse(self, count: int | None = 1) -> None:
        """Ring for those who have waited longest; None: for all."""
        with self._gate.lock:
            rung, self.tickets = self.tickets[:count], [] if count is None else self.tickets[count:]
            for ticket in rung:
                ticket.rung = True
            self._gate.wake()


_LOCKS: dict[int, _Monitor] = {}
_FREE: list[_Monitor] = []  # to be used again for another object
_GUARD = threading.Lock()


def _borrow(value: Any) -> _Monitor:
    """The lock of an object, which `_give_back` ends the use of."""
    plain = unwrap(value)
    if plain is None:
        raise null_argument("obj")
    with _GUARD:
        lock = _LOCKS.get(id(plain))
        if lock is None:
            lock = _LOCKS[id(plain)] = _FREE.pop() if _FREE else _Monitor()
            lock.target = plain
        lock.users += 1
        return lock


def _give_back(lock: _Monitor, times: int = 1) -> None:
    with _GUARD:
        lock.users -= times
        if not lock.users:
            del _LOCKS[id(lock.target)]
            lock.target = None
            if len(_FREE) < 16:
                _FREE.append(lock)


def _mine(value: Any) -> _Monitor | None:
    """The lock of an object, if this thread has it."""
    plain = unwrap(value)
    if plain is None:
        raise null_argument("obj")
    lock = _LOCKS.get(id(plain))
    return lock if lock is not None and lock.is_mine else None


def _held(value: Any) -> _Monitor:
    lock = _mine(value)
    if lock is None:
        raise NetError.of("System.Threading.SynchronizationLockException", _UNSYNCHRONIZED)
    return lock


def leave(value: Any) -> None:
    lock = _held(value)
    lock.release()
    _give_back(lock)


def wait_for_pulse(value: Any, span: Any = -1) -> bool:
    return _held(value).wait_for_pulse(seconds_of(span))


def try_enter(value: Any, span: Any = 0) -> bool:
    lock, done = _borrow(value), False
    try:
        done = lock.wait_heard(seconds_of(span))
    finally:
        if not done:
            _give_back(lock)
    return done


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
        "::Enter": lambda value: try_enter(value, -1) and None,
        "::Exit": leave,
        "::TryEnter": try_enter,
        "::IsEntered": lambda value: _mine(value) is not None,
        "::Pulse": lambda value: _held(value).pulse(),
        "::PulseAll": lambda value: _held(value).pulse(None),
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
