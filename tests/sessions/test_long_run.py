"""A job of 24 hours over a bad line, on a clock of the test's own: short cuts are bridged, a long one leaves the session, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from psbridge.emulator.host import Emulator
from psbridge.emulator.sessions import Session
from psbridge.jobs.states import JobState
from psbridge.sessions.client import ClientSession
from psbridge.sessions.connection import wsman_target
from psbridge.transports.wsman import ShellOptions, WSManTransport
from tests.conftest import FakeClock
from tests.sessions.conftest import connection_of

HOUR = 3600.0
JOB = """
foreach ($hour in 1..24) {
    while (-not (Test-Path "C:\\clock\\$hour")) { Start-Sleep -Milliseconds 2 }
    "hour $hour"; Write-Warning "warned $hour"
}
"""
WAIT = 60


class Line:
    """The network between us and the host; pauses of the client pass on the fake clock, and an outage ends when its time has come."""

    def __init__(self, host: Emulator, clock: FakeClock) -> None:
        self.host, self.clock = host, clock
        self.back_at: float | None = None
        self.told: list[str] = []
        self._lock = threading.Lock()
        self.news, self.mended = threading.Semaphore(0), threading.Semaphore(0)

    def cut(self, seconds: float) -> None:
        self.back_at = self.clock() + seconds
        self.host.refuse()
        self.host.drop_connections()

    def mend(self) -> None:
        if self.back_at is not None:
            self.back_at = None
            self.host.refuse(False)
            self.mended.release()

    def pause(self, seconds: float) -> None:
        with self._lock:  # who pauses meanwhile waits: time does not run while the line is mended
            self.clock.advance(seconds)
            if self.back_at is not None and self.clock() >= self.back_at:
                self.mend()

    def tell(self, what: str) -> None:
        self.told.append(what)
        self.news.release()

    def until(self, what: str) -> None:
        while what not in self.told:
            assert self.news.acquire(timeout=WAIT), f"it never said {what}"
        self.told.clear()


@pytest.fixture
def line(clock: FakeClock) -> Iterator[Line]:
    with Emulator("db01", https_port=None) as host:
        host.machine.files.make_directory("C:\\clock")
        yield Line(host, clock)


def _session(line: Line) -> Session:
    connection = connection_of(line.host)
    transport = WSManTransport(
        wsman_target(connection), ShellOptions(idle_timeout=48 * HOUR, listen=False), clock=line.clock, pause=line.pause
    )
    transport.on_trouble = line.tell
    return Session("db01", connection=connection, client=ClientSession(transport).open())


def _strike(line: Line, hour: int) -> None:
    """An hour is over on the host.  Our own clock runs in pauses only, as nobody knows here who is just about to try again."""
    line.host.machine.files.open(f"C:\\clock\\{hour}", "w").close()


def test_24_hours(line: Line) -> None:
    session = _session(line)
    job = session.invoke(JOB, as_job=True, name="long")
    (child,) = job.child_jobs
    heard: list[str] = []
    came = threading.Semaphore(0)

    def look() -> None:
        found = child.take_own(streams=frozenset(("output",)))
        heard.extend(str(value) for _, value in found)
        for _ in found:
            came.release()

    child.watch(look)

    def hours(first: int, last: int) -> None:
        for hour in range(first, last + 1):
            _strike(line, hour)
            assert came.acquire(timeout=WAIT), (hour, session.state, line.told, session.client.interruption, session.client.error)

    hours(1, 5)
    line.cut(100)  # below the four minutes: nobody notices but the line
    assert line.mended.acquire(timeout=WAIT)
    hours(6, 9)
    line.until("recovered")
    line.cut(9 * HOUR)  # for the night: tried for four minutes, then the session is left
    began = line.clock()
    line.until("disconnected")
    assert 0 <= line.clock() - began <= 300
    assert (session.state, job.state) == ("Disconnected", JobState.Disconnected)
    for hour in range(10, 18):
        _strike(line, hour)  # the host works on
    line.clock.advance(9 * HOUR)
    line.mend()
    assert line.mended.acquire(timeout=WAIT)
    session.reconnect()
    for _ in range(10, 18):
        assert came.acquire(timeout=WAIT)
    assert job.state == JobState.Running
    hours(18, 22)
    line.cut(200)
    assert line.mended.acquire(timeout=WAIT)
    hours(23, 24)
    line.until("recovered")
    assert job.wait(WAIT)
    assert job.state == JobState.Completed
    assert heard == [f"hour {hour}" for hour in range(1, 25)]
    assert [str(record.message) for record in child.receive(stream="warning")] == [f"warned {hour}" for hour in range(1, 25)]
    session.close()
    assert line.host.sessions() == []
