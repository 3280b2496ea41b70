"""The story of the demo, step by step; every step checks what it shows."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psbridge as psb
from psbridge.cli.demo.fileserver import FileServer
from psbridge.objects.streams import PROGRESS
from psbridge.testing import emulated_estate

if TYPE_CHECKING:
    from rich.console import Console

HOSTS = ("web01", "web02", "db01")
DOWN = "old01"  # switched off
ROWS = 60
_FAN_OUT = """
foreach ($i in 1..5) {
    Write-Progress -Activity check -PercentComplete ($i * 20)
    Start-Sleep -Milliseconds (Get-Random -Minimum 120 -Maximum 400)
}
Get-Service W3SVC, Spooler | Select-Object Name, @{ n = 'State'; e = { "$($_.Status)" } }
"""
_REINDEX = f"foreach ($row in 1..{ROWS}) {{ 'table {{0:d2}} done' -f $row; Start-Sleep -Milliseconds 60 }}"
# What the other process runs. It knows where the host is and which session it wants; the rest is on the host.
_LATER = """
import os, sys, psbridge as psb
session = psb.Session.connect("db01", instance_id=sys.argv[1], address="127.0.0.1", port=int(sys.argv[2]),
                              username="Administrator", password=os.environ["DEMO_PASSWORD"], auth="ntlm")
job = session.receive("job", name="reindex")
print(os.getpid(), flush=True)
for line in job:
    print(line, flush=True)
print(job.state.label, flush=True)
session.remove()
"""
_SIZE, _RATE = 12_000_000, 6_000_000


class Story:
    """The steps in order; `tell` runs them."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.started = time.perf_counter()
        self.failed: list[str] = []

    def tell(self) -> bool:
        with emulated_estate([*HOSTS, DOWN]) as estate:
            password = estate["db01"].password
            self.words: dict[str, Any] = {"username": "Administrator", "password": password, "auth": "ntlm", "connect_timeout": 2}
            estate[DOWN].stop()
            self._title(1, f"Windows hosts, emulated in {self._seconds():.1f} s: WinRM on 127.0.0.1, NTLM, encrypted")
            self._fan_out()
            identity = self._leave()
            self._come_back(identity, estate["db01"].port, password)
        self._transfer()
        verdict = "everything did what it says" if not self.failed else f"FAILED: {', '.join(self.failed)}"
        self.console.print(f"\n[bold]{verdict}[/], {self._seconds():.0f} s")
        return not self.failed

    def _seconds(self) -> float:
        return time.perf_counter() - self.started

    def _title(self, number: int, text: str) -> None:
        self.console.print(f"\n[bold cyan]{number}[/] [bold]{text}[/]")

    def _code(self, text: str) -> None:
        self.console.print(f"  [green]{text}[/]")

    def _check(self, what: str, good: bool) -> None:
        self.console.print(f"  {'[green]✓[/]' if good else '[red]✗[/]'} {what}")
        if not good:
            self.failed.append(what)

    # -- many hosts

    def _fan_out(self) -> None:
        self._title(2, "One command on all of them, and on one that is down")
        self._code('psb.invoke_command(["web01", "web02", "db01", "old01"], script)')
        board = Board((*HOSTS, DOWN))
        with self._live(board) as refresh:

            def on_record(host: str, stream: int, record: Any) -> None:
                if stream == PROGRESS:
                    board.percent[host] = max(0, int(record.percent_complete))
                    refresh()

            def on_result(result: psb.Result) -> None:
                board.results[result.host] = result
                refresh()

            results = psb.invoke_command([*HOSTS, DOWN], _FAN_OUT, on_record=on_record, on_result=on_result, **self.words)
        self._check("three results, one failure, nothing lost", [one.host for one in results.failed] == [DOWN] and len(results) == 4)

    @contextlib.contextmanager
    def _live(self, board: Board) -> Iterator[Any]:
        """The board as it changes, on a terminal; in a pipe only its end."""
        if not self.console.is_terminal:
            yield lambda: None
            self.console.print(board.table())
            return
        from rich.live import Live

        with Live(board.table(), console=self.console, auto_refresh=False) as live:
            yield lambda: live.update(board.table(), refresh=True)
            live.update(board.table(), refresh=True)

    # -- a long job

    def _leave(self) -> str:
        self._title(3, "A long job on db01; the laptop is closed while it runs")
        self._code('job = session.invoke("reindex ...", as_job=True); session.disconnect()')
        session = psb.Session("db01", **self.words).open()
        job = session.invoke(_REINDEX, as_job=True, name="reindex")
        seen = []
        for line in job:
            seen.append(line)
            if len(seen) == 15:
                break
        session.disconnect()
        seen += job.receive()
        self.seen = len(seen)
        self.console.print(f"  process {os.getpid()} saw '{seen[0]}' ... '{seen[-1]}', and left")
        self._check(f"the job is {job.state.label}: it goes on on its host", job.state.label == "Disconnected")
        return str(session.instance_id)

    def _come_back(self, identity: str, port: int, password: str) -> None:
        self._title(4, "Tomorrow, another process takes it up")
        self._code('job = psb.Session.connect("db01", instance_id=...).receive("job")')
        command = [sys.executable, "-c", _LATER, identity, str(port)]
        environment = {**os.environ, "DEMO_PASSWORD": password}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        lines = done.stdout.splitlines()
        if done.returncode or len(lines) < 3:
            self._check(f"the other process: {done.stderr.strip()[-300:]}", False)
            return
        rows = lines[1:-1]
        self.console.print(f"  process {lines[0]} got '{rows[0]}' ... '{rows[-1]}'; the job is {lines[-1]}")
        self._check(f"{self.seen} + {len(rows)} = {ROWS} lines: none lost, none seen twice", self.seen + len(rows) == ROWS)

    # -- a transfer

    def _transfer(self) -> None:
        self._title(5, "A BITS transfer that survives kill -9")
        self._code('job = psb.bits.start("http://.../update.msu", "update.msu")')
        with tempfile.TemporaryDirectory(prefix="psbridge-demo-", ignore_cleanup_errors=True) as folder:
            content = os.urandom(_SIZE)
            with FileServer({"/update.msu": content}) as server:
                self._download(Path(folder), server, hashlib.sha256(content).hexdigest())

    def _download(self, folder: Path, server: FileServer, digest: str) -> None:
        from psbridge import bits
        from psbridge.bits.bell import Lock

        store, target = folder / "queue.sqlite3", folder / "update.msu"
        job = bits.start(f"{server.url}/update.msu", target, store=store, name="update", bandwidth=_RATE)
        killed_at = 0
        for at in job.watch(0.05):
            if at.bytes_done > _SIZE // 3:
                killed_at = at.bytes_done
                break
        worker = Lock(store).holder()
        if worker:
            os.kill(worker, signal.SIGKILL)
        self.console.print(f"  {killed_at * 100 // _SIZE} % were there when its worker, process {worker}, was killed")
        job.resume()
        job.wait(30, complete=True)
        again = next((start for start in reversed(server.starts) if start), 0)
        self._check(f"a new worker went on at byte {again:,}, not at 0", again > 0)
        same = target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == digest
        self._check(f"{_SIZE / 1e6:.0f} MB arrived, and the SHA-256 is right", same)
        _stop_worker(Lock(store))


def _stop_worker(lock: Any) -> None:
    """The worker would wait for more; its folder goes away."""
    left = lock.holder()
    if left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(left, signal.SIGTERM)
    until = time.monotonic() + 5
    while lock.is_held() and time.monotonic() < until:
        time.sleep(0.02)


def _short(result: psb.Result) -> str:
    """Why it failed, without the advice."""
    why = result.failure
    return str(why.what if why is not None else result.reason).splitlines()[0]


class Board:
    """What the hosts do, as a table."""

    def __init__(self, hosts: tuple[str, ...]) -> None:
        self.hosts = hosts
        self.percent: dict[str, int] = {}
        self.results: dict[str, psb.Result] = {}

    def table(self) -> Any:
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        made = Table(box=SIMPLE_HEAD, pad_edge=True)
        for name in ("Host", "State", "Progress", "Result"):
            made.add_column(name, no_wrap=name != "Result")
        for host in self.hosts:
            made.add_row(host, *self._cells(host))
        return made

    def _cells(self, host: str) -> tuple[str, str, str]:
        result = self.results.get(host)
        percent = self.percent.get(host, 0)
        bar = f"{'█' * (percent // 10):<10}"
        if result is None:
            return "[yellow]Running[/]", bar, ""
        if not result.succeeded:
            return "[red]Failed[/]", "", f"[red]{_short(result)}[/]"
        return "[green]Completed[/]", "█" * 10, ", ".join(f"{one['Name']} {one['State']}" for one in result.output)
