"""The supervisor of a local job."""

from __future__ import annotations

from pathlib import Path

import pytest

from psbridge.cli import supervisor
from psbridge.jobs.states import JobState
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
