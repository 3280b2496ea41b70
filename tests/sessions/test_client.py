"""Client sessions over every transport that needs no network: the same tests in memory, in a process, in a forked one."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from psbridge.engine.host import Host, HostUI
from psbridge.errors import BrokenStateError, TransportError
from psbridge.objects import unwrap
from psbridge.objects.streams import ERROR, INFORMATION, OUTPUT, VERBOSE, WARNING
from psbridge.psrp import Command, Pipeline, PipelineState, PoolState
from psbridge.server.console import ServerOptions, server_profile
from psbridge.server.poolhost import PoolHost
from psbridge.sessions.client import ClientSession
from psbridge.transports.memory import MemoryTransport
from psbridge.transports.process import ProcessTransport, own_server
from psbridge.transports.refused import RefusedTransport
from psbridge.transports.warm import WarmTransport

TRANSPORTS = {
    "memory": lambda: MemoryTransport(lambda flush: PoolHost(server_profile(ServerOptions()), flush)),
    "process": lambda: ProcessTransport(own_server()),
    "warm": lambda: WarmTransport(),
}


@pytest.fixture(params=TRANSPORTS)
def transport(request):
    return TRANSPORTS[request.param]()


@pytest.fixture
def session(transport):
    with ClientSession(transport, max_runspaces=2) as opened:
        yield opened


@pytest.fixture
def memory():
    with ClientSession(TRANSPORTS["memory"](), max_runspaces=2) as opened:
        yield opened


class TestPipelines:
    def test_output_comes_back(self, session):
        assert session.run("1; 'a'; $null; 2.5").result(60) == [1, "a", None, 2.5]

    def test_streams_keep_their_order(self, session):
        running = session.run("1; Write-Error e; Write-Warning w; Write-Verbose v -Verbose; Write-Host h; 2")
        running.wait(60)
        assert [stream for stream, _ in running.streams.receive()] == [OUTPUT, ERROR, WARNING, VERBOSE, INFORMATION, OUTPUT]

    def test_input_is_streamed(self, session):
        assert session.run("$input | ForEach-Object { $_ * 2 }", input=range(3)).result(60) == [0, 2, 4]

    def test_input_while_running(self, session):
        came = threading.Event()
        description = Pipeline.script("process { $_ + 1 }", no_input=False)
        running = session.run(description, sink=lambda stream, value: (seen.append(value), came.set()))
        seen: list[int] = []
        running.write(1)
        assert came.wait(60)
        running.end_input()
        assert running.wait(60)
        assert seen == [2]

    def test_state_stays_between_pipelines(self, memory):
        with ClientSession(TRANSPORTS["memory"]()) as one:
            one.run("$x = 5; function f { 'f' }").wait(60)
            assert one.run("$x; f").result(60) == [5, "f"]

    def test_two_run_at_the_same_time(self, memory):
        first = memory.run("$e = Get-Event; while (-not $global:go) { Start-Sleep -Milliseconds 5; break }; 'first'")
        second = memory.run("'second'")
        assert second.result(60) == ["second"]
        assert first.result(60) == ["first"]

    def test_a_full_pool_queues(self, session):
        running = [session.run("Start-Sleep -Milliseconds 20; $PID") for _ in range(5)]
        assert len({one.result(60)[0] for one in running}) == 1

    def test_throw_fails_with_the_record(self, session):
        with pytest.raises(BrokenStateError) as caught:
            session.run("throw 'boom'").result(60)
        assert caught.value.error_record.fully_qualified_error_id == "boom"

    def test_commands_with_parameters_and_merges(self, memory):
        command = Command("Write-Error", merge_my_result=2, merge_to_result=1).add("Message", "m")
        running = memory.run(Pipeline([command]))
        running.wait(60)
        assert [stream for stream, _ in running.streams.receive()] == [OUTPUT]

    def test_exit_completes(self, memory):
        assert memory.run("'a'; exit 3; 'b'").result(60) == ["a"]


class TestStopping:
    def test_stop_ends_it(self, session):
        running = session.run("try { 'on'; Start-Sleep 60 } finally { 'cleaned' }")
        with running.streams.cursor((OUTPUT,)) as cursor:
            assert cursor.get() == (OUTPUT, "on")
        running.stop()
        assert running.wait(60)
        assert running.state is PipelineState.STOPPED
        assert running.reason.fully_qualified_error_id == "PipelineStopped"
        assert [value for _, value in running.streams.receive()] == ["on", "cleaned"]

    @pytest.mark.parametrize("wait", ["[Threading.ManualResetEvent]::new($false).WaitOne()", "[Threading.Tasks.Task]::Delay(-1).Wait()"])
    def test_a_wait_of_net_ends(self, memory, wait):
        running = memory.run(f"try {{ 'on'; {wait} }} finally {{ 'cleaned' }}")
        with running.streams.cursor((OUTPUT,)) as cursor:
            assert cursor.get() == (OUTPUT, "on")
        running.stop()
        assert running.wait(60)
        assert running.state is PipelineState.STOPPED
        assert [value for _, value in running.streams.receive()] == ["on", "cleaned"]

    def test_a_command_that_says_more_than_anybody_hears_is_stopped(self, memory):
        running = memory.run("while ($true) { 'x' * 1000 }")
        with running.streams.cursor((OUTPUT,)) as cursor:
            cursor.get()
        running.stop()
        assert running.wait(60)
        assert running.state is PipelineState.STOPPED

    def test_stop_at_once_does_not_overtake_the_start(self, session):
        running = session.run("Start-Sleep 60")
        running.stop()
        assert running.wait(60)
        assert running.state is PipelineState.STOPPED

    def test_stop_of_a_queued_one_gives_no_record(self, memory):
        busy = [memory.run("Start-Sleep 60") for _ in range(2)]
        queued = memory.run("1")
        queued.stop()
        assert queued.wait(60)
        assert (queued.state, queued.reason) == (PipelineState.STOPPED, None)
        for one in busy:
            one.stop()

    def test_close_stops_what_runs(self, transport):
        opened = ClientSession(transport).open()
        running = opened.run("Start-Sleep 60")
        opened.close()
        assert running.wait(60)
        assert opened.state is PoolState.CLOSED


class TestPool:
    def test_requests_are_answered(self, session):
        assert session.ask(session.pool.get_available_runspaces) == 2
        assert session.ask(lambda: session.pool.set_max_runspaces(3)) is True
        assert session.ask(lambda: session.pool.set_min_runspaces(4)) is False

    def test_private_data_tells_the_version(self, session):
        assert str(unwrap(session.private_data["PSVersionTable"])["PSVersion"]) == "7.0.13"

    def test_reset_forgets_variables(self):
        with ClientSession(TRANSPORTS["memory"]()) as one:
            one.run("$x = 5; function f { 'f' }").wait(60)
            assert one.ask(one.pool.reset_runspace_state) is True
            assert one.run("$null -eq $x; f").result(60) == [True, "f"]


class Answering(HostUI):
    """A host that answers and remembers."""

    __slots__ = ("lines",)

    def __init__(self):
        super().__init__()
        self.lines = []

    def write_line(self, *words):
        self.lines.append(str(words[-1]) if words else "")

    def prompt(self, caption, message, fields):
        return {field.name: f"answer to {field.name}" for field in fields}


class TestHost:
    def test_questions_come_to_our_host(self, transport):
        with ClientSession(transport, host=Host("test", ui=Answering())) as opened:
            assert opened.run("Read-Host name").result(60) == ["answer to name"]

    def test_lines_are_shown_on_our_host(self, transport):
        host = Host("test", ui=Answering())
        with ClientSession(transport, host=host) as opened:
            opened.run("$host.UI.WriteLine('direct')").wait(60)
        assert host.ui.lines == ["direct"]

    def test_a_host_without_ui_refuses(self, transport):
        with ClientSession(transport) as opened:
            running = opened.run("Read-Host name; 'on'")
            assert running.result(60) == ["on"]


class TestFailures:
    def test_a_session_that_cannot_be(self):
        with pytest.raises(TransportError, match="not here"):
            ClientSession(RefusedTransport("not here")).open()

    def test_a_program_that_is_not_there(self):
        with pytest.raises(TransportError, match="cannot be started"):
            ClientSession(ProcessTransport(["/no/such/program"])).open()

    def test_a_program_that_says_something_else(self):
        with pytest.raises(Exception, match="hello"):
            ClientSession(ProcessTransport(["echo", "hello"])).open(60)

    def test_a_killed_process_fails_its_pipelines(self):
        opened = ClientSession(WarmTransport()).open()
        running = opened.run("'on'; Start-Sleep 60")
        with running.streams.cursor((OUTPUT,)) as cursor:
            cursor.get()
        os.kill(opened.transport.pid, signal.SIGKILL)
        assert running.wait(60)
        assert running.reason.fully_qualified_error_id == "2100,PSSessionStateBroken"
        assert opened.state is PoolState.BROKEN
        opened.close()

    def test_a_failing_initialization_script_breaks_the_pool(self):
        with pytest.raises(BrokenStateError, match="ini"):
            ClientSession(WarmTransport(command="throw 'ini'")).open(60)
