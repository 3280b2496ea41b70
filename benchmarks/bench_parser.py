"""Speed of the parser: `pytest benchmarks/bench_parser.py --benchmark-only`.

One-liners should stay under 60 microseconds, modules above 1.5 MB a second; `python benchmarks/bench_parser.py` says whether they do.
A module is laid out and commented as people do it; `dense` is the recorded scripts of the conformance suite, which are nothing but code.
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
FUNCTION = r"""
function Get-Item{0} {{
    <#
    .SYNOPSIS
        Gets the items of a group.
    .PARAMETER Name
        Names of the items. Wildcards are allowed.
    .EXAMPLE
        Get-Item{0} -Name 'web*' | Sort-Object -Property Size
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory, ValueFromPipeline, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [switch] $Recurse
    )

    begin {{
        # what was seen already
        $seen = [System.Collections.Generic.HashSet[string]]::new()
        $count = 0
    }}

    process {{
        foreach ($item in $Name) {{
            if (-not $seen.Add($item.ToLower())) {{
                Write-Verbose "skipping '$item', it was seen before ($($seen.Count) so far)"
                continue
            }}

            try {{
                $found = Get-ChildItem -Path $Root -Filter "$item*.json" -Recurse:$Recurse -ErrorAction Stop |
                    Where-Object {{ $_.Length -gt 1kb -and $_.Name -notmatch '^\.' }}
            }}
            catch [System.IO.IOException] {{
                Write-Error -Message "cannot read ${{item}}: $($_.Exception.Message)" -Category ReadError
                continue
            }}

            foreach ($file in $found) {{
                $count++
                [pscustomobject]@{{
                    Name = $file.BaseName
                    Size = [math]::Round($file.Length / 1mb, 2)
                    Age  = (Get-Date) - $file.LastWriteTime
                }}
            }}
        }}
    }}

    end {{
        Write-Verbose ('{{0}} items in {{1}} groups' -f $count, $seen.Count)
    }}
}}
"""


def module_text() -> str:
    """A module of 100 functions: about 180 KB."""
    return "".join(FUNCTION.format(number) for number in range(100))


def dense_text() -> str:
    """All recorded scripts that parse, as one: about 60 KB."""
    with gzip.open(GOLDEN / "lang.jsonl.gz", "rt", encoding="utf-8") as file:
        scripts = [json.loads(line)["script"] for line in file if line.strip()]
    return "\n".join(f"& {{\n{text}\n}}" for text in scripts if not parse(f"& {{\n{text}\n}}").errors)


@pytest.mark.parametrize("name", ONE_LINERS)
def test_one_liner(benchmark: Callable[..., object], name: str) -> None:
    benchmark(parse, ONE_LINERS[name])


@pytest.mark.parametrize("make", [module_text, dense_text])
def test_large_text(benchmark: Callable[..., object], make: Callable[[], str]) -> None:
    benchmark(parse, make())


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
    for name, text in (("module", module_text()), ("dense", dense_text())):
        rate = len(text) / _best(text, 3) / 1e6
        print(f"{name:12} {rate:7.2f} MB/s ({len(text)} characters)  {'ok' if rate > MEGABYTES else 'below the goal'}")


if __name__ == "__main__":
    main()
