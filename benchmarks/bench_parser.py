"""Speed of the parser: `pytest benchmarks/bench_parser.py --benchmark-only`.

One-liners should stay under 60 microseconds, large texts above 1.5 MB a second; `python benchmarks/bench_parser.py` says whether they do.
The texts are the recorded scripts of the conformance suite.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from psbridge.language import parse

GOLDEN = Path(__file__).resolve().parent.parent / "conformance" / "golden"
ONE_LINERS = {
    "pipeline": "Get-Process | Where-Object { $_.CPU -gt 10 } | Select-Object -First 5",
    "arithmetic": "$x = 1 + 2 * 3",
    "loop": 'foreach ($i in 1..10) { Write-Output "Item $i" }',
    "command": "Get-ChildItem -Path C:\\Temp -Recurse -Filter *.log | Remove-Item -Force",
    "method": "[math]::Round($value / 1kb, 2)",
    "condition": "if ($a -eq $b) { 'same' } else { 'different' }",
}
MICROSECONDS, MEGABYTES = 60.0, 1.5


def large_text() -> str:
    """All recorded scripts that parse, as one: about 200 KB."""
    with gzip.open(GOLDEN / "lang.jsonl.gz", "rt", encoding="utf-8") as file:
        scripts = [json.loads(line)["script"] for line in file if line.strip()]
    return "\n".join(f"& {{\n{text}\n}}" for text in scripts if not parse(f"& {{\n{text}\n}}").errors)


@pytest.mark.parametrize("name", ONE_LINERS)
def test_one_liner(benchmark: Callable[..., object], name: str) -> None:
    benchmark(parse, ONE_LINERS[name])


def test_large_text(benchmark: Callable[..., object]) -> None:
    benchmark(parse, large_text())


def _best(text: str, rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        parse(text)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    for name, text in ONE_LINERS.items():
        micros = _best(text, 2000) * 1e6
        print(f"{name:12} {micros:7.1f} us  {'ok' if micros < MICROSECONDS else 'too slow'}")
    text = large_text()
    rate = len(text) / _best(text, 3) / 1e6
    print(f"{'large':12} {rate:7.2f} MB/s ({len(text)} characters)  {'ok' if rate > MEGABYTES else 'too slow'}")


if __name__ == "__main__":
    main()
