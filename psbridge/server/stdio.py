"""`psbridge -s` and `psbridge -sshs`: the stdio framing on two file descriptors, with served pools behind it.

Decides when each element is acknowledged: after all answers for the session, before the run for a pipeline.  One process serves one session
after the other; numbers of fragments go on.  Whatever breaks the framing ends the process with PowerShell's text and exit code.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TextIO
from uuid import UUID

from psbridge.errors import OutOfProcError
from psbridge.outofproc import FATAL_EXIT_CODE, SESSION, Element, Kind, Server
from psbridge.outofproc.elements import unknown_element
from psbridge.psrp.fragments import HEADER, ObjectIds
from psbridge.psrp.messages import NIL
from psbridge.server.poolhost import PoolHost
from psbridge.server.poolhostprofile import Profile

_CHUNK = 1 << 16

_END = unknown_element("")
_GRACE = 5.0  # how long the last states may take once the client is gone


class StdioServer:
    """Serves sessions on `source` and `target` until the client is gone; `run` gives the exit code."""

    def __init__(self, profile: Profile, source: int, target: int, errors: TextIO | None = None) -> None:
        self.profile = profile
        self._source, self._target = source, target
        self._errors = errors if errors is not None else sys.stderr
        self._framing = Server()
        self._lock = threading.Lock()
        self._ids = ObjectIds()
        self._commands: set[UUID] = set()  # opened by Command, not yet closed
        self._closing = False
        self._host = self._new_host()

    def _new_host(self) -> PoolHost:
        return PoolHost(self.profile, self.flush, ids=self._ids)

    # -- bytes

    def run(self) -> int:
        """Read until the end of the input, which is never a clean one."""
        try:
            while data := self._read():
                self._take(data)
            self._framing.receive_eof()
        except OutOfProcError as error:
            return self._fatal(error)
        return FATAL_EXIT_CODE

    def _read(self) -> bytes:
        try:
            return os.read(self._source, _CHUNK)
        except OSError:
            return b""

    def _take(self, data: bytes) -> None:
        """Act on every element, those before an error too."""
        failure: OutOfProcError | None = None
        try:
            self._framing.receive(data)
        except OutOfProcError as error:
            failure = error
        for element in self._framing.events():
            _ACTIONS[element.kind](self, element)
        if failure is not None:
            raise failure

    def _fatal(self, error: OutOfProcError) -> int:
        """The client is gone: stop what runs, say what can be said. Or it talks nonsense: that is the end at once. Print why."""
        if error.what == _END.what:
            done = threading.Event()
            self._host.close(done.set)
            done.wait(_GRACE)
        try:
            self._errors.write(f"{error.what}\n")
            self._errors.flush()
        except (OSError, ValueError):
            pass  # nobody reads it
        return FATAL_EXIT_CODE

    def flush(self) -> None:
        """Write what waits, one fragment to an element."""
        with self._lock:
            self._collect()
            self._write()

    def _collect(self) -> None:
        for pid, frame, _ in self._host.pool.take_all():
            for fragment in _fragments(frame):
                self._framing.send(SESSION if pid == NIL else pid, fragment)

    def _write(self) -> None:
        data = self._framing.data_to_send()
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._target, view) :]
        except OSError:
            self._host.abandon()

    def _acknowledge(self, element: Element) -> None:
        with self._lock:
            self._collect()
            self._framing.acknowledge(element)
            self._write()

    # -- elements

    def _data(self, element: Element) -> None:
        pid = None if element.guid == SESSION else element.guid
        if pid is not None and pid not in self._commands:
            self._acknowledge(element)  # nobody has announced it: that is all PowerShell says to it
            return
        found = self._host.pool.receive(element.payload, pid)
        if pid is None:
            self._host.accept(found)
            self._acknowledge(element)
        else:
            self._acknowledge(element)
            self._host.accept(found)

    def _command(self, element: Element) -> None:
        self._commands.add(element.guid)
        self._acknowledge(element)

    def _signal(self, element: Element) -> None:
        self._host.stop(element.guid, lambda: self._acknowledge(element))

    def _close(self, element: Element) -> None:
        if element.guid == SESSION:
            self._closing = True
            self._close_session()
            return

        def closed() -> None:
            self._acknowledge(element)
            self._commands.discard(element.guid)
            if self._closing:
                self._close_session()

        self._host.close_pipeline(element.guid, closed)

    def _close_session(self) -> None:
        """Once every command is closed: the session ends, and a new one may begin."""
        if self._commands:
            return
        self._closing = False
        self._host.close(self._session_closed)

    def _session_closed(self) -> None:
        self._acknowledge(Element(Kind.CLOSE, SESSION))
        self._host = self._new_host()


def _fragments(frame: bytes) -> Iterator[bytes]:
    """The fragments of a frame one by one."""
    at = 0
    while at < len(frame):
        end = at + HEADER.size + HEADER.unpack_from(frame, at)[3]
        yield frame[at:end]
        at = end


_ACTIONS: dict[Kind, Callable[[StdioServer, Element], None]] = {
    Kind.DATA: StdioServer._data,
    Kind.COMMAND: StdioServer._command,
    Kind.SIGNAL: StdioServer._signal,
    Kind.CLOSE: StdioServer._close,
}


def take_descriptors() -> tuple[int, int]:
    """Standard input and output for the protocol alone: what scripts and programs read or print goes elsewhere."""
    source, target = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return source, target


__all__ = ["StdioServer", "take_descriptors"]
