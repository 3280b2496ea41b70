"""The score of the recorded cases may only go up.

    python -m conformance.ratchet [--update] [--only NAME] [--keep FOLDER] [--every N]

Records every case of golden/*.jsonl.gz with `psbridge conformance record IN OUT`, compares, and fails when a file has
fewer agreeing cases than ratchet.json says. `--update` raises the numbers (never lowers them). While every number is 0
a missing record command is reported and skipped; afterwards it is a failure. Then every N-th case of the suite runs on
the targets of `TARGETS`: what passed there, as results.json says, must still pass.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance.score import read_records, report, score

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
NUMBERS = HERE / "ratchet.json"
TIMEOUT = 1800  # seconds for one file; each case has a limit of its own, so that only a recorder that hangs takes so long
CASE_TIMEOUT = 60.0
TARGETS = ("emulator", "python")
EVERY = 12
WORKERS = max(2, os.cpu_count() or 2)  # the job cases sleep more than they work


def has_command() -> bool:
    """Whether this checkout can record."""
    try:
        return importlib.util.find_spec("psbridge.cli.main") is not None
    except ModuleNotFoundError:
        return False


def record(golden: Path, folder: Path) -> Path:
    """Run the target over one golden file; returns the file of answers (perhaps incomplete: missing cases fail)."""
    source, answers = folder / golden.stem, folder / f"actual-{golden.stem}"
    source.write_bytes(gzip.decompress(golden.read_bytes()))
    command = [sys.executable, "-m", "psbridge", "conformance", "record", str(source), str(answers), "-j", str(WORKERS)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False, cwd=HERE.parent)
        if done.returncode:
            print(f"{golden.name}: record ended with {done.returncode}\n{done.stderr[-2000:]}")
    except subprocess.TimeoutExpired:
        print(f"{golden.name}: record did not end within {TIMEOUT} s")
    if not answers.exists():
        answers.touch()
    return answers


def check(golden: Path, minimum: int, folder: Path) -> tuple[int, bool]:
    """Record and compare one file; returns how many cases agree, and whether that is enough."""
    started = time.monotonic()
    result = score(read_records(golden), read_records(record(golden, folder)))
    verdict = "ok" if result.agreed >= minimum else f"BELOW the ratchet of {minimum}"
    print(f"\n{golden.name} ({time.monotonic() - started:.0f} s, at least {minimum}): {verdict}\n{report(result)}")
    return result.agreed, result.agreed >= minimum


def worse_on(name: str, every: int) -> list[str]:
    """The cases among every N-th that passed on a target and do not any more; each gets a second chance."""
    from psbridge.cli.conformance.cases import load
    from psbridge.cli.conformance.judging import Outcome, Verdict
    from psbridge.cli.conformance.running import run_cases
    from psbridge.cli.conformance.support import kept
    from psbridge.cli.conformance.targets import Plan, target_of

    suite = load(HERE)
    before = kept(suite).get(name, {})
    chosen = [case for case in suite.cases[::every] if not case.slow and before.get(case.id) and before[case.id].outcome is Outcome.PASS]
    started, ran = time.monotonic(), len(chosen)
    verdicts: dict[str, Verdict] = {}
    for workers in (WORKERS, 1):
        with target_of(name) as target:
            verdicts = run_cases(target, chosen, Plan(workers, CASE_TIMEOUT))
        chosen = [case for case in chosen if verdicts[case.id].outcome is not Outcome.PASS]
        if not chosen:
            break
    print(f"\n{name} ({time.monotonic() - started:.0f} s): {ran - len(chosen)} of {ran} cases pass as before")
    return [f"{case.id}: {'; '.join(verdicts[case.id].differences)}" for case in chosen]


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="raise ratchet.json to what was reached")
    parser.add_argument("--only", default="", metavar="NAME", help="only golden files whose name contains this")
    parser.add_argument("--keep", metavar="FOLDER", help="leave the answers in this folder")
    parser.add_argument("--every", type=int, default=EVERY, metavar="N", help="run every N-th case on the other targets; 0 runs none")
    given = parser.parse_args(arguments)
    numbers: dict[str, int] = json.loads(NUMBERS.read_text(encoding="utf-8"))
    if not has_command():
        needed = any(numbers.values())
        print(f"SKIPPED: conformance ratchet: there is no `psbridge conformance record` yet{' but there was' * needed}")
        return int(needed)
    enough = True
    with tempfile.TemporaryDirectory(prefix="psbridge-ratchet-") as temporary:
        folder = Path(given.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for golden in sorted(path for path in GOLDEN.glob("*.jsonl.gz") if (given.only or "") in path.name):
            agreed, good = check(golden, numbers.get(golden.name, 0), folder)
            enough &= good
            numbers[golden.name] = max(agreed, numbers.get(golden.name, 0))
    for name in TARGETS if given.every and not given.only else ():
        worse = worse_on(name, given.every)
        print("".join(f"WORSE on {name}: {line}\n" for line in worse), end="")
        enough &= not worse
    if given.update:
        NUMBERS.write_text(json.dumps(numbers, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return int(not enough)


if __name__ == "__main__":
    sys.exit(main())
