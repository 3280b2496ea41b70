"""Files of protocol cases, and what a well-formed case is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

Step = dict[str, Any]
_WORDS = "identify create command send receive signal delete disconnect reconnect connect enumerate pull get raw"
OPERATIONS = frozenset(_WORDS.split())
_KINDS: dict[type, str] = {
    str: "ask uri body text stream command command_id data code streams timeout until fault subcode context",
    dict: "header selectors options expect save shell",
    list: "payload arguments messages",
    bool: "end keep_alive others",
    int: "times",
}
STEP_KEYS = {name: kind for kind, names in _KINDS.items() for name in names.split()}
CASE_KEYS: dict[str, type] = {
    "id": str, "statement": str, "doc": str, "provenance": str, "step": list, "use": str, "known": dict,
}  # fmt: skip
PAYLOAD_KEYS = frozenset(("type", "body", "use", "with", "pid", "rpid", "cut", "hex", "number", "bom"))
MESSAGE_KEYS = frozenset(("type", "expect", "empty", "pid"))
_ID = re.compile(r"protocol/(wsman|psrp)/[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One case: what is sent, step by step, and what is expected of each answer."""

    id: str
    statement: str
    doc: str
    provenance: str
    steps: tuple[Step, ...]
    templates: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)


@cache
def dialogues_of(folder: Path) -> tuple[Dialogue, ...]:
    """The cases of protocol/*.toml in the folder of a suite."""
    documents = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "protocol").glob("*.toml"))]
    templates = {name: text for one in documents for name, text in one.get("template", {}).items()}
    openings = {name: steps for one in documents for name, steps in one.get("opening", {}).items()}
    return tuple(
        _dialogue(entry, document.get("defaults", {}), templates, openings) for document in documents for entry in document.get("case", [])
    )


def _dialogue(entry: dict[str, Any], defaults: dict[str, Any], templates: dict[str, str], openings: dict[str, list[Step]]) -> Dialogue:
    told = {"doc": "", "provenance": "documented", **defaults, **entry}
    steps = [*openings[told["use"]], *told["step"]] if told.get("use") else told["step"]
    return Dialogue(told["id"], told["statement"], told["doc"], told["provenance"], tuple(steps), templates, told.get("known", {}))


def problems(path: Path) -> list[str]:
    """What is wrong with a file."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    found: list[str] = []
    seen: set[str] = set()
    for entry in document.get("case", []):
        name = str(entry.get("id", "?"))
        found += [f"{name}: {text}" for text in _entry_problems({**document.get("defaults", {}), **entry})]
        found += [f"{name}: the id is used twice"] if name in seen else []
        seen.add(name)
    return found


def _entry_problems(entry: dict[str, Any]) -> list[str]:
    found = [f"missing {name!r}" for name in ("id", "statement", "doc", "provenance", "step") if not entry.get(name)]
    found += _unfit(entry, CASE_KEYS)
    if not _ID.fullmatch(str(entry.get("id", ""))):
        found.append("an id is protocol/wsman/name or protocol/psrp/name")
    for step in entry.get("step", []):
        found += _unfit(step, STEP_KEYS)
        if step.get("ask") not in OPERATIONS:
            found.append(f"{step.get('ask')!r} is none of {sorted(OPERATIONS)}")
        found += [f"unknown key {name!r} of a payload" for one in step.get("payload", []) for name in one if name not in PAYLOAD_KEYS]
        found += [f"unknown key {name!r} of a message" for one in step.get("messages", []) for name in one if name not in MESSAGE_KEYS]
    if not any(step.keys() & {"expect", "messages", "fault"} for step in entry.get("step", [])):
        found.append("nothing is expected")
    return found


def _unfit(entry: dict[str, Any], keys: dict[str, type]) -> list[str]:
    found = [f"unknown key {name!r}" for name in entry if name not in keys]
    return found + [f"{name!r} has the wrong type" for name, value in entry.items() if name in keys and not isinstance(value, keys[name])]
