"""`session.start_job()`: a handle that another session and another process find again."""

from __future__ import annotations

from pathlib import Path

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import StoreError
from psbridge.sessions.session import Session
from tests.sessions.conftest import connection_of


@pytest.mark.parametrize("with_module", [True, False])
def test_started_left_found_and_received_once(host: Emulator, tmp_path: Path, with_module: bool) -> None:
    store = tmp_path / "store"
    with Emulator("keeper", https_port=None) as own:
        with Session(own.machine.name, connection=connection_of(own)) as session:
            if with_module:
                session.install_module()
            started = session.start_job("param($n) 1..$n; Write-Warning w; Write-Verbose v -Verbose", 3, name="count", store=store)
            assert started.is_kept_by_host is with_module
        with Session(own.machine.name, connection=connection_of(own)) as session:
            job = session.find_job("count", store=store)
            assert session.find_job(started.id, store=store).id == job.id == started.id
            assert job.wait(60)
            kept = job.receive(keep=True)
            assert (kept.state, kept.output, kept.warnings, kept.verbose) == ("Completed", [1, 2, 3], ["w"], ["v"])
            assert job.receive().output == [1, 2, 3]
            assert job.receive().output == []
            assert repr(job) == f"<KeptJob {job.id} 'count' on keeper: Completed>"
            job.remove()
            with pytest.raises(StoreError, match="no job 'count'"):
                session.find_job("count", store=store)


def test_stopped(tmp_path: Path) -> None:
    with Emulator("keeper", https_port=None) as own, Session(own.machine.name, connection=connection_of(own)) as session:
        session.install_module()
        job = session.start_job("'up'; Start-Sleep 600", store=tmp_path / "store")
        assert not job.wait(0.2)
        job.stop()
        assert job.state == "Stopped"
        job.remove()
