"""Jobs of the store: once and only once, whatever is killed in between."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import LocalProtocolError, PsBridgeError, StoreError
from psbridge.jobs.states import JobState
from psbridge.sessions.connection import Connection
from psbridge.sessions.storedjobs import Received, StoredJobs, decoded
from psbridge.store import Database, JobStore
from tests.sessions.conftest import connection_of

SLOWLY = "1..400 | % { $_; if ($_ % 20 -eq 0) { Start-Sleep -Milliseconds 10 } }"


@pytest.fixture
def jobs(host: Emulator, tmp_path: Path) -> StoredJobs:
    return StoredJobs(JobStore(Database(tmp_path / "store")), lambda _host, _options: connection_of(host))


def test_everything_of_a_job_that_nobody_listened_to(jobs: StoredJobs, host: Emulator) -> None:
    row = jobs.start(connection_of(host), "param($n) 1..3 | % { $_ * $n }; Write-Warning w", (5,))
    assert (row.name, row.state, row.location) == ("Job1", int(JobState.Running), "server01")
    assert jobs.fetch(row.id, wait=True).state == int(JobState.Completed)
    found: list[Received] = []
    jobs.receive(row.id, deliver=found.append)
    assert [(one.stream, one.value) for one in found] == [(1, 5), (1, 10), (1, 15), (3, "w")]
    assert jobs.receive(row.id, deliver=found.append) == 0


def test_receive_with_keep_gives_it_again(jobs: StoredJobs, host: Emulator) -> None:
    row = jobs.start(connection_of(host), "'x'")
    jobs.fetch(row.id, wait=True)
    found: list[Any] = []
    for _ in range(2):
        jobs.receive(row.id, keep=True, deliver=found.append)
    assert [one.value for one in found] == ["x", "x"]


def test_a_session_that_is_gone_is_a_failed_job(jobs: StoredJobs, host: Emulator) -> None:
    row = jobs.start(connection_of(host), "Start-Sleep 600")
    details = {**row.details, "session": "00000000-0000-0000-0000-000000000001"}
    jobs.store.update(row.id, details=details)
    assert jobs.fetch(row.id).state == int(JobState.Failed)


def test_a_host_that_cannot_be_reached_leaves_a_failed_job(jobs: StoredJobs) -> None:
    lost = Connection.of("nowhere", address="127.0.0.1", port=1, username="u", password="p", auth="ntlm", no_proxy=True)
    with pytest.raises(PsBridgeError):
        jobs.start(lost, "1")
    assert [row.state for row in jobs.store.all()] == [int(JobState.Failed)]


def test_a_job_that_never_pauses_is_not_waited_for(jobs: StoredJobs, host: Emulator) -> None:
    row = jobs.start(connection_of(host), "1..1000; $n = 1000; while ($true) { $n++; $n; Start-Sleep -Milliseconds 20 }")
    found: list[Any] = []
    until = time.monotonic() + 60
    while len(found) < 1010:
        assert jobs.fetch(row.id).state == int(JobState.Running)
        jobs.receive(row.id, deliver=found.append)
        assert time.monotonic() < until
    assert [one.value for one in found] == list(range(1, len(found) + 1))
    jobs.remove(row.id, force=True)


def test_what_runs_is_not_forgotten(jobs: StoredJobs, host: Emulator) -> None:
    row = jobs.start(connection_of(host), "'up'; Start-Sleep 600")
    with pytest.raises(LocalProtocolError, match="not finished"):
        jobs.remove(row.id)
    jobs.remove(row.id, force=True)
    assert jobs.store.all() == []


_FETCH = """
import sys
from psbridge.sessions.connection import Connection
from psbridge.sessions.storedjobs import StoredJobs
from psbridge.store import Database, JobStore
path, number, port, user, password = sys.argv[1:]
words = dict(address="127.0.0.1", port=int(port), username=user, password=password, auth="ntlm", no_proxy=True)
jobs = StoredJobs(JobStore(Database(path)), lambda host, _: Connection.of(host, **words))
print("fetching", flush=True)
jobs.fetch(int(number), wait=True)
"""


def test_a_fetch_that_is_killed_loses_and_doubles_nothing(jobs: StoredJobs, host: Emulator, tmp_path: Path) -> None:
    row = jobs.start(connection_of(host), SLOWLY)
    for _ in range(3):
        words = [str(tmp_path / "store"), str(row.id), str(host.port), host.username, host.password]
        before = jobs.store.last(row.id)
        with subprocess.Popen([sys.executable, "-W", "ignore", "-c", _FETCH, *words], stdout=subprocess.PIPE, text=True) as fetch:
            assert fetch.stdout is not None
            fetch.stdout.readline()
            until = time.monotonic() + 60
            while jobs.store.last(row.id) < before + 20 and fetch.poll() is None and time.monotonic() < until:
                pass
            fetch.send_signal(signal.SIGKILL)
    assert jobs.fetch(row.id, wait=True).state == int(JobState.Completed)
    found: list[int] = []
    jobs.receive(row.id, deliver=lambda one: found.append(one.value))
    assert found == list(range(1, 401))


def _until_deserted(host: Emulator, shell_id: str) -> None:
    """Let the host's loop turn until it has seen that the connections are closed."""

    async def look() -> bool:
        assert host.service is not None
        return host.service.shells.shells[shell_id.upper()].is_deserted

    for _ in range(100_000):
        if host.call(look()):
            return
    raise AssertionError("a connection stays open")


def test_a_full_disk_is_told_and_leaves_the_rest_on_the_host(jobs: StoredJobs, host: Emulator, tmp_path: Path) -> None:
    row = jobs.start(connection_of(host), "1..60 | % { \"$_ \" + 'x' * 2000 }")
    pages = jobs.store.database.query("PRAGMA page_count")[0][0]

    class Small(Database):
        def connection(self) -> sqlite3.Connection:
            made = super().connection()
            made.execute(f"PRAGMA max_page_count = {pages + 8}")
            return made

    full = Small(tmp_path / "store")
    short = StoredJobs(JobStore(full), lambda _host, _options: connection_of(host))
    with pytest.raises(StoreError, match="Free space on the disk"):
        short.fetch(row.id, wait=True)
    full.close()
    kept = [int(decoded(one.body).split()[0]) for one in jobs.store.after(row.id, 0, 100)]
    assert kept == list(range(1, len(kept) + 1))  # without a gap: the next fetch goes on behind it
    assert len(kept) < 60
    assert jobs.store.get(row.id).state == int(JobState.Running)
    assert row.details["session"].upper() in [one.shell_id.upper() for one in host.sessions()]
    _until_deserted(host, row.details["session"])
    jobs.fetch(row.id, wait=True)  # there is room again
    assert [int(decoded(one.body).split()[0]) for one in jobs.store.after(row.id, 0, 100)] == list(range(1, 61))
    assert jobs.store.get(row.id).state == int(JobState.Completed)
