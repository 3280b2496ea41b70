"""`psbridge conformance list`: the cases and what they show; with --export as lines of JSON for Invoke-BridgeConformance."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from psbridge.cli.conformance.cases import Case, home, load
from psbridge.cli.conformance.judging import expectation
from psbridge.cli.conformance.running import Selection


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="psbridge conformance list", description=__doc__)
    parser.add_argument("--filter", action="append", default=[], metavar="PATTERN")
    parser.add_argument("--statement", action="append", default=[], metavar="ID")
    parser.add_argument("--cases", metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--export", metavar="FILE", help="write the cases for Invoke-BridgeConformance")
    told = parser.parse_args(arguments)
    selection = Selection(tuple(told.filter), tuple(told.statement))
    chosen = [case for case in load(home(told.cases)).cases if selection.takes(case)]
    if told.export:
        lines = [json.dumps(exported(case), ensure_ascii=False) + "\n" for case in chosen if case.dialogue is None]
        Path(told.export).write_text("".join(lines), encoding="utf-8")
        return 0
    for case in chosen:
        print(json.dumps(summary(case)) if told.json else f"{case.id:<60}{', '.join(case.statements) or '-':<30}{case.doc}")
    return 0


def summary(case: Case) -> dict[str, object]:
    """A case in short."""
    needs = sorted(case.needs)
    return {"id": case.id, "doc": case.doc, "statements": list(case.statements), "provenance": case.provenance, "needs": needs}


def exported(case: Case) -> dict[str, object]:
    """A case with all that a runner elsewhere needs; expected values as pairs of type ("" is any) and text."""
    more = {"needs": sorted(case.needs), "editions": list(case.editions)}
    if case.recorded is not None:
        return {**case.recorded, **more}
    expected = {**case.expected, "output": [expectation(one) for one in case.expected.get("output", [])]}
    return {"id": case.id, "script": case.script, "expected": expected, "ignore": sorted(case.ignore), **more}
