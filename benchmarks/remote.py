"""Remote work over loopback WSMan, beside plain pypsrp, in one run: python benchmarks/remote.py [--quick] [--memory] [--hosts N]

Both clients talk to the same emulated hosts (in processes of their own, NTLM, sealed messages, one port for each host) and take turns;
rates and ratios are medians of the rounds.  CPU is told apart, of the client's process and of the hosts': where both share a few cores, a
rate says how much both need, and the CPU who needs it.  A second of computing is one of client and hosts together: what it brings does not
depend on what else the machine does.  --apart gives the hosts the first core and the clients the others.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import multiprocessing
import os
import statistics
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
PASSWORD = "bench"
ONE = "$env:COMPUTERNAME"
SPAWN = multiprocessing.get_context("spawn")


def serve(pipe: Any, names: list[str]) -> None:
    """Emulated hosts in this process, until the pipe says so."""
    from psbridge.cli.interruptible import COLLECT
    from psbridge.emulator.host import Emulator
    from psbridge.server.listener import LoopThread

    gc.set_threshold(*COLLECT)  # as psbridge serve does
    loop = LoopThread()
    pipe.send([Emulator(name, https_port=None, loop=loop, password=PASSWORD).start().port for name in names])
    while pipe.recv() != "over":
        pipe.send(time.process_time())


class Hosts:
    """Emulated hosts by name, spread over some processes."""

    def __init__(self, count: int, processes: int, apart: bool = False) -> None:
        cores = sorted(os.sched_getaffinity(0)) if apart else []
        names = [f"host{number:04}" for number in range(count)]
        self.ports: dict[str, int] = {}
        self._pipes: list[Any] = []
        for first in range(processes):
            shard = names[first::processes]
            ours, theirs = SPAWN.Pipe()
            process = SPAWN.Process(target=serve, args=(theirs, shard), daemon=True)
            process.start()
            if cores:
                os.sched_setaffinity(process.pid or 0, cores[:1])
            self._pipes.append(ours)
            self.ports |= dict(zip(shard, ours.recv(), strict=True))
        if cores:
            os.sched_setaffinity(0, cores[1:] or cores)

    @property
    def first(self) -> int:
        return next(iter(self.ports.values()))

    def cpu(self) -> float:
        """Seconds that the hosts have computed."""
        for pipe in self._pipes:
            pipe.send("cpu")
        return sum(pipe.recv() for pipe in self._pipes)

    def close(self) -> None:
        for pipe in self._pipes:
            pipe.send("over")


# -- the two clients


class Ours:
    name = "psbridge"

    def words(self, port: int) -> dict[str, Any]:
        return {"port": port, "username": "Administrator", "password": PASSWORD, "auth": "ntlm", "no_proxy": True}

    def session(self, port: int) -> Any:
        import psbridge as psb

        return psb.Session("127.0.0.1", **self.words(port))

    def run(self, session: Any, script: str) -> list[Any]:
        found: list[Any] = session.invoke(script).output
        return found

    def fleet(self, ports: dict[str, int], throttle: int) -> list[str]:
        import psbridge as psb
        from psbridge.sessions.connection import Connection

        hosts = [Connection.of("127.0.0.1", **self.words(port)) for port in ports.values()]
        results = psb.invoke_command(hosts, ONE, throttle_limit=throttle)
        return [str(result.output[0]) for result in results.raise_for_error()]

    def stream(self, port: int, rows: int) -> int:
        """Rows that are let go of as they are read."""
        from psbridge.sessions.connection import Connection
        from psbridge.sessions.fleet import Fleet

        return sum(1 for _ in Fleet([Connection.of("127.0.0.1", **self.words(port))]).stream(ROWS.format(rows)))

    def copy(self, port: int, source: Path, back: Path) -> tuple[float, float]:
        with self.session(port) as session:
            up = timed(lambda: session.copy_to(source, "C:\\ours.bin"))
            return up, timed(lambda: session.copy_from("C:\\ours.bin", back))


class Plain:
    name = "pypsrp"

    def wsman(self, port: int) -> Any:
        from pypsrp.wsman import WSMan

        return WSMan("127.0.0.1", port=port, username="Administrator", password=PASSWORD, ssl=False, auth="ntlm", no_proxy=True)

    def session(self, port: int) -> Any:
        from pypsrp.powershell import RunspacePool

        return RunspacePool(self.wsman(port))

    def run(self, session: Any, script: str) -> list[Any]:
        from pypsrp.powershell import PowerShell

        found: list[Any] = PowerShell(session).add_script(script).invoke()
        return found

    def fleet(self, ports: dict[str, int], throttle: int) -> list[str]:
        from pypsrp.powershell import RunspacePool

        def once(port: int) -> str:
            with self.wsman(port) as wsman, RunspacePool(wsman) as pool:
                return str(self.run(pool, ONE)[0])

        with ThreadPoolExecutor(throttle) as pool:
            return list(pool.map(once, ports.values()))

    def stream(self, port: int, rows: int) -> int:
        from pypsrp.complex_objects import PSInvocationState
        from pypsrp.powershell import PowerShell

        with self.session(port) as pool:
            shell, count = PowerShell(pool).add_script(ROWS.format(rows)), 0
            shell.begin_invoke()
            while shell.state == PSInvocationState.RUNNING:
                shell.poll_invoke()
                count += len(shell.output)
                shell.output.clear()
            return count

    def copy(self, port: int, source: Path, back: Path) -> tuple[float, float]:
        from pypsrp.client import Client

        with Client("127.0.0.1", port=port, username="Administrator", password=PASSWORD, ssl=False, auth="ntlm", no_proxy=True) as client:
            up = timed(lambda: client.copy(str(source), "C:\\plain.bin"))
            return up, timed(lambda: client.fetch("C:\\plain.bin", str(back)))


CLIENTS: tuple[Ours | Plain, ...] = (Ours(), Plain())
Found = dict[str, dict[str, list[float]]]  # what -> client -> a value for each round


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Cost:
    """What a piece of work costs: time, the client's CPU and the hosts'."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    def __enter__(self) -> Cost:
        self._before = self._hosts.cpu(), time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        hosts, client, began = self._before
        self.seconds = time.perf_counter() - began
        self.client = time.process_time() - client
        self.hosts = self._hosts.cpu() - hosts


def note(found: Found, what: str, client: Ours | Plain, value: float) -> None:
    found.setdefault(what, {}).setdefault(client.name, []).append(value)


# -- what is measured


def one_session(found: Found, hosts: Hosts, rows: int, megabytes: int) -> None:
    """A round of a session with one host."""
    for client in CLIENTS:
        with client.session(hosts.first) as session:
            client.run(session, "1")
            script, text = ROWS.format(rows), f"'x' * {megabytes << 20}"
            with Cost(hosts) as cost:
                assert len(client.run(session, script)) == rows
            note(found, "objects/s", client, rows / cost.seconds)
            note(found, "client CPU, us an object", client, cost.client / rows * 1e6)
            note(found, "host CPU, us an object", client, cost.hosts / rows * 1e6)
            note(found, "objects for a second of computing", client, rows / (cost.client + cost.hosts))
            note(found, "round trips/s", client, 50 / timed(lambda run=client.run, on=session: [run(on, "1") for _ in range(50)]))
            began = time.perf_counter()
            assert len(client.run(session, text)[0]) == megabytes << 20
            note(found, "string MB/s", client, megabytes / (time.perf_counter() - began))


def copying(found: Found, port: int, size: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        source, back = Path(place) / "source", Path(place) / "back"
        source.write_bytes(os.urandom(size))
        for client in CLIENTS:
            up, down = client.copy(port, source, back)
            assert back.read_bytes() == source.read_bytes()
            note(found, "copy to host, MB/s", client, size / up / 1e6)
            note(found, "copy from host, MB/s", client, size / down / 1e6)
            back.unlink()


def fan_out(found: Found, hosts: Hosts) -> None:
    """A round of one command on each host, from nothing to good-bye."""
    names, count = [name.upper() for name in hosts.ports], len(hosts.ports)
    for throttle, client in itertools.product((32, 256), CLIENTS):
        with Cost(hosts) as cost:
            assert client.fleet(hosts.ports, throttle) == names
        note(found, f"hosts/s, throttle {throttle}", client, count / cost.seconds)
        note(found, f"client CPU, ms a host, throttle {throttle}", client, cost.client / count * 1e3)
        note(found, f"host CPU, ms a host, throttle {throttle}", client, cost.hosts / count * 1e3)
        note(found, f"hosts for a second of computing, throttle {throttle}", client, count / (cost.client + cost.hosts))


# -- memory, each in a process of its own


def _status(name: str) -> float:
    """VmRSS (now) or VmHWM (the most) of this process in MB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def _idle(client: Ours | Plain, ports: list[int], _: int) -> float:
    """A session that waits."""
    kept = [client.session(port) for port in ports[:21]]
    for session in kept[:1]:
        client.run(session.__enter__(), "1")
    before = _status("VmRSS")
    for session in kept[1:]:
        client.run(session.__enter__(), "1")
    return (_status("VmRSS") - before) / (len(kept) - 1)


def _string(client: Ours | Plain, ports: list[int], megabytes: int) -> float:
    with client.session(ports[0]) as session:
        client.run(session, "1")
        before = _status("VmHWM")
        assert len(client.run(session, f"'x' * {megabytes << 20}")[0]) == megabytes << 20
        return _status("VmHWM") - before


def _stream(client: Ours | Plain, ports: list[int], rows: int) -> float:
    assert client.stream(ports[0], 10) == 10
    before = _status("VmHWM")
    assert client.stream(ports[0], rows) == rows
    return _status("VmHWM") - before


def _measure(pipe: Any, kind: str, name: str, ports: list[int], size: int) -> None:
    warnings.simplefilter("ignore")
    client = next(one for one in CLIENTS if one.name == name)
    pipe.send({"idle": _idle, "string": _string, "stream": _stream}[kind](client, ports, size))


def memory(found: Found, ports: list[int], megabytes: int, rows: int) -> None:
    for kind, size, what in (
        ("idle", 0, "memory, MB a waiting session"),
        ("string", megabytes, f"memory, MB for a string of {megabytes} MB"),
        ("stream", rows, f"memory, MB for {rows:,} objects in passing"),
    ):
        for client in CLIENTS:
            ours, theirs = SPAWN.Pipe()
            process = SPAWN.Process(target=_measure, args=(theirs, kind, client.name, ports, size), daemon=True)
            process.start()
            theirs.close()
            note(found, what, client, ours.recv())
            process.join()


# -- telling


def ratio(what: str, rates: dict[str, list[float]]) -> float:
    """How many times better we are: the median of what the rounds say."""
    pairs = zip(rates["psbridge"], rates["pypsrp"], strict=True)
    less_is_better = "CPU" in what or "memory" in what
    return statistics.median((theirs / max(ours, 0.01)) if less_is_better else (ours / theirs) for ours, theirs in pairs)


def report(found: Found) -> None:
    print(f"{'median of the rounds':48}{'psbridge':>12}{'pypsrp':>12}{'ratio':>8}")
    for what, rates in found.items():
        ours, theirs = (statistics.median(rates[client.name]) for client in CLIENTS)
        print(f"{what:48}{ours:12,.1f}{theirs:12,.1f}{ratio(what, rates):8.1f}")


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=1000, help="emulated hosts for the fan-out")
    parser.add_argument("--processes", type=int, default=2, help="processes that they are spread over")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000, help="objects that are streamed for --memory")
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    parser.add_argument("--apart", action="store_true", help="the hosts on the first core, the clients on the others")
    parser.add_argument("--memory", action="store_true", help="measure memory too")
    parser.add_argument("--only", choices=("session", "copy", "fleet", "memory"), help="only this part")
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    rounds, count = (1, 100) if told.quick else (told.rounds, told.hosts)
    hosts = Hosts(count, told.processes, told.apart)
    found: Found = {}
    parts: dict[str, Callable[[], None]] = {
        "session": lambda: one_session(found, hosts, *((2000, 5) if told.quick else (20_000, 50))),
        "copy": lambda: copying(found, hosts.first, (2 if told.quick else 20) << 20),
        "fleet": lambda: fan_out(found, hosts),
    }
    for client in CLIENTS:  # what a first call imports is not what is measured
        client.fleet(dict(list(hosts.ports.items())[:3]), 3)
    for name, part in parts.items():
        for _ in range(rounds if told.only in (None, name) else 0):
            part()
    if told.memory or told.only == "memory":
        memory(found, list(hosts.ports.values()), 5 if told.quick else 50, 20_000 if told.quick else told.rows)
    hosts.close()
    report(found)
    if told.json:
        told.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
