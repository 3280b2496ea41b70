"""What threads wait for beside events: semaphores, counters, locks of readers and writers, and WaitHandle's waits for several."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from psbridge.concurrency import Gate, wait_heard
from psbridge.engine.members.arguments import bad_argument, invalid_operation, needed, out_of_range, seconds_of
from psbridge.engine.members.defaults import default_value
from psbridge.engine.members.lists import items_of
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, define
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.waithandle import EventWaitHandle, FaceHandle, ManualResetEvent, wait_all, wait_any

_T = "System.Threading."
_TIMEOUT = 258  # WaitHandle.WaitTimeout


def _wait(handle: EventWaitHandle, span: Any = None, exit_context: bool = False) -> bool:
    return handle.wait_heard(None if span is None else seconds_of(span))


# -- semaphores

_FULL = "Adding the specified count to the semaphore would cause it to exceed its maximum count."


class Semaphore(EventWaitHandle):
    """So many may pass at once."""

    __slots__ = ("count", "most")
    net_type = define(_T + "Semaphore", _T + "WaitHandle")

    def __init__(self, count: int, most: int = 2**31 - 1, name: str | None = None) -> None:
        super().__init__()
        if count < 0 or most < 1:
            raise out_of_range("initialCount" if count < 0 else "maximumCount", "Non-negative number required.")
        if count > most:
            raise bad_argument("The initial count for the semaphore must be greater than or equal to zero and less than the maximum count.")
        self.count, self.most = count, most

    def take(self) -> bool:
        if self.count <= 0:
            return False
        self.count -= 1
        return True

    def release(self, times: int = 1) -> int:
        if times < 1:
            raise out_of_range("releaseCount", "Non-negative number required.")
        with self._gate.lock:
            before = self.count
            if before + times > self.most:
                raise NetError.of(_T + "SemaphoreFullException", _FULL)
            self.count += times
            self._gate.wake()
        self.tell_watchers()
        return before

    @property
    def is_set(self) -> bool:
        return self.count > 0


class SemaphoreSlim(Semaphore):
    """The same without a handle of its own."""

    __slots__ = ()
    net_type = define(_T + "SemaphoreSlim")


def _wait_async(semaphore: SemaphoreSlim, span: Any = -1) -> Any:
    from psbridge.engine.members.tasks import running

    return running(lambda: semaphore.wait(seconds_of(span)))


_RELEASE = "int Release()\nint Release(int releaseCount)\n"
fill(
    Semaphore.net_type,
    "new(int initialCount, int maximumCount)\nnew(int initialCount, int maximumCount, string name)\n" + _RELEASE,
    {"new": Semaphore, "Release": Semaphore.release},
)
fill(
    SemaphoreSlim.net_type,
    """
    new(int initialCount)
    new(int initialCount, int maxCount)
    System.Threading.WaitHandle AvailableWaitHandle {get;}
    int CurrentCount {get;}
    void Dispose()
    void Wait()
    bool Wait(int millisecondsTimeout)
    bool Wait(timespan timeout)
    System.Threading.Tasks.Task WaitAsync()
    System.Threading.Tasks.Task WaitAsync(int millisecondsTimeout)
    """
    + _RELEASE,
    {
        "new": SemaphoreSlim,
        "AvailableWaitHandle": FaceHandle,
        "CurrentCount": "count",
        "Dispose": lambda own: None,
        "Release": Semaphore.release,
        "Wait": _wait,
        "WaitAsync": _wait_async,
    },
)


# -- ManualResetEventSlim and CountdownEvent


class ManualResetEventSlim(ManualResetEvent):
    __slots__ = ()
    net_type = define(_T + "ManualResetEventSlim")


_WAITS = "void Wait()\nbool Wait(int millisecondsTimeout)\nbool Wait(timespan timeout)\nvoid Dispose()\nbool IsSet {get;}\n"
_WAITS += "System.Threading.WaitHandle WaitHandle {get;}\n"
_WAITS_FUNCTIONS: dict[str, Any] = {
    "Wait": _wait,
    "Dispose": lambda own: None,
    "IsSet": "is_set",
    "WaitHandle": FaceHandle,
}
fill(
    ManualResetEventSlim.net_type,
    _WAITS + "new()\nnew(bool initialState)\nint SpinCount {get;}\nvoid Set()\nvoid Reset()",
    {
        **_WAITS_FUNCTIONS,
        "new": ManualResetEventSlim,
        "SpinCount": lambda own: 35,
        "Set": lambda own: own.set_event() and None,
        "Reset": lambda own: own.reset() and None,
    },
)


class CountdownEvent(ManualResetEvent):
    """Set when it has been signalled so many times."""

    __slots__ = ("count", "first")
    net_type = define(_T + "CountdownEvent")

    def __init__(self, count: int) -> None:
        if count < 0:
            raise out_of_range("initialCount")
        super().__init__(count == 0)
        self.first = self.count = count

    def signal(self, times: int = 1) -> bool:
        with self._gate.lock:
            if times < 1:
                raise out_of_range("signalCount")
            if times > self.count:
                raise invalid_operation("Invalid attempt made to decrement the event's count below zero.")
            done = self._become(self.count - times)
        self.tell_watchers()
        return done

    def try_add(self, times: int = 1) -> bool:
        with self._gate.lock:
            if self.count == 0:
                return False
            self.count += times
            return True

    def add_count(self, times: int = 1) -> None:
        if not self.try_add(times):
            raise invalid_operation("The event is already signaled and cannot be incremented.")

    def start_again(self, count: int | None = None) -> None:
        with self._gate.lock:
            self.first = self.first if count is None else count
            self._become(self.first)
        self.tell_watchers()

    def _become(self, count: int) -> bool:
        self.count, self._set = count, count == 0
        self._gate.wake()
        return self._set


fill(
    CountdownEvent.net_type,
    _WAITS
    + """
    new(int initialCount)
    int CurrentCount {get;}
    int InitialCount {get;}
    void AddCount()
    void AddCount(int signalCount)
    void Reset()
    void Reset(int count)
    bool Signal()
    bool Signal(int signalCount)
    bool TryAddCount()
    bool TryAddCount(int signalCount)
    """,
    {
        **_WAITS_FUNCTIONS,
        "new": CountdownEvent,
        "CurrentCount": "count",
        "InitialCount": "first",
        "AddCount": CountdownEvent.add_count,
        "Reset": CountdownEvent.start_again,
        "Signal": CountdownEvent.signal,
        "TryAddCount": CountdownEvent.try_add,
    },
)


# -- ReaderWriterLockSlim


class ReaderWriterLock(NetObject):
    """Many readers or one writer; ``holders``: the threads that read."""

    __slots__ = ("_gate", "holders", "writer")
    net_type = define(_T + "ReaderWriterLockSlim")

    def __init__(self) -> None:
        super().__init__()
        self._gate = Gate()
        self.holders: set[int] = set()
        self.writer: int | None = None

    def enter_read(self, span: Any = -1) -> bool:
        me = threading.get_ident()
        with self._gate.lock:
            if me in self.holders:
                raise _recursion("Recursive read lock acquisitions not allowed in this mode.")
            done = self.writer is None or wait_heard(self._gate, lambda: self.writer is None, seconds_of(span))
            if done:
                self.holders.add(me)
            return done

    def enter_write(self, span: Any = -1) -> bool:
        me = threading.get_ident()
        with self._gate.lock:
            if self.writer == me:
                raise _recursion("Recursive write lock acquisitions not allowed in this mode.")
            if me in self.holders:
                raise _recursion("Write lock may not be acquired with read lock held. This pattern is prone to deadlocks. Please ensure that "
                                 "read locks are released before taking a write lock. If an upgrade is necessary, use an upgrade lock in place "
                                 "of the read lock.")  # fmt: skip
            done = wait_heard(self._gate, lambda: self.writer is None and not self.holders, seconds_of(span))
            if done:
                self.writer = me
            return done

    def exit_read(self) -> None:
        with self._gate.lock:
            if threading.get_ident() not in self.holders:
                raise _unheld("The read lock is being released without being held.")
            self.holders.remove(threading.get_ident())
            self._gate.wake()

    def exit_write(self) -> None:
        with self._gate.lock:
            if self.writer != threading.get_ident():
                raise _unheld("The write lock is being released without being held.")
            self.writer = None
            self._gate.wake()


def _recursion(text: str) -> NetError:
    return NetError.of(_T + "LockRecursionException", text)


def _unheld(text: str) -> NetError:
    return NetError.of(_T + "SynchronizationLockException", text)


fill(
    ReaderWriterLock.net_type,
    """
    new()
    int CurrentReadCount {get;}
    bool IsReadLockHeld {get;}
    bool IsWriteLockHeld {get;}
    void Dispose()
    void EnterReadLock()
    void EnterWriteLock()
    void ExitReadLock()
    void ExitWriteLock()
    bool TryEnterReadLock(int millisecondsTimeout)
    bool TryEnterReadLock(timespan timeout)
    bool TryEnterWriteLock(int millisecondsTimeout)
    bool TryEnterWriteLock(timespan timeout)
    """,
    {
        "new": ReaderWriterLock,
        "CurrentReadCount": lambda own: len(own.holders),
        "IsReadLockHeld": lambda own: threading.get_ident() in own.holders,
        "IsWriteLockHeld": lambda own: own.writer == threading.get_ident(),
        "Dispose": lambda own: None,
        "EnterReadLock": ReaderWriterLock.enter_read,
        "EnterWriteLock": ReaderWriterLock.enter_write,
        "ExitReadLock": ReaderWriterLock.exit_read,
        "ExitWriteLock": ReaderWriterLock.exit_write,
        "TryEnterReadLock": ReaderWriterLock.enter_read,
        "TryEnterWriteLock": ReaderWriterLock.enter_write,
    },
)


# -- waiting for several


def _handles(given: Any) -> list[EventWaitHandle]:
    found = [unwrap(one) for one in items_of(needed(given, "waitHandles"))]
    if not found:
        raise bad_argument("Waithandle array may not be empty.", "waitHandles")
    return found


def _wait_any(given: Any, span: Any = -1, exit_context: bool = False) -> int:
    hit = wait_any(_handles(given), seconds_of(span))
    return _TIMEOUT if hit is None else hit


def _wait_all(given: Any, span: Any = -1, exit_context: bool = False) -> bool:
    handles = _handles(given)
    for number, one in enumerate(handles):
        if one in handles[:number]:
            raise NetError.of("System.DuplicateWaitObjectException", f"Duplicate objects in argument. (Parameter 'waitHandles[{number}]')")
    return wait_all(handles, seconds_of(span))


fill(
    _T + "WaitHandle",
    """
    static int WaitTimeout {get;}
    void Close()
    void Dispose()
    bool WaitOne()
    bool WaitOne(int millisecondsTimeout)
    bool WaitOne(timespan timeout)
    bool WaitOne(int millisecondsTimeout, bool exitContext)
    static bool WaitAll(System.Threading.WaitHandle[] waitHandles)
    static bool WaitAll(System.Threading.WaitHandle[] waitHandles, int millisecondsTimeout)
    static bool WaitAll(System.Threading.WaitHandle[] waitHandles, timespan timeout)
    static int WaitAny(System.Threading.WaitHandle[] waitHandles)
    static int WaitAny(System.Threading.WaitHandle[] waitHandles, int millisecondsTimeout)
    static int WaitAny(System.Threading.WaitHandle[] waitHandles, timespan timeout)
    """,
    {
        "::WaitTimeout": _TIMEOUT,
        "Close": EventWaitHandle.close,
        "Dispose": EventWaitHandle.close,
        "WaitOne": _wait,
        "::WaitAll": _wait_all,
        "::WaitAny": _wait_any,
    },
)


# -- ThreadLocal and ThreadPool


class ThreadLocal(NetObject):
    """A value for each thread."""

    __slots__ = ("closed", "held", "make")
    net_type = define(_T + "ThreadLocal`1", kind="generic")

    def __init__(self, closed: NetType, make: Any = None) -> None:
        super().__init__()
        self.closed, self.make, self.held = closed, make, threading.local()

    @property
    def is_made(self) -> bool:
        return hasattr(self.held, "value")

    @property
    def value(self) -> Any:
        if not self.is_made:
            self.held.value = self.make() if callable(self.make) else default_value(self.closed.generic_arguments[0])
        return self.held.value

    @value.setter
    def value(self, value: Any) -> None:
        self.held.value = value


_LOCAL = ThreadLocal.net_type
ThreadLocal.net_type = property(lambda self: self.closed)  # type: ignore[assignment]


@wants_type
def _new_local(net: NetType, make: Any = None) -> ThreadLocal:
    return ThreadLocal(net, make)


fill(
    _LOCAL,
    "new()\nnew(System.Func[T] valueFactory)\nbool IsValueCreated {get;}\nT Value {get;set;}\nvoid Dispose()",
    {"new": _new_local, "IsValueCreated": "is_made", "Value": "value", "Dispose": lambda own: None},
)
_POOL = {"least": [4, 4], "most": [32767, 1000]}


def _tell(which: str) -> Callable[[Any, Any], None]:
    def run(workers: Any, ports: Any) -> None:
        workers.value, ports.value = _POOL[which]

    return run


def _keep(which: str) -> Callable[[int, int], bool]:
    def run(workers: int, ports: int) -> bool:
        if workers < 1 or ports < 1:
            return False
        _POOL[which] = [workers, ports]
        return True

    return run


_COUNTS = "[ref] int workerThreads, [ref] int completionPortThreads"
define(_T + "ThreadPool")
fill(
    _T + "ThreadPool",
    f"""
    static void GetAvailableThreads({_COUNTS})
    static void GetMaxThreads({_COUNTS})
    static void GetMinThreads({_COUNTS})
    static bool SetMaxThreads(int workerThreads, int completionPortThreads)
    static bool SetMinThreads(int workerThreads, int completionPortThreads)
    """,
    {
        "::GetAvailableThreads": _tell("most"),
        "::GetMaxThreads": _tell("most"),
        "::GetMinThreads": _tell("least"),
        "::SetMaxThreads": _keep("most"),
        "::SetMinThreads": _keep("least"),
    },
)
