"""The shells of a host and what WSMan's actions do with them.

Decides who may use which shell, quotas, ids, idle time-outs, how long a Receive waits, and what lists show.  A client that broke off while
it waited is given up after the network time-out; another one that connects need not wait for that when no connection of the first is open.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from psbridge.errors import WSManFault
from psbridge.server.auth import Caller
from psbridge.server.httpserver import Link
from psbridge.server.shells import Doorbell, Output, Shell
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.wsman import CommandInfo, FaultKind, Request, fault, replies, requests
from psbridge.wsman.faults import PROVIDER_SHELL
from psbridge.wsman.names import RESOURCE_COMMAND, RESOURCE_SHELL, Action
from psbridge.wsman.states import ShellEvent, ShellState

Factory = Callable[[str, Request, Caller, Doorbell], Shell]
_SWEEP = 1.0
_MOST_LISTS = 64
_LIST_LIFE = 240.0
_LEAST_TIMEOUT = 0.1
CURRENT: ContextVar[Link | None] = ContextVar("link", default=None)
"""The connection over which the request came that is being answered."""


@dataclass(slots=True)
class _List:
    """A list that its client reads in parts."""

    owner: str
    items: list[Any]
    until: float


@dataclass(slots=True)
class Counters:
    """Operations under way, by user."""

    operations: dict[str, int] = field(default_factory=dict)

    def enter(self, user: str, most: int) -> None:
        count = self.operations.get(user, 0)
        if count >= most:
            raise fault(FaultKind.QUOTA_MAX_OPERATIONS)
        self.operations[user] = count + 1

    def leave(self, user: str) -> None:
        count = self.operations[user] - 1
        if count:
            self.operations[user] = count
        else:
            del self.operations[user]


class ShellTable:
    """All shells of one host."""

    def __init__(self, config: WinRMConfig, factory: Factory, address: Callable[[Request], str]) -> None:
        self.config, self._factory, self._address = config, factory, address
        self.shells: dict[str, Shell] = {}
        self._lists: dict[str, _List] = {}
        self._counters = Counters()
        self._sweeper: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def perform(self, request: Request, caller: Caller) -> Any:
        """The reply to a request; a WSManFault says what is wrong with it."""
        handler = _HANDLERS.get(request.action)
        if handler is None:
            raise fault(FaultKind.ACTION_NOT_SUPPORTED)
        self._counters.enter(caller.user.name, self.config.quotas.operations_per_user)
        try:
            return await handler(self, request, caller)
        finally:
            self._counters.leave(caller.user.name)

    # -- finding

    def _shell(self, request: Request, caller: Caller, *, provider: bool = False) -> Shell:
        found = self.shells.get(request.header.shell_id.upper())
        if found is None:
            raise fault(FaultKind.UNEXPECTED_SELECTORS, provider=PROVIDER_SHELL if provider else None)
        if found.caller.user.name != caller.user.name:
            raise fault(FaultKind.ACCESS_DENIED)
        return found

    def _usable(self, request: Request, caller: Caller) -> Shell:
        shell = self._shell(request, caller)
        shell.advance(ShellEvent.USE)
        shell.touch()
        shell.dropped_at = None
        shell.used_over(CURRENT.get())
        return shell

    # -- life

    async def _create(self, request: Request, caller: Caller) -> replies.Created:
        create: requests.Create = request.body  # type: ignore[assignment]
        owned = sum(shell.caller.user.name == caller.user.name for shell in self.shells.values())
        if owned >= self.config.quotas.shells_per_user:
            raise fault(FaultKind.QUOTA_MAX_SHELLS)
        shell_id = create.shell_id or str(uuid.uuid4()).upper()
        self._check_id(shell_id)
        shell = self._factory(shell_id, request, caller, Doorbell(asyncio.get_running_loop()))
        shell.used_over(CURRENT.get())
        self.shells[shell_id.upper()] = shell
        self._watch()
        try:
            await shell.start()
        except BaseException:
            self.end(shell)
            raise
        return replies.Created(self._address(request), request.header.resource_uri, shell_id, shell.describe())

    def _check_id(self, shell_id: str) -> None:
        try:
            uuid.UUID(shell_id)
        except ValueError as error:
            raise fault(FaultKind.BAD_SHELL_ID) from error
        if shell_id.upper() in self.shells:
            raise fault(FaultKind.SHELL_ID_CONFLICT)

    async def _delete(self, request: Request, caller: Caller) -> replies.Deleted:
        shell = self._shell(request, caller)
        shell.advance(ShellEvent.DELETE)
        del self.shells[shell.shell_id.upper()]
        await shell.close()
        return replies.Deleted()

    def end(self, shell: Shell) -> None:
        """Close a shell that nobody closed."""
        if self.shells.pop(shell.shell_id.upper(), None) is not None:
            task = asyncio.get_running_loop().create_task(shell.close())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """End everything."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        shells, self.shells = list(self.shells.values()), {}
        self._lists.clear()
        await asyncio.gather(*(shell.close() for shell in shells), *self._ending, return_exceptions=True)

    # -- time

    def _watch(self) -> None:
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().call_later(_SWEEP, self._sweep)

    def _sweep(self) -> None:
        self._sweeper = None
        self.expire(time.monotonic())
        if self.shells or self._lists:
            self._watch()

    def expire(self, now: float) -> None:
        """End what was idle for too long."""
        for shell in list(self.shells.values()):
            if shell.dropped_at is not None and now - shell.dropped_at > self.config.network_timeout:
                self._lose(shell)
            if shell.is_expired(now):
                self.end(shell)
        self._lists = {key: one for key, one in self._lists.items() if one.until > now}

    @staticmethod
    def _lose(shell: Shell) -> None:
        """The client of a shell is gone: the shell goes on without one."""
        shell.dropped_at = None
        if shell.supports_disconnect and shell.state is ShellState.CONNECTED:
            shell.advance(ShellEvent.LOST)
            shell.deliveries.lost()
            shell.lose()

    # -- commands

    async def _command(self, request: Request, caller: Caller) -> replies.Started:
        shell = self._usable(request, caller)
        if shell.running() >= self.config.quotas.processes_per_shell:
            raise fault(FaultKind.QUOTA_MAX_OPERATIONS)
        options = {option.name.upper(): option.value for option in request.header.options}
        return replies.Started(await shell.command(request.body, options))  # type: ignore[arg-type]

    async def _send(self, request: Request, caller: Caller) -> replies.Sent:
        shell = self._usable(request, caller)
        body: requests.Send = request.body  # type: ignore[assignment]
        await shell.send(body.streams)
        return replies.Sent()

    async def _receive(self, request: Request, caller: Caller) -> replies.Received:
        shell = self._usable(request, caller)
        body: requests.Receive = request.body  # type: ignore[assignment]
        key, series = body.command_id.upper(), (request.header.operation_id, request.header.sequence_id)
        again = shell.deliveries.repeated(key, *series)
        if again is not None:
            return again
        until = time.monotonic() + max(request.timeout, _LEAST_TIMEOUT)
        shell.active += 1
        try:
            while (output := shell.collect(body.command_id, request.payload_room, body.streams)) is None:
                if not await shell.bell.wait(body.command_id.upper(), until - time.monotonic()):
                    raise fault(FaultKind.TIMED_OUT)
        except asyncio.CancelledError:
            shell.dropped_at = time.monotonic()
            raise
        finally:
            shell.active -= 1
            shell.touch()
        reply = _received(output, body.command_id)
        shell.deliveries.sent(key, *series, reply)
        return reply

    async def _signal(self, request: Request, caller: Caller) -> replies.Signaled:
        shell = self._usable(request, caller)
        await shell.signal(request.body)  # type: ignore[arg-type]
        return replies.Signaled()

    # -- disconnection

    async def _disconnect(self, request: Request, caller: Caller) -> replies.Disconnected:
        shell = self._shell(request, caller)
        body: requests.Disconnect = request.body  # type: ignore[assignment]
        if not shell.supports_disconnect:
            raise fault(FaultKind.DISCONNECT_NOT_SUPPORTED)
        if body.buffer_mode not in {"", "Block", "Drop"} or (body.idle_timeout or 0) > self.config.max_idle_timeout:
            raise fault(FaultKind.INVALID_PARAMETER)
        shell.advance(ShellEvent.DISCONNECT)
        shell.buffer_mode = body.buffer_mode or shell.buffer_mode
        if body.idle_timeout is not None:
            shell.idle_timeout = body.idle_timeout
        shell.touch()
        shell.deliveries.settled()
        await shell.disconnect()
        return replies.Disconnected()

    async def _reconnect(self, request: Request, caller: Caller) -> replies.Reconnected:
        shell = self._shell(request, caller)
        if not shell.supports_disconnect:
            raise fault(FaultKind.DISCONNECT_NOT_SUPPORTED)
        shell.touch()
        if shell.state is ShellState.CONNECTED:
            if any(link.closed for link in shell.links):  # over a line that broke: its last answers may have been on their way
                shell.deliveries.lost()
            return replies.Reconnected()  # Windows takes it as done, at least after a Connect
        shell.advance(ShellEvent.RECONNECT)
        await shell.reconnect()
        return replies.Reconnected()

    async def _connect(self, request: Request, caller: Caller) -> replies.Connected:
        shell = self._shell(request, caller)
        body: requests.Connect = request.body  # type: ignore[assignment]
        shell.touch()
        if body.command_id:
            shell.connect_command(body.command_id)
            return replies.Connected()
        if not shell.supports_disconnect:
            raise fault(FaultKind.DISCONNECT_NOT_SUPPORTED)
        if shell.is_deserted:
            self._lose(shell)
        shell.advance(ShellEvent.CONNECT)
        shell.links = []
        shell.used_over(CURRENT.get())
        try:
            answer = await shell.connect(body.connect_xml)
        except WSManFault:
            shell.state = ShellState.DISCONNECTED
            raise
        return replies.Connected(shell.input_streams, shell.output_streams, answer)

    # -- lists

    def _visible(self, caller: Caller) -> list[Shell]:
        return [shell for shell in self.shells.values() if shell.caller.user.name == caller.user.name]

    async def get_shell(self, request: Request, caller: Caller) -> replies.Got:
        """One shell."""
        return replies.Got(self._shell(request, caller, provider=True).describe(whole=True))

    async def enumerate(self, request: Request, caller: Caller) -> replies.Listed:
        """Shells, or the commands of one."""
        body: requests.Enumerate = request.body  # type: ignore[assignment]
        return self.listed(self._items(request, body, caller), body, caller)

    def _items(self, request: Request, body: requests.Enumerate, caller: Caller) -> list[Any]:
        selectors = {name.lower(): value for name, value in (body.selectors or {}).items()}
        if request.header.resource_uri == RESOURCE_COMMAND:
            if "shellid" not in selectors:
                raise fault(FaultKind.COMMAND_FILTER_EXPECTED)
            shell = self.shells.get(selectors["shellid"].upper())
            if shell is None or shell.caller.user.name != caller.user.name:
                raise fault(FaultKind.UNEXPECTED_SELECTORS)
            return [CommandInfo(key, line, "Running" if runs else "Done") for key, line, runs in shell.commands()]
        wanted = selectors.get("shellid", "").upper()
        return [shell.describe(whole=True) for shell in self._visible(caller) if not wanted or shell.shell_id.upper() == wanted]

    def listed(self, items: list[Any], body: requests.Enumerate, caller: Caller) -> replies.Listed:
        """The first part of a list: all of it at once when the client takes that much."""
        first = items[: body.max_elements or 1] if body.optimize else []
        rest = items[len(first) :]
        if body.optimize and not rest:
            return replies.Listed(tuple(first))
        if sum(one.owner == caller.user.name for one in self._lists.values()) >= _MOST_LISTS:
            raise fault(FaultKind.QUOTA_MAX_OPERATIONS)
        context = f"uuid:{str(uuid.uuid4()).upper()}"
        self._lists[context] = _List(caller.user.name, rest, time.monotonic() + _LIST_LIFE)
        self._watch()
        return replies.Listed(tuple(first), context, end=False)

    async def _pull(self, request: Request, caller: Caller) -> replies.Listed:
        body: requests.Pull = request.body  # type: ignore[assignment]
        one = self._list(body.context, caller)
        part, one.items = one.items[: body.max_elements or 1], one.items[body.max_elements or 1 :]
        if not one.items:
            del self._lists[body.context]
            return replies.Listed(tuple(part))
        return replies.Listed(tuple(part), body.context, end=False)

    async def _release(self, request: Request, caller: Caller) -> replies.Released:
        body: requests.Release = request.body  # type: ignore[assignment]
        self._list(body.context, caller)
        del self._lists[body.context]
        return replies.Released()

    def _list(self, context: str, caller: Caller) -> _List:
        found = self._lists.get(context)
        if found is None or found.owner != caller.user.name:
            raise fault(FaultKind.INVALID_ENUMERATION_CONTEXT)
        return found


def _received(output: Output, command_id: str) -> replies.Received:
    return replies.Received(output.streams, command_id if output.state else "", output.state, output.exit_code)


_HANDLERS: dict[Action, Callable[[ShellTable, Request, Caller], Awaitable[Any]]] = {
    Action.CREATE: ShellTable._create,
    Action.DELETE: ShellTable._delete,
    Action.COMMAND: ShellTable._command,
    Action.SEND: ShellTable._send,
    Action.RECEIVE: ShellTable._receive,
    Action.SIGNAL: ShellTable._signal,
    Action.DISCONNECT: ShellTable._disconnect,
    Action.RECONNECT: ShellTable._reconnect,
    Action.CONNECT: ShellTable._connect,
    Action.PULL: ShellTable._pull,
    Action.RELEASE: ShellTable._release,
}
SHELL_RESOURCES = frozenset((RESOURCE_SHELL, RESOURCE_COMMAND))
