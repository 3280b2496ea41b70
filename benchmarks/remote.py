"""Remote work over loopback WSMan, beside plain pypsrp, in one run: python benchmarks/remote.py [--hosts N] [--quick]

Both clients talk to the same emulated host (in a process of its own, NTLM, sealed messages); rates are the best of three rounds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROWS = (
    'foreach ($i in 1..{0}) {{ [pscustomobject]@{{ Id = $i; Name = "item $i"; Size = $i * 3; Ratio = $i / 7; On = $true; '
    "Text = 'some words here'; Kind = 'file'; Path = 'C:\\data' }} }}"
)


def serve(pipe: Any, hosts: int) -> None:
    """Emulated hosts in this process, until the pipe says so."""
    from psbridge.emulator.host import Emulator
    from psbridge.server.listener import LoopThread

    loop = LoopThread()
    made = [Emulator(f"host{n:04}", https_port=None, loop=loop, password="bench").start() for n in range(hosts)]
    pipe.send([one.port for one in made])
    pipe.recv()


def best(work: Callable[[], float], rounds: int = 3) -> float:
    return max(work() for _ in range(rounds))


class Ours:
    name = "psbridge"

    def __init__(self, port: int) -> None:
        self.words = {"port": port, "username": "Administrator", "password": "bench", "auth": "ntlm", "no_proxy": True}

    def session(self) -> Any:
        import psbridge as psb

        return psb.Session("127.0.0.1", **self.words)

    def invoke(self, session: Any, script: str) -> int:
        return len(session.invoke(script).output)

    def text(self, session: Any, script: str) -> int:
        return len(session.invoke(script).output[0])

    def once(self, port: int) -> None:
        from psbridge.sessions.connection import Connection
        from psbridge.sessions.fleet import _Task

        found = _Task("$env:COMPUTERNAME", (), {}, None, False, None).on(Connection.of("127.0.0.1", **{**self.words, "port": port}), None)
        assert found.succeeded, found


class Plain:
    name = "pypsrp"

    def __init__(self, port: int) -> None:
        self.port = port

    def wsman(self, port: int) -> Any:
        from pypsrp.wsman import WSMan

        return WSMan("127.0.0.1", port=port, username="Administrator", password="bench", ssl=False, auth="ntlm", no_proxy=True)

    def session(self) -> Any:
        from pypsrp.powershell import RunspacePool

        return RunspacePool(self.wsman(self.port))

    def run(self, session: Any, script: str) -> list[Any]:
        from pypsrp.powershell import PowerShell

        found: list[Any] = PowerShell(session).add_script(script).invoke()
        return found

    def invoke(self, session: Any, script: str) -> int:
        return len(self.run(session, script))

    def text(self, session: Any, script: str) -> int:
        return len(self.run(session, script)[0])

    def once(self, port: int) -> None:
        from pypsrp.powershell import RunspacePool

        with self.wsman(port) as wsman, RunspacePool(wsman) as pool:
            assert self.run(pool, "$env:COMPUTERNAME")


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(client: Any, quick: bool) -> dict[str, float]:
    rows, text = (2000, 5) if quick else (20000, 50)
    found: dict[str, float] = {}
    with client.session() as session:
        script = ROWS.format(rows)
        assert client.invoke(session, script) == rows
        found["objects/s"] = best(lambda: rows / timed(lambda: client.invoke(session, script)), 1 if client.name == "pypsrp" else 3)
        found["round trips/s"] = best(lambda: 50 / timed(lambda: [client.invoke(session, "1") for _ in range(50)]))
        megabytes = f"'x' * {text << 20}"
        assert client.text(session, megabytes) == text << 20
        found["string MB/s"] = text / timed(lambda: client.text(session, megabytes))
    return found


def copying(port: int, quick: bool) -> dict[str, dict[str, float]]:
    size = (2 if quick else 20) << 20
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "source"
        source.write_bytes(os.urandom(size))
        with Ours(port).session() as session:
            up = size / timed(lambda: session.copy_to(source, "C:\\bench.bin")) / 1e6
            down = size / timed(lambda: session.copy_from("C:\\bench.bin", Path(place) / "back")) / 1e6
        ours = {"copy to MB/s": up, "copy from MB/s": down}
        plain: dict[str, float] = {}
        try:
            from pypsrp.client import Client

            with Client(
                "127.0.0.1", port=port, username="Administrator", password="bench", ssl=False, auth="ntlm", no_proxy=True
            ) as client:
                plain["copy to MB/s"] = size / timed(lambda: client.copy(str(source), "C:\\plain.bin")) / 1e6
                plain["copy from MB/s"] = size / timed(lambda: client.fetch("C:\\plain.bin", str(Path(place) / "plain"))) / 1e6
        except Exception as error:  # noqa: BLE001 - a benchmark says what did not work and goes on
            print(f"pypsrp copy: {type(error).__name__}: {str(error)[:200]}")
        return {"psbridge": ours, "pypsrp": plain}


def fan_out(client: Any, ports: list[int], throttle: int, times: int) -> float:
    """Hosts a second: one command on each, from nothing to good-bye."""
    asked = ports * times
    with ThreadPoolExecutor(throttle) as pool:
        return len(asked) / timed(lambda: list(pool.map(client.once, asked)))


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=50, help="emulated hosts for the fan-out")
    parser.add_argument("--calls", type=int, default=1000, help="commands of the fan-out")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, told.hosts), daemon=True)
    process.start()
    ports = ours.recv()
    found: dict[str, dict[str, float]] = {}
    for client in (Ours(ports[0]), Plain(ports[0])):
        found[client.name] = measure(client, told.quick)
    for name, rates in copying(ports[0], told.quick).items():
        found[name].update(rates)
    calls = max(told.hosts, told.calls if not told.quick else 100)
    for throttle in (32,) if told.quick else (32, 256):
        for client in (Ours(ports[0]), Plain(ports[0])):
            found[client.name][f"hosts/s, throttle {throttle}"] = fan_out(client, ports, throttle, max(1, calls // told.hosts))
    found["psbridge"]["MB of memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ours.send("over")
    report(found)
    if told.json:
        told.json.write_text(json.dumps(found, indent=1))


def report(found: dict[str, dict[str, float]]) -> None:
    print(f"{'':24}{'psbridge':>12}{'pypsrp':>12}{'ratio':>8}")
    for name, rate in found["psbridge"].items():
        other = found["pypsrp"].get(name)
        ratio = f"{rate / other:8.1f}" if other else ""
        print(f"{name:24}{rate:12,.1f}{other or 0:12,.1f}{ratio}")


if __name__ == "__main__":
    main()
