"""The cases, the statements they show, and where they lie.

Decides what a well-formed case is (`problems`); knows nothing of targets.  Recorded cases (golden/*.jsonl.gz) expect what the real
PowerShell did, field by field; written cases (cases/*.toml) expect typed output, error ids and warnings; protocol cases (protocol/*.toml)
are dialogues with a server and have no script.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from psbridge.cli.conformance.protocol import Dialogue, dialogues_of
from psbridge.errors import ConfigurationError

Record = dict[str, Any]
KEYS: dict[str, type | tuple[type, ...]] = {
    "id": str, "statements": list, "doc": str, "script": str, "prelude": bool, "output": list, "errors": list, "terminating": str,
    "warnings": list, "text": str, "editions": list, "provenance": str, "needs": list, "known": dict, "ignore": list, "strict": bool,
    "slow": bool,
}  # fmt: skip
DEFAULTS = frozenset(("doc", "provenance", "needs", "editions", "prelude"))
PROVENANCES = frozenset(("documented", "inferred", "recorded: 7.0.13"))
NEEDS = frozenset(("remote", "ssh", "bits", "http", "pwsh"))
IGNORABLE = frozenset(("output", "errors", "warnings", "order", "case"))
EDITIONS = frozenset(("5.1", "7", "7.1", "7.2", "7.6"))
_ID = re.compile(r"[a-z0-9]+(/[A-Za-z0-9][A-Za-z0-9._+-]*)+")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of documented behaviour."""

    id: str
    label: str
    text: str
    sources: str
    applies: str
    check: str

    @property
    def area(self) -> str:
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Case:
    """One behaviour: a script, what is expected of it, and where that is known from."""

    id: str
    script: str
    doc: str = ""
    statements: tuple[str, ...] = ()
    provenance: str = "documented"
    editions: tuple[str, ...] = ("7",)
    needs: frozenset[str] = frozenset()
    known: dict[str, str] = field(default_factory=dict)  # target -> why it differs
    recorded: Record | None = None  # of a recorded case
    expected: Record = field(default_factory=dict)  # of a written case: output, errors, warnings, text
    ignore: frozenset[str] = frozenset()
    strict: bool = False
    slow: bool = False
    dialogue: Dialogue | None = None  # of a protocol case


@dataclass(frozen=True, slots=True)
class Suite:
    """All that a folder of the suite holds."""

    folder: Path
    cases: tuple[Case, ...]
    statements: tuple[Statement, ...]
    areas: dict[str, str]
    unobservable: dict[str, str]

    def by_id(self) -> dict[str, Case]:
        return {case.id: case for case in self.cases}

    def instead_of_cases(self, statement: str) -> str:
        """Of a statement that has no case: the reason, or that tests show it, which the project's own tests make sure of."""
        return self.unobservable.get(statement, "Tests of the project show it.")

    def shown_by(self) -> dict[str, list[str]]:
        """Statement -> ids of the cases that show it."""
        found: dict[str, list[str]] = {statement.id: [] for statement in self.statements}
        for case in self.cases:
            for statement in case.statements:
                found.setdefault(statement, []).append(case.id)
        return found


def home(given: str | None = None) -> Path:
    """The folder of the suite: what was given, PSBRIDGE_CONFORMANCE, the installed data or the checkout."""
    package = Path(__file__).resolve().parents[2]
    named = given or os.environ.get("PSBRIDGE_CONFORMANCE")
    places = [Path(named)] if named else [package / "_conformance", package.parent / "conformance"]
    for place in places:
        if (place / "coverage.toml").is_file():
            return place
    raise ConfigurationError("there are no conformance cases", where=str(places[-1]), hint="Give their folder with --cases.")


@cache
def load(folder: Path) -> Suite:
    """Read a folder."""
    coverage = tomllib.loads((folder / "coverage.toml").read_text(encoding="utf-8"))
    known = _known(folder)
    cases = [*written_cases(folder, known), *recorded_cases(folder, coverage["recorded"], known)]
    cases += [_protocol(one, known.get(one.id, {})) for one in dialogues_of(folder)]
    lines = (folder / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    statements = tuple(Statement(**json.loads(line)) for line in lines if line.strip())
    return Suite(folder, tuple(cases), statements, coverage["areas"], coverage["unobservable"])


def _known(folder: Path) -> dict[str, dict[str, str]]:
    """Case id -> target (or kind of targets) -> reason, of the cases whose file cannot say it."""
    path = folder / "known.toml"
    found: dict[str, dict[str, str]] = {}
    if path.is_file():
        for target, reasons in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for name, reason in reasons.items():
                found.setdefault(name, {})[target] = reason
    return found


def written_cases(folder: Path, known: dict[str, dict[str, str]]) -> list[Case]:
    """The cases of cases/*.toml."""
    return [
        _written(entry, document.get("defaults", {}), known)
        for path in sorted((folder / "cases").glob("*.toml"))
        for document in [tomllib.loads(path.read_text(encoding="utf-8"))]
        for entry in document.get("case", [])
    ]


def _written(entry: Record, defaults: Record, known: dict[str, dict[str, str]]) -> Case:
    prelude = defaults.get("prelude", "") if entry.get("prelude") else ""
    told: Record = {"doc": "", "provenance": "documented", "editions": ["7"], "needs": [], **defaults, **entry}
    expected: Record = {name: entry[name] for name in ("output", "errors", "terminating", "warnings", "text") if name in entry}
    return Case(
        entry["id"], prelude + entry["script"], told["doc"], tuple(entry["statements"]), told["provenance"], tuple(told["editions"]),
        frozenset(told["needs"]), {**entry.get("known", {}), **known.get(entry["id"], {})}, None, expected,
        frozenset(entry.get("ignore", [])), entry.get("strict", False), entry.get("slow", False),
    )  # fmt: skip


def recorded_cases(folder: Path, shows: dict[str, list[str]], known: dict[str, dict[str, str]]) -> list[Case]:
    """The cases of golden/*.jsonl.gz that the recorder could finish."""
    statements: dict[str, list[str]] = {}
    for statement, names in shows.items():
        for name in names:
            statements.setdefault(name, []).append(statement)
    cases = []
    for path in sorted((folder / "golden").glob("*.jsonl.gz")):
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"):
            if line.strip():
                record = json.loads(line)
                if not record.get("failed") and not record.get("timedOut"):
                    cases.append(_recorded(record, tuple(statements.get(record["id"], ())), known.get(record["id"], {})))
    return cases


def _recorded(record: Record, statements: tuple[str, ...], known: dict[str, str]) -> Case:
    name = record["id"]
    needs = frozenset(["ssh"] if name.startswith("jobs/remote-ssh/") else ["pwsh"] if name.startswith("jobs/interactive/") else [])
    return Case(name, record["script"], record.get("doc", ""), statements, f"recorded: {record['oracle']}", ("7",), needs, known, record)


def _protocol(one: Dialogue, known: dict[str, str]) -> Case:
    notes = {**one.known, **known}
    return Case(one.id, "", one.doc, provenance=one.provenance, editions=(), needs=frozenset(["wsman"]), known=notes, dialogue=one)


# -- what a file of cases must be


def problems(path: Path, statements: set[str]) -> list[str]:
    """What is wrong with a file of written cases."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    found = [f"{path.name}: unknown default {name!r}" for name in document.get("defaults", {}) if name not in DEFAULTS]
    seen: set[str] = set()
    for entry in document.get("case", []):
        name = str(entry.get("id", "?"))
        found += [f"{name}: {text}" for text in _entry_problems(entry, statements)]
        if name in seen:
            found.append(f"{name}: the id is used twice")
        seen.add(name)
    return found


def _entry_problems(entry: Record, statements: set[str]) -> list[str]:
    found = [f"missing {name!r}" for name in ("id", "statements", "script") if name not in entry]
    found += [f"unknown key {name!r}" for name in entry if name not in KEYS]
    found += [f"{name!r} has the wrong type" for name, value in entry.items() if name in KEYS and not isinstance(value, KEYS[name])]
    found += [f"unknown statement {one}" for one in entry.get("statements", []) if one not in statements]
    if not _ID.fullmatch(str(entry.get("id", ""))):
        found.append("an id is area/name")
    for name, allowed in (("needs", NEEDS), ("ignore", IGNORABLE), ("editions", EDITIONS)):
        found += [f"{name}: {one!r} is none of {sorted(allowed)}" for one in entry.get(name, []) if one not in allowed]
    if entry.get("provenance", "documented") not in PROVENANCES:
        found.append(f"provenance is one of {sorted(PROVENANCES)}")
    if not any(name in entry for name in ("output", "errors", "terminating", "warnings", "text")):
        found.append("nothing is expected")
    return found
