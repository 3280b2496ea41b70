"""Which session a thread works for."""

from __future__ import annotations

import threading

from psbridge.engine.running import run_for, running
from psbridge.machine.computer import Machine
from psbridge.modules.shell import Runspace


def test_a_thread_starts_with_none_and_has_its_own():
    seen = []

    def work():
        seen.append(running())
        run_for("mine")
        seen.append(running())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [None, "mine"]
    assert running() != "mine"


def test_a_cast_finds_the_files_of_the_session_that_runs(tmp_path):
    (tmp_path / "a.txt").write_text("here")
    machine = Machine.windows("web01")
    script = f"([IO.FileInfo]'{tmp_path}/a.txt').Exists"
    with Runspace() as here, Runspace(machine, profile="windows", environment=machine.environment, directory="C:\\") as windows:
        assert [list(each.invoke(script)) for each in (here, windows, here)] == [[True], [False], [True]]
