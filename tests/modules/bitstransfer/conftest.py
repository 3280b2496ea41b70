"""An emulated machine with a network: a web site that can be held, made to fail, or asked what it got."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from psbridge.bits.emulated import EmulatedService, service_of
from psbridge.bits.estate import FileSite, Network, WebReply, WebRequest, network_of
from psbridge.concurrency import Deadline
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace

SECONDS = 20.0


class HeldSite(FileSite):
    """A site whose answers wait at a gate (`hold`, `let_go`), and which fails as told (`statuses`: answers to give first)."""

    def __init__(self, files: Callable[[], Any], directory: str) -> None:
        super().__init__(files, directory)
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()
        self.statuses: list[int] = []
        self.after = 1  # bytes that come before the gate

    def hold(self, after: int = 1) -> None:
        self.gate.clear()
        self.reached.clear()
        self.after = after

    def let_go(self) -> None:
        self.gate.set()

    def __call__(self, asked: WebRequest) -> WebReply:
        if self.statuses:
            return WebReply(self.statuses.pop(0), (("Content-Length", "0"),))
        reply = super().__call__(asked)
        if self.gate.is_set() or not isinstance(reply.body, bytes) or not reply.body:
            return reply
        return WebReply(reply.status, reply.headers, self._held(reply.body))

    def _held(self, body: bytes) -> Iterator[bytes]:
        yield body[: self.after]
        self.reached.set()
        assert self.gate.wait(SECONDS)
        yield body[self.after :]


class Bench:
    """A machine, its session, its site and its service."""

    def __init__(self) -> None:
        self.machine = Machine.windows()
        for folder in (
            "C:\\web",
            "C:\\serverdir",
            "C:\\clientdir",
            "C:\\clientsourcedir",
            "C:\\clienttestdir",
            "C:\\temp",
            "C:\\temp\\downloads",
        ):
            if self.machine.files.stat(folder) is None:
                self.machine.files.make_directory(folder)
        self.site = HeldSite(lambda: self.machine.files, "C:\\web")
        self.network: Network = network_of(self.machine)
        self.network.offer("server01", self.site)
        self.service: EmulatedService = service_of(self.machine, minimum_interval=60)
        self.session = self.new_session()

    def new_session(self, user: str = "Administrator") -> Runspace:
        own = type(self.machine.environment)({**self.machine.environment, "USERNAME": user})
        return Runspace(self.machine, profile="windows", environment=own).open()

    def put(self, path: str, data: bytes) -> None:
        with self.machine.files.open(path, "w") as file:
            file.write(data)

    def read(self, path: str) -> bytes | None:
        if self.machine.files.stat(path) is None:
            return None
        with self.machine.files.open(path, "r") as file:
            return bytes(file.read())

    def names(self, folder: str) -> list[str]:
        return list(self.machine.files.list(folder))

    def run(self, text: str, session: Runspace | None = None) -> list[Any]:
        return (session or self.session).invoke(text)

    def errors(self, text: str) -> list[str]:
        """The error ids that a text writes."""
        found = f"& {{ {text} }} 2>&1 | Where-Object {{ $_ -is [System.Management.Automation.ErrorRecord] }}"
        return [str(one) for one in self.run(f"{found} | ForEach-Object {{ $_.FullyQualifiedErrorId }}")]

    def message(self, text: str) -> str:
        return str(self.run(f"& {{ {text} }} 2>&1 | Select-Object -First 1 | ForEach-Object {{ [string]$_ }}")[0])

    def start(self, more: str = "", source: str = "http://server01/a.txt", target: str = "C:\\clientdir\\a.txt") -> Any:
        """$job and the job."""
        return self.run(f"$job = Start-BitsTransfer {source} {target} -Asynchronous {more}; $job")[0]

    def until(self, job: Any, *states: str) -> str:
        """Wait until the job is in one of the states."""
        row = self.service.manager.wait(job.uuid, until=lambda now: now.state in states, timeout=SECONDS)
        return row.state

    def reach(self) -> None:
        """Wait until a transfer stands at the gate."""
        assert self.site.reached.wait(Deadline.after(SECONDS).remaining())

    def jobs(self) -> list[Any]:
        return self.run("Get-BitsTransfer")


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    made.put("C:\\web\\a.txt", b"first file " * 100)
    made.put("C:\\web\\b.txt", b"second file " * 100)
    yield made
    made.site.let_go()
    made.service.stop()
    made.session.close()
