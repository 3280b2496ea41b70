"""A PowerShell session as a shell of WSMan: one served pool, whose fragments travel in streams.

Decides how output becomes Stream elements (one fragment each, as Windows does), when a command is done, and that a pipeline whose client
does not take its output waits (BufferMode Block) or goes on without (Drop).
"""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any

from psbridge.errors import PsrpError
from psbridge.psrp.fragments import END, HEADER
from psbridge.psrp.messages import NIL
from psbridge.server.poolhost import PoolHost
from psbridge.server.poolhostprofile import Profile
from psbridge.server.quotas import EndpointQuotas, Intake
from psbridge.server.shells import Output, Shell
from psbridge.wsman import CommandState, FaultKind, StreamData, fault
from psbridge.wsman import Signal as SignalCode
from psbridge.wsman.requests import Command, Signal
from psbridge.wsman.states import ShellState

_STOPS = frozenset((SignalCode.PS_CTRL_C, SignalCode.PS_CTRL_C_WINDOWS, SignalCode.CTRL_C, SignalCode.CTRL_BREAK))
_CLOSING = 10.0
_FEW = 8192
_HOST_PROGRAM = "C:\\Windows\\System32\\wsmprovhost.exe"


class PowerShellShell(Shell):
    """A session."""

    supports_disconnect = True

    def __init__(
        self,
        *facts: Any,
        profile: Profile,
        creation: bytes,
        workers: Executor,
        buffered: int,
        max_idle: float,
        quotas: EndpointQuotas | None = None,
    ) -> None:
        super().__init__(*facts)
        self._creation, self._workers, self._max_idle = creation, workers, max_idle
        self._room, self._changed = buffered, threading.Condition()
        self._known: dict[uuid.UUID, str] = {}  # commands, spelled as their client does
        self._extra: list[bytes] = []  # fragments of the pool that a Connect left over
        self._closed = False
        self._intake = Intake(quotas or EndpointQuotas())
        self.buffer_mode = self._intake.quotas.buffer_mode
        self._machine = profile.machine
        self._process = profile.machine.processes.start("wsmprovhost", path=_HOST_PROGRAM, user=self.caller.name)
        self.process_id = self._process.id
        profile.extras["process_id"] = self.process_id
        self.host = PoolHost(profile, self._flush)

    def particulars(self) -> Mapping[str, Any]:
        return {
            "process_id": self.process_id,
            "max_idle_timeout": self._max_idle,
            "locale": "en-US",
            "data_locale": "en-US",
            "compression_mode": "NoCompression",
            "profile_loaded": "Yes",
            "encoding": "UTF8",
            "buffer_mode": self.buffer_mode,
            "state": self.state.value,
        }

    # -- output

    def _flush(self) -> None:
        """Called on any thread when the pool has something to send."""
        self.bell.ring()
        thread = threading.current_thread()
        if thread.name.startswith(("pipeline", "nested")) and self._is_full():
            self._hold(uuid.UUID(thread.name.rpartition(" ")[2]) if thread.name.startswith("pipeline ") else None)

    def _is_full(self) -> bool:
        return self.host.pool.waiting_bytes() > self._room

    def _hold(self, pid: uuid.UUID | None) -> None:
        """Keep a pipeline from running ahead of its client."""
        run = self.host.runs.get(pid) if pid is not None else None
        unhook = run.token.on_cancel(lambda *_: self._let_go()) if run is not None else None
        with self._changed:
            self._changed.wait_for(lambda: self._may_go(run))
        if unhook is not None:
            unhook()
        if self._is_full() and self.buffer_mode == "Drop" and self.state is ShellState.DISCONNECTED:
            self.host.pool.drop_waiting(self._room // 2)

    def _may_go(self, run: Any) -> bool:
        dropping = self.buffer_mode == "Drop" and self.state is ShellState.DISCONNECTED
        return self._closed or dropping or (run is not None and run.token.cancelled) or not self._is_full()

    def _let_go(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def collect(self, command_id: str, room: int, names: tuple[str, ...]) -> Output | None:
        pid = self._pid(command_id) if command_id else None
        run = self.host.runs.get(pid) if pid is not None else None
        ended = run is not None and run.ended
        pieces: list[StreamData] = []
        if pid is None and self._extra:
            pieces, self._extra = [StreamData("stdout", fragment) for fragment in self._extra], []
        pieces += self.deliveries.owed(command_id.upper())
        room -= sum(len(piece.data) for piece in pieces)
        while room > HEADER.size + 64:
            taken = self.host.pool.take(pid, room)
            if taken is None:
                break
            room -= len(taken[0]) * 21 // 20 + 200
            pieces += [StreamData("stdout", fragment, command_id) for fragment in _fragments(taken[0])]
        if pieces:
            self._let_go()
        if ended and not self._waits(pid):
            return Output(tuple(pieces), CommandState.DONE, 0)
        return Output(tuple(pieces)) if pieces else None

    def _waits(self, pid: uuid.UUID | None) -> bool:
        return (pid or NIL) in self.host.pool.waiting()

    def _pid(self, command_id: str) -> uuid.UUID:
        pid = _guid(command_id, FaultKind.BAD_COMMAND_ID)
        if pid not in self._known:
            raise self.no_command()
        return pid

    # -- operations

    async def _on_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._workers, work, *arguments)
        except PsrpError as error:
            raise fault(FaultKind.PROVIDER_FAILURE, str(error)) from error

    async def _take(self, data: bytes, pid: uuid.UUID | None) -> None:
        """Bytes of the client: a few are understood faster than a thread is woken."""
        self._intake.take(data, pid)
        await self._understand(data, pid, len(data) <= _FEW)

    async def _understand(self, data: bytes, pid: uuid.UUID | None, here: bool) -> None:
        if not here:
            await self._on_thread(self.host.receive, data, pid)
            return
        try:
            self.host.receive(data, pid)
        except PsrpError as error:
            raise fault(FaultKind.PROVIDER_FAILURE, str(error)) from error

    async def start(self) -> None:
        self._intake.take(self._creation, None)
        await self._understand(self._creation, None, len(self._creation) <= _FEW and not self.host.profile.startup)
        self._creation = b""

    async def command(self, command: Command, options: Mapping[str, str]) -> str:
        pid = _guid(command.command_id, FaultKind.BAD_COMMAND_ID) if command.command_id else uuid.uuid4()
        if pid in self._known:
            raise fault(FaultKind.COMMAND_ID_CONFLICT)
        self._intake.quotas.admit_command(sum(not run.ended for run in list(self.host.runs.values())))
        payload = command.payload
        self._intake.take(payload, pid)
        self._known[pid] = command.command_id or str(pid).upper()
        try:
            await self._understand(payload, pid, len(payload) <= _FEW)
        except Exception:
            self._known.pop(pid, None)
            raise
        return self._known[pid]

    async def send(self, streams: tuple[StreamData, ...]) -> None:
        for stream in streams:
            if stream.name not in self.input_streams:
                raise fault(FaultKind.INVALID_PARAMETER)
            await self._take(stream.data, self._pid(stream.command_id) if stream.command_id else None)

    async def signal(self, signal: Signal) -> None:
        if not signal.command_id:
            raise fault(FaultKind.INVALID_PARAMETER)
        pid = self._pid(signal.command_id)
        if signal.code == SignalCode.TERMINATE:
            await self._terminate(pid)
        elif signal.code in _STOPS:
            await self._on_thread(self.host.stop, pid)
        else:
            raise fault(FaultKind.INVALID_PARAMETER)

    async def _terminate(self, pid: uuid.UUID) -> None:
        self.deliveries.forget(self._known.pop(pid, str(pid)).upper())
        self._intake.forget(pid)
        run = self.host.runs.get(pid)
        over = _Over()
        if run is None or run.ended:
            self.host.close_pipeline(pid, over.set)
        else:
            await self._on_thread(self.host.close_pipeline, pid, over.set)
        self._let_go()
        await over.within(_CLOSING)
        self.bell.ring()

    async def close(self) -> None:
        self._closed = True
        self._let_go()
        self.bell.fail(FaultKind.OPERATION_ABORTED)
        over = _Over()
        if self.host.is_quiet:
            self.host.close(over.set)
        else:
            await self._on_thread(self.host.close, over.set)
        await over.within(_CLOSING)
        self.host.abandon()
        self._known.clear()
        self._process_ended()

    def _process_ended(self) -> None:
        if not self._process.has_exited:
            self._machine.processes.stop(self._process, 0)

    def commands(self) -> list[tuple[str, str, bool]]:
        found = []
        for pid, spelled in self._known.items():
            run = self.host.runs.get(pid)
            found.append((spelled, "", run is None or not run.ended or self._waits(pid)))
        return found

    def is_expired(self, now: float) -> bool:
        if self._process.has_exited:
            return True  # somebody has stopped it
        works = self.state is ShellState.CONNECTED and any(not run.ended for run in list(self.host.runs.values()))
        return not works and super().is_expired(now)

    # -- disconnection

    async def disconnect(self) -> None:
        self.host.disconnect()
        self.bell.fail(FaultKind.STREAM_DISCONNECTED)
        self._let_go()

    def lose(self) -> None:
        self.host.disconnect()
        self._let_go()

    async def reconnect(self) -> None:
        self.host.reconnect()
        self._let_go()

    async def connect(self, data: bytes | None) -> bytes | None:
        """Capability and sizes travel with the response, the rest with the next Receive."""
        if data is None:
            raise fault(FaultKind.INVALID_PARAMETER)
        self._let_go()
        earlier = self._drain()
        await self._on_thread(self.host.receive, data)
        fresh = self._drain()
        ends = [i for i, fragment in enumerate(fresh, 1) if HEADER.unpack_from(fragment)[2] & END]
        cut = ends[1] if len(ends) > 1 else len(fresh)
        self._extra = [*earlier, *fresh[cut:]]
        return b"".join(fresh[:cut])

    def _drain(self) -> list[bytes]:
        """All fragments of the pool that wait."""
        found, self._extra = self._extra, []
        while (taken := self.host.pool.take(None, 1 << 20)) is not None:
            found += _fragments(taken[0])
        return found

    def connect_command(self, command_id: str) -> None:
        self._pid(command_id)


def _guid(text: str, kind: FaultKind) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise fault(kind) from error


def _fragments(data: bytes) -> list[bytes]:
    """Bytes of fragments, one by one."""
    found, position = [], 0
    while position < len(data):
        size = HEADER.size + HEADER.unpack_from(data, position)[3]
        found.append(data[position : position + size])
        position += size
    return found


class _Over:
    """Something that another thread, or this one, ends."""

    __slots__ = ("_future", "_loop", "is_set")

    def __init__(self) -> None:
        self.is_set = False
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[None] | None = None

    def set(self) -> None:
        """Called on any thread."""
        self.is_set = True
        if self._future is not None:
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_result(None)

    async def within(self, seconds: float) -> None:
        """Wait for it, but not longer."""
        self._future = self._loop.create_future()  # before the question whether it is over: who ends it meanwhile finds whom to wake
        if self.is_set:
            return
        timer = self._loop.call_later(seconds, self._wake)
        try:
            await self._future
        finally:
            timer.cancel()
