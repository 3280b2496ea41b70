"""Which shells a host offers, and what a session in each is made of: the place where server, machine and engine are joined.

Endpoints are the session configurations of the machine, as they are when a client comes; one that restricts its sessions lets through the
commands that it names, and no scripts.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psbridge.engine.runspace import Runspace
from psbridge.engine.sessionstate import PSLanguageMode
from psbridge.machine.computer import Machine
from psbridge.machine.configurations import SessionConfiguration
from psbridge.modules.defaults import default_modules, equip
from psbridge.server.auth import Caller
from psbridge.server.cmd.native import equip_programs
from psbridge.server.cmdshell import CmdShell
from psbridge.server.loopback import connector_of
from psbridge.server.machinejobs import job_transport
from psbridge.server.poolhostprofile import Profile, startup_scripts
from psbridge.server.psshell import PowerShellShell
from psbridge.server.quotas import EndpointQuotas
from psbridge.server.restriction import Restriction
from psbridge.server.shells import Doorbell, Shell
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.transports.memory import MemoryTransport
from psbridge.transports.refused import RefusedTransport
from psbridge.wsman import FaultKind, Request, fault
from psbridge.wsman.names import POWERSHELL, RESOURCE_CMD
from psbridge.wsman.requests import Create

if TYPE_CHECKING:
    from psbridge.server.service import WinRMService

_BUILDS = {"7.4": "7.4.6", "7.5": "7.5.4", "7.6": "7.6.0"}
_ENTRANTS = ("Administrators", "Remote Management Users")
_CONSOLE = SessionConfiguration("", "5.1")  # powershell.exe, which knows no endpoint


class Endpoints:
    """Makes the shells of a host."""

    def __init__(self, machine: Machine, config: WinRMConfig, workers: Executor, service: WinRMService) -> None:
        self.machine, self.config, self.workers, self.service = machine, config, workers, service
        self.modules = default_modules()

    def shell(self, shell_id: str, request: Request, caller: Caller, bell: Doorbell) -> Shell:
        """A new shell for a Create."""
        create: Create = request.body  # type: ignore[assignment]
        uri = request.header.resource_uri
        self._admit_user(caller)
        if uri == RESOURCE_CMD:
            self._enter(caller, _ENTRANTS)
            return self._cmd((shell_id, uri, create, caller, self._idle(create, EndpointQuotas()), bell), request)
        name = uri.removeprefix(POWERSHELL + "/")
        endpoint = self.machine.session_configurations.find(name) if name != uri else None
        if endpoint is None:
            raise fault(FaultKind.INVALID_RESOURCE_URI if name != uri else FaultKind.RESOURCE_NOT_FOUND)
        if not endpoint.enabled:
            raise fault(FaultKind.ACCESS_DENIED)
        self._enter(caller, endpoint.groups)
        if create.creation_xml is None:
            raise fault(FaultKind.INVALID_BODY)
        quotas = EndpointQuotas.of(endpoint, self.machine.wsman)
        quotas.admit(caller.user.name, (one.caller.user.name for one in self.service.shells.shells.values() if one.uri == uri))
        return PowerShellShell(
            *(shell_id, uri, create, caller, self._idle(create, quotas), bell),
            quotas=quotas,
            profile=self.profile(endpoint, caller, request.header.to, own=_loads_profile(request)),
            creation=create.creation_xml,
            workers=self.workers,
            buffered=self.config.buffered_output,
            max_idle=self.config.max_idle_timeout if quotas.max_idle is None else quotas.max_idle,
        )

    def _idle(self, create: Create, quotas: EndpointQuotas) -> float:
        """How long nobody may use a shell; more than is allowed cannot be asked for."""
        most = self.config.max_idle_timeout if quotas.max_idle is None else quotas.max_idle
        usual = self.config.idle_timeout if quotas.idle is None else quotas.idle
        if create.idle_timeout is None:
            return min(usual, most)
        if create.idle_timeout > most:
            raise fault(FaultKind.INVALID_PARAMETER)
        return create.idle_timeout

    def _admit_user(self, caller: Caller) -> None:
        """winrm/config/Winrs, MaxConcurrentUsers."""
        there = {one.caller.user.name for one in self.service.shells.shells.values()}
        if caller.user.name not in there and len(there) >= self.config.quotas.users:
            raise fault(FaultKind.QUOTA_MAX_SHELL_USERS)

    def _cmd(self, facts: tuple[Any, ...], request: Request) -> Shell:
        caller = facts[3]
        options = {option.name.upper(): option.value for option in request.header.options}
        return CmdShell(
            *facts,
            machine=self.machine,
            environment=self._environment(caller, own=_loads_profile(request)),
            options=options,
            buffered=self.config.buffered_output,
            profile=lambda: self.console_profile(caller),
        )

    def _enter(self, caller: Caller, allowed: tuple[str, ...]) -> None:
        groups = {group.name.lower() for group in self.machine.accounts.groups_of(caller.user.name)}
        if groups.isdisjoint(group.lower() for group in allowed):
            raise fault(FaultKind.ACCESS_DENIED)

    # -- sessions

    def profile(self, endpoint: SessionConfiguration, caller: Caller, to: str, own: bool = True) -> Profile:
        """What the runspaces of a session are made of; `own`: with the profile of the user."""
        home = _home(caller, own)
        version = self.machine.definition.version if endpoint.version.startswith("5.") else _build(endpoint.version)
        self._ensure(f"{home}\\Documents")
        return Profile(
            modules=self.modules,
            machine=self.machine,
            name="windows",
            version=version,
            culture=self.machine.definition.culture,
            environment=self._with_modules(self._environment(caller, own=own), home, version),
            directory=f"{home}\\Documents",
            user=caller.name,
            authentication=caller.method,
            connection=f"{to}?PSVersion={'.'.join(version.split('.')[:2])}" if to else "",
            configuration=endpoint.name,
            protocol=endpoint.offers,
            startup=tuple(filter(None, (*endpoint.startup, endpoint.startup_script and f". '{endpoint.startup_script}'"))),
            equip=self._equipment(endpoint, caller),
        )

    def console_profile(self, caller: Caller) -> Profile:
        """What powershell.exe is made of for somebody."""
        return self.profile(_CONSOLE, caller, "")

    def _equipment(self, endpoint: SessionConfiguration, caller: Caller) -> Callable[[Runspace], None]:
        def prepare(runspace: Runspace) -> None:
            equip(runspace)
            equip_programs(runspace, lambda: self.console_profile(caller))
            if endpoint.visible or endpoint.language_mode == "NoLanguage" or endpoint.session_type == "RestrictedRemoteServer":
                runspace.extras["restriction"] = Restriction(endpoint.visible)
                runspace.session_state.language_mode = PSLanguageMode.NoLanguage
            runspace.extras["job_transport"] = self._background(endpoint, caller)
            runspace.extras["connector"] = connector_of(self.service)

        return prepare

    def _background(self, endpoint: SessionConfiguration, caller: Caller) -> Callable[..., MemoryTransport | RefusedTransport]:
        """Background jobs of a session run on its machine, in processes of their own."""

        def make(runspace: Runspace, location: str | None, init: str | None, credential: Any) -> MemoryTransport | RefusedTransport:
            def fresh() -> Profile:
                profile = self.profile(endpoint, caller, "")
                return replace(profile, startup=(*profile.startup, *startup_scripts(location, init)))

            return job_transport(self.machine, fresh, caller.name, credential)

        return make

    def _environment(self, caller: Caller, own: bool = True) -> Any:
        """The variables of a process of that user."""
        source = self.machine.environment
        made = type(source)(dict(source))
        home = _home(caller, own)
        domain = caller.name.partition("\\")[0]
        for name, value in (
            ("USERNAME", caller.user.name),
            ("USERDOMAIN", domain),
            ("USERPROFILE", home),
            ("HOMEDRIVE", "C:"),
            ("HOMEPATH", home[2:]),
            ("APPDATA", f"{home}\\AppData\\Roaming"),
            ("LOCALAPPDATA", f"{home}\\AppData\\Local"),
            ("TEMP", f"{home}\\AppData\\Local\\Temp"),
            ("TMP", f"{home}\\AppData\\Local\\Temp"),
        ):
            made[name] = value
        self._ensure(made["TEMP"])
        return made

    @staticmethod
    def _with_modules(environment: Any, home: str, version: str) -> Any:
        """PSModulePath as PowerShell makes it when it starts: what is the user's first."""
        shared = environment.get("PSModulePath") or ""
        if version.startswith("5."):
            own = [f"{home}\\Documents\\WindowsPowerShell\\Modules"]
        else:
            programs = "C:\\Program Files\\PowerShell"
            own = [f"{home}\\Documents\\PowerShell\\Modules", f"{programs}\\Modules", f"{programs}\\7\\Modules"]
        environment["PSModulePath"] = ";".join([*own, shared])
        return environment

    def _ensure(self, directory: str) -> None:
        """A directory of a user's profile, made at the first log-on."""
        files, parts = self.machine.files, directory.split("\\")
        if files.stat(directory) is not None:
            return
        for i in range(2, len(parts) + 1):
            path = "\\".join(parts[:i])
            if files.stat(path) is None:
                files.make_directory(path)


def _build(version: str) -> str:
    """The whole version of a PowerShell: three numbers."""
    return _BUILDS.get(version) or ".".join([*version.split("."), "0", "0"][:3])


def _home(caller: Caller, own: bool) -> str:
    return f"C:\\Users\\{caller.user.name}" if own else "C:\\Windows\\system32\\config\\systemprofile"


def _loads_profile(request: Request) -> bool:
    """Whether the client wants the user's profile loaded."""
    return (request.header.option("WINRS_NOPROFILE") or "").lower() not in {"true", "1"}


__all__ = ["Endpoints"]
