"""How long ten thousand hosts take: the real sharing-out of `invoke_command` over workers that only pretend, on a clock that only counts.

    python ten_thousand_hosts.py --hosts 10000 --workers 8 --throttle 100 --down 0.02 --flaky 0.01 --lost-workers 1

Hosts have latencies of their own; some are down, some fail the first time, workers die.  Results go to a SQLite file as they come, and a
second round asks those again that failed.  What is printed: time, hosts a second, sessions at a time, memory, and what was left undone.
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

import psbridge as psb
from psbridge.errors import ConnectionFailed
from psbridge.sessions.results import Result

CPU = 0.004  # seconds of a worker's processor for a host: measured by benchmarks/remote.py
MEMORY = 0.2  # MB for a session that waits: the same


@dataclass
class Host:
    """What a host does when it is asked: how long it takes, and whether there is an answer."""

    latency: float
    down: bool = False
    fails_first: bool = False
    asked: int = 0


@dataclass
class Estate:
    """The hosts, and the clock of the workers."""

    hosts: dict[str, Host]
    connect_timeout: float
    now: float = 0.0
    most_at_a_time: int = 0
    intervals: list[tuple[float, float]] = field(default_factory=list)

    @classmethod
    def made(cls, told: argparse.Namespace) -> Estate:
        dice = random.Random(told.seed)
        hosts = {}
        for number in range(told.hosts):
            latency = dice.lognormvariate(0, 0.6) * told.latency
            hosts[f"node{number:05}"] = Host(latency, dice.random() < told.down, dice.random() < told.flaky)
        return cls(hosts, told.connect_timeout)

    def ask(self, name: str) -> tuple[float, Result]:
        """How long a host takes, and what comes of it."""
        host = self.hosts[name]
        host.asked += 1
        if host.down:
            return self.connect_timeout, Result(name, "Failed", failure=ConnectionFailed("No connection: timed out"))
        if host.fails_first and host.asked == 1:
            return host.latency, Result(name, "Failed", failure=ConnectionFailed("The connection was reset"))
        return host.latency, Result(name, "Completed", [name.upper()])


class Workers(Executor):
    """An executor whose workers need no time of ours: each takes the next shard when it is free, and may die with it."""

    def __init__(self, estate: Estate, count: int, deaths: list[float]) -> None:
        self.estate, self._max_workers = estate, count
        self.free = [(estate.now, number) for number in range(count)]
        heapq.heapify(self.free)
        self.deaths = sorted(deaths)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_kwargs: Any) -> Future[Any]:
        """`fn` is `run_shard(task, targets, limit)`: what it would give, when it would be done."""
        _task, targets, limit = args
        begun, number = heapq.heappop(self.free)
        done: Future[Any] = Future()
        places = [begun] * min(limit, len(targets))
        results, starts = [], []
        for host, *_ in targets:
            at = heapq.heappop(places)
            seconds, result = self.estate.ask(host)
            starts.append((at, at + seconds))
            heapq.heappush(places, at + seconds)
            results.append(result)
        over = max(max(places), begun + CPU * len(targets))
        self.estate.intervals += starts
        if self.deaths and begun <= self.deaths[0] < over:  # another one takes its place at once
            heapq.heappush(self.free, (self.deaths[0], number))
            self.estate.now = max(self.estate.now, self.deaths.pop(0))
            done.set_exception(RuntimeError("killed"))
            return done
        heapq.heappush(self.free, (over, number))
        self.estate.now = max(self.estate.now, over)
        done.set_result(results)
        return done


class Store:
    """A row for each host, written as results come; who starts again asks only for what is missing."""

    def __init__(self, path: str) -> None:
        self.rows = sqlite3.connect(path)
        self.rows.execute("CREATE TABLE IF NOT EXISTS results (host TEXT PRIMARY KEY, state TEXT, output TEXT, failure TEXT)")

    def keep(self, result: Result) -> None:
        failure = None if result.failure is None else str(result.failure)
        row = (result.host, result.state, json.dumps(result.output), failure)
        self.rows.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", row)
        self.rows.commit()

    def done(self) -> set[str]:
        return {host for (host,) in self.rows.execute("SELECT host FROM results WHERE state = 'Completed'")}


def simulate(told: argparse.Namespace) -> dict[str, Any]:
    """Ask every host, and those that failed once more."""
    estate, store = Estate.made(told), Store(told.store)
    dice = random.Random(told.seed + 1)
    deaths = [dice.random() * told.latency * 10 for _ in range(told.lost_workers)]
    rounds = []
    for _ in range(1 + told.retries):
        done = store.done()
        missing = [name for name in estate.hosts if name not in done]
        if not missing:
            break
        begun = estate.now
        executor = Workers(estate, told.workers, deaths)
        results = psb.invoke_command(
            missing, "$env:COMPUTERNAME", executor=executor, throttle_limit=told.throttle, username="me", password="-", on_result=store.keep
        )
        rounds.append({"asked": len(results), "failed": len(results.failed), "seconds": round(estate.now - begun, 1)})
        deaths = executor.deaths
    return {**_figures(told, estate), "rounds": rounds, "undone": len(estate.hosts) - len(store.done())}


def _figures(told: argparse.Namespace, estate: Estate) -> dict[str, Any]:
    most = _most_at_a_time(estate.intervals)
    return {
        "hosts": told.hosts,
        "workers": told.workers,
        "throttle": told.throttle,
        "seconds": round(estate.now, 1),
        "hosts_per_second": round(told.hosts / estate.now, 1),
        "sessions_at_a_time": most,
        "worker_memory_mb": round(most / told.workers * MEMORY, 1),
        "most_asked": max(host.asked for host in estate.hosts.values()),
    }


def _most_at_a_time(intervals: list[tuple[float, float]]) -> int:
    changes = sorted(change for begun, ended in intervals for change in ((begun, 1), (ended, -1)))
    most = now = 0
    for _, step in changes:
        now += step
        most = max(most, now)
    return most


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("hosts", 10_000), ("workers", 8), ("throttle", 100), ("lost-workers", 0), ("retries", 1), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, seconds in (("down", 0.02), ("flaky", 0.01), ("connect-timeout", 5.0), ("latency", 0.5)):
        parser.add_argument(f"--{name}", type=float, default=seconds)
    parser.add_argument("--store", default=":memory:")
    return parser.parse_args(words)


if __name__ == "__main__":
    print(json.dumps(simulate(arguments()), indent=2))
