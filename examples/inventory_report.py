"""Inventory report: services and system of many hosts, into a CSV file (and a picture, when matplotlib is there).

python examples/inventory_report.py report.csv            # three emulated hosts
python examples/inventory_report.py report.csv web01 web02 # real ones; the password is asked for or in PSBRIDGE_PASSWORD
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import psbridge as psb
from psbridge.testing import emulated_host

SCRIPT = """
Get-Service | ForEach-Object {
    [pscustomobject] @{ Service = $_.Name; Status = [string] $_.Status; Version = [string] $PSVersionTable.PSVersion }
}
"""


def collect(sessions: list[psb.Session]) -> list[dict[str, str]]:
    """A row for each service of each host."""
    rows = []
    for session in sessions:
        result = session.invoke(SCRIPT).raise_for_error()
        rows += [{"Host": session.name, **{name: str(row[name]) for name in ("Service", "Status", "Version")}} for row in result.output]
    return rows


def write_csv(rows: list[dict[str, str]], path: Path) -> None:
    """The report."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["Host", "Service", "Status", "Version"])
        writer.writeheader()
        writer.writerows(rows)


def plot(rows: list[dict[str, str]], path: Path) -> bool:
    """Running services by host as bars; False when matplotlib is not installed."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return False
    running = Counter(row["Host"] for row in rows if row["Status"] == "Running")
    plt.bar(list(running), list(running.values()))
    plt.ylabel("running services")
    plt.savefig(path)
    return True


def main(report: str, *hosts: str) -> None:
    """Collect and write."""
    with ExitStack() as stack:
        if hosts:
            sessions = [stack.enter_context(psb.Session(host, name=host)) for host in hosts]
        else:
            emulated = [stack.enter_context(emulated_host(name)) for name in ("WEB01", "WEB02", "DB01")]
            sessions = [
                stack.enter_context(
                    psb.Session("127.0.0.1", name=one.name, port=one.port, username=one.username, password=one.password, ssl=False)
                )
                for one in emulated
            ]
        rows = collect(sessions)
    write_csv(rows, Path(report))
    plot(rows, Path(report).with_suffix(".png"))
    print(f"{len(rows)} services of {len({row['Host'] for row in rows})} hosts in {report}")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["report.csv"])
