"""Log harvest: jobs read the event logs of many hosts at the same time; records are written as they arrive.

python examples/log_harvest.py events.jsonl            # three emulated hosts
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path

import psbridge as psb
from psbridge.objects.natural import to_python
from psbridge.testing import emulated_host

SCRIPT = """
param($Log, $Newest)
Get-EventLog -LogName $Log -Newest $Newest | ForEach-Object {
    $time = $_.TimeGenerated.ToString('o')
    [pscustomobject] @{ Time = $time; Source = $_.Source; Id = $_.EventID; Kind = [string] $_.EntryType; Text = $_.Message }
}
"""


def harvest(sessions: list[psb.Session], out: Path, log: str = "System", newest: int = 20) -> dict[str, int]:
    """Write one JSON object a line; how many records each host gave."""
    jobs = {session.name: session.invoke(SCRIPT, log, newest, as_job=True) for session in sessions}
    counts = {}
    with out.open("w", encoding="utf-8") as file:
        for host, job in jobs.items():
            job.wait(timeout=120)
            rows = [to_python(record) for record in job.receive()]
            counts[host] = len(rows)
            file.writelines(json.dumps({"Host": host, **row}, default=str) + "\n" for row in rows)
    return counts


def main(path: str = "events.jsonl", *hosts: str) -> None:
    """Harvest real hosts, or emulated ones."""
    with ExitStack() as stack:
        if hosts:
            sessions = [stack.enter_context(psb.Session(host, name=host)) for host in hosts]
        else:
            emulated = [stack.enter_context(emulated_host(name)) for name in ("WEB01", "WEB02", "DB01")]
            words = [{"name": one.name, "port": one.port, "username": one.username, "password": one.password} for one in emulated]
            sessions = [stack.enter_context(psb.Session("127.0.0.1", ssl=False, **one)) for one in words]
        counts = harvest(sessions, Path(path))
    print(", ".join(f"{host}: {count}" for host, count in counts.items()), f"-> {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
