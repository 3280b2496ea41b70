"""The inventory: hosts, groups and what is to be used to reach them.

Decides where it comes from (the project's and the user's psbridge.toml, Ansible inventories in INI or YAML) and which options count for a
host: those of the host before those of its groups before the defaults; a project's file before the user's.  Secrets are named, never
written: `password_env` is the name of an environment variable, `password_keyring` an entry of the keyring.

    [defaults]
    username = "corp\\\\admin"
    auth = "negotiate"

    [groups.web]
    hosts = ["web[01-20].corp.example"]
    ssl = true

    [hosts."db01.corp.example"]
    port = 5986
    password_env = "DB_PASSWORD"
"""

from __future__ import annotations

import os
import shlex
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from psbridge.errors import ConfigurationError
from psbridge.sessions.patterns import expand, select

# option -> type; what a host, a group or the defaults may say
OPTIONS: dict[str, type] = {
    "address": str,
    "port": int,
    "username": str,
    "password_env": str,
    "password_keyring": str,
    "auth": str,
    "ssl": bool,
    "verify": bool,
    "ca_file": str,
    "certificate": str,
    "certificate_key": str,
    "transport": str,
    "configuration_name": str,
    "connect_timeout": int,
    "operation_timeout": int,
    "proxy": str,
    "key_file": str,
}
_ANSIBLE = {
    "ansible_host": "address",
    "ansible_port": "port",
    "ansible_user": "username",
    "ansible_connection": "transport",
    "ansible_winrm_transport": "auth",
    "ansible_psrp_auth": "auth",
    "ansible_winrm_scheme": "ssl",
    "ansible_psrp_protocol": "ssl",
    "ansible_winrm_server_cert_validation": "verify",
    "ansible_psrp_cert_validation": "verify",
    "ansible_psrp_configuration_name": "configuration_name",
}
_TRANSPORTS = {"winrm": "wsman", "psrp": "wsman", "ssh": "ssh"}


@dataclass(slots=True)
class Inventory:
    """Hosts by name, groups by name, defaults."""

    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    group_options: dict[str, dict[str, Any]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)

    def group(self, name: str) -> list[str]:
        """The hosts of a group; `all` is everyone."""
        found = self.groups.get(name.lower())
        if found is not None:
            return list(found)
        if name.lower() == "all":
            return list(self.hosts)
        hint = f"Known: {', '.join(sorted(self.groups)) or 'none'}." if self.sources else "There is no psbridge.toml."
        raise ConfigurationError(f"There is no group {name!r}", where=", ".join(self.sources), hint=hint)

    def select(self, words: list[str]) -> list[str]:
        """The hosts that words mean: names, ranges, @groups, patterns."""
        return select(words, self.group, self.hosts)

    def options(self, host: str) -> dict[str, Any]:
        """What counts for a host."""
        made = dict(self.defaults)
        for name, members in self.groups.items():
            if host.lower() in (member.lower() for member in members):
                made.update(self.group_options.get(name, {}))
        own = next((told for known, told in self.hosts.items() if known.lower() == host.lower()), {})
        made.update(own)
        return made

    def merge(self, other: Inventory) -> None:
        """Take in another file; what it says counts before what is here."""
        self.defaults.update(other.defaults)
        for host, told in other.hosts.items():
            self.hosts.setdefault(host, {}).update(told)
        for name, members in other.groups.items():
            known = self.groups.setdefault(name, [])
            known += [member for member in members if member not in known]
        for name, told in other.group_options.items():
            self.group_options.setdefault(name, {}).update(told)
        self.sources += other.sources


def load(*paths: str | Path) -> Inventory:
    """The inventory of these files; without any the user's and the project's psbridge.toml, if they are there."""
    made = Inventory()
    for path in [Path(p) for p in paths] or default_files():
        made.merge(read(path))
    return made


def default_files() -> list[Path]:
    """The user's file, then the project's: the nearest psbridge.toml upward from here."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "psbridge" / "psbridge.toml"
    project = next((place / "psbridge.toml" for place in _upward() if (place / "psbridge.toml").is_file()), None)
    return [path for path in (config, project) if path is not None and path.is_file()]


def _upward() -> tuple[Path, ...]:
    """This directory and those above it; none when it has been deleted."""
    try:
        here = Path.cwd()
    except FileNotFoundError:
        return ()
    return (here, *here.parents)


def read(path: Path) -> Inventory:
    """One file: TOML of ours, or an Ansible inventory."""
    reader = {".toml": _read_toml, ".yml": _read_yaml, ".yaml": _read_yaml}.get(path.suffix.lower(), _read_ini)
    try:
        made = reader(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else problem
        raise ConfigurationError(f"The inventory cannot be read: {why}", where=str(path)) from problem
    made.sources.append(str(path))
    return made


def _place(text: str, where: str, table: str, option: str = "") -> str:
    """File, line and table of what is wrong: the line of the option within its table, else of the table's head."""
    heads = {f"[{table}]", f'[{table.partition(".")[0]}."{table.partition(".")[2]}"]'}
    found, inside = 0, False
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip().replace("'", '"')
        if line.startswith("["):
            inside = line.split("#")[0].strip() in heads
            found = number if inside else found
        elif inside and option and line.split("=")[0].strip().strip('"') == option:
            return f"{where}, line {number}, [{table}]"
        elif not found and line.split("=")[0].strip() == table:
            found = number
    return f"{where}, line {found}, [{table}]" if found else f"{where}, [{table}]"


def _table(told: Any, text: str, where: str, table: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        hint = f"Write a table: [{table}{'' if '.' in table or table == 'defaults' else '.NAME'}], and options below it."
        raise ConfigurationError(f"[{table}] is no table but {told!r}", where=_place(text, where, table), hint=hint)
    return told


def _expanded(word: Any, where: str) -> list[str]:
    if not isinstance(word, str):
        raise ConfigurationError(f"A host is a text, not {word!r}", where=where, hint='Write hosts = ["web01", "web[02-20]"].')
    try:
        return expand(word)
    except ConfigurationError as problem:
        raise ConfigurationError(problem.what, where=where, hint=problem.hint) from problem


def _members(words: Any, where: str) -> list[str]:
    if not isinstance(words, list):
        raise ConfigurationError(f"The hosts of a group are a list, not {words!r}", where=where, hint='Write hosts = ["web01"].')
    return [host for word in words for host in _expanded(word, where)]


def _check(told: Any, text: str, where: str, table: str) -> dict[str, Any]:
    for name, value in _table(told, text, where, table).items():
        kind = OPTIONS.get(name)
        if kind is None:
            secret = " Name the variable that holds it: password_env." if name == "password" else ""
            near = get_close_matches(name, OPTIONS, 1, 0.6)
            meant = f"Did you mean {near[0]!r}? " if near and not secret else ""
            hint = f"{meant}Known: {', '.join(sorted(OPTIONS))}.{secret}"
            raise ConfigurationError(f"There is no option {name!r}", where=_place(text, where, table, name), hint=hint)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            place = _place(text, where, table, name)
            raise ConfigurationError(
                f"The option {name!r} is to be {kind.__name__}, not {value!r}", where=place, hint=_EXAMPLES[kind](name)
            )
        if name == "port" and isinstance(value, int) and not 0 < value < 65536:
            raise ConfigurationError(f"There is no port {value}", where=_place(text, where, table, name), hint="Ports go from 1 to 65535.")
    return dict(told)


_EXAMPLES: dict[type, Any] = {
    str: lambda name: f'Write {name} = "...".',
    int: lambda name: f"Write a number without quotes: {name} = 30.",
    bool: lambda name: f"Write {name} = true, or false.",
}


def _read_toml(text: str, where: str) -> Inventory:
    try:
        data = tomllib.loads(text)
    except ValueError as problem:  # TOMLDecodeError, or a number that Python takes for too long
        raise ConfigurationError(
            f"The inventory is no TOML: {problem}", where=where, hint='Texts are quoted: username = "me"; hosts = ["web01"].'
        ) from problem
    unknown = set(data) - {"defaults", "groups", "hosts"}
    if unknown:
        place = _place(text, where, min(unknown))
        raise ConfigurationError(f"There is no table [{min(unknown)}]", where=place, hint="Known: [defaults], [groups.NAME], [hosts.NAME].")
    made = Inventory(defaults=_check(data.get("defaults", {}), text, where, "defaults"))
    for host, told in _table(data.get("hosts", {}), text, where, "hosts").items():
        for name in _expanded(host, _place(text, where, f"hosts.{host}")):
            made.hosts.setdefault(name, {}).update(_check(told, text, where, f"hosts.{host}"))
    for name, told in _table(data.get("groups", {}), text, where, "groups").items():
        rest = dict(_table(told, text, where, f"groups.{name}"))
        members = _members(rest.pop("hosts", []), _place(text, where, f"groups.{name}", "hosts"))
        made.groups[name.lower()] = members
        made.group_options[name.lower()] = _check(rest, text, where, f"groups.{name}")
        for host in members:
            made.hosts.setdefault(host, {})
    return made


# -- Ansible


def _ansible_options(variables: dict[str, Any], where: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in variables.items():
        option = _ANSIBLE.get(name)
        if option is None:
            continue
        try:
            made[option] = _ANSIBLE_VALUES.get(option, str)(value)
        except (TypeError, ValueError) as problem:
            raise ConfigurationError(f"{name} is to be a number, not {value!r}", where=where, hint=f"Write {name}=5986.") from problem
    return made


_ANSIBLE_VALUES: dict[str, Any] = {
    "port": int,
    "ssl": lambda value: str(value).lower() == "https",
    "verify": lambda value: str(value).lower() not in ("ignore", "false", "no"),
    "transport": lambda value: _TRANSPORTS.get(str(value), str(value)),
}


def _read_ini(text: str, where: str) -> Inventory:
    made = Inventory()
    children: dict[str, list[str]] = {}
    section, kind = "ungrouped", "hosts"
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split(" #", 1)[0].strip()
        if not line or line.startswith(("#", ";")):
            continue
        if line.startswith("["):
            section, _, kind = line.strip("[]").partition(":")
            kind = kind or "hosts"
            continue
        _ini_line(made, children, section, kind, line, f"{where}, line {number}")
    _adopt(made, children)
    return made


def _ini_line(made: Inventory, children: dict[str, list[str]], section: str, kind: str, line: str, where: str) -> None:
    if kind == "children":
        children.setdefault(section.lower(), []).append(line.lower())
    elif kind == "vars":
        name, _, value = line.partition("=")
        options = _ansible_options({name.strip(): value.strip().strip("\"'")}, where)
        target = made.defaults if section.lower() == "all" else made.group_options.setdefault(section.lower(), {})
        target.update(options)
        made.groups.setdefault(section.lower(), []) if section.lower() != "all" else None
    else:
        try:
            host, *pairs = shlex.split(line)
        except ValueError as problem:
            hint = "Write HOST name=value, with quotes around what holds blanks."
            raise ConfigurationError(f"The line cannot be read: {problem}", where=where, hint=hint) from problem
        variables = dict(pair.partition("=")[::2] for pair in pairs)
        for name in _expanded(host, where):
            made.hosts.setdefault(name, {}).update(_ansible_options(variables, where))
            members = made.groups.setdefault(section.lower(), [])
            if name not in members:
                members.append(name)


def _adopt(made: Inventory, children: dict[str, list[str]]) -> None:
    """Groups of groups: members of the children are members; a group within itself is a mistake."""

    def members(name: str, above: tuple[str, ...]) -> list[str]:
        if name in above:
            raise ConfigurationError(f"The group {name!r} contains itself", hint=" > ".join((*above, name)))
        found = list(made.groups.get(name, []))
        for child in children.get(name, []):
            found += [host for host in members(child, (*above, name)) if host not in found]
        return found

    for name in children:
        made.groups[name] = members(name, ())
    for name, inner in children.items():
        for child in inner:
            made.group_options[child] = {**made.group_options.get(name, {}), **made.group_options.get(child, {})}


def _read_yaml(text: str, where: str) -> Inventory:
    try:
        import yaml
    except ImportError as problem:
        raise ConfigurationError("YAML inventories need PyYAML", where=where, hint="pip install pyyaml, or use INI or TOML.") from problem
    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as problem:
        raise ConfigurationError(f"The inventory is no YAML: {problem}", where=where, hint="Is its indentation even?") from problem
    made = Inventory()
    children: dict[str, list[str]] = {}
    for name, told in _mapping(data, where, "the file").items():
        _yaml_group(made, children, str(name), told, where)
    _adopt(made, children)
    return made


def _mapping(told: Any, where: str, what: str) -> dict[str, Any]:
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise ConfigurationError(
            f"{what} is no mapping but {told!r}", where=where, hint="Write NAME: with what belongs to it indented below it."
        )
    return told


def _yaml_group(made: Inventory, children: dict[str, list[str]], name: str, told: Any, where: str) -> None:
    key, parts = name.lower(), _mapping(told, where, f"group {name}")
    options = _ansible_options(_mapping(parts.get("vars"), where, f"vars of {name}"), f"{where}, {name}, vars")
    if key == "all":
        made.defaults.update(options)
    else:
        made.group_options.setdefault(key, {}).update(options)
    for pattern, variables in _mapping(parts.get("hosts"), where, f"hosts of {name}").items():
        place = f"{where}, {name}, {pattern}"
        for host in _expanded(str(pattern), place):
            made.hosts.setdefault(host, {}).update(_ansible_options(_mapping(variables, where, str(pattern)), place))
            if key != "all":
                made.groups.setdefault(key, []).append(host)
    for child, inner in _mapping(parts.get("children"), where, f"children of {name}").items():
        if key != "all":
            children.setdefault(key, []).append(str(child).lower())
        _yaml_group(made, children, str(child), inner, where)


__all__ = ["OPTIONS", "Inventory", "default_files", "load", "read"]
