"""System.Threading.Tasks.Task and TaskCompletionSource.

Decides what a script sees of work that goes on elsewhere: `running` starts a Python function on a thread, `finished` is a task that is done.
Script blocks are not run by tasks: PowerShell has no runspace on their threads either.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from typing import Any

from psbridge.concurrency import Deadline, Gate, wait_heard
from psbridge.engine.members import interfaces  # noqa: F401 - declares IAsyncResult
from psbridge.engine.members.arguments import invalid_operation, needed, seconds_of
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.lists import items_of
from psbridge.engine.members.table import fill, wants_type
from psbridge.objects.containers import TypedArray
from psbridge.objects.exceptions import NetError, NetException
from psbridge.objects.nettypes import NetType, define, find_type, type_of
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.waithandle import ManualResetEvent

_T = "System.Threading."
_WAITING, _DONE, _CANCELED, _FAULTED = 1, 5, 6, 7
_NUMBERS = count(1)
TASK = define(_T + "Tasks.Task", interfaces=["System.IAsyncResult"])
TASK_OF = define(_T + "Tasks.Task`1", TASK, kind="generic")
_VOID = object()


class Task(NetObject):
    """Work that ends with a result, an exception or not at all."""

    __slots__ = ("_actions", "_gate", "closed", "error", "held", "number", "state")

    def __init__(self, closed: NetType = TASK) -> None:
        super().__init__()
        self.closed, self.state, self.number = closed, _WAITING, next(_NUMBERS)
        self.held: Any = None
        self.error: NetException | None = None
        self._gate = Gate()
        self._actions: tuple[Callable[[], Any], ...] = ()

    def end(self, state: int, held: Any = None, error: NetException | None = None) -> bool:
        """False when it had ended before."""
        with self._gate.lock:
            if self.ended:
                return False
            self.state, self.held, self.error = state, held, error
            self._gate.wake()
            actions, self._actions = self._actions, ()
        for act in actions:
            act()
        return True

    def after(self, act: Callable[[], Any]) -> Callable[[], None]:
        """Have `act` called when the task has ended (at once when it has); what takes that back."""
        with self._gate.lock:
            if not self.ended:
                self._actions = (*self._actions, act)
                return lambda: self._forget(act)
        act()
        return lambda: None

    def _forget(self, act: Callable[[], Any]) -> None:
        with self._gate.lock:
            self._actions = tuple(one for one in self._actions if one is not act)

    @property
    def ended(self) -> bool:
        return self.state >= _DONE

    def over(self, span: Any = -1) -> bool:
        """Wait for the end, whatever it is."""
        return self.within(seconds_of(span))

    def within(self, seconds: float | None) -> bool:
        if self.ended:
            return True
        with self._gate.lock:
            return wait_heard(self._gate, lambda: self.ended, seconds)

    def wait(self, span: Any = -1) -> bool:
        """Wait for the end; what went wrong comes as an AggregateException."""
        if not self.over(span):
            return False
        if self.state != _DONE:
            raise NetError(self.aggregate())
        return True

    def failure(self) -> NetException:
        if self.error is not None:
            return self.error
        return NetException(_T + "Tasks.TaskCanceledException", "A task was canceled.")

    def aggregate(self) -> NetException:
        inner = self.failure()
        return NetException("System.AggregateException", f"One or more errors occurred. ({inner.message})", inner)

    @property
    def result(self) -> Any:
        self.wait()
        return self.held

    def unwrapped(self) -> Any:
        """GetAwaiter().GetResult(): the exception itself."""
        self.over()
        if self.state != _DONE:
            raise NetError(self.failure())
        return self.held


Task.net_type = property(lambda self: self.closed)  # type: ignore[assignment]


def finished(value: Any = _VOID) -> Task:
    """A task that has ended well."""
    made = Task(TASK if value is _VOID else TASK_OF.close(find_type("System.Object") if value is None else type_of(unwrap(value))))
    made.end(_DONE, None if value is _VOID else value)
    return made


def running(work: Callable[[], Any], closed: NetType = TASK) -> Task:
    """A task for a Python function, on a thread of its own."""
    made = Task(closed)

    def act() -> None:
        try:
            made.end(_DONE, work())
        except NetError as error:
            made.end(_FAULTED, None, error.exception)
        except Exception as error:  # noqa: BLE001 - what went wrong is the task's to tell
            made.end(_FAULTED, None, NetException("System.Exception", str(error)))

    threading.Thread(target=act, daemon=True).start()
    return made


class Awaiter(NetObject):
    """What GetAwaiter gives."""

    __slots__ = ("task",)
    net_type = define("System.Runtime.CompilerServices.TaskAwaiter", "System.ValueType", kind="struct")

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task


fill(
    Awaiter.net_type,
    "bool IsCompleted {get;}\nSystem.Object GetResult()",
    {"IsCompleted": lambda own: own.task.ended, "GetResult": lambda own: own.task.unwrapped()},
)


def _delay(span: Any, token: Any = None) -> Task:
    made, seconds = Task(), seconds_of(span)
    if seconds is not None:
        clock = threading.Timer(seconds, made.end, (_DONE,))
        clock.daemon = True
        clock.start()
    if token is not None:
        token.source.register(lambda: made.end(_CANCELED))
    return made


def _tasks(given: tuple[Any, ...]) -> list[Task]:
    """Tasks one by one or as a collection."""
    return [unwrap(item) for one in given for item in ([one] if isinstance(unwrap(one), Task) else items_of(needed(one, "tasks")))]


def _split(given: tuple[Any, ...]) -> tuple[list[Task], Any]:
    """The tasks and the time behind them."""
    last = given[-1] if len(given) > 1 and not isinstance(unwrap(given[-1]), Task) else None
    return (_tasks(given[:-1]), last) if last is not None else (_tasks(given), -1)


def _wait_all(*given: Any) -> bool:
    tasks, span = _split(given)
    limit = Deadline.after(seconds_of(span))
    done = all(one.within(limit.remaining()) for one in tasks)
    failures = [one.failure() for one in tasks if one.ended and one.state != _DONE]
    if failures:
        told = " ".join(f"({one.message})" for one in failures)
        raise NetError(NetException("System.AggregateException", f"One or more errors occurred. {told}", failures[0]))
    return done


def _wait_any(*given: Any) -> int:
    tasks, span = _split(given)
    signal = ManualResetEvent()
    ends = [one.after(signal.set_event) for one in tasks]
    try:
        if not signal.wait_heard(seconds_of(span)):
            return -1
    finally:
        for end in ends:
            end()
    return next(i for i, one in enumerate(tasks) if one.ended)


def _when_all(*given: Any) -> Task:
    tasks = _tasks(given)
    kinds = {one.closed for one in tasks}
    closed = kinds.pop() if len(kinds) == 1 else TASK
    if closed is TASK:
        return _ended(tasks) or running(lambda: _wait_all(*tasks) and None)
    element = closed.generic_arguments[0]
    return running(lambda: _wait_all(*tasks) and _array(element, tasks), TASK_OF.close(element.array()))


def _ended(tasks: list[Task]) -> Task | None:
    return finished() if all(one.state == _DONE for one in tasks) else None


def _array(element: NetType, tasks: list[Task]) -> Any:
    return TypedArray(element, [one.held for one in tasks])


def _when_any(*given: Any) -> Task:
    tasks = _tasks(given)
    return running(lambda: tasks[_wait_any(*tasks)], TASK_OF.close(TASK))


def _faulted(exception: Any) -> Task:
    made = Task()
    made.end(_FAULTED, None, needed(exception, "exception"))
    return made


def _canceled(token: Any = None) -> Task:
    made = Task()
    made.end(_CANCELED)
    return made


def _status(task: Task) -> Any:
    return enum_type(_T + "Tasks.TaskStatus")(task.state)


_C = "System.Threading.CancellationToken"
_K = "System.Threading.Tasks.Task"
fill(
    TASK,
    f"""
    System.Object AsyncState {{get;}}
    System.Threading.WaitHandle AsyncWaitHandle {{get;}}
    bool CompletedSynchronously {{get;}}
    System.AggregateException Exception {{get;}}
    int Id {{get;}}
    bool IsCanceled {{get;}}
    bool IsCompleted {{get;}}
    bool IsCompletedSuccessfully {{get;}}
    bool IsFaulted {{get;}}
    {_K}Status Status {{get;}}
    static {_K} CompletedTask {{get;}}
    System.Object ConfigureAwait(bool continueOnCapturedContext)
    void Dispose()
    System.Runtime.CompilerServices.TaskAwaiter GetAwaiter()
    void Wait()
    bool Wait(int millisecondsTimeout)
    bool Wait(timespan timeout)
    static {_K} Delay(int millisecondsDelay)
    static {_K} Delay(timespan delay)
    static {_K} Delay(int millisecondsDelay, {_C} cancellationToken)
    static {_K} FromCanceled({_C} cancellationToken)
    static {_K} FromException(System.Exception exception)
    static {_K} FromResult(System.Object result)
    static void WaitAll(params {_K}[] tasks)
    static bool WaitAll({_K}[] tasks, int millisecondsTimeout)
    static int WaitAny(params {_K}[] tasks)
    static int WaitAny({_K}[] tasks, int millisecondsTimeout)
    static {_K} WhenAll(params {_K}[] tasks)
    static {_K} WhenAny(params {_K}[] tasks)
    """,
    {
        "AsyncState": lambda task: None,
        "AsyncWaitHandle": lambda task: _handle(task),
        "CompletedSynchronously": lambda task: False,
        "Exception": lambda task: task.aggregate() if task.state == _FAULTED else None,
        "Id": "number",
        "IsCanceled": lambda task: task.state == _CANCELED,
        "IsCompleted": "ended",
        "IsCompletedSuccessfully": lambda task: task.state == _DONE,
        "IsFaulted": lambda task: task.state == _FAULTED,
        "Status": _status,
        "::CompletedTask": lambda net: finished(),
        "ConfigureAwait": lambda task, captured: task,
        "Dispose": lambda task: None,
        "GetAwaiter": Awaiter,
        "Wait": Task.wait,
        "::Delay": _delay,
        "::FromCanceled": _canceled,
        "::FromException": _faulted,
        "::FromResult": finished,
        "::WaitAll": _wait_all,
        "::WaitAny": _wait_any,
        "::WhenAll": _when_all,
        "::WhenAny": _when_any,
    },
)
fill(TASK_OF, "T Result {get;}", {"Result": "result"})


def _handle(task: Task) -> ManualResetEvent:
    made = ManualResetEvent(task.ended)
    task.after(made.set_event)
    return made


class TaskSource(NetObject):
    """TaskCompletionSource<T>: a task that ends when it is told to."""

    __slots__ = ("closed", "task")
    net_type = define(_T + "Tasks.TaskCompletionSource`1", kind="generic")

    def __init__(self, closed: NetType) -> None:
        super().__init__()
        self.closed, self.task = closed, Task(TASK_OF.close(*closed.generic_arguments))


_SOURCE_OF = TaskSource.net_type
TaskSource.net_type = property(lambda self: self.closed)  # type: ignore[assignment]


@wants_type
def _new_source(net: NetType) -> TaskSource:
    return TaskSource(net)


def _ending(state: int) -> tuple[Callable[..., bool], Callable[..., None]]:
    """The method that says whether it did, and the one that minds when it did not."""

    def attempt(own: TaskSource, value: Any = None) -> bool:
        return own.task.end(state, value if state == _DONE else None, value if state == _FAULTED else None)

    def demand(own: TaskSource, value: Any = None) -> None:
        if not attempt(own, value):
            raise invalid_operation("An attempt was made to transition a task to a final state when it had already completed.")

    return attempt, demand


_ENDS = {"Result": _ending(_DONE), "Exception": _ending(_FAULTED), "Canceled": _ending(_CANCELED)}
fill(
    _SOURCE_OF,
    f"""
    new()
    {_K}[T] Task {{get;}}
    void SetCanceled()
    void SetException(System.Exception exception)
    void SetResult(T result)
    bool TrySetCanceled()
    bool TrySetException(System.Exception exception)
    bool TrySetResult(T result)
    """,
    {
        "new": _new_source,
        "Task": "task",
        **{f"TrySet{name}": pair[0] for name, pair in _ENDS.items()},
        **{f"Set{name}": pair[1] for name, pair in _ENDS.items()},
    },
)
