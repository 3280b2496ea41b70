"""A session seen from its client: a pool over a transport, with pipelines that run at the same time.

Decides who hears of what comes: records go to a pipeline's sink on the transport's thread, host calls to its host, ends to its listeners.
A transport that fails makes the session Broken and every pipeline Failed, each with the reason; nobody waits for ever.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from psbridge.engine.host import Host
from psbridge.errors import (
    BrokenStateError,
    ConnectionFailed,
    CryptoError,
    DeadlineExceeded,
    InvalidTransition,
    LocalProtocolError,
    PsBridgeError,
    TransportError,
)
from psbridge.objects import ErrorRecord
from psbridge.psrp import ClientPipeline, ClientPool, Pipeline, PipelineState, PoolState, events
from psbridge.psrp.commands import MetadataQuery
from psbridge.sessions.debugging import heard
from psbridge.sessions.hosting import describe_host, respond
from psbridge.sessions.keying import KeyExchange
from psbridge.sessions.limits import Volumes, broken_record, refuse_gaps
from psbridge.sessions.pipelines import RunningPipeline as RunningPipeline
from psbridge.sessions.pipelines import Sink as Sink
from psbridge.transports.carrier import Transport


class ClientSession:
    """A pool over a transport.  Open it, or use it in a `with` block."""

    def __init__(
        self,
        transport: Transport,
        *,
        host: Host | None = None,
        pool: ClientPool | None = None,
        max_data_per_command: int | None = None,
        cancel_timeout: float | None = None,
        **options: Any,
    ) -> None:
        self.transport = transport
        self.cancel_timeout = cancel_timeout
        self._volumes = None if max_data_per_command is None else Volumes(max_data_per_command)
        self.host = host or Host()
        self.pool = pool or ClientPool(host=describe_host(host), tolerant=True, **options)
        self.error: PsBridgeError | None = None
        self.reason: ErrorRecord | None = None  # what the server gave as the reason of a broken pool
        self.interruption: PsBridgeError | None = None  # why we are disconnected without having asked for it
        self.pipelines: dict[UUID, RunningPipeline] = {}
        self._over: deque[UUID | None] = deque(maxlen=1000)  # those that ended last: the host may still list them
        self.listeners: list[Callable[[ClientSession], object]] = []  # called when the pool's state changes
        self.event_received: Callable[[events.UserEvent], object] | None = None
        self.debugger_stopped: Callable[[ClientSession, events.UserEvent], object] | None = None  # None: scripts that stop go on
        self.in_breakpoint = False  # a script over there has stopped, and waits for us
        self.init_sink: Sink | None = None  # records of initialization scripts
        self._changed = threading.Condition()
        self._answers: dict[int, bool | int] = {}
        self._gone = False
        self.keys = KeyExchange(self.pool, transport)

    # -- life

    @property
    def state(self) -> PoolState:
        return self.pool.state

    @property
    def private_data(self) -> Any:
        return self.pool.application_private_data

    def begin_open(self) -> None:
        """Start to open; `listeners` hear how it went."""
        self.pool.open()
        try:
            self.transport.open(self.pool, self)
        except PsBridgeError as error:
            self.failed(error)
            raise

    def open(self, timeout: float | None = 60.0) -> ClientSession:
        """Open and wait until that is done; raises BrokenStateError or TransportError."""
        self.begin_open()
        self._await(lambda: self.state in _SETTLED, timeout, "open")
        if self.state is not PoolState.OPENED:
            raise self._why()
        return self

    def close(self, timeout: float | None = 5.0) -> None:
        """Close: pipelines are stopped, the other side is told; a carrier that does not answer in time is killed."""
        if self.state is PoolState.DISCONNECTED:
            self._quietly_reconnect()
        if self.state is PoolState.OPENED and not self._gone:
            for pipeline in list(self.pipelines.values()):
                pipeline.stop()
                self.transport.close_command(pipeline.pid)
            self._quietly(self.pool.close)
            self.transport.close()
            with self._changed:
                self._changed.wait_for(lambda: self._gone, timeout)
        self.kill()

    def _quietly_reconnect(self) -> None:
        """A session that was left is taken up once more, so that the other side hears of its end."""
        self.lose_patience()
        try:
            self._take_up()
        except PsBridgeError as error:
            self.interruption = error

    def kill(self) -> None:
        """End the carrier at once; whatever runs is lost."""
        self.transport.kill()
        self._quietly(self.pool.closed)
        self._lose(TransportError("The session was closed"))

    # -- leaving and coming back

    def disconnect(self, idle_timeout: float | None = None, buffer_mode: str = "") -> None:
        """Leave the session: what runs goes on without us; what was on its way has come in when this returns."""
        self._leaving("disconnect")
        self.transport.disconnect_session(idle_timeout, buffer_mode)  # type: ignore[attr-defined]
        self._left()

    def reconnect(self, buffer_mode: str = "") -> None:
        """Come back to our own session; its pipelines go on where they are."""
        if self.state is PoolState.OPENED:
            return
        if self.state is not PoolState.DISCONNECTED:
            raise LocalProtocolError(f"A session in state {self.state.name} cannot be reconnected", hint="Only a disconnected one can.")
        self.lose_patience(False)
        self._take_up(buffer_mode)

    def _take_up(self, buffer_mode: str = "") -> None:
        self.pool.reconnected()
        try:
            self.transport.reconnect_session(buffer_mode)  # type: ignore[attr-defined]
        except PsBridgeError:
            self.pool.disconnected()
            raise
        self._tell()

    def connect(self, instance_id: UUID, timeout: float | None = 60.0) -> ClientSession:
        """Take over a session that another client has left (its instance id is the pool's)."""
        self._must_leave("connect")
        self.pool.connect()
        try:
            self.transport.connect(self.pool, self, str(instance_id))  # type: ignore[attr-defined]
        except PsBridgeError as error:
            self.failed(error)
            raise
        self._await(lambda: self.state in _SETTLED, timeout, "connect")
        if self.state is not PoolState.OPENED:
            raise self._why()
        return self

    def adopt(
        self, pid: UUID, sink: Sink | None = None, host: Host | None = None, prepare: Callable[[RunningPipeline], object] | None = None
    ) -> RunningPipeline:
        """Take over a pipeline of a session that we connected to."""
        pipe = self.pool.adopt(pid)
        made = RunningPipeline(self, pipe, sink, host)
        if prepare is not None:
            prepare(made)
        self.pipelines[pid] = made
        pipe.reconnected()
        made.adopted()
        try:
            self.transport.connect_command(pid)  # type: ignore[attr-defined]
        except PsBridgeError:
            self.pipelines.pop(pid, None)
            self.pool.remove(pid)
            raise
        return made

    def waiting_pipelines(self) -> list[UUID]:
        """Pipelines that wait in the session for somebody to take them over."""
        self._must_leave("list its pipelines")
        return [pid for pid in self.transport.commands() if pid not in self.pipelines and pid not in self._over]  # type: ignore[attr-defined]

    def dropped(self, error: PsBridgeError) -> None:
        """The connection is lost but the other side goes on: we are disconnected, not broken."""
        if self.state is not PoolState.OPENED:
            self.failed(error)
            return
        self.interruption = _lost(error, self.pool.rpid)
        self._left()

    def lose_patience(self, lost: bool = True) -> None:
        """Whoever waits has had enough: a line that is cut is not waited for any more."""
        lose = getattr(self.transport, "lose_patience", None)
        if lose is not None:
            lose(lost)

    def _must_leave(self, what: str) -> None:
        if not self.transport.capabilities.disconnect:
            raise LocalProtocolError(
                f"A session over {self.transport.name} cannot {what}",
                hint="Only WSMan sessions (and our own supervisor's) can be left and taken up.",
            )

    def _leaving(self, what: str) -> None:
        self._must_leave(what)
        if self.state is not PoolState.OPENED:
            raise LocalProtocolError(f"A session in state {self.state.name} cannot {what}", hint="Only an opened one can.")

    def _left(self) -> None:
        self.pool.disconnected()
        self._tell()

    def __enter__(self) -> ClientSession:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _why(self) -> PsBridgeError:
        if self.reason is not None:
            return BrokenStateError(self.reason.message, where="opening the session", error_record=self.reason)
        return self.error or TransportError(f"The session is {self.state.name}")

    @staticmethod
    def _quietly(change: Callable[[], None]) -> None:
        with contextlib.suppress(InvalidTransition):  # the other side may have been faster
            change()

    # -- pipelines

    def run(
        self,
        description: Pipeline | str,
        *,
        input: Iterable[Any] | None = None,  # noqa: A002 - the name that PowerShell has
        sink: Sink | None = None,
        host: Host | None = None,
        prepare: Callable[[RunningPipeline], object] | None = None,
    ) -> RunningPipeline:
        """Start a pipeline; `prepare` is called with it before anything can come."""
        what = Pipeline.script(description) if isinstance(description, str) else description
        if input is not None:
            what.no_input = False
        return self._start(self.pool.pipeline(what), input, sink, host, prepare)

    def command_metadata(self, query: MetadataQuery, sink: Sink | None = None) -> RunningPipeline:
        """Have commands described."""
        return self._start(self.pool.command_metadata(query), None, sink, None, None)

    def _start(
        self,
        pipe: ClientPipeline,
        given: Iterable[Any] | None,
        sink: Sink | None,
        host: Host | None,
        prepare: Callable[[RunningPipeline], object] | None,
    ) -> RunningPipeline:
        made = RunningPipeline(self, pipe, sink, host)
        if prepare is not None:
            prepare(made)
        self.pipelines[pipe.pid] = made
        try:
            made.begin(given)
        except CryptoError:
            if not self.keys.is_possible:
                self._forget(made)
                raise
            self.keys.then(lambda: made.begin(given), made.lost)
        except PsBridgeError:
            self._forget(made)
            raise
        return made

    def _forget(self, pipeline: RunningPipeline) -> None:
        self.pipelines.pop(pipeline.pid, None)
        self.pool.remove(pipeline.pid)

    # -- requests

    def ask(self, request: Callable[[], int], timeout: float | None = 30.0) -> bool | int:
        """Send a request of the pool (`session.pool.set_max_runspaces` ...) and wait for its answer."""
        number = request()
        self.transport.flush()
        self._await(lambda: number in self._answers or self._gone, timeout, "answer")
        return self._answers.pop(number, False)

    def _await(self, ready: Callable[[], bool], timeout: float | None, what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: ready() or self.error is not None, timeout):
                raise TransportError(f"The session did not {what} in {timeout:g} seconds")
        if self.error is not None and not ready():
            raise self.error

    # -- Receiver

    def received(self, data: bytes, pid: UUID | None) -> None:
        if self._volumes is not None:
            self._volumes.add(pid, len(data))
        found = self.pool.receive(data, pid)
        for event in found:  # whoever hears of one event sees the state after all of them: the reason must be there
            if isinstance(event, events.PoolStateChanged) and event.error is not None:
                self.reason = event.error
        for event in found:
            handler = _HANDLERS.get(type(event))
            if handler is not None:
                handler(self, event)
        if self.pool.waiting():  # what came may have been answered at once (a key that was asked for)
            self.transport.flush()

    def command_closed(self, pid: UUID) -> None:
        if self._volumes is not None:
            self._volumes.forget(pid)
        self.pool.remove(pid)

    def closed(self) -> None:
        self._quietly(self.pool.closed)
        self._gone = True
        self._tell()

    def failed(self, error: PsBridgeError) -> None:
        self.error = error
        self.pool.broken()
        self._lose(error)

    def _lose(self, error: PsBridgeError) -> None:
        self._gone = True
        for pipeline in list(self.pipelines.values()):
            pipeline.ended(PipelineState.FAILED, broken_record(error))
        self.pipelines.clear()
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()
        for listener in list(self.listeners):
            listener(self)

    def _state_changed(self, event: events.PoolStateChanged) -> None:
        if event.state in (PoolState.BROKEN, PoolState.CLOSED):
            for pipeline in list(self.pipelines.values()):
                pipeline.ended(PipelineState.STOPPED if event.state is PoolState.CLOSED else PipelineState.FAILED, event.error)
        self._tell()

    def _record(self, event: events.RecordReceived) -> None:
        if event.pid is None:
            if self.init_sink is not None:
                self.init_sink(event.stream, event.value)
            return
        pipeline = self.pipelines.get(event.pid)
        if pipeline is not None:
            pipeline.record(event.stream, event.value)

    def _pipeline_changed(self, event: events.PipelineStateChanged) -> None:
        self._over.append(event.pid)
        pipeline = self.pipelines.pop(event.pid, None) if event.pid is not None else None
        if pipeline is not None:
            self.transport.close_command(pipeline.pid)
            pipeline.ended(event.state, event.error)

    def _host_called(self, event: events.HostCalled) -> None:
        pipeline = self.pipelines.get(event.pid) if event.pid is not None else None
        if pipeline is not None:
            pipeline.called(event.call)
            return
        answer = respond(self.host, event.call)
        if event.call.method.answers:
            try:
                self.pool.respond(answer)
            except CryptoError:  # we are on the thread that hears of the key
                if not self.keys.is_possible:
                    raise
                self.keys.then(lambda: self.pool.respond(answer), self.failed)
            self.transport.flush()

    def _answered(self, event: events.RunspaceAvailability) -> None:
        self._answers[event.id] = event.value
        self._tell()

    def _key(self, event: Any) -> None:
        self.transport.flush()
        self.keys.arrived()
        self._tell()


def _lost(error: PsBridgeError, session: UUID) -> PsBridgeError:
    """A line that was there and is not any more: what helps is another thing than where there never was one."""
    if not isinstance(error, ConnectionFailed | DeadlineExceeded):
        return error
    return ConnectionFailed(
        f"The connection was lost: {error.what.removeprefix('No connection: ')}",
        where=error.where,
        hint=f"What runs over there goes on for a while, and can be taken up: session {session}.",
    )


_SETTLED = frozenset((PoolState.OPENED, PoolState.BROKEN, PoolState.CLOSED))
_HANDLERS: dict[type, Callable[[ClientSession, Any], object]] = {
    events.PoolStateChanged: ClientSession._state_changed,
    events.RecordReceived: ClientSession._record,
    events.PipelineStateChanged: ClientSession._pipeline_changed,
    events.HostCalled: ClientSession._host_called,
    events.RunspaceAvailability: ClientSession._answered,
    events.UserEvent: heard,
    events.KeyExchanged: ClientSession._key,
    events.Discarded: lambda _, event: refuse_gaps(event.error),
}
