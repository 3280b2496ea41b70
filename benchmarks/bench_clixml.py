"""CLIXML throughput on objects that a real PowerShell serialised: `pytest benchmarks/bench_clixml.py --benchmark-only`.

`payloads/*.gz` hold one message element a line.  With pypsrp and psrpcore installed, `python benchmarks/bench_clixml.py` prints how many
times faster than the best of them psbridge is.
"""

from __future__ import annotations

import gc
import gzip
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from psbridge import clixml

PAYLOADS = Path(__file__).resolve().parent / "payloads"
NAMES = ("strings", "pscustom", "nested", "procs_real", "procs_deser", "errorrecords")
# payload -> how many times faster than the best peer reading and writing must be
GOALS = {name: (4, 4) if name == "strings" else (10, 8) for name in NAMES}


def lines(name: str) -> list[str]:
    with gzip.open(PAYLOADS / f"{name}.clixml.lines.gz", "rt", encoding="utf-8", newline="\n") as file:
        return [line for line in file.read().split("\n") if line]


@pytest.mark.parametrize("name", NAMES)
def test_read(benchmark: Any, name: str) -> None:
    texts = lines(name)
    benchmark(lambda: [clixml.loads(text) for text in texts])


@pytest.mark.parametrize("name", NAMES)
def test_write(benchmark: Any, name: str) -> None:
    values = [clixml.loads(text)[0] for text in lines(name)]
    benchmark(lambda: [clixml.dumps(value) for value in values])


def _best(work: Callable[[], object], repeat: int = 5) -> float:
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def _peers(texts: list[str]) -> dict[str, tuple[Callable[[], list[Any]], Callable[[list[Any]], object]]]:
    import psrpcore
    from psrpcore import types
    from pypsrp.serializer import Serializer

    keys = psrpcore._crypto.PSRemotingCrypto()
    return {
        "psbridge": (lambda: [clixml.loads(t)[0] for t in texts], lambda values: [clixml.dumps(v) for v in values]),
        "pypsrp": (
            lambda: [Serializer().deserialize(t) for t in texts],
            lambda values: [ET.tostring(Serializer().serialize(v)) for v in values],
        ),
        "psrpcore": (
            lambda: [types.deserialize(ET.fromstring(t), keys) for t in texts],
            lambda values: [ET.tostring(types.serialize(v, keys)) for v in values],
        ),
    }


def main() -> None:
    """Compare with the peers and print the ratios."""
    for name in NAMES:
        texts = lines(name)
        rates: dict[str, tuple[float, float]] = {}
        for peer, (read, write) in _peers(texts).items():
            held = read()
            rates[peer] = len(texts) / _best(read), len(texts) / _best(lambda write=write, held=held: write(held))
        best = [max(rates[p][i] for p in ("pypsrp", "psrpcore")) for i in (0, 1)]
        ratios = [rates["psbridge"][i] / best[i] for i in (0, 1)]
        verdict = "ok" if all(ratio >= goal for ratio, goal in zip(ratios, GOALS[name], strict=True)) else "below the goal"
        own = [
            f"{what} {rate:10,.0f}/s x{ratio:.1f}" for what, rate, ratio in zip(("read", "write"), rates["psbridge"], ratios, strict=True)
        ]
        print(f"{name:13} {'   '.join(own)}   {verdict}")


if __name__ == "__main__":
    main()
