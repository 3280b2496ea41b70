"""Rolling restart: one host after the other, the next only when the service runs again; the first that does not come back ends it.

python examples/rolling_restart.py            # three emulated hosts
"""

from __future__ import annotations

import sys
from contextlib import ExitStack

import psbridge as psb
from psbridge.testing import emulated_host

RESTART = """
param($Name, $Seconds)
Restart-Service -Name $Name -Force
$end = [datetime]::UtcNow.AddSeconds($Seconds)
while ((Get-Service -Name $Name).Status -ne 'Running' -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 200 }
[string] (Get-Service -Name $Name).Status
"""


def restart(sessions: list[psb.Session], service: str, seconds: int = 60) -> list[str]:
    """Restart a service on each in turn; the names of the hosts that are done."""
    done = []
    for session in sessions:
        job = session.invoke(RESTART, service, seconds, as_job=True, name=f"restart {session.name}")
        if not job.wait(timeout=seconds + 30):
            job.stop()
            raise SystemExit(f"{session.name} did not answer in time; left alone: the hosts behind it")
        (status,) = job.receive()
        if status != "Running":
            raise SystemExit(f"{service} on {session.name} is {status}; left alone: the hosts behind it")
        done.append(session.name)
        print(f"{session.name}: {service} is {status}")
    return done


def main(service: str = "W3SVC", *hosts: str) -> None:
    """Restart on real hosts, or on emulated ones."""
    with ExitStack() as stack:
        if hosts:
            sessions = [stack.enter_context(psb.Session(host, name=host)) for host in hosts]
        else:
            emulated = [stack.enter_context(emulated_host(name)) for name in ("WEB01", "WEB02", "WEB03")]
            words = [{"name": one.name, "port": one.port, "username": one.username, "password": one.password} for one in emulated]
            sessions = [stack.enter_context(psb.Session("127.0.0.1", ssl=False, **one)) for one in words]
        print(f"{len(restart(sessions, service))} hosts done")


if __name__ == "__main__":
    main(*sys.argv[1:])
