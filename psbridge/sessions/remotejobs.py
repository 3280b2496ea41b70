"""Remote jobs: one child for each session or computer, with a limit of how many work at the same time.

Decides what happens to the session of a child at its end (one of its own is closed, a given one stays), what a closed, busy or broken
session means for its child, and that a session which is left makes its children Disconnected.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psbridge.engine.commandtargets import command_target
from psbridge.engine.errors import finish
from psbridge.engine.host import Host
from psbridge.errors import PsBridgeError
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.jobs.states import JobEvent, JobState
from psbridge.objects import ErrorCategory, ErrorRecord, NetException
from psbridge.objects.natural import from_python
from psbridge.psrp import HostCall, Pipeline, PoolState
from psbridge.sessions.background import SessionRunner
from psbridge.sessions.client import ClientSession, RunningPipeline
from psbridge.sessions.debugging import RemotingJobDebugger, working
from psbridge.sessions.limits import broken_record
from psbridge.sessions.origin import OriginInfo
from psbridge.transports.carrier import Transport

THROTTLE = 32
_A = "System.Management.Automation."
_STATE_EXCEPTION = _A + "Runspaces.InvalidRunspaceStateException"


@dataclass(slots=True)
class Share:
    """One target of a job: a session that is there, or how to make one of its own; what runs in it, or which pipeline is taken over."""

    location: str
    description: Pipeline | None = None
    session: ClientSession | None = None
    make_transport: Callable[[], Transport] | None = None
    input: Iterable[Any] | None = None  # an InputQueue when it comes while the command runs
    host: Host | None = None
    arguments: dict[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)  # of the ClientSession that is made
    adopts: UUID | None = None
    label: str = ""  # the target as errors name it; the location when empty
    runspace: Any = None
    hidden: bool = False
    debugs: bool = False  # somebody here may debug what runs
    steps: bool = False  # and wants to begin at its first statement
    debug_handler: Any = None  # who is asked at stops while the caller waits
    exits: bool = False  # an `exit` over there closes the session
    on_done: list[Callable[[], object]] = field(default_factory=list)


def sendable(given: Iterable[Any] | None) -> Iterable[Any] | None:
    """Values of Python as input of a command: what is not all there yet is sent as it comes."""
    if isinstance(given, list | tuple):
        return [from_python(value) for value in given]
    return None if given is None else map(from_python, given)


class RemoteRunner(SessionRunner):
    """Runs a child's pipeline in its session."""

    def __init__(self, share: Share) -> None:
        super().__init__(
            share.make_transport or _no_transport,
            share.description or Pipeline(),
            input=share.input,
            host=share.host,
            arguments=share.arguments,
            options=share.options,
            debugs=share.debugs,
        )
        self.share = share
        self._child: RemotingChildJob | None = None
        self._exited = False

    def start(self, child: RemotingChildJob) -> None:
        """Work; returns when the session is asked (its answers come on other threads)."""
        self._child = child
        given = self.share.session
        if given is None:
            super().start(child)
            return
        self.session = given
        child.runspace_id = given.pool.rpid
        self._origin = OriginInfo(child.location, child.runspace_id)
        given.listeners.append(self._watch)
        if not self._usable(child, given):
            return
        if self.share.adopts is not None:
            self._adopt(child, given, self.share.adopts)
        else:
            self._run(child, given)

    def _usable(self, child: RemotingChildJob, session: ClientSession) -> bool:
        if session.state is not PoolState.OPENED:
            text = (
                "Cannot invoke the pipeline because the runspace is not in the Opened state. "
                f"Current state of the runspace is '{_state_name(session)}'."
            )
            self._refuse(child, NetException(_STATE_EXCEPTION, text, None), f"InvalidSessionState,{self.share.label or child.location}")
            return False
        if working(session) >= session.pool.max_runspaces and self.share.adopts is None:
            text = "The pipeline was not run because a pipeline is already running. Pipelines cannot be run concurrently."
            self._refuse(child, NetException(_A + "PSInvalidOperationException", text, None), "RemotePipelineExecutionFailed")
            return False
        return True

    def _refuse(self, child: RemotingChildJob, exception: NetException, error_id: str) -> None:
        target = command_target("Microsoft.PowerShell.Commands.ExecutionCmdletHelperRunspace")
        self._fail(child, finish(ErrorRecord(exception, error_id, ErrorCategory.OperationStopped, target)))

    def _called(self, child: RemotingChildJob, call: HostCall) -> None:
        if self.share.exits and call.method.name == "SetShouldExit":
            self._exited = True
            return
        super()._called(child, call)

    def _adopt(self, child: RemotingChildJob, session: ClientSession, pid: UUID) -> None:
        def prepare(pipeline: RunningPipeline) -> None:
            with self._lock:
                self._pipeline = pipeline
            pipeline.host_called = lambda call: self._called(child, call)
            pipeline.on_end(lambda ended: self._ended(child, ended))

        child.move(JobEvent.START)
        child.debugger = debugger = RemotingJobDebugger(session, child)
        try:
            session.adopt(pid, lambda stream, value: self._record(child, stream, value), prepare=prepare)
            debugger.was_stopped()
        except PsBridgeError as error:
            self._fail(child, broken_record(error))

    def _prepare(self, child: RemotingChildJob, session: ClientSession, *, step: bool = False) -> None:
        super()._prepare(child, session, step=step or self.share.steps)

    def _watch(self, session: ClientSession) -> None:
        """Our session was left, or taken up again."""
        child = self._child
        if child is None or child.is_finished or self._pipeline is None:
            return
        if session.state is PoolState.DISCONNECTED and child.state != JobState.Disconnected:
            child.move(JobEvent.DISCONNECT)
        elif session.state is PoolState.OPENED and child.state == JobState.Disconnected:
            child.move(JobEvent.RECONNECT)
            if child.debugger is not None and child.debugger.in_breakpoint:
                child.move(JobEvent.BREAK)

    def _session_changed(self, child: RemotingChildJob) -> None:
        super()._session_changed(child)
        if self.session is not None:
            self._watch(self.session)

    def _ended(self, child: RemotingChildJob, pipeline: RunningPipeline) -> None:
        session = self.session
        if session is not None and session.error is not None and self.share.session is not None:
            self._fail(child, _lost_record(session.error, child.location))
            return
        if session is not None and self.share.session is not None and session.state in (PoolState.CLOSED, PoolState.CLOSING):
            self._finish(child, JobEvent.STOP, None)
            return
        if session is not None and self._exited:
            threading.Thread(target=self._leave, args=(session, child, pipeline), name="leaving a session", daemon=True).start()
            return
        super()._ended(child, pipeline)

    def _leave(self, session: ClientSession, child: RemotingChildJob, pipeline: RunningPipeline) -> None:
        """The command has left its session: the session is closed before the end of the command is told."""
        if self._watch in session.listeners:
            session.listeners.remove(self._watch)
        session.close()
        super()._ended(child, pipeline)

    def _finish(self, child: RemotingChildJob, event: JobEvent, reason: Any) -> None:
        try:
            super()._finish(child, event, reason)
        finally:
            done, self.share.on_done = self.share.on_done, []
            for call in done:
                call()

    def _let_go(self, session: ClientSession) -> None:
        if self.share.session is not None:
            if self._watch in session.listeners:
                session.listeners.remove(self._watch)
            return
        threading.Thread(target=session.close, name="closing a session", daemon=True).start()


def _no_transport() -> Transport:
    raise AssertionError("the share has a session")


def _state_name(session: ClientSession) -> str:
    return {PoolState.CLOSED: "Closed", PoolState.BROKEN: "Broken", PoolState.DISCONNECTED: "Disconnected"}.get(
        session.state, session.state.name.title()
    )


def _lost_record(error: PsBridgeError, location: str) -> ErrorRecord:
    exception = NetException(_A + "Remoting.PSRemotingTransportException", str(error), None)
    return finish(ErrorRecord(exception, "JobFailure", ErrorCategory.OperationStopped, location))


class Throttle:
    """Starts children in their order, at most `limit` at the same time."""

    def __init__(self, limit: int) -> None:
        self.limit = limit if limit > 0 else THROTTLE
        self._waiting: queue.SimpleQueue[tuple[RemoteRunner, RemotingChildJob]] = queue.SimpleQueue()
        self._room = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._running = 0

    def start(self, pairs: Iterable[tuple[RemoteRunner, RemotingChildJob]]) -> None:
        for pair in pairs:
            self._waiting.put(pair)
        self._fill()

    def _fill(self) -> None:
        while True:
            with self._lock:
                if self._running >= self.limit or self._waiting.empty():
                    return
                runner, child = self._waiting.get()
                if child.is_finished:
                    continue
                self._running += 1
            runner.share.on_done.append(self._left)
            if runner.share.session is not None:
                runner.start(child)
            else:  # opening takes round trips
                threading.Thread(target=runner.start, args=(child,), name="opening a session", daemon=True).start()

    def _left(self) -> None:
        with self._lock:
            self._running -= 1
        self._fill()


def start_remote_job(
    command: str,
    name: str | None,
    shares: Iterable[Share],
    *,
    throttle_limit: int = THROTTLE,
    add: Callable[[RemotingJob], object] | None = None,
) -> RemotingJob:
    """A job with a child for each share."""
    job = RemotingJob(command, name, job_type_name="RemoteJob", throttle_limit=throttle_limit)
    pairs = []
    for share in shares:
        runner = RemoteRunner(share)
        child = RemotingChildJob(command, share.location, runner, hide_computer_name=share.hidden)
        if share.runspace is not None:
            child.runspace = share.runspace
        elif share.session is not None:
            child.runspace.instance_id = share.session.pool.rpid
        pairs.append((runner, child))
    job.adopt([child for _, child in pairs])
    if add is not None:
        add(job)
    job.begin()
    Throttle(throttle_limit).start(pairs)
    return job


def adopting_job(
    session: ClientSession, location: str, name: str | None, host: Host | None = None, *, add: Callable[[RemotingJob], object] | None = None
) -> RemotingJob:
    """A job of the pipelines that wait in a session: its Command is empty, as nobody told it."""
    shares = [Share(location, session=session, adopts=pid, host=host) for pid in session.waiting_pipelines()]
    return start_remote_job("", name, shares, add=add)


__all__ = ["THROTTLE", "RemoteRunner", "Share", "Throttle", "adopting_job", "start_remote_job"]
