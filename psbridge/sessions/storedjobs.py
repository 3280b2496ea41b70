"""Jobs that outlive the terminal: a row of the store for each host, the work left on the host, its output fetched into the store.

A host that has the PSBridge module keeps the job itself (see `bridgejobs`); on any other the session is left there.  Decides exactly-once
for the latter: a record's number in the store is the number of its message in the session, written before the message counts as read; a
fetch that is killed goes on behind the last number that is on disk.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psbridge import clixml
from psbridge.errors import LocalProtocolError, PsBridgeError, StoreError, TransportError, WSManFault
from psbridge.jobs.states import FINISHED, JobState
from psbridge.psrp import PipelineState
from psbridge.sessions.bridgejobs import BridgeJobs, is_kept, keeps_jobs
from psbridge.sessions.connection import Connection
from psbridge.sessions.pipelines import RunningPipeline
from psbridge.sessions.session import Session, take_over
from psbridge.store import JobRow, JobStore
from psbridge.wsman import FaultKind

REMOTE, LOCAL = "remote", "local"
_ENDS = {PipelineState.COMPLETED: JobState.Completed, PipelineState.STOPPED: JobState.Stopped, PipelineState.FAILED: JobState.Failed}
_QUIET = 0.3  # seconds: a fetch that need not wait is over when fewer than _MANY records came in that time
_MANY = 100
_LONGEST = 200  # such times: a job that never stops to write so fast is left, too
Connector = Callable[[str, dict[str, Any]], Connection]


@dataclass(frozen=True, slots=True)
class Received:
    """A record of a job: stream, value, host, number."""

    stream: int
    value: Any
    host: str
    number: int


class StoredJobs:
    """The remote jobs of a store.  `connect(host, options)` gives the connection to a host again; secrets are not in the store."""

    def __init__(self, store: JobStore, connect: Connector) -> None:
        self.store, self._connect = store, connect
        self._kept = BridgeJobs(store, lambda row: connect(row.location, row.details["options"]))

    # -- starting

    def start(self, connection: Connection, script: str, args: tuple[Any, ...] = (), name: str | None = None) -> JobRow:
        """Start a script on a host, leave it there."""
        row = self.store.create(name, REMOTE, script, connection.host, {"options": connection.public()})
        try:
            session = Session(connection.host, connection=connection, name=row.name).open()
            if keeps_jobs(session):
                return self._start_kept(row, session, args)
            session.client.transport.holding = True  # type: ignore[attr-defined]
            running = session.client.run(session.pipeline(script, args), sink=lambda *_: None)
            details = {**row.details, "session": str(session.instance_id), "pipeline": str(running.pid)}
            self.store.update(row.id, details=details, state=int(JobState.Running), began=time.time())
            session.disconnect()
            session.client.transport.kill()
        except PsBridgeError as error:
            self._end(row.id, JobState.Failed, str(error))
            raise
        return self.store.get(row.id)

    def _start_kept(self, row: JobRow, session: Session, args: tuple[Any, ...]) -> JobRow:
        try:
            return self._kept.start(row, args, session)
        finally:
            with contextlib.suppress(PsBridgeError):
                session.close()

    def _end(self, number: int, state: Any, reason: str | None = None) -> None:
        body = clixml.write_element(reason, 1) if reason else None
        self.store.update(number, state=int(state), ended=time.time(), reason=body)

    # -- fetching

    def fetch(self, number: int, *, wait: bool = False, timeout: float | None = None) -> JobRow:
        """Bring what the host has into the store; `wait`: until the job is over."""
        row = self.store.get(number)
        if row.kind != REMOTE or row.state in {int(state) for state in FINISHED}:
            return row
        if is_kept(row):
            self._kept.fetch(row, wait=wait, timeout=timeout)
            return self.store.get(number)
        session = self._attach(row)
        if session is None:
            return self.store.get(number)
        try:
            self._pull(row, session, wait, timeout)
        except KeyboardInterrupt:
            session.client.lose_patience()  # the way back is no longer than the line is there
            raise
        finally:
            self._leave(row, session)
        return self.store.get(number)

    def _attach(self, row: JobRow) -> Session | None:
        if "session" not in row.details:
            self._end(row.id, JobState.Failed, "it was never started: the process that should have started it was killed")
            return None
        connection = self._connect(row.location, row.details["options"])
        instance = UUID(row.details["session"])
        try:
            client = take_over(connection, instance)
        except WSManFault as error:
            if error.code in _GONE:
                self._end(row.id, JobState.Failed, f"the session is not on the host any more: {error.reason.strip()}")
                return None
            raise
        return Session(row.location, connection=connection, client=client)

    def _pull(self, row: JobRow, session: Session, wait: bool, timeout: float | None) -> None:
        pid = UUID(row.details["pipeline"])
        transport: Any = session.client.transport
        transport.resume(pid, self.store.last(row.id))
        count = itertools.count()

        def sink(stream: int, value: Any) -> None:
            mark = transport.marks[pid].complete
            self.store.append(row.id, [(stream, row.location, encoded(stream, value))], first=mark)
            next(count)

        try:
            running = session.client.adopt(pid, sink)
        except WSManFault as error:
            raise StoreError(f"The command of job {row.id} is not in its session any more", hint=error.reason) from error
        if wait:
            running.wait(timeout)
        else:
            _catch_up(running, count)
        if isinstance(session.client.error, StoreError):
            transport.abandon()  # not in order: what could not be kept is given again to whoever comes next
            raise session.client.error
        if running.is_finished and session.client.error is None:
            self._end(row.id, _ENDS.get(running.state, JobState.Failed), running.reason.message if running.reason else None)

    def _leave(self, row: JobRow, session: Session) -> None:
        """A job that is over needs no session; another one is left for the next time."""
        over = self.store.get(row.id).state in {int(state) for state in FINISHED}
        with contextlib.suppress(PsBridgeError):  # the host ends it when nobody comes
            session.remove() if over else session.disconnect()
        session.client.transport.kill()

    # -- receiving

    def receive(self, number: int, *, keep: bool = False, deliver: Callable[[Received], object]) -> int:
        """Give the records that nobody has acknowledged, and the number of the last one; unless `keep` they are acknowledged then."""
        seq = self.store.get(number).received
        last = 0
        while rows := self.store.after(number, seq, 500):
            for one in rows:
                deliver(Received(one.stream, decoded(one.body), one.source, one.seq))
                seq = last = one.seq
            if not keep:
                self.store.acknowledge(number, seq)
        return last

    # -- ending

    def stop(self, number: int) -> JobRow:
        """Stop the command on its host; what it wrote until then is kept."""
        row = self.store.get(number)
        if row.kind != REMOTE or row.state in {int(state) for state in FINISHED}:
            return row
        if is_kept(row):
            self._kept.stop(row)
            return self.store.get(number)
        session = self._attach(row)
        if session is not None:
            pid = UUID(row.details["pipeline"])
            transport: Any = session.client.transport
            transport.resume(pid, self.store.last(number))

            def sink(stream: int, value: Any) -> None:
                self.store.append(number, [(stream, row.location, encoded(stream, value))], first=transport.marks[pid].complete)

            running = session.client.adopt(pid, sink)
            running.stop()
            running.wait(30)
            self._end(number, _ENDS.get(running.state, JobState.Stopped))
            self._leave(row, session)
        return self.store.get(number)

    def remove(self, number: int, *, force: bool = False) -> TransportError | None:
        """Forget a job; one that runs must be stopped before, or with `force` is.

        With `force` a job is forgotten although its host cannot be reached, which is what comes back then.
        """
        row = self.store.get(number)
        if row.state not in {int(state) for state in FINISHED} and not force:
            raise LocalProtocolError(f"Job {number} is not finished", hint="Stop it first, or use --force.")
        unreachable = None
        try:
            self.stop(number)
            if is_kept(row):
                self._kept.forget(row)
        except TransportError as problem:
            if not force:
                raise
            unreachable = problem
        self.store.remove(number)
        return unreachable


def _catch_up(running: RunningPipeline, count: Iterator[int]) -> None:
    """Until what was waiting has come in: few records in a while are those of a job that goes on writing, for which nobody waits."""
    seen = next(count)
    for _ in range(_LONGEST):
        if running.wait(_QUIET):
            return
        now = next(count)
        if now - seen - 1 < _MANY:
            return
        seen = now


_GONE = frozenset((FaultKind.UNEXPECTED_SELECTORS.value.code, FaultKind.RESOURCE_NOT_FOUND.value.code))


def encoded(stream: int, value: Any) -> bytes:
    if stream == 1:
        return clixml.write_element(value, 3)
    text = getattr(value, "message", None) or str(getattr(value, "message_data", value))
    return clixml.write_element(str(text), 1)


def decoded(body: bytes) -> Any:
    """A stored record's value."""
    return clixml.read_element(body)


__all__ = ["LOCAL", "REMOTE", "Received", "StoredJobs", "decoded", "encoded"]
