"""A pipeline on the other side: its input, its end, what becomes of what nobody waits for."""

from __future__ import annotations

import threading

import pytest

from psbridge.errors import BrokenStateError
from psbridge.psrp import PipelineState
from psbridge.server.console import ServerOptions, server_profile
from psbridge.server.poolhost import PoolHost
from psbridge.sessions.client import ClientSession
from psbridge.sessions.pipelines import RunningPipeline
from psbridge.transports.memory import MemoryTransport


@pytest.fixture
def session():
    with ClientSession(MemoryTransport(lambda flush: PoolHost(server_profile(ServerOptions()), flush))) as opened:
        yield opened


def test_a_slow_source_is_heard_object_by_object(session):
    """The second object is not there before the first has come back."""
    back = threading.Event()

    def source():
        yield 1
        assert back.wait(60)
        yield 2

    found = []
    running = session.run("process { $_ * 10 }", input=source(), sink=lambda stream, value: (found.append(value), back.set()))
    assert isinstance(running, RunningPipeline)
    assert running.wait(60)
    assert (found, running.state) == ([10, 20], PipelineState.COMPLETED)


def test_the_reason_of_a_failure_is_raised(session):
    running = session.run("throw 'no'")
    with pytest.raises(BrokenStateError, match="no"):
        running.result(60)


def test_who_asks_late_is_told_of_the_end(session):
    running = session.run("1")
    assert running.wait(60)
    ended = []
    running.on_end(ended.append)
    running.stop()
    assert ended == [running]


def test_there_is_a_limit_to_waiting(session):
    running = session.run("Start-Sleep 60")
    with pytest.raises(TimeoutError, match="still running"):
        running.result(0)
    running.stop()
