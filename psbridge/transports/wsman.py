"""A session over WSMan: a shell for the pool, a command for each pipeline, a parked Receive for whatever is listened to.

Decides which request means what, that each role has a connection of its own (operations; one for each parked Receive), and what a lost
connection means: what was asked is asked again until `retry_time` is over; then the session is left to itself (it can be taken up again).
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psbridge.errors import AuthenticationError, ConnectionFailed, DeadlineExceeded, PsBridgeError, RedirectRequested, WSManFault
from psbridge.linenews import LineNews, tell
from psbridge.psrp import ClientPool
from psbridge.psrp.messages import NIL
from psbridge.transports.carrier import Capabilities, Receiver
from psbridge.transports.onceonly import Mark, news, repeatable
from psbridge.transports.patience import FIRST_TIME, RETRY_TIME, Patience
from psbridge.transports.receiving import Receives
from psbridge.transports.redirection import redirected
from psbridge.transports.wsmanlink import Link, Proof, Target
from psbridge.transports.wsmanlistener import Listener
from psbridge.transports.wsmanlists import enumerate_all
from psbridge.wsman import CommandState, FaultKind, Option, StreamData, replies
from psbridge.wsman import Signal as SignalCode
from psbridge.wsman import requests as ask
from psbridge.wsman.names import POWERSHELL, RESOURCE_COMMAND

_STREAMS = {"default": "stdin", "promptresponse": "pr"}
_LOST = ConnectionFailed | DeadlineExceeded | AuthenticationError  # the line, or a ticket that has expired meanwhile; the shell goes on
_TIMED_OUT = FaultKind.TIMED_OUT.value.code
_CONNECTED = FaultKind.ALREADY_CONNECTED.value.code
_LEFT = frozenset(kind.value.code for kind in (FaultKind.STREAM_DISCONNECTED, FaultKind.SHELL_DISCONNECTED))


@dataclass(frozen=True, slots=True)
class ShellOptions:
    """What a session is opened with."""

    configuration_name: str = "Microsoft.PowerShell"
    idle_timeout: float | None = None
    buffer_mode: str = ""
    name: str = ""
    no_profile: bool = False
    listen: bool = True  # keep a Receive parked for the session itself, not only for pipelines
    retry_time: float = RETRY_TIME
    serial: bool = False  # one connection and no thread: the caller pumps; for one command and good-bye

    @property
    def resource_uri(self) -> str:
        name = self.configuration_name
        return name if "://" in name else f"{POWERSHELL}/{name}"


class WSManTransport:
    """A session on a WSMan service."""

    name = "wsman"
    capabilities = Capabilities(disconnect=True, keys=True)

    def __init__(
        self,
        target: Target,
        options: ShellOptions | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self.target, self.options = target, options or ShellOptions()
        self.client = target.client()
        self.shell_id = ""
        self.on_trouble: Callable[[str], object] = str  # told "retrying", "recovered", "given up", "disconnected"
        self.holding = False  # new pipelines are started and not listened to: whoever takes them over gets everything
        self.redirections: list[str] = []  # where the service was that we were sent to
        self.marks: dict[UUID | None, Mark] = {}  # how far the output of each pipeline has come
        self._uncounted: set[UUID | None] = set()  # pipelines whose receiver does not look at the mark of each object
        wait = pause or self._wait_for_end
        self._patience = Patience(self.options.retry_time, clock, wait, self._tell)
        first = min(self.options.retry_time, FIRST_TIME)
        self._first = Patience(first, clock, wait, lambda what: self._tell(what, first))  # who was never there is not waited for so long
        self.proof = Proof()
        self._link = Link(target, self.client, self.proof)
        self._lock = threading.RLock()  # the operations' connection
        self._state = threading.Condition()
        self._listening: set[UUID | None] = set()
        self._live: set[UUID] = set()
        self._parting: set[UUID] = set()  # commands that have ended, which the service has not been told yet
        self._given_ids: dict[UUID, str] = {}  # of commands whose id the service has chosen
        self._idle: list[Listener] = []
        self._everyone: list[Listener] = []
        self._pool: ClientPool | None = None
        self._receiver: Receiver | None = None
        self._away = self._over = False
        self._later: queue.SimpleQueue[Callable[[], None] | None] | None = None

    # -- opening

    def open(self, pool: ClientPool, receiver: Receiver) -> None:
        self._pool, self._receiver = pool, receiver
        creation = b"".join(frame for _, frame, _ in pool.take_all())
        create = ask.Create(
            str(pool.rpid).upper(),
            self.options.name,
            ("stdin", "pr"),
            ("stdout",),
            idle_timeout=self.options.idle_timeout,
            creation_xml=creation,
        )
        options = [Option("protocolversion", str(pool.protocol), must_comply=True)]
        if self.options.no_profile:
            options.append(Option("WINRS_NOPROFILE", "TRUE"))
        reply = self._following(lambda: self._ask(create, options=tuple(options)))
        assert isinstance(reply, replies.Created)
        self.shell_id = reply.shell_id or str(pool.rpid).upper()
        self._listen(None)

    def connect(self, pool: ClientPool, receiver: Receiver, shell_id: str) -> None:
        """Take over a session that another client has left; the pool has queued what connects it."""
        self._pool, self._receiver, self.shell_id = pool, receiver, shell_id.upper()
        data = b"".join(frame for _, frame, _ in pool.take_all())
        reply = self._following(lambda: self._ask(ask.Connect(connect_xml=data, buffer_mode=self.options.buffer_mode), shell=True))
        assert isinstance(reply, replies.Connected)
        if reply.connect_response_xml:
            receiver.received(reply.connect_response_xml, None)
        self._listen(None)

    def _following(self, asking: Callable[[], Any]) -> Any:
        """The answer of the service that is asked in the end: others may send us on."""
        while True:
            try:
                return asking()
            except RedirectRequested as asked:
                with self._lock:
                    self.target = redirected(self.target, asked)
                    self.client = self.target.client()
                    self._link.close()
                    self._link = Link(self.target, self.client, self.proof)
                self.redirections.append(asked.location)

    def commands(self) -> list[UUID]:
        """The commands of the shell, which are the pipelines of the session."""
        listed = enumerate_all(self._link_ask, RESOURCE_COMMAND, {"ShellId": self.shell_id})
        return [UUID(item.command_id) for item in listed]

    def resume(self, pid: UUID, mark: int) -> None:
        """Of that pipeline everything up to an object number is known."""
        self.marks[pid] = Mark(mark)

    def nobody_counts(self, pid: UUID) -> None:
        """Whoever gets the output of a pipeline does not look at `marks` meanwhile: an answer may be taken in at once."""
        self._uncounted.add(pid)

    def connect_command(self, pid: UUID) -> None:
        """Take over a pipeline."""
        self._ask(ask.Connect(command_id=str(pid).upper()), shell=True)
        self._live.add(pid)
        self._listen(pid)

    # -- Transport

    def flush(self) -> None:
        if self._away or self._pool is None:
            return
        with self._lock:
            for pid in self._pool.waiting():
                if pid == NIL or pid in self._live:  # what creates a pipeline travels with its Command
                    self._send_all(pid)

    def _send_all(self, pid: UUID) -> None:
        assert self._pool is not None
        pieces: list[bytes] = []
        size, stream = 0, ""
        while (found := self._pool.take(pid)) is not None:
            if pieces and (found[1] != stream or size + len(found[0]) > self._room):
                self._send(None if pid == NIL else pid, b"".join(pieces), _STREAMS[stream])
                pieces, size = [], 0
            pieces.append(found[0])
            size, stream = size + len(found[0]), found[1]
        if pieces:
            self._send(None if pid == NIL else pid, b"".join(pieces), _STREAMS[stream])

    @property
    def _room(self) -> int:
        return self.client.payload_room

    def _send(self, pid: UUID | None, frame: bytes, stream: str) -> None:
        command = self._command_id(pid) if pid is not None else ""
        try:
            self._ask(ask.Send((StreamData(stream, frame, command),)), shell=True)
        except WSManFault:
            if pid is None or pid in self._live:
                raise  # otherwise it has ended meanwhile: nobody wants this any more

    def create(self, pid: UUID) -> None:
        assert self._pool is not None
        self._patience.is_lost = False
        with self._lock:
            first = self._pool.take(pid, self._room)
            assert first is not None
            self._live.add(pid)
            try:
                started = self._ask(ask.Command.with_payload(first[0], str(pid).upper()), shell=True)
            except PsBridgeError:
                self._live.discard(pid)
                raise
            if started is not None and started.command_id.upper() != str(pid).upper():
                self._given_ids[pid] = started.command_id
            if not self.holding:
                self._listen(pid)
            self.flush()

    def _command_id(self, pid: UUID) -> str:
        """What the service calls a pipeline: older ones give ids of their own, others take ours."""
        return self._given_ids.get(pid) or str(pid).upper()

    def signal(self, pid: UUID) -> None:
        if pid not in self._live:
            return
        if self.options.serial:
            self._signal_aside(pid)
            return
        self._behind(lambda: self._signal(pid, SignalCode.PS_CTRL_C))

    def _signal_aside(self, pid: UUID) -> None:
        """The one connection waits for output: a stop goes over another."""
        link = Link(self.target, self.client, self.proof)
        try:
            link.ask(ask.Signal(SignalCode.PS_CTRL_C, self._command_id(pid)), self.options.resource_uri, shell_id=self.shell_id)
        finally:
            link.close()

    def close_command(self, pid: UUID) -> None:
        self._live.discard(pid)
        self.marks.pop(pid, None)
        self._uncounted.discard(pid)
        if self.options.serial:  # the session ends with its command
            if self._receiver is not None:
                self._receiver.command_closed(pid)
            return
        with self._state:
            self._parting.add(pid)
            here = next((one for one in self._everyone if one.thread is threading.current_thread()), None)
        if here is not None:
            here.finished.append(pid)  # its connection is free in a moment; the operations' one may carry the next command already
            return
        self._behind(lambda: self.end_command(pid))

    def pump(self, pid: UUID | None = None) -> None:
        """Receive on this thread until that pipeline has ended (None: until the session is open)."""
        try:
            self.listen(pid, self._link)
        except PsBridgeError as error:
            self.trouble(error, pid)

    def end_command(self, pid: UUID, link: Link | None = None) -> None:
        """Tell the service that nobody wants more of a command."""
        self._signal(pid, SignalCode.TERMINATE, link)
        with self._state:
            self._parting.discard(pid)
            self._state.notify_all()
        if self._receiver is not None:
            self._receiver.command_closed(pid)

    def _signal(self, pid: UUID, code: SignalCode, link: Link | None = None) -> None:
        try:
            self._ask(ask.Signal(code, self._command_id(pid)), shell=True, link=link)
        except WSManFault:
            pass  # it is gone already
        except PsBridgeError as error:
            self.trouble(error, pid)

    def close(self) -> None:
        if self.options.serial:
            self._delete()
        else:
            self._behind(self._delete)

    def _delete(self) -> None:
        self._over = True
        with contextlib.suppress(PsBridgeError):  # it is gone, or cannot be reached
            self._ask(ask.Delete(), shell=True)
        if self._receiver is not None:
            self._receiver.closed()
        self.kill()

    def kill(self) -> None:
        self._over = True
        with self._state:
            everyone, self._everyone, self._idle = self._everyone, [], []
            self._state.notify_all()
        for listener in everyone:
            listener.work.put(Listener)
            listener.link.close()  # what it still waits for is nobody's any more: the host may know
        if self._later is not None:
            self._later.put(None)
        else:
            self._link.close()

    # -- leaving and coming back

    def disconnect_session(self, idle_timeout: float | None = None, buffer_mode: str = "") -> None:
        """Leave the session; returns when everything that was on its way has come in, and the service was told what we had whole:
        whoever comes next would take that up, and wait for what we have had."""
        self._settle(lambda: self._over or not self._parting)
        self._away = True
        try:
            self._ask(ask.Disconnect(idle_timeout, buffer_mode), shell=True)
        except PsBridgeError:
            self._away = False
            raise
        self._settle(lambda: not self._listening)

    def _settle(self, settled: Callable[[], bool]) -> None:
        with self._state:
            self._state.wait_for(settled, self.target.operation_timeout + 10)

    def lose_patience(self, lost: bool = True) -> None:
        """Whoever waits has had enough: until the next command a line that is cut, or found to be, is given up at once."""
        with self._state:
            self._patience.is_lost = self._first.is_lost = lost
            self._state.notify_all()

    def reconnect_session(self, buffer_mode: str = "") -> None:
        """Take up our own session again."""
        with self._state:
            self._state.wait_for(lambda: not self._listening, 5)
        self._come_back()
        self._away = False
        self._listen(None)
        for pid in list(self._live):
            self._listen(pid)
        self.flush()

    def _come_back(self) -> None:
        try:
            self._ask(ask.Reconnect(), shell=True)
        except WSManFault as error:
            if error.code != _CONNECTED:  # the service never noticed that we were away
                raise

    def forget(self) -> None:
        """Let go of the pipelines, which go on: whoever wants their output takes them over."""
        self._live.clear()
        self.marks.clear()

    def abandon(self) -> None:
        """Give the connections up without a word, as a process that dies does."""
        self._away = True
        self._hang_up()
        self.kill()

    def _hang_up(self) -> None:
        """Nobody may take the session up again behind our back: a listener that is just getting through is cut off."""
        with self._state:
            everyone = list(self._everyone)
        for listener in everyone:
            listener.link.close()

    # -- listening

    def _listen(self, pid: UUID | None) -> None:
        with self._state:
            if self._over or pid in self._listening or self.options.serial:
                return
            self._listening.add(pid)
            listener = self._idle.pop() if self._idle else None
            if listener is None:
                listener = Listener(self)
                self._everyone.append(listener)
        listener.work.put(pid)

    def release(self, listener: Listener, pid: UUID | None) -> None:
        """A listener is done with one thing."""
        with self._state:
            self._listening.discard(pid)
            if not self._over:
                self._idle.append(listener)
            self._state.notify_all()

    def _wanted(self, pid: UUID | None) -> bool:
        if self._over or self._away:
            return False
        if pid is not None:
            return pid in self._live
        parked = self.options.listen and not self.options.serial
        return parked or self._pool is None or self._pool.state.name not in ("OPENED", "CLOSED", "BROKEN")

    def listen(self, pid: UUID | None, link: Link) -> None:
        """Receive until there is nothing more to hear of that pipeline (None: of the session)."""
        receiver = self._receiver
        assert receiver is not None
        command = self._command_id(pid) if pid is not None else ""
        asked = Receives(
            link, self.options.resource_uri, self.shell_id, command, lambda: pid in self._uncounted and self._wanted(pid)
        )
        while asked.is_ahead or self._wanted(pid):
            asked.next()
            reply = self._receive(asked, pid)
            if reply is None:
                continue
            mark = self.marks.setdefault(pid, Mark())
            for data in news(mark, (stream.data for stream in reply.streams), pid not in self._uncounted):
                receiver.received(data, pid)
            if reply.state == CommandState.DONE:
                return

    def _receive(self, asked: Receives, pid: UUID | None) -> replies.Received | None:
        try:
            reply = self._patience.ask(asked.ask, lambda: self._wanted(pid))
        except WSManFault as error:
            if error.code == _TIMED_OUT:
                return None
            if not self._wanted(pid):
                return None
            if error.code in _LEFT:  # the service took us for gone
                self._patience.ask(self._come_back, lambda: self._wanted(pid))
                return None
            raise
        assert reply is None or isinstance(reply, replies.Received)
        return reply

    def trouble(self, error: PsBridgeError, pid: UUID | None) -> None:
        """Something failed for good: the session is lost to us."""
        receiver = self._receiver
        dropped = getattr(receiver, "dropped", None)
        leaves = isinstance(error, _LOST) and dropped is not None and bool(self.shell_id)
        with self._state:  # all connections break at the same time: the first one tells
            if self._over or self._away:
                return
            self._away = leaves
            self._parting.clear()  # nobody can be told any more
        if leaves and dropped is not None:
            self._hang_up()
            dropped(error)
            self._tell("disconnected")  # who hears it sees jobs that are disconnected, too
            return
        self.kill()
        if receiver is not None:
            receiver.failed(error)

    # -- asking

    def _ask(self, body: Any, *, shell: bool = False, options: tuple[Option, ...] = (), link: Link | None = None, **words: Any) -> Any:
        """The answer to a request, over the operations' connection unless the caller has one of its own."""
        if shell:
            words["shell_id"] = self.shell_id

        def once() -> Any:
            if link is not None:
                return link.ask(body, self.options.resource_uri, options=options, **words)
            with self._lock:
                return self._link.ask(body, self.options.resource_uri, options=options, **words)

        again = repeatable(body, once)
        patience = self._patience if self.proof.has_worked else self._first
        return once() if again is None else patience.ask(again, lambda: not self._over)

    def _link_ask(self, body: Any, uri: str) -> Any:
        with self._lock:
            return self._link.ask(body, uri)

    def _wait_for_end(self, seconds: float) -> None:
        with self._state:
            self._state.wait_for(lambda: self._over or self._patience.is_lost, seconds)

    def _tell(self, what: str, patience: float | None = None) -> None:
        told = self.options.retry_time if patience is None else patience
        tell(LineNews(self.target.name or self.target.host, id(self), what, told))
        self.on_trouble(what)

    def _behind(self, work: Callable[[], None]) -> None:
        """Do it on the thread of operations: nobody waits for it."""
        with self._state:
            if self._later is None:
                self._later = queue.SimpleQueue()
                threading.Thread(target=self._work, args=(self._later,), name="wsman operations", daemon=True).start()
        self._later.put(work)

    def _work(self, given: queue.SimpleQueue[Callable[[], None] | None]) -> None:
        while (work := given.get()) is not None:
            work()
        self._link.close()
