"""Python callables as jobs: each in a process of its own, with the face of any other job.

Decides what becomes of a call: what it returns is output (of a generator every item, as it comes), what it prints is information, what it
raises makes the job Failed.  Functions and classes of importable modules are named, all others (of a script, a notebook, lambdas) travel
themselves: the process runs nothing of the program that started it.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from psbridge.errors import ConnectionFailed, ConversionError, InvalidTransition
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.jobs.states import JobEvent
from psbridge.objects import ErrorRecord, NetException
from psbridge.objects.records import HostInformationMessage, InformationRecord
from psbridge.sessions.callables import ENDED, OUTPUT, PRINTED
from psbridge.sessions.limits import broken_record
from psbridge.sessions.origin import OriginInfo, RemotingErrorRecord

_BOOT = "import sys; from psbridge.sessions.callables import main; main(int(sys.argv[1]))"


class CallableRunner:
    """Runs a packed call for a child job."""

    def __init__(self, call: bytes) -> None:
        self._call = call
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def start(self, child: RemotingChildJob) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-c", _BOOT, str(theirs.fileno())]
        with theirs:
            # a session of its own: Ctrl-C at our terminal is for us, and we end the process when we end
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),), start_new_session=True)
        child.move(JobEvent.START)
        channel = Connection(ours.detach())
        threading.Thread(target=self._listen, args=(child, channel), name=f"job {child.id}", daemon=True).start()

    def stop(self, child: RemotingChildJob) -> None:
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def unblock(self, child: RemotingChildJob) -> None:
        """A callable asks nothing."""

    @property
    def pid(self) -> int | None:
        """The process id of the child."""
        return None if self._process is None else self._process.pid

    def _listen(self, child: RemotingChildJob, channel: Connection) -> None:
        ended = False
        try:
            channel.send(sys.path)
            channel.send_bytes(self._call)
            self._call = b""
            while not ended:
                ended = self._take(child, *channel.recv())
        except (EOFError, OSError):
            self._died(child)
        except Exception as error:  # noqa: BLE001 - a class of the program's own may refuse to be made again
            text = f"What the process of the job answered cannot be made again here: {type(error).__name__}: {error}"
            exception = NetException("System.Runtime.Serialization.SerializationException", text)
            self._fail(child, ErrorRecord(exception, "Unpickling", 8, None))
        channel.close()
        assert self._process is not None
        self._process.wait()

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
        assert self._process is not None
        self._fail(child, broken_record(ConnectionFailed(f"The process of the job has ended ({_how(self._process.wait())})")))

    def _fail(self, child: RemotingChildJob, record: ErrorRecord) -> None:
        child.failure_record = RemotingErrorRecord(record, OriginInfo(child.location, child.runspace_id))
        self._move(child, JobEvent.FAIL, record.exception)

    @staticmethod
    def _move(child: RemotingChildJob, event: JobEvent, reason: Any) -> None:
        with contextlib.suppress(InvalidTransition):  # it may have been ended in the same moment
            child.move(event, reason)


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


def _packed(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    import cloudpickle  # type: ignore[import-untyped]

    try:
        return cloudpickle.dumps((function, arguments, named))  # type: ignore[no-any-return]
    except Exception as error:
        for what, value in (("the function", function), *((f"argument {at + 1}", one) for at, one in enumerate(arguments)), *named.items()):
            try:
                cloudpickle.dumps(value)
            except Exception as problem:
                hint = "Pass plain data: a path instead of an open file, an address instead of a connection."
                raise ConversionError(f"{what} of the job cannot be sent to another process: {problem}", hint=hint) from problem
        raise ConversionError(f"the call cannot be sent to another process: {error}") from error


def start_callable(
    function: Callable[..., Any],
    arguments: tuple[Any, ...] = (),
    named: dict[str, Any] | None = None,
    *,
    name: str | None = None,
    add: Callable[[RemotingJob], object] | None = None,
) -> RemotingJob:
    """A job that calls `function` in a process of its own."""
    runner = CallableRunner(_packed(function, arguments, named or {}))
    command = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', repr(function))}"
    job = RemotingJob(command, name, job_type_name="PythonJob")
    child = RemotingChildJob(command, "localhost", runner)
    job.adopt([child])
    if add is not None:
        add(job)
    job.begin()
    runner.start(child)
    return job
