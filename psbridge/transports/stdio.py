"""The stdio framing over a pair of descriptors: the base of the transports that talk to a process.

Decides how fragments are packed (several messages to a frame, as a real client packs them), that acknowledgements are waited for by guid,
and that the end of the other side's output is a failure unless the session was closed before.
"""

from __future__ import annotations

import os
import threading
from uuid import UUID

from psbridge.errors import ConnectionFailed, InvalidTransition, OutOfProcError, PsBridgeError
from psbridge.outofproc import SESSION, Client, Element, Kind, Stream
from psbridge.outofproc.states import GuidState
from psbridge.psrp import ClientPool
from psbridge.psrp.messages import NIL
from psbridge.transports.carrier import Capabilities, Receiver

_CHUNK = 1 << 16
_STREAMS = {"default": Stream.DEFAULT, "promptresponse": Stream.PROMPT_RESPONSE}


class StdioTransport:
    """A session over two descriptors; a subclass's `connect` gives them and its `disconnect` lets go of what is behind."""

    name = "stdio"
    capabilities = Capabilities()

    def __init__(self) -> None:
        self._framing = Client()
        self._lock = threading.Lock()
        self._pool: ClientPool | None = None
        self._receiver: Receiver | None = None
        self._source = self._target = -1
        self._signals: set[UUID] = set()  # asked for, not yet sent
        self._over = False  # the session was closed, or we gave up: the end of the output is no failure

    # -- what a subclass supplies

    def connect(self) -> tuple[int, int]:
        """Descriptors to read from and to write to."""
        raise NotImplementedError

    def disconnect(self) -> None:
        """Let go of the other side."""

    def lost(self) -> PsBridgeError:
        """Why the other side's output ended."""
        return ConnectionFailed("The other process has ended", where=self.name)

    # -- Transport

    def open(self, pool: ClientPool, receiver: Receiver) -> None:
        self._pool, self._receiver = pool, receiver
        self._source, self._target = self.connect()
        threading.Thread(target=self._listen, name=f"{self.name} reader", daemon=True).start()
        self.flush()

    def flush(self) -> None:
        with self._lock:
            self._collect()
            self._write()

    def create(self, pid: UUID) -> None:
        with self._lock:
            if self._framing.state(pid) is GuidState.UNKNOWN:
                self._framing.open_command(pid)
            self._collect()
            self._write()

    def signal(self, pid: UUID) -> None:
        with self._lock:
            self._signals.add(pid)
            self._signal_idle()
            self._write()

    def _signal_idle(self) -> None:
        """Send the signals that would not overtake what they are to stop."""
        for pid in [pid for pid in self._signals if not self._framing.is_busy(pid)]:
            self._signals.discard(pid)
            try:
                self._framing.signal(pid)
            except InvalidTransition:
                continue  # it is closed already

    def close_command(self, pid: UUID) -> None:
        with self._lock:
            try:
                self._framing.close(pid)
            except InvalidTransition:
                return
            self._write()

    def close(self) -> None:
        with self._lock:
            self._framing.close()
            self._write()

    def kill(self) -> None:
        self._over = True
        self.disconnect()

    # -- inside

    def _collect(self) -> None:
        assert self._pool is not None
        for pid, frame, stream in self._pool.take_all():
            guid = SESSION if pid == NIL else pid
            if self._is_new(guid):
                self._framing.open_command(guid)
            try:
                self._framing.send(guid, frame, _STREAMS[stream])
            except InvalidTransition:
                continue  # the pipeline was closed meanwhile: nobody wants this any more

    def _is_new(self, guid: UUID) -> bool:
        """Whether a pipeline has something to send before another thread, which has just made it, could announce it."""
        if guid == SESSION or self._framing.state(guid) is not GuidState.UNKNOWN:
            return False
        assert self._pool is not None
        pipeline = self._pool.pipelines.get(guid)
        return pipeline is not None and not pipeline.is_finished

    def _write(self) -> None:
        view = memoryview(self._framing.data_to_send())
        try:
            while view:
                view = view[os.write(self._target, view) :]
        except OSError:
            return  # the reader hears of it as well, and tells why

    def _listen(self) -> None:
        receiver = self._receiver
        assert receiver is not None
        try:
            while data := self._read():
                self._take(data, receiver)
            failure: PsBridgeError | None = None if self._over else self.lost()
        except PsBridgeError as error:
            failure = error
        self.disconnect()
        os.close(self._source)
        with self._lock:
            os.close(self._target)
            self._target = -1
        if failure is not None and not self._over:
            self._over = True
            receiver.failed(failure)

    def _read(self) -> bytes:
        try:
            return os.read(self._source, _CHUNK)
        except OSError:
            return b""

    def _take(self, data: bytes, receiver: Receiver) -> None:
        failure: OutOfProcError | None = None
        with self._lock:
            try:
                self._framing.receive(data)
            except OutOfProcError as error:
                failure = error
            found = self._framing.events()
            if self._signals:
                self._signal_idle()
            self._write()
        for element in found:
            self._tell(element, receiver)
        if failure is not None:
            raise failure

    def _tell(self, element: Element, receiver: Receiver) -> None:
        pid = None if element.guid == SESSION else element.guid
        if element.kind is Kind.DATA:
            receiver.received(element.payload, pid)
        elif element.kind is Kind.CLOSE_ACK and pid is not None:
            receiver.command_closed(pid)
        elif element.kind is Kind.CLOSE_ACK:
            self._over = True
            receiver.closed()
