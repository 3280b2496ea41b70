"""Whether the table of a machine file can be meant: each mistake is told with its place and what was probably meant.

Decides which fields the rows of a part have (those of the class that they become), of which kind their values are, and which words a field
takes; words count without case and come back as they are written in the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

from psbridge.errors import ConfigurationError
from psbridge.machine.configurations import SessionConfiguration
from psbridge.machine.processes import MachineProcess
from psbridge.machine.services import Service
from psbridge.machine.users import Group, User

_ANNOTATIONS = {"str": "text", "bool": "boolean", "int": "number", "float": "number", "tuple": "list", "dict": "table"}
Kinds = dict[str, str]  # field -> text, number, boolean, list or table; "" for what only Python can give


def _text_of(annotation: str) -> str:
    """What the annotation of a field is called in a file."""
    return next((kind for beginning, kind in _ANNOTATIONS.items() if annotation.startswith(beginning)), "")


def _of(kind: Any) -> Kinds:
    return {one.name: _text_of(str(one.type)) for one in fields(kind)}


_EVENT = {
    **dict.fromkeys(("source", "message", "user", "type", "kind"), "text"),
    **dict.fromkeys(("id", "event_id", "category"), "number"),
    "time": "",
    "data": "",
}
_ROWS: dict[str, Kinds] = {
    "users": _of(User) | dict.fromkeys(("password_env",), "text") | {"groups": "list"},
    "groups": _of(Group),
    "services": _of(Service),
    "processes": _of(MachineProcess),
    "endpoints": _of(SessionConfiguration),
    "sites": {"path": "text", "directory": "text", "anonymous": "boolean"},
}
_NEEDED = {"sites": ("path", "directory"), "events": ("source", "message")}
_SCALARS = {
    **dict.fromkeys(("name", "domain", "os_caption", "os_version", "version", "time_zone", "culture"), "text"),
    **dict.fromkeys(("allow_unencrypted", "bare"), "boolean"),
    "network_timeout": "number",
    "drives": "list",
}
_STATES = ("Running", "Stopped", "Paused", "StartPending", "StopPending", "PausePending", "ContinuePending")
_LEVELS = ("Information", "Warning", "Error", "SuccessAudit", "FailureAudit")
_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("services", "status"): _STATES,
    ("services", "start_type"): ("Automatic", "Manual", "Disabled", "Boot", "System"),
    ("events", "type"): _LEVELS,
    ("events", "kind"): _LEVELS,
    ("endpoints", "session_type"): ("Default", "Empty", "RestrictedRemoteServer"),
    ("endpoints", "language_mode"): ("FullLanguage", "ConstrainedLanguage", "RestrictedLanguage", "NoLanguage"),
}
_PATTERNS = {
    "name": (re.compile(r"[\w-]{1,63}"), "A computer's name is made of letters, digits and hyphens."),
    "version": (re.compile(r"\d+(\.\d+){0,3}(-[\w.]+)?"), 'A version is one of PowerShell: "5.1.20348.2849", "7.4.6".'),
}
_TESTS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list | tuple),
    "table": lambda value: isinstance(value, Mapping),
    "": lambda value: True,
}


def known(word: str, words: Iterable[str], where: str, what: str) -> None:
    """Refuse a word that is none of those that are known."""
    names = sorted(words)
    if word not in names:
        near = get_close_matches(word.lower(), names, 1, 0.6)
        meant = f"Did you mean {near[0]!r}? " if near else ""
        raise ConfigurationError(f"{what} {word!r}", where=where, hint=f"{meant}Known: {', '.join(names)}.")


def checked(part: str, value: Any, where: str) -> Any:
    """The value of a part of the file, when it can be meant."""
    if part in _SCALARS:
        return _scalar(part, value, where)
    if part == "events":
        _expect("table", value, where, "[[events.LOG]]")
        return {log: list(_rows("events", _EVENT, rows, where, f"events.{log}")) for log, rows in value.items()}
    if part in _ROWS:
        return list(_rows(part, _ROWS[part], value, where, part))
    _expect("table", value, where, f"[{part}]")
    if part == "registry":
        for path, values in value.items():
            _expect("table", values, where, f"[registry.{path!r}]")
            for name, data in values.items():
                if isinstance(data, float | Mapping):
                    raise ConfigurationError(f"[registry.{path!r}]: {name} has to be a text, a whole number or a list", where=where)
    return value


def _scalar(part: str, value: Any, where: str) -> Any:
    _expect(_SCALARS[part], value, where, part)
    pattern, hint = _PATTERNS.get(part, (None, ""))
    if pattern is not None and not pattern.fullmatch(value):
        raise ConfigurationError(f"{part} cannot be {value!r}", where=where, hint=hint)
    return value


def _expect(kind: str, value: Any, where: str, what: str) -> None:
    if not _TESTS[kind](value):
        said = f"{value!r}" if isinstance(value, str | int | float | bool) else f"a {'table' if isinstance(value, Mapping) else 'list'}"
        raise ConfigurationError(f"{what} has to be a {kind}, and is {said}", where=where)


def _rows(part: str, kinds: Kinds, rows: Any, where: str, shown: str) -> Iterator[dict[str, Any]]:
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise ConfigurationError(f"{shown} has to be a list of tables", where=where, hint=f"Begin each one with [[{shown}]].")
    for row in rows:
        name = f"[[{shown}]] {row['name']!r}" if "name" in row else f"[[{shown}]]"
        made = {key: _field(part, key, value, kinds, where, name) for key, value in row.items()}
        for key in _NEEDED.get(part, ("name",)):
            if key not in row:
                raise ConfigurationError(f"{name} has no {key}", where=where)
        yield made


def _field(part: str, key: str, value: Any, kinds: Kinds, where: str, name: str) -> Any:
    known(key, kinds, where, f"{name} knows no")
    _expect(kinds[key], value, where, f"{name}: {key}")
    words = _WORDS.get((part, key))
    if words is None:
        return value
    found = next((word for word in words if word.lower() == value.lower()), None)
    if found is None:
        near = get_close_matches(value, words, 1, 0.6)
        meant = f"Did you mean {near[0]!r}? " if near else ""
        raise ConfigurationError(f"{name}: {key} cannot be {value!r}", where=where, hint=f"{meant}Known: {', '.join(words)}.")
    return found


__all__ = ["checked", "known"]
