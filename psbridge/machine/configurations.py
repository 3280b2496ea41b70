"""Session configurations of an emulated machine: the endpoints that remote clients may name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from psbridge.errors import ConfigurationError
from psbridge.objects.scalars import Version

DEFAULT_PERMISSION = (
    "NT AUTHORITY\\INTERACTIVE AccessAllowed, BUILTIN\\Administrators AccessAllowed, BUILTIN\\Remote Management Users AccessAllowed"
)


PROTOCOLS = ("2.1", "2.2", "2.3", "2.4")
_WITHOUT_KEYS = Version(7, 6)  # the PowerShell from which on no session keys are exchanged


@dataclass(slots=True)
class SessionConfiguration:
    """One endpoint.  ``options`` are those of the transport: idle time-outs, quotas, buffering.

    ``protocol``: the highest version of PSRP that it offers; empty: what its PowerShell offers, 2.4 from 7.6 on and 2.3 before.
    """

    name: str
    version: str = "5.1"
    startup_script: str = ""
    run_as_user: str = ""
    permission: str = DEFAULT_PERMISSION
    enabled: bool = True
    session_type: str = "Default"
    language_mode: str = "FullLanguage"
    visible: tuple[str, ...] = ()
    groups: tuple[str, ...] = ("Administrators", "Remote Management Users")
    startup: tuple[str, ...] = ()
    path: str = ""
    protocol: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.protocol not in {"", *PROTOCOLS}:
            raise ConfigurationError(
                f"The endpoint {self.name!r} cannot offer the protocol {self.protocol!r}", hint=f"Choose one of {', '.join(PROTOCOLS)}."
            )

    @property
    def offers(self) -> Version:
        """The version of PSRP that clients are offered."""
        if self.protocol:
            return Version.parse(self.protocol)
        return Version(2, 4) if Version.parse(self.version) >= _WITHOUT_KEYS else Version(2, 3)

    @property
    def uri(self) -> str:
        return f"http://schemas.microsoft.com/powershell/{self.name}"


class SessionConfigurations:
    """Configurations by name, case apart, in the order in which they were made."""

    def __init__(self, known: tuple[SessionConfiguration, ...] = ()) -> None:
        self._known = {one.name.lower(): one for one in known}

    def find(self, name: str) -> SessionConfiguration | None:
        return self._known.get(name.lower())

    def add(self, configuration: SessionConfiguration) -> None:
        if configuration.name.lower() in self._known:
            raise ConfigurationError(f"A session configuration {configuration.name!r} exists", hint="Unregister it first, or change it.")
        self._known[configuration.name.lower()] = configuration

    def remove(self, name: str) -> None:
        if self._known.pop(name.lower(), None) is None:
            raise ConfigurationError(f"There is no session configuration {name!r}")

    def __iter__(self) -> Iterator[SessionConfiguration]:
        return iter(list(self._known.values()))


def standard(version: str) -> tuple[SessionConfiguration, ...]:
    """Those that every machine has."""
    short = ".".join(version.split(".")[:2])
    return (
        SessionConfiguration("microsoft.powershell", short),
        SessionConfiguration("microsoft.powershell.workflow", short),
        SessionConfiguration("microsoft.powershell32", short),
        SessionConfiguration("PowerShell.7", "7.4"),
    )
