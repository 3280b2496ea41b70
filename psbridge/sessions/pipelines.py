"""A pipeline that runs on the other side of a session, seen from its client.

Decides that its input is sent while it runs, without waiting long and without piling up, and who hears of its records, calls and end.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from psbridge.engine.host import Host
from psbridge.errors import BrokenStateError, CryptoError, InvalidTransition, PsBridgeError, WSManFault
from psbridge.objects import ErrorRecord
from psbridge.objects.streams import OUTPUT, StreamSet
from psbridge.psrp import ClientPipeline, HostCall, HostResponse, PipelineState
from psbridge.sessions.hosting import respond
from psbridge.sessions.limits import after, broken_record, give_up
from psbridge.trace import event

if TYPE_CHECKING:
    from psbridge.sessions.client import ClientSession

Sink = Callable[[int, Any], object]
_FLUSH = 1 << 18  # bytes of input that are sent before more is taken
_PAUSE = 0.005  # between two looks whether the other side has taken what was sent
_LATE = 0.05  # what a single object of input waits for company


class _Late:
    """Sends what waits a moment later, so that input of a slow source arrives while it runs."""

    def __init__(self, flush: Callable[[], object]) -> None:
        self._flush = flush
        self._lock = threading.Lock()
        self._cancel: Callable[[], None] | None = None

    def arm(self) -> None:
        if self._cancel is None:
            with self._lock:
                self._cancel = after(_LATE, self._send)

    def _send(self) -> None:
        with self._lock:
            self._cancel = None
        with contextlib.suppress(PsBridgeError):  # who feeds hears of it
            self._flush()

    def disarm(self) -> None:
        with self._lock:
            cancel, self._cancel = self._cancel, None
        if cancel is not None:
            cancel()


class RunningPipeline:
    """A pipeline on the other side.  ``sink(stream, value)`` gets its records; without one they go to ``streams``."""

    def __init__(self, session: ClientSession, pipe: ClientPipeline, sink: Sink | None, host: Host | None) -> None:
        self.session, self._pipe = session, pipe
        self.streams = StreamSet() if sink is None else None
        self._sink: Sink = self.streams.write if self.streams is not None else sink  # type: ignore[assignment]
        self.host = host
        self.host_called: Callable[[HostCall], object] | None = None  # takes every call instead of the host
        self.reason: ErrorRecord | None = None
        self.is_aside = False  # a word between debuggers: the runspace is not busy with it
        self._state = PipelineState.RUNNING
        self._done = threading.Event()
        self._begun = threading.Event()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._listeners: list[Callable[[RunningPipeline], object]] = []

    @property
    def pid(self) -> UUID:
        return self._pipe.pid

    @property
    def state(self) -> PipelineState:
        return self._state

    @property
    def is_finished(self) -> bool:
        return self._done.is_set()

    # -- what the caller does

    def begin(self, given: Iterable[Any] | None = None) -> None:
        """Have it run over there; CryptoError when what describes it holds a secret and no key was agreed on."""
        if self.is_finished:
            return
        self._pipe.start()
        event("pipeline", id=str(self.pid), over=self.session.transport.name)
        self.session.transport.create(self.pid)
        self._begun.set()
        if given is not None:
            self.feed(given)

    def adopted(self) -> None:
        """It runs over there already."""
        self._begun.set()

    @property
    def has_begun(self) -> bool:
        """False while it waits for a key."""
        return self._begun.is_set()

    def write(self, value: Any) -> None:
        """Send an input object."""
        self._begun.wait()
        self.session.keys.with_key(lambda: self._pipe.write(value))
        self.session.transport.flush()

    def end_input(self) -> None:
        self._begun.wait()
        self._pipe.end_input()
        self.session.transport.flush()

    def feed(self, values: Iterable[Any], *, end: bool = True) -> None:
        """Send input and, unless more comes, its end, as long as the pipeline wants it."""
        self._begun.wait()
        pool, transport, keys = self.session.pool, self.session.transport, self.session.keys
        late = _Late(transport.flush)
        try:
            for value in values:
                if self.is_finished:
                    return
                try:
                    self._pipe.write(value)
                except CryptoError:
                    keys.with_key(lambda one=value: self._pipe.write(one))  # type: ignore[misc]
                if pool.queued(self.pid) < _FLUSH:
                    late.arm()
                    continue
                transport.flush()
                while pool.queued(self.pid) >= _FLUSH and not self._done.wait(_PAUSE):
                    transport.flush()  # the other side is slower than we are: what waits stays in bounds
            if end and not self.is_finished:
                self._pipe.end_input()
        finally:
            late.disarm()
        transport.flush()

    def stop(self) -> None:
        """Ask for a stop; the end comes by itself."""
        if self.is_finished:
            return
        if not self.has_begun:
            self.session.pipelines.pop(self.pid, None)
            self.ended(PipelineState.STOPPED, None)
            return
        try:
            self._pipe.stop()
        except InvalidTransition:
            return  # it has just ended
        try:
            self.session.transport.signal(self.pid)
        except WSManFault:
            if not self._done.is_set():
                raise
            return  # it ended while we asked, and its shell with it
        if self.session.cancel_timeout is not None:
            cancel = after(self.session.cancel_timeout, lambda: give_up(self))
            self.on_end(lambda _: cancel())

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when the time is over first."""
        return self._done.wait(timeout)

    def result(self, timeout: float | None = None) -> list[Any]:
        """The output after the end; raises what made it fail."""
        if not self.wait(timeout):
            raise TimeoutError("the pipeline is still running")
        if self.reason is not None and self._state is PipelineState.FAILED:
            raise BrokenStateError(self.reason.message, error_record=self.reason)
        return self.streams.values(OUTPUT) if self.streams is not None else []

    def on_end(self, listener: Callable[[RunningPipeline], object]) -> None:
        """Call when it has ended; at once when it has."""
        with self._lock:
            if not self._done.is_set():
                self._listeners.append(listener)
                return
        listener(self)

    def respond(self, response: HostResponse) -> None:
        """Answer a host call that `host_called` took."""
        self.session.keys.with_key(lambda: self._pipe.respond(response))
        self.session.transport.flush()

    def nobody_counts(self) -> None:
        """The sink does not look at the transport's marks: several records may be taken in at once, which is faster."""
        told = getattr(self.session.transport, "nobody_counts", None)
        if told is not None:
            told(self.pid)

    # -- what comes (on the transport's thread)

    def record(self, stream: int, value: Any) -> None:
        self._sink(stream, value)

    def called(self, call: HostCall) -> None:
        """A host call: the one who took over, or our host; questions on a thread of their own, so that answers of others go on."""
        if self.host_called is not None:
            self.host_called(call)
            return
        host = self.host or self.session.host
        if not call.method.answers:
            respond(host, call)
            return
        threading.Thread(target=lambda: self.respond(respond(host, call)), name="host call", daemon=True).start()

    def lost(self, error: PsBridgeError) -> None:
        """It could not begin after all."""
        self.session.pipelines.pop(self.pid, None)
        self.ended(PipelineState.FAILED, broken_record(error))

    def ended(self, state: PipelineState, reason: ErrorRecord | None) -> None:
        with self._lock:
            if self._done.is_set():
                return
            self._state, self.reason = state, reason
            self._done.set()
            self._begun.set()
            listeners, self._listeners = self._listeners, []
        event("pipeline ended", id=str(self.pid), state=state.name, reason=getattr(reason, "message", None))
        if self.streams is not None:
            self.streams.complete()
        for listener in listeners:
            listener(self)
