"""winrm/config: reading it, and what a Put changes.

Decides which settings take effect (they are fields of WinRMConfig), that the others are kept as they were written, and what is refused:
unknown elements, values of the wrong kind, and people who are no administrators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from psbridge.errors import ConfigurationError
from psbridge.machine.wsmanconfig import WSManConfig
from psbridge.server.winrmconfig import WinRMConfig
from psbridge.wsman import FaultKind, fault

_SCHEMES = ("basic", "kerberos", "negotiate", "certificate", "credssp")
Change = Callable[[WinRMConfig, str], WinRMConfig]


def _scheme(name: str) -> Change:
    def change(config: WinRMConfig, value: str) -> WinRMConfig:
        left = tuple(one for one in config.schemes if one != name)
        if value == "true":
            return config if name in config.schemes else replace(config, schemes=(*left, name))
        return replace(config, schemes=left)

    return change


def _quota(field: str) -> Change:
    return lambda config, value: replace(config, quotas=replace(config.quotas, **{field: int(value)}))


_EFFECTS: dict[str, Change] = {
    "maxenvelopesizekb": lambda config, value: replace(config, limits=replace(config.limits, envelope=int(value) * 1024)),
    "service\\allowunencrypted": lambda config, value: replace(config, allow_unencrypted=value == "true"),
    "service\\auth\\cbthardeninglevel": lambda config, value: replace(config, strict_bindings=value.lower() == "strict"),
    "service\\maxconcurrentoperationsperuser": _quota("operations_per_user"),
    "service\\maxconnections": _quota("connections"),
    "winrs\\idletimeout": lambda config, value: replace(config, idle_timeout=int(value) / 1000),
    "winrs\\maxconcurrentusers": _quota("users"),
    "winrs\\maxprocessespershell": _quota("processes_per_shell"),
    "winrs\\maxshellsperuser": _quota("shells_per_user"),
    **{f"service\\auth\\{name}": _scheme(name) for name in _SCHEMES},
}


class Configuration:
    """The configuration of one service as WSMan shows it."""

    def __init__(self, settings: WSManConfig) -> None:
        self._settings = settings
        self._written: dict[str, str] = {}

    def values(self, config: WinRMConfig, ports: tuple[int, int]) -> dict[str, Any]:
        """All of it, nested."""
        made = config.as_values(*ports)
        for path, value in self._written.items():
            _place(made, path, value)
        return made

    def part(self, values: Mapping[str, Any], path: str) -> tuple[str, Any]:
        """What stands at a path of a resource URI, with its name."""
        name = "Config"
        found: Any = values
        for step in filter(None, path.split("/")):
            key = next((one for one in found if one.lower() == step.lower()), None) if isinstance(found, Mapping) else None
            if key is None:
                raise fault(FaultKind.RESOURCE_NOT_FOUND)
            name, found = key, found[key]
        return name, found

    def write(self, config: WinRMConfig, ports: tuple[int, int], path: str, given: Mapping[str, Any]) -> WinRMConfig:
        """Take settings of one part of the configuration; gives what the service is to follow from now on."""
        _, part = self.part(self.values(config, ports), path)
        base = "\\".join(filter(None, path.split("/")))
        changes = list(_changes(part, given, base))
        for key, value in changes:
            self._check(key, value)
        for key, value in changes:
            effect = _EFFECTS.get(key.lower())
            if effect is not None:
                config = effect(config, value)
            else:
                self._written[key] = value
        return config

    def _check(self, key: str, value: str) -> None:
        """The same setting of the WSMan: drive says what it takes, and shows it from now on."""
        head, _, rest = key.partition("\\")
        place = f"Shell\\{rest}" if head.lower() == "winrs" else key
        if self._settings.get(place) is None:
            return
        try:
            self._settings.set(place, value)
        except ConfigurationError as error:
            raise fault(FaultKind.INVALID_PARAMETER) from error


def _changes(part: Any, given: Any, base: str) -> Iterator[tuple[str, str]]:
    """Path and text of every setting that is another one than before."""
    for name, value in given.items():
        key = next((one for one in part if one.lower() == name.lower()), None) if isinstance(part, Mapping) else None
        if key is None or isinstance(value, Mapping) != isinstance(part[key], Mapping):
            raise fault(FaultKind.INVALID_BODY)
        path = f"{base}\\{key}" if base else key
        if isinstance(value, Mapping):
            yield from _changes(part[key], value, path)
        elif value != part[key]:
            yield path, value


def _place(values: dict[str, Any], path: str, text: str) -> None:
    *steps, last = path.split("\\")
    for step in steps:
        values = next(value for name, value in values.items() if name.lower() == step.lower())
    key = next(name for name in values if name.lower() == last.lower())
    values[key] = text
