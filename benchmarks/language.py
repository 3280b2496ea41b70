"""Speed of the language: the scripts that were timed on PowerShell 7.0.13, as ratios to its times.

`python benchmarks/language.py [NAME ...]` runs the scripts whose names contain one of the words (all when none is given), each as it was
recorded (payloads/pwsh_perf.json, also the provenance of the numbers): one warm-up, three runs in a scope of their own (`&`), three
dot-sourced ones. A ratio above 1 means slower than PowerShell. With `pwsh` on PATH the same scripts run there as well, and a ratio to
that run is printed behind. `--json FILE` keeps the numbers, `--check` fails when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).resolve().parent / "payloads" / "pwsh_perf.json"
LOOPS = 3.0  # loops, calls and expressions within three times of PowerShell's compiled code
PIPELINES = 1.0  # pipelines and cmdlets are to be faster
PLAIN = frozenset((
    "loop_for_1m_sum", "loop_foreach_stmt_1m", "loop_while_1m_if", "loop_function_calls_100k", "loop_advanced_function_calls_20k",
    "loop_scriptblock_invoke_100k", "loop_method_calls_100k", "loop_string_concat_20k", "loop_string_format_100k",
    "loop_string_interp_100k",
    "loop_hashtable_inserts_200k",
    "loop_hashtable_string_inserts_100k", "loop_list_add_200k", "loop_pscustomobject_50k",
    "loop_fib_18_recursive", "loop_switch_200k", "loop_range_enumerate_1m",
))  # fmt: skip
Times = dict[str, Any]


def recorded(words: list[str]) -> Iterator[tuple[str, str, Times]]:
    """Name, script and PowerShell's times of the cases that are asked for."""
    data = json.loads(RECORDED.read_text(encoding="utf-8"))
    for name, script in data["scripts"].items():
        if script and name.startswith("loop_") and (not words or any(word in name for word in words)):
            yield name, script, data["results"][name]


def here(script: str) -> Times:
    """The times in this engine, in a fresh runspace."""
    from psbridge.modules.shell import PowerShell, Runspace

    with Runspace() as runspace:
        shell = PowerShell(runspace).add_script(script)
        output = shell.invoke()
        if not output:
            raise SystemExit(f"no times: {script}")
        times: Times = json.loads(str(output[-1]))
        return times


def there(script: str, program: str) -> Times:
    """The times of the real PowerShell, now and on this machine."""
    ran = subprocess.run([program, "-NoProfile", "-NonInteractive", "-Command", script], capture_output=True, text=True, check=True)
    times: Times = json.loads(ran.stdout)
    return times


def ratios(mine: Times, theirs: Times) -> tuple[float, float]:
    """Own scope, dot-sourced: how many times as long as theirs."""
    wall, dotted = max(theirs["wall_s"]["min"], 1e-6), max(theirs["dot_sourced_wall_s"]["min"], 1e-6)
    return mine["wall_s"]["min"] / wall, mine["dot_sourced_wall_s"]["min"] / dotted


def goal_of(name: str) -> float:
    return LOOPS if name in PLAIN else PIPELINES


def run(options: argparse.Namespace) -> int:
    """Print the table; the number of missed goals (against the dot-sourced numbers, which both engines interpret)."""
    program = shutil.which("pwsh")
    missed = 0
    kept: dict[str, dict[str, float]] = {}
    head = f"{'script':38}{'ms':>9}{'ms .':>9}{'ratio':>8}{'ratio .':>9}{'goal':>6}"
    print(head + (f"{'now':>8}{'now .':>8}" if program else ""))
    for name, script, theirs in recorded(options.names):
        mine = here(script)
        own, dotted = ratios(mine, theirs)
        slow = min(own, dotted) > goal_of(name)
        missed += slow
        milliseconds = mine["wall_s"]["min"] * 1000, mine["dot_sourced_wall_s"]["min"] * 1000
        kept[name] = {"wall_ms": milliseconds[0], "dot_ms": milliseconds[1], "ratio": own, "dot_ratio": dotted}
        now = "{:8.2f}{:8.2f}".format(*ratios(mine, there(script, program))) if program else ""
        times = f"{milliseconds[0]:9.1f}{milliseconds[1]:9.1f}{own:8.2f}{dotted:9.2f}{goal_of(name):6.0f}"
        print(f"{name:38}{times}{now}{'  slow' if slow else ''}", flush=True)
    if options.json:
        Path(options.json).write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description="Times of the language as ratios to PowerShell's.")
    parser.add_argument("names", nargs="*", help="parts of the names of the scripts")
    parser.add_argument("--json", help="write the numbers into this file")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    options = parser.parse_args()
    box: list[int] = [1]
    threading.stack_size(512 * 1024 * 1024)
    thread = threading.Thread(target=lambda: box.__setitem__(0, run(options)))
    thread.start()
    thread.join()
    return 1 if options.check and box[0] else 0


if __name__ == "__main__":
    sys.exit(main())
