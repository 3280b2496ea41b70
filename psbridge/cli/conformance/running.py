"""`psbridge conformance run`: cases against targets, and what is told of it."""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psbridge.cli.conformance import cases as suite_cases
from psbridge.cli.conformance.judging import Outcome, Verdict, judge
from psbridge.cli.conformance.protocol import CONVERSES, conversed
from psbridge.cli.conformance.targets import Plan, Target, target_of
from psbridge.errors import ConfigurationError, PsBridgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from psbridge.cli.conformance.cases import Case, Suite

_TARGETS = "engine, python, emulator, emulator-pypsrp, module, pwsh, winrm://USER@HOST, ssh://USER@HOST (repeatable)"
_FILTER = "case id (or its beginning), page or statement; * and ? allowed"
Results = dict[str, dict[str, Verdict]]  # target -> case id -> verdict


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases are wanted."""

    patterns: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    written_only: bool = False
    with_slow: bool = True

    def takes(self, case: Case) -> bool:
        if self.written_only and (case.recorded is not None or case.dialogue is not None):
            return False
        if case.slow and not self.with_slow:
            return False
        if self.statements and not any(fnmatch.fnmatchcase(one, pattern) for one in case.statements for pattern in self.statements):
            return False
        return not self.patterns or any(_matches(case, pattern) for pattern in self.patterns)


def _matches(case: Case, pattern: str) -> bool:
    names = (case.id, case.doc, *case.statements)
    return any(fnmatch.fnmatchcase(name, pattern) or (name.startswith(pattern) and name == case.id) for name in names)


def run_cases(target: Target, cases: Iterable[Case], plan: Plan, tell: Callable[[Verdict], object] | None = None) -> dict[str, Verdict]:
    """Run cases on one target; every case gets a verdict."""
    verdicts: dict[str, Verdict] = {}

    def note(verdict: Verdict) -> None:
        verdicts[verdict.case] = verdict
        if tell is not None:
            tell(verdict)

    runnable: list[Case] = []
    dialogues: dict[str, Case] = {}
    for case in cases:
        reason = _why_not(target, case)
        if reason:
            note(Verdict(case.id, Outcome.SKIP, reason=reason))
        elif case.dialogue is not None:
            dialogues[case.id] = case
        else:
            runnable.append(case)
    for case, record in target.records(runnable, plan) if runnable else ():
        note(judge(case, target.name, record, float(record.get("seconds", 0.0))))
    for told, record in conversed(target.name, [case.dialogue for case in dialogues.values() if case.dialogue is not None]):
        note(judge(dialogues[told.id], target.name, record, record["seconds"]))
    return verdicts


def _why_not(target: Target, case: Case) -> str:
    """Dialogues are held with servers, scripts are run by the target itself."""
    if case.dialogue is None:
        return target.why_not(case)
    return "" if target.name.partition("://")[0] in CONVERSES else "needs a server of WSMan"


def tally(verdicts: Iterable[Verdict]) -> Counter[Outcome]:
    """How many of each outcome."""
    return Counter(verdict.outcome for verdict in verdicts)


def passed_share(verdicts: Iterable[Verdict]) -> float:
    """Passed of those that ran; known differences count as ran and not passed."""
    counts = tally(verdicts)
    ran = counts.total() - counts[Outcome.SKIP]
    return counts[Outcome.PASS] / ran if ran else 1.0


def as_json(results: Results) -> dict[str, Any]:
    """Results as data; `from_json` reads them."""
    return {
        "schema": "psbridge-conformance/1",
        "targets": {
            target: {
                name: {"outcome": str(one.outcome), "differences": list(one.differences), "reason": one.reason, "seconds": one.seconds}
                for name, one in sorted(verdicts.items())
            }
            for target, verdicts in results.items()
        },
    }


def from_json(data: dict[str, Any]) -> Results:
    """The results of a file."""
    return {target: {name: _verdict(name, one) for name, one in verdicts.items()} for target, verdicts in data["targets"].items()}


def _verdict(name: str, one: dict[str, Any]) -> Verdict:
    return Verdict(name, Outcome(one["outcome"]), tuple(one["differences"]), one["reason"], one["seconds"])


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="psbridge conformance run", description=__doc__)
    made.add_argument("--target", action="append", help=_TARGETS)
    made.add_argument("--filter", action="append", default=[], metavar="PATTERN", help=_FILTER)
    made.add_argument("--statement", action="append", default=[], metavar="ID", help="only cases that show this statement (RCJ-*)")
    made.add_argument("--written", action="store_true", help="only the written cases, not the recorded ones")
    made.add_argument("--fast", action="store_true", help="leave slow cases out")
    made.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 2)
    made.add_argument("--timeout", type=float, default=60.0, help="seconds for one case")
    made.add_argument("--cases", metavar="FOLDER", help="another folder of cases")
    for name in ("junit", "json", "html"):
        made.add_argument(f"--{name}", metavar="FILE")
    made.add_argument("-q", "--quiet", action="store_true", help="only the totals")
    return made


def main(arguments: list[str]) -> int:
    """The command; 1 when a case failed."""
    told = _parser().parse_args(arguments)
    try:
        suite = suite_cases.load(suite_cases.home(told.cases))
        selection = Selection(tuple(told.filter), tuple(told.statement), told.written, not told.fast)
        chosen = [case for case in suite.cases if selection.takes(case)]
        if not chosen:
            told_by = ", ".join(f"'{one}'" for one in (*selection.patterns, *selection.statements)) or "that"
            raise ConfigurationError(f"no case is meant by {told_by}", hint="`psbridge conformance list` shows their ids.")
        results = {name: _run_one(name, chosen, Plan(told.jobs, told.timeout), told.quiet) for name in told.target or ["engine"]}
    except PsBridgeError as error:
        print(f"psbridge conformance run: {error}", file=sys.stderr)
        return 2
    _write(told, suite, results)
    bad = sum(not one.outcome.is_good and one.outcome is not Outcome.SKIP for verdicts in results.values() for one in verdicts.values())
    return int(bad > 0)


def _run_one(name: str, chosen: list[Case], plan: Plan, quiet: bool) -> dict[str, Verdict]:
    started = time.monotonic()
    with target_of(name) as target:
        verdicts = run_cases(target, chosen, plan, None if quiet else _tell)
    counts = tally(verdicts.values())
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    print(f"{name}: {told} ({100 * passed_share(verdicts.values()):.1f} % of those that ran, {time.monotonic() - started:.0f} s)")
    if more := target.told():
        print(f"    {more}")
    return verdicts


def _tell(verdict: Verdict) -> None:
    if verdict.outcome in (Outcome.FAIL, Outcome.UNEXPECTED):
        note = f" (noted as different: {verdict.reason})" if verdict.outcome is Outcome.UNEXPECTED else ""
        print(f"{verdict.outcome.upper()} {verdict.case}{note}")
        for line in verdict.differences:
            print(f"    {line}")


def _write(told: argparse.Namespace, suite: Suite, results: Results) -> None:
    if told.json:
        Path(told.json).write_text(json.dumps(as_json(results), indent=1) + "\n", encoding="utf-8")
    if told.junit:
        from psbridge.cli.conformance.junit import junit

        Path(told.junit).write_bytes(junit(results))
    if told.html:
        from psbridge.cli.conformance.html import page

        Path(told.html).write_text(page(suite, results), encoding="utf-8")
