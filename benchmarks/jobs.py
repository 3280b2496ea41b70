# ruff: noqa: E501 - scripts as they were given to pwsh
"""How fast jobs are: latency, many at once, a million objects through Receive-Job; beside recorded numbers of pwsh, and pwsh itself where it is.

    python benchmarks/jobs.py [--quick]
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from psbridge import Runspace

RECORDED = json.loads((Path(__file__).parent / "pwsh_jobs.json").read_text(encoding="utf-8"))
SCRIPTS = {
    "start_job_latency": "Start-Job{1}|Receive-Job -Wait -AutoRemoveJob",
    "start_job_20_sequential": "1..20|ForEach-Object{Start-Job{1}|Receive-Job -Wait -AutoRemoveJob}",
    "start_job_20_parallel": "1..20|ForEach-Object{Start-Job{1}}|Receive-Job -Wait -AutoRemoveJob",
    "thread_job_latency": "Start-ThreadJob{1}|Receive-Job -Wait -AutoRemoveJob",
    "thread_jobs_50": "1..50|ForEach-Object{Start-ThreadJob{1}}|Receive-Job -Wait -AutoRemoveJob",
    "thread_jobs_1000": "1..1000|ForEach-Object{Start-ThreadJob{1}}|Receive-Job -Wait -AutoRemoveJob",
}
LATENCIES = ("start_job_latency", "thread_job_latency")


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def ours(quick: bool) -> dict[str, float]:
    """Wall times of our engine, warmed up; the first job of the process is told apart."""
    found: dict[str, float] = {}
    with Runspace() as runspace:
        found["start_job_first"] = timed(lambda: runspace.invoke(SCRIPTS["start_job_latency"]))
        for name, script in SCRIPTS.items():
            times = 10 if name in LATENCIES else 1
            found[name] = statistics.median(timed(lambda script=script: runspace.invoke(script)) for _ in range(times))
        found.update(_throughput(runspace, 100_000 if quick else 1_000_000))
        found["stop_job"] = _stopping(runspace)
    return found


def _throughput(runspace: Runspace, count: int) -> dict[str, float]:
    """Objects through a process job, received while it runs, so that memory stays bounded."""
    script = f"$j = Start-Job {{ 1..{count} }}; $n = 0; while ($j.HasMoreData) {{ $n += @(Receive-Job $j).Count }}; Remove-Job $j; $n"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = timed(lambda: runspace.invoke(script))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"integers_per_second": count / seconds, "megabytes_grown": grown}


def _stopping(runspace: Runspace) -> float:
    """How long Stop-Job of a running loop takes."""
    runspace.invoke("$global:j = Start-Job { 'up'; while ($true) { } }; while ($j.ChildJobs[0].Output.Count -eq 0) { Start-Sleep -Milliseconds 5 }")
    return timed(lambda: runspace.invoke("Stop-Job $global:j; Remove-Job $global:j"))


def pwsh() -> dict[str, float]:
    """The same scripts in a pwsh of this machine; nothing when there is none."""
    program = shutil.which("pwsh")
    if program is None:
        return {}
    made = "; ".join(f"'{name}=' + (Measure-Command {{ {script} }}).TotalSeconds" for name, script in SCRIPTS.items() if "1000" not in name)
    text = subprocess.run([program, "-NoProfile", "-Command", f"$null = {SCRIPTS['start_job_latency']}; {made}"], capture_output=True, text=True, check=True).stdout
    return {line.partition("=")[0]: float(line.partition("=")[2]) for line in text.splitlines() if "=" in line}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the objects")
    mine, theirs = ours(parser.parse_args().quick), pwsh()
    print(f"{'':26}{'psbridge':>12}{'pwsh, recorded':>16}{'pwsh, here':>12}{'times faster':>14}")
    for name, value in mine.items():
        recorded = RECORDED.get(name)
        other = theirs.get(name, recorded)
        faster = "" if other is None else f"{(value / other if 'per_second' in name else other / value):.1f}"
        shown = [f"{number:.4g}" if number is not None else "" for number in (value, recorded, theirs.get(name))]
        print(f"{name:26}{shown[0]:>12}{shown[1]:>16}{shown[2]:>12}{faster:>14}")


if __name__ == "__main__":
    main()
