"""A fleet over a real Dask cluster: hosts are shared out over workers, and a killed worker's hosts are done by another."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from psbridge.emulator.host import Emulator
from psbridge.sessions.fleet import invoke_command
from psbridge.sessions.results import Result
from tests.sessions.conftest import connection_of

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def test_hosts_over_workers_one_of_which_is_killed(estate: tuple[Emulator, Emulator], kept_environment: None) -> None:
    targets = [connection_of(estate[n % 2]) for n in range(12)]
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None, "host": "127.0.0.1"}
    with distributed.LocalCluster(**settings) as cluster, distributed.Client(cluster) as client:
        pids = list(client.run(os.getpid).values())
        heard: list[Result] = []
        killed = threading.Event()

        def tell(result: Result) -> None:
            heard.append(result)
            if not killed.is_set():
                killed.set()
                os.kill(pids[0], signal.SIGKILL)

        executor = client.get_executor(retries=3)
        results = invoke_command(targets, "$env:COMPUTERNAME", executor=executor, throttle_limit=2, on_result=tell)
    assert results.output == ["SERVER01", "SERVER02"] * 6
    assert len(heard) == 12
