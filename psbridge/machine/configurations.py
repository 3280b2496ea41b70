"""Session configurations of an emulated machine: the endpoints that remote clients may name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from psbridge.errors import ConfigurationError

DEFAULT_PERMISSION = (
    "NT AUTHORITY\\INTERACTIVE AccessAllowed, BUILTIN\\Administrators AccessAllowed, BUILTIN\\Remote Management Users AccessAllowed"
)


@dataclass(slots=True)
class SessionConfiguration:
    """One endpoint.  ``options`` are those of the transport: idle time-outs, quotas, buffering."""

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
    options: dict[str, Any] = field(default_factory=dict)

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
