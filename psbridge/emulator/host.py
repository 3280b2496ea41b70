"""One emulated host with its service, ready to be talked to."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from psbridge.emulator.recorder import Recorder
from psbridge.errors import ConfigurationError, ConnectionFailed
from psbridge.machine.computer import Machine
from psbridge.machine.users import User
from psbridge.server.auth import Caller
from psbridge.server.certificates import Authority
from psbridge.server.disturbances import Disturbances, Interrupted
from psbridge.server.httpserver import Link
from psbridge.server.listener import Listener, LoopThread, Tls
from psbridge.server.service import WinRMService
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.sessions.session import Session
from psbridge.wsman import ShellInfo


class Emulator:
    """A Windows machine in this process.

    ``machine``: a Machine, a name, or the path of a TOML file.  ``listen``: open sockets (on `host`; port 0 takes a free one, None leaves
    that listener out); otherwise it is reached through `exchange` only.  The user gets a random password when the machine gives none.

    Examples:
        >>> with psb.Emulator("web01") as host, host.connect() as session:
        ...     session.invoke("(Get-Service Spooler).Status.ToString()").output
        ['Running']
    """

    def __init__(
        self,
        machine: Machine | str | Path | None = None,
        *,
        user: str = "Administrator",
        password: str | None = None,
        config: WinRMConfig | None = None,
        listen: bool = True,
        host: str = "127.0.0.1",
        port: int | None = 0,
        https_port: int | None = 0,
        authority: Authority | None = None,
        tls: Tls | None = None,
        loop: LoopThread | None = None,
    ) -> None:
        self.machine = _machine(machine)
        self.user = self._account(user, password)
        self.host, self.listens = host, listen
        self._asked = (port, https_port)
        self.port = self.https_port = 0
        self._authority, self._tls = authority, tls
        self._config, self._given_loop = config, loop
        self._loop: LoopThread | None = None
        self.service: WinRMService | None = None
        self.listener: Listener | None = None

    def _account(self, name: str, password: str | None) -> User:
        accounts = self.machine.accounts
        found = accounts.find(name)
        if found is None:
            found = accounts.add_user(User(name))
            group = next(group for group in accounts.groups() if group.name == "Administrators")
            accounts.add_group(replace(group, members=(*group.members, name)))
        found.password = password or found.password or secrets.token_urlsafe(12)
        return found

    # -- life

    def start(self) -> Emulator:
        """Begin to answer."""
        if self._loop is not None:
            return self
        self._loop = self._given_loop or LoopThread(f"psbridge {self.machine.name}")
        self._loop.call(self._open())
        return self

    async def _open(self) -> None:
        secure = self.listens and self._asked[1] is not None
        if secure and self._tls is None:
            self._authority = self._authority or Authority()
            names = [self.machine.full_name, self.machine.name, "localhost", "127.0.0.1", self.host]
            self._tls = Tls.made(self._authority, names)
        binding = self._tls.binding if self._tls is not None else b""
        self.service = WinRMService(self.machine, self._config, binding=binding, address=self.host)
        self.listener = Listener(self.service)
        if self.listens:
            await self._listen(*self._asked)

    async def _listen(self, port: int | None, https_port: int | None) -> None:
        assert self.listener is not None
        if self._asked[0] is not None:
            self.port = await self.listener.open(self.host, port or 0)
        if self._asked[1] is not None and self._tls is not None:
            self.https_port = await self.listener.open(self.host, https_port or 0, self._tls.context())
        if self.service is not None:
            self.service.ports = (self.port, self.https_port)

    def stop(self) -> None:
        """End everything; the machine keeps its state."""
        if self._loop is None:
            return
        loop, self._loop = self._loop, None
        if self.listener is not None:
            loop.call(self.listener.close())
        if self._given_loop is None:
            loop.stop()

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    # -- what tests do to it

    @property
    def disturbances(self) -> Disturbances:
        """Faults on demand: `host.disturbances.add("drop", "Receive")`."""
        return self._running().disturbances

    def _running(self) -> WinRMService:
        if self._loop is None or self.service is None:
            raise ConfigurationError("The host does not run", hint="Call start(), or use it in a with block.")
        return self.service

    def drop_connections(self) -> int:
        """Cut all connections; how many there were."""
        self._running()
        return int(self.call(self._drop()))

    async def _drop(self) -> int:
        return self.listener.drop_connections() if self.listener is not None else 0

    def refuse(self, refused: bool = True) -> None:
        """Take no connections (those that are open go on), or take them again at the same ports."""
        self._running()
        self.call(self._refuse(refused))

    async def _refuse(self, refused: bool) -> None:
        assert self.listener is not None
        if refused:
            self.listener.refuse()
        else:
            await self._listen(self.port, self.https_port)

    def expire_logons(self) -> None:
        """Forget who is logged on over which connection, as when tickets have expired: clients must log on again."""
        self._running()
        self.call(self._expire())

    async def _expire(self) -> None:
        for connection in self.listener.connections if self.listener is not None else ():
            connection.link.memory.clear()

    def sessions(self) -> list[ShellInfo]:
        """The shells that are open."""
        return [shell.describe(whole=True) for shell in list(self._running().shells.shells.values())]

    def kill_session(self, shell_id: str = "") -> int:
        """End one shell (or all) as if its process had died; how many."""
        self._running()
        return int(self.call(self._kill(shell_id.upper())))

    async def _kill(self, shell_id: str) -> int:
        table = self._running().shells
        found = [shell for key, shell in list(table.shells.items()) if shell_id in {"", key}]
        for shell in found:
            table.end(shell)
        return len(found)

    def record(self) -> Recorder:
        """Write down every exchange from now on."""
        recorder = Recorder(self.machine.name)
        self._running().observer = recorder.observe
        return recorder

    # -- how to reach it

    @property
    def name(self) -> str:
        return self.machine.full_name

    @property
    def url(self) -> str:
        """The HTTP endpoint."""
        return f"http://{self.host}:{self.port}/wsman"

    @property
    def https_url(self) -> str:
        return f"https://{self.host}:{self.https_port}/wsman"

    @property
    def username(self) -> str:
        return self.user.name

    @property
    def password(self) -> str:
        return self.user.password

    @property
    def ca_certificate(self) -> bytes:
        """The certificate (PEM) that clients must trust for HTTPS."""
        if self._authority is None:
            raise ConfigurationError("The certificate of this host was given: trust its own authority")
        return self._authority.certificate

    @property
    def authority(self) -> Authority:
        """Who issues certificates for this host and its clients."""
        self._authority = self._authority or Authority()
        return self._authority

    def connect(self, **words: Any) -> Session:
        """An open session on it, for `with host.connect() as session`; the words are those of Session."""
        self._running()
        if not (self.port or self.https_port):
            raise ConfigurationError("This host does not listen", hint="Make it with listen=True, or use psb.Session.emulated().")
        account = {"username": self.username, "password": self.password, "no_proxy": True}
        way = {"port": self.port} if self.port else {"port": self.https_port, "ssl": True, "verify": False}  # it is in this process
        return Session(self.name, **{"address": self.host, **way, **account, **words}).open()

    def exchange(self, envelope: bytes, user: str = "", timeout: float | None = None) -> tuple[int, bytes]:
        """HTTP status and answer for an envelope, without sockets: the caller is that user, no questions asked."""
        service = self._running()
        assert self._loop is not None
        caller = self.caller(user)
        try:
            status, answer = self._loop.call(service.exchange(envelope, caller), timeout)
        except Interrupted as instead:
            raise ConnectionFailed("The connection was cut", where=self.name) from instead
        if service.observer is not None:
            service.observer(Link(False, "127.0.0.1"), caller, envelope, status, answer)
        return status, answer

    def caller(self, user: str = "") -> Caller:
        """A user as somebody who is logged on."""
        found = self.machine.accounts.find(user or self.user.name)
        if found is None:
            raise ConfigurationError(f"There is no user {user!r}")
        return Caller(found, f"{self.machine.name}\\{found.name}", "Negotiate", "127.0.0.1")

    def call(self, work: Any) -> Any:
        """Run a coroutine on the host's loop."""
        assert self._loop is not None
        return self._loop.call(work)

    def __repr__(self) -> str:
        return f"<Emulator {self.name} {self.url if self.port else 'in memory'}>"


def _machine(given: Machine | str | Path | None) -> Machine:
    if isinstance(given, Machine):
        return given
    if isinstance(given, Path):
        return Machine.from_toml(given)
    return Machine.windows(given) if given else Machine.windows()
