"""An emulated Windows computer: all its parts, made from a definition and made again by `reset`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.machine.certificates import CertificateStores
from psbridge.machine.configurations import SessionConfiguration, SessionConfigurations, standard
from psbridge.machine.definition import Definition, load_toml
from psbridge.machine.eventlogs import EventLog, EventLogs
from psbridge.machine.firewall import Firewall
from psbridge.machine.processes import Launch, MachineProcess, ProcessTable
from psbridge.machine.registry import Registry
from psbridge.machine.services import Service, ServiceManager
from psbridge.machine.users import Accounts, Group, User
from psbridge.machine.virtualfiles import VirtualFiles
from psbridge.machine.wsmanconfig import WSManConfig
from psbridge.objects import DateTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psbridge.machine.acl import Descriptor


class Machine:
    """One computer.  Everything that scripts change is in its parts; `reset` puts them back as defined.

    Examples:
        >>> machine = psb.Machine.windows("db01")
        >>> with psb.Session.emulated(machine) as session:
        ...     session.invoke("Set-Content C:\\\\note.txt hello").succeeded
        True
        >>> machine.files.open("C:\\\\note.txt", "r").read()
        b'hello\\r\\n'
    """

    def __init__(self, definition: Definition | None = None) -> None:
        self.definition = definition or Definition()
        self.presences: list[Callable[[str], bool]] = []  # who serves sessions says here whether an account has one
        self.launcher: Callable[[MachineProcess, Launch], bool] | None = None  # who serves sessions runs programs here
        self.reset()

    @classmethod
    def windows(cls, name: str = "WIN-PSBRIDGE", **changes: Any) -> Machine:
        """The default computer under a name of its own; `changes` are fields of `Definition`."""
        return cls(Definition.with_defaults(name=name, **changes))

    @classmethod
    def from_toml(cls, path: str | Path) -> Machine:
        """The computer that a TOML file defines; ConfigurationError names the place of a mistake."""
        return cls(load_toml(path))

    def reset(self) -> None:
        """Everything as the definition says."""
        told = self.definition
        self.name, self.domain = told.name, told.domain
        self.accounts = Accounts(told.name, told.domain)
        for user in told.users:
            self.accounts.add_user(User(**user))
        for group in told.groups:
            self.accounts.add_group(Group(**group))
        self.services = ServiceManager(tuple(Service(**facts) for facts in told.services))
        self.processes = ProcessTable(tuple(MachineProcess(**facts) for facts in told.processes), told.os_version)
        self.eventlogs = EventLogs(tuple(EventLog(**facts) for facts in told.eventlogs))
        for log, entries in told.events:
            self._fill(log, entries)
        self.registry = Registry()
        for path, values in told.registry:
            key = self.registry.create(path)
            for name, data, kind in values:
                key.set_value(name, data, kind)
        administrator = self.accounts.find("Administrator")
        if administrator is not None:
            self.registry.show("HKEY_CURRENT_USER", f"HKEY_USERS\\{administrator.sid}")
        self.files = VirtualFiles(tuple(told.drives))
        for path, content in told.files:
            self._put(path, content)
        self.descriptors: dict[object, Descriptor] = {}  # what was set for files and registry keys, by the file or key itself
        self.environment = _Environment(told.environment)
        self.certificates = CertificateStores()
        self.booted = DateTime.now()
        self.firewall = Firewall()
        self.wsman = WSManConfig()
        own = tuple(SessionConfiguration(**facts) for facts in told.endpoints)
        self.session_configurations = SessionConfigurations((*standard(told.version), *own))
        for configuration in self.session_configurations:
            self.wsman.add_plugin(configuration.name)

    def _fill(self, log: str, entries: tuple[dict[str, Any], ...]) -> None:
        found = self.eventlogs.find(log) or self.eventlogs.create(log, ())
        for entry in entries:
            found.sources.setdefault(entry["source"].lower(), entry["source"])
            found.write(**entry)

    def _put(self, path: str, content: bytes | None) -> None:
        """A file with its bytes (None: a directory), and the directories above it."""
        parts = path.split("\\")
        whole = parts if content is None else parts[:-1]
        for i in range(2, len(whole) + 1):
            directory = "\\".join(whole[:i])
            if self.files.stat(directory) is None:
                self.files.make_directory(directory)
        if content is not None:
            with self.files.open(path, "w") as file:
                file.write(content)

    def start(self, launch: Launch) -> tuple[MachineProcess, bool]:
        """A new process, and whether it runs: when there is a launcher that knows its program."""
        line = launch.command_line
        program = line.split('"')[1] if line.startswith('"') and line.count('"') > 1 else line.split()[0]
        name = program.rpartition("\\")[2].removesuffix(".exe")
        user = {"user": launch.user} if launch.user else {}
        made = self.processes.start(name, path=program, command_line=line, **user)
        return made, self.launcher is not None and self.launcher(made, launch)

    @property
    def full_name(self) -> str:
        """The name with its DNS domain."""
        return f"{self.name}.{self.domain}" if self.domain else self.name

    @property
    def own_names(self) -> frozenset[str]:
        """The names, in lower case, by which the machine reaches itself; it reaches no other."""
        return frozenset(("localhost", self.name.lower(), self.full_name.lower()))

    def __repr__(self) -> str:
        return f"<Machine {self.full_name}>"


class _Environment(dict[str, str]):
    """Environment variables without case; names keep how they were first written."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        for name, value in values.items():
            self[name] = value

    def _name(self, name: str) -> str:
        return self._names.setdefault(name.lower(), name)

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(self._name(name), value)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(self._names.get(name.lower(), name))

    def __delitem__(self, name: str) -> None:
        super().__delitem__(self._names.pop(name.lower(), name))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._names

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(self._names.get(name.lower(), name), default)

    def pop(self, name: str, *default: Any) -> Any:
        return super().pop(self._names.pop(name.lower(), name), *default)
