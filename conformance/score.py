"""Compares what a target did for each recorded case with what the real PowerShell did.

    python -m conformance.score GOLDEN ACTUAL [--show N] [--area PREFIX] [--strict] [--json FILE]

Both files hold one JSON record a line (`.gz` is read too), see golden/README.md. A case agrees when every compared
field agrees; a field listed under the record's `volatile` is not compared. Always compared: `FIELDS`. `--strict` adds
progress, and the whole of an error (message, target, exception) instead of its id and category only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psbridge.cli.conformance import judging
from psbridge.cli.conformance.judging import FIELDS

STRICT_FIELDS = (*FIELDS, "progress")
STRICT_ERROR_KEYS = ("fqid", "category", "message", "activity", "targetName", "targetType", "exception")

Record = dict[str, Any]


@dataclass
class Score:
    """The outcome over one file: passed and total for each area, and the fields that differ for each failing case."""

    passed: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    failures: dict[str, list[str]] = field(default_factory=dict)

    def add(self, case: str, differing: list[str]) -> None:
        """Count one case."""
        area = "/".join(case.split("/")[:2])
        self.total[area] += 1
        if differing:
            self.failures[case] = differing
        else:
            self.passed[area] += 1

    @property
    def agreed(self) -> int:
        """How many cases agree."""
        return self.passed.total()

    @property
    def cases(self) -> int:
        """How many cases were compared."""
        return self.total.total()


def read_records(path: str | Path) -> list[Record]:
    """The records of a JSON-lines file, gzip'ed or not."""
    path = Path(path)
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip()]


def whole_error(error: Record | None) -> object:
    """Everything that is told of an error record."""
    return tuple((key, error[key]) for key in STRICT_ERROR_KEYS if key in error) if error else None


def canonical(record: Record, name: str, strict: bool = False) -> object:
    """The comparable form of one field."""
    if strict and name == "errors":
        return [whole_error(item) for item in record.get(name) or []]
    if strict and name == "terminating":
        return whole_error(record.get(name))
    return judging.canonical(record, name)


def is_scored(golden: Record) -> bool:
    """Cases that the recorder could not finish prove nothing."""
    return not golden.get("failed") and not golden.get("timedOut")


def compare(golden: Record, actual: Record | None, strict: bool = False) -> list[str]:
    """The names of the fields that differ; ["missing"] when the target has no answer."""
    if actual is None or actual.get("failed"):
        return ["missing"]
    volatile = set(golden.get("volatile") or ())
    names = STRICT_FIELDS if strict else FIELDS
    return [n for n in names if n not in volatile and canonical(golden, n, strict) != canonical(actual, n, strict)]


def score(golden: list[Record], actual: list[Record], *, area: str = "", strict: bool = False) -> Score:
    """Compare two files' records by id."""
    answers = {record["id"]: record for record in actual}
    result = Score()
    for record in golden:
        if record["id"].startswith(area) and is_scored(record):
            result.add(record["id"], compare(record, answers.get(record["id"]), strict))
    return result


def report(result: Score) -> str:
    """A line for each area, the first differing fields, the total."""
    lines = [f"{area:40} {result.passed[area]:5} / {result.total[area]}" for area in sorted(result.total)]
    first = Counter(names[0] for names in result.failures.values())
    if first:
        lines.append("first differing field: " + ", ".join(f"{name} {count}" for name, count in first.most_common()))
    percent = 100 * result.agreed / max(result.cases, 1)
    lines.append(f"TOTAL {result.agreed} / {result.cases} = {percent:.1f}%")
    return "\n".join(lines)


def explain(golden: Record, actual: Record | None, names: list[str]) -> str:
    """One failing case for a reader: the script and every differing field, both ways."""
    lines = [f"--- {golden['id']}: {', '.join(names)}", golden["script"]]
    for name in names:
        if name == "missing":
            lines.append(f"  no answer: {(actual or {}).get('failed', 'the case is not in the file')}")
            continue
        for who, record in (("expected", golden), ("actual  ", actual or {})):
            lines.append(f"  {who} {name}: {json.dumps(record.get(name), ensure_ascii=False)[:600]}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("golden")
    parser.add_argument("actual")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="explain the first N failing cases")
    parser.add_argument("--area", default="", metavar="PREFIX", help="only cases whose id starts so")
    parser.add_argument("--strict", action="store_true", help="compare messages, targets and progress too")
    parser.add_argument("--json", metavar="FILE", help="write the failing cases as JSON")
    given = parser.parse_args(arguments)
    golden, actual = read_records(given.golden), read_records(given.actual)
    result = score(golden, actual, area=given.area, strict=given.strict)
    cases, answers = {r["id"]: r for r in golden}, {r["id"]: r for r in actual}
    for case in list(result.failures)[: given.show]:
        print(explain(cases[case], answers.get(case), result.failures[case]))
    if given.json:
        Path(given.json).write_text(json.dumps(result.failures, indent=1, sort_keys=True), encoding="utf-8")
    print(report(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
