"""A runspace pool of the protocol joined to runspaces of the engine, whatever carries its bytes.

The carrier gives bytes to `receive`, takes what is to be sent from `pool.take_all` whenever `flush` is called (on any thread), and reports
what its own protocol says: `stop`, `close_pipeline`, `close`, `disconnect`, `reconnect`.  Decides which runspace a pipeline gets, that
those without one wait in order, and what a pool answers.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any
from uuid import UUID

from psbridge.concurrency import CancelToken
from psbridge.engine.runspace import Runspace
from psbridge.engine.threads.blockrun import start_thread
from psbridge.errors import InvalidTransition
from psbridge.objects import ErrorRecord, NetException
from psbridge.psrp import Pipeline, PoolState, ServerPipeline, ServerPool, events
from psbridge.psrp.messages import NIL
from psbridge.server.metadata import metadata_script
from psbridge.server.pipelinethreads import THREADS
from psbridge.server.poolhostprofile import Profile, startup_scripts
from psbridge.server.poolhostrun import PipelineRun
from psbridge.server.remotedebugger import ServerDebugger, takes
from psbridge.server.remotehost import RemoteHost
from psbridge.transports.memory import MemoryTransport

_R = "System.Management.Automation.Runspaces."
_ENDED_APART = frozenset(("debugger", "jobs", "sessions", "transcripts"))
_INIT_OPTIONS = 15  # initialization scripts send their records with all of their invocation


class PoolHost:
    """One served pool."""

    def __init__(self, profile: Profile, flush: Callable[[], None], *, strict: bool = False, **options: Any) -> None:
        self.profile = profile
        self.flush = flush
        if profile.protocol is not None:
            options.setdefault("protocol", profile.protocol)
        self.pool = ServerPool(tolerant=not strict, **options)
        self.runs: dict[UUID, PipelineRun] = {}
        self.failure: ErrorRecord | None = None  # why the pool broke
        self._runspaces: list[Runspace] = []
        self._idle: list[Runspace] = []
        self._coming = 0  # runspaces that are being made
        self._waiting: deque[PipelineRun] = deque()
        self._lock = threading.RLock()
        self._key = threading.Condition()
        self._arguments: Any = None
        self.debugger: ServerDebugger | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing runs in it, nor is there anything whose end takes time (jobs, sessions, events)."""
        if any(not run.ended for run in list(self.runs.values())):
            return False
        return all(_ENDED_APART.isdisjoint(one.extras) and "events" not in one._lazy for one in list(self._runspaces))

    # -- what the carrier reports

    def receive(self, data: bytes | memoryview, pid: UUID | None = None) -> None:
        """Take bytes of the pool (None) or of a pipeline."""
        self.accept(self.pool.receive(data, pid))

    def accept(self, found: list[events.ServerEvent]) -> None:
        """Act on events that the carrier already has."""
        for event in found:
            handler = _HANDLERS.get(type(event))
            if handler is not None:
                handler(self, event)

    def stop(self, pid: UUID, done: Callable[[], None] | None = None) -> None:
        """A stop signal for a pipeline; `done` is called when it has ended, at once for one that has, or that nobody knows."""
        run = self.runs.get(pid)
        if run is None:
            if done is not None:
                done()
            return
        if done is not None:
            run.on_end(done)
        self._stop(run)

    def close_pipeline(self, pid: UUID, done: Callable[[], None] | None = None) -> None:
        """The client is through with a pipeline: a running one is stopped first, then it is forgotten."""
        run = self.runs.get(pid)

        def forget() -> None:
            self.runs.pop(pid, None)
            self.pool.remove(pid)
            if done is not None:
                done()

        if run is None:
            forget()
            return
        run.on_end(forget)
        self._stop(run)

    def close(self, done: Callable[[], None] | None = None) -> None:
        """End the pool: Closing, every pipeline stopped, Closed; one that is not open ends without a word."""
        if self.pool.state is not PoolState.OPENED:
            self.abandon()
            if done is not None:
                done()
            return
        self._report(self.pool.closing)
        left = [run for run in list(self.runs.values()) if not run.ended]
        lock, count = threading.Lock(), [len(left) + 1]

        def one_less() -> None:
            with lock:
                count[0] -= 1
                over = count[0] == 0
            if over:
                self._closed(done)

        for run in left:
            run.on_end(one_less)
            self._stop(run)
        one_less()

    def _closed(self, done: Callable[[], None] | None) -> None:
        for runspace in self._runspaces:
            runspace.close()
        self._runspaces.clear()
        self._idle.clear()
        self._report(self.pool.closed)
        if done is not None:
            done()

    def disconnect(self) -> None:
        """The client left; what is written waits for it."""
        self.pool.disconnected()

    def reconnect(self) -> None:
        """The same client is back."""
        self.pool.reconnected()
        self.flush()

    def abandon(self) -> None:
        """The carrier is gone for good: stop everything, say nothing."""
        for run in list(self.runs.values()):
            run.token.cancel("the client is gone")
        if self.debugger is not None:
            self.debugger.close()

    def _report(self, change: Callable[[], None]) -> None:
        try:
            change()
        except InvalidTransition:
            return  # a pool that is broken, closed or was never open has nothing to say
        self.flush()

    def _stop(self, run: PipelineRun) -> None:
        with self._lock:
            queued = run in self._waiting
            if queued:
                self._waiting.remove(run)
        if queued:
            run.finish(lambda: run.pipe.stopped(None))
        else:
            run.stop()

    # -- opening

    def _open(self, event: events.OpenRequested) -> None:
        self._arguments = event.application_arguments
        debugged = self.profile.has_debugger(self._arguments, event.max_runspaces)
        if self.profile.startup or debugged:  # otherwise the first runspace is made when it is needed
            runspace = self._made(RemoteHost(event.host, None, self.profile.culture))
            if not self._started_up(runspace):
                return
            self.debugger = ServerDebugger(self, runspace) if debugged else None
        self.pool.opened(self.profile.private_data(self.debugger), None if debugged else self.profile.private_message())
        self.flush()

    def _started_up(self, runspace: Runspace) -> bool:
        """Run the startup scripts; False when one broke the pool."""
        for text in self.profile.startup:
            failure = self._initialize(runspace, text)
            if failure is not None:
                self.failure = failure
                self.pool.broken(failure)
                self.flush()
                return False
        self._idle.append(runspace)
        return True

    def _initialize(self, runspace: Runspace, text: str) -> ErrorRecord | None:
        """Run an initialization script; its records and its end are reported without a pipeline's id."""
        failed: list[ErrorRecord] = []
        pipe = _InitPipe(self.pool, failed)
        description = Pipeline.script(text, stream_options=_INIT_OPTIONS)
        run = PipelineRun(self, pipe, description, None)
        done = threading.Event()
        run.on_end(done.set)
        start_thread(lambda: run.execute(runspace), "initialization")
        done.wait()
        if not failed and pipe.first_error is not None:
            text = f"Running startup script threw an error: {pipe.first_error.message}."
            failed.append(ErrorRecord(NetException("System.InvalidOperationException", text), "InvalidOperation", 7, None))
        return failed[0] if failed else None

    def _connect(self, event: events.ConnectRequested) -> None:
        sizes = event.min_runspaces, event.max_runspaces
        if None not in sizes and sizes != (self.pool.min_runspaces, self.pool.max_runspaces):
            text = "The number of runspaces of the server's pool is another one than that of the client."
            self.pool.broken(ErrorRecord(NetException(_R + "InvalidRunspacePoolStateException", text), "ConnectFailed", 9, None))
        else:
            self.pool.connected(self.profile.private_data(self.debugger))
        self.flush()

    # -- pipelines

    def _create(self, event: events.PipelineRequested) -> None:
        run = PipelineRun(self, self.pool.pipelines[event.pid], event.pipeline, event.pid)
        self.runs[event.pid] = run
        self._start(run)

    def _metadata(self, event: events.MetadataRequested) -> None:
        text, arguments = metadata_script(event.query)
        run = PipelineRun(self, self.pool.pipelines[event.pid], Pipeline.script(text, arguments), event.pid)
        self.runs[event.pid] = run
        self._start(run)

    def _start(self, run: PipelineRun) -> None:
        debugger = self.debugger
        if takes(debugger, run) or (debugger is not None and run.description.is_nested and debugger.nested(run)):
            return
        self.resume(run)

    def resume(self, run: PipelineRun) -> None:
        """Run beside what runs when it is nested, else when a runspace is free."""
        busy = self._busy() if run.description.is_nested else None
        if busy is not None:
            start_thread(lambda: run.execute(busy), "nested pipeline")
            return
        with self._lock:
            self._waiting.append(run)
        self._pump()

    def _busy(self) -> Runspace | None:
        with self._lock:
            return next((runspace for runspace in self._runspaces if runspace not in self._idle), None)

    def _pump(self) -> None:
        """Give waiting pipelines the runspaces that are free, or that may be made."""
        while True:
            with self._lock:
                if not self._waiting or not (self._idle or len(self._runspaces) + self._coming < self.pool.max_runspaces):
                    return
                run = self._waiting.popleft()
                runspace = self._idle.pop() if self._idle else None
                self._coming += runspace is None
            THREADS.run(self._execution(run, runspace), f"pipeline {run.pid}")

    def _execution(self, run: PipelineRun, runspace: Runspace | None) -> Callable[[], None]:
        def execute() -> None:
            found = runspace or self._another(run)
            if found is not None:
                run.execute(found)

        return execute

    def _another(self, run: PipelineRun) -> Runspace | None:
        """A runspace on the thread of the pipeline that needs it; None when there is none, which is the end of the pipeline."""
        try:
            return self._made(RemoteHost(self.pool.host, None, self.profile.culture))
        except Exception as error:  # noqa: BLE001 - whatever it is, the client must hear of it
            record = ErrorRecord(NetException("System.InvalidOperationException", str(error)), "RunspaceCreation", 9, None)
            run.finish(lambda: run.pipe.fail(record))
            return None
        finally:
            with self._lock:
                self._coming -= 1

    def _made(self, host: RemoteHost) -> Runspace:
        """One more runspace of the pool; events that its scripts forward go to the client."""
        made = self.profile.runspace(host, self._arguments)
        if self.profile.machine is not None and "job_transport" not in made.extras:
            keep_jobs_inside(made)
        made.extras["forward_event"] = self._forward
        self._runspaces.append(made)
        return made

    def _forward(self, event: Any) -> None:
        """An event of the engine for the client."""
        self.pool.user_event(
            events.UserEvent(
                event.event_identifier,
                event.source_identifier,
                event.event_time,
                event.sender,
                list(event.source_args),
                event.message_data,
                event.computer_name,
                event.runspace_id,
            )
        )
        self.flush()

    def released(self, run: PipelineRun) -> None:
        """A pipeline lets go of its runspace."""
        if run.pid is None or run.description.is_nested:
            return
        if self.debugger is not None:
            self.debugger.ended()
        with self._lock:
            if run.runspace is not None and run.runspace in self._runspaces:
                self._idle.append(run.runspace)
        run.on_end(self._pump)

    def _input(self, event: events.InputReceived) -> None:
        run = self.runs.get(event.pid)
        if run is not None and run.input is not None:
            run.input.put(event.value)

    def _input_end(self, event: events.InputEnded) -> None:
        run = self.runs.get(event.pid)
        if run is not None and run.input is not None:
            run.input.end()

    def _answered(self, event: events.HostResponded) -> None:
        run = self.runs.get(event.pid) if event.pid is not None else None
        if run is not None:
            run.calls.answer(event.response)

    # -- requests of the pool

    def _resize(self, event: events.SizeRequested) -> None:
        pool, count = self.pool, event.count
        accepted = count >= max(1, pool.min_runspaces) if event.is_max else 1 <= count <= pool.max_runspaces
        if accepted and event.is_max:
            pool.max_runspaces = count
        elif accepted:
            pool.min_runspaces = count
        pool.answer(event.id, accepted)
        self.flush()
        self._pump()

    def _available(self, event: events.AvailabilityRequested) -> None:
        with self._lock:
            busy = len(self._runspaces) + self._coming - len(self._idle)
        self.pool.answer(event.id, max(0, self.pool.max_runspaces - busy))
        self.flush()

    def _reset(self, event: events.ResetRequested) -> None:
        allowed = self.pool.max_runspaces == 1
        if allowed:
            for runspace in self._runspaces:
                runspace.reset_state()
        self.pool.answer(event.id, allowed)
        self.flush()

    # -- secrets

    def obtain_key(self, token: CancelToken) -> bool:
        """Have the client exchange keys; False when this endpoint does not, or the pipeline was stopped meanwhile."""
        if self.profile.secrets != "exchange" or not self.pool.needs_key_exchange:
            return not self.pool.needs_key_exchange
        with self._key:
            if not self.pool.has_key:
                self.pool.request_key()
                self.flush()
                unhook = token.on_cancel(self._key_changed)
                self._key.wait_for(lambda: self.pool.has_key or token.cancelled)
                unhook()
        return self.pool.has_key

    def _key_changed(self, event: Any = None) -> None:
        with self._key:
            self._key.notify_all()
        self.flush()

    # -- what breaks the protocol

    def _discarded(self, event: events.Discarded) -> None:
        if event.closes:
            self.close()
        elif self.pool.state is PoolState.BROKEN and event.pid is not None and event.pid not in self.runs:
            self._refuse(event.pid)

    def _refuse(self, pid: UUID) -> None:
        """A pipeline for a pool that broke while it opened."""
        state = self.pool.state.name.capitalize()
        text = f"Cannot perform the operation because the runspace pool is not in the 'Opened' state. The current state is '{state}'."
        record = ErrorRecord(NetException(_R + "InvalidRunspacePoolStateException", text), "RemotePSInvocationStateInfoReason", 8, None)
        pipe = ServerPipeline(self.pool, pid)
        pipe.fail(record)
        self.flush()


class _InitPipe(ServerPipeline):
    """The streams of an initialization script: its output is dropped."""

    def __init__(self, pool: ServerPool, failed: list[ErrorRecord]) -> None:
        super().__init__(pool, NIL)
        self._failed = failed
        self.first_error: ErrorRecord | None = None

    def note_error(self, record: ErrorRecord) -> None:
        if self.first_error is None:
            self.first_error = record

    def output(self, value: Any) -> None:
        """Nobody gets it."""

    def fail(self, error: ErrorRecord) -> None:
        self._failed.append(error)
        super().fail(error)


_HANDLERS: dict[type, Callable[[PoolHost, Any], None]] = {
    events.OpenRequested: PoolHost._open,
    events.ConnectRequested: PoolHost._connect,
    events.PipelineRequested: PoolHost._create,
    events.MetadataRequested: PoolHost._metadata,
    events.InputReceived: PoolHost._input,
    events.InputEnded: PoolHost._input_end,
    events.HostResponded: PoolHost._answered,
    events.SizeRequested: PoolHost._resize,
    events.AvailabilityRequested: PoolHost._available,
    events.ResetRequested: PoolHost._reset,
    events.KeyExchanged: PoolHost._key_changed,
    events.Discarded: PoolHost._discarded,
}


# -- background jobs of an emulated machine: pools of this process, so that nothing of the real machine is reached


def keep_jobs_inside(runspace: Runspace) -> None:
    """Have the jobs of a session (and of those that its scripts start) run on its own machine."""
    runspace.extras["job_transport"] = _inside


def _inside(runspace: Runspace, location: str | None, init: str | None, credential: Any) -> MemoryTransport:
    from psbridge.modules.defaults import equip

    profile = Profile(
        modules=runspace.builtin,
        machine=runspace.machine,
        name=runspace.profile,
        version=runspace.version,
        culture=runspace.culture_name,
        environment=runspace.environment,
        directory=location,
        startup=startup_scripts(location, init),
        equip=equip,
    )
    return MemoryTransport(lambda flush: PoolHost(profile, flush))
