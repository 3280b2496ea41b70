"""Many emulated hosts under one roof: one loop, one authority, names that the bridge resolves while the estate runs."""

from __future__ import annotations

import fnmatch
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from psbridge.emulator.host import Emulator
from psbridge.emulator.recorder import EstateRecorder
from psbridge.errors import ConfigurationError
from psbridge.machine.computer import Machine
from psbridge.machine.definition import from_table
from psbridge.server.certificates import Authority
from psbridge.server.listener import LoopThread
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.transports.names import Place, add_resolver

_MOST = 10_000


class Estate:
    """Hosts by name.

    A TOML file has `[[hosts]]` tables as a machine file, with ``count`` for many of a kind: name = "web{:02}", count = 20; `[estate]`
    gives ``domain``, ``user`` and ``password`` (or ``password_env``) for all.

    Examples:
        >>> with psb.Estate(["web01", "web02"], user="me", password="Not-a-secret-1") as estate:
        ...     psb.invoke_command(estate.names, "hostname", username="me", password="Not-a-secret-1", auth="ntlm").output
        ['web01', 'web02']
    """

    def __init__(
        self,
        machines: Iterable[Machine | str],
        *,
        user: str = "Administrator",
        password: str | None = None,
        config: WinRMConfig | None = None,
        listen: bool = True,
        https: bool = True,
        host: str = "127.0.0.1",
    ) -> None:
        self.authority = Authority() if https else None
        self._loop: LoopThread | None = None
        self._remove: Any = None
        self._bundle: Any = None
        self._machines = [one if isinstance(one, Machine) else Machine.windows(one) for one in machines]
        self._options: dict[str, Any] = {"user": user, "password": password, "config": config, "listen": listen, "host": host}
        self._options["https_port"] = 0 if https else None
        self.hosts: dict[str, Emulator] = {}

    @classmethod
    def from_toml(cls, path: str | Path, **options: Any) -> Estate:
        """The estate that a file describes."""
        try:
            data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as problem:
            raise ConfigurationError(f"The estate file cannot be read: {problem}", where=str(path)) from problem
        unknown = set(data) - {"estate", "hosts"}
        if unknown:
            raise ConfigurationError(f"The estate file knows no {min(unknown)!r}", where=str(path), hint="Known: estate, hosts.")
        common = dict(data.get("estate", {}))
        told = {name: common.pop(name) for name in ("user", "password") if name in common}
        machines = [machine for table in data.get("hosts", []) for machine in _machines(dict(table), common, str(path))]
        return cls(machines, **{**told, **options})

    # -- life

    def start(self) -> Estate:
        """Start every host and make the names known."""
        self._loop = LoopThread("psbridge estate")
        for machine in self._machines:
            host = Emulator(machine, loop=self._loop, authority=self.authority, **self._options)
            self._options["password"] = self._options["password"] or host.password
            self.hosts[machine.name.lower()] = host.start()
        if self.authority is not None:
            self._bundle = tempfile.NamedTemporaryFile(suffix=".pem", prefix="psbridge-ca-")  # noqa: SIM115 - lives as long as the estate
            self._bundle.write(self.authority.certificate)
            self._bundle.flush()
        self._remove = add_resolver(self._place)
        return self

    def stop(self) -> None:
        """Stop every host."""
        if self._remove is not None:
            self._remove()
        for host in self.hosts.values():
            host.stop()
        if self._loop is not None:
            self._loop.stop()
            self._loop = None
        if self._bundle is not None:
            self._bundle.close()

    def __enter__(self) -> Estate:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def record(self) -> EstateRecorder:
        """Write down every exchange with every host from now on."""
        return EstateRecorder(host.record() for host in self)

    # -- hosts

    def __getitem__(self, name: str) -> Emulator:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[Emulator]:
        return iter(self.hosts.values())

    def __len__(self) -> int:
        return len(self.hosts)

    def find(self, name: str) -> Emulator | None:
        """By name or full name, case apart."""
        wanted = name.lower()
        found = self.hosts.get(wanted)
        return found or next((host for host in self if host.machine.full_name.lower() == wanted), None)

    def matching(self, pattern: str) -> list[Emulator]:
        """The hosts whose name fits a wildcard."""
        return [host for host in self if fnmatch.fnmatchcase(host.machine.name.lower(), pattern.lower())]

    @property
    def names(self) -> list[str]:
        return [host.machine.name for host in self]

    def _place(self, name: str, port: int, secure: bool) -> Place | None:
        host = self.find(name)
        if host is None or not (host.https_port if secure else host.port):
            return None
        return Place(host.host, host.https_port if secure else host.port, self._bundle.name if self._bundle is not None and secure else "")


def _machines(table: dict[str, Any], common: dict[str, Any], where: str) -> list[Machine]:
    """The machines of one `[[hosts]]` table."""
    count = int(table.pop("count", 1))
    if not 1 <= count <= _MOST:
        raise ConfigurationError(f"{count} hosts of a kind cannot be", where=where)
    pattern = str(table.pop("name", "WIN-PSBRIDGE"))
    if count > 1 and "{" not in pattern:
        raise ConfigurationError(f"{count} hosts cannot all be called {pattern!r}", where=where, hint='Write name = "web{:02}".')
    names = [pattern.format(i) for i in range(1, count + 1)] if "{" in pattern else [pattern]
    shared = {key: value for key, value in common.items() if key not in table}
    return [Machine(from_table({**shared, **table, "name": name}, where)) for name in names]
