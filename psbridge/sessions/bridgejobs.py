"""Jobs that a host keeps for us: the PSBridge module spools their records there, under cursors; the store here says how far we are.

Decides exactly-once without trusting any connection: the id of a job is ours before it is started, a record has the host's cursor for its
number in the store, and a session that is lost is replaced by a new one that asks for what comes after the last number on disk.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from psbridge import clixml
from psbridge.errors import (
    AuthenticationError,
    BrokenStateError,
    DeadlineExceeded,
    LocalProtocolError,
    PsBridgeError,
    StoreError,
    TransportError,
    WSManFault,
)
from psbridge.jobs.states import FINISHED, JobState
from psbridge.objects.natural import from_python, to_python
from psbridge.objects.streams import DEBUG, ERROR, INFORMATION, OUTPUT, VERBOSE, WARNING
from psbridge.psrp import Command, Pipeline
from psbridge.sessions.arguments import apart
from psbridge.sessions.client import RunningPipeline
from psbridge.sessions.connection import Connection
from psbridge.sessions.session import Session
from psbridge.store import JobRow, JobStore

_IDLE = 60.0  # seconds: a client that was killed leaves nothing behind for longer
_BATCH = 256
_FLUSH = 0.1  # seconds after which records are on disk, however few they are
_STREAMS = {"Output": OUTPUT, "Error": ERROR, "Warning": WARNING, "Verbose": VERBOSE, "Debug": DEBUG, "Information": INFORMATION}
_LOST = (TransportError, WSManFault, BrokenStateError, DeadlineExceeded)
_THERE = "[bool] (Get-Command -Name Receive-BridgeJob -Module PSBridge -ErrorAction SilentlyContinue)"
_START = r"""
param($Id, $Name, $Script, $Arguments, $Parameters)
$given = @{ ScriptBlock = [scriptblock]::Create($Script); Id = $Id; Depth = 3 }
if ($Name) { $given['Name'] = $Name }
if ($null -ne $Arguments) { $given['ArgumentList'] = @($Arguments) }
if ($null -ne $Parameters) {
    $placed = @()
    if ($null -ne $Arguments) { $placed = @($Arguments) }
    $given['ScriptBlock'] = { param($script, [object[]] $placed, $named) & ([scriptblock]::Create($script)) @placed @named }
    $given['ArgumentList'] = @($Script, $placed, $Parameters)
}
"$((Start-BridgeJob @given -Confirm:$false).State)"
"""
# the state is asked for before the last records are read: what it says is true of all that came
_READ = r"""
param($Id, $After, $Wait)
$job = $null
if (-not $Wait) { $job = Get-BridgeJob -Id $Id -ErrorAction Stop }
Receive-BridgeJob -Id $Id -After $After -Wait:$Wait -AsText -ErrorAction Stop | ForEach-Object { "$($_.Cursor) $($_.Stream) $($_.Value)" }
if ($Wait) { $job = Get-BridgeJob -Id $Id -ErrorAction Stop }
"= $($job.State) $($job.Reason)"
"""
_STOP = "param($Id) Stop-BridgeJob -Id $Id -Confirm:$false -ErrorAction Stop"
_REMOVE = "param($Id) Remove-BridgeJob -Id $Id -Force -Confirm:$false -ErrorAction SilentlyContinue"
_GONE = "BridgeJobNotFound"
T = TypeVar("T")


class _Gone(PsBridgeError):
    """The host has no such job any more."""


def keeps_jobs(session: Session) -> bool:
    """Whether the host of a session has the module."""
    return _asked(session, _THERE)[-1:] == [True]


class BridgeJobs:
    """The kept jobs of a store.  `connect(row)` gives the connection to its host again.

    ``patience``: how many times in a row a lost session is replaced without a single new record; ``pause``: seconds before the first time,
    doubled with each.
    """

    def __init__(self, store: JobStore, connect: Callable[[JobRow], Connection], *, patience: int = 6, pause: float = 0.2) -> None:
        self.store, self._connect, self._patience, self._pause = store, connect, patience, pause

    # -- starting

    def start(self, row: JobRow, args: tuple[Any, ...] = (), session: Session | None = None) -> JobRow:
        """Have the host start a job of the store, in this session first, and in new ones when it is lost meanwhile."""
        key = str(uuid.uuid4())
        self.store.update(row.id, details={**row.details, "job": key})
        named = self.store.get(row.id)
        placed, parameters = apart(args)
        told = [from_python(placed) if placed else None, from_python(parameters) if parameters else None]
        self._keep_asking(named, lambda one: _asked(one, _START, key, named.name, named.command, *told), session)
        self.store.update(row.id, state=int(JobState.Running), began=time.time())
        return self.store.get(row.id)

    # -- fetching

    def fetch(self, row: JobRow, *, wait: bool = False, timeout: float | None = None) -> None:
        """Bring what the host has into the store; `wait`: until the job is over."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with contextlib.suppress(DeadlineExceeded):
            try:
                ended = self._keep_asking(row, lambda session: self._read(row, session, wait, deadline), deadline=deadline)
            except _Gone as error:
                ended = f"= Failed {error.what}"
            self._note(row, ended)

    def _read(self, row: JobRow, session: Session, wait: bool, deadline: float | None) -> str:
        """Read behind what the store has; the last line, which tells of the job."""
        sink = _Sink(self.store, row)
        running = _run(session, sink, _READ, row.details["job"], self.store.last(row.id), wait)
        try:
            while not (over := running.wait(_FLUSH)) and (deadline is None or time.monotonic() < deadline):
                sink.flush()
        finally:
            sink.flush()
        if not over:
            running.stop()
            raise DeadlineExceeded(f"Job {row.id} is not over", where=row.location)
        _check(running, sink.errors, session)
        if not sink.last:
            raise BrokenStateError("The host told nothing of the job", where=row.location)
        return sink.last

    def _note(self, row: JobRow, told: str) -> None:
        _, word, reason = told.split(" ", 2)
        if word == "Running":
            return
        body = clixml.write_element(reason, 1) if reason else None
        self.store.update(row.id, state=int(JobState.parse(word)), ended=time.time(), reason=body)

    # -- ending

    def stop(self, row: JobRow) -> None:
        """Stop it on its host; what it wrote until then is kept."""
        with contextlib.suppress(_Gone):
            self._keep_asking(row, lambda session: _asked(session, _STOP, row.details["job"]))
        self.fetch(row)

    def forget(self, row: JobRow) -> None:
        """Have the host forget it; one that runs is stopped."""
        with contextlib.suppress(_Gone):
            self._keep_asking(row, lambda session: _asked(session, _REMOVE, row.details["job"]))

    # -- sessions come and go

    def _keep_asking(self, row: JobRow, ask: Callable[[Session], T], session: Session | None = None, deadline: float | None = None) -> T:
        """Ask in a session; when it is lost, in another one."""
        failures, known = 0, self.store.last(row.id)
        while True:
            try:
                if session is not None:
                    return ask(session)
                with self._session(row) as made:
                    return ask(made)
            except _LOST as error:
                last = self.store.last(row.id)
                failures, known, session = 1 if last > known else failures + 1, last, None
                over = deadline is not None and time.monotonic() >= deadline
                if over or failures > self._patience or isinstance(error, AuthenticationError):
                    raise
            threading.Event().wait(self._pause * 2 ** min(failures - 1, 4))

    @contextlib.contextmanager
    def _session(self, row: JobRow) -> Any:
        connection = self._connect(row)
        if connection.transport == "wsman":
            connection = connection.with_words(idle_timeout=_IDLE)
        session = Session(row.location, connection=connection, name=row.name).open()
        try:
            yield session
        finally:
            with contextlib.suppress(PsBridgeError):
                session.close()


class _Sink:
    """Records on their way into the store, some at a time; safe to lose: what is not on disk is asked for again."""

    def __init__(self, store: JobStore, row: JobRow) -> None:
        self._store, self._row = store, row
        self._waiting: list[tuple[int, str, bytes]] = []
        self._first = 0
        self._lock = threading.Lock()
        self.errors: list[Any] = []
        self.last = ""

    def __call__(self, stream: int, value: Any) -> None:
        if stream == ERROR:
            self.errors.append(value)
        if stream != OUTPUT:
            return
        line = str(value)
        if line.startswith("= "):
            self.last = line
            return
        number, kind, text = line.split(" ", 2)
        record = (_STREAMS[kind], self._row.location, _body(kind, text))
        with self._lock:
            if not self._waiting:
                self._first = int(number)
            self._waiting.append(record)
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
            if waiting:
                self._store.append(self._row.id, waiting, first=self._first)


def _body(kind: str, text: str) -> bytes:
    """What the store keeps of a record: an element of CLIXML; of an error its message."""
    if kind == "Error":
        told = to_python(clixml.loads(text)[0])
        return clixml.write_element(str(told.get("Message", "")), 1)
    return text[text.index(">") + 1 : text.rindex("</Objs>")].encode()


def _asked(session: Session, script: str, *arguments: Any) -> list[Any]:
    errors: list[Any] = []
    found: list[Any] = []

    def sink(stream: int, value: Any) -> None:
        if stream == OUTPUT:
            found.append(to_python(value))
        elif stream == ERROR:
            errors.append(value)

    running = _run(session, sink, script, *arguments)
    running.wait()
    _check(running, errors, session)
    return found


def _check(running: Any, errors: list[Any], session: Session) -> None:
    """Raise what went wrong: with the session (it is asked again), with the job, or with the script."""
    if session.client.error is not None:
        raise session.client.error
    reason = running.reason or (errors[0] if errors else None)
    if reason is None:
        return
    if _GONE in str(reason.fully_qualified_error_id):
        raise _Gone(f"The host has no such job any more: {reason.message}", where=session.host)
    raise StoreError(f"The host refused: {reason.message}", where=session.host)


def _run(session: Session, sink: Callable[[int, Any], object], text: str, *arguments: Any) -> RunningPipeline:
    description = Pipeline([Command(text, is_script=True, parameters=[(None, from_python(value)) for value in arguments])])
    try:
        return session.client.run(description, sink=sink)
    except LocalProtocolError as error:
        raise session.client.error or BrokenStateError(f"The session is {session.state}", where=session.host) from error


def is_kept(row: JobRow) -> bool:
    """Whether it is the host that keeps the records of a job of the store."""
    return "job" in row.details


def is_over(row: JobRow) -> bool:
    """Whether a job of the store has ended."""
    return row.state in {int(state) for state in FINISHED}


__all__ = ["BridgeJobs", "is_kept", "is_over", "keeps_jobs"]
