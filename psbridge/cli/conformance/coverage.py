"""`psbridge conformance coverage`: which statements are shown by which cases and tests, and which by none."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from psbridge.cli.conformance.cases import Suite, home, load

_ID = re.compile(r"\b([A-Z]{3}-\d{3})\b")
_NAMED_AFTER = re.compile(r"def test_([a-z]{3})((?:_\d{3})+)_")  # test_bit_014_026_objects_of_jobs_that_are_over


@dataclass(frozen=True, slots=True)
class Coverage:
    """For every statement: its cases, the tests that name it, the reason why it has none."""

    cases: dict[str, list[str]]
    tests: dict[str, list[str]]
    reasons: dict[str, str]

    def missing(self) -> list[str]:
        """Statements with nothing at all."""
        return [name for name, cases in self.cases.items() if not cases and not self.tests.get(name) and name not in self.reasons]


def coverage_of(suite: Suite, tests: Path | None = None) -> Coverage:
    """Count; `tests` is a folder of test files that name statements."""
    return Coverage(suite.shown_by(), _named(tests) if tests is not None and tests.is_dir() else {}, suite.unobservable)


def _named(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        for name in sorted(_names_in(path.read_text(encoding="utf-8"))):
            found.setdefault(name, []).append(path.relative_to(folder).as_posix())
    return found


def _names_in(text: str) -> set[str]:
    """The statements that a test file names: by their ids, or in the names of its tests."""
    after = {f"{area.upper()}-{number}" for area, numbers in _NAMED_AFTER.findall(text) for number in numbers.split("_") if number}
    return after.union(_ID.findall(text))


def main(arguments: list[str]) -> int:
    """The command; 1 when a statement has nothing."""
    parser = argparse.ArgumentParser(prog="psbridge conformance coverage", description=__doc__)
    parser.add_argument("--cases", metavar="FOLDER")
    parser.add_argument("--tests", metavar="FOLDER", help="tests that name statements (default: those of the checkout)")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for every statement")
    told = parser.parse_args(arguments)
    suite = load(home(told.cases))
    found = coverage_of(suite, Path(told.tests) if told.tests else suite.folder.parent / "tests")
    for area, title in suite.areas.items():
        names = [statement.id for statement in suite.statements if statement.area == area]
        shown = [name for name in names if found.cases[name] or found.tests.get(name)]
        print(f"{area}  {len(shown):3} shown, {sum(name in found.reasons for name in names):3} not observable, of {len(names):3}  {title}")
        for name in names if told.verbose else ():
            print(f"    {name}  {', '.join([*found.cases[name], *found.tests.get(name, [])]) or found.reasons.get(name, 'NOTHING')}")
    counts = Counter(case.id.split("/")[1] for case in suite.cases if case.dialogue is not None)
    print(f"protocol cases: {', '.join(f'{number} of {kind}' for kind, number in sorted(counts.items()))}")
    missing = found.missing()
    total = len(suite.statements)
    shown_all = sum(bool(found.cases[one.id] or found.tests.get(one.id)) for one in suite.statements)
    print(f"{shown_all} of {total} shown by cases or tests, {total - shown_all - len(missing)} with a reason, {len(missing)} with nothing")
    print(*(f"    {name}" for name in missing), sep="\n", end="\n" if missing else "")
    return int(bool(missing))
