"""The few concurrency primitives that the whole project shares.

`Deadline` is a point in time that is handed down instead of time-outs, `CancelToken` a flag that everybody who waits
can hear, `hearing` makes it the one that a thread's waits hear (`wait_heard`), `ThreadScope` a block that does not end
before its threads have, `Mailbox` a bounded queue with high and low water marks (producers pause above the one, resume
below the other, so that a stream is neither unbounded nor stop-and-go). None of them knows of jobs, wires or PowerShell.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from psbridge.errors import Cancelled, DeadlineExceeded, MailboxClosed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

T = TypeVar("T")


class Deadline:
    """A point on a monotonic clock; `Deadline.never()` lies beyond all others. The clock is injectable for tests.

    Examples:
        >>> psb.Deadline.after(60).expired
        False
        >>> psb.Deadline.never().remaining() is None
        True
    """

    __slots__ = ("_clock", "at")

    def __init__(self, at: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.at = at
        self._clock = clock

    @classmethod
    def after(cls, seconds: float | None, clock: Callable[[], float] = time.monotonic) -> Deadline:
        """The deadline `seconds` from now; `None` means never."""
        return cls(None if seconds is None else clock() + seconds, clock)

    @classmethod
    def never(cls) -> Deadline:
        """The deadline that does not come."""
        return cls(None)

    def remaining(self) -> float | None:
        """Seconds left, at least 0.0; None when there is no limit: fits the `timeout` of every standard wait."""
        return None if self.at is None else max(0.0, self.at - self._clock())

    @property
    def expired(self) -> bool:
        """Whether the time is over."""
        return self.at is not None and self._clock() >= self.at

    def check(self, what: str = "the operation") -> None:
        """Raise `DeadlineExceeded` when the time is over."""
        if self.expired:
            raise DeadlineExceeded(f"Time for {what} is over", hint="Allow more time, or look why the peer is slow.")

    def sooner(self, seconds: float | None) -> Deadline:
        """The earlier of this deadline and `seconds` from now."""
        if seconds is None:
            return self
        at = self._clock() + seconds
        return Deadline(at if self.at is None else min(at, self.at), self._clock)

    def __repr__(self) -> str:
        left = self.remaining()
        return "Deadline(never)" if left is None else f"Deadline({left:.3f}s left)"


class CancelToken:
    """A one-way flag. Hot loops read the plain attribute `cancelled`; sleepers register a callback or `wait`.

    A child is cancelled with its parent, not the other way round. `close()` unhooks a child that has done its work, so
    that a long-lived parent does not collect dead children. Callbacks run on the cancelling thread, once, and must be
    short.

    Examples:
        >>> token = psb.CancelToken()
        >>> child = token.child()
        >>> token.cancel("enough")
        True
        >>> child.cancelled
        True
    """

    __slots__ = ("__weakref__", "_callbacks", "_event", "_lock", "_next", "_unhook", "cancelled", "reason")

    def __init__(self, parent: CancelToken | None = None) -> None:
        self.cancelled = False
        self.reason: object = None
        self._lock = threading.Lock()
        self._callbacks: dict[int, Callable[[], object]] = {}
        self._next = 0
        self._event: threading.Event | None = None
        self._unhook: Callable[[], None] | None = None
        if parent is not None:
            self._unhook = parent.on_cancel(lambda: self.cancel(parent.reason))

    def child(self) -> CancelToken:
        """A new token that is cancelled with this one."""
        return CancelToken(self)

    def cancel(self, reason: object = None) -> bool:
        """Set the flag and call everybody back; False when it was set before. A callback's error is raised last."""
        with self._lock:
            if self.cancelled:
                return False
            self.reason = reason
            self.cancelled = True
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
            event = self._event
        if event is not None:
            event.set()
        failure: Exception | None = None
        for callback in callbacks:
            try:
                callback()
            except Exception as error:  # noqa: BLE001 - the other listeners must hear of it too
                failure = failure or error
        if failure is not None:
            raise failure
        return True

    def on_cancel(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback` at cancellation (at once when that has been); returns the function that takes it back."""
        with self._lock:
            if not self.cancelled:
                self._next += 1
                key = self._next
                self._callbacks[key] = callback
                return lambda: self._forget(key)
        callback()
        return _nothing

    def _forget(self, key: int) -> None:
        with self._lock:
            self._callbacks.pop(key, None)

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep until cancelled or until `timeout`; returns `cancelled`."""
        with self._lock:
            if self.cancelled:
                return True
            if self._event is None:
                self._event = threading.Event()
        return self._event.wait(timeout)

    def check(self) -> None:
        """Raise `Cancelled` when the flag is set."""
        if self.cancelled:
            raise Cancelled("The operation was cancelled" if self.reason is None else f"Cancelled: {self.reason}")

    def close(self) -> None:
        """Unhook from the parent and forget all callbacks; the flag stays as it is."""
        unhook, self._unhook = self._unhook, None
        if unhook is not None:
            unhook()
        with self._lock:
            self._callbacks.clear()

    def __repr__(self) -> str:
        return f"CancelToken(cancelled={self.cancelled})"


class _Ear(threading.local):
    """What the waits of a thread hear."""

    token: CancelToken | None = None


_ear = _Ear()


class hearing:  # noqa: N801 - reads like the `with` statement that it is for
    """A `with` block in which what this thread waits for with `wait_heard` ends when `token` is cancelled."""

    __slots__ = ("_before", "_token")

    def __init__(self, token: CancelToken) -> None:
        self._token = token
        self._before: CancelToken | None = None

    def __enter__(self) -> CancelToken | None:
        """What was heard until now."""
        self._before, _ear.token = _ear.token, self._token
        return self._before

    def __exit__(self, *_: object) -> None:
        _ear.token = self._before


class Gate(threading.Condition):
    """A condition for `wait_heard` that wakes only if somebody sleeps; `with gate.lock` is the quicker way in."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        super().__init__(self.lock)
        self.sleepers = 0

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep until woken; False when the time is over first."""
        self.sleepers += 1
        try:
            return super().wait(timeout)
        finally:
            self.sleepers -= 1

    def wake(self) -> None:
        """Let all who sleep look again; the lock is held."""
        if self.sleepers:
            self.notify_all()


def wait_heard(gate: threading.Condition, ready: Callable[[], object], seconds: float | None = None) -> bool:
    """Sleep on `gate`, whose lock is held and may be taken again (an RLock), until `ready()`; False when the time is over first.

    What `ready` takes when it says yes is taken. `Cancelled` when the token that the thread hears is cancelled first.
    """
    if ready():
        return True
    if seconds is not None and seconds <= 0:
        return False
    return _sleep_heard(gate, ready, seconds, _ear.token)


def pause_heard(seconds: float | None) -> None:
    """Sleep for so long (None: for ever); `Cancelled` when the token that the thread hears is cancelled first."""
    token = _ear.token
    if token is not None:
        token.wait(seconds)
        token.check()
    elif seconds is not None:
        time.sleep(seconds)
    else:
        threading.Event().wait()


def check_heard() -> None:
    """`Cancelled` when the token that the thread hears is cancelled."""
    token = _ear.token
    if token is not None:
        token.check()


def _sleep_heard(
    gate: threading.Condition, ready: Callable[[], object], seconds: float | None, token: CancelToken | None
) -> bool:
    if token is None:
        return bool(gate.wait_for(ready, seconds))

    def awake() -> object:
        token.check()
        return ready()

    unhook = token.on_cancel(_notifier(gate))
    try:
        return bool(gate.wait_for(awake, seconds))
    finally:
        unhook()


class ThreadScope:
    """A `with` block that owns threads: it ends when the last one has ended, and re-raises the first thing that failed.

    When the block or a thread fails, `token` is cancelled, so that siblings which watch it come home early.
    """

    def __init__(self, name: str = "scope", *, token: CancelToken | None = None) -> None:
        self.name = name
        self.token = CancelToken(token)
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._failure: BaseException | None = None
        self._count = 0

    def __enter__(self) -> ThreadScope:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            self.token.cancel(error)
        self.join()
        self.token.close()
        if error is None and self._failure is not None:
            raise self._failure

    def start(self, target: Callable[..., object], *args: object) -> threading.Thread:
        """Run `target(*args)` on a thread of the scope."""
        with self._lock:
            self._count += 1
            thread = threading.Thread(
                target=self._run, args=(target, args), name=f"{self.name}-{self._count}", daemon=True
            )
            self._threads = [other for other in self._threads if other.is_alive() or other.ident is None]
            self._threads.append(thread)
        thread.start()
        return thread

    def join(self, timeout: float | None = None) -> bool:
        """Wait for all threads, also those started meanwhile; False when `timeout` came first."""
        deadline = Deadline.after(timeout)
        while True:
            with self._lock:
                alive = next((t for t in self._threads if t.is_alive() and t is not threading.current_thread()), None)
            if alive is None:
                return True
            alive.join(deadline.remaining())
            if deadline.expired:
                return not alive.is_alive() and self.join(0)

    def _run(self, target: Callable[..., object], args: tuple[object, ...]) -> None:
        try:
            target(*args)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the scope ends
            with self._lock:
                self._failure = self._failure or error
            self.token.cancel(error)


class Mailbox(Generic[T]):
    """A queue between threads with back-pressure: `put` blocks above `high` items and goes on at or below `low`.

    `put_nowait` never blocks and says whether the producer may go on; producers that cannot block (an event loop) use
    it and get `on_resume` called when the level has sunk. A closed mailbox can be emptied, then `get` raises
    `MailboxClosed`; `close(error)` makes it raise that error instead.
    """

    def __init__(
        self, high: int = 1000, low: int | None = None, *, on_resume: Callable[[], None] | None = None
    ) -> None:
        if high < 1:
            raise ValueError(f"high water mark must be at least 1, not {high}")
        self.high = high
        self.low = high // 2 if low is None else min(low, high - 1)
        self._items: deque[T] = deque()
        self._lock = threading.RLock()  # a token that is cancelled already calls back at once, on the thread that waits
        self._filled = threading.Condition(self._lock)
        self._drained = threading.Condition(self._lock)
        self._paused = False
        self._closed = False
        self._error: BaseException | None = None
        self._on_resume = on_resume

    def __len__(self) -> int:
        return len(self._items)

    @property
    def paused(self) -> bool:
        """Whether producers should wait."""
        return self._paused

    @property
    def closed(self) -> bool:
        """Whether `close` was called; items may still be there."""
        return self._closed

    def put(self, item: T, *, deadline: Deadline | None = None, token: CancelToken | None = None) -> None:
        """Add an item, waiting for room when the mailbox is above its high water mark."""
        with self._drained:
            if self._paused and not self._closed:
                self._await(self._drained, lambda: not self._paused, deadline, token, "room in a mailbox")
            self._append(item)

    def put_nowait(self, item: T) -> bool:
        """Add an item at once; False means: please pause until `on_resume`."""
        with self._lock:
            self._append(item)
            return not self._paused

    def get(self, *, deadline: Deadline | None = None, token: CancelToken | None = None) -> T:
        """Take the oldest item, waiting for one."""
        with self._filled:
            if not self._items:
                self._await(self._filled, lambda: bool(self._items), deadline, token, "an item in a mailbox")
            item = self._take()
            resume = self._sink()
        if resume is not None:
            resume()
        return item

    def drain(self) -> list[T]:
        """Take all items that are there, without waiting."""
        with self._lock:
            items = list(self._items)
            self._items.clear()
            resume = self._sink()
        if resume is not None:
            resume()
        return items

    def close(self, error: BaseException | None = None) -> None:
        """Refuse further items; wake everybody who waits."""
        with self._lock:
            self._closed = True
            self._error = self._error or error
            self._paused = False
            self._filled.notify_all()
            self._drained.notify_all()

    def __iter__(self) -> Iterator[T]:
        """Items until the mailbox is closed and empty."""
        while True:
            try:
                yield self.get()
            except MailboxClosed:
                return

    def _append(self, item: T) -> None:
        if self._closed:
            raise MailboxClosed("The mailbox is closed", hint="The receiver has gone; stop sending.")
        self._items.append(item)
        if len(self._items) >= self.high:
            self._paused = True
        self._filled.notify()

    def _take(self) -> T:
        if self._items:
            return self._items.popleft()
        raise self._error or MailboxClosed("The mailbox is closed and empty")

    def _sink(self) -> Callable[[], None] | None:
        """Let producers go on at the low water mark; returns the callback to be called without the lock."""
        if not self._paused or len(self._items) > self.low:
            return None
        self._paused = False
        self._drained.notify_all()
        return self._on_resume

    def _await(
        self,
        condition: threading.Condition,
        ready: Callable[[], bool],
        deadline: Deadline | None,
        token: CancelToken | None,
        what: str,
    ) -> None:
        """Sleep on `condition` (its lock is held) until `ready`, closed, cancelled or late."""
        unhook = None if token is None else token.on_cancel(_notifier(condition))
        try:
            while not (ready() or self._closed):
                if token is not None:
                    token.check()
                if deadline is not None:
                    deadline.check(what)
                condition.wait(None if deadline is None else deadline.remaining())
        finally:
            if unhook is not None:
                unhook()


def _notifier(condition: threading.Condition) -> Callable[[], None]:
    """A callback that wakes `condition` from a thread that does not hold its lock."""

    def notify() -> None:
        with condition:
            condition.notify_all()

    return notify


def _nothing() -> None:
    """Unhooks nothing."""
