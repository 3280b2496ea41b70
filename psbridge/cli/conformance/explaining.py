"""`psbridge conformance explain ID`: one case: what it shows, its script, what is expected, and what a target did."""

from __future__ import annotations

import argparse
import json
import sys

from psbridge.cli.conformance.cases import Case, Suite, home, load
from psbridge.cli.conformance.running import run_cases
from psbridge.cli.conformance.targets import Plan, target_of


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="psbridge conformance explain", description=__doc__)
    parser.add_argument("id", help="a case, or a statement such as RCJ-003")
    parser.add_argument("--target", action="append", help="run it there (engine when not said; none: do not run)")
    parser.add_argument("--cases", metavar="FOLDER")
    told = parser.parse_args(arguments)
    suite = load(home(told.cases))
    chosen = [case for case in suite.cases if told.id in (case.id, *case.statements)]
    for statement in suite.statements:
        if told.id == statement.id:
            print(f"{statement.id}: {statement.text}")
            print(f"  applies: {statement.applies}", f"  check: {statement.check}", f"  sources: {statement.sources}", sep="\n")
            if not chosen:
                print(f"  no case: {suite.instead_of_cases(statement.id)}")
                return 0
    if not chosen:
        print(f"psbridge conformance explain: there is no case '{told.id}'", file=sys.stderr)
        return 2
    for case in chosen:
        print(described(suite, case))
        for name in told.target or ["engine" if case.dialogue is None else "emulator"]:
            if name != "none":
                _run(case, name)
    return 0


def described(suite: Suite, case: Case) -> str:
    """A case for a reader."""
    texts = {statement.id: statement.text for statement in suite.statements}
    lines = [f"=== {case.id} ({case.doc}; {case.provenance})"]
    lines += [f"  {name}: {texts.get(name, '')}" for name in case.statements]
    if case.dialogue is not None:
        steps = [json.dumps(step, ensure_ascii=False) for step in case.dialogue.steps]
        lines += [f"  {case.dialogue.statement}", "  steps:", *(f"    {step[:500]}" for step in steps)]
        return "\n".join([*lines, *_differences(case)])
    lines += ["  script:", *(f"    {line}" for line in case.script.rstrip().splitlines()), "  expected:"]
    expected = (
        case.expected
        if case.recorded is None
        else {k: v for k, v in case.recorded.items() if k not in ("id", "script", "doc", "clixml") and v}
    )
    lines += [f"    {name}: {json.dumps(value, ensure_ascii=False)[:500]}" for name, value in expected.items()]
    return "\n".join([*lines, *_differences(case)])


def _differences(case: Case) -> list[str]:
    return [f"  known to differ on {target}: {reason}" for target, reason in case.known.items()]


def _run(case: Case, name: str) -> None:
    with target_of(name) as target:
        (verdict,) = run_cases(target, [case], Plan(1)).values()
    print(f"  {name}: {verdict.outcome}{f' ({verdict.reason})' if verdict.reason else ''}")
    for line in verdict.differences:
        print(f"    {line}")
