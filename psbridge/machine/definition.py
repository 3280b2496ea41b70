"""What an emulated computer is defined by: a Definition, from defaults or from a TOML file.

name = "web01"
domain = "corp.example"

[[users]]
name = "alice"
password_env = "ALICE_PASSWORD"     # or password = "..."
groups = ["Administrators"]

[[services]]
name = "W3SVC"
display_name = "World Wide Web Publishing Service"
status = "Running"

[[processes]]
name = "w3wp"

[files]
'C:\\inetpub\\wwwroot\\index.html' = "<h1>web01</h1>"

[registry.'HKLM:\\SOFTWARE\\Contoso']
Version = "1.2"

[[events.Application]]
source = "Contoso"
id = 7
message = "started"
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from psbridge.errors import ConfigurationError
from psbridge.machine import defaults
from psbridge.machine.checking import checked, known

Facts = dict[str, Any]


@dataclass(frozen=True)
class Definition:
    """A computer on paper.  ``version`` is the PowerShell of its default endpoint; ``os_version`` Windows' own."""

    name: str = "WIN-PSBRIDGE"
    domain: str = ""
    os_caption: str = "Microsoft Windows Server 2022 Standard"
    os_version: str = "10.0.20348"
    version: str = "5.1.20348.2849"
    time_zone: str = "UTC"
    culture: str = "en-US"
    users: tuple[Facts, ...] = ()
    groups: tuple[Facts, ...] = ()
    services: tuple[Facts, ...] = ()
    processes: tuple[Facts, ...] = ()
    eventlogs: tuple[Facts, ...] = ()
    events: tuple[tuple[str, tuple[Facts, ...]], ...] = ()
    registry: tuple[tuple[str, tuple[tuple[str, Any, str], ...]], ...] = ()
    drives: tuple[str, ...] = ("C",)
    files: tuple[tuple[str, bytes | None], ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    endpoints: tuple[Facts, ...] = ()
    sites: tuple[Facts, ...] = ()  # directories that are served over HTTP
    allow_unencrypted: bool = False
    network_timeout: float = 240.0

    @classmethod
    def with_defaults(cls, name: str = "WIN-PSBRIDGE", **changes: Any) -> Definition:
        """The believable default computer, with some fields changed."""
        made = cls(
            name=name,
            users=defaults.USERS,
            groups=defaults.GROUPS,
            services=defaults.SERVICES,
            processes=defaults.PROCESSES,
            eventlogs=defaults.EVENTLOGS,
            events=defaults.EVENTS,
            registry=defaults.registry(name),
            files=defaults.FILES,
            environment=defaults.environment(name),
        )
        unknown = set(changes) - {one.name for one in fields(cls)}
        if unknown:
            raise ConfigurationError(f"A machine has no field {min(unknown)!r}", hint=f"Known: {', '.join(f.name for f in fields(cls))}.")
        return replace(made, **changes)


def load_toml(path: str | Path) -> Definition:
    """The definition in a TOML file, on top of the defaults unless it says ``bare = true``."""
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise ConfigurationError(f"The machine file cannot be read: {problem}", where=str(path)) from problem
    return from_table(data, str(path))


def from_table(data: Facts, where: str = "machine") -> Definition:
    """The definition that a table (of TOML, or made in Python) gives."""
    rest = dict(data)
    bare = bool(checked("bare", rest.pop("bare", False), where))
    name = str(checked("name", rest.pop("name", "WIN-PSBRIDGE"), where))
    base = Definition(name=name, environment=defaults.environment(name)) if bare else Definition.with_defaults(name)
    changes: Facts = {}
    for key, value in rest.items():
        known(key, (*_READERS, "name", "bare"), where, "The machine file knows no")
        try:
            changes.update(_READERS[key](base, checked(key, value, where)))
        except (TypeError, KeyError, ValueError, AttributeError) as problem:
            why = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
            raise ConfigurationError(f"The part {key!r} is not as it should be: {why}", where=where) from problem
    return replace(base, **changes)


def _plain(name: str) -> Any:
    return lambda base, value: {name: value}


def _merge(old: tuple[Facts, ...], new: list[Facts], renames: dict[str, str]) -> tuple[Facts, ...]:
    """Rows by name: those of the file replace or complete the defaults."""
    rows = {row["name"].lower(): row for row in old}
    for row in new:
        given = {renames.get(key, key): value for key, value in row.items()}
        rows[given["name"].lower()] = {**rows.get(given["name"].lower(), {}), **given}
    return tuple(rows.values())


def _users(base: Definition, rows: list[Facts]) -> Facts:
    groups = {group["name"].lower(): dict(group) for group in base.groups}
    users: list[Facts] = []
    for row in rows:
        facts = dict(row)
        variable = facts.pop("password_env", None)
        if variable is not None:
            if variable not in os.environ:
                raise ValueError(f"the environment variable {variable} of user {facts['name']} is not set")
            facts["password"] = os.environ[variable]
        for group in facts.pop("groups", ()):
            entry = groups.setdefault(group.lower(), {"name": group})
            entry["members"] = (*entry.get("members", ()), facts["name"])
        users.append(facts)
    return {"users": _merge(base.users, users, {}), "groups": tuple(groups.values())}


def _services(base: Definition, rows: list[Facts]) -> Facts:
    merged = _merge(base.services, rows, {})
    return {"services": tuple({**row, "display_name": row.get("display_name", row["name"])} for row in merged)}


def _processes(base: Definition, rows: list[Facts]) -> Facts:
    used = {row["id"] for row in base.processes}
    added = []
    for row in rows:
        number = row.get("id") or next(n for n in range(5000, 100000, 4) if n not in used)
        used.add(number)
        added.append({**row, "id": number})
    return {"processes": (*base.processes, *added)}


def _events(base: Definition, logs: dict[str, list[Facts]]) -> Facts:
    renames = {"id": "event_id", "type": "kind"}
    rows = tuple((log, tuple({renames.get(k, k): v for k, v in entry.items()} for entry in entries)) for log, entries in logs.items())
    return {"events": (*base.events, *rows)}


def _registry(base: Definition, keys: dict[str, Facts]) -> Facts:
    rows = tuple((path, tuple((name, data, _kind(data)) for name, data in values.items())) for path, values in keys.items())
    return {"registry": (*base.registry, *rows)}


def _kind(data: Any) -> str:
    return "DWord" if isinstance(data, int) else "MultiString" if isinstance(data, list) else "String"


def _files(base: Definition, files: dict[str, str | bool]) -> Facts:
    rows = tuple((path, None if text is True else str(text).encode()) for path, text in files.items())
    return {"files": (*base.files, *rows)}


_READERS: dict[str, Any] = {
    "domain": _plain("domain"),
    "os_caption": _plain("os_caption"),
    "os_version": _plain("os_version"),
    "version": _plain("version"),
    "time_zone": _plain("time_zone"),
    "culture": _plain("culture"),
    "allow_unencrypted": _plain("allow_unencrypted"),
    "network_timeout": lambda base, value: {"network_timeout": float(value)},
    "users": _users,
    "groups": lambda base, rows: {"groups": _merge(base.groups, [{**row, "members": tuple(row.get("members", ()))} for row in rows], {})},
    "services": _services,
    "processes": _processes,
    "events": _events,
    "registry": _registry,
    "files": _files,
    "drives": lambda base, letters: {"drives": tuple(letters)},
    "environment": lambda base, values: {"environment": {**base.environment, **values}},
    "endpoints": lambda base, rows: {"endpoints": tuple(rows)},
    "sites": lambda base, rows: {"sites": tuple(rows)},
}
