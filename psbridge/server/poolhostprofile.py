"""What a served pool is made of: the profile of its runspaces, and what the server says of itself.

One `Profile` belongs to an endpoint; a pool asks it for runspaces.  Everything about the machine, the user and the edition is here, so
that pools know no difference between a Linux process and an emulated Windows host.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from psbridge.engine.host import Host
from psbridge.engine.modules import BuiltinModule
from psbridge.engine.running import running
from psbridge.engine.runspace import Runspace
from psbridge.engine.scopes import Variable
from psbridge.jobs.ids import IDS, IdSource
from psbridge.objects import NetObject, define
from psbridge.objects.containers import NetDictionary, PSPrimitiveDictionary
from psbridge.objects.nettypes import SMA
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import SemanticVersion, Version
from psbridge.psrp.server import private_body

_R = "System.Management.Automation.Remoting."
_DEBUGGER_SINCE = 4


def _ids_of_its_process() -> IdSource | None:
    """Job ids of the process of an emulated machine that the running thread works for."""
    runspace = running()
    found: IdSource | None = runspace.extras.get("process_state", {}).get("job_ids") if runspace is not None else None
    return found


IDS.whose = _ids_of_its_process


class PSIdentity(NetObject):
    """Who the session belongs to, as $PSSenderInfo tells."""

    __slots__ = ("authenticated", "kind", "name")
    net_type = define(_R + "PSIdentity", assembly=SMA)
    PROPERTIES = {"AuthenticationType": "kind", "CertificateDetails": "nothing", "IsAuthenticated": "authenticated", "Name": "name"}
    nothing = None

    def __init__(self, name: str, kind: str) -> None:
        super().__init__()
        self.name, self.kind, self.authenticated = name, kind, bool(kind)


class PSPrincipal(NetObject):
    """The same as a principal."""

    __slots__ = ("identity",)
    net_type = define(_R + "PSPrincipal", assembly=SMA)
    PROPERTIES = {"Identity": "identity", "WindowsIdentity": "nothing"}
    nothing = None

    def __init__(self, identity: PSIdentity) -> None:
        super().__init__()
        self.identity = identity


class PSSenderInfo(NetObject):
    """$PSSenderInfo."""

    __slots__ = ("application_arguments", "configuration_name", "connection_string", "user_info")
    net_type = define(_R + "PSSenderInfo", assembly=SMA)
    PROPERTIES = {
        "UserInfo": "user_info",
        "ClientTimeZone": "nothing",
        "ConnectionString": "connection_string",
        "ApplicationArguments": "application_arguments",
        "ConfigurationName": "configuration_name",
    }
    nothing = None

    def __init__(self, user: str, kind: str, connection: str, arguments: Any, configuration: str) -> None:
        super().__init__()
        self.user_info = PSPrincipal(PSIdentity(user, kind))
        self.connection_string, self.configuration_name = connection, configuration
        self.application_arguments = arguments

    def __str__(self) -> str:
        return str(self.user_info.identity.name)


def startup_scripts(directory: str | None, command: str | None) -> tuple[str, ...]:
    """What runs before the pool is Opened."""
    scripts = []
    if directory is not None:
        quoted = directory.replace("'", "''")
        scripts.append(f"Set-Location -LiteralPath '{quoted}'")
    if command is not None:
        scripts.append(command)
    return tuple(scripts)


@dataclass(slots=True)
class Profile:
    """How runspaces of an endpoint are made.

    ``secrets``: what happens when a SecureString is to be sent before a key was agreed on: ``exchange`` (ask the client for its key),
    ``plain`` (send it readable, as PowerShell does over SSH), ``refuse`` (an error record, as PowerShell does over stdio on Unix).
    ``extras``: what each new runspace is given; ``equip``: called with it before it opens.
    ``startup``: scripts that run before a pool is Opened.
    """

    modules: tuple[BuiltinModule, ...] = ()
    machine: Any = None
    name: str = "local"
    version: str = "7.0.13"
    culture: str = "en-US"
    environment: MutableMapping[str, str] | None = None
    directory: str | None = None
    user: str = ""
    authentication: str = ""
    connection: str = "http://localhost"
    configuration: str = ""
    secrets: str = "exchange"
    protocol: Version | None = None  # the highest that clients are offered; None: the usual one
    startup: tuple[str, ...] = ()
    extras: dict[str, Any] = field(default_factory=dict)
    equip: Callable[[Runspace], None] | None = None
    spare: list[Runspace] = field(default_factory=list)
    process_state: dict[str, Any] = field(default_factory=lambda: {"job_ids": IdSource()})  # on a machine a profile makes one process

    def runspace(self, host: Host, arguments: Any) -> Runspace:
        """An open runspace with that host."""
        made = self.spare.pop() if self.spare else self.prepared()
        made.host = host
        host.runspace = made
        sender = PSSenderInfo(self.user, self.authentication, self.connection, arguments, self.configuration)
        made.global_scope.put(Variable("PSSenderInfo", sender))
        return made

    def prepared(self) -> Runspace:
        """An open runspace that belongs to nobody yet."""
        made = Runspace(self.machine, None, self.modules, self.name, self.culture, self.version, self.environment, self.directory)
        if self.machine is not None:
            made.extras["process_state"] = self.process_state
        made.extras.update(self.extras)
        if self.equip is not None:
            self.equip(made)
        return made.open()

    # -- what the server says of itself

    @staticmethod
    def has_debugger(arguments: Any, runspaces: int) -> bool:
        """Whether a pool has a debugger: for clients that can use one, in pools of a single runspace."""
        return runspaces == 1 and _client_version(arguments) >= _DEBUGGER_SINCE

    def private_data(self, debugger: Any) -> PSPrimitiveDictionary:
        """ApplicationPrivateData, with what the pool's debugger says of itself."""
        facts = [] if debugger is None else list(debugger.facts().items())
        return PSPrimitiveDictionary([*facts, ("PSVersionTable", _version_table(self.version, self.name == "windows"))])

    def private_message(self) -> bytes:
        """The body of the message with them, without a debugger: the same for all pools of a kind."""
        return _private_message(self.version, self.name == "windows")


@functools.lru_cache(maxsize=64)
def _private_message(version: str, is_windows: bool) -> bytes:
    return private_body(PSPrimitiveDictionary([("PSVersionTable", _version_table(version, is_windows))]))


@functools.lru_cache(maxsize=64)
def _version_table(version: str, is_windows: bool) -> PSPrimitiveDictionary:
    """The table, which nobody writes into."""
    from psbridge.engine.variables import version_table

    table = version_table(version, is_windows, version.startswith("5."))
    made = PSPrimitiveDictionary()
    for key, value in table.pairs():
        bare = unwrap(value)
        if isinstance(bare, SemanticVersion):
            made["PSVersion"] = Version(*(int(part) for part in str(bare).split("-")[0].split(".")))
            made["PSSemanticVersion"] = str(bare)
        else:
            made[key] = bare
    return made


def _client_version(arguments: Any) -> int:
    """Major version of the PowerShell that the client says it is; 0 when it does not say."""
    if not isinstance(arguments, NetDictionary):
        return 0
    table = unwrap(arguments.get("PSVersionTable"))
    found = unwrap(table.get("PSVersion")) if isinstance(table, NetDictionary) else None
    major = getattr(found, "major", 0)
    return int(major) if isinstance(major, int) else 0
