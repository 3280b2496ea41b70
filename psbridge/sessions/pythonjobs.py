"""Python callables as jobs: each in a process of its own, with the face of any other job.

Decides what becomes of a call: what it returns is output (of a generator every item, as it comes), what it prints is information, what it
raises makes the job Failed.  Arguments and results are pickled; the process ends with ours.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import connection
from typing import Any

from psbridge.errors import InvalidTransition
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.jobs.states import JobEvent
from psbridge.objects import ErrorRecord, NetException
from psbridge.objects.records import HostInformationMessage, InformationRecord
from psbridge.sessions.limits import broken_record
from psbridge.sessions.origin import OriginInfo, RemotingErrorRecord

OUTPUT, PRINTED, ENDED, RAISED = range(4)


class _Printed:
    """Standard output of the child: every line is told."""

    def __init__(self, tell: Callable[[tuple[int, Any]], None]) -> None:
        self._tell, self._rest = tell, ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._tell((PRINTED, line))
        return len(text)

    def flush(self) -> None:
        """A line is told when it is complete."""

    def close_line(self) -> None:
        if self._rest:
            self._tell((PRINTED, self._rest))


def _work(channel: connection.Connection, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    """In the child."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    printed = _Printed(channel.send)
    sys.stdout = printed
    try:
        for value in _values(function(*arguments, **named)):
            channel.send((OUTPUT, value))
        printed.close_line()
        channel.send((ENDED, None))
    except BaseException as error:  # noqa: BLE001 - whatever it was, the job must hear of it
        printed.close_line()
        channel.send((RAISED, (type(error).__name__, str(error), traceback.format_exc())))
    channel.close()


def _values(result: Any) -> Iterator[Any]:
    if isinstance(result, Iterator):
        yield from result
    elif result is not None:
        yield result


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


class CallableRunner:
    """Runs a callable for a child job."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any], method: str) -> None:
        self._function, self._arguments, self._named = function, arguments, named
        self._context: Any = multiprocessing.get_context(method)
        self._process: Any = None
        self._stopped = False

    def start(self, child: RemotingChildJob) -> None:
        ours, theirs = self._context.Pipe(False)
        self._process = self._context.Process(target=_work, args=(theirs, self._function, self._arguments, self._named), daemon=True)
        self._process.start()
        theirs.close()
        child.move(JobEvent.START)
        threading.Thread(target=self._listen, args=(child, ours), name=f"job {child.id}", daemon=True).start()

    def stop(self, child: RemotingChildJob) -> None:
        self._stopped = True
        self._process.kill()

    def unblock(self, child: RemotingChildJob) -> None:
        """A callable asks nothing."""

    @property
    def pid(self) -> int | None:
        """The process id of the child."""
        return None if self._process is None else self._process.pid

    def _listen(self, child: RemotingChildJob, channel: connection.Connection) -> None:
        ended = False
        try:
            while not ended:
                ended = self._take(child, *channel.recv())
        except (EOFError, OSError):
            self._died(child)
        except pickle.UnpicklingError as error:
            exception = NetException("System.Runtime.Serialization.SerializationException", str(error))
            self._fail(child, ErrorRecord(exception, "Unpickling", 8, None))
        channel.close()
        self._process.join()

    def _take(self, child: RemotingChildJob, kind: int, value: Any) -> bool:
        if kind == OUTPUT:
            child.put("output", value)
        elif kind == PRINTED:
            child.put("information", InformationRecord(HostInformationMessage(value), "print", ["PSHOST"]))
        elif kind == ENDED:
            self._move(child, JobEvent.COMPLETE, None)
        else:
            name, text, trace = value
            remote = "System.Management.Automation.RemoteException"
            exception = NetException(remote, text or name, None, PythonType=name, PythonTraceback=trace)
            exception.stack_trace = trace
            self._fail(child, ErrorRecord(exception, name, 0, None))
        return kind >= ENDED

    def _died(self, child: RemotingChildJob) -> None:
        """The process went without a word: because we stopped it, or because somebody killed it."""
        if self._stopped:
            self._move(child, JobEvent.STOP, None)
            return
        self._process.join()
        from psbridge.errors import ConnectionFailed

        self._fail(child, broken_record(ConnectionFailed(f"The process of the job has ended (exit code {self._process.exitcode})")))

    def _fail(self, child: RemotingChildJob, record: ErrorRecord) -> None:
        child.failure_record = RemotingErrorRecord(record, OriginInfo(child.location, child.runspace_id))
        self._move(child, JobEvent.FAIL, record.exception)

    @staticmethod
    def _move(child: RemotingChildJob, event: JobEvent, reason: Any) -> None:
        with contextlib.suppress(InvalidTransition):  # it may have been ended in the same moment
            child.move(event, reason)


def start_callable(
    function: Callable[..., Any],
    arguments: tuple[Any, ...] = (),
    named: dict[str, Any] | None = None,
    *,
    name: str | None = None,
    add: Callable[[RemotingJob], object] | None = None,
    method: str = "spawn",
) -> RemotingJob:
    """A job that calls `function` in a process of its own; `method` is that of multiprocessing (spawn, forkserver, fork)."""
    command = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', repr(function))}"
    job = RemotingJob(command, name, job_type_name="PythonJob")
    runner = CallableRunner(function, arguments, named or {}, method)
    child = RemotingChildJob(command, "localhost", runner)
    job.adopt([child])
    if add is not None:
        add(job)
    job.begin()
    runner.start(child)
    return job


def by_name(reference: str) -> Callable[..., Any]:
    """The callable under `package.module:name`."""
    module, _, attribute = reference.partition(":")
    found: Any = importlib.import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]
