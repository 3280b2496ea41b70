"""The supervisor of a local job."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from psbridge.cli import supervisor
from psbridge.jobs.states import JobState
from psbridge.sessions.session import Session
from psbridge.sessions.storedjobs import LOCAL, decoded
from psbridge.store import Database, JobStore


@pytest.mark.parametrize(
    ("script", "state", "values"), [("1; 'two'", JobState.Completed, [1, "two"]), ("3; throw 'no'", JobState.Failed, [3])]
)
def test_what_a_job_writes_is_in_the_store(
    script: str, state: object, values: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSBRIDGE_STORE", str(tmp_path / "store"))
    store = JobStore(Database())
    row = store.create(None, LOCAL, script, "localhost", {"directory": str(tmp_path)})
    assert supervisor.main([str(row.id)]) == 0
    assert store.get(row.id).state == state
    assert [decoded(one.body) for one in store.pending(row.id)] == values


def test_a_stop_before_the_script_begins_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSBRIDGE_STORE", str(tmp_path / "store"))
    store = JobStore(Database())
    row = store.create(None, LOCAL, "Start-Sleep 600", "localhost", {"directory": str(tmp_path)})
    begin = Session.begin

    def begin_late(self: Session, *words: Any, **named: Any) -> Any:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        return begin(self, *words, **named)

    monkeypatch.setattr(Session, "begin", begin_late)
    assert supervisor.main([str(row.id)]) == 0
    assert store.get(row.id).state == JobState.Stopped
