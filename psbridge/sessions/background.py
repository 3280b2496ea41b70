"""Background jobs: one child process for a job, which speaks PSRP on its stdin and stdout.

Decides what of the conversation becomes what of the job: records go to the child's sink with their origin, an unanswered question blocks
it, the end of the pipeline or of the process ends it.  Who starts the process is handed in as a function that makes a transport.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from psbridge.concurrency import Deadline
from psbridge.engine.errors import finish
from psbridge.engine.host import Host, HostUI
from psbridge.engine.members import jobtypes  # noqa: F401 - job objects that come back are to be known
from psbridge.engine.threads.blockrun import start_thread
from psbridge.errors import ConnectionFailed, CryptoError, InvalidTransition, PsBridgeError
from psbridge.jobs.remoting import RemotingChildJob, RemotingJob
from psbridge.jobs.states import JobEvent
from psbridge.objects import ErrorCategory, ErrorRecord, NetException
from psbridge.objects.streams import ERROR, INFORMATION, OUTPUT
from psbridge.psrp import HostCall, HostResponse, Pipeline, PipelineState, PoolState
from psbridge.sessions.client import ClientSession, RunningPipeline
from psbridge.sessions.debugging import RemotingJobDebugger, can_debug, prepare
from psbridge.sessions.hosting import perform, respond
from psbridge.sessions.limits import broken_record
from psbridge.sessions.origin import OriginInfo, RemotingErrorRecord, repeats_record
from psbridge.transports.carrier import ENDED_SILENTLY, Transport

LOCALHOST = "localhost"
_NAMES = ("", "output", "error", "warning", "verbose", "debug", "information", "progress")


class SessionRunner:
    """Runs one pipeline for a child job in a session of its own, and lets go of the session at the end."""

    def __init__(
        self,
        make_transport: Callable[[], Transport],
        description: Pipeline,
        *,
        input: Iterable[Any] | None = None,  # noqa: A002 - the name that PowerShell has
        host: Host | None = None,
        arguments: dict[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        debugs: bool = False,
        grace: float = 0.0,
    ) -> None:
        """``debugs``: somebody here may debug, or the script speaks of breakpoints.  ``grace``: seconds before it runs."""
        self._make_transport, self._description, self._input = make_transport, description, input
        self._debugs = debugs
        self._grace, self._hurried = grace, threading.Event()
        self._host = host or Host()
        self._arguments, self._options = arguments, options or {}
        self.session: ClientSession | None = None
        self._pipeline: RunningPipeline | None = None
        self._question: HostCall | None = None
        self._origin: OriginInfo | None = None
        self._lock = threading.RLock()

    # -- Runner

    def start(self, child: RemotingChildJob) -> None:
        """Begin to open the session; the rest happens on its thread."""
        session = ClientSession(self._make_transport(), host=self._host, application_arguments=self._arguments, **self._options)
        self.session = session
        self._origin = OriginInfo(child.location, child.runspace_id)
        self._patience = Deadline.after(self._grace)
        session.listeners.append(lambda _: self._session_changed(child))
        try:
            session.begin_open()
        except PsBridgeError as error:
            self._fail(child, broken_record(error))

    def stop(self, child: RemotingChildJob) -> None:
        """Stop the pipeline; a session that is not open yet is given up."""
        with self._lock:
            pipeline = self._pipeline
        if pipeline is not None:
            pipeline.stop()
            return
        self._finish(child, JobEvent.STOP, None)
        self.hurry()

    def hurry(self) -> None:
        """Somebody waits for the job: whoever started it has done with it what comes before it runs."""
        self._hurried.set()

    def unblock(self, child: RemotingChildJob) -> None:
        """Put the question that waits to the host, on the thread of whoever receives the job's data."""
        with self._lock:
            call, self._question = self._question, None
        pipeline = self._pipeline
        if call is None or pipeline is None:
            return
        child.move(JobEvent.UNBLOCK)
        pipeline.respond(respond(self._host, call))

    def reconnect(self, child: RemotingChildJob) -> None:
        """Take up the session that was left."""
        assert self.session is not None, "only what has a session can be left"
        self.session.reconnect()

    # -- what happens (on the session's thread)

    def _session_changed(self, child: RemotingChildJob) -> None:
        session = self.session
        assert session is not None
        if session.state is PoolState.OPENED and self._pipeline is None and not child.stop_requested and not child.is_finished:
            self._run(child, session)
        elif self._pipeline is None and (session.error is not None or session.state is PoolState.BROKEN) and not child.is_finished:
            self._broke(child, session)

    def _broke(self, child: RemotingChildJob, session: ClientSession) -> None:
        """The session never opened: because of its initialization script, or because its process went."""
        if session.reason is not None:
            record = ErrorRecord(session.reason.exception, "PSSessionStateBroken", 1, None)
        else:
            record = broken_record(session.error or PsBridgeError("The session is broken"))
        self._fail(child, record)

    def _run(self, child: RemotingChildJob, session: ClientSession) -> None:
        if self._grace:  # who subscribes to its events in the next statement hears of all, as with a process that takes its time to start
            self._hurried.wait(self._patience.remaining())
            if child.stop_requested or child.is_finished:
                return

        def sink(stream: int, value: Any) -> None:
            self._record(child, stream, value)

        def prepare(pipeline: RunningPipeline) -> None:
            with self._lock:
                self._pipeline = pipeline
            pipeline.host_called = lambda call: self._called(child, call)
            pipeline.on_end(lambda ended: self._ended(child, ended))

        child.move(JobEvent.START)
        self._prepare(child, session)
        given = self._input
        live = None if isinstance(given, list | tuple) else given  # what still comes must not hold up who hears the answers
        if live is not None:
            self._description.no_input = False
        try:
            pipeline = session.run(self._description, input=None if live is not None else given, sink=sink, prepare=prepare)
        except PsBridgeError as error:
            self._fail(child, _refused(error))
            return
        if live is not None:
            start_thread(lambda: self._feed(child, pipeline, live), "input")
        if child.stop_requested:
            pipeline.stop()

    def _feed(self, child: RemotingChildJob, pipeline: RunningPipeline, given: Iterable[Any]) -> None:
        """Send what comes while the pipeline runs; a source that fails ends the job."""
        try:
            pipeline.feed(given)
        except PsBridgeError as error:
            if not pipeline.is_finished:
                self._fail(child, _refused(error))
        except Exception as error:  # noqa: BLE001 - the source is anybody's; the job must hear of it
            exception = NetException("System.Management.Automation.RuntimeException", f"The input failed: {type(error).__name__}: {error}")
            self._fail(child, ErrorRecord(exception, "InputFailed", 8, None))
            pipeline.stop()

    def _prepare(self, child: RemotingChildJob, session: ClientSession, *, step: bool = False) -> None:
        """Give the job its debugger, and say over there that somebody may want to hear of stops."""
        child.debugger = RemotingJobDebugger(session, child)
        if (self._debugs or step) and can_debug(session):
            prepare(session, step=step)

    def _record(self, child: RemotingChildJob, stream: int, value: Any) -> None:
        if stream == OUTPUT:
            child.put("output", value)
            return
        if stream == ERROR:
            assert self._origin is not None
            child.put("error", RemotingErrorRecord(value, self._origin))
            return
        if stream == INFORMATION:
            _forwarded(value)
        child.put(_NAMES[stream], value)

    def _called(self, child: RemotingChildJob, call: HostCall) -> None:
        if not call.method.answers:
            if not repeats_record(call):
                child.deliver("host", lambda host: perform(host, call))
            return
        if type(self._host.ui) is HostUI:
            self._answer(respond(self._host, call))
            return
        with self._lock:
            self._question = call
        child.move(JobEvent.BLOCK)

    def _answer(self, response: HostResponse) -> None:
        pipeline = self._pipeline
        if pipeline is not None:
            pipeline.respond(response)

    def _ended(self, child: RemotingChildJob, pipeline: RunningPipeline) -> None:
        reason = pipeline.reason
        if pipeline.state is PipelineState.COMPLETED:
            self._finish(child, JobEvent.COMPLETE, None)
        elif pipeline.state is PipelineState.STOPPED:
            self._finish(child, JobEvent.STOP, None)
        else:
            self._fail(child, reason or broken_record(PsBridgeError("The pipeline failed")))

    def _fail(self, child: RemotingChildJob, record: ErrorRecord) -> None:
        lost = None if self.session is None else self.session.error
        if child.location == LOCALHOST and isinstance(lost, ConnectionFailed) and record.exception.message == lost.what:
            said = "" if lost.what == ENDED_SILENTLY else lost.what
            record.exception.message = f"[{child.location}] The background process reported an error with the following message: {said}."
        if record.error_id.endswith("PSSessionStateBroken") and record.target_object is None:
            record.target_object = child.location
            finish(record)
        origin = self._origin or OriginInfo(child.location, child.runspace_id)
        child.failure_record = RemotingErrorRecord(record, origin)
        self._finish(child, JobEvent.FAIL, record.exception)

    def _finish(self, child: RemotingChildJob, event: JobEvent, reason: Any) -> None:
        """Report the end twice, as PowerShell's child jobs do, and let go of the process."""
        child.debugger = child.debugger or RemotingJobDebugger(None, child)
        try:
            if child.move(event, reason):
                child.move(event, reason)
        except InvalidTransition:
            pass  # somebody else ended it in the same moment
        session = self.session
        if session is not None:
            self._let_go(session)

    def _let_go(self, session: ClientSession) -> None:
        """The session is not needed any more."""
        session.kill()


def _forwarded(record: Any) -> None:
    """Information that was meant for a host says that a host has been told."""
    if "PSHOST" in record.tags and "FORWARDED" not in record.tags:
        record.tags.append("FORWARDED")


def _refused(error: PsBridgeError) -> ErrorRecord:
    """What a pipeline fails with that could not be sent."""
    if isinstance(error, CryptoError):
        return ErrorRecord(NetException("System.Management.Automation.Internal.PSCryptoException", ""), "PSSessionStateBroken", 1, None)
    return ErrorRecord(_structure_exception(error), "JobFailure", ErrorCategory.OperationStopped, None)


def _structure_exception(error: PsBridgeError) -> NetException:
    text = "An error has occurred which PowerShell cannot handle. A remote session might have ended."
    return NetException("System.Management.Automation.Remoting.PSRemotingDataStructureException", text, None, Cause=str(error))


def start_background_job(
    command: str,
    name: str | None,
    runner: SessionRunner,
    *,
    add: Callable[[RemotingJob], object] | None = None,
    type_name: str = "BackgroundJob",
) -> RemotingJob:
    """A job with one child, which `runner` runs; `add` is called before it starts."""
    job = RemotingJob(command, name, job_type_name=type_name)
    child = RemotingChildJob(command, LOCALHOST, runner)
    job.adopt([child])
    if add is not None:
        add(job)
    job.begin()
    runner.start(child)
    return job
