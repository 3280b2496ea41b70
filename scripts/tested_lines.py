"""Line coverage by module: which modules the tests leave under the floor.

    scripts/tested_lines.py [pytest arguments]    runs the tests under coverage (serially, ten minutes and more), then reports
    scripts/tested_lines.py --report              reports what the last run found

Ends with 1 when a module is under the floor.  It is no step of the gate: a run costs more than the rest of it together.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 50.0  # per cent of the lines of each module


def below(report: dict[str, Any], floor: float = FLOOR) -> list[tuple[float, str]]:
    """The modules of a JSON report whose share of lines that ran is under the floor, the worst first."""
    found = []
    for name, facts in report["files"].items():
        lines = facts["summary"]["num_statements"]
        share = 100.0 * facts["summary"]["covered_lines"] / lines if lines else 100.0
        if share < floor:
            found.append((share, name))
    return sorted(found)


def _coverage(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=ROOT, check=False).returncode


def main(arguments: list[str]) -> int:
    """Run, combine, report; the result is the exit code."""
    tests = 0
    if arguments != ["--report"]:
        _coverage("erase")
        tests = _coverage("run", "-m", "pytest", "-q", *arguments)
        _coverage("combine", "--quiet")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        if _coverage("json", "--quiet", "-o", str(path)):
            return 2
        found = below(json.loads(path.read_text(encoding="utf-8")))
    for share, name in found:
        print(f"{share:5.1f} %  {name}")
    print(f"{len(found)} modules under {FLOOR:.0f} % of their lines")
    return 1 if found or tests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
