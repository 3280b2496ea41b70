"""`psbridge.Session`: sessions on hosts, and on what needs no host at all.

Adds to the session of psbridge.sessions what only this layer can make: an emulated host, and the engine of this process.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from psbridge.sessions.connection import Connection
from psbridge.sessions.session import Session as HostSession
from psbridge.transports.memory import MemoryTransport


class Session(HostSession):
    """A session on a host (see psbridge.sessions.session), in this process, in another one, or on an emulated host.

    Examples:
        >>> with psb.Session.emulated("web01") as session:  # with yours: psb.Session("web01", username="me", password=...)
        ...     session.invoke("param($name) (Get-Service $name).Status.ToString()", "Spooler").output
        ['Running']

    Keywords for WinRM: port, username, password, auth (negotiate, ntlm, kerberos, basic, certificate, credssp), ssl, verify, proxy,
    configuration_name, connect_timeout, idle_timeout, buffer_mode ... (all of them: `psbridge.sessions.session.Session`).  Other ways than
    ``Session(host)`` are ``Session.ssh(host)``, ``Session.process()`` for a PowerShell here, ``Session.local()`` for this process,
    ``Session.emulated(name)`` for a Windows machine of our own, and ``Session.connect(host, instance_id=...)`` for one that was left.
    """

    @classmethod
    def local(cls, **words: Any) -> Self:
        """The engine of this process, over memory: the Linux file system, PowerShell 7."""

        def make() -> MemoryTransport:
            from psbridge.server.console import ServerOptions, server_profile
            from psbridge.server.poolhost import PoolHost

            profile = server_profile(ServerOptions())
            return MemoryTransport(lambda flush: PoolHost(profile, flush))

        return cls("localhost", connection=Connection("localhost", "given", {"make": make}), **words)

    @classmethod
    def process(cls, command: list[str] | None = None, **words: Any) -> Self:
        """Another process that speaks PSRP on its stdin and stdout: `pwsh -s`, or ours when no command is given."""
        return cls("localhost", connection=Connection.of("localhost", "process", command=command), **words)

    @classmethod
    def ssh(cls, host: str, *, name: str | None = None, ui: Any = None, **words: Any) -> Self:
        """A host with PowerShell's subsystem in its ssh server."""
        return cls(host, transport="ssh", name=name, ui=ui, **words)

    @classmethod
    def emulated(cls, machine: Any = None, **words: Any) -> EmulatedSession:
        """A Windows host of our own (a Machine, a name or a TOML file), made for this session and gone with it."""
        return EmulatedSession(machine, **words)


class EmulatedSession(Session):
    """A session on an emulated host of its own."""

    def __init__(self, machine: Any = None, **words: Any) -> None:
        from psbridge.emulator.host import Emulator

        self.emulator = Emulator(Path(machine) if isinstance(machine, str) and machine.endswith(".toml") else machine, https_port=None)
        self._words = words
        super().__init__(self.emulator.name)

    def open(self, timeout: float | None = 180.0) -> Self:
        if self._client is None:
            self.emulator.start()
            given = Connection.of(
                self.emulator.name,
                address="127.0.0.1",
                port=self.emulator.port,
                username=self.emulator.username,
                password=self.emulator.password,
                auth="ntlm",
                no_proxy=True,
                **self._words,
            )
            self.connection = given
        return super().open(timeout)

    def close(self) -> None:
        super().close()
        self.emulator.stop()


__all__ = ["EmulatedSession", "Session"]
