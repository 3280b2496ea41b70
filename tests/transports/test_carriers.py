"""What the transports do below a session: descriptors, signals in order, lost carriers."""

from __future__ import annotations

import os
import threading
import uuid

import pytest

from psbridge.errors import ConnectionFailed, SessionRefused
from psbridge.psrp import ClientPool, Pipeline
from psbridge.psrp.messages import NIL
from psbridge.sessions.client import ClientSession, RunningPipeline
from psbridge.transports.carrier import Capabilities, Transport
from psbridge.transports.memory import MemoryTransport
from psbridge.transports.process import ProcessTransport, own_server
from psbridge.transports.refused import RefusedTransport
from psbridge.transports.stdio import StdioTransport
from psbridge.transports.warm import WarmTransport
from psbridge.transports.zygotes import zygote

PID = uuid.UUID(int=7)


class Heard:
    """A receiver that remembers."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.failure = threading.Event()

    def received(self, data, pid):
        self.calls.append(("received", len(data), pid))

    def command_closed(self, pid):
        self.calls.append(("command closed", pid))

    def closed(self):
        self.calls.append(("closed",))

    def failed(self, error):
        self.calls.append(("failed", type(error)))
        self.failure.set()


class Piped(StdioTransport):
    """Joined to the test by two pipes."""

    def connect(self):
        ours_in, self.their_out = os.pipe()
        self.their_in, ours_out = os.pipe()
        return ours_in, ours_out

    def said(self) -> bytes:
        return os.read(self.their_in, 1 << 16)

    def say(self, text: str) -> None:
        os.write(self.their_out, text.encode())


@pytest.fixture
def piped():
    made, pool, heard = Piped(), ClientPool(), Heard()
    pool.open()
    made.open(pool, heard)
    yield made, pool, heard
    made.kill()
    os.close(made.their_out)


@pytest.fixture
def running():
    with ClientSession(WarmTransport()) as session:
        yield session


class TestStdio:
    def test_opening_sends_both_messages_in_one_element(self, piped):
        made, _, _ = piped
        assert made.said().count(b"<Data ") == 1

    def test_a_signal_waits_for_what_it_stops(self, piped):
        made, _, _ = piped
        made.said()
        made.create(PID)
        made.signal(PID)
        assert made.said() == f"<Command PSGuid='{PID}' />\n".encode()
        made.say(f"<CommandAck PSGuid='{PID}' />\n")
        assert made.said() == f"<Signal PSGuid='{PID}' />\n".encode()

    def test_another_thread_may_send_before_a_pipeline_is_announced(self, running):
        first = running.pool.pipeline(Pipeline.script("1"))
        made = running.pipelines[first.pid] = RunningPipeline(running, first, None, None)
        first.start()
        assert running.run("2").result(60) == [2]  # takes along what waits for the other
        running.transport.create(first.pid)
        assert made.result(60) == [1]

    def test_what_is_not_open_is_not_closed_or_stopped(self, piped):
        made, _, _ = piped
        made.signal(PID)
        made.close_command(PID)

    def test_the_end_of_the_other_side_is_a_failure(self, piped):
        made, _, heard = piped
        made.say("<CloseAck PSGuid='00000000-0000-0000-0000-000000000009' />\n")
        made.say("no element\n")
        assert heard.failure.wait(60)
        assert heard.calls[0][0] == "command closed"
        assert heard.calls[-1][0] == "failed"


class TestProcess:
    def test_own_server_is_this_python(self):
        assert own_server("-NoLogo")[-2:] == ["-s", "-NoLogo"]

    def test_what_it_says_at_the_end_is_told(self):
        heard = Heard()
        made = ProcessTransport(["sh", "-c", "echo sorry >&2; exit 3"])
        made.open(ClientPool(), heard)
        assert heard.failure.wait(60)
        assert heard.calls == [("failed", ConnectionFailed)]

    def test_kill_ends_the_process(self):
        made = ProcessTransport(["sleep", "60"])
        made.open(ClientPool(), Heard())
        pid = made.pid
        made.kill()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


class TestWarm:
    def test_place_and_environment(self, tmp_path):
        from psbridge.sessions.client import ClientSession

        transport = WarmTransport(environment={**os.environ, "PSB_TEST": "here"}, directory=str(tmp_path), location=str(tmp_path))
        with ClientSession(transport) as session:
            assert session.run('$env:PSB_TEST; "$PWD"').result(60) == ["here", str(tmp_path)]

    def test_one_zygote_serves_all(self):
        assert zygote() is zygote()

    def test_kill_twice(self):
        made = WarmTransport()
        made.open(ClientPool(), Heard())
        made.kill()
        made.kill()


def test_refused():
    with pytest.raises(SessionRefused, match="why"):
        RefusedTransport("why").open(ClientPool(), Heard())
    RefusedTransport("why").kill()


def test_capabilities():
    assert (StdioTransport.capabilities, MemoryTransport.capabilities) == (Capabilities(), Capabilities(disconnect=True, keys=True))
    assert all(hasattr(MemoryTransport, name) for name in ("open", "flush", "create", "signal", "close_command", "close", "kill"))
    assert Transport is not None


def test_a_stop_gets_through_to_who_never_pauses():
    """In memory nothing fills up: what is said takes turns with what is asked."""
    stopped = threading.Event()

    class Pool:
        def waiting(self):
            return [] if stopped.is_set() else [NIL]

        def take(self, pid):
            return (b"and on", "")

        def take_all(self):
            while not stopped.is_set():
                yield (NIL, *self.take(NIL))

        def waiting_bytes(self):
            return 6

    class Talking:
        pool = Pool()

        def stop(self, pid, done=None):
            stopped.set()

        def abandon(self):
            stopped.set()

    class Ear:
        def received(self, data, pid):
            assert data == b"and on"

    made = MemoryTransport(lambda flush: Talking())
    made.open(ClientPool(), Ear())
    made._answer()
    made.signal(NIL)
    try:
        assert stopped.wait(60)
    finally:
        made.kill()
