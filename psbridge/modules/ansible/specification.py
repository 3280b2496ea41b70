"""The argument spec of an Ansible module: which keys it may have, of which type, and what they are when they are missing.

Decides what is a mistake of the module's author (ArgumentException, which the module reports as an internal error).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psbridge.engine.invoke.delegates import Delegate
from psbridge.modules.ansible.values import OBJECT, READERS, STRING, argument_error, name_of_type, object_list
from psbridge.objects.containers import GenericList, Hashtable, NetDictionary
from psbridge.objects.nettypes import NetType, find_type, type_of
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import DateTime

_HASHTABLE = find_type("System.Collections.Hashtable")
_DATE = find_type("System.DateTime")
_BOOL = find_type("System.Boolean")
_LIST_OF: dict[str, NetType] = {
    "aliases": STRING,
    "choices": OBJECT,
    "deprecated_aliases": _HASHTABLE,
    "mutually_exclusive": OBJECT,
    "required_if": OBJECT,
    "required_one_of": OBJECT,
    "required_together": OBJECT,
}
_PLAIN: dict[str, NetType | None] = {
    "apply_defaults": _BOOL,
    "default": None,
    "elements": None,
    "no_log": _BOOL,
    "options": _HASHTABLE,
    "removed_in_version": STRING,
    "removed_at_date": _DATE,
    "removed_from_collection": STRING,
    "required": _BOOL,
    "required_by": _HASHTABLE,
    "supports_check_mode": _BOOL,
    "type": None,
}
KEYS = (
    *("apply_defaults", "aliases", "choices", "default", "deprecated_aliases", "elements", "mutually_exclusive", "no_log", "options"),
    *("removed_in_version", "removed_at_date", "removed_from_collection", "required", "required_by", "required_if", "required_one_of"),
    *("required_together", "supports_check_mode", "type"),
)
_MISSING: dict[str, Callable[[], Any]] = {
    **dict.fromkeys(("apply_defaults", "no_log", "required", "supports_check_mode"), bool),
    **dict.fromkeys(("options", "required_by"), Hashtable),
    "type": lambda: "str",
}


class Context(list[str]):
    """Where in the options one is, for messages."""

    def said(self, text: str, prefix: str = " ") -> str:
        return f"{text}{prefix}found in {' -> '.join(self)}" if self else text


def pairs(table: Any) -> list[tuple[Any, Any]]:
    """The entries of whatever dictionary, without the wrappers that scripts put around values."""
    found = table.pairs() if isinstance(table, NetDictionary) else list(table.items())
    return [(str(key), unwrap(value)) for key, value in found]


def validate(spec: Any, context: Context) -> None:
    """Check a spec and the ones in it; single values become lists where lists are due."""
    changed: dict[str, Any] = {}
    for key, value in pairs(spec):
        if key not in KEYS:
            text = f"argument spec entry contains an invalid key '{key}', valid keys: {', '.join(KEYS)}"
            raise argument_error(context.said(text, " - "))
        if value is None:
            continue
        if key in _LIST_OF:
            changed[key] = _as_list(key, value, context)
        elif (wanted := _PLAIN[key]) is not None and type_of(value) is not wanted:
            raise _wrong_type(key, wanted, value, context)
        if key == "options":
            for name, meta in pairs(value):
                context.append(name)
                validate(meta, context)
                context.pop()
        if key in ("type", "elements"):
            _check_kind(key, value, context)
    for key, value in changed.items():
        spec[key] = value


def _wrong_type(key: str, wanted: NetType, value: Any, context: Context) -> Exception:
    text = f"argument spec for '{key}' did not match expected type {wanted.full_name}: actual type {name_of_type(value)}"
    return argument_error(context.said(text, " - "))


def _as_list(key: str, value: Any, context: Context) -> GenericList:
    element = _LIST_OF[key]
    if isinstance(value, GenericList) and value.element in (element, OBJECT):
        return value
    single = type_of(value) is element
    if not single and not isinstance(value, list | tuple):
        raise _wrong_type(key, find_type("System.Collections.Generic.List`1").close(element), value, context)
    items = [value] if single else [unwrap(item) for item in value]
    for item in items:
        if element is not OBJECT and not type_of(item).is_subtype_of(element):
            raise argument_error(f"Unable to cast object of type '{name_of_type(item)}' to type '{element.full_name}'.")
    return GenericList(element, items)


def _check_kind(key: str, value: Any, context: Context) -> None:
    """The type of values is one of ours, or a delegate."""
    if isinstance(value, str):
        if value not in READERS:
            text = context.said(f"{key} '{value}' is unsupported", " - ")
            raise argument_error(f"{text}. Valid types are: {', '.join(READERS)}")
    elif not isinstance(value, Delegate):
        raise argument_error(context.said(f"{key} must either be a string or delegate, was: {name_of_type(value)}", " - "))


def merge(spec: Any, fragment: Any) -> None:
    """Put a shared fragment into a spec, which counts more."""
    for key, value in pairs(fragment):
        if key not in spec:
            spec[key] = value
        elif isinstance(value, NetDictionary | dict):
            merge(unwrap(spec[key]), value)
        elif isinstance(value, list):
            unwrap(spec[key]).extend(value)


def complete(spec: Any) -> None:
    """Set what a spec does not say, in inner options as well."""
    for key in KEYS:
        if key not in spec:
            make = _MISSING.get(key)
            spec[key] = GenericList(_LIST_OF[key]) if key in _LIST_OF else make() if make is not None else None
    for _, meta in pairs(unwrap(spec["options"]) or {}):
        complete(meta)


def check_deprecated_alias(entry: Any, context: Context) -> None:
    """An entry of deprecated_aliases names the alias, and a version or a date."""
    keys = {key for key, _ in pairs(entry)}
    problem = (
        "name is required in a deprecated_aliases entry"
        if "name" not in keys
        else "One of version or date is required in a deprecated_aliases entry"
        if not keys & {"version", "date"}
        else "Only one of version or date is allowed in a deprecated_aliases entry"
        if {"version", "date"} <= keys
        else "A deprecated_aliases date must be a DateTime object"
        if "date" in keys and not isinstance(unwrap(entry["date"]), DateTime)
        else ""
    )
    if problem:
        raise argument_error(context.said(problem, " - "))


__all__ = ["Context", "check_deprecated_alias", "complete", "merge", "object_list", "pairs", "validate"]
