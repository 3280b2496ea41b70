"""Jobs that a host keeps: every record once, whatever is cut, ended or killed while it is on its way."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import StoreError, TransportError
from psbridge.jobs.states import JobState
from psbridge.sessions.arguments import Named
from psbridge.sessions.bridgejobs import BridgeJobs, is_kept, keeps_jobs
from psbridge.sessions.session import Session
from psbridge.sessions.storedjobs import StoredJobs
from psbridge.store import Database, JobRow, JobStore
from tests.sessions.conftest import Gate, connection_of

IN_ROUNDS = r"""
foreach ($round in 1..4) {
    while (-not (Test-Path "C:\go$round")) { Start-Sleep -Milliseconds 5 }
    1..100 | ForEach-Object { 100 * ($round - 1) + $_; if ($_ % 5 -eq 0) { Start-Sleep -Milliseconds 25 } }
}
"""


@pytest.fixture(scope="module")
def keeper() -> Iterator[Emulator]:
    """A host that has the module."""
    with Emulator("server01", https_port=None) as host:
        with Session(host.machine.name, connection=connection_of(host)) as session:
            assert not keeps_jobs(session)
            session.install_module()
            assert keeps_jobs(session)
        yield host


@pytest.fixture
def jobs(keeper: Emulator, tmp_path: Path) -> StoredJobs:
    return StoredJobs(JobStore(Database(tmp_path / "store")), lambda _host, _options: connection_of(keeper))


def received(jobs: StoredJobs, number: int) -> list[Any]:
    found: list[Any] = []
    jobs.receive(number, deliver=lambda one: found.append((one.stream, one.value)))
    return found


def whenever(jobs: StoredJobs, number: int, marks: list[int], act: Callable[[], object]) -> threading.Thread:
    """Act each time when the store has so many records."""

    def watch() -> None:
        store = JobStore(Database(jobs.store.database.path))
        for mark in marks:
            while store.last(number) < mark:
                if store.get(number).state != int(JobState.Running):
                    return
                threading.Event().wait(0.002)
            act()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_a_job_of_a_host_that_keeps_it(jobs: StoredJobs, keeper: Emulator) -> None:
    script = "param($a, $b) $a; $b; Write-Warning w; Write-Error e; [pscustomobject] @{ A = @(1, 2) }; $null"
    row = jobs.start(connection_of(keeper), script, (5, "\u00e9"), "mine")
    assert is_kept(row)
    assert (row.name, row.state) == ("mine", int(JobState.Running))
    assert keeper.sessions() == []  # nothing of ours lives on but the job
    assert jobs.fetch(row.id, wait=True).state == int(JobState.Completed)
    told = received(jobs, row.id)
    assert [stream for stream, _ in told] == [1, 1, 3, 2, 1, 1]
    assert [value for _, value in told[:4]] == [5, "\u00e9", "w", "e"]
    assert received(jobs, row.id) == []


def test_arguments_by_name(jobs: StoredJobs, keeper: Emulator) -> None:
    script = 'param($a, [string[]] $b, [switch] $Force) "$a/$($b.Count)/$Force"'
    for args, told in [((1, Named("b", ["x", "y"]), Named("Force", True)), "1/2/True"), ((Named("a", "z"),), "z/0/False")]:
        row = jobs.start(connection_of(keeper), script, args)
        assert is_kept(row)
        assert row.command == script
        jobs.fetch(row.id, wait=True)
        assert received(jobs, row.id) == [(1, told)]


def test_connections_that_are_cut_and_sessions_that_die_lose_and_double_nothing(jobs: StoredJobs, keeper: Emulator) -> None:
    """Each time the fetch has what there is so far, and waits for more."""
    gates = [Gate(keeper) for _ in range(4)]
    pauses = " ".join(f"{100 * i} {{ {gate.wait} }}" for i, gate in enumerate(gates, 1))
    row = jobs.start(connection_of(keeper), f"1..500 | ForEach-Object {{ $_; switch ($_) {{ {pauses} }} }}")
    deeds: Iterator[Callable[[], object]] = iter([keeper.drop_connections, keeper.kill_session] * 2)
    ways = iter(gates)

    def disturb() -> None:
        deed = next(deeds)
        while not deed():  # it may just be between two connections
            threading.Event().wait(0.002)
        next(ways).open()

    watcher = whenever(jobs, row.id, [100, 200, 300, 400], disturb)
    assert jobs.fetch(row.id, wait=True, timeout=120).state == int(JobState.Completed)
    watcher.join(60)
    assert next(ways, None) is None
    assert received(jobs, row.id) == [(1, number) for number in range(1, 501)]


_FETCH = """
import sys
from psbridge.sessions.connection import Connection
from psbridge.sessions.storedjobs import StoredJobs
from psbridge.store import Database, JobStore
path, number, port, user, password = sys.argv[1:]
words = dict(address="127.0.0.1", port=int(port), username=user, password=password, auth="ntlm", no_proxy=True)
StoredJobs(JobStore(Database(path)), lambda host, _: Connection.of(host, **words)).fetch(int(number), wait=True)
"""


def test_clients_that_are_killed_lose_and_double_nothing(jobs: StoredJobs, keeper: Emulator, tmp_path: Path) -> None:
    row = jobs.start(connection_of(keeper), IN_ROUNDS)
    got: list[Any] = []
    for i in range(1, 5):
        words = [str(tmp_path / "store"), str(row.id), str(keeper.port), keeper.username, keeper.password]
        before = jobs.store.last(row.id)
        with keeper.machine.files.open(f"C:\\go{i}", "w"):
            pass
        if i == 4:
            break
        with subprocess.Popen([sys.executable, "-W", "ignore", "-c", _FETCH, *words]) as fetch:
            whenever(jobs, row.id, [before + 20], lambda: fetch.send_signal(signal.SIGKILL)).join(60)
            fetch.kill()
        assert fetch.returncode == -signal.SIGKILL
        assert jobs.store.last(row.id) >= before + 20
        got += received(jobs, row.id)  # and what was received meanwhile does not come again
    assert jobs.fetch(row.id, wait=True).state == int(JobState.Completed)
    assert got + received(jobs, row.id) == [(1, number) for number in range(1, 401)]


def test_starting_may_be_repeated(keeper: Emulator, tmp_path: Path) -> None:
    store = JobStore(Database(tmp_path / "store"))
    lost: list[str] = []

    def connect(row: JobRow) -> Any:
        lost.append(row.name)
        return connection_of(keeper)

    kept = BridgeJobs(store, connect, pause=0.001)
    with Session(keeper.machine.name, connection=connection_of(keeper)) as session:
        keeper.kill_session()
        row = kept.start(store.create("again", "remote", "'once'", "server01"), session=session)
    assert lost == ["again"]
    kept.fetch(row, wait=True)
    assert [one.body for one in store.pending(row.id)] == [b"<S>once</S>"]
    with Session(keeper.machine.name, connection=connection_of(keeper)) as session:
        assert session.invoke("@(Get-BridgeJob -Name again).Count").output == [1]


def test_patience_ends(keeper: Emulator, tmp_path: Path) -> None:
    store = JobStore(Database(tmp_path / "store"))
    nowhere = connection_of(keeper).with_words(port=1)
    tried: list[int] = []

    def connect(row: JobRow) -> Any:
        tried.append(row.id)
        return nowhere

    with pytest.raises(TransportError):
        BridgeJobs(store, connect, patience=2, pause=0.001).start(store.create(None, "remote", "1", "server01"))
    assert len(tried) == 3


def test_failed_stopped_forgotten_and_gone(jobs: StoredJobs, keeper: Emulator) -> None:
    failing = jobs.fetch(jobs.start(connection_of(keeper), "'before'; throw 'boom'").id, wait=True)
    assert failing.state == int(JobState.Failed)
    assert failing.reason is not None
    assert b"boom" in failing.reason
    long = jobs.start(connection_of(keeper), "'up'; Start-Sleep 600")
    while not jobs.store.last(long.id):
        assert jobs.fetch(long.id, wait=True, timeout=0.05).state == int(JobState.Running)
    assert jobs.stop(long.id).state == int(JobState.Stopped)
    assert received(jobs, long.id) == [(1, "up")]
    removed = jobs.start(connection_of(keeper), "Start-Sleep 600")
    with Session(keeper.machine.name, connection=connection_of(keeper)) as session:
        count = "@(Get-BridgeJob).Count"
        before = session.invoke(count).output[0]
        jobs.remove(removed.id, force=True)
        assert session.invoke(count).output == [before - 1]
        gone = jobs.start(connection_of(keeper), "1")
        session.invoke("Get-BridgeJob | Remove-BridgeJob -Force -Confirm:$false").raise_for_error()
    assert jobs.fetch(gone.id).state == int(JobState.Failed)


def test_a_script_that_the_host_cannot_read_is_told(jobs: StoredJobs, keeper: Emulator) -> None:
    with pytest.raises(StoreError, match="refused"):
        jobs.start(connection_of(keeper), "if (")
