"""What every shell has, whatever runs in it: owner, state, times, commands, and Receives that wait.

A shell is used on the event loop only; `wake` alone may be called from any thread.
"""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from psbridge.errors import InvalidTransition
from psbridge.server.auth import Caller
from psbridge.server.httpserver import Link
from psbridge.server.redelivery import Deliveries
from psbridge.wsman import FaultKind, ShellInfo, StreamData, fault
from psbridge.wsman.faults import NO_SUCH_COMMAND
from psbridge.wsman.requests import Command, Create, Signal
from psbridge.wsman.states import ShellEvent, ShellState, advance_shell, fault_of

_pids = itertools.count(2000 + 4 * (uuid.uuid4().int % 500), 4)


@dataclass(frozen=True, slots=True)
class Output:
    """What a Receive brings; `state` as on the wire ("" when the service does not say)."""

    streams: tuple[StreamData, ...] = ()
    state: str = ""
    exit_code: int | None = None


class Doorbell:
    """Wakes the Receives of a shell from any thread; rings that come before the loop has turned are one.

    When nobody waits the loop is not woken: whoever comes next sees that it has rung.
    """

    __slots__ = ("_failed", "_loop", "_rung", "_scheduled", "_waiters")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._scheduled = False
        self._rung = False
        self._waiters: dict[str, asyncio.Future[None]] = {}
        self._failed: dict[asyncio.Future[None], FaultKind] = {}  # rung for, but failed before they had a turn

    def ring(self) -> None:
        """Something changed."""
        self._rung = True  # before anybody is looked for: who comes to wait meanwhile finds it
        if self._waiters and not self._scheduled:
            self._scheduled = True
            try:
                self._loop.call_soon_threadsafe(self._open)
            except RuntimeError:  # the loop is closed: nobody waits any more
                self._scheduled = False

    def _open(self) -> None:
        self._scheduled = self._rung = False
        for waiter in list(self._waiters.values()):
            if not waiter.done():
                waiter.set_result(None)

    @property
    def is_parked(self) -> bool:
        return bool(self._waiters)

    async def wait(self, key: str, seconds: float) -> bool:
        """Until the next ring; False when the time is over. A newer Receive of the same command takes the place of an older one."""
        older = self._waiters.get(key)
        if older is not None:
            self._fail(older, FaultKind.OPERATION_ABORTED)
        waiter = self._waiters[key] = self._loop.create_future()
        if self._rung:
            self._open()
        timer = self._loop.call_later(max(0.0, seconds), _expire, waiter)
        try:
            await waiter
            kind = self._failed.get(waiter)
            if kind is not None:
                raise fault(kind)
            return True
        except TimeoutError:
            return False
        finally:
            timer.cancel()
            self._failed.pop(waiter, None)
            if self._waiters.get(key) is waiter:
                del self._waiters[key]

    def fail(self, kind: FaultKind) -> None:
        """End all waits with a fault, also those that were rung for but did not have their turn yet."""
        for waiter in list(self._waiters.values()):
            self._fail(waiter, kind)

    def _fail(self, waiter: asyncio.Future[None], kind: FaultKind) -> None:
        if waiter.done():
            self._failed[waiter] = kind
        else:
            waiter.set_exception(fault(kind))


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())


class Shell(ABC):
    """One shell."""

    supports_disconnect = False
    keeps_running = False

    def __init__(self, shell_id: str, uri: str, create: Create, caller: Caller, idle_timeout: float, bell: Doorbell) -> None:
        self.shell_id, self.uri, self.caller, self.bell = shell_id, uri, caller, bell
        self.name, self.input_streams, self.output_streams = create.name, create.input_streams, create.output_streams
        self.idle_timeout = idle_timeout
        self.state = ShellState.CONNECTED
        self.buffer_mode = "Block"
        self.process_id = next(_pids)
        self.created = self.used = time.monotonic()
        self.active = 0  # operations that are under way
        self.deliveries = Deliveries()
        self.dropped_at: float | None = None  # when a connection broke on which the client waited
        self.links: list[Link] = []  # the connections that its client used

    # -- state

    def advance(self, event: ShellEvent) -> None:
        """Change state; the fault that Windows answers with when that cannot be."""
        try:
            self.state = advance_shell(self.state, event)
        except InvalidTransition as error:
            raise fault(fault_of(error)) from error

    def used_over(self, link: Link | None) -> None:
        """Its client used a connection."""
        if link is not None and not any(one is link for one in self.links):
            self.links = [*(one for one in self.links if not one.closed), link]

    @property
    def is_deserted(self) -> bool:
        """Whether nobody waits for it, over connections that are all closed."""
        gone = bool(self.links) and all(one.closed for one in self.links)
        return not self.active and (gone or self.dropped_at is not None)

    def touch(self) -> None:
        self.used = time.monotonic()

    def is_expired(self, now: float) -> bool:
        """Whether nobody has used it for longer than agreed."""
        busy = self.active or self.bell.is_parked
        return not busy and now - self.used > self.idle_timeout

    def describe(self, *, whole: bool = False) -> ShellInfo:
        """What Create answers; `whole`: what Get and Enumerate add."""
        now = time.monotonic()
        made = ShellInfo(
            shell_id=self.shell_id,
            name=self.name,
            resource_uri=self.uri,
            owner=self.caller.name,
            client_ip=self.caller.address,
            idle_timeout=self.idle_timeout,
            input_streams=self.input_streams,
            output_streams=self.output_streams,
            shell_run_time=float(int(now - self.created)),
            shell_inactivity=float(int(now - self.used)),
            **self.particulars(),
        )
        return replace(made, memory_used="54MB", child_processes=self.running()) if whole else made

    def particulars(self) -> Mapping[str, Any]:
        """Fields that only this kind of shell states."""
        return {}

    def no_command(self) -> Exception:
        """The fault for a command that is not there."""
        return fault(FaultKind.UNEXPECTED_SELECTORS, NO_SUCH_COMMAND)

    # -- what a kind of shell does

    @abstractmethod
    async def start(self) -> None:
        """Make it ready."""

    @abstractmethod
    async def command(self, command: Command, options: Mapping[str, str]) -> str:
        """Run a command; its id."""

    @abstractmethod
    async def send(self, streams: tuple[StreamData, ...]) -> None:
        """Take input."""

    @abstractmethod
    def collect(self, command_id: str, room: int, names: tuple[str, ...]) -> Output | None:
        """Output that is there, at most `room` bytes; None when there is nothing to say."""

    @abstractmethod
    async def signal(self, signal: Signal) -> None:
        """Tell a command something."""

    @abstractmethod
    async def close(self) -> None:
        """End everything in it."""

    @abstractmethod
    def commands(self) -> list[tuple[str, str, bool]]:
        """Id, line, whether it runs, of each command."""

    def running(self) -> int:
        return 0

    async def disconnect(self) -> None:
        raise fault(FaultKind.DISCONNECT_NOT_SUPPORTED)

    def lose(self) -> None:  # noqa: B027 - most shells need do nothing
        """The client is gone without a word."""

    async def reconnect(self) -> None:
        raise fault(FaultKind.DISCONNECT_NOT_SUPPORTED)

    async def connect(self, data: bytes | None) -> bytes | None:
        raise fault(FaultKind.DISCONNECT_NOT_SUPPORTED)

    def connect_command(self, command_id: str) -> None:
        raise fault(FaultKind.DISCONNECT_NOT_SUPPORTED)
