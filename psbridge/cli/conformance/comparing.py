"""`psbridge conformance compare A.json B.json`: cases that go differently in two results."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from psbridge.cli.conformance.judging import Outcome, Verdict
from psbridge.cli.conformance.running import Results, from_json


def main(arguments: list[str]) -> int:
    """The command; 1 when something that was good is not."""
    parser = argparse.ArgumentParser(prog="psbridge conformance compare", description=__doc__)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--all", action="store_true", help="tell of cases that only one of them has, too")
    told = parser.parse_args(arguments)
    before, after = (from_json(json.loads(Path(name).read_text(encoding="utf-8"))) for name in (told.before, told.after))
    changes = [one for one in compared(before, after) if told.all or (one[1] and one[2])]
    for name, old, new in changes:
        print(f"{name}: {old.outcome if old else 'absent'} -> {new.outcome if new else 'absent'}")
        for line in new.differences if new and not new.outcome.is_good else ():
            print(f"    {line}")
    worse = [
        name
        for name, old, new in changes
        if old and old.outcome.is_good and (new is None or new.outcome in (Outcome.FAIL, Outcome.UNEXPECTED))
    ]
    print(f"{len(changes)} differences, {len(worse)} for the worse")
    return int(bool(worse))


def compared(before: Results, after: Results) -> list[tuple[str, Verdict | None, Verdict | None]]:
    """(target and case, before, after) where the outcome differs.  Results of one target each are compared whatever their names."""
    pairs = [(name, before[name], after.get(name, {})) for name in before]
    if len(before) == len(after) == 1 and not before.keys() & after.keys():
        (left, one), (right, other) = *before.items(), *after.items()
        pairs = [(f"{left}/{right}", one, other)]
    found = []
    for target, old, new in pairs:
        for case in sorted({*old, *new}):
            ours, theirs = old.get(case), new.get(case)
            if (ours and ours.outcome) != (theirs and theirs.outcome):
                found.append((f"{target} {case}", ours, theirs))
    return found
